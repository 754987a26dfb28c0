// Rules of goroutines, as core/orderGoroutines.ts.
import {
  BAD_GO_STATUS,
  fail,
  GO_EXISTS,
  GO_NOT_IN_SYSCALL,
  GO_NOT_RUNNING,
  LATE_GO_STATUS,
  OTHER_GO_STATUS,
  PROC_NOT_IN_SYSCALL,
  PROC_UNEXPECTED,
  PROC_UNINITIALIZED,
  SYSCALL_NO_THREAD,
  SYSCALL_OTHER_THREAD,
  SYSCALL_SEQUENCE,
  TAKEN,
  UNKNOWN_GOROUTINE,
  WAIT,
} from './faults'
import { Generation } from './generation'
import { GO_BLOCK, GO_CREATE_BLOCKED, GO_DESTROY, GO_START, GO_STATUS_STACK, GO_SWITCH, PROC_STEAL } from './kinds'
import { put } from './rows'
import { findLive, liveRecord, slotOfGo } from './lives'
import { record, slotOf, THREADS } from './slots'
import {
  arg,
  argByte,
  createGo,
  destroyGo,
  Event,
  GO_RUNNABLE,
  GO_RUNNING,
  GO_SYSCALL,
  GO_WAITING,
  goId,
  goRecord,
  HELD_GOROUTINE,
  HELD_PROC,
  MAY,
  MUST,
  MUST_NOT,
  need,
  NONE,
  PROC_ABANDONED,
  PROC_RUNNING,
  PROC_SYSCALL,
  procId,
  procRecord,
  putEvent,
  SEQ,
  setSeq,
  slotIn,
  stackArg,
  STATUS,
  stringArg,
  succeeds,
} from './state'

// GoState
const UNDETERMINED: u32 = 0
const NOT_EXIST: u32 = 1
const RUNNABLE: u32 = 2
const RUNNING: u32 = 3
const WAITING: u32 = 4
const SYSCALL: u32 = 5

/** By wire status. */
function shown(status: u8): u32 {
  if (status == 1) return RUNNABLE
  if (status == 2) return RUNNING
  if (status == 3) return SYSCALL
  return status == 4 ? WAITING : UNDETERMINED
}

export function goStatus(): u32 {
  const status = argByte(2)
  if (status > 4) return fail(BAD_GO_STATUS, arg(0), status)
  const goroutine = slotOfGo(arg(0))
  const known = load<u8>(goRecord(goroutine), STATUS)
  const told: u8 = status + 1
  const after = shown(status)
  let before = after
  const isFirst = Generation.current == Generation.first
  if (known != NONE) {
    if (known != told) return fail(OTHER_GO_STATUS, arg(0), known - 1, status)
    setSeq(goRecord(goroutine), 0)
  } else {
    if (!isFirst) return fail(LATE_GO_STATUS, arg(0), status)
    createGo(goroutine, told)
    before = UNDETERMINED
  }
  const named = slotOf(THREADS, arg(1))
  if (told == GO_RUNNING) Event.nextGoroutine = goroutine
  else if (told == GO_SYSCALL) {
    if (named == 0) return fail(SYSCALL_NO_THREAD, arg(0))
    const answer = bindSyscall(goroutine, named, isFirst)
    if (answer != TAKEN) return answer
  }
  const stack = Event.type == GO_STATUS_STACK ? stackArg(3) : 0
  return putEvent((before << 4) | after, goroutine, stack, 0, named)
}

/** A goroutine in a syscall is on the thread it names: this one, or one that sat in the syscall for the whole generation. */
function bindSyscall(goroutine: u32, thread: u32, isFirst: bool): u32 {
  if (thread == Event.thread) {
    if (!isFirst && Event.goroutine != goroutine) return fail(SYSCALL_OTHER_THREAD, arg(0), goId(Event.goroutine))
    Event.nextGoroutine = goroutine
    return TAKEN
  }
  const at = record(THREADS, thread)
  if (load<u8>(at, STATUS) == 1) {
    const held = load<u32>(at, HELD_GOROUTINE)
    if (held != goroutine) return fail(SYSCALL_OTHER_THREAD, arg(0), goId(held))
    Event.goroutine = held
  } else {
    store<u8>(at, 1, STATUS)
    store<u32>(at, goroutine, HELD_GOROUTINE)
    store<u32>(at, 0, HELD_PROC)
  }
  Event.thread = thread
  return TAKEN
}

