// How a series usually is, so that what is unusual can be marked: a level or a line, with a season where there is one, and the
// spread around it. Medians throughout: up to a third of odd points cannot move them.
//
// 1. Level: the median. Line: Theil–Sen, taken where its 95 % interval leaves zero out and it takes away at least a fifth of the
//    median absolute deviation. 2. Season: periodOf() on what is left; phase medians. 3. Spread: median absolute deviation of
//    the rest, × 1.4826 (a standard deviation, were it normal); where more than half of the points are alike, the mean absolute
//    deviation × 1.2533 stands in. 4. A point is an anomaly from `limit` spreads on; neighbours on one side are one anomaly.
import type { SeriesPoints } from '../../../../shared/records/index.ts'
import { sortedQuantile, theilSen } from '../statistics.ts'
import { periodOf } from './period.ts'

/** Iglewicz and Hoaglin's 3.5 modified deviations. */
export const ANOMALY_LIMIT = 3.5
const MIN_POINTS = 12
const TREND_GAIN = 0.2
/** Phases that a period is told by. */
const PHASES = 64
/** Anomalies listed, the farthest first. */
const MAX_ANOMALIES = 200
const MAD_TO_SIGMA = 1.4826
const MEAN_TO_SIGMA = 1.2533
const MS_PER_MINUTE = 60_000

export interface Anomaly {
  from: number
  to: number
  peak: number
  value: number
  expected: number
  score: number
  direction: 'above' | 'below'
  points: number
}

export interface Baseline {
  model: 'level' | 'trend' | 'seasonal'
  level: number
  deviation: number
  slopePerMinute: number
  periodMs: number | null
  periodExplains: number | null
  /** Value to be expected at a time, ms. */
  expected: (at: number) => number
  /** In order of time. */
  anomalies: Anomaly[]
}

/** Null for fewer than a dozen numbers. */
export function baselineOf(points: SeriesPoints, limit: number = ANOMALY_LIMIT): Baseline | null {
  const { at, value } = numbersOnly(points)
  if (at.length < MIN_POINTS) return null
  const level = medianOf(value)
  const origin = at[0] as number
  const plainSpread = spreadOf(value.map((own) => own - level))
  const trend = theilSen(
    at.map((time) => (time - origin) / MS_PER_MINUTE),
    value,
  )
  let [slope, intercept] = [0, level]
  if (trend && (trend.low > 0 || trend.high < 0)) {
    const line = value.map(
      (own, index) => own - trend.intercept - (trend.slope * ((at[index] as number) - origin)) / MS_PER_MINUTE,
    )
    if (spreadOf(line) <= plainSpread * (1 - TREND_GAIN)) {
      slope = trend.slope
      intercept = trend.intercept
    }
  }
  const onLine = (time: number): number => intercept + (slope * (time - origin)) / MS_PER_MINUTE
  const residuals = value.map((own, index) => own - onLine(at[index] as number))
  const period = periodOf(at, residuals)
  const phases = period ? phaseMedians(at, residuals, origin, period.ms) : null
  const phaseOf = (time: number): number =>
    period && phases ? (phases[phaseIndex(time - origin, period.ms)] as number) : 0
  const expected = (time: number): number => onLine(time) + phaseOf(time)
  const deviation = spreadOf(value.map((own, index) => own - expected(at[index] as number)))
  return {
    model: period ? 'seasonal' : slope === 0 ? 'level' : 'trend',
    level,
    deviation,
    slopePerMinute: slope,
    periodMs: period?.ms ?? null,
    periodExplains: period?.explains ?? null,
    expected,
    anomalies: anomaliesOf(at, value, expected, deviation, limit),
  }
}

function numbersOnly({ at, value }: SeriesPoints): SeriesPoints {
  if (value.every(Number.isFinite)) return { at, value }
  const kept = Array.from(value.keys()).filter((index) => Number.isFinite(value[index]))
  return {
    at: Float64Array.from(kept, (index) => at[index] as number),
    value: Float64Array.from(kept, (index) => value[index] as number),
  }
}

const medianOf = (values: Float64Array): number => sortedQuantile(values.slice().sort(), 0.5)

/** A standard deviation that odd points cannot move; 0 only where all are alike. */
function spreadOf(residuals: Float64Array): number {
  const sizes = residuals.map(Math.abs).sort()
  const mad = sortedQuantile(sizes, 0.5)
  if (mad > 0) return mad * MAD_TO_SIGMA
  return (sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length)) * MEAN_TO_SIGMA
}

const phaseIndex = (sinceOrigin: number, periodMs: number): number => {
  const phase = sinceOrigin / periodMs
  return Math.min(PHASES - 1, Math.floor((phase - Math.floor(phase)) * PHASES))
}

function phaseMedians(at: Float64Array, residuals: Float64Array, origin: number, periodMs: number): Float64Array {
  const own: number[][] = Array.from({ length: PHASES }, () => [])
  for (let index = 0; index < at.length; index++)
    own[phaseIndex((at[index] as number) - origin, periodMs)]?.push(residuals[index] as number)
  const result = new Float64Array(PHASES)
  let last = 0
  for (let phase = 0; phase < PHASES; phase++) {
    const values = own[phase] as number[]
    if (values.length > 0) last = sortedQuantile(Float64Array.from(values).sort(), 0.5)
    result[phase] = last
  }
  return result
}

function anomaliesOf(
  at: Float64Array,
  value: Float64Array,
  expected: (time: number) => number,
  deviation: number,
  limit: number,
): Anomaly[] {
  if (deviation === 0) return []
  const found: Anomaly[] = []
  let open = null as Anomaly | null
  for (let index = 0; index < at.length; index++) {
    const time = at[index] as number
    const own = value[index] as number
    const usual = expected(time)
    const score = Math.abs(own - usual) / deviation
    const direction = own > usual ? 'above' : 'below'
    if (score < limit) {
      open = null
      continue
    }
    if (open?.direction !== direction) {
      open = { from: time, to: time, peak: time, value: own, expected: usual, score, direction, points: 0 }
      found.push(open)
    }
    open.to = time
    open.points++
    if (score > open.score) Object.assign(open, { peak: time, value: own, expected: usual, score })
  }
  if (found.length <= MAX_ANOMALIES) return found
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_ANOMALIES)
    .sort((a, b) => a.from - b.from)
}
