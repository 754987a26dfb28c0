// Parts that every chart shares: text, grid, time ruler, limits, marks, labels at line ends.
import type { Severity } from '../../../../shared/records/index.ts'
import { CHART_TEXT_PX, INK, REPORT_FONT, REPORT_MONO, type InkName } from './ink.ts'
import { characters, crisp, element, escapeText, type Svg } from './svg.ts'
import type { Ticks, TimeTicks } from './scale.ts'

/** The rectangle the values are drawn in; labels are around it. */
export interface Plot {
  left: number
  right: number
  top: number
  bottom: number
}

interface TextOptions {
  anchor?: 'start' | 'middle' | 'end'
  ink?: InkName
  isBold?: boolean
  isMono?: boolean
  size?: number
}

export function label(x: number, y: number, text: string, options: TextOptions = {}): Svg {
  const { anchor = 'start', ink = 'ink-3', isBold = false, isMono = false, size } = options
  return element(
    'text',
    {
      x,
      y,
      'text-anchor': anchor === 'start' ? undefined : anchor,
      fill: INK[ink],
      'font-weight': isBold ? '600' : undefined,
      'font-family': isMono ? REPORT_MONO : undefined,
      'font-size': size,
    },
    characters(text),
  )
}

/** Horizontal grid lines with their values at the left, the unit above them. */
export function valueGrid(
  plot: Plot,
  ticks: Pick<Ticks, 'values' | 'label'>,
  y: (value: number) => number,
  unit: string,
): Svg[] {
  const parts = ticks.values.flatMap((value) => {
    const at = crisp(y(value))
    return [
      element('line', {
        x1: plot.left,
        x2: plot.right,
        y1: at,
        y2: at,
        stroke: value === 0 ? INK['line-strong'] : INK.grid,
      }),
      label(plot.left - 6, at + 3.5, ticks.label(value), { anchor: 'end' }),
    ]
  })
  if (unit !== '') parts.push(label(plot.left - 6, plot.top - 10, unit, { anchor: 'end' }))
  return parts
}

/** Time labels under the plot. Labels that would leave the drawing are pulled in. */
export function timeRuler(plot: Plot, ticks: TimeTicks, x: (value: number) => number): Svg[] {
  return ticks.values.flatMap((value) => {
    const at = crisp(x(value))
    return [
      element('line', { x1: at, x2: at, y1: plot.bottom, y2: plot.bottom + 3, stroke: INK['line-strong'] }),
      label(at, plot.bottom + 14, ticks.label(value), { anchor: 'middle' }),
    ]
  })
}

export const severityInk = (severity: Severity): InkName => `sev-${severity}`

/** A limit: one thin line in the severity's colour, dashed so that a grey printer tells it from a series. */
export function limitLine(plot: Plot, at: number, severity: Severity): Svg {
  const y = crisp(at)
  return element('line', {
    x1: plot.left,
    x2: plot.right,
    y1: y,
    y2: y,
    stroke: INK[severityInk(severity)],
    'stroke-dasharray': '6 2',
  })
}

/** A dotted line with a lettered disc on top: an annotation, explained in the caption. */
export function markFlag(plot: Plot, at: number, letter: string, isIncident: boolean): Svg[] {
  const x = crisp(at)
  const fill = isIncident ? INK['sev-critical'] : INK.ink
  return [
    element('line', {
      x1: x,
      x2: x,
      y1: plot.top - 4,
      y2: plot.bottom,
      stroke: INK['ink-2'],
      'stroke-dasharray': '1 2.5',
    }),
    element('circle', { cx: x, cy: plot.top - 10, r: 6.5, fill }),
    label(x, plot.top - 6.8, letter, { anchor: 'middle', ink: 'pane', isBold: true, size: 9 }),
  ]
}

/** A small triangle on the time ruler: a profile was taken here. */
export function profileTick(plot: Plot, at: number): Svg {
  return element('path', {
    d: `M${at.toFixed(1)} ${plot.bottom - 5}l3.5 6h-7z`,
    fill: INK['ink-2'],
    stroke: INK.pane,
    'stroke-width': '.75',
  })
}

export interface EndLabel {
  y: number
  text: string
  ink: InkName
  isBold?: boolean
}

/** Labels at the line ends, in the lines' colours, moved apart where they would touch. */
export function endLabels(x: number, labels: readonly EndLabel[], top: number, bottom: number): Svg[] {
  const gap = 12.5
  const placed = labels.map((entry) => ({ ...entry })).sort((a, b) => a.y - b.y)
  for (let pass = 0; pass < 2; pass++) {
    placed.forEach((entry, index) => {
      const above = placed[index - 1]
      entry.y = Math.max(entry.y, above ? above.y + gap : top)
    })
    placed.reverse().forEach((entry, index) => {
      const below = placed[index - 1]
      entry.y = Math.min(entry.y, below ? below.y - gap : bottom)
    })
    placed.reverse()
  }
  return placed.map(({ y, text, ink, isBold = false }) => label(x, y + 3.5, text, { ink, isBold }))
}

/** The drawing around its parts. `summary` is what a screen reader says instead of the drawing. */
export function drawing(
  width: number,
  height: number,
  summary: string,
  parts: readonly Svg[],
  definitions: readonly Svg[] = [],
): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width: '100%',
      role: 'img',
      'aria-label': summary,
      'font-family': REPORT_FONT,
      'font-size': String(CHART_TEXT_PX),
      fill: 'none',
    },
    ...(definitions.length > 0 ? [element('defs', {}, ...definitions)] : []),
    ...parts,
  )
}

/** Diagonal hatching. Ids are per drawing: several drawings share one page. */
export function hatch(id: string, ink: InkName, spacing = 5, stroke = 2): Svg {
  return element(
    'pattern',
    {
      id: escapeText(id),
      width: spacing,
      height: spacing,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    },
    element('line', { x1: 0, y1: 0, x2: 0, y2: spacing, stroke: INK[ink], 'stroke-width': stroke }),
  )
}
