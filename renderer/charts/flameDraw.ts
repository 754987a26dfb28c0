// Draws what is visible of a flame graph on a 2D canvas. Work per frame is bounded by the pixels of the canvas.
import { formatSampleValue } from '../../shared/units/format.ts'
import { cutFunctionName } from './functionName.ts'
import { visitBoxes, type FlameLayout, type FlameMatches, type FlameWindow } from './flameLayout.ts'
import type { ColourRole, Palette } from './palette.ts'

/** Height of a row with its 1 px gap, in CSS pixels. */
export const FLAME_ROW = 23
const TEXT_PADDING = 6
/** Boxes narrower than this carry no text. */
const TEXT_WIDTH = 28

export interface FlamePicture {
  layout: FlameLayout
  names: readonly string[]
  /** What the root is called. */
  rootName: string
  /** Class per node and colour per class (flameFill.ts). */
  classes: Uint8Array
  colours: readonly string[]
  window: FlameWindow
  /** Depth of the zoomed node: rows above it are its callers and drawn faint. */
  zoomDepth: number
  matches: FlameMatches | null
  hovered: number | null
  selected: number | null
  /** Colours of the flags on boxes that people noted something about: by function and by node. */
  notes?: FlameNotes | null
  /** Unit of the values as the profile names it. */
  unit: string
  /** CSS pixels. */
  width: number
  height: number
  scrollTop: number
}

/** Annotations as the graph marks them: on every box of a function, on one box by the stack that leads to it. */
export interface FlameNotes {
  functions: ReadonlyMap<number, ColourRole>
  nodes: ReadonlyMap<number, ColourRole>
}

/** What `draw` needs of a canvas, so that tests can watch it. */
export type FlameContext = Pick<
  CanvasRenderingContext2D,
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'fillStyle'
  | 'strokeStyle'
  | 'font'
  | 'textBaseline'
  | 'lineWidth'
  | 'globalAlpha'
  | 'textAlign'
  | 'measureText'
>

/** Draws one frame in CSS pixels (the caller has set the scale for the device pixel ratio); gives the number of boxes drawn. */
export function drawFlame(context: FlameContext, picture: FlamePicture, palette: Palette): number {
  const { layout, names, classes, colours, window, width, height, scrollTop, matches } = picture
  context.fillStyle = palette.pane
  context.globalAlpha = 1
  context.fillRect(0, 0, width, height)
  context.font = `11px ${palette.fontMono}`
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  // One advance width for all of a monospace face; other scripts are measured as they are.
  const advance = context.measureText('0').width || 6.6
  const widthOf = (text: string): number =>
    /^[\u0020-\u024f\u2026]*$/.test(text) ? text.length * advance : context.measureText(text).width

  // Boxes are gathered by colour first: setting a colour costs more than filling a box.
  const fills = new Map<number, number[]>()
  const underlines: number[] = []
  const named: BoxText[] = []
  const flags: { right: number; top: number; role: ColourRole }[] = []
  let drawn = 0
  const first = Math.max(0, Math.floor(scrollTop / FLAME_ROW))
  const last = Math.min(layout.maxDepth, Math.floor((scrollTop + height) / FLAME_ROW))
  for (let depth = first; depth <= last; depth++) {
    const top = depth * FLAME_ROW - scrollTop
    // Merged cells of one fill that touch become one box.
    let run: number[] | null = null
    let runEnd = -1
    visitBoxes(layout, depth, window, width, (node, x, boxWidth, isMerged) => {
      const isMatch = matches !== null && matches.functions[layout.functionIndex[node] as number] === 1
      const isFaded = (matches !== null && !isMatch) || depth < picture.zoomDepth
      const key = (classes[node] as number) * 2 + (isFaded ? 1 : 0)
      let boxes = fills.get(key)
      if (!boxes) fills.set(key, (boxes = []))
      if (isMerged && boxes === run && x === runEnd) {
        boxes[boxes.length - 1]!++
        runEnd = x + 1
        return
      }
      drawn++
      boxes.push(x, top, isMerged ? 1 : Math.max(1, boxWidth - 1))
      run = isMerged ? boxes : null
      runEnd = x + 1
      if (isMerged) return
      if (isMatch) underlines.push(x, top + FLAME_ROW - 3, boxWidth - 1)
      const note = noteOn(picture, node)
      const isFlagged = note !== undefined && boxWidth >= LEAST_FLAGGED
      if (note && isFlagged) flags.push({ right: x + boxWidth - 1, top, role: note })
      if (boxWidth < TEXT_WIDTH) return
      const name = node === 0 ? picture.rootName : (names[layout.functionIndex[node] as number] ?? '')
      named.push({ node, x, top, boxWidth: isFlagged ? boxWidth - FLAG_ROOM : boxWidth, isFaded, name })
    })
  }
  for (const [key, boxes] of fills) {
    context.globalAlpha = key % 2 === 1 ? 0.45 : 1
    context.fillStyle = colours[key >> 1] ?? palette.diffSame
    for (let at = 0; at < boxes.length; at += 3)
      context.fillRect(boxes[at] as number, boxes[at + 1] as number, boxes[at + 2] as number, FLAME_ROW - 1)
  }
  context.globalAlpha = 1
  context.fillStyle = palette.accent
  for (let at = 0; at < underlines.length; at += 3)
    context.fillRect(underlines[at] as number, underlines[at + 1] as number, underlines[at + 2] as number, 2)
  for (const box of named) drawBoxText(context, picture, palette, box, widthOf)
  for (const { right, top, role } of flags) drawFlag(context, palette, right, top, palette[role])
  outline(context, picture, picture.hovered, palette.ink2, 1)
  outline(context, picture, picture.selected, palette.accent, 2)
  return drawn
}

