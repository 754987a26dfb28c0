import type {
  SeriesKind,
  SeriesSummary,
  SeriesThreshold,
  SeriesThresholdKey,
  SourceId,
  TimeRange,
} from '../records/index.ts'
import type { DataRef } from './caseCalls.ts'

/** Which series; `search` is part of name, labels or canonical name. */
export interface SeriesListParams {
  search: string
  sourceId: SourceId | null
  kind: SeriesKind | null
  /** Only figures of the common vocabulary. */
  canonicalOnly: boolean
  /** Histogram buckets as well. */
  withBuckets: boolean
  offset: number
  limit: number
}

export interface SeriesListRow extends SeriesSummary {
  path: string
  /** Thresholds that hold for it. */
  thresholds: SeriesThreshold[]
}

/** `value`: as it is; `rate`: per second, of what only rises (a fall is a restart, and counts from zero). */
export type SeriesMode = 'value' | 'rate'

export interface SeriesRefParams {
  sourceId: SourceId
  ordinal: number
  mode: SeriesMode
  /** Null: all of it. The axis of the range is the wall clock; a series in order has no range. */
  range: TimeRange | null
}

/** Points of one series: two columns of Float64 values, `x` (ms since 1970, or the place in the order) and `y`, each `rows` long. */
export interface SeriesData {
  data: DataRef
  rows: number
  series: SeriesSummary
  /** `bytes`, for rates `bytes/s`. */
  unit: string
  /** Points in the range; above the limit each bucket keeps its lowest and highest value. */
  points: number
  isDecimated: boolean
  /** Falls of a counter: the process began anew. */
  resets: number
}

/** A stretch of points that lie off the baseline. */
export interface SeriesAnomaly {
  fromMs: number
  toMs: number
  /** The point farthest off. */
  peakMs: number
  peakValue: number
  /** Value that was to be expected there. */
  expected: number
  /** Distance in robust standard deviations. */
  score: number
  direction: 'above' | 'below'
  points: number
}

/** How a series usually is, and where it is not. */
export interface SeriesBaseline {
  series: SeriesSummary
  unit: string
  points: number
  /** `level`: one value; `trend`: a line; `seasonal`: a level or line with a period. Null: too few points. */
  model: 'level' | 'trend' | 'seasonal' | null
  /** Median of the series. */
  level: number
  /** Median absolute deviation from the baseline, as a standard deviation (× 1.4826). */
  deviation: number
  /** Per minute, of the trend; 0 without one. */
  slopePerMinute: number
  periodMs: number | null
  /** Share of the deviation that the period explains in the half of the series it was not fitted to; null without one. */
  periodExplains: number | null
  /** The baseline at the points of a chart: columns `x`, `expected`, `low`, `high`, each `rows` long. */
  band: DataRef | null
  bandRows: number
  anomalies: SeriesAnomaly[]
  /** Score from which a point counts as an anomaly. */
  limit: number
}

export interface SeriesCalls {
  'series.list': { params: SeriesListParams; result: { rows: SeriesListRow[]; total: number } }
  'series.data': { params: SeriesRefParams & { maxPoints: number }; result: SeriesData }
  'series.baseline': { params: SeriesRefParams & { maxPoints: number; limit: number | null }; result: SeriesBaseline }
  'series.thresholds': { params: Record<string, never>; result: SeriesThreshold[] }
  /** An edit: can be undone. Value null takes the threshold away. */
  'series.setThreshold': {
    params: SeriesThresholdKey & { value: number | null; note: string }
    result: SeriesThreshold[]
  }
}
