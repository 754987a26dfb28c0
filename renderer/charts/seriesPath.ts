// Series as paths, straight from their columns: one element whatever their length, drawn alike on the canvas and into SVG. Where points lie
// closer than pixels, each pixel keeps its first, lowest, highest and last value, so that no extreme and no gap is lost.
import { marginsOf, type ChartSeries, type PlotFrame, type Values } from './plot.ts'
import type { ValueScale } from './scale.ts'

/** What is drawn on: a canvas context, or ECharts' recorder of paths. */
export interface PathTarget {
  moveTo(x: number, y: number): unknown
  lineTo(x: number, y: number): unknown
  rect(x: number, y: number, width: number, height: number): unknown
  arc(x: number, y: number, radius: number, from: number, to: number): unknown
  closePath(): unknown
}

/** From values to CSS pixels of the picture. */
export interface Projection {
  toX: (value: number) => number
  toY: (value: number) => number
  left: number
  right: number
  /** Lower edge of the plot. */
  floor: number
}

export function projectionOf(frame: PlotFrame, scale: ValueScale): Projection {
  const { left, right, top, bottom } = marginsOf(frame)
  const plotWidth = Math.max(1, frame.width - left - right)
  const plotHeight = Math.max(1, frame.height - top - bottom)
  const span = frame.x.to > frame.x.from ? frame.x.to - frame.x.from : 1
  const floor = top + plotHeight
  const [low, high] = scale.isLog ? [Math.log10(scale.min), Math.log10(scale.max)] : [scale.min, scale.max]
  return {
    toX: (value) => left + ((value - frame.x.from) / span) * plotWidth,
    toY: (value) => {
      const at = scale.isLog ? Math.log10(Math.max(value, scale.min)) : value
      return floor - ((at - low) / (high - low || 1)) * plotHeight
    },
    left,
    right: left + plotWidth,
    floor,
  }
}

const at = (values: Values, index: number): number => values[index] ?? Number.NaN

/** A run of points without a gap, thinned to what pixels can show. */
export interface PixelRun {
  x: number[]
  y: number[]
}

/** Stretches between gaps, in pixels. Points outside of the plot are left out but for their nearest neighbours. */
export function pixelRuns(x: Values, y: Values, projection: Projection): PixelRun[] {
  const runs: PixelRun[] = []
  let run: PixelRun | null = null
  /** The pixel column under way: first, lowest, highest and last y, and in which order the extremes came. */
  let column = { at: Number.NaN, first: 0, low: 0, high: 0, last: 0, lowFirst: true, count: 0 }
  const flush = (): void => {
    if (!run || column.count === 0) return
    const push = (value: number): void => {
      if (run && (run.y.length === 0 || run.y.at(-1) !== value || run.x.at(-1) !== column.at)) {
        run.x.push(column.at)
        run.y.push(value)
      }
    }
    push(column.first)
    if (column.count > 2) {
      push(column.lowFirst ? column.low : column.high)
      push(column.lowFirst ? column.high : column.low)
    }
    if (column.count > 1) push(column.last)
    column = { ...column, count: 0, at: Number.NaN }
  }
  const isDense = x.length > 2 * (projection.right - projection.left)
  for (let index = 0; index < x.length; index++) {
    const px = projection.toX(at(x, index))
    const py = projection.toY(at(y, index))
    if (Number.isNaN(px) || Number.isNaN(py)) {
      flush()
      run = null
      continue
    }
    if (!run) {
      run = { x: [], y: [] }
      runs.push(run)
    }
    if (!isDense) {
      run.x.push(px)
      run.y.push(py)
      continue
    }
    const pixel = Math.round(px)
    if (pixel !== column.at) {
      flush()
      column = { at: pixel, first: py, low: py, high: py, last: py, lowFirst: true, count: 1 }
    } else {
      column.count++
      column.last = py
      if (py < column.low) {
        column.low = py
        column.lowFirst = false
      }
      if (py > column.high) {
        column.high = py
        column.lowFirst = true
      }
    }
  }
  flush()
  return runs
}

/** Draws a series; `minimum` is where values at or below the scale's end lie. */
export function drawSeries(target: PathTarget, series: ChartSeries, projection: Projection): void {
  switch (series.mark.kind) {
    case 'line':
      return drawLine(target, series, projection)
    case 'area':
      return drawArea(target, series, projection)
    case 'points':
      return drawPoints(target, series, projection)
    case 'strokes':
      return drawStrokes(target, series, projection)
    case 'cells':
      return drawCells(target, series, projection)
  }
}

