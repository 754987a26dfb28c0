// What every plot has in common: margins, series, labels at the ends of lines, limits. How ECharts draws it is in plotOption.ts.
import type { Severity } from '../../shared/records/index.ts'
import { textColour } from './colour.ts'
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

/** How many ticks have room along the x axis of a chart this wide; `right` is the room of the labels. */
export const ticksThatFit = (width: number, right: number = PLOT_MARGINS.right): number =>
  Math.max(2, Math.floor((width - PLOT_MARGINS.left - right) / 100))

/** Everything a builder needs beside its data. Sizes in CSS pixels, x in axis values. */
export interface PlotFrame {
  palette: Palette
  width: number
  height: number
  x: { from: number; to: number }
  ticks: TimeTicks
  showTime: boolean
  margins?: PlotMargins
  /** Series switched off, by id: the scale leaves them out. */
  hidden?: ReadonlySet<string>
}

/** A column of figures; NaN, null and undefined are gaps. */
export type Values = { readonly length: number; readonly [index: number]: number | null | undefined }

/** How a series is drawn. */
export type SeriesMark =
  | { kind: 'line'; width: number; dash?: number[]; hasPoints?: boolean }
  /** Between `y` and the floor, or `base` where it lies on another: filled, hatched where classes must differ by more than colour. */
  | { kind: 'area'; opacity?: number; isHatched?: boolean }
  | { kind: 'points'; /** Of circles, CSS pixels. */ radius?: number }
  /** An upright stroke from `base` to `y` at each x. */
  | { kind: 'strokes'; opacity?: number }
  /** A box from `base` to `y`, from each x to its `xEnd`: one step of a heat strip. */
  | { kind: 'cells'; opacity?: number }

export interface ChartSeries {
  id: string
  /** In label, readout and table, in the language shown. */
  name: string
  colour: string
  mark: SeriesMark
  x: Values
  y: Values
  base?: Values
  /** Where a cell ends. */
  xEnd?: Values
  /** What readout and table say, where it is not the height drawn: a class of a stack. */
  values?: Values
  /** A figure with its unit. */
  text: (value: number) => string
  /** Of the values, for files: `bytes`, `ns`, `share`. */
  unit: string
  /** Written at the line's end; null: named by another series. */
  label: (Omit<EndLabel, 'colour'> & { colour?: string }) | null
  /** Drawn only: not in readout, table or legend, such as the ends of an interval. */
  isAid?: boolean
  /** In table and files only: what the picture shows in another way. */
  isTableOnly?: boolean
}

/** A chart ready to draw: what lies on which scale. */
export interface Plot {
  scale: ValueScale
  /** In the order of drawing: the emphasised one last. */
  series: ChartSeries[]
  limits: readonly PlotLimit[]
}
export type BuildPlot = (frame: PlotFrame) => Plot

/** A text at the right edge, at the height of the value it names. */
export interface EndLabel {
  text: string
  value: number
  colour: string
  isStrong?: boolean
}

export interface PlotLimit {
  /** In the unit of the scale. */
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
/** Between the plot and its labels. */
export const LABEL_OFFSET = 8

export interface PlacedLabel {
  /** Series it names; null for limits. */
  id: string | null
  text: string
  /** Middle, CSS pixels from the top of the picture. */
  y: number
  colour: string
  isStrong: boolean
  isHidden: boolean
}

/** Labels right of the plot at the heights of what they name, moved apart and cut to the room there is. */
export function placedLabels(frame: PlotFrame, { scale, series, limits }: Plot): PlacedLabel[] {
  const { palette, hidden } = frame
  const margins = marginsOf(frame)
  const plotHeight = frame.height - margins.top - margins.bottom
  const room = margins.right - LABEL_OFFSET - 2
  if (room < 24) return []
  const labels = [
    ...series.flatMap(({ id, label, colour }) => (label ? [{ id, colour, ...label }] : [])),
    ...visibleLimits(scale, limits).map(({ value, text, severity }) => ({
      id: null,
      text,
      value,
      colour: severityColour(palette, severity),
      isStrong: false,
    })),
  ].filter(({ value }) => Number.isFinite(value))
  // In a low plot labels stand closer, and may reach a little beyond it.
  const gap = Math.min(LABEL_GAP, (plotHeight + 2 * LABEL_AIR) / Math.max(1, labels.length))
  const centres = spreadLabels(
    labels.map(({ value }) => (1 - scalePosition(scale, value)) * plotHeight + LABEL_AIR),
    gap,
    plotHeight + 2 * LABEL_AIR,
  )
  return labels.map(({ id, text, colour, isStrong = false }, index) => ({
    id,
    text: cutLabel(text, room, labelFont(palette, isStrong)),
    y: margins.top + (centres[index] ?? 0) - LABEL_AIR,
    colour: textColour(colour, palette.pane, palette.ink2),
    isStrong,
    isHidden: id !== null && hidden?.has(id) === true,
  }))
}

/** Limits that lie on the scale. */
export const visibleLimits = (scale: ValueScale, limits: readonly PlotLimit[]): readonly PlotLimit[] =>
  limits.filter(({ value }) => value >= scale.min && value <= scale.max)

/** Series that are switched on. */
export const shownSeries = (series: readonly ChartSeries[], hidden: ReadonlySet<string> | undefined): ChartSeries[] =>
  series.filter(({ id }) => !hidden?.has(id))
