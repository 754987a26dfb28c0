// Columns of the list of series, and of the small statistics of those that are drawn.
import type { SeriesListRow } from '../../../shared/contract/seriesCalls.ts'
import { SERIES_KINDS, seriesLabel, type SeriesKind, type SeriesSummary } from '../../../shared/records/index.ts'
import { formatCount, formatDuration } from '../../../shared/units/format.ts'
import { unitFamily } from '../../../shared/units/unitScale.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import type { LoadedSeries } from './useSeriesData.ts'
import { scaleUnit, seriesText } from './seriesUnit.ts'

type ListColumn =
  'drawn' | 'name' | 'kind' | 'unit' | 'points' | 'last' | 'min' | 'max' | 'span' | 'thresholds' | 'meaning' | 'source'

/** Text of heads and cells in the language shown. */
export interface SeriesListTexts {
  head: (column: ListColumn) => string
  kind: (kind: SeriesKind) => string
  /** What a figure of the common vocabulary is; '' for others. */
  meaning: (row: SeriesSummary) => string
  drawn: (row: SeriesSummary) => string
  time: (ms: number) => string
}

/** A unit nobody knows stands in its own column only. */
const cellText = (value: number, unit: string, time: (ms: number) => string): string =>
  unitFamily(scaleUnit(unit)) === 'other' && unit !== 'time'
    ? seriesText(value, 'count', time)
    : seriesText(value, unit, time)

export function seriesColumns(texts: SeriesListTexts): TableColumn<SeriesListRow>[] {
  const { head, time } = texts
  const value = (
    id: 'last' | 'min' | 'max',
    read: (row: SeriesListRow) => number | null,
    showFrom = 0,
  ): TableColumn<SeriesListRow> => ({
    id,
    title: head(id),
    align: 'right',
    width: 104,
    showFrom,
    isStrong: id === 'last',
    about: 'seriesValue',
    text: (row) => {
      const figure = read(row)
      return figure === null ? '–' : cellText(figure, row.unit, time)
    },
    value: read,
    field: { name: id, kind: 'quantity' },
  })
  return [
    { id: 'drawn', title: '', name: head('drawn'), width: 48, text: texts.drawn, value: (row) => texts.drawn(row) },
    {
      id: 'name',
      title: head('name'),
      isMono: true,
      hasNotes: true,
      width: 270,
      grows: true,
      text: seriesLabel,
      value: seriesLabel,
      hint: (row) => [seriesLabel(row), row.help].filter(Boolean).join('\n'),
      field: { name: 'name', kind: 'text', isSearched: true },
    },
    {
      id: 'meaning',
      title: head('meaning'),
      width: 190,
      isFaint: true,
      showFrom: 1100,
      text: texts.meaning,
      value: texts.meaning,
      hint: texts.meaning,
      field: { name: 'meaning', kind: 'text', isSearched: true },
    },
    {
      id: 'kind',
      title: head('kind'),
      width: 78,
      isFaint: true,
      about: 'seriesKind',
      text: ({ kind }) => texts.kind(kind),
      value: ({ kind }) => kind,
      field: { name: 'kind', kind: 'choice', choices: SERIES_KINDS },
    },
    {
      id: 'unit',
      title: head('unit'),
      width: 66,
      isFaint: true,
      text: ({ unit }) => unit || '–',
      value: ({ unit }) => unit,
      field: { name: 'unit', kind: 'text' },
    },
    {
      id: 'points',
      title: head('points'),
      align: 'right',
      width: 66,
      about: 'seriesPoints',
      text: ({ points }) => formatCount(points),
      value: ({ points }) => points,
      field: { name: 'points', kind: 'quantity' },
    },
    value('min', ({ min }) => min, 900),
    value('max', ({ max }) => max, 900),
    value('last', ({ lastValue }) => lastValue),
    {
      id: 'span',
      title: head('span'),
      align: 'right',
      width: 84,
      isFaint: true,
      showFrom: 1300,
      text: ({ axis, first, last }) => (axis === 'wall' && last > first ? formatDuration((last - first) * 1e6) : '–'),
      value: ({ axis, first, last }) => (axis === 'wall' ? (last - first) * 1e6 : null),
      field: { name: 'span', kind: 'quantity', unit: 'ns' },
    },
    {
      id: 'thresholds',
      title: head('thresholds'),
      align: 'right',
      width: 96,
      about: 'seriesThreshold',
      showFrom: 1000,
      text: ({ thresholds, unit }) =>
        thresholds
          .map(
            ({ direction, value: own }) => `${direction === 'above' ? '>' : '<'}\u00a0${seriesText(own, unit, time)}`,
          )
          .join(', '),
      value: ({ thresholds }) => thresholds[0]?.value ?? null,
    },
    {
      id: 'source',
      title: head('source'),
      width: 170,
      isFaint: true,
      text: ({ path }) => path,
      value: ({ path }) => path,
      hint: ({ path }) => path,
      field: { name: 'source', kind: 'text', isSearched: true },
    },
  ]
}

