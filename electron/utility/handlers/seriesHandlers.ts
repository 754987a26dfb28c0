import type { SeriesBaseline, SeriesMode, SeriesRefParams } from '../../../shared/contract/seriesCalls.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import { holdsFor } from '../../../shared/records/index.ts'
import type { SeriesPoints, SeriesSummary } from '../../../shared/records/index.ts'
import { ANOMALY_LIMIT, baselineOf, decimated, pointsBetween, ratesOf } from '../../engine/analysis/index.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

const MAX_CHART_POINTS = 20_000
const MAX_PAGE = 1000
/** Points a baseline is computed over; of a longer series as many, evenly spread. */
const MAX_BASELINE_POINTS = 200_000

/** Named series: the list, points, baselines with anomalies, thresholds. */
export const seriesHandlers = (
  context: CaseContext,
): Handlers<'series.list' | 'series.data' | 'series.baseline' | 'series.thresholds' | 'series.setThreshold'> => ({
  'series.list': ({ search, sourceId, kind, canonicalOnly, withBuckets, offset, limit }) => {
    const { rows, total } = context.caseFile.series.list({
      search,
      sourceId,
      kind,
      isCanonical: canonicalOnly,
      withBuckets,
      offset,
      limit: Math.min(limit, MAX_PAGE),
    })
    const thresholds = context.caseFile.thresholds.list()
    const paths = new Map(context.caseFile.sources.list().map(({ id, path }) => [id, path]))
    return {
      rows: rows.map((row) => ({
        ...row,
        path: paths.get(row.sourceId) ?? '',
        thresholds: thresholds.filter((threshold) => holdsFor(threshold, row)),
      })),
      total,
    }
  },

  'series.data': ({ maxPoints, ...asked }) => {
    const { series, points, resets } = pointsOf(context, asked)
    const shown = decimated(points, Math.min(Math.max(4, maxPoints), MAX_CHART_POINTS))
    return {
      data: context.data.put(columnsOf(shown.at, shown.value)),
      rows: shown.at.length,
      series,
      unit: unitOf(series, asked.mode),
      points: points.at.length,
      isDecimated: shown.at.length < points.at.length,
      resets,
    }
  },

  'series.baseline': ({ maxPoints, limit, ...asked }) => {
    const { series, points } = pointsOf(context, asked)
    const bar = limit ?? ANOMALY_LIMIT
    const baseline = baselineOf(thinned(points), bar)
    const shared = { series, unit: unitOf(series, asked.mode), points: points.at.length, limit: bar }
    if (!baseline) {
      return {
        ...shared,
        model: null,
        level: Number.NaN,
        deviation: Number.NaN,
        slopePerMinute: 0,
        periodMs: null,
        periodExplains: null,
        band: null,
        bandRows: 0,
        anomalies: [],
      }
    }
    const { at } = decimated(points, Math.min(Math.max(4, maxPoints), MAX_CHART_POINTS))
    const expected = at.map(baseline.expected)
    const reach = bar * baseline.deviation
    const { model, level, deviation, slopePerMinute, periodMs, periodExplains } = baseline
    return {
      ...shared,
      model,
      level,
      deviation,
      slopePerMinute,
      periodMs,
      periodExplains,
      band: context.data.put(
        columnsOf(
          at,
          expected,
          expected.map((value) => value - reach),
          expected.map((value) => value + reach),
        ),
      ),
      bandRows: at.length,
      anomalies: baseline.anomalies.map(
        ({ from, to, peak, value, ...anomaly }): SeriesBaseline['anomalies'][number] => ({
          ...anomaly,
          fromMs: from,
          toMs: to,
          peakMs: peak,
          peakValue: value,
        }),
      ),
    }
  },

  'series.thresholds': () => context.caseFile.thresholds.list(),

  'series.setThreshold': ({ seriesName, labels, direction, value, note }) => {
    context.caseFile.thresholds.set({ seriesName, labels, direction }, value === null ? null : { value, note })
    context.changed(['findings', 'settings', 'edits'])
    return context.caseFile.thresholds.list()
  },
})

/** Throws `series/no-such-series`. */
function pointsOf(
  context: CaseContext,
  { sourceId, ordinal, mode, range }: SeriesRefParams,
): { series: SeriesSummary; points: SeriesPoints; resets: number } {
  const series = context.caseFile.series.find(sourceId, ordinal)
  if (!series)
    throw new CodedError('series/no-such-series', 'The case has no such series (any more).', { sourceId, ordinal })
  const all = context.caseFile.series.points(sourceId, ordinal)
  const { resets, ...rates } = mode === 'rate' ? ratesOf(all) : { ...all, resets: 0 }
  const isInRange = range !== null && (series.axis === 'order' || range.axis.kind === 'wall')
  const points =
    range === null ? rates : isInRange ? pointsBetween(rates, range.from, range.to) : pointsBetween(rates, 1, 0)
  return { series, points, resets }
}

const unitOf = ({ unit }: SeriesSummary, mode: SeriesMode): string =>
  mode === 'value' ? unit : unit === 'seconds' ? 'ratio' : `${unit === '' ? '1' : unit}/s`

function thinned({ at, value }: SeriesPoints): SeriesPoints {
  if (at.length <= MAX_BASELINE_POINTS) return { at, value }
  const step = at.length / MAX_BASELINE_POINTS
  const rows = Array.from({ length: MAX_BASELINE_POINTS }, (_, index) => Math.floor(index * step))
  return {
    at: Float64Array.from(rows, (row) => at[row] as number),
    value: Float64Array.from(rows, (row) => value[row] as number),
  }
}

function columnsOf(...columns: Float64Array[]): Uint8Array {
  const rows = columns[0]?.length ?? 0
  const values = new Float64Array(rows * columns.length)
  columns.forEach((column, index) => values.set(column, index * rows))
  return new Uint8Array(values.buffer)
}
