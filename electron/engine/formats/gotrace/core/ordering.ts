// One event of a thread against the scheduler's state: has its turn come? The rules are those of Go's reader (internal/trace,
// order.go), one handler per event type.
import { TraceKind } from '../../../../../shared/records/index.ts'
import type { OrderState } from './OrderState.ts'
import { CoreFault } from './faults.ts'
import * as goroutines from './orderGoroutines.ts'
import * as procs from './orderProcs.ts'
import * as ranges from './orderRanges.ts'

/** False: wait for another thread's event. Throws CoreFault. */
type Handler = (state: OrderState) => boolean

const K = TraceKind

const HANDLERS: (Handler | undefined)[] = []
const entries: [number, Handler][] = [
  [K.ProcsChange, ranges.procsChange],
  [K.ProcStart, procs.procStart],
  [K.ProcStop, procs.procStop],
  [K.ProcSteal, procs.procSteal],
  [K.ProcStatus, procs.procStatus],
  [K.GoCreate, goroutines.goCreate],
  [K.GoCreateSyscall, goroutines.goCreateSyscall],
  [K.GoStart, goroutines.goStart],
  [K.GoDestroy, goroutines.goStopExec],
  [K.GoDestroySyscall, goroutines.goDestroySyscall],
  [K.GoStop, goroutines.goStopExec],
  [K.GoBlock, goroutines.goStopExec],
  [K.GoUnblock, goroutines.goUnblock],
  [K.GoSyscallBegin, goroutines.goSyscallBegin],
  [K.GoSyscallEnd, goroutines.goSyscallEnd],
  [K.GoSyscallEndBlocked, goroutines.goSyscallEndBlocked],
  [K.GoStatus, goroutines.goStatus],
  [K.StwBegin, ranges.stwBegin],
  [K.StwEnd, ranges.stwEnd],
  [K.GcActive, ranges.gcActive],
  [K.GcBegin, ranges.gcBegin],
  [K.GcEnd, ranges.gcEnd],
  [K.SweepActive, ranges.sweepActive],
  [K.SweepBegin, ranges.sweepBegin],
  [K.SweepEnd, ranges.sweepEnd],
  [K.MarkAssistActive, ranges.assistActive],
  [K.MarkAssistBegin, ranges.assistBegin],
  [K.MarkAssistEnd, ranges.assistEnd],
  [K.HeapAlloc, ranges.heapMetric],
  [K.HeapGoal, ranges.heapMetric],
  [K.GoLabel, ranges.goLabel],
  [K.TaskBegin, ranges.taskBegin],
  [K.TaskEnd, ranges.taskEnd],
  [K.RegionBegin, ranges.regionBegin],
  [K.RegionEnd, ranges.regionEnd],
  [K.UserLog, ranges.userLog],
  [K.GoSwitch, goroutines.goSwitch],
  [K.GoSwitchDestroy, goroutines.goSwitch],
  [K.GoCreateBlocked, goroutines.goCreate],
  [K.GoStatusStack, goroutines.goStatus],
  [K.Span, ranges.allocFree],
  [K.SpanAlloc, ranges.allocFree],
  [K.SpanFree, ranges.allocFree],
  [K.HeapObject, ranges.allocFree],
  [K.HeapObjectAlloc, ranges.allocFree],
  [K.HeapObjectFree, ranges.allocFree],
  [K.GoroutineStack, ranges.allocFree],
  [K.GoroutineStackAlloc, ranges.allocFree],
  [K.GoroutineStackFree, ranges.allocFree],
]
for (const [type, handler] of entries) HANDLERS[type] = handler

/**
 * Tries the event that `state` holds (type, time, arguments), of the thread in slot `thread`. True: it has been written as one
 * row or more and the state is the one after it. False: nothing has changed.
 */
export function advance(state: OrderState, thread: number): boolean {
  if (state.firstGeneration === 0) state.firstGeneration = state.generation
  state.dangling = null
  state.thread = thread
  state.proc = 0
  state.goroutine = 0
  if (thread !== 0) {
    state.threadKnown[thread] = 1
    state.proc = state.threadProc[thread] as number
    state.goroutine = state.threadGoroutine[thread] as number
  }
  state.nextProc = state.proc
  state.nextGoroutine = state.goroutine
  const handler = HANDLERS[state.type]
  if (handler === undefined) throw new CoreFault('notOrdered', BigInt(state.type))
  if (!handler(state)) return false
  if (thread !== 0) {
    if (state.nextProc !== state.threadProc[thread]) state.procHolder[state.nextProc] = thread
    state.threadProc[thread] = state.nextProc
    state.threadGoroutine[thread] = state.nextGoroutine
  }
  return true
}
