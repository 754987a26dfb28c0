// Rows of goroutines that ended, in columns: GOROUTINE_COLUMNS, then WAIT_CLASSES, 8 bytes each.
import { setColumn } from './columns'

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

const F64: u32 = 3

export function goroutineColumnAt(column: usize): usize {
  return outAt + column * COLUMN
}

/** They become columns of a block (columns.ts). */
export function setGoroutineColumns(): void {
  for (let column: usize = 0; column < COLUMNS; column++) setColumn(column, outAt + column * COLUMN, F64)
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
