// One event of a thread against the scheduler's state, as core/ordering.ts.
import { fail, NOT_ORDERED, TAKEN } from './faults'
import { Generation } from './generation'
import * as goroutines from './goroutines'
import * as kinds from './kinds'
import * as procs from './procs'
import * as ranges from './ranges'
import { liveOf, liveRecord } from './lives'
import { record, THREADS } from './slots'
import { Event, goRecord, HELD_GOROUTINE, HELD_PROC, HELD_RECORD, HOLDER, procRecord, slotIn, STATUS } from './state'

/** Tries the event in `Event` (type, time, arguments), of the thread in this slot. */
export function advance(thread: u32): u32 {
  if (Generation.first == 0) Generation.first = Generation.current
  Event.dangling = 0
  Event.thread = thread
  if (thread == 0) {
    Event.proc = 0
    Event.goroutine = 0
    Event.nextProc = 0
    Event.nextGoroutine = 0
    Event.record = goRecord(0)
    return rule()
  }
  const at = record(THREADS, thread)
  store<u8>(at, 1, STATUS)
  const proc = load<u32>(at, HELD_PROC)
  const goroutine = load<u32>(at, HELD_GOROUTINE)
  Event.proc = proc
  Event.goroutine = goroutine
  Event.nextProc = proc
  Event.nextGoroutine = goroutine
  // Mostly the record is the one it was when the thread got the goroutine.
  const held = liveRecord(load<u32>(at, HELD_RECORD))
  Event.record = slotIn(held) == goroutine ? held : goRecord(goroutine)
  const answer = rule()
  if (answer == TAKEN) {
    // Records move when a thread is named for the first time.
    const now = record(THREADS, thread)
    store<u32>(now, Event.nextGoroutine, HELD_GOROUTINE)
    if (Event.nextGoroutine != goroutine) store<u32>(now, liveOf(Event.nextGoroutine), HELD_RECORD)
    if (Event.nextProc != proc) {
      store<u32>(now, Event.nextProc, HELD_PROC)
      store<u32>(procRecord(Event.nextProc), thread, HOLDER)
    } else store<u32>(now, proc, HELD_PROC)
  }
  return answer
}

function rule(): u32 {
  switch (Event.type) {
    case kinds.GO_START:
      return goroutines.goStart()
    case kinds.GO_STOP:
    case kinds.GO_BLOCK:
    case kinds.GO_DESTROY:
      return goroutines.goStopExec()
    case kinds.GO_UNBLOCK:
      return goroutines.goUnblock()
    case kinds.GO_CREATE:
    case kinds.GO_CREATE_BLOCKED:
      return goroutines.goCreate()
    case kinds.GO_SYSCALL_BEGIN:
      return goroutines.goSyscallBegin()
    case kinds.GO_SYSCALL_END:
      return goroutines.goSyscallEnd()
    case kinds.GO_SYSCALL_END_BLOCKED:
      return goroutines.goSyscallEndBlocked()
    case kinds.GO_CREATE_SYSCALL:
      return goroutines.goCreateSyscall()
    case kinds.GO_DESTROY_SYSCALL:
      return goroutines.goDestroySyscall()
    case kinds.GO_STATUS:
    case kinds.GO_STATUS_STACK:
      return goroutines.goStatus()
    case kinds.GO_SWITCH:
    case kinds.GO_SWITCH_DESTROY:
      return goroutines.goSwitch()
    case kinds.PROC_START:
      return procs.procStart()
    case kinds.PROC_STOP:
      return procs.procStop()
    case kinds.PROC_STEAL:
      return procs.procSteal()
    case kinds.PROC_STATUS:
      return procs.procStatus()
    case kinds.PROCS_CHANGE:
      return ranges.procsChange()
    case kinds.STW_BEGIN:
      return ranges.stwBegin()
    case kinds.STW_END:
      return ranges.stwEnd()
    case kinds.GC_ACTIVE:
      return ranges.gcActive()
    case kinds.GC_BEGIN:
      return ranges.gcBegin()
    case kinds.GC_END:
      return ranges.gcEnd()
    case kinds.SWEEP_ACTIVE:
      return ranges.sweepActive()
    case kinds.SWEEP_BEGIN:
      return ranges.sweepBegin()
    case kinds.SWEEP_END:
      return ranges.sweepEnd()
    case kinds.ASSIST_ACTIVE:
      return ranges.assistActive()
    case kinds.ASSIST_BEGIN:
      return ranges.assistBegin()
    case kinds.ASSIST_END:
      return ranges.assistEnd()
    case kinds.HEAP_ALLOC:
    case kinds.HEAP_GOAL:
      return ranges.heapMetric()
    case kinds.GO_LABEL:
      return ranges.goLabel()
    case kinds.TASK_BEGIN:
      return ranges.taskBegin()
    case kinds.TASK_END:
      return ranges.taskEnd()
    case kinds.REGION_BEGIN:
      return ranges.regionBegin()
    case kinds.REGION_END:
      return ranges.regionEnd()
    case kinds.USER_LOG:
      return ranges.userLog()
    case kinds.SPAN:
    case kinds.SPAN_ALLOC:
    case kinds.SPAN_FREE:
    case kinds.HEAP_OBJECT:
    case kinds.HEAP_OBJECT_ALLOC:
    case kinds.HEAP_OBJECT_FREE:
    case kinds.GOROUTINE_STACK:
    case kinds.GOROUTINE_STACK_ALLOC:
    case kinds.GOROUTINE_STACK_FREE:
      return ranges.allocFree()
    default:
      return fail(NOT_ORDERED, Event.type)
  }
}
