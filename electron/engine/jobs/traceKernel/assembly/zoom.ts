// Zoom levels, as analysis/trace/zoomLevel.ts: fed row by row while a track's intervals are written.
import { allocate, enlarge, wholeOf } from './memory'

const CLASSES: u32 = 8
/** Nanoseconds by class in the bucket under way. */
const inBucket = allocate(64)
let levels: usize = allocate(1 << 16)
let capacity: usize = 1 << 16
let length: usize = 0

// Of the track under way.
let level: usize = 0
let buckets: u32 = 0
let width: f64 = 0
let fromNs: f64 = 0
let toNs: f64 = 0
let bucket: u32 = 0
/** Where the bucket ends; infinity for the last one. */
let border: f64 = 0
/** The class that has most of the bucket, the lowest of those, and how much; 0: it is empty. */
let most: u32 = 0
let mostNs: f64 = 0
/** Whether a bucket is long enough for one that a single interval fills to be written without sums: times are exact to a part of it. */
let isWide: bool = false
const MOST_TIME: f64 = 8796093022208
const FULL: u32 = 15

export function levelsAt(): usize {
  return levels
}
export function levelsLength(): usize {
  return length
}

export function beginLevels(from: f64, to: f64): void {
  length = 0
  fromNs = from
  toNs = to
}

/** Binary logarithm of the number of buckets for so many intervals; 0: no level. */
export function levelBits(rows: u32): u32 {
  if (rows < 64) return 0
  return min<u32>(16, 31 - clz<u32>(rows - 1))
}

/** Begins a track's level of 2^bits buckets; gives its start. */
export function beginLevel(bits: u32): u32 {
  const start = length
  const bytes: usize = (<usize>1) << bits
  if (length + bytes > capacity) {
    const larger = max(capacity * 2, length + bytes)
    levels = enlarge(levels, capacity, larger)
    capacity = larger
  }
  memory.fill(levels + length, 0, bytes)
  level = length
  length += bytes
  buckets = <u32>bytes
  width = (toNs - fromNs) / <f64>bytes
  isWide = width >= 1 && toNs < MOST_TIME
  bucket = 0
  border = buckets == 1 ? Infinity : fromNs + width
  clear()
  return <u32>start
}

function clear(): void {
  most = 0
  mostNs = 0
  store<f64>(inBucket, 0)
  store<f64>(inBucket, 0, 8)
  store<f64>(inBucket, 0, 16)
  store<f64>(inBucket, 0, 24)
  store<f64>(inBucket, 0, 32)
  store<f64>(inBucket, 0, 40)
  store<f64>(inBucket, 0, 48)
  store<f64>(inBucket, 0, 56)
}

function next(): void {
  bucket++
  border = bucket == buckets - 1 ? Infinity : fromNs + <f64>(bucket + 1) * width
}

function close(): void {
  if (mostNs > 0) {
    const share = min<f64>(15, floor((mostNs / width) * 15 + 0.5))
    store<u8>(levels + level + <usize>bucket, <u8>((most << 4) + <u32>wholeOf(share)))
    clear()
  }
  next()
}

/** Adds in this order, as the reference does: a sum may even lose by it, in its last digit. */
function add(which: u32, from: f64, until: f64): void {
  const at = inBucket + ((<usize>which) << 3)
  const before = load<f64>(at)
  const sum = before + until - from
  store<f64>(at, sum)
  if (sum > mostNs || (sum == mostNs && which < most)) {
    most = which
    mostNs = sum
  } else if (sum < before) compare()
}

function compare(): void {
  most = 0
  mostNs = load<f64>(inBucket)
  for (let which: u32 = 1; which < CLASSES; which++) {
    const ns = load<f64>(inBucket + ((<usize>which) << 3))
    if (ns > mostNs) {
      most = which
      mostNs = ns
    }
  }
}

export function addToLevel(which: u32, start: f64, end: f64): void {
  if (!(width > 0)) return
  let from = max(fromNs, start)
  const to = min(toNs, end)
  // Those before get nothing more.
  while (border <= from) close()
  if (to <= border) {
    if (to > from) add(which, from, to)
    return
  }
  add(which, from, border)
  from = border
  close()
  if (isWide)
    // Those it fills.
    while (border < to) {
      store<u8>(levels + level + <usize>bucket, <u8>((which << 4) + FULL))
      from = border
      next()
    }
  for (;;) {
    const until = min(to, border)
    if (until > from) add(which, from, until)
    if (to <= border) break
    from = border
    close()
  }
}

export function endLevel(): void {
  if (mostNs > 0) close()
}
