// One function over a series of profiles: its measured values, and the fitted slope with its interval as a fan.
import { formatSampleValue } from '../../shared/units/format.ts'
import { withAlpha } from './colour.ts'
import type { ChartSeries, Plot, PlotFrame } from './plot.ts'
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

export function growthPlot(points: GrowthPoints, frame: PlotFrame, unit: string, name: string): Plot {
  const { palette } = frame
  const scale = linearScale(
    0,
    points.y.reduce((most, value) => Math.max(most, value), 0),
    unit,
    3,
  )
  const figure = { unit, text: (value: number) => formatSampleValue(value, unit) }
  const slope = (id: string, perMinute: number, colour: string, dash: number[]): ChartSeries => {
    const [start, end] = slopeEnds(points, perMinute)
    return {
      ...figure,
      id,
      name,
      colour,
      mark: { kind: 'line', width: 1, dash },
      x: [start[0], end[0]],
      y: [start[1], end[1]],
      label: null,
      isAid: true,
    }
  }
  const { perMinute } = points
  const fitted = perMinute
    ? [
        slope('low', perMinute.low, withAlpha(palette.grow, 0.5), [1, 3]),
        slope('high', perMinute.high, withAlpha(palette.grow, 0.5), [1, 3]),
        slope('trend', perMinute.value, palette.grow, [3, 3]),
      ]
    : []
  const measured: ChartSeries = {
    ...figure,
    id: 'measured',
    name,
    colour: palette.memLive,
    mark: { kind: 'line', width: 2, hasPoints: true },
    x: points.x,
    y: points.y,
    label: null,
  }
  return { scale, limits: [], series: [...fitted, measured] }
}
