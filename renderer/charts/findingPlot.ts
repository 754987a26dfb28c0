// The chart of a finding: one emphasised series, its context, the fitted trend and the limits it was held against.
import type { FindingChart } from '../../shared/records/index.ts'
import type { LocalText } from '../../shared/lib/localText.ts'
import { formatFigure } from '../../shared/units/format.ts'
import { shownSeries, type ChartSeries, type Plot, type PlotFrame } from './plot.ts'
import { linearScale } from './scale.ts'

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

/** Measurements up to here are shown as such: a profile every minute is no continuous line. */
const FEW = 24

/** Draws shared/records/finding.ts FindingChart; `say` gives the language shown. */
export function findingPlot(chart: FindingChart, frame: PlotFrame, say: (text: LocalText) => string): Plot {
  const { palette } = frame
  const colourOf = { main: palette.memLive, goal: palette.ink3, context: palette.baseline }
  const figure = { unit: chart.unit, text: (value: number) => formatFigure(value, chart.unit) }
  const series = chart.series.flatMap(({ name, role, x, y }, index): ChartSeries[] => {
    const isMain = role === 'main'
    const id = `series-${index}`
    const line: ChartSeries = {
      ...figure,
      id,
      name: say(name),
      colour: colourOf[role],
      mark:
        x.length === 1
          ? { kind: 'points' }
          : {
              kind: 'line',
              width: isMain ? 2 : 1,
              ...(role === 'context' && { dash: [4, 3] }),
              hasPoints: isMain && x.length <= FEW,
            },
      x,
      y,
      label: { text: say(name), value: y.findLast((value) => value !== null) ?? Number.NaN, isStrong: isMain },
    }
    if (!isMain || x.length === 1) return [line]
    const fill: ChartSeries = { ...line, mark: { kind: 'area', opacity: 0.1 }, label: null, isAid: true }
    return [fill, line]
  })
  if (chart.trend) {
    const { x0, y0, x1, y1, label } = chart.trend
    series.push({
      ...figure,
      id: 'trend',
      name: say(label),
      colour: palette.grow,
      mark: { kind: 'line', width: 1, dash: [2, 3] },
      x: [x0, x1],
      y: [y0, y1],
      label: { text: say(label), value: y1 },
      isAid: true,
    })
  }
  const limits = (chart.limits ?? []).map(({ value, label, severity }) => ({ value, text: say(label), severity }))
  const values = shownSeries(series, frame.hidden)
    .flatMap(({ y }) => Array.from(y))
    .filter((value) => typeof value === 'number')
  const all = [...values, ...limits.map(({ value }) => value)]
  const scale = linearScale(
    all.reduce((low, value) => Math.min(low, value), 0),
    all.reduce((high, value) => Math.max(high, value), 0),
    chart.unit,
  )
  // The emphasised series lies on top of its context.
  const isContext = ({ colour }: ChartSeries): number => Number(colour === palette.memLive)
  return { scale, limits, series: [...series].sort((a, b) => isContext(a) - isContext(b)) }
}
