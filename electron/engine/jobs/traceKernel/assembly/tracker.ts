// Events → intervals, as analysis/trace/StateTracker.ts for the events that make up a trace: goroutines that block, wake, start, stop, come and
// go, and procs that start and stop. All others, and those of goroutines with open ranges, are left to the caller.
import { advance } from './clocks'
import { EXTRA, GOROUTINE, KIND, PROC, STACK, STRING, SUBJECT, THREAD, TIME, TRANSITION } from './events'
import {
  appear,
  beginAt,
  change,
  disappear,
  Entered,
  isWatched,
  placeAt,
  procAt,
  reasonAt,
  stackAt,
  threadAt,
} from './places'
import { beginRegion, endRegion, endRegions } from './ranges'
import { goroutineOn, hold, isProcKnown, letGo, setProc } from './procStates'

const CPU_SAMPLE: u32 = 7
const PROC_START: u32 = 10
const PROC_STATUS: u32 = 13
const GO_CREATE: u32 = 14
const GO_CREATE_SYSCALL: u32 = 15
const GO_SYSCALL_BEGIN: u32 = 22
const GO_SYSCALL_END: u32 = 23
const GO_SYSCALL_END_BLOCKED: u32 = 24
const HEAP_ALLOC: u32 = 37
const HEAP_GOAL: u32 = 38
const TASK_BEGIN: u32 = 40
const TASK_END: u32 = 41
const REGION_BEGIN: u32 = 42
const REGION_END: u32 = 43
const USER_LOG: u32 = 44
const GO_SWITCH: u32 = 45
const GO_CREATE_BLOCKED: u32 = 47
const EXPERIMENTAL: u32 = 128

const NOT_EXIST: u32 = 1
const RUNNING: u32 = 3
const WAITING: u32 = 4
const SYSCALL: u32 = 5
const PROC_RUNNING: u32 = 2

const IDLE: u32 = 0
const SEARCHING: u32 = 1
const ON_PROC: u32 = 2
const IN_SYSCALL: u32 = 3

const CREATED: u32 = 1
const LENGTH_UNKNOWN: u32 = 64

let isV1: bool = false

export function setFamily(v1: u32): void {
  isV1 = v1 != 0
}

/** Takes rows from `from` on; gives the first row that is the caller's, `to` where there is none. */
export function track(from: u32, to: u32): u32 {
  for (let row: usize = from; row < <usize>to; row++) {
    const time = load<f64>(TIME + (row << 3))
    advance(time)
    const kind: u32 = load<u8>(KIND + row)
    let isDone = false
    if (kind >= GO_CREATE) {
      if (kind <= GO_SYSCALL_END_BLOCKED || (kind >= GO_SWITCH && kind <= GO_CREATE_BLOCKED))
        isDone = goroutine(kind, time, row)
      else isDone = kind == HEAP_ALLOC || kind == HEAP_GOAL || isNoState(kind) || isRegion(kind, time, row)
    } else if (kind >= PROC_START && kind < PROC_STATUS) isDone = proc(time, row)
    else isDone = kind == CPU_SAMPLE
    if (!isDone) return <u32>row
  }
  return to
}

/** Tasks, logs, memory. */
function isNoState(kind: u32): bool {
  return kind == TASK_BEGIN || kind == TASK_END || kind == USER_LOG || kind >= EXPERIMENTAL
}

/** Takes the begin or end of a region. */
function isRegion(kind: u32, time: f64, row: usize): bool {
  if (kind != REGION_BEGIN && kind != REGION_END) return false
  const goroutine = load<u32>(GOROUTINE + (row << 2))
  const name = load<u32>(STRING + (row << 2))
  const task = load<u32>(SUBJECT + (row << 2))
  if (kind == REGION_END) endRegion(goroutine, time, name, task)
  else beginRegion(goroutine, load<u32>(PROC + (row << 2)), time, name, task, load<u32>(STACK + (row << 2)))
  return true
}

function goroutine(kind: u32, time: f64, row: usize): bool {
  const slot = load<u32>(SUBJECT + (row << 2))
  const transition: u32 = load<u8>(TRANSITION + row)
  const from = transition >> 4
  const to = transition & 15
  const thread = load<u32>(THREAD + (row << 2))
  const proc = load<u32>(PROC + (row << 2))
  const at = placeAt(slot)

  if (from == NOT_EXIST) {
    if (at != 0) return false
    Entered.reason = 0
    Entered.stack = kind == GO_CREATE_SYSCALL ? 0 : load<u32>(EXTRA + (row << 2))
    Entered.waker = load<u32>(GOROUTINE + (row << 2))
    Entered.wakerStack = load<u32>(STACK + (row << 2))
    const isSyscall = to == SYSCALL
    Entered.proc = isSyscall ? proc : 0
    Entered.thread = isSyscall ? thread : 0
    appear(slot, to, time, CREATED)
    if (isSyscall) setProc(proc, IN_SYSCALL, time, slot, thread)
    return true
  }
  if (from == 0 || at == 0) return false
  if (isWatched(at)) return false
  if (from == to) return true
  if (to == NOT_EXIST) {
    leaveProc(kind, time, slot, proc, thread)
    endRegions(slot, time)
    disappear(at, time)
    return true
  }
  let closing: u32 = 0
  Entered.waker = 0
  Entered.wakerStack = 0
  Entered.proc = proc
  Entered.thread = thread
  if (to == RUNNING) {
    if (isV1 && kind == GO_SYSCALL_END && time - beginAt(at) <= 1) closing = LENGTH_UNKNOWN
    Entered.stack = stackAt(at)
    Entered.reason = reasonAt(at)
    setProc(proc, ON_PROC, time, slot, thread)
  } else if (from == WAITING) {
    Entered.reason = reasonAt(at)
    Entered.waker = load<u32>(GOROUTINE + (row << 2))
    Entered.wakerStack = load<u32>(STACK + (row << 2))
    Entered.stack = stackAt(at)
    Entered.proc = procAt(at)
    Entered.thread = threadAt(at)
  } else {
    Entered.reason = load<u32>(STRING + (row << 2))
    Entered.stack = from == SYSCALL ? stackAt(at) : load<u32>(STACK + (row << 2))
    leaveProc(kind, time, slot, proc, thread)
  }
  change(at, to, time, closing)
  return true
}

/** The goroutine of an event goes off its proc, or into a syscall with it. */
function leaveProc(kind: u32, time: f64, slot: u32, proc: u32, thread: u32): void {
  if (kind == GO_SYSCALL_BEGIN) setProc(proc, IN_SYSCALL, time, slot, thread)
  else if (proc != 0 && goroutineOn(proc) == slot) setProc(proc, SEARCHING, time, 0, thread)
}

function proc(time: f64, row: usize): bool {
  const slot = load<u32>(SUBJECT + (row << 2))
  if (!isProcKnown(slot)) return false
  const thread = load<u32>(THREAD + (row << 2))
  if ((load<u8>(TRANSITION + row) & 15) == PROC_RUNNING) {
    setProc(slot, SEARCHING, time, 0, thread)
    hold(thread, slot)
  } else {
    letGo(slot)
    setProc(slot, IDLE, time, 0, 0)
  }
  return true
}
