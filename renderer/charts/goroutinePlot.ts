// Goroutines over the moments of a series: all of them, and one group. Measured at the moments only; between them nobody looked.
import { formatNumber } from '../../shared/units/format.ts'
import type { ChartSeries, Plot, PlotFrame } from './plot.ts'
import { linearScale } from './scale.ts'

export interface GoroutineCounts {
  /** Places on the x axis: times, or 0, 1, 2 … where some moment has none. */
  x: readonly number[]
  total: readonly number[]
  /** Of the chosen group; null: none is chosen. */
  group: readonly number[] | null
}

/** The group is what is looked at, all goroutines are its context; alone they are it themselves. */
export function goroutinePlot(
  { x, total, group }: GoroutineCounts,
  frame: PlotFrame,
  words: { total: string; group: string },
): Plot {
  const { palette, hidden } = frame
  const measured = (id: string, name: string, y: readonly number[], isContext: boolean): ChartSeries => ({
    id,
    name,
    colour: isContext ? palette.ink3 : palette.memLive,
    mark: { kind: 'line', width: isContext ? 1 : 2, hasPoints: true },
    x,
    y,
    unit: 'count',
    text: (value) => formatNumber(value),
    label: { text: name, value: y.at(-1) ?? Number.NaN, isStrong: !isContext },
  })
  const series = [
    measured('total', words.total, total, group !== null),
    ...(group ? [measured('group', words.group, group, false)] : []),
  ]
  const most = series
    .filter(({ id }) => !hidden?.has(id))
    .reduce(
      (high, { id }) => [...(id === 'group' ? (group ?? []) : total)].reduce((top, y) => Math.max(top, y), high),
      0,
    )
  return { scale: linearScale(0, most, '', 3), limits: [], series }
}
