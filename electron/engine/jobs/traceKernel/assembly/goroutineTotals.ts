// One row per goroutine, as analysis/trace/GoroutineTotals.ts: its figures are kept by its place while it lives, and given in columns when it
// ends. What is told of sweeping and assists is the caller's to add.
import { allocate, enlarge } from './memory'
import * as place from './placeRecord'
import { COLUMN, COLUMNS, outAt, ROWS } from './rowColumns'

/** Whether the root frame of a stack has a name; the class of a reason; and takes the rows, as no more have room. */
declare function isNamed(stack: u32): u32
declare function waitClass(reason: u32): u32
declare function giveRows(): void

// Figures: columns of GOROUTINE_COLUMNS, then WAIT_CLASSES, 8 bytes each.
const SLOT: usize = 0
const START_STACK: usize = 8
const CREATE_STACK: usize = 16
const CREATOR: usize = 24
const SEEN_STACK: usize = 32
const CREATED_NS: usize = 40
const ENDED_NS: usize = 48
const FIRST_NS: usize = 56
const LAST_NS: usize = 64
const RUNNING_NS: usize = 72
const RUNNABLE_NS: usize = 80
const WAITING_NS: usize = 88
const SYSCALL_NS: usize = 96
const UNDETERMINED_NS: usize = 104
const RUNNABLE_STW_NS: usize = 112
const RUNNABLE_GC_NS: usize = 120
const RUNNABLE_FULL_NS: usize = 128
const RUNNABLE_OTHER_NS: usize = 136
const ACTIVE_IN_MARK_NS: usize = 144
const PAUSED_NS: usize = 152
const LONGEST_RUN_NS: usize = 160
const LONGEST_RUNNABLE_NS: usize = 168
const LONGEST_WAIT_NS: usize = 176
const LONGEST_SYSCALL_NS: usize = 184
const RUNS: usize = 192
const WAITS: usize = 200
const SYSCALLS: usize = 208
const STOPS: usize = 216
const MIGRATIONS: usize = 224
const BLOCKED_SYSCALLS: usize = 256
const BLOCKED_SYSCALL_NS: usize = 264
const SPAWN_WAIT_NS: usize = 272
const LAST_STATE: usize = 280
const LAST_REASON: usize = 288
const LAST_STACK: usize = 296
const WAIT_CLASSES: usize = 304
/** Behind the columns: the length of its last syscall, the proc it last ran on, and 1 where the place has figures. */
const LAST_SYSCALL: usize = 384
const LAST_PROC: usize = 392
const HAS_FIGURES: usize = 396
const FIGURES: usize = 448

const RUNNABLE: u32 = 2
const RUNNING: u32 = 3
const WAITING: u32 = 4
const SYSCALL: u32 = 5
const NOT_EXIST: f64 = 1
const CREATED: u32 = 1
const DESTROYED: u32 = 2
const BEGAN_BEFORE: u32 = 4
const STILL_OPEN: u32 = 8
const CONTINUES: u32 = 32

let figures: usize = allocate(256 * FIGURES)

let outRows: u32 = 0

let alive: u32 = 0
let peak: u32 = 0
let created: u32 = 0
let ended: u32 = 0

/** By stack: 2 where its root frame has a name, 1 where not, 0 not asked. By reason: its class + 1. */
let named: usize = allocate(1024)
let namedLength: u32 = 1024
let classes: usize = allocate(256)
let classesLength: u32 = 256

export function goroutineRows(): u32 {
  return outRows
}
export function clearGoroutineRows(): void {
  outRows = 0
}
/** Most that existed at a time, those created and those that ended in the trace. */
export function goroutineCount(which: u32): u32 {
  return which == 0 ? peak : which == 1 ? created : ended
}

/** There is room for so many places now. */
export function growFigures(from: u32, to: u32): void {
  figures = enlarge(figures, <usize>from * FIGURES, <usize>to * FIGURES)
}

function add(at: usize, amount: f64): void {
  store<f64>(at, load<f64>(at) + amount)
}

function raise(at: usize, value: f64): void {
  if (value > load<f64>(at)) store<f64>(at, value)
}

