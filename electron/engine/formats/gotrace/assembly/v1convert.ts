// Events of v1 in the meaning of v2, as v1/V1Convert.ts.
import { fail, TAKEN } from './faults'
import { ABSENT, lookUp, STACKS, STRINGS } from './generation'
import { allocate, enlarge } from './memory'
import * as kinds from './kinds'
import { commit, put } from './rows'
import { PROCS, slotOf, THREADS } from './slots'
import { GOES_ON, NAME, PARENT, taskOf, taskRecord } from './tasks'
import { UNEXPECTED_TYPE } from './v1faults'
import { goroutineRecord, IS_TOLD, SHOWN, V1 } from './v1state'
import {
  ANOTHER,
  GOROUTINE,
  IS_SEEN,
  MESSAGE,
  PROC,
  PROC_SLOT,
  STACK,
  stream,
  streamArg,
  streamCount,
  THREAD,
} from './v1streams'
import * as types from './v1types'

// Transitions of goroutines and procs: state before × 16 + after.
const GO_TOLD_RUNNABLE: u32 = 0x02
const GO_TOLD_RUNNING: u32 = 0x03
const GO_TOLD_WAITING: u32 = 0x04
const GO_TOLD_SYSCALL: u32 = 0x05
const GO_CREATED: u32 = 0x12
const GO_STARTS: u32 = 0x23
const GO_ENDS: u32 = 0x31
const GO_STOPS: u32 = 0x32
const GO_BLOCKS: u32 = 0x34
const GO_CALLS: u32 = 0x35
const GO_WAKES: u32 = 0x42
const GO_RETURNS: u32 = 0x53
const GO_RETURNS_BLOCKED: u32 = 0x52
const RUNNABLE: u32 = 2
const SYSCALL: u32 = 5
const PROC_TOLD_RUNNING: u32 = 0x02
const PROC_TOLD_IDLE: u32 = 0x03
const PROC_STARTS: u32 = 0x32
const PROC_STOPS: u32 = 0x23

/** Indexes of strings: reasons by type, then kinds of stops. */
const reasons: usize = allocate(64 << 2)
const stops: usize = allocate(32 << 2)
const STOP_KINDS: u32 = 17

export function setReason(type: u32, string: u32): void {
  store<u32>(reasons + ((<usize>type) << 2), string)
}

export function setStop(kind: u32, string: u32): void {
  store<u32>(stops + ((<usize>kind) << 2), string)
}

let unknownStacks: u32 = 0
let unknownStrings: u32 = 0

export function unknownStackCount(): u32 {
  return unknownStacks
}

export function unknownStringCount(): u32 {
  return unknownStrings
}

/** Until the first Gomaxprocs the trace tells what there was before it. */
let isBefore = true
/** Goroutines told of then, in order. */
let told: usize = allocate(256 << 2)
let toldCapacity: u32 = 256
let toldCount: u32 = 0
/** String of the stop of the world that is under way. */
let stop: u32 = 0

// The event being converted.
let time: f64 = 0
let thread: u32 = 0
let proc: u32 = 0
let goroutine: u32 = 0

function write(
  kind: u32,
  transition: u32,
  subject: u32,
  stack: u32 = 0,
  string: u32 = 0,
  extra: u32 = 0,
  value: f64 = 0,
  value2: f64 = 0,
): void {
  if (transition != 0 && kind >= kinds.GO_CREATE) store<u8>(goroutineRecord(subject), <u8>(transition & 15), SHOWN)
  put(time, kind, transition, thread, proc, goroutine, subject, stack, string, extra, value, value2)
}

