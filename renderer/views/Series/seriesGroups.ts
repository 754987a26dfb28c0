// Which series share a chart, and what a series is called beside the others that are drawn.
import { seriesLabel, type SourceId } from '../../../shared/records/index.ts'
import { keyOf } from './shownSeries.ts'
import type { LoadedSeries } from './useSeriesData.ts'

/** Series of one unit: they share a scale. */
export interface SeriesGroup {
  unit: string
  series: readonly LoadedSeries[]
}

/** In the order in which their first series was chosen. Series that mean the same but say it in another unit keep a chart of their own. */
export function groupsOf(loaded: readonly LoadedSeries[]): SeriesGroup[] {
  const groups = new Map<string, LoadedSeries[]>()
  for (const series of loaded) groups.set(series.answer.unit, [...(groups.get(series.answer.unit) ?? []), series])
  return [...groups].map(([unit, series]) => ({ unit, series }))
}

/** The part of a path that tells it from others: its first folder where those differ, else the whole of it. */
function tellingPart(path: string, others: readonly string[]): string {
  const folder = (whole: string): string => whole.slice(0, Math.max(0, whole.indexOf('/')))
  const own = folder(path)
  return own !== '' && others.every((other) => folder(other) !== own) ? own : path
}

/** The label; before it the source where two drawn series have the same one. */
export function nameOf(
  { answer, shown }: LoadedSeries,
  loaded: readonly LoadedSeries[],
  pathOf: (id: SourceId) => string,
): string {
  const label = seriesLabel(answer.series)
  const twins = loaded.filter(
    (other) => keyOf(other.shown) !== keyOf(shown) && seriesLabel(other.answer.series) === label,
  )
  if (twins.length === 0) return label
  const others = twins.map(({ shown: { sourceId } }) => pathOf(sourceId))
  return `${tellingPart(pathOf(shown.sourceId), others)} · ${label}`
}

/** First and last place of all of them; null where there is none. */
export function extentOf(loaded: readonly LoadedSeries[]): { from: number; to: number } | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { answer } of loaded) {
    from = Math.min(from, answer.series.first)
    to = Math.max(to, answer.series.last)
  }
  return from <= to ? { from, to: to > from ? to : from + 1 } : null
}
