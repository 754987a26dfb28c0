// Events as rows of columns, as core/RowWriter.ts. The columns lie one after the other: 8 bytes a row first, then 4, then 1, in
// the order of TRACE_FLOAT_COLUMNS, TRACE_UINT_COLUMNS and TRACE_BYTE_COLUMNS.
const CAPACITY: usize = 16384
/** Events one event of the wire becomes, at most. */
const MAX_ROWS_PER_EVENT: u32 = 3

const WIDE: usize = 8 * CAPACITY
const NARROW: usize = 4 * CAPACITY
const columns: usize = heap.alloc(3 * WIDE + 7 * NARROW + 2 * CAPACITY)
const TIME = columns
const VALUE = TIME + WIDE
const VALUE2 = VALUE + WIDE
const THREAD = VALUE2 + WIDE
const PROC = THREAD + NARROW
const GOROUTINE = PROC + NARROW
const SUBJECT = GOROUTINE + NARROW
const STACK = SUBJECT + NARROW
const STRING = STACK + NARROW
const EXTRA = STRING + NARROW
const KIND = EXTRA + NARROW
const TRANSITION = KIND + CAPACITY

/** Rows written, and those of them that count. */
let rows: u32 = 0
let committed: u32 = 0
/** Time of the last row. */
let last: f64 = -1
let committedLast: f64 = -1

export function columnsAt(): usize {
  return columns
}

export function rowCount(): u32 {
  return committed
}

export function lastTime(): f64 {
  return last
}

export function isFull(): bool {
  return rows > <u32>CAPACITY - MAX_ROWS_PER_EVENT
}

export function put(
  time: f64,
  kind: u32,
  transition: u32,
  thread: u32,
  proc: u32,
  goroutine: u32,
  subject: u32,
  stack: u32,
  string: u32,
  extra: u32,
  value: f64,
  value2: f64,
): void {
  const row: usize = rows++
  const at = time > last ? time : last + 1
  last = at
  store<f64>(TIME + (row << 3), at)
  store<f64>(VALUE + (row << 3), value)
  store<f64>(VALUE2 + (row << 3), value2)
  store<u32>(THREAD + (row << 2), thread)
  store<u32>(PROC + (row << 2), proc)
  store<u32>(GOROUTINE + (row << 2), goroutine)
  store<u32>(SUBJECT + (row << 2), subject)
  store<u32>(STACK + (row << 2), stack)
  store<u32>(STRING + (row << 2), string)
  store<u32>(EXTRA + (row << 2), extra)
  store<u8>(KIND + row, kind)
  store<u8>(TRANSITION + row, transition)
}

export function commit(): void {
  committed = rows
  committedLast = last
}

export function rollback(): void {
  rows = committed
  last = committedLast
}

/** Moves the clock on: what follows is later than `time`. */
export function mark(time: f64): void {
  last = time > last ? time : last + 1
  committedLast = last
}

/** Rows by kind: 256 numbers; a second table by turns, as equal kinds in a row would wait for each other. */
const counts: usize = heap.alloc(2048)

/** Counts the rows; gives where. */
export function countKinds(): usize {
  memory.fill(counts, 0, 2048)
  const even = committed & ~1
  for (let row: usize = 0; row < <usize>even; row += 2) {
    const a = counts + ((<usize>load<u8>(KIND + row)) << 2)
    store<u32>(a, load<u32>(a) + 1)
    const b = counts + ((<usize>load<u8>(KIND + row, 1)) << 2)
    store<u32>(b, load<u32>(b, 1024) + 1, 1024)
  }
  if (even != committed) {
    const last = counts + ((<usize>load<u8>(KIND + even)) << 2)
    store<u32>(last, load<u32>(last) + 1)
  }
  for (let kind: usize = 0; kind < 1024; kind += 4)
    store<u32>(counts + kind, load<u32>(counts + kind) + load<u32>(counts + kind, 1024))
  return counts
}

export function clearRows(): void {
  rows = 0
  committed = 0
}
