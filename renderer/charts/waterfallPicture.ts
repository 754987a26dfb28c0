// A waterfall as a picture of its own, for files: rows of label, bar, figure and counter, as they stand on the screen.
import type { ChartOption } from './echarts.ts'
import { hatchDecal } from './pattern.ts'
import type { ColourRole, Palette } from './palette.ts'
import { scalePosition, type ValueScale } from './scale.ts'
import { cutLabel } from './textWidth.ts'

/** One row, in the language shown. Ends of the bar are in the unit of the scale. */
export interface PictureRow {
  label: string
  figure: string
  /** Which counter it is. */
  counter: string
  from: number
  to: number
  /** Where the next bar hangs on; null: nowhere. */
  joint: number | null
  role: ColourRole
  isStrong: boolean
  isCode: boolean
  isRemainder: boolean
  startsGroup: boolean
}

export interface PictureTexts {
  title: string
  /** The limit and its value. */
  limit: { at: number; text: string } | null
}

const ROW = 22
const BAR = 13
const [TOP, BOTTOM, SIDE, GAP] = [44, 40, 16, 12]
const [LABEL, FIGURE, COUNTER] = [250, 76, 240]

/** The option of a chart that has nothing but these shapes, and its size. */
export function waterfallPicture(
  rows: readonly PictureRow[],
  scale: ValueScale,
  palette: Palette,
  { title, limit }: PictureTexts,
  width = 1120,
): { option: ChartOption; width: number; height: number } {
  const left = SIDE + LABEL + GAP
  const track = Math.max(160, width - left - GAP - FIGURE - GAP - COUNTER - SIDE)
  const right = left + track
  const height = TOP + rows.length * ROW + BOTTOM
  const floor = TOP + rows.length * ROW
  const x = (value: number): number => Math.round(left + scalePosition(scale, value) * track)
  const text = (content: string, at: number, y: number, fill: string, font: string, align = 'left'): object => ({
    type: 'text',
    x: at,
    y,
    style: { text: content, fill, font, align, verticalAlign: 'middle' },
  })
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: string): object => ({
    type: 'line',
    shape: { x1: x1 + 0.5, y1: y1 + 0.5, x2: x2 + 0.5, y2: y2 + 0.5 },
    style: { stroke, lineWidth: 1 },
  })
  const font = (isStrong: boolean, isCode = false): string =>
    `${isStrong ? '600 ' : ''}${isCode ? 11 : 12}px ${isCode ? palette.fontMono : palette.fontUi}`
  const small = `11px ${palette.fontUi}`

  const shapes: object[] = [text(title, SIDE, 20, palette.ink, `600 13px ${palette.fontUi}`)]
  for (const tick of scale.ticks) {
    shapes.push(line(x(tick), TOP, x(tick), floor, palette.grid))
    shapes.push(text(scale.format(tick), x(tick), floor + 14, palette.ink3, small, 'center'))
  }
  rows.forEach((row, index) => {
    const y = TOP + index * ROW
    const middle = y + ROW / 2
    const colour = palette[row.role]
    if (row.startsGroup) shapes.push(line(SIDE, y, width - SIDE, y, palette.line))
    const ink = row.isRemainder ? palette.memRemainder : palette.ink
    const label = cutLabel(row.label, LABEL, font(row.isStrong, row.isCode))
    shapes.push(text(label, SIDE + LABEL, middle, ink, font(row.isStrong, row.isCode), 'right'))
    const bar = { x: x(row.from), y: middle - BAR / 2, width: Math.max(1, x(row.to) - x(row.from)), height: BAR }
    shapes.push(
      row.isRemainder
        ? {
            type: 'rect',
            shape: bar,
            style: { fill: palette.pane, stroke: colour, lineWidth: 1, decal: hatchDecal(colour) },
          }
        : { type: 'rect', shape: bar, style: { fill: colour } },
    )
    if (row.joint !== null)
      shapes.push(line(x(row.joint), middle + BAR / 2, x(row.joint), middle + ROW - BAR / 2, palette.lineStrong))
    shapes.push(text(row.figure, right + GAP + FIGURE, middle, ink, font(row.isStrong), 'right'))
    const counter = cutLabel(row.counter, COUNTER, small)
    shapes.push(text(counter, right + GAP + FIGURE + GAP, middle, palette.ink3, small))
  })
  if (limit) {
    shapes.push(line(x(limit.at), TOP, x(limit.at), floor, palette.memLimit))
    shapes.push(text(limit.text, x(limit.at), floor + 28, palette.memLimit, small, 'center'))
  }
  return { option: { animation: false, backgroundColor: palette.pane, graphic: shapes }, width, height }
}