/** Writes the event in this row, at `at`, as one row of the columns or more, or none. */
export function convert(row: usize, type: u32, at: f64, blocks: bool): u32 {
  time = at
  goroutine = load<u32>(row, GOROUTINE)
  const own = goroutine
  thread = load<u32>(row, THREAD)
  proc = load<u32>(row, PROC_SLOT)
  if (proc == 0) proc = procSlot(row)
  switch (type) {
    case types.GOMAXPROCS:
      if (isBefore) began()
      else write(kinds.PROCS_CHANGE, 0, 0, stackOf(row), 0, 0, <f64>streamArg(row, 0))
      break
    case types.PROC_START:
      procStart(row)
      break
    case types.PROC_STOP:
      procStop(row)
      break
    case types.GC_START:
      write(kinds.GC_BEGIN, 0, 0, stackOf(row), 0, 0, <f64>streamArg(row, 0))
      break
    case types.GC_DONE:
      write(kinds.GC_END, 0, 0)
      break
    case types.STW_START:
      stop = stopOf(V1.version < 10 ? 0 : streamArg(row, 0))
      write(kinds.STW_BEGIN, 0, own, 0, stop)
      break
    case types.STW_DONE:
      write(kinds.STW_END, 0, own, 0, stop)
      break
    case types.GC_SWEEP_START:
      write(kinds.SWEEP_BEGIN, 0, proc, stackOf(row))
      break
    case types.GC_SWEEP_DONE:
      if (V1.version < 9) write(kinds.SWEEP_END, 0, proc)
      else write(kinds.SWEEP_END, 0, proc, 0, 0, 0, <f64>streamArg(row, 0), <f64>streamArg(row, 1))
      break
    case types.GO_CREATE:
      goCreate(row)
      break
    case types.GO_START:
      if (isBefore && load<u8>(goroutineRecord(own), SHOWN) == 0) status(GO_TOLD_RUNNING)
      else start()
      break
    case types.GO_START_LABEL:
      start()
      goroutine = own
      write(kinds.GO_LABEL, 0, own, 0, stringOf(row, 2))
      break
    case types.GO_END:
      write(kinds.GO_DESTROY, GO_ENDS, own)
      break
    case types.GO_SCHED:
    case types.GO_PREEMPT:
      write(kinds.GO_STOP, GO_STOPS, own, stackOf(row), reasonOf(type))
      break
    case types.GO_STOP:
    case types.GO_SLEEP:
    case types.GO_BLOCK:
    case 22:
    case 23:
    case 24:
    case 25:
    case 26:
    case 27:
    case types.GO_BLOCK_GC:
      write(kinds.GO_BLOCK, GO_BLOCKS, own, stackOf(row), reasonOf(type))
      break
    case types.GO_UNBLOCK: {
      const woken = load<u32>(row, ANOTHER)
      const isSyscall = load<u8>(goroutineRecord(woken), SHOWN) == SYSCALL
      write(kinds.GO_UNBLOCK, isSyscall ? GO_RETURNS_BLOCKED : GO_WAKES, woken, stackOf(row))
      break
    }
    case types.GO_SYS_CALL:
      write(kinds.GO_SYSCALL_BEGIN, GO_CALLS, own, stackOf(row))
      if (blocks) break
      time = at + 1
      write(kinds.GO_SYSCALL_END, GO_RETURNS, own)
      break
    case types.GO_SYS_BLOCK:
      break
    case types.GO_SYS_EXIT:
      // Go's reader lets any goroutine that is off its proc return from a syscall.
      write(kinds.GO_SYSCALL_END_BLOCKED, ((<u32>load<u8>(goroutineRecord(own), SHOWN)) << 4) | RUNNABLE, own)
      break
    case types.GO_WAITING:
      // What it was when tracing began is told once.
      if (load<u8>(goroutineRecord(own), SHOWN) != 0) return fail(UNEXPECTED_TYPE)
      status(GO_TOLD_WAITING)
      break
    case types.GO_IN_SYSCALL:
      // What it was when tracing began is told once.
      if (load<u8>(goroutineRecord(own), SHOWN) != 0) return fail(UNEXPECTED_TYPE)
      status(GO_TOLD_SYSCALL)
      break
    case types.HEAP_ALLOC:
      write(kinds.HEAP_ALLOC, 0, 0, 0, 0, 0, <f64>streamArg(row, 0))
      break
    case types.HEAP_GOAL:
      write(kinds.HEAP_GOAL, 0, 0, 0, 0, 0, <f64>streamArg(row, 0))
      break
    case types.ASSIST_START:
      write(kinds.ASSIST_BEGIN, 0, own, stackOf(row))
      break
    case types.ASSIST_DONE:
      write(kinds.ASSIST_END, 0, own)
      break
    case types.USER_TASK_CREATE:
      taskBegin(row)
      break
    case types.USER_TASK_END:
      taskEnd(row)
      break
    case types.USER_REGION: {
      const kind = streamArg(row, 1) == 0 ? kinds.REGION_BEGIN : kinds.REGION_END
      const task = taskOf(streamArg(row, 0))
      const stack = stackOf(row)
      write(kind, 0, task, stack, stringOf(row, 2))
      break
    }
    case types.USER_LOG: {
      const task = taskOf(streamArg(row, 0))
      const stack = stackOf(row)
      write(kinds.USER_LOG, 0, task, stack, stringOf(row, 1), load<u32>(row, MESSAGE))
      break
    }
    case types.CPU_SAMPLE:
      thread = 0
      write(kinds.CPU_SAMPLE, 0, 0, stackOf(row))
      break
    default:
      return fail(UNEXPECTED_TYPE)
  }
  commit()
  return TAKEN
}