export function goCreate(): u32 {
  const answer = need(MUST, MAY)
  if (answer != TAKEN) return answer
  const creator = load<u8>(Event.record, STATUS)
  if (creator != NONE && creator != GO_RUNNING) return fail(GO_NOT_RUNNING)
  const created = slotOfGo(arg(0))
  if (load<u8>(goRecord(created), STATUS) != NONE) return fail(GO_EXISTS, arg(0))
  const isBlocked = Event.type == GO_CREATE_BLOCKED
  createGo(created, isBlocked ? GO_WAITING : GO_RUNNABLE)
  const stack = stackArg(2)
  return putEvent((NOT_EXIST << 4) | (isBlocked ? WAITING : RUNNABLE), created, stack, 0, stackArg(1))
}

export function goCreateSyscall(): u32 {
  const answer = need(MAY, MUST_NOT)
  if (answer != TAKEN) return answer
  const created = slotOfGo(arg(0))
  if (load<u8>(goRecord(created), STATUS) != NONE) return fail(GO_EXISTS, arg(0))
  createGo(created, GO_SYSCALL)
  Event.nextGoroutine = created
  return putEvent((NOT_EXIST << 4) | SYSCALL, created)
}

/** The current goroutine must be there and run (or be in a syscall). */
function needStatus(status: u8): u32 {
  const known = load<u8>(Event.record, STATUS)
  if (known == NONE) return fail(UNKNOWN_GOROUTINE, goId(Event.goroutine))
  if (known != status) return fail(status == GO_RUNNING ? GO_NOT_RUNNING : GO_NOT_IN_SYSCALL)
  return TAKEN
}

export function goStopExec(): u32 {
  let answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  answer = needStatus(GO_RUNNING)
  if (answer != TAKEN) return answer
  const goroutine = Event.goroutine
  Event.nextGoroutine = 0
  if (Event.type == GO_DESTROY) {
    destroyGo(goroutine)
    return putEvent((RUNNING << 4) | NOT_EXIST, goroutine)
  }
  const isBlock = Event.type == GO_BLOCK
  store<u8>(Event.record, isBlock ? GO_WAITING : GO_RUNNABLE, STATUS)
  const stack = stackArg(1)
  return putEvent((RUNNING << 4) | (isBlock ? WAITING : RUNNABLE), goroutine, stack, stringArg(0))
}

export function goStart(): u32 {
  const live = findLive(arg(0))
  if (live == 0) return WAIT
  const at = liveRecord(live)
  if (load<u8>(at, STATUS) != GO_RUNNABLE || !succeeds(at, 1)) return WAIT
  const answer = need(MUST, MUST_NOT)
  if (answer != TAKEN) return answer
  store<u8>(at, GO_RUNNING, STATUS)
  setSeq(at, <u32>arg(1))
  const goroutine = slotIn(at)
  Event.nextGoroutine = goroutine
  return putEvent((RUNNABLE << 4) | RUNNING, goroutine)
}

export function goUnblock(): u32 {
  const live = findLive(arg(0))
  if (live == 0) return WAIT
  const at = liveRecord(live)
  if (load<u8>(at, STATUS) != GO_WAITING || !succeeds(at, 1)) return WAIT
  store<u8>(at, GO_RUNNABLE, STATUS)
  setSeq(at, <u32>arg(1))
  return putEvent((WAITING << 4) | RUNNABLE, slotIn(at), stackArg(2))
}