function drawLine(target: PathTarget, { x, y }: ChartSeries, projection: Projection): void {
  for (const run of pixelRuns(x, y, projection)) {
    run.x.forEach((px, index) => {
      const py = run.y[index] as number
      if (index === 0) target.moveTo(px, py)
      else target.lineTo(px, py)
    })
    // One point alone is seen as a short line.
    if (run.x.length === 1) target.lineTo((run.x[0] as number) + 1.5, run.y[0] as number)
  }
}

/** Dots on the points of a line, where there are few. */
export function drawDots(target: PathTarget, { x, y }: ChartSeries, projection: Projection): void {
  for (let index = 0; index < x.length; index++)
    circle(target, projection.toX(at(x, index)), projection.toY(at(y, index)), 2.5)
}

function drawArea(target: PathTarget, { x, y, base }: ChartSeries, projection: Projection): void {
  const floors = base ? pixelRuns(x, base, projection) : null
  pixelRuns(x, y, projection).forEach((run, place) => {
    const below = floors?.[place]
    const first = run.x[0] as number
    const last = run.x.at(-1) as number
    target.moveTo(first, below ? (below.y[0] as number) : projection.floor)
    run.x.forEach((px, index) => target.lineTo(px, run.y[index] as number))
    if (below)
      for (let index = below.x.length - 1; index >= 0; index--)
        target.lineTo(below.x[index] as number, below.y[index] as number)
    else target.lineTo(last, projection.floor)
    target.closePath()
  })
}

/** Squares of 2 px where there are many, circles where there are few. */
const MANY_POINTS = 300

function drawPoints(target: PathTarget, { x, y, mark }: ChartSeries, projection: Projection): void {
  const isMany = x.length > MANY_POINTS
  const radius = mark.kind === 'points' ? (mark.radius ?? 2) : 2
  const drawn = new Set<number>()
  for (let index = 0; index < x.length; index++) {
    const px = projection.toX(at(x, index))
    const py = projection.toY(at(y, index))
    if (Number.isNaN(px + py)) continue
    if (!isMany) circle(target, px, py, radius)
    else {
      // The same pixels are not painted twice.
      const place = Math.round(px) * 65_536 + Math.round(py)
      if (drawn.has(place)) continue
      drawn.add(place)
      target.rect(Math.round(px) - 1, Math.round(py) - 1, 2, 2)
    }
  }
}

function circle(target: PathTarget, px: number, py: number, radius: number): void {
  if (Number.isNaN(px + py)) return
  target.moveTo(px + radius, py)
  target.arc(px, py, radius, 0, Math.PI * 2)
}

/** Boxes on whole pixels, so that neighbours touch; never thinner than one. */
function drawCells(target: PathTarget, { x, y, base, xEnd }: ChartSeries, projection: Projection): void {
  for (let index = 0; index < x.length; index++) {
    const from = Math.max(projection.left, Math.round(projection.toX(at(x, index))))
    const to = Math.min(projection.right, Math.round(projection.toX(at(xEnd ?? x, index))))
    const ends = [projection.toY(at(y, index)), base ? projection.toY(at(base, index)) : projection.floor]
    const [top, bottom] = [Math.min(...ends), Math.max(...ends)]
    if (Number.isNaN(from + to + top + bottom) || to < projection.left || from > projection.right) continue
    target.rect(from, top, Math.max(1, to - from), bottom - top)
  }
}

/** Strokes of one pixel; several on the same pixel are one, as long as the longest. */
function drawStrokes(target: PathTarget, { x, y, base }: ChartSeries, projection: Projection): void {
  let pixel = Number.NaN
  let [top, bottom] = [0, 0]
  const flush = (): void => {
    if (!Number.isNaN(pixel)) target.rect(pixel, top, 1, Math.max(0.5, bottom - top))
  }
  for (let index = 0; index < x.length; index++) {
    const px = Math.round(projection.toX(at(x, index)))
    const ends = [projection.toY(at(y, index)), base ? projection.toY(at(base, index)) : projection.floor]
    const [high, low] = [Math.min(...ends), Math.max(...ends)]
    if (Number.isNaN(px + high + low)) continue
    if (px !== pixel) {
      flush()
      ;[pixel, top, bottom] = [px, high, low]
    } else {
      top = Math.min(top, high)
      bottom = Math.max(bottom, low)
    }
  }
  flush()
}