/** What there was when tracing began is told; the rest of the goroutines are runnable. */
function began(): void {
  isBefore = false
  thread = 0
  proc = 0
  goroutine = 0
  for (let index: usize = 0; index < toldCount; index++) {
    const slot = load<u32>(told + (index << 2))
    if (load<u8>(goroutineRecord(slot), IS_TOLD) == 0) continue
    store<u8>(goroutineRecord(slot), 0, IS_TOLD)
    write(kinds.GO_STATUS, GO_TOLD_RUNNABLE, slot)
  }
}

function status(transition: u32): void {
  const slot = goroutine
  store<u8>(goroutineRecord(slot), 0, IS_TOLD)
  goroutine = 0
  write(kinds.GO_STATUS, transition, slot)
}

function start(): void {
  const slot = goroutine
  goroutine = 0
  write(kinds.GO_START, GO_STARTS, slot)
}

function procStart(row: usize): void {
  const slot = proc
  thread = slotOf(THREADS, streamArg(row, 0))
  store<u32>(row, thread, THREAD)
  proc = 0
  if (load<u8>(row, IS_SEEN) == 1) write(kinds.PROC_START, PROC_STARTS, slot)
  else write(kinds.PROC_STATUS, PROC_TOLD_RUNNING, slot)
  store<u8>(row, 1, IS_SEEN)
}

function procStop(row: usize): void {
  const slot = proc
  if (load<u8>(row, IS_SEEN) == 1) write(kinds.PROC_STOP, PROC_STOPS, slot)
  else {
    proc = 0
    write(kinds.PROC_STATUS, PROC_TOLD_IDLE, slot)
  }
  store<u8>(row, 1, IS_SEEN)
  store<u32>(row, 0, THREAD)
}

function goCreate(row: usize): void {
  const created = load<u32>(row, ANOTHER)
  if (!isBefore) {
    const first = stackAt(<u32>streamArg(row, 1))
    write(kinds.GO_CREATE, GO_CREATED, created, stackOf(row), 0, first)
    return
  }
  store<u8>(goroutineRecord(created), 1, IS_TOLD)
  if (toldCount == toldCapacity) {
    told = enlarge(told, (<usize>toldCapacity) << 2, (<usize>toldCapacity) << 3)
    toldCapacity *= 2
  }
  store<u32>(told + ((<usize>toldCount) << 2), created)
  toldCount++
}

function taskBegin(row: usize): void {
  const task = taskOf(streamArg(row, 0))
  const parent = streamArg(row, 1) == 0 ? 0 : taskOf(streamArg(row, 1))
  const name = stringOf(row, 2)
  const at = taskRecord(task)
  store<u32>(at, name, NAME)
  store<u32>(at, parent, PARENT)
  write(kinds.TASK_BEGIN, 0, task, stackOf(row), name, parent)
}

/** The check marks a task that goes on; it ends here. */
function taskEnd(row: usize): void {
  const task = taskOf(streamArg(row, 0))
  const at = taskRecord(task)
  const isKnown = load<u8>(at, GOES_ON) == 1
  store<u8>(at, 0, GOES_ON)
  const name = isKnown ? load<u32>(at, NAME) : 0
  const parent = isKnown ? load<u32>(at, PARENT) : 0
  write(kinds.TASK_END, 0, task, stackOf(row), name, parent)
}

function stopOf(kind: u64): u32 {
  const at = V1.version < 21 ? (kind <= 1 ? kind + 1 : 0) : kind
  return load<u32>(stops + ((<usize>(at < STOP_KINDS ? at : 0)) << 2))
}

function reasonOf(type: u32): u32 {
  return load<u32>(reasons + ((<usize>type) << 2))
}

/** Procs of streams are always the same; a CPU sample's is its own. */
function procSlot(row: usize): u32 {
  const id = load<i32>(row, PROC)
  if (id < 0) return 0
  const slot = slotOf(PROCS, <u64>id)
  if (row != stream(streamCount())) store<u32>(row, slot, PROC_SLOT)
  return slot
}

function stackOf(row: usize): u32 {
  const id = load<u32>(row, STACK)
  return id == 0 ? 0 : stackAt(id)
}

function stackAt(id: u32): u32 {
  const index = lookUp(STACKS, id)
  if (index != ABSENT) return index
  unknownStacks++
  return 0
}

function stringOf(row: usize, arg: usize): u32 {
  const index = lookUp(STRINGS, streamArg(row, arg))
  if (index != ABSENT) return index
  unknownStrings++
  return 0
}
