import type { SeriesBaseline, SeriesListRow } from '../../../shared/contract/seriesCalls.ts'
import type { SeriesSummary } from '../../../shared/records/index.ts'
import type { LoadedSeries } from '../../../renderer/views/Series/useSeriesData.ts'
import { sourceId } from '../fakeCase.ts'

export const summaryOf = (change: Partial<SeriesSummary> = {}): SeriesSummary => ({
  sourceId: sourceId(1),
  ordinal: 0,
  name: 'memstats.Alloc',
  labels: {},
  unit: 'bytes',
  kind: 'gauge',
  part: 'value',
  canonical: null,
  help: '',
  axis: 'wall',
  points: 3,
  first: 1000,
  last: 3000,
  min: 1,
  max: 9,
  firstValue: 1,
  lastValue: 5,
  ...change,
})
export const rowOf = (change: Partial<SeriesListRow> = {}): SeriesListRow => ({
  ...summaryOf(change),
  path: 'incident/memstats.jsonl',
  thresholds: [],
  ...change,
})
export const baselineOf = (series: SeriesSummary, change: Partial<SeriesBaseline> = {}): SeriesBaseline => ({
  series,
  unit: series.unit,
  points: series.points,
  model: 'level',
  level: 5,
  deviation: 1,
  slopePerMinute: 0,
  periodMs: null,
  periodExplains: null,
  band: null,
  bandRows: 0,
  anomalies: [],
  limit: 5,
  ...change,
})
export function loadedOf(change: Partial<SeriesSummary> = {}, y: readonly number[] = [1, 9, 5]): LoadedSeries {
  const series = summaryOf(change)
  return {
    shown: { sourceId: series.sourceId, ordinal: series.ordinal, mode: 'value' },
    answer: {
      data: { id: 'd', byteLength: 0 },
      rows: y.length,
      series,
      unit: series.unit,
      points: y.length,
      isDecimated: false,
      resets: 0,
    },
    x: Float64Array.from(y, (_, index) => 1000 * (index + 1)),
    y: Float64Array.from(y),
    baseline: baselineOf(series),
    band: null,
  }
}
