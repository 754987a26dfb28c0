// Points of a series as charts take them: rates of counters, stretches of time, fewer points with their extremes.
import type { SeriesPoints } from '../../../../shared/records/index.ts'

export interface Rates extends SeriesPoints {
  /** Falls of the counter: a restart, after which it counts from zero. */
  resets: number
}

/**
 * Per second, each rate at the time of the later of its two points. A counter that falls has begun anew: its value is then what
 * was added since (as Prometheus takes it), which is the least it can be. Points that are no number give none; two points at one
 * time give no rate.
 */
export function ratesOf({ at, value }: SeriesPoints): Rates {
  const times = new Float64Array(Math.max(0, at.length - 1))
  const rates = new Float64Array(times.length)
  let length = 0
  let resets = 0
  let previous = -1
  for (let index = 0; index < at.length; index++) {
    const own = value[index] as number
    if (!Number.isFinite(own)) continue
    if (previous >= 0) {
      const seconds = ((at[index] as number) - (at[previous] as number)) / 1000
      const before = value[previous] as number
      const isReset = own < before
      if (isReset) resets++
      if (seconds > 0) {
        times[length] = at[index] as number
        rates[length++] = (isReset ? own : own - before) / seconds
      }
    }
    previous = index
  }
  return { at: times.slice(0, length), value: rates.slice(0, length), resets }
}

/** Points with `from <= at <= to`. */
export function pointsBetween({ at, value }: SeriesPoints, from: number, to: number): SeriesPoints {
  const first = lowerBound(at, from)
  let end = lowerBound(at, to)
  while (end < at.length && (at[end] as number) <= to) end++
  return { at: at.subarray(first, end), value: value.subarray(first, end) }
}

/** Index of the first element that is not less than `wanted`, of rising numbers. */
export function lowerBound(sorted: ArrayLike<number>, wanted: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** Index of the element nearest to `wanted`; −1 of none. */
export function nearestIndex(sorted: Float64Array, wanted: number): number {
  if (sorted.length === 0) return -1
  const after = lowerBound(sorted, wanted)
  if (after === 0) return 0
  if (after === sorted.length) return after - 1
  return (sorted[after] as number) - wanted < wanted - (sorted[after - 1] as number) ? after : after - 1
}

/**
 * At most about `maxPoints` points: above that, time is cut into equal buckets, and each keeps its first, lowest, highest and last
 * point, in order; so every extreme survives and every point shown is one that was. A NaN is kept where a bucket has one: a gap.
 */
export function decimated(points: SeriesPoints, maxPoints: number): SeriesPoints {
  const { at, value } = points
  const { length } = at
  if (length <= maxPoints) return points
  const buckets = Math.max(1, Math.floor(maxPoints / 4))
  const [from, to] = [at[0] as number, at[length - 1] as number]
  const width = (to - from) / buckets || 1
  const kept: number[] = []
  let index = 0
  while (index < length) {
    const bucket = Math.min(buckets - 1, Math.floor(((at[index] as number) - from) / width))
    const first = index
    let [lowest, highest, gap] = [-1, -1, -1]
    for (; index < length; index++) {
      if (Math.min(buckets - 1, Math.floor(((at[index] as number) - from) / width)) !== bucket) break
      const own = value[index] as number
      if (Number.isNaN(own)) {
        gap = index
        continue
      }
      if (lowest < 0 || own < (value[lowest] as number)) lowest = index
      if (highest < 0 || own > (value[highest] as number)) highest = index
    }
    const chosen = new Set([first, lowest, highest, gap, index - 1])
    kept.push(...[...chosen].filter((row) => row >= 0).sort((a, b) => a - b))
  }
  return {
    at: Float64Array.from(kept, (row) => at[row] as number),
    value: Float64Array.from(kept, (row) => value[row] as number),
  }
}
