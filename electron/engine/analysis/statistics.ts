// Robust statistics: order figures and slopes that a few odd values cannot move.
import { quantileSorted } from 'simple-statistics'

/** Value below which the share `p` (0 … 1) of the values lies; NaN for no values. `values` stays as it is. */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (values.length === 0) return Number.NaN
  return sortedQuantile(Float64Array.from(values).sort(), p)
}

/** As `quantile`, of values already sorted upwards. */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) return Number.NaN
  // Only reads `length` and elements, so a typed array serves as well as the list its type asks for.
  return quantileSorted(sorted as unknown as number[], p)
}

/** A fitted line `y = intercept + slope · x` with a 95 % interval of its slope. */
export interface Trend {
  slope: number
  intercept: number
  /** 95 % interval of the slope (Sen). As wide as the data allow: equal to the extreme slopes for very few points. */
  low: number
  high: number
  /** Kendall's tau between x and y: −1 … 1, how steadily y goes one way. */
  tau: number
  /** Points the fit used: all, or an even choice of MAX_TREND_POINTS. */
  points: number
  /** Points after correction for neighbours that resemble each other; the interval is as wide as for so many. */
  effectivePoints: number
}

/** Above this, every k-th point is taken: pairs grow with the square. */
export const MAX_TREND_POINTS = 1_500
/** Two-sided 95 % of the normal distribution. */
const Z95 = 1.959964

/**
 * Theil–Sen: the median of the slopes of all pairs of points, which up to 29 % of odd points cannot move, with Sen's interval
 * from the variance of Kendall's S (ties corrected). Live-heap figures are not independent draws: where the residuals of
 * neighbours correlate, the variance is enlarged by (1 + r) / (1 − r), r their lag-one correlation (Yue & Wang 2004).
 * Null for fewer than two different x. `x` need not be sorted; equal x give no slope. NaN points are left out.
 */
export function theilSen(x: ArrayLike<number>, y: ArrayLike<number>): Trend | null {
  const points = chosenPoints(x, y)
  const n = points.x.length
  if (n < 2) return null
  const slopes = new Float64Array((n * (n - 1)) / 2)
  let count = 0
  let concordance = 0
  for (let i = 1; i < n; i++) {
    const xi = points.x[i] as number
    const yi = points.y[i] as number
    for (let j = 0; j < i; j++) {
      const dx = xi - (points.x[j] as number)
      if (dx === 0) continue
      const dy = yi - (points.y[j] as number)
      slopes[count++] = dy / dx
      if (dy > 0) concordance++
      else if (dy < 0) concordance--
    }
  }
  if (count === 0) return null
  const used = slopes.subarray(0, count)
  const middle = count >> 1
  let slope = select(used, middle)
  if (count % 2 === 0) {
    // After selection everything before `middle` is not larger.
    let below = Number.NEGATIVE_INFINITY
    for (let i = 0; i < middle; i++) below = Math.max(below, used[i] as number)
    slope = (slope + below) / 2
  }
  const residuals = points.y.map((value, i) => value - slope * (points.x[i] as number))
  const intercept = median(residuals)
  const r = serialCorrelation(residuals, intercept)
  const variance = kendallVariance(points.y) * ((1 + r) / (1 - r))
  const reach = Z95 * Math.sqrt(variance)
  const lowRank = Math.max(0, Math.floor((count - reach) / 2))
  const highRank = Math.min(count - 1, Math.ceil((count + reach) / 2))
  return {
    slope,
    intercept,
    low: select(used, lowRank),
    high: select(used, highRank),
    tau: concordance / count,
    points: n,
    effectivePoints: n * ((1 - r) / (1 + r)),
  }
}

/** Points in order of x, at most MAX_TREND_POINTS, evenly chosen: the same points for the same input. */
function chosenPoints(x: ArrayLike<number>, y: ArrayLike<number>): { x: Float64Array; y: Float64Array } {
  const order: number[] = []
  let isSorted = true
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const xi = x[i] as number
    if (Number.isNaN(xi) || Number.isNaN(y[i])) continue
    const last = order.at(-1)
    if (last !== undefined && (x[last] as number) > xi) isSorted = false
    order.push(i)
  }
  if (!isSorted) order.sort((a, b) => (x[a] as number) - (x[b] as number))
  const n = Math.min(order.length, MAX_TREND_POINTS)
  const chosen = { x: new Float64Array(n), y: new Float64Array(n) }
  for (let i = 0; i < n; i++) {
    const from = order[n === order.length ? i : Math.round((i * (order.length - 1)) / (n - 1))] as number
    chosen.x[i] = x[from] as number
    chosen.y[i] = y[from] as number
  }
  return chosen
}

/** Variance of Kendall's S under "no trend", corrected for equal y. */
function kendallVariance(y: Float64Array): number {
  const n = y.length
  const term = (t: number): number => t * (t - 1) * (2 * t + 5)
  const sorted = y.slice().sort()
  let ties = 0
  for (let i = 0; i < n;) {
    let j = i + 1
    while (j < n && sorted[j] === sorted[i]) j++
    if (j - i > 1) ties += term(j - i)
    i = j
  }
  return (term(n) - ties) / 18
}

/** Lag-one correlation of the residuals, 0 where it is not clearly above what chance gives (or there are too few points). */
function serialCorrelation(residuals: Float64Array, centre: number): number {
  const n = residuals.length
  if (n < 20) return 0
  let product = 0
  let square = 0
  for (let i = 0; i < n; i++) {
    const here = (residuals[i] as number) - centre
    square += here * here
    if (i > 0) product += here * ((residuals[i - 1] as number) - centre)
  }
  if (square === 0) return 0
  const r = product / square
  return r > Z95 / Math.sqrt(n) ? Math.min(r, 0.99) : 0
}

const median = (values: Float64Array): number => sortedQuantile(values.slice().sort(), 0.5)

/** The k-th smallest (0-based) of `values`, which are put in partial order: Hoare's selection with the median of three. */
export function select(values: Float64Array, k: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const a = values[low] as number
    const b = values[middle] as number
    const c = values[high] as number
    const pivot = a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b
    let i = low
    let j = high
    while (i <= j) {
      while ((values[i] as number) < pivot) i++
      while ((values[j] as number) > pivot) j--
      if (i > j) break
      const held = values[i] as number
      values[i++] = values[j] as number
      values[j--] = held
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else return values[k] as number
  }
  return values[k] as number
}
