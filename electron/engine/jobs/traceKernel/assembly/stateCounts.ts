// How many goroutines were in a state, stretch by stretch of a segment, as analysis/trace/StateCounts.ts: fed while its intervals are written.
// Times are whole, so that sums do not depend on the order.
import { allocate, wholeOf } from './memory'

/** Stretches of a segment. */
const STRETCHES: f64 = 256
/** Numbers of a stretch or row: by Go state. */
const STATES: usize = 8
const LAST: usize = 258

const RUNNING: usize = 3
const RUNNABLE: usize = 2
const WAITING: usize = 4
const SYSCALL: usize = 5

/** Time within a stretch of intervals that begin or end in it; how many more take a whole stretch than took the one before. */
const parts = allocate(8 * STATES * LAST)
const steps = allocate(8 * STATES * LAST)
/** Rows: begin, length, then time in each state. */
const COLUMNS: usize = 6
const rows = allocate(8 * COLUMNS * LAST)

let fromNs: f64 = 0
let toNs: f64 = 0
let lengthNs: f64 = 1
let stretches: usize = 0

export function beginCounts(from: f64, to: f64): void {
  fromNs = from
  toNs = to
  lengthNs = max<f64>(1, ceil((to - from) / STRETCHES))
  stretches = <usize>max<f64>(0, ceil((to - from) / lengthNs))
  memory.fill(parts, 0, 8 * STATES * LAST)
  memory.fill(steps, 0, 8 * STATES * LAST)
}

/** An interval; states that are not counted have room, too. */
export function countState(state: u32, startNs: f64, endNs: f64): void {
  const start = max(startNs, fromNs)
  const end = min(endNs, toNs)
  if (end <= start) return
  const first = floor((start - fromNs) / lengthNs)
  const last = floor((end - fromNs) / lengthNs)
  const inFirst = (<usize>wholeOf(first) * STATES + <usize>state) << 3
  if (first == last) {
    add(parts + inFirst, end - start)
    return
  }
  const inLast = (<usize>wholeOf(last) * STATES + <usize>state) << 3
  add(parts + inFirst, fromNs + (first + 1) * lengthNs - start)
  add(parts + inLast, end - (fromNs + last * lengthNs))
  add(steps + inFirst + (STATES << 3), 1)
  add(steps + inLast, -1)
}

function add(at: usize, amount: f64): void {
  store<f64>(at, load<f64>(at) + amount)
}

/** Writes the rows; gives their number. */
export function fillCounts(): u32 {
  for (let stretch: usize = 0; stretch < stretches; stretch++) {
    const begin = fromNs + <f64>stretch * lengthNs
    const row = rows + ((stretch * COLUMNS) << 3)
    store<f64>(row, begin)
    store<f64>(row, min(lengthNs, toNs - begin), 8)
  }
  fillState(RUNNING, 16)
  fillState(RUNNABLE, 24)
  fillState(WAITING, 32)
  fillState(SYSCALL, 40)
  return <u32>stretches
}

function fillState(state: usize, column: usize): void {
  let whole: f64 = 0
  for (let stretch: usize = 0; stretch < stretches; stretch++) {
    const at = (stretch * STATES + state) << 3
    const row = rows + ((stretch * COLUMNS) << 3)
    whole += load<f64>(steps + at)
    store<f64>(row + column, whole * load<f64>(row, 8) + load<f64>(parts + at))
  }
}

export function countsAt(): usize {
  return rows
}
