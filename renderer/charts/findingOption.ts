// The chart of a finding: one emphasised series, its context, the fitted trend and the limits it was held against.
import type { FindingChart } from '../../shared/records/index.ts'
import type { LocalText } from '../../shared/lib/localText.ts'
import { lineSeries, plotOption, type BuiltChart, type EndLabel, type PlotFrame } from './plot.ts'
import { linearScale } from './scale.ts'
import { withAlpha } from './colour.ts'

/** From the first to the last x of any series, ms on the axis; null where there is no point. */
export function findingDomain(chart: FindingChart): { from: number; to: number } | null {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { x } of chart.series) {
    for (const at of x) {
      if (at < from) from = at
      if (at > to) to = at
    }
  }
  return from <= to ? { from, to } : null
}

/** Everything written right of the plot: names of series, limits, the trend. */
export const findingLabels = (chart: FindingChart, say: (text: LocalText) => string): string[] => [
  ...chart.series.map(({ name }) => say(name)),
  ...(chart.limits ?? []).map(({ label }) => say(label)),
  ...(chart.trend ? [say(chart.trend.label)] : []),
]

/** Draws shared/records/finding.ts FindingChart; `say` gives the language shown. */
export function findingOption(chart: FindingChart, frame: PlotFrame, say: (text: LocalText) => string): BuiltChart {
  const { palette } = frame
  const values = chart.series.flatMap(({ y }) => y.filter((value) => value !== null))
  const limits = (chart.limits ?? []).map(({ value, label, severity }) => ({ value, text: say(label), severity }))
  const trendEnds = chart.trend ? [chart.trend.y0, chart.trend.y1] : []
  const all = [...values, ...trendEnds, ...limits.map(({ value }) => value)]
  const scale = linearScale(
    all.reduce((low, value) => Math.min(low, value), 0),
    all.reduce((high, value) => Math.max(high, value), 0),
    chart.unit,
  )
  const colourOf = { main: palette.memLive, goal: palette.ink3, context: palette.baseline }
  const labels: EndLabel[] = chart.series.map(({ name, role, y }) => ({
    text: say(name),
    value: y.findLast((value) => value !== null) ?? Number.NaN,
    colour: role === 'main' ? palette.memLive : palette.ink2,
    isStrong: role === 'main',
  }))
  // The emphasised series lies on top of its context.
  const drawn = [...chart.series].sort((a, b) => Number(a.role === 'main') - Number(b.role === 'main'))
  const series = drawn.map(({ name, role, x, y }) =>
    x.length === 1
      ? {
          type: 'scatter',
          name: say(name),
          silent: true,
          symbol: 'circle',
          symbolSize: 6,
          itemStyle: { color: colourOf[role] },
          data: [[x[0], y[0]]],
        }
      : {
          ...lineSeries(
            say(name),
            x.map((at, index) => [at, y[index] ?? null] as const),
            {
              colour: colourOf[role],
              width: role === 'main' ? 2 : 1,
              ...(role === 'context' && { dash: [4, 3] }),
              ...(role === 'main' && { area: withAlpha(palette.memLive, 0.1) }),
            },
          ),
          // Few measurements are shown as such: a profile every minute is no continuous line.
          ...(role === 'main' && x.length <= 24 && { showSymbol: true, symbol: 'circle', symbolSize: 5 }),
        },
  )
  if (chart.trend) {
    const { x0, y0, x1, y1, label } = chart.trend
    series.push(
      lineSeries(
        say(label),
        [
          [x0, y0],
          [x1, y1],
        ],
        { colour: palette.grow, width: 1, dash: [2, 3] },
      ),
    )
    labels.push({ text: say(label), value: y1, colour: palette.grow })
  }
  return { option: plotOption(frame, scale, series, { labels, limits }), scale }
}
