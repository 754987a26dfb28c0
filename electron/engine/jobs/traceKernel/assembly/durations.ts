// Durations by key, as analysis/trace/DurationTable.ts and KeyTable.ts: rows in the order their keys first come, a histogram beside each.
import { allocate, enlarge } from './memory'

// A table.
const ROWS: usize = 0
const HISTOGRAMS: usize = 4
/** Rows + 1 by the hash of their key; 0: free. */
const INDEX: usize = 8
const LENGTH: usize = 12
const CAPACITY: usize = 16
const INDEX_SLOTS: usize = 20
const TABLE: usize = 24

// A row.
const COUNT: usize = 0
const TOTAL: usize = 8
const LONGEST: usize = 16
const LONGEST_GOROUTINE: usize = 24
const LONGEST_BEGIN: usize = 32
const OPEN_COUNT: usize = 40
const OPEN_NS: usize = 48
/** Three further sums. */
const SUMS: usize = 56
/** Four parts of 32 bits. */
const KEY: usize = 80
const ROW: usize = 96

/** As in analysis/trace/KeyTable.ts: keys told apart whole. */
const MOST_KEYS: u32 = 16384

const BUCKETS: u32 = 192
const HISTOGRAM: usize = 768

export function newTable(): usize {
  const table = allocate(TABLE)
  store<u32>(table, <u32>allocate(64 * ROW), ROWS)
  store<u32>(table, <u32>allocate(64 * HISTOGRAM), HISTOGRAMS)
  store<u32>(table, <u32>allocate(256 * 4), INDEX)
  store<u32>(table, 64, CAPACITY)
  store<u32>(table, 256, INDEX_SLOTS)
  return table
}

export function tableLength(table: usize): u32 {
  return load<u32>(table, LENGTH)
}

export function tableRowsAt(table: usize): usize {
  return load<u32>(table, ROWS)
}

export function tableHistogramsAt(table: usize): usize {
  return load<u32>(table, HISTOGRAMS)
}

/** The row of a key, new or known; of a coarser one where there are many. */
export function rowOf(table: usize, a: u32, b: u32, c: u32, d: u32): usize {
  const index: usize = load<u32>(table, INDEX)
  const mask = load<u32>(table, INDEX_SLOTS) - 1
  let rows: usize = load<u32>(table, ROWS)
  let slot = hash(a, b, c, d) & mask
  for (;;) {
    const known = load<u32>(index + ((<usize>slot) << 2))
    if (known == 0) break
    const row = rows + <usize>(known - 1) * ROW
    if (
      load<u32>(row, KEY) == a &&
      load<u32>(row + 4, KEY) == b &&
      load<u32>(row + 8, KEY) == c &&
      load<u32>(row + 12, KEY) == d
    )
      return known - 1
    slot = (slot + 1) & mask
  }
  const length = load<u32>(table, LENGTH)
  if (c != 0 && length >= MOST_KEYS) return rowOf(table, a, b, 0, d)
  if (b != 0 && length >= 2 * MOST_KEYS) return rowOf(table, a, 0, 0, d)
  if (length == load<u32>(table, CAPACITY)) {
    growRows(table)
    rows = load<u32>(table, ROWS)
  }
  const row = rows + <usize>length * ROW
  store<u32>(row, a, KEY)
  store<u32>(row + 4, b, KEY)
  store<u32>(row + 8, c, KEY)
  store<u32>(row + 12, d, KEY)
  store<u32>(table, length + 1, LENGTH)
  store<u32>(index + ((<usize>slot) << 2), length + 1)
  if ((length + 1) * 2 > mask + 1) growIndex(table)
  return length
}

function growRows(table: usize): void {
  const capacity: usize = load<u32>(table, CAPACITY)
  store<u32>(table, <u32>enlarge(load<u32>(table, ROWS), capacity * ROW, 2 * capacity * ROW), ROWS)
  const histograms = enlarge(load<u32>(table, HISTOGRAMS), capacity * HISTOGRAM, 2 * capacity * HISTOGRAM)
  store<u32>(table, <u32>histograms, HISTOGRAMS)
  store<u32>(table, <u32>capacity * 2, CAPACITY)
}

function growIndex(table: usize): void {
  const slots = load<u32>(table, INDEX_SLOTS) * 2
  const mask = slots - 1
  const index = allocate((<usize>slots) << 2)
  const rows: usize = load<u32>(table, ROWS)
  const length = load<u32>(table, LENGTH)
  for (let at: u32 = 0; at < length; at++) {
    const key = rows + <usize>at * ROW + KEY
    let slot = hash(load<u32>(key), load<u32>(key, 4), load<u32>(key, 8), load<u32>(key, 12)) & mask
    while (load<u32>(index + ((<usize>slot) << 2)) != 0) slot = (slot + 1) & mask
    store<u32>(index + ((<usize>slot) << 2), at + 1)
  }
  heap.free(load<u32>(table, INDEX))
  store<u32>(table, <u32>index, INDEX)
  store<u32>(table, slots, INDEX_SLOTS)
}

/** A duration whose both ends are known. */
export function count(table: usize, at: usize, ns: f64, goroutine: u32, begin: f64): void {
  const row = <usize>load<u32>(table, ROWS) + at * ROW
  store<f64>(row, load<f64>(row, COUNT) + 1, COUNT)
  store<f64>(row, load<f64>(row, TOTAL) + ns, TOTAL)
  if (ns > load<f64>(row, LONGEST)) {
    store<f64>(row, ns, LONGEST)
    store<f64>(row, goroutine, LONGEST_GOROUTINE)
    store<f64>(row, begin, LONGEST_BEGIN)
  }
  const bucket = <usize>load<u32>(table, HISTOGRAMS) + at * HISTOGRAM + ((<usize>bucketOf(ns)) << 2)
  store<u32>(bucket, load<u32>(bucket) + 1)
}

/** One that the trace's start or end cuts off. */
export function countOpen(table: usize, at: usize, ns: f64): void {
  const row = <usize>load<u32>(table, ROWS) + at * ROW
  store<f64>(row, load<f64>(row, OPEN_COUNT) + 1, OPEN_COUNT)
  store<f64>(row, load<f64>(row, OPEN_NS) + ns, OPEN_NS)
}

export function addSums(table: usize, at: usize, a: f64, b: f64, c: f64): void {
  const sums = <usize>load<u32>(table, ROWS) + at * ROW + SUMS
  store<f64>(sums, load<f64>(sums) + a)
  store<f64>(sums, load<f64>(sums, 8) + b, 8)
  store<f64>(sums, load<f64>(sums, 16) + c, 16)
}

/** As analysis/trace/DurationHistogram.ts. */
export function bucketOf(ns: f64): u32 {
  if (!(ns >= 1)) return 0
  const high = <u32>(reinterpret<u64>(ns) >> 32)
  const bucket = ((high >>> 20) - 1023) * 4 + ((high >>> 18) & 3)
  return min(bucket, BUCKETS - 1)
}

function hash(a: u32, b: u32, c: u32, d: u32): u32 {
  let h = (a * 0x9e3779b1) ^ (b * 0x85ebca77) ^ (c * 0xc2b2ae3d) ^ (d * 0x27d4eb2f)
  h = (h ^ (h >>> 15)) * 0x2c1b3c6d
  return h ^ (h >>> 13)
}
