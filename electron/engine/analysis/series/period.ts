// Whether a series repeats itself, and how often. A period must show in two ways: the series resembles itself shifted by it
// (autocorrelation), and what one half of the series says of each phase must hold in the other half, which it was not fitted to.
// The second keeps noise from being called a season: of white noise, fewer than one series in a hundred passes (a test).
import { sortedQuantile } from '../statistics.ts'

/** Equal steps that time is cut into for the search. */
const GRID = 1024
/** Resemblance at the shift, at least. */
const MIN_CORRELATION = 0.3
/** Repetitions the series must have, and points in each. */
const MIN_REPEATS = 3
const MIN_POINTS_PER_PERIOD = 4
/** Share of the absolute deviation that the phases must take away in the other half. */
const MIN_EXPLAINED = 0.3
/** Steps without a point, at most: a series with larger holes is not searched. */
const MAX_MISSING = 0.25

export interface Period {
  ms: number
  /** Share of the deviation that the phases explain out of sample. */
  explains: number
}

/** The period of a series without trend (its residuals), or null. `at` rises. */
export function periodOf(at: Float64Array, residuals: Float64Array): Period | null {
  const grid = resampled(at, residuals)
  if (grid === null) return null
  const { values, stepMs } = grid
  const n = values.length
  const correlations = autocorrelation(values, Math.floor(n / MIN_REPEATS))
  const bar = Math.max(MIN_CORRELATION, 2.6 / Math.sqrt(n))
  // The shortest shift that is a peak and nearly as good as the best: multiples of a period resemble as well.
  let best = 0
  for (const correlation of correlations.subarray(MIN_POINTS_PER_PERIOD)) best = Math.max(best, correlation)
  if (best < bar) return null
  for (let lag = MIN_POINTS_PER_PERIOD; lag < correlations.length; lag++) {
    const own = correlations[lag] as number
    if (own < bar || own < 0.85 * best) continue
    if (own < (correlations[lag - 1] as number) || own < (correlations[lag + 1] ?? Number.NEGATIVE_INFINITY)) continue
    const explains = explainedOutOfSample(values, lag)
    if (explains >= MIN_EXPLAINED) return { ms: lag * stepMs, explains }
  }
  return null
}

/** Median of each step, empty ones by their neighbours; null where too little is there. */
function resampled(at: Float64Array, values: Float64Array): { values: Float64Array; stepMs: number } | null {
  const { length } = at
  const span = (at[length - 1] ?? 0) - (at[0] ?? 0)
  const steps = Math.min(GRID, length)
  if (steps < MIN_REPEATS * MIN_POINTS_PER_PERIOD || span <= 0) return null
  const stepMs = span / steps
  const sums = new Float64Array(steps)
  const counts = new Uint32Array(steps)
  for (let index = 0; index < length; index++) {
    const value = values[index] as number
    if (!Number.isFinite(value)) continue
    const step = Math.min(steps - 1, Math.floor(((at[index] as number) - (at[0] as number)) / stepMs))
    sums[step] = (sums[step] as number) + value
    counts[step] = (counts[step] as number) + 1
  }
  let missing = 0
  let last = 0
  const result = new Float64Array(steps)
  for (let step = 0; step < steps; step++) {
    if (counts[step] === 0) missing++
    else last = (sums[step] as number) / (counts[step] as number)
    result[step] = last
  }
  return missing > steps * MAX_MISSING ? null : { values: clipped(result), stepMs }
}

/** Within four robust deviations: one spike must not look like a season. */
function clipped(values: Float64Array): Float64Array {
  const centre = sortedQuantile(values.slice().sort(), 0.5)
  const deviation = sortedQuantile(values.map((value) => Math.abs(value - centre)).sort(), 0.5) * 1.4826
  if (deviation === 0) return values
  return values.map((value) => Math.min(centre + 4 * deviation, Math.max(centre - 4 * deviation, value)))
}

function autocorrelation(values: Float64Array, lags: number): Float64Array {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  let square = 0
  for (const value of values) square += (value - mean) ** 2
  const result = new Float64Array(lags + 1)
  if (square === 0) return result
  for (let lag = 0; lag <= lags; lag++) {
    let product = 0
    for (let index = lag; index < n; index++)
      product += ((values[index] as number) - mean) * ((values[index - lag] as number) - mean)
    // Against the overlap, so that long shifts are not made small by it.
    result[lag] = (product / (n - lag)) * (n / square)
  }
  return result
}

/** Phase medians of each half tried on the other; the lesser of the two shares. */
function explainedOutOfSample(values: Float64Array, lag: number): number {
  const half = Math.floor(values.length / 2)
  const tried = (fitFrom: number, fitTo: number, from: number, to: number): number => {
    const phases = phaseMedians(values, lag, fitFrom, fitTo)
    const own = values.subarray(from, to)
    const centre = sortedQuantile(own.slice().sort(), 0.5)
    let [plain, seasonal] = [0, 0]
    for (let index = from; index < to; index++) {
      plain += Math.abs((values[index] as number) - centre)
      seasonal += Math.abs((values[index] as number) - (phases[index % lag] as number))
    }
    return plain === 0 ? 0 : 1 - seasonal / plain
  }
  if (half < lag) return 0
  return Math.min(tried(0, half, half, values.length), tried(half, values.length, 0, half))
}

function phaseMedians(values: Float64Array, lag: number, from: number, to: number): Float64Array {
  const phases = new Float64Array(lag)
  for (let phase = 0; phase < lag; phase++) {
    const own: number[] = []
    for (let index = from + ((((phase - from) % lag) + lag) % lag); index < to; index += lag)
      own.push(values[index] as number)
    phases[phase] = sortedQuantile(Float64Array.from(own).sort(), 0.5)
  }
  return phases
}
