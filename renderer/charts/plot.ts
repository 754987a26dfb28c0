// What every plot has in common: margins, two axes without frames, hairline grid, labels at the ends of lines, limits.
import type { Severity } from '../../shared/records/index.ts'
import { textColour } from './colour.ts'
import type { ChartOption } from './echarts.ts'
import type { Palette } from './palette.ts'
import { scalePosition, type TimeTicks, type ValueScale } from './scale.ts'
import { cutLabel } from './textWidth.ts'

/** Space around the plot in CSS pixels; the right side holds the labels at line ends. */
export interface PlotMargins {
  left: number
  right: number
  top: number
  bottom: number
}
export const PLOT_MARGINS: PlotMargins = { left: 56, right: 116, top: 8, bottom: 6 }
/** Height below the plot where the time axis is shown: only under the lowest of linked charts. */
export const TIME_AXIS_HEIGHT = 20

/** Everything a builder needs beside its data. Sizes in CSS pixels, x in axis values. */
export interface PlotFrame {
  palette: Palette
  width: number
  height: number
  x: { from: number; to: number }
  ticks: TimeTicks
  showTime: boolean
  margins?: PlotMargins
}

/** What a pane knows of a chart's frame: everything but the x axis, which the chart's owner shares between linked charts. */
export type PaneFrame = Omit<PlotFrame, 'x' | 'ticks' | 'margins'> & { margins: PlotMargins }

/** A chart ready to draw, and the scale its values are on. */
export interface BuiltChart {
  option: ChartOption
  scale: ValueScale
}
export type BuildChart = (frame: PaneFrame) => BuiltChart

/** A text at the right edge, at the height of the value it names. */
export interface EndLabel {
  text: string
  value: number
  colour: string
  isStrong?: boolean
}

export interface PlotLimit {
  value: number
  text: string
  severity: Severity
}

export const severityColour = (palette: Palette, severity: Severity): string =>
  severity === 'critical' ? palette.sevCritical : severity === 'warning' ? palette.sevWarning : palette.sevNotice

/** Margins of a frame: the time axis takes its height from below the plot. */
export function marginsOf({ margins = PLOT_MARGINS, showTime }: PlotFrame): PlotMargins {
  return { ...margins, bottom: margins.bottom + (showTime ? TIME_AXIS_HEIGHT : 0) }
}

/**
 * Moves labels apart so that none is nearer than `gap` to the next and all stay within `height`. Takes and gives centres from the
 * top, in the order given; neighbours share the shift.
 */
export function spreadLabels(centres: readonly number[], gap: number, height: number): number[] {
  const sorted = centres.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at)
  // Groups of touching labels, each laid out around its mean; a merge may make the next one touch.
  const groups: { members: typeof sorted; top: number }[] = []
  for (const label of sorted) {
    groups.push({ members: [label], top: label.at })
    for (;;) {
      const below = groups.at(-1)
      const above = groups.at(-2)
      if (!below || !above || above.top + above.members.length * gap <= below.top) break
      groups.splice(-2, 2, merged([...above.members, ...below.members], gap))
    }
  }
  const result = centres.slice()
  let floor = gap / 2
  for (const group of groups) {
    const span = (group.members.length - 1) * gap
    const top = Math.max(floor, Math.min(group.top, height - gap / 2 - span))
    group.members.forEach((member, place) => (result[member.index] = top + place * gap))
    floor = top + span + gap
  }
  // Too many for the height: the last ones push upwards.
  let ceiling = height - gap / 2
  for (const { index } of sorted.toReversed()) {
    result[index] = Math.min(result[index] ?? 0, ceiling)
    ceiling = (result[index] ?? 0) - gap
  }
  return result
}

function merged(members: { at: number; index: number }[], gap: number): { members: typeof members; top: number } {
  const mean = members.reduce((sum, member) => sum + member.at, 0) / members.length
  return { members, top: mean - ((members.length - 1) * gap) / 2 }
}

/** Font of the labels at line ends. */
export const labelFont = (palette: Palette, isStrong = false): string =>
  `${isStrong ? '600 ' : ''}11px ${palette.fontUi}`

const LABEL_GAP = 15
const LABEL_AIR = 7

function endLabelGraphics(frame: PlotFrame, scale: ValueScale, labels: readonly EndLabel[]): object[] {
  const { palette, width, height } = frame
  const margins = marginsOf(frame)
  const plotHeight = height - margins.top - margins.bottom
  const shown = labels.filter(({ value }) => Number.isFinite(value))
  // In a low plot labels stand closer, and may reach a little beyond it.
  const gap = Math.min(LABEL_GAP, (plotHeight + 2 * LABEL_AIR) / Math.max(1, shown.length))
  const centres = spreadLabels(
    shown.map(({ value }) => (1 - scalePosition(scale, value)) * plotHeight + LABEL_AIR),
    gap,
    plotHeight + 2 * LABEL_AIR,
  ).map((centre) => centre - LABEL_AIR)
  return shown.map((label, index) => {
    const font = labelFont(palette, label.isStrong)
    return {
      type: 'text',
      silent: true,
      x: width - margins.right + 8,
      y: margins.top + (centres[index] ?? 0),
      style: {
        text: cutLabel(label.text, margins.right - 10, font),
        fill: textColour(label.colour, palette.pane, palette.ink2),
        font,
        verticalAlign: 'middle',
      },
    }
  })
}

/** A plot: `series` on the scales, limits as lines of their severity, labels at the right. */
export function plotOption(
  frame: PlotFrame,
  scale: ValueScale,
  series: readonly object[],
  { labels = [], limits = [] }: { labels?: readonly EndLabel[]; limits?: readonly PlotLimit[] } = {},
): ChartOption {
  const { palette, x, ticks, showTime } = frame
  const margins = marginsOf(frame)
  const axisText = { color: palette.ink3, fontSize: 11, lineHeight: 16, fontFamily: palette.fontUi }
  const visible = limits.filter(({ value }) => value >= scale.min && value <= scale.max)
  const limitLabels = visible.map(({ value, text, severity }) => ({
    text,
    value,
    colour: severityColour(palette, severity),
  }))
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
        ...(scale.isLog && { customValues: scale.ticks }),
      },
    },
    series: [
      ...series,
      ...visible.map(({ value, severity }) => ({
        type: 'line',
        data: [],
        silent: true,
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          label: { show: false },
          lineStyle: { color: severityColour(palette, severity), width: 1, type: [4, 3] },
          data: [{ yAxis: value }],
        },
      })),
    ],
    graphic: endLabelGraphics(frame, scale, [...labels, ...limitLabels]),
  }
}

/** A line through measured points; NaN stays a gap. */
export function lineSeries(
  name: string,
  points: readonly (readonly [number, number | null])[],
  style: { colour: string; width: number; dash?: number[]; area?: string; step?: boolean },
): object {
  return {
    type: 'line',
    name,
    data: points,
    silent: true,
    symbol: 'none',
    showSymbol: false,
    connectNulls: false,
    ...(style.step && { step: 'end' }),
    lineStyle: { color: style.colour, width: style.width, type: style.dash ?? 'solid', join: 'round' },
    itemStyle: { color: style.colour },
    ...(style.area && { areaStyle: { color: style.area, opacity: 1 } }),
  }
}