const noteOn = ({ notes, layout }: FlamePicture, node: number): ColourRole | undefined =>
  notes?.nodes.get(node) ?? notes?.functions.get(layout.functionIndex[node] as number)

/** Narrower boxes have no room for a flag. */
const LEAST_FLAGGED = 10
/** What a flag takes of the room for text. */
const FLAG_ROOM = 8

/** A small flag hanging from the upper right corner, on a rim of pane so that no fill hides it. */
function drawFlag(context: FlameContext, palette: Palette, right: number, top: number, colour: string): void {
  context.fillStyle = palette.pane
  context.fillRect(right - 9, top, 9, 10)
  context.fillStyle = colour
  context.fillRect(right - 8, top, 7, 5)
  context.fillRect(right - 7, top + 5, 5, 1)
  context.fillRect(right - 6, top + 6, 3, 1)
  context.fillRect(right - 5, top + 7, 1, 1)
}

interface BoxText {
  node: number
  x: number
  top: number
  boxWidth: number
  isFaded: boolean
  name: string
}

function drawBoxText(
  context: FlameContext,
  { layout, unit }: FlamePicture,
  palette: Palette,
  box: BoxText,
  widthOf: (text: string) => number,
): void {
  const { node, x, top, boxWidth } = box
  const middle = top + FLAME_ROW / 2
  const room = boxWidth - 1 - 2 * TEXT_PADDING
  const text = cutFunctionName(box.name, room, widthOf)
  if (text === '') return
  context.fillStyle = box.isFaded ? palette.ink2 : palette.ink
  context.fillText(text, x + TEXT_PADDING, middle)
  const value = layout.value[node] as number
  const shown = layout.base ? value - (layout.base[node] as number) : value
  const figure = `${layout.base && shown > 0 ? '+' : ''}${formatSampleValue(shown, unit)}`
  const figureWidth = widthOf(figure)
  if (widthOf(text) + figureWidth + 2 * TEXT_PADDING > room) return
  context.textAlign = 'right'
  context.fillText(figure, x + boxWidth - 1 - TEXT_PADDING, middle)
  context.textAlign = 'left'
}

function outline(
  context: FlameContext,
  picture: FlamePicture,
  node: number | null,
  colour: string,
  thickness: number,
): void {
  if (node === null || node >= picture.layout.nodes) return
  const { layout, window, width, scrollTop, height } = picture
  const scale = width / (window.to - window.from)
  const left = Math.max(0, ((layout.start[node] as number) - window.from) * scale)
  const right = Math.min(width, ((layout.start[node] as number) + (layout.value[node] as number) - window.from) * scale)
  const top = (layout.depth[node] as number) * FLAME_ROW - scrollTop
  if (right <= left || top > height || top < -FLAME_ROW) return
  context.strokeStyle = colour
  context.lineWidth = thickness
  const inset = thickness / 2
  context.strokeRect(
    left + inset,
    top + inset,
    Math.max(thickness, right - left - 1 - thickness),
    FLAME_ROW - 1 - thickness,
  )
}
