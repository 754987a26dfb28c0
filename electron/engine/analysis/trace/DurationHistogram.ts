// Durations counted in buckets that grow with them: four to a doubling, so that a quantile is off by at most 9 %. Many histograms share one
// array: a trace has one for each reason and stack.

import { DURATION_BUCKETS } from '../../../../shared/records/index.ts'

const PER_DOUBLING = 4
const scratch = new Float64Array(1)
const words = new Uint32Array(scratch.buffer)

/** Bucket of a duration in nanoseconds. Below 1 ns: the first. */
export function durationBucket(ns: number): number {
  if (ns < 1) return 0
  // The exponent of a double is its binary logarithm; the first two bits after it tell the quarter.
  scratch[0] = ns
  const high = words[1] as number
  const bucket = ((high >>> 20) - 1023) * PER_DOUBLING + ((high >>> 18) & 3)
  return bucket < DURATION_BUCKETS ? bucket : DURATION_BUCKETS - 1
}

/** Lower bound of a bucket, nanoseconds. */
export const bucketStart = (bucket: number): number =>
  2 ** Math.floor(bucket / PER_DOUBLING) * (1 + (bucket % PER_DOUBLING) / PER_DOUBLING)

/**
 * The duration below which `share` of those counted lie: the middle of the bucket it falls into, at most the longest one known.
 * NaN without any. `counts` is one histogram of DURATION_BUCKETS.
 */
export function durationQuantile(counts: ArrayLike<number>, share: number, longest = Number.POSITIVE_INFINITY): number {
  let total = 0
  for (let bucket = 0; bucket < DURATION_BUCKETS; bucket++) total += counts[bucket] as number
  if (total === 0) return Number.NaN
  const wanted = Math.max(1, Math.ceil(share * total))
  if (wanted === total && Number.isFinite(longest)) return longest
  let seen = 0
  for (let bucket = 0; bucket < DURATION_BUCKETS; bucket++) {
    seen += counts[bucket] as number
    if (seen >= wanted) return Math.min(longest, (bucketStart(bucket) + bucketStart(bucket + 1)) / 2)
  }
  return longest
}
