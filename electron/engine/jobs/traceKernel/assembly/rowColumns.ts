// Rows of goroutines that ended, in columns: GOROUTINE_COLUMNS, then WAIT_CLASSES, 8 bytes each; and those as a block, as
// casefile/columnPacker.ts packs it.
import { beginPacked, longVarint, packedTo, setPackedEnd, zigzag } from './memory'

/** Rows given at a time; columns lie apart by a little more, or they would compete for the same lines of the cache. */
export const ROWS: u32 = 16384
export const COLUMN: usize = 8 * ROWS + 64
export const COLUMNS: usize = 48
export const outAt = heap.alloc(COLUMNS * COLUMN)

// Columns by their number.
export const START_STACK: usize = 1
export const SEEN_STACK: usize = 4
export const CREATED_NS: usize = 5
export const ENDED_NS: usize = 6
export const FIRST_NS: usize = 7
export const LAST_NS: usize = 8
export const WAIT_CLASSES: usize = 38

const VARIED: u8 = 0
const CONSTANT: u8 = 1
const EXACT: u8 = 2
const EXACT_LIMIT: f64 = 2251799813685248

export function goroutineColumnAt(column: usize): usize {
  return outAt + column * COLUMN
}

/** Packs the first rows as a block (memory.ts). */
export function packGoroutineRows(rows: u32): void {
  beginPacked(COLUMNS * (9 * <usize>rows + 16))
  let to = packedTo()
  for (let column: usize = 0; column < COLUMNS; column++) to = packColumn(to, outAt + column * COLUMN, rows)
  setPackedEnd(to)
}

function packColumn(to: usize, from: usize, rows: u32): usize {
  const end = from + ((<usize>rows) << 3)
  if (isConstant(from, end)) {
    store<u8>(to, CONSTANT)
    store<u64>(to, load<u64>(from), 1)
    return to + 9
  }
  if (!isWhole(from, end)) {
    store<u8>(to, EXACT)
    memory.copy(to + 1, from, end - from)
    return to + 1 + (end - from)
  }
  store<u8>(to++, VARIED)
  let before: i64 = 0
  for (let at = from; at < end; at += 8) {
    const value = <i64>load<f64>(at)
    const step = zigzag(value - before)
    before = value
    if (step < 0x80) store<u8>(to++, <u8>step)
    else to = longVarint(to, step)
  }
  return to
}

function isConstant(from: usize, end: usize): bool {
  const first = load<u64>(from)
  for (let at = from + 8; at < end; at += 8) if (load<u64>(at) != first) return false
  return true
}

/** Numbers that differences hold exactly; −0 is none. */
function isWhole(from: usize, end: usize): bool {
  for (let at = from; at < end; at += 8) {
    const value = load<f64>(at)
    if (!(value > -EXACT_LIMIT && value < EXACT_LIMIT) || value != trunc(value)) return false
    if (load<u64>(at) == 0x8000000000000000) return false
  }
  return true
}

/** Lowest and highest of the first rows of a column. */
export function lowestOf(column: usize, rows: u32): f64 {
  let low: f64 = Infinity
  const from = outAt + column * COLUMN
  for (let row: usize = 0; row < <usize>rows; row++) low = min(low, load<f64>(from + (row << 3)))
  return low
}
export function highestOf(column: usize, rows: u32): f64 {
  let high: f64 = -Infinity
  const from = outAt + column * COLUMN
  for (let row: usize = 0; row < <usize>rows; row++) high = max(high, load<f64>(from + (row << 3)))
  return high
}
