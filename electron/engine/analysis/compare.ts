// Two groups of figures: by how much do they differ, and could chance alone have done it?
import { sortedQuantile } from './statistics.ts'

/** candidate − baseline with a 95 % interval. An interval that holds zero is no evidence of change. */
export interface Shift {
  shift: number
  low: number
  high: number
}

const Z95 = 1.959964
/** Fewer figures on a side can hardly differ beyond chance whatever they are. */
export const MIN_GROUP = 5

/**
 * Hodges–Lehmann: the median of all differences candidate − baseline, with the interval that belongs to the Mann–Whitney test
 * (normal approximation). Holds whatever the figures' distribution; they should be independent, so callers give medians of
 * stretches of time, not single cycles. Null with fewer than MIN_GROUP figures on a side.
 */
export function shiftOf(baseline: ArrayLike<number>, candidate: ArrayLike<number>): Shift | null {
  const [m, n] = [baseline.length, candidate.length]
  if (m < MIN_GROUP || n < MIN_GROUP) return null
  const differences = new Float64Array(m * n)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) differences[i * n + j] = (candidate[j] as number) - (baseline[i] as number)
  }
  differences.sort()
  const reach = Z95 * Math.sqrt((m * n * (m + n + 1)) / 12)
  const rank = Math.max(0, Math.floor((m * n) / 2 - reach))
  return {
    shift: sortedQuantile(differences, 0.5),
    low: differences[rank] as number,
    high: differences[m * n - 1 - rank] as number,
  }
}
