// Rules of procs, as core/orderProcs.ts.
import {
  BAD_PROC_STATUS,
  fail,
  NO_SCHED_CONTEXT,
  OTHER_PROC_STATUS,
  PROC_NOT_RUNNING,
  SELF_STEAL,
  STEAL_NO_THREAD,
  STEAL_OTHER,
  TAKEN,
  UNKNOWN_PROC,
  WAIT,
} from './faults'
import { Generation } from './generation'
import { find, lengthOf, PROCS, record, slotOf, THREADS } from './slots'
import {
  arg,
  argByte,
  Event,
  HELD_GOROUTINE,
  HELD_PROC,
  HOLDER,
  MAY,
  MUST,
  MUST_NOT,
  need,
  NONE,
  PROC_ABANDONED,
  PROC_IDLE,
  PROC_RUNNING,
  PROC_SYSCALL,
  procId,
  procRecord,
  putEvent,
  setSeq,
  STATUS,
  succeeds,
} from './state'

// ProcState
const UNDETERMINED: u32 = 0
const NOT_EXIST: u32 = 1
const RUNNING: u32 = 2
const IDLE: u32 = 3
const START = (IDLE << 4) | RUNNING
const STOP = (RUNNING << 4) | IDLE
const STAY_IDLE = (IDLE << 4) | IDLE

/** What Go's tools show of a wire status: running, idle, syscall (running), abandoned (idle). */
function shown(status: u8): u32 {
  return status == 0 ? UNDETERMINED : status & 1 ? RUNNING : IDLE
}

export function procStatus(): u32 {
  const status = argByte(1)
  if (status > 4) return fail(BAD_PROC_STATUS, arg(0), status)
  const proc = slotOf(PROCS, arg(0))
  const at = procRecord(proc)
  const known = load<u8>(at, STATUS)
  const told: u8 = status + 1
  let before = shown(status)
  let after = before
  let isPromoted = false
  if (known != NONE) {
    if (told == PROC_ABANDONED && known == PROC_SYSCALL) {
      isPromoted = true
      before = RUNNING
      after = RUNNING
    } else if (told != known) return fail(OTHER_PROC_STATUS, arg(0), known - 1, status)
  } else {
    store<u8>(at, told, STATUS)
    before = Generation.current == Generation.first ? UNDETERMINED : NOT_EXIST
  }
  setSeq(at, 0)
  if (told == PROC_RUNNING || told == PROC_SYSCALL) Event.nextProc = proc
  if (isPromoted) {
    const holder = holderOf(proc)
    if (holder < 0) return fail(NO_SCHED_CONTEXT, arg(0))
    Event.thread = holder
    Event.proc = proc
    Event.goroutine = load<u32>(record(THREADS, holder), HELD_GOROUTINE)
  }
  return putEvent((before << 4) | after, proc)
}

/** The thread that holds a proc; mostly the one that got it last. -1: none does. */
function holderOf(proc: u32): i32 {
  const last = load<u32>(procRecord(proc), HOLDER)
  if (holds(last, proc)) return last
  for (let thread: u32 = 0; thread < lengthOf(THREADS); thread++) if (holds(thread, proc)) return thread
  return -1
}

function holds(thread: u32, proc: u32): bool {
  const at = record(THREADS, thread)
  return load<u8>(at, STATUS) == 1 && load<u32>(at, HELD_PROC) == proc
}

export function procStart(): u32 {
  const proc = find(PROCS, arg(0))
  if (proc < 0) return WAIT
  const at = procRecord(proc)
  if (load<u8>(at, STATUS) != PROC_IDLE || !succeeds(at, 1) || Event.proc != 0) return WAIT
  const answer = need(MUST_NOT, MAY)
  if (answer != TAKEN) return answer
  store<u8>(at, PROC_RUNNING, STATUS)
  setSeq(at, <u32>arg(1))
  Event.nextProc = proc
  return putEvent(START, proc)
}

export function procStop(): u32 {
  const proc = Event.proc
  const at = procRecord(proc)
  const status = load<u8>(at, STATUS)
  if (status == NONE) return fail(UNKNOWN_PROC, procId(proc))
  if (status != PROC_RUNNING && status != PROC_SYSCALL) return fail(PROC_NOT_RUNNING)
  const answer = need(MUST, MAY)
  if (answer != TAKEN) return answer
  store<u8>(at, PROC_IDLE, STATUS)
  Event.nextProc = 0
  return putEvent(STOP, proc)
}

export function procSteal(): u32 {
  const proc = find(PROCS, arg(0))
  if (proc < 0) return WAIT
  const at = procRecord(proc)
  const status = load<u8>(at, STATUS)
  if ((status != PROC_SYSCALL && status != PROC_ABANDONED) || !succeeds(at, 1)) return WAIT
  const answer = need(MAY, MAY)
  if (answer != TAKEN) return answer
  store<u8>(at, PROC_IDLE, STATUS)
  setSeq(at, <u32>arg(1))
  // The thread it was with may have gone on long ago.
  if (status == PROC_ABANDONED) return putEvent(STAY_IDLE, proc, 0, 0, slotOf(THREADS, arg(2)))
  const from = find(THREADS, arg(2))
  if (from == <i32>Event.thread) {
    if (Event.proc != <u32>proc) return fail(SELF_STEAL, arg(0), arg(2), procId(Event.proc))
    Event.nextProc = 0
  } else {
    if (from < 0 || load<u8>(record(THREADS, from), STATUS) == 0) return fail(STEAL_NO_THREAD, arg(2))
    const held = load<u32>(record(THREADS, from), HELD_PROC)
    if (held != <u32>proc) return fail(STEAL_OTHER, arg(0), arg(2), procId(held))
    store<u32>(record(THREADS, from), 0, HELD_PROC)
  }
  return putEvent(STOP, proc, 0, 0, from)
}
