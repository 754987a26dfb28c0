// One function over a series of profiles: its measured values, and the fitted slope with its interval as a fan.
import { withAlpha } from './colour.ts'
import { lineSeries, plotOption, type BuiltChart, type PlotFrame } from './plot.ts'
import { linearScale } from './scale.ts'

export interface GrowthPoints {
  /** ms on the wall axis, ascending. */
  x: readonly number[]
  y: readonly number[]
  /** Per minute, with its 95 % interval. */
  perMinute: { value: number; low: number; high: number } | null
}

/** Median of the values at the middle of the time: a Theil–Sen line goes through the medians. */
function middle(points: GrowthPoints): { x: number; y: number } {
  const median = (values: readonly number[]): number => {
    const sorted = [...values].sort((a, b) => a - b)
    const half = sorted.length >> 1
    return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
  }
  return { x: median(points.x), y: median(points.y) }
}

/** Ends of the line with this slope through the medians. */
export function slopeEnds(points: GrowthPoints, perMinute: number): [[number, number], [number, number]] {
  const centre = middle(points)
  const at = (x: number): number => centre.y + ((x - centre.x) / 60_000) * perMinute
  const first = points.x[0] ?? 0
  const last = points.x.at(-1) ?? first
  return [
    [first, at(first)],
    [last, at(last)],
  ]
}

export function growthOption(points: GrowthPoints, frame: PlotFrame, unit: string, name: string): BuiltChart {
  const { palette } = frame
  const scale = linearScale(
    0,
    points.y.reduce((most, value) => Math.max(most, value), 0),
    unit,
    3,
  )
  const fan = points.perMinute
    ? [points.perMinute.low, points.perMinute.high].map((slope) =>
        lineSeries('', slopeEnds(points, slope), { colour: withAlpha(palette.grow, 0.5), width: 1, dash: [1, 3] }),
      )
    : []
  const trend = points.perMinute
    ? [lineSeries('', slopeEnds(points, points.perMinute.value), { colour: palette.grow, width: 1, dash: [3, 3] })]
    : []
  const measured = {
    ...lineSeries(
      name,
      points.x.map((at, index) => [at, points.y[index] ?? null] as const),
      { colour: palette.memLive, width: 2 },
    ),
    showSymbol: true,
    symbol: 'circle',
    symbolSize: 5,
  }
  return { option: plotOption(frame, scale, [...fan, ...trend, measured]), scale }
}