/** The state of a goroutine ends: what its record has (placeRecord.ts), but for the flags. */
export function countGoroutine(
  at: usize,
  end: f64,
  flags: u32,
  hasCauses: bool,
  stw: f64,
  gc: f64,
  full: f64,
  mark: f64,
): void {
  const f = figures + <usize>load<u32>(at, place.PLACE) * FIGURES
  const state: u32 = load<u8>(at, place.STATE)
  const begin = load<f64>(at, place.BEGIN)
  const stack = load<u32>(at, place.STACK)
  if (load<u32>(f, HAS_FIGURES) == 0) enter(f, at, flags, begin)
  const part = end - load<f64>(at, place.START)
  const whole = end - begin
  const isWhole = (flags & CONTINUES) == 0
  store<f64>(f, end, LAST_NS)
  if (load<f64>(f, SEEN_STACK) == 0 && hasName(stack)) store<f64>(f, stack, SEEN_STACK)
  if (state == RUNNING) {
    add(f + RUNNING_NS, part)
    if (hasCauses) {
      add(f + PAUSED_NS, stw)
      add(f + ACTIVE_IN_MARK_NS, mark)
    }
    if (isWhole) {
      add(f + RUNS, 1)
      if (load<f64>(f, RUNS) == 1 && (flags & BEGAN_BEFORE) == 0)
        store<f64>(f, begin - load<f64>(f, CREATED_NS), SPAWN_WAIT_NS)
      raise(f + LONGEST_RUN_NS, whole)
      const proc = load<u32>(at, place.PROC)
      const last = load<u32>(f, LAST_PROC)
      if (last != 0 && last != proc) add(f + MIGRATIONS, 1)
      store<u32>(f, proc, LAST_PROC)
    }
  } else if (state == RUNNABLE) {
    add(f + RUNNABLE_NS, part)
    add(f + RUNNABLE_OTHER_NS, part - stw - gc - full)
    if (hasCauses) {
      add(f + RUNNABLE_STW_NS, stw)
      add(f + RUNNABLE_GC_NS, gc)
      add(f + RUNNABLE_FULL_NS, full)
      add(f + PAUSED_NS, stw)
      add(f + ACTIVE_IN_MARK_NS, mark)
    }
    if (isWhole) {
      const from: u32 = load<u8>(at, place.FROM)
      if (from == RUNNING) add(f + STOPS, 1)
      if (from == SYSCALL) {
        add(f + BLOCKED_SYSCALLS, 1)
        add(f + BLOCKED_SYSCALL_NS, load<f64>(f, LAST_SYSCALL))
      }
      raise(f + LONGEST_RUNNABLE_NS, whole)
    }
  } else if (state == WAITING) {
    add(f + WAITING_NS, part)
    add(f + WAIT_CLASSES + ((<usize>classOf(load<u32>(at, place.REASON))) << 3), part)
    if (isWhole) {
      add(f + WAITS, 1)
      raise(f + LONGEST_WAIT_NS, whole)
    }
  } else if (state == SYSCALL) {
    add(f + SYSCALL_NS, part)
    add(f + ACTIVE_IN_MARK_NS, mark)
    if (isWhole) {
      add(f + SYSCALLS, 1)
      store<f64>(f, whole, LAST_SYSCALL)
      raise(f + LONGEST_SYSCALL_NS, whole)
    }
  } else add(f + UNDETERMINED_NS, part)
  if ((flags & DESTROYED) != 0) {
    ended++
    leave(f, end)
  } else if ((flags & STILL_OPEN) != 0) {
    store<f64>(f, state, LAST_STATE)
    store<f64>(f, load<u32>(at, place.REASON), LAST_REASON)
    store<f64>(f, stack, LAST_STACK)
  }
}

/** The trace is over and the goroutine in this place lives on. */
export function leaveAlive(number: u32): void {
  const f = figures + <usize>number * FIGURES
  if (load<u32>(f, HAS_FIGURES) != 0) leave(f, NaN)
}

function enter(f: usize, at: usize, flags: u32, begin: f64): void {
  memory.fill(f, 0, FIGURES)
  store<u32>(f, 1, HAS_FIGURES)
  if (++alive > peak) peak = alive
  const isCreated = (flags & CREATED) != 0
  store<f64>(f, load<u32>(at, place.SLOT), SLOT)
  store<f64>(f, begin, FIRST_NS)
  store<f64>(f, isCreated ? begin : NaN, CREATED_NS)
  store<f64>(f, NaN, SPAWN_WAIT_NS)
  store<f64>(f, NOT_EXIST, LAST_STATE)
  if (!isCreated) return
  created++
  store<f64>(f, load<u32>(at, place.STACK), START_STACK)
  store<f64>(f, load<u32>(at, place.WAKER_STACK), CREATE_STACK)
  store<f64>(f, load<u32>(at, place.WAKER), CREATOR)
}

function leave(f: usize, endedNs: f64): void {
  store<f64>(f, endedNs, ENDED_NS)
  let to = outAt + ((<usize>outRows) << 3)
  for (let column: usize = 0; column < COLUMNS; column++) {
    store<f64>(to, load<f64>(f + (column << 3)))
    to += COLUMN
  }
  store<u32>(f, 0, HAS_FIGURES)
  alive--
  if (++outRows == ROWS) giveRows()
}

function hasName(stack: u32): bool {
  if (stack >= namedLength) {
    const larger = max(stack + 1, namedLength * 2)
    named = enlarge(named, namedLength, larger)
    namedLength = larger
  }
  let known: u32 = load<u8>(named + <usize>stack)
  if (known == 0) {
    known = isNamed(stack) != 0 ? 2 : 1
    store<u8>(named + <usize>stack, <u8>known)
  }
  return known == 2
}

function classOf(reason: u32): u32 {
  if (reason >= classesLength) {
    const larger = max(reason + 1, classesLength * 2)
    classes = enlarge(classes, classesLength, larger)
    classesLength = larger
  }
  let known: u32 = load<u8>(classes + <usize>reason)
  if (known == 0) {
    known = waitClass(reason) + 1
    store<u8>(classes + <usize>reason, <u8>known)
  }
  return known - 1
}
