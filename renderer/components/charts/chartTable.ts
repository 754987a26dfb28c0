// The points of a chart as a table: for those who want figures instead of a picture, and for files.
import { shownSeries, type ChartSeries, type Values } from '../../charts/plot.ts'
import type { TableColumn } from '../dataTable.ts'

/** A chart's points as a table; a row is the index of a point. */
export interface ChartTable {
  count: number
  columns: TableColumn<number>[]
}

/** A column of figures: `text` for people, the number itself for sorting and files. */
export function figureColumn(
  id: string,
  title: string,
  values: Values,
  text: (value: number) => string,
  unit = 'count',
): TableColumn<number> {
  const at = (row: number): number => values[row] ?? Number.NaN
  return {
    id,
    title,
    align: 'right',
    text: (row) => (Number.isNaN(at(row)) ? '–' : text(at(row))),
    value: (row) => (Number.isNaN(at(row)) ? null : at(row)),
    field: { name: id.replace(/\W/g, '_'), kind: 'quantity', unit },
  }
}

/**
 * One row per place of the x axis, one column per series that is switched on. Series with places of their own are put beside each other by
 * place. `leading` adds columns of the shared rows before the figures.
 */
export function plotTable(
  series: readonly ChartSeries[],
  x: { title: string; text: (at: number) => string },
  options: { hidden?: ReadonlySet<string>; leading?: readonly TableColumn<number>[] } = {},
): ChartTable {
  const shown = shownSeries(series, options.hidden).filter(({ isAid }) => !isAid)
  const [first] = shown
  if (!first) return { count: 0, columns: [] }
  const isShared = shown.every((other) => other.x === first.x)
  const xs = isShared ? first.x : everyPlace(shown)
  return {
    count: xs.length,
    columns: [
      ...(isShared ? (options.leading ?? []) : []),
      figureColumn('x', x.title, xs, x.text),
      ...shown.map(({ id, name, y, values = y, x: own, text, unit }) =>
        figureColumn(id, name, isShared ? values : besidePlaces(xs, own, values), text, unit),
      ),
    ],
  }
}

function everyPlace(series: readonly ChartSeries[]): number[] {
  const places = new Set<number>()
  for (const { x } of series)
    for (let index = 0; index < x.length; index++) {
      const at = x[index]
      if (typeof at === 'number' && !Number.isNaN(at)) places.add(at)
    }
  return [...places].sort((a, b) => a - b)
}

function besidePlaces(places: Values, x: Values, values: Values): (number | null)[] {
  const byPlace = new Map<number, number | null>()
  for (let index = 0; index < x.length; index++) byPlace.set(x[index] as number, values[index] ?? null)
  return Array.from({ length: places.length }, (_, index) => byPlace.get(places[index] as number) ?? null)
}