/** Figures of one drawn series over a stretch. */
export interface SeriesFigures {
  loaded: LoadedSeries
  points: number
  min: number
  max: number
  last: number
}

/** Lowest, highest and last point of what was read: thinning keeps the extremes, and the last point is one of its bucket. */
export function figuresOf(loaded: LoadedSeries): SeriesFigures {
  let [min, max, last] = [Number.NaN, Number.NaN, Number.NaN]
  for (const own of loaded.y) {
    if (!Number.isFinite(own)) continue
    if (!(min <= own)) min = own
    if (!(max >= own)) max = own
    last = own
  }
  return { loaded, points: loaded.answer.points, min, max, last }
}

type FigureColumn =
  'name' | 'points' | 'median' | 'deviation' | 'min' | 'max' | 'last' | 'slope' | 'anomalies' | 'resets'
export interface FigureTexts {
  head: (column: FigureColumn) => string
  name: (loaded: LoadedSeries) => string
  time: (ms: number) => string
}

export function figureColumns({ head, name, time }: FigureTexts): TableColumn<SeriesFigures>[] {
  const figure = (
    id: Exclude<FigureColumn, 'name'>,
    about: NonNullable<TableColumn<SeriesFigures>['about']>,
    read: (row: SeriesFigures) => number,
    text: (value: number, row: SeriesFigures) => string,
    change: Partial<TableColumn<SeriesFigures>> = {},
  ): TableColumn<SeriesFigures> => ({
    id,
    title: head(id),
    align: 'right',
    width: 96,
    about,
    text: (row) => (Number.isFinite(read(row)) ? text(read(row), row) : '–'),
    value: (row) => (Number.isFinite(read(row)) ? read(row) : null),
    field: { name: id, kind: 'quantity' },
    ...change,
  })
  const ofUnit = (value: number, { loaded }: SeriesFigures): string => seriesText(value, loaded.answer.unit, time)
  const baseline = ({ loaded }: SeriesFigures): LoadedSeries['baseline'] => loaded.baseline
  const modelled = (row: SeriesFigures, value: number): number => (baseline(row).model === null ? Number.NaN : value)
  return [
    {
      id: 'name',
      title: head('name'),
      isMono: true,
      grows: true,
      width: 220,
      text: ({ loaded }) => name(loaded),
      value: ({ loaded }) => name(loaded),
      hint: ({ loaded }) => name(loaded),
      field: { name: 'name', kind: 'text', isSearched: true },
    },
    figure('points', 'seriesPoints', ({ points }) => points, formatCount, { width: 70 }),
    figure('median', 'seriesMedian', (row) => modelled(row, baseline(row).level), ofUnit, { isStrong: true }),
    figure('deviation', 'seriesDeviation', (row) => modelled(row, baseline(row).deviation), ofUnit),
    figure('min', 'seriesValue', ({ min }) => min, ofUnit),
    figure('max', 'seriesValue', ({ max }) => max, ofUnit),
    figure('last', 'seriesValue', ({ last }) => last, ofUnit, { showFrom: 900 }),
    figure(
      'slope',
      'seriesSlope',
      (row) => (baseline(row).model === 'level' ? Number.NaN : modelled(row, baseline(row).slopePerMinute)),
      (value, row) => `${ofUnit(value, row)}/min`,
      { width: 110 },
    ),
    figure('anomalies', 'seriesAnomaly', (row) => modelled(row, baseline(row).anomalies.length), formatCount, {
      width: 78,
    }),
    figure('resets', 'seriesResets', ({ loaded }) => loaded.answer.resets, formatCount, { width: 70, showFrom: 1000 }),
  ]
}
