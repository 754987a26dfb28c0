// Which series are drawn, as the view keeps it in its state and links: `12.3.rate,12.4.value`.
import type { SeriesListRow, SeriesMode } from '../../../shared/contract/seriesCalls.ts'
import type { SeriesSummary, SourceId } from '../../../shared/records/index.ts'

export interface ShownSeries {
  sourceId: SourceId
  ordinal: number
  mode: SeriesMode
}

/** Series drawn at once; more than these nobody can tell apart. */
export const MOST_SHOWN = 12
/** Says that nothing is drawn on purpose; without it the view begins with a choice of its own. */
export const NOTHING = '-'

export const keyOf = ({ sourceId, ordinal, mode }: ShownSeries): string => `${sourceId}.${ordinal}.${mode}`
const isSame = (a: Pick<ShownSeries, 'sourceId' | 'ordinal'>, b: Pick<ShownSeries, 'sourceId' | 'ordinal'>): boolean =>
  a.sourceId === b.sourceId && a.ordinal === b.ordinal

/** What a state says; entries that do not parse are left out. */
export function shownOf(state: string): ShownSeries[] {
  const shown: ShownSeries[] = []
  for (const part of state.split(',')) {
    const [, source, ordinal, mode] = /^(\d{1,9})\.(\d{1,9})\.(value|rate)$/.exec(part) ?? []
    if (source === undefined) continue
    const entry = { sourceId: Number(source) as SourceId, ordinal: Number(ordinal), mode: mode as SeriesMode }
    if (!shown.some((other) => isSame(other, entry))) shown.push(entry)
  }
  return shown.slice(0, MOST_SHOWN)
}

export const stateOf = (shown: readonly ShownSeries[]): string =>
  shown.length === 0 ? NOTHING : shown.map(keyOf).join(',')

/** What only rises says more as a rate. */
export const usualMode = ({ kind, part }: Pick<SeriesSummary, 'kind' | 'part'>): SeriesMode =>
  kind === 'counter' || part === 'bucket' || part === 'count' || (part === 'sum' && kind === 'histogram')
    ? 'rate'
    : 'value'

/** Draws a series, or takes it out; where there are too many the oldest goes. */
export function toggled(shown: readonly ShownSeries[], series: SeriesSummary): ShownSeries[] {
  if (shown.some((entry) => isSame(entry, series))) return shown.filter((entry) => !isSame(entry, series))
  const entry = { sourceId: series.sourceId, ordinal: series.ordinal, mode: usualMode(series) }
  return [...shown, entry].slice(-MOST_SHOWN)
}

/** Between values and rates; a series that is not drawn yet is drawn the other way than usual. */
export function turned(shown: readonly ShownSeries[], series: SeriesSummary): ShownSeries[] {
  const other = (mode: SeriesMode): SeriesMode => (mode === 'rate' ? 'value' : 'rate')
  if (!shown.some((entry) => isSame(entry, series)))
    return [...shown, { sourceId: series.sourceId, ordinal: series.ordinal, mode: other(usualMode(series)) }].slice(
      -MOST_SHOWN,
    )
  return shown.map((entry) => (isSame(entry, series) ? { ...entry, mode: other(entry.mode) } : entry))
}

export const isShown = (shown: readonly ShownSeries[], series: Pick<SeriesSummary, 'sourceId' | 'ordinal'>): boolean =>
  shown.some((entry) => isSame(entry, series))

/** What a case begins with: figures that most investigations ask for first, of the source that has most points of them. */
const FIRST_ASKED = [
  'go.heap.objects',
  'go.total',
  'process.rss',
  'cgroup.usage',
  'go.goroutines',
  'go.alloc.bytes',
] as const
const FIRST_SHOWN = 4
const FIRST_POINTS = 3
export function firstShown(rows: readonly SeriesListRow[]): ShownSeries[] {
  return FIRST_ASKED.flatMap((name) => {
    const longest = rows
      .filter(({ canonical, axis, points }) => canonical === name && axis === 'wall' && points >= FIRST_POINTS)
      .reduce<SeriesListRow | null>((best, row) => (best && best.points >= row.points ? best : row), null)
    return longest ? [{ sourceId: longest.sourceId, ordinal: longest.ordinal, mode: usualMode(longest) }] : []
  }).slice(0, FIRST_SHOWN)
}
