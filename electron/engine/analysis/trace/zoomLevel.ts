// A track seen from afar: its time cut into equal buckets, each with the class that takes most of it. Nothing vanishes: a class takes the
// majority of some bucket or is within the share that is missing from it.

/** Intervals of a track, by row, in order of time. */
export interface TrackIntervals {
  rows: number
  start(row: number): number
  end(row: number): number
  /** 0 … 15. */
  classOf(row: number): number
}

/** Class of a proc that runs a GC worker; the others are ProcActivity. Of a goroutine: GoState. */
export const GC_WORKER_CLASS = 4

/** Below this many intervals a track is drawn from them. */
const MIN_ROWS = 64
const MAX_BITS = 16
const CLASSES = 16

/** Binary logarithm of the number of buckets for so many intervals: about one for two; 0: no level. */
export function zoomBuckets(rows: number): number {
  if (rows < MIN_ROWS) return 0
  return Math.min(MAX_BITS, Math.ceil(Math.log2(rows / 2)))
}

/** One byte per bucket of [fromNs, toNs]: class × 16 + its share of the bucket in fifteenths. A bucket without any interval is 0. */
export function zoomLevel(track: TrackIntervals, fromNs: number, toNs: number, bits: number): Uint8Array {
  const buckets = 2 ** bits
  const level = new Uint8Array(buckets)
  const width = (toNs - fromNs) / buckets
  if (!(width > 0)) return level
  const inBucket = new Float64Array(CLASSES)
  let bucket = 0
  let used = 0
  const close = (): void => {
    if (used > 0) {
      let most = 0
      for (let of = 1; of < CLASSES; of++) if ((inBucket[of] as number) > (inBucket[most] as number)) most = of
      level[bucket] = most * 16 + Math.min(15, Math.floor(((inBucket[most] as number) / width) * 15 + 0.5))
      inBucket.fill(0)
      used = 0
    }
    bucket++
  }
  for (let row = 0; row < track.rows; row++) {
    const of = track.classOf(row)
    let start = Math.max(fromNs, track.start(row))
    const end = Math.min(toNs, track.end(row))
    // Which bucket its start lies in; those before get nothing more.
    while (bucket < buckets - 1 && fromNs + (bucket + 1) * width <= start) close()
    for (;;) {
      const border = bucket === buckets - 1 ? Number.POSITIVE_INFINITY : fromNs + (bucket + 1) * width
      const until = Math.min(end, border)
      if (until > start) {
        inBucket[of] = (inBucket[of] as number) + until - start
        used++
      }
      if (end <= border) break
      start = border
      close()
    }
  }
  if (used > 0) close()
  return level
}

/** Buckets of a track in a segment seen from very far: a trace of 1 GB has some thousand segments, each of them two pixels wide. */
export const COARSE_BUCKETS = 16
const COARSE_BITS = 4

/** Whether a level has more than the coarse buckets to tell. */
export const hasCoarse = (bits: number): boolean => bits > COARSE_BITS

/** The same as a level of 2^`bits` buckets, which begin at `from`, in COARSE_BUCKETS. */
export function coarseLevel(level: Uint8Array, from: number, bits: number, into: Uint8Array): void {
  const each = 2 ** (bits - COARSE_BITS)
  const inBucket = new Uint32Array(CLASSES)
  for (let bucket = 0, at = from; bucket < COARSE_BUCKETS; bucket++) {
    inBucket.fill(0)
    for (const end = at + each; at < end; at++) {
      const value = level[at] as number
      inBucket[value >> 4]! += value & 15
    }
    let most = 0
    for (let of = 1; of < CLASSES; of++) if ((inBucket[of] as number) > (inBucket[most] as number)) most = of
    const share = inBucket[most] as number
    into[bucket] = share === 0 ? 0 : most * 16 + Math.max(1, Math.round(share / each))
  }
}
