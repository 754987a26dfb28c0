// Goroutines over the moments of a series: all of them, and one group. Measured at the moments only; between them nobody looked.
import { lineSeries, plotOption, type BuiltChart, type EndLabel, type PlotFrame } from './plot.ts'
import { linearScale } from './scale.ts'

export interface GoroutineCounts {
  /** Places on the x axis: times, or 0, 1, 2 … where some moment has none. */
  x: readonly number[]
  total: readonly number[]
  /** Of the chosen group; null: none is chosen. */
  group: readonly number[] | null
}

export function goroutineOption(
  { x, total, group }: GoroutineCounts,
  frame: PlotFrame,
  words: { total: string; group: string },
): BuiltChart {
  const { palette } = frame
  const most = [...total, ...(group ?? [])].reduce((high, value) => Math.max(high, value), 0)
  const scale = linearScale(0, most, '', 3)
  const measured = (name: string, values: readonly number[], style: { colour: string; width: number }): object => ({
    ...lineSeries(
      name,
      x.map((at, index) => [at, values[index] ?? null] as const),
      style,
    ),
    showSymbol: true,
    symbol: x.length > 300 ? 'rect' : 'circle',
    symbolSize: x.length > 300 ? 2 : 5,
  })
  const isContext = group !== null
  const labels: EndLabel[] = [
    {
      text: words.total,
      value: total.at(-1) ?? Number.NaN,
      colour: isContext ? palette.ink3 : palette.ink,
      isStrong: !isContext,
    },
    ...(group ? [{ text: words.group, value: group.at(-1) ?? Number.NaN, colour: palette.ink, isStrong: true }] : []),
  ]
  const series = [
    measured(words.total, total, isContext ? { colour: palette.ink3, width: 1 } : { colour: palette.ink, width: 2 }),
    ...(group ? [measured(words.group, group, { colour: palette.ink, width: 2 })] : []),
  ]
  return { option: plotOption(frame, scale, series, { labels }), scale }
}
