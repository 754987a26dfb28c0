import type { CanonicalName } from './memoryNames.ts'
import type { SourceId } from './ids.ts'

/** How a series behaves: a counter only rises while its process lives; `info` is always 1 and speaks through its labels. */
export type SeriesKind = 'counter' | 'gauge' | 'histogram' | 'summary' | 'info' | 'unknown'
export const SERIES_KINDS: readonly SeriesKind[] = ['counter', 'gauge', 'histogram', 'summary', 'info', 'unknown']

/**
 * What a series is of its family. `bucket`: cumulative count of values up to the label `le` (or, for `BySize`, one size class);
 * `quantile`: of a summary; `created`: when the family began (OpenMetrics).
 */
export type SeriesPart = 'value' | 'bucket' | 'sum' | 'count' | 'quantile' | 'created'
export const SERIES_PARTS: readonly SeriesPart[] = ['value', 'bucket', 'sum', 'count', 'quantile', 'created']

/** One named series of numbers as its source has it. */
export interface SeriesDefinition {
  /** As the source names it, such as `go_memstats_heap_alloc_bytes`, `memstats.HeapAlloc`, `/gc/heap/live:bytes`, `status.VmRSS`. */
  name: string
  /** In the order of their names. */
  labels: Readonly<Record<string, string>>
  /** `bytes`, `seconds`, `ns`, `ratio`, `percent`, `count`, `time` (ms since 1970), or what the source says; '' where unknown. */
  unit: string
  kind: SeriesKind
  part: SeriesPart
  /** The figure of the common vocabulary it is; null for everything else. */
  canonical: CanonicalName | null
  /** What the source says of it; '' where nothing. */
  help: string
}

/** What the numbers of a source are placed by: wall time, or only the order in which they were taken. */
export type SeriesAxis = 'wall' | 'order'

/** A series with figures over its points. */
export interface SeriesSummary extends SeriesDefinition {
  sourceId: SourceId
  /** From 0 within the source. */
  ordinal: number
  /** `order`: times are 0, 1, 2, … */
  axis: SeriesAxis
  points: number
  /** ms since 1970, or the place in the order. */
  first: number
  last: number
  /** Of the points that are numbers; null where none is. */
  min: number | null
  max: number | null
  firstValue: number | null
  lastValue: number | null
}

/** Points of many series as they come from a reader, `length` of them used. NaN is a value too (Prometheus has it). */
export interface PointBatch {
  length: number
  /** Ordinal of the series. */
  series: Uint32Array
  /** ms since 1970, or the place in the order; rises within a series, but for sources that say otherwise. */
  at: Float64Array
  value: Float64Array
}

/** Points of one series, in order of time. */
export interface SeriesPoints {
  at: Float64Array
  value: Float64Array
}

/** A value by which the user judges series of a name: drawn as a line, and a finding where it is crossed. */
export interface SeriesThreshold {
  seriesName: string
  /** Series that have all of these labels; {} for all of the name. */
  labels: Readonly<Record<string, string>>
  /** Which side is bad. */
  direction: 'above' | 'below'
  value: number
  /** Why, in the user's words; '' where nothing was said. */
  note: string
  author: string
  atMs: number
}

export type SeriesThresholdKey = Pick<SeriesThreshold, 'seriesName' | 'labels' | 'direction'>

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' }

/** `name{a="1",b="2"}`, on one line, as Prometheus writes it. */
export function seriesLabel({ name, labels }: Pick<SeriesDefinition, 'name' | 'labels'>): string {
  const parts = Object.entries(labels).map(
    ([key, value]) => `${key}="${value.replace(/[\\"\n]/g, (char) => ESCAPES[char] ?? char)}"`,
  )
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`
}

/** A threshold is about every series of its name that has its labels. */
export const holdsFor = (
  { seriesName, labels }: Pick<SeriesThreshold, 'seriesName' | 'labels'>,
  series: Pick<SeriesSummary, 'name' | 'labels'>,
): boolean => seriesName === series.name && Object.entries(labels).every(([key, value]) => series.labels[key] === value)
