// Zoom levels, as analysis/trace/zoomLevel.ts: fed row by row while a track's intervals are written.
import { enlarge, allocate } from './memory'

const CLASSES: usize = 8
const inBucket = allocate(8 * CLASSES)
let levels: usize = allocate(1 << 16)
let capacity: usize = 1 << 16
let length: usize = 0

// Of the track under way.
let level: usize = 0
let buckets: f64 = 0
let width: f64 = 0
let fromNs: f64 = 0
let toNs: f64 = 0
let bucket: f64 = 0
/** Where the bucket ends; infinity for the last one. */
let border: f64 = 0
let isUsed: bool = false

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
  buckets = <f64>bytes
  width = (toNs - fromNs) / buckets
  bucket = 0
  border = buckets == 1 ? Infinity : fromNs + width
  clear()
  return <u32>start
}

function clear(): void {
  isUsed = false
  for (let which: usize = 0; which < CLASSES; which++) store<f64>(inBucket + (which << 3), 0)
}

function close(): void {
  if (isUsed) {
    let most: usize = 0
    let mostNs = load<f64>(inBucket)
    for (let which: usize = 1; which < CLASSES; which++) {
      const ns = load<f64>(inBucket + (which << 3))
      if (ns > mostNs) {
        most = which
        mostNs = ns
      }
    }
    const share = min<f64>(15, floor((mostNs / width) * 15 + 0.5))
    store<u8>(levels + level + <usize>bucket, <u8>(((<u32>most) << 4) + <u32>share))
    clear()
  }
  bucket++
  border = bucket == buckets - 1 ? Infinity : fromNs + (bucket + 1) * width
}

export function addToLevel(which: u32, start: f64, end: f64): void {
  if (!(width > 0)) return
  let from = max(fromNs, start)
  const to = min(toNs, end)
  // Those before get nothing more.
  while (border <= from) close()
  for (;;) {
    const until = min(to, border)
    if (until > from) {
      const at = inBucket + ((<usize>which) << 3)
      store<f64>(at, load<f64>(at) + until - from)
      isUsed = true
    }
    if (to <= border) break
    from = border
    close()
  }
}

export function endLevel(): void {
  if (isUsed) close()
}