/** A switch is an unblock of the other goroutine, the end of this one's turn and the start of the other's. */
export function goSwitch(): u32 {
  let answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  answer = needStatus(GO_RUNNING)
  if (answer != TAKEN) return answer
  const live = findLive(arg(0))
  if (live == 0) return WAIT
  const at = liveRecord(live)
  if (load<u8>(at, STATUS) != GO_WAITING || !succeeds(at, 1)) return WAIT
  const next = slotIn(at)
  const goroutine = Event.goroutine
  const thread = Event.thread
  const proc = Event.proc
  const time = Event.time
  putEvent((WAITING << 4) | RUNNABLE, next)
  if (Event.type == GO_SWITCH) {
    store<u8>(Event.record, GO_WAITING, STATUS)
    put(time, GO_BLOCK, (RUNNING << 4) | WAITING, thread, proc, goroutine, goroutine, 0, 0, 0, 0, 0)
  } else {
    destroyGo(goroutine)
    put(time, GO_DESTROY, (RUNNING << 4) | NOT_EXIST, thread, proc, goroutine, goroutine, 0, 0, 0, 0, 0)
  }
  store<u8>(at, GO_RUNNING, STATUS)
  setSeq(at, <u32>arg(1))
  Event.nextGoroutine = next
  put(time, GO_START, (RUNNABLE << 4) | RUNNING, thread, proc, 0, next, 0, 0, 0, 0, 0)
  return TAKEN
}

export function goSyscallBegin(): u32 {
  let answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  answer = needStatus(GO_RUNNING)
  if (answer != TAKEN) return answer
  const goroutine = Event.goroutine
  store<u8>(Event.record, GO_SYSCALL, STATUS)
  const at = procRecord(Event.proc)
  if (load<u8>(at, STATUS) == NONE) return fail(PROC_UNINITIALIZED, procId(Event.proc))
  store<u8>(at, PROC_SYSCALL, STATUS)
  if (!succeeds(at, 0)) return fail(SYSCALL_SEQUENCE, load<u32>(at, SEQ), arg(0))
  setSeq(at, <u32>arg(0))
  return putEvent((RUNNING << 4) | SYSCALL, goroutine, stackArg(1))
}

export function goSyscallEnd(): u32 {
  let answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  answer = needStatus(GO_SYSCALL)
  if (answer != TAKEN) return answer
  const goroutine = Event.goroutine
  store<u8>(Event.record, GO_RUNNING, STATUS)
  const at = procRecord(Event.proc)
  const status = load<u8>(at, STATUS)
  if (status == NONE) return fail(PROC_UNINITIALIZED, procId(Event.proc))
  if (status != PROC_SYSCALL) return fail(PROC_NOT_IN_SYSCALL, procId(Event.proc), status - 1)
  store<u8>(at, PROC_RUNNING, STATUS)
  return putEvent((SYSCALL << 4) | RUNNING, goroutine)
}

/** Not before the thread's proc has left the syscall, since the event says that it did. */
export function goSyscallEndBlocked(): u32 {
  if (Event.proc != 0) {
    const status = load<u8>(procRecord(Event.proc), STATUS)
    if (status == NONE) return fail(PROC_UNINITIALIZED, procId(Event.proc))
    if (status == PROC_SYSCALL) return WAIT
  }
  let answer = need(MAY, MUST)
  if (answer != TAKEN) return answer
  answer = needStatus(GO_SYSCALL)
  if (answer != TAKEN) return answer
  const goroutine = Event.goroutine
  store<u8>(Event.record, GO_RUNNABLE, STATUS)
  Event.nextGoroutine = 0
  return putEvent((SYSCALL << 4) | RUNNABLE, goroutine)
}

/** A C thread leaves Go. Its id may be used by another thread at once, so the proc it has is let go first. */
export function goDestroySyscall(): u32 {
  let answer = need(MAY, MUST)
  if (answer != TAKEN) return answer
  answer = needStatus(GO_SYSCALL)
  if (answer != TAKEN) return answer
  const goroutine = Event.goroutine
  const proc = Event.proc
  const thread = Event.thread
  destroyGo(goroutine)
  Event.nextGoroutine = 0
  if (proc != 0) {
    const at = procRecord(proc)
    const status = load<u8>(at, STATUS)
    if (status == NONE) return fail(PROC_UNINITIALIZED, procId(proc))
    if (status != PROC_SYSCALL) return fail(PROC_UNEXPECTED, procId(proc), status - 1)
    store<u8>(at, PROC_ABANDONED, STATUS)
    Event.nextProc = 0
    // ProcState: running to idle.
    put(Event.time, PROC_STEAL, 0x23, thread, proc, goroutine, proc, 0, 0, thread, 0, 0)
  }
  return putEvent((SYSCALL << 4) | NOT_EXIST, goroutine)
}
