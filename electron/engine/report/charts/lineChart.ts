// Lines over time: heap over a life, a finding's chart, pauses as points.
import type { FigureUnit, Severity } from '../../../../shared/records/index.ts'
import type { Zone } from '../../../../shared/units/format.ts'
import { INK, type InkName } from './ink.ts'
import {
  drawing,
  endLabels,
  limitLine,
  markFlag,
  profileTick,
  severityInk,
  timeRuler,
  valueGrid,
  type EndLabel,
  type Plot,
} from './parts.ts'
import { axisUnit, linearTicks, logTicks, textWidth, timeTicks } from './scale.ts'
import { element, pathData, type Svg } from './svg.ts'

export interface LineSeries {
  label: string
  /** Milliseconds on the axis, ascending. */
  x: ArrayLike<number>
  /** NaN is a gap. */
  y: ArrayLike<number>
  /** `main` is the one emphasised series; `goal` is dashed; `context` thin and grey. */
  role: 'main' | 'context' | 'goal'
  /** Points instead of a line: values that do not continue into each other. */
  isPoints?: boolean
  /** A line with its measured values marked. */
  hasPoints?: boolean
  isStep?: boolean
}

export interface Trend {
  x0: number
  y0: number
  x1: number
  y1: number
  /** Half-height of the interval at x1, both sides, in the value's unit; 0 at x0. */
  low1?: number
  high1?: number
  label: string
}

export interface LineChartSpec {
  width: number
  height: number
  /** What a screen reader says. */
  summary: string
  axis: 'wall' | 'life'
  zone: Zone
  from: number
  to: number
  unit: FigureUnit
  isLog?: boolean
  series: readonly LineSeries[]
  trend?: Trend
  limits?: readonly { value: number; label: string; severity: Severity }[]
  marks?: readonly { x: number; letter: string; isIncident: boolean }[]
  /** Where profiles were taken. */
  ticks?: readonly number[]
  /** Room for the labels at the right; drawings that share a time axis share it. */
  labelWidth?: number
  /** A stretch the finding holds for. */
  shade?: { from: number; to: number }
}

const LINE: Record<LineSeries['role'], { ink: InkName; width: string; dash?: string }> = {
  main: { ink: 'mem-live', width: '1.75' },
  context: { ink: 'ink-3', width: '0.75' },
  goal: { ink: 'ink-2', width: '1', dash: '3 2' },
}

export function lineChart(spec: LineChartSpec): string {
  const limits = spec.limits ?? []
  const labels = [
    ...spec.series.map((series) => series.label),
    ...limits.map((limit) => limit.label),
    spec.trend?.label ?? '',
  ]
  const labelWidth =
    spec.labelWidth ?? Math.min(Math.max(...labels.map((text) => textWidth(text, 11)), 20) + 8, spec.width * 0.3)
  const hasMarks = (spec.marks?.length ?? 0) > 0
  const plot: Plot = { left: 44, right: spec.width - labelWidth - 4, top: hasMarks ? 26 : 20, bottom: spec.height - 20 }
  const { y, grid } = valueAxis(spec, plot)
  const span = Math.max(spec.to - spec.from, 1)
  const x = (value: number): number => plot.left + ((value - spec.from) / span) * (plot.right - plot.left)

  const parts: Svg[] = []
  if (spec.shade) {
    const left = Math.max(x(spec.shade.from), plot.left)
    const right = Math.min(x(spec.shade.to), plot.right)
    if (right - left < plot.right - plot.left - 4)
      parts.push(
        element('rect', {
          x: left,
          y: plot.top,
          width: Math.max(right - left, 1),
          height: plot.bottom - plot.top,
          fill: INK['sev-critical'],
          'fill-opacity': '.06',
        }),
      )
  }
  parts.push(...grid, ...timeRuler(plot, timeTicks(spec.from, spec.to, spec.axis, spec.zone), x))
  for (const limit of limits) parts.push(limitLine(plot, y(limit.value), limit.severity))
  const order = { context: 0, goal: 1, main: 2 }
  for (const series of [...spec.series].sort((a, b) => order[a.role] - order[b.role]))
    parts.push(...drawSeries(series, x, y, plot))
  if (spec.trend) parts.push(...drawTrend(spec.trend, x, y))
  for (const at of spec.ticks ?? []) parts.push(profileTick(plot, x(at)))
  for (const mark of spec.marks ?? []) parts.push(...markFlag(plot, x(mark.x), mark.letter, mark.isIncident))
  parts.push(...endLabels(plot.right + 6, lineEnds(spec, y), plot.top, plot.bottom))
  return drawing(spec.width, spec.height, spec.summary, parts)
}

function valueAxis(spec: LineChartSpec, plot: Plot): { y: (value: number) => number; grid: Svg[] } {
  let low = Number.POSITIVE_INFINITY
  let high = 0
  let least = 0
  const see = (value: number): void => {
    if (Number.isNaN(value)) return
    high = Math.max(high, value)
    least = Math.min(least, value)
    if (value > 0) low = Math.min(low, value)
  }
  for (const series of spec.series)
    for (let index = 0; index < series.y.length; index++) see(series.y[index] ?? Number.NaN)
  for (const limit of spec.limits ?? []) see(limit.value)
  if (spec.trend) {
    see(spec.trend.y0)
    see(spec.trend.y1)
  }
  if (high === 0 && least === 0) high = 1
  const unit = axisUnit(spec.unit, high)
  if (spec.isLog && low < high) {
    const ticks = logTicks(low, high, unit)
    const y = (value: number): number =>
      plot.bottom -
      (Math.log(Math.max(value, ticks.bottom) / ticks.bottom) / Math.log(ticks.top / ticks.bottom)) *
        (plot.bottom - plot.top)
    return { y, grid: valueGrid(plot, ticks, y, `${unit.name}, log`) }
  }
  const ticks = linearTicks(high, unit, least)
  const bottom = ticks.values[0] ?? 0
  const y = (value: number): number =>
    plot.bottom - ((value - bottom) / (ticks.top - bottom)) * (plot.bottom - plot.top)
  return { y, grid: valueGrid(plot, ticks, y, unit.name) }
}

