// A plot as ECharts draws it: two axes without frames, a hairline grid, a path per series, limits, and for pictures that stand alone the
// labels (on the screen they are elements of the page).
import type { ChartOption } from './echarts.ts'
import { hatchDecal } from './pattern.ts'
import {
  labelFont,
  LABEL_OFFSET,
  marginsOf,
  placedLabels,
  severityColour,
  shownSeries,
  visibleLimits,
  type ChartSeries,
  type Plot,
  type PlotFrame,
} from './plot.ts'
import { drawDots, drawSeries, projectionOf, type PathTarget, type Projection } from './seriesPath.ts'
import { withAlpha } from './colour.ts'

/** The shape registered in echarts.ts: it draws itself on whatever it is given. */
export const SERIES_SHAPE = 'heapcaseSeries'

/** In an object of its own: ECharts copies what looks like an array, and a function has a length. */
export interface SeriesPainter {
  draw: (target: PathTarget) => void
}

interface SeriesElement {
  type: typeof SERIES_SHAPE
  shape: { painter: SeriesPainter }
  style: object
  silent: true
}

function elementsOf(series: ChartSeries, projection: Projection, frame: PlotFrame): SeriesElement[] {
  const { colour, mark } = series
  const element = (draw: (target: PathTarget) => void, style: object): SeriesElement => ({
    type: SERIES_SHAPE,
    shape: { painter: { draw } },
    style,
    silent: true,
  })
  const path = (target: PathTarget): void => drawSeries(target, series, projection)
  if (mark.kind === 'line') {
    const line = element(path, {
      stroke: colour,
      fill: null,
      lineWidth: mark.width,
      lineJoin: 'round',
      ...(mark.dash && { lineDash: mark.dash }),
    })
    const dots = (target: PathTarget): void => drawDots(target, series, projection)
    return mark.hasPoints ? [line, element(dots, { fill: colour })] : [line]
  }
  const opacity = mark.kind === 'points' ? 1 : (mark.opacity ?? 1)
  const isHatched = mark.kind === 'area' && mark.isHatched === true
  // Classes of a stack are a hairline of pane apart, where the line does not eat them up.
  const isApart =
    mark.kind === 'area' && series.base !== undefined && series.x.length * 3 < projection.right - projection.left
  return [
    element(path, {
      fill: opacity < 1 ? withAlpha(colour, opacity) : colour,
      ...(isApart && { stroke: frame.palette.pane, lineWidth: 1 }),
      ...(isHatched && { decal: hatchDecal(withAlpha(frame.palette.pane, 0.55)) }),
    }),
  ]
}

export function plotOption(frame: PlotFrame, plot: Plot, { withLabels }: { withLabels: boolean }): ChartOption {
  const { palette, x, ticks, showTime } = frame
  const { scale } = plot
  const margins = marginsOf(frame)
  const projection = projectionOf(frame, scale)
  const axisText = { color: palette.ink3, fontSize: 11, lineHeight: 16, fontFamily: palette.fontUi }
  return {
    animation: false,
    textStyle: { fontFamily: palette.fontUi },
    grid: { left: margins.left, right: margins.right, top: margins.top, bottom: margins.bottom, containLabel: false },
    xAxis: {
      type: 'value',
      min: x.from,
      max: x.to > x.from ? x.to : x.from + 1,
      axisLine: { show: false },
      axisTick: { show: false, customValues: ticks.ticks },
      splitLine: { show: false },
      axisLabel: {
        ...axisText,
        show: showTime,
        margin: 6,
        customValues: ticks.ticks,
        formatter: ticks.format,
        hideOverlap: true,
      },
    },
    yAxis: {
      type: scale.isLog ? 'log' : 'value',
      min: scale.min,
      max: scale.max,
      ...(scale.isLog ? { logBase: 10 } : { interval: (scale.ticks[1] ?? 1) - (scale.ticks[0] ?? 0) }),
      axisLine: { show: false },
      axisTick: { show: false, ...(scale.isLog && { customValues: scale.ticks }) },
      minorTick: { show: false },
      splitLine: { show: true, lineStyle: { color: palette.grid, width: 1, type: 'solid' } },
      axisLabel: {
        ...axisText,
        margin: 8,
        formatter: scale.format,
        ...(scale.labels ? { customValues: scale.labels } : scale.isLog && { customValues: scale.ticks }),
      },
    },
    series: [
      ...shownSeries(plot.series, frame.hidden)
        .filter(({ isTableOnly }) => !isTableOnly)
        .map((series) => ({
          type: 'custom',
          name: series.name,
          silent: true,
          clip: true,
          data: [0],
          renderItem: () => ({ type: 'group', silent: true, children: elementsOf(series, projection, frame) }),
        })),
      ...visibleLimits(scale, plot.limits).map(({ value, severity }) => ({
        type: 'custom',
        name: 'limit',
        silent: true,
        data: [0],
        renderItem: () => {
          const y = Math.round(projection.toY(value)) + 0.5
          return {
            type: 'line',
            silent: true,
            shape: { x1: projection.left, x2: projection.right, y1: y, y2: y },
            style: { stroke: severityColour(palette, severity), lineWidth: 1, lineDash: [4, 3] },
          }
        },
      })),
    ],
    graphic: withLabels ? labelGraphics(frame, plot) : [],
  }
}

const labelGraphics = (frame: PlotFrame, plot: Plot): object[] =>
  placedLabels(frame, plot)
    .filter(({ isHidden }) => !isHidden)
    .map(({ text, y, colour, isStrong }) => ({
      type: 'text',
      silent: true,
      x: frame.width - marginsOf(frame).right + LABEL_OFFSET,
      y,
      style: { text, fill: colour, font: labelFont(frame.palette, isStrong), verticalAlign: 'middle' },
    }))
