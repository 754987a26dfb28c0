// User regions, and the rows of all ranges in the order of their ends, as analysis/trace/RangeTracks.ts. Regions are by far the most of them;
// what else is a range is the caller's, who gives its rows here.
import { allocate, enlarge } from './memory'

/** Takes the rows: no more have room, or a segment ends. */
declare function giveRanges(rows: u32): void

const ROWS: u32 = 4096
const WIDE: usize = 8 * ROWS
const NARROW: usize = 4 * ROWS
// Columns one after the other, wide ones first.
const BEGINS = heap.alloc(4 * WIDE + 4 * NARROW + 2 * ROWS)
const ENDS = BEGINS + WIDE
const VALUES = ENDS + WIDE
const VALUES2 = VALUES + WIDE
const GOROUTINES = VALUES2 + WIDE
const PROCS = GOROUTINES + NARROW
const STRINGS = PROCS + NARROW
const STACKS = STRINGS + NARROW
const KINDS = STACKS + NARROW
const ALL_FLAGS = KINDS + ROWS
let rows: u32 = 0

export function rangeColumnsAt(): usize {
  return BEGINS
}

export function addRange(
  kind: u32,
  flags: u32,
  begin: f64,
  end: f64,
  goroutine: u32,
  proc: u32,
  string: u32,
  stack: u32,
  value: f64,
  value2: f64,
): void {
  const row: usize = rows
  store<f64>(BEGINS + (row << 3), begin)
  store<f64>(ENDS + (row << 3), end)
  store<f64>(VALUES + (row << 3), value)
  store<f64>(VALUES2 + (row << 3), value2)
  store<u32>(GOROUTINES + (row << 2), goroutine)
  store<u32>(PROCS + (row << 2), proc)
  store<u32>(STRINGS + (row << 2), string)
  store<u32>(STACKS + (row << 2), stack)
  store<u8>(KINDS + row, <u8>kind)
  store<u8>(ALL_FLAGS + row, <u8>flags)
  if (++rows == ROWS) flushRanges()
}

export function flushRanges(): void {
  if (rows == 0) return
  const full = rows
  rows = 0
  giveRanges(full)
}

const REGION: u32 = 5
const BEGAN_BEFORE: u32 = 4
const STILL_OPEN: u32 = 8

// A region under way.
const BEGIN: usize = 0
const GOROUTINE: usize = 8
const PROC: usize = 12
const NAME: usize = 16
const STACK: usize = 20
const TASK: usize = 24
/** The region around it + 1; of a free record the next free one + 1. */
const OUTER: usize = 28
/** Of one that no other is around: its neighbours + 1 in the list of those, which is in the order of their begin. */
const BEFORE: usize = 32
const AFTER: usize = 36
const RECORD: usize = 40

let pool: usize = allocate(64 * RECORD)
let capacity: u32 = 64
let used: u32 = 0
let free: u32 = 0
let first: u32 = 0
let last: u32 = 0
/** The innermost region + 1 by slot of its goroutine; 0: none. */
let innermost: usize = 0
let slots: u32 = 0
/** Where regions begin that were open before the trace. */
let traceStart: f64 = 0

export function setRangesStart(time: f64): void {
  traceStart = time
}

function recordOf(region: u32): usize {
  return pool + <usize>(region - 1) * RECORD
}

function innermostAt(goroutine: u32): usize {
  return innermost + ((<usize>goroutine) << 2)
}

function take(): u32 {
  if (free != 0) {
    const region = free
    free = load<u32>(recordOf(region), OUTER)
    return region
  }
  if (used == capacity) {
    pool = enlarge(pool, <usize>capacity * RECORD, 2 * <usize>capacity * RECORD)
    capacity *= 2
  }
  return ++used
}

function release(region: u32): void {
  store<u32>(recordOf(region), free, OUTER)
  free = region
}

export function beginRegion(goroutine: u32, proc: u32, time: f64, name: u32, task: u32, stack: u32): void {
  if (goroutine >= slots) {
    const larger = max(max(goroutine + 1, slots * 2), 1024)
    innermost =
      slots == 0 ? allocate((<usize>larger) << 2) : enlarge(innermost, (<usize>slots) << 2, (<usize>larger) << 2)
    slots = larger
  }
  const region = take()
  const at = recordOf(region)
  const outer = load<u32>(innermostAt(goroutine))
  store<f64>(at, time, BEGIN)
  store<u32>(at, goroutine, GOROUTINE)
  store<u32>(at, proc, PROC)
  store<u32>(at, name, NAME)
  store<u32>(at, stack, STACK)
  store<u32>(at, task, TASK)
  store<u32>(at, outer, OUTER)
  store<u32>(innermostAt(goroutine), region)
  if (outer != 0) return
  store<u32>(at, last, BEFORE)
  store<u32>(at, 0, AFTER)
  if (last == 0) first = region
  else store<u32>(recordOf(last), region, AFTER)
  last = region
}

export function endRegion(goroutine: u32, time: f64, name: u32, task: u32): void {
  const region = goroutine < slots ? load<u32>(innermostAt(goroutine)) : 0
  if (region == 0) addRange(REGION, BEGAN_BEFORE, traceStart, time, goroutine, 0, name, 0, task, 0)
  else end(region, time, 0)
}

/** A goroutine may end inside its regions: nothing tells of their ends. */
export function endRegions(goroutine: u32, time: f64): void {
  if (goroutine >= slots) return
  for (;;) {
    const region = load<u32>(innermostAt(goroutine))
    if (region == 0) return
    end(region, time, STILL_OPEN)
  }
}

/** All that are under way, goroutine by goroutine in the order of their first regions. */
export function finishRegions(time: f64): void {
  while (first != 0) endRegions(load<u32>(recordOf(first), GOROUTINE), time)
}

function end(region: u32, time: f64, flags: u32): void {
  const at = recordOf(region)
  const goroutine = load<u32>(at, GOROUTINE)
  const outer = load<u32>(at, OUTER)
  store<u32>(innermostAt(goroutine), outer)
  if (outer == 0) {
    const before = load<u32>(at, BEFORE)
    const after = load<u32>(at, AFTER)
    if (before == 0) first = after
    else store<u32>(recordOf(before), after, AFTER)
    if (after == 0) last = before
    else store<u32>(recordOf(after), before, BEFORE)
  }
  const begin = load<f64>(at, BEGIN)
  const proc = load<u32>(at, PROC)
  const name = load<u32>(at, NAME)
  const stack = load<u32>(at, STACK)
  const task = load<u32>(at, TASK)
  release(region)
  addRange(REGION, flags, begin, time, goroutine, proc, name, stack, task, 0)
}