function drawSeries(series: LineSeries, x: (value: number) => number, y: (value: number) => number, plot: Plot): Svg[] {
  const style = LINE[series.role]
  if (series.isPoints) return drawPoints(series, x, y)
  const points = thinned(series, x, y, plot)
  const line = element('path', {
    d: pathData(points, series.isStep),
    stroke: INK[style.ink],
    'stroke-width': style.width,
    'stroke-dasharray': style.dash,
    'stroke-linejoin': 'round',
  })
  return series.hasPoints ? [line, ...drawPoints(series, x, y)] : [line]
}

function drawPoints(series: LineSeries, x: (value: number) => number, y: (value: number) => number): Svg[] {
  const style = LINE[series.role]
  // Squares of 2 px read as a cloud; circles are seen one by one.
  const isCloud = series.x.length > 300
  const seen = new Set<string>()
  let data = ''
  const size = isCloud ? 1 : 1.6
  for (let index = 0; index < series.x.length; index++) {
    const value = series.y[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    const [px, py] = [x(series.x[index] ?? 0).toFixed(1), y(value)]
    if (isCloud) {
      // A hundred thousand squares on a thousand places are a thousand squares.
      const place = `${Math.round(Number(px))} ${Math.round(py)}`
      if (seen.has(place)) continue
      seen.add(place)
    }
    data += isCloud
      ? `M${px} ${(py - size).toFixed(1)}v2`
      : `M${(Number(px) - size).toFixed(1)} ${py.toFixed(1)}a${size} ${size} 0 1 0 ${size * 2} 0a${size} ${size} 0 1 0 ${-size * 2} 0`
  }
  return isCloud
    ? [element('path', { d: data, stroke: INK[style.ink], 'stroke-width': 2 })]
    : [element('path', { d: data, fill: INK[style.ink] })]
}

/** At most four points per half pixel: first, lowest, highest and last are what a denser line would show. */
function thinned(
  series: LineSeries,
  x: (value: number) => number,
  y: (value: number) => number,
  plot: Plot,
): [number, number][] {
  const all: [number, number][] = []
  for (let index = 0; index < series.x.length; index++)
    all.push([x(series.x[index] ?? 0), y(series.y[index] ?? Number.NaN)])
  if (all.length <= (plot.right - plot.left) * 2) return all
  const result: [number, number][] = []
  let bucket: [number, number][] = []
  let current = Number.NaN
  const flush = (): void => {
    if (bucket.length <= 4) result.push(...bucket)
    else {
      const finite = bucket.filter(([, at]) => !Number.isNaN(at))
      const lowest = finite.reduce((a, b) => (b[1] > a[1] ? b : a), finite[0] ?? [0, Number.NaN])
      const highest = finite.reduce((a, b) => (b[1] < a[1] ? b : a), finite[0] ?? [0, Number.NaN])
      const chosen = new Set([bucket[0], lowest, highest, bucket.at(-1)])
      result.push(...bucket.filter((point) => chosen.has(point)))
    }
    bucket = []
  }
  for (const point of all) {
    const at = Math.floor(point[0] * 2)
    if (at !== current) flush()
    current = at
    bucket.push(point)
  }
  flush()
  return result
}

function drawTrend(trend: Trend, x: (value: number) => number, y: (value: number) => number): Svg[] {
  const parts: Svg[] = []
  if (trend.low1 !== undefined && trend.high1 !== undefined) {
    const points = [
      [x(trend.x0), y(trend.y0)],
      [x(trend.x1), y(trend.high1)],
      [x(trend.x1), y(trend.low1)],
    ] as const
    parts.push(element('path', { d: `${pathData(points)}Z`, fill: INK.ink, 'fill-opacity': '.1' }))
  }
  parts.push(
    element('line', {
      x1: x(trend.x0),
      y1: y(trend.y0),
      x2: x(trend.x1),
      y2: y(trend.y1),
      stroke: INK.ink,
      'stroke-width': '1',
      'stroke-dasharray': '8 3 1.5 3',
    }),
  )
  return parts
}

function lineEnds(spec: LineChartSpec, y: (value: number) => number): EndLabel[] {
  const ends: EndLabel[] = []
  for (const series of spec.series) {
    if (series.label === '') continue
    let last = series.y.length - 1
    while (last >= 0 && Number.isNaN(series.y[last] ?? Number.NaN)) last--
    if (last < 0) continue
    ends.push({
      y: y(series.y[last] ?? 0),
      text: series.label,
      ink: series.role === 'main' ? 'mem-live' : 'ink-2',
      isBold: series.role === 'main',
    })
  }
  for (const limit of spec.limits ?? [])
    ends.push({ y: y(limit.value), text: limit.label, ink: severityInk(limit.severity) })
  if (spec.trend && spec.trend.label !== '') ends.push({ y: y(spec.trend.y1) - 6, text: spec.trend.label, ink: 'ink' })
  return ends
}
