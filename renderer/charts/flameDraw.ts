// Draws what is visible of a flame graph on a 2D canvas. Work per frame is bounded by the pixels of the canvas.
import { formatSampleValue } from '../../shared/units/format.ts'
import { cutFunctionName } from './functionName.ts'
import { visitBoxes, type FlameLayout, type FlameMatches, type FlameWindow } from './flameLayout.ts'
import type { Palette } from './palette.ts'

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
  /** Unit of the values as the profile names it. */
  unit: string
  /** CSS pixels. */
  width: number
  height: number
  scrollTop: number
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

  let drawn = 0
  const first = Math.max(0, Math.floor(scrollTop / FLAME_ROW))
  const last = Math.min(layout.maxDepth, Math.floor((scrollTop + height) / FLAME_ROW))
  for (let depth = first; depth <= last; depth++) {
    const top = depth * FLAME_ROW - scrollTop
    visitBoxes(layout, depth, window, width, (node, x, boxWidth, isMerged) => {
      drawn++
      const isMatch = matches !== null && matches.functions[layout.functionIndex[node] as number] === 1
      const isFaded = (matches !== null && !isMatch) || depth < picture.zoomDepth
      context.globalAlpha = isFaded ? 0.45 : 1
      context.fillStyle = colours[classes[node] as number] ?? palette.diffSame
      context.fillRect(x, top, isMerged ? 1 : Math.max(1, boxWidth - 1), FLAME_ROW - 1)
      context.globalAlpha = 1
      if (isMatch && !isMerged) {
        context.fillStyle = palette.accent
        context.fillRect(x, top + FLAME_ROW - 3, boxWidth - 1, 2)
      }
      if (isMerged || boxWidth < TEXT_WIDTH) return
      drawBoxText(context, picture, palette, {
        node,
        x,
        top,
        boxWidth,
        isFaded,
        widthOf,
        name: node === 0 ? picture.rootName : (names[layout.functionIndex[node] as number] ?? ''),
      })
    })
  }
  outline(context, picture, picture.hovered, palette.ink2, 1)
  outline(context, picture, picture.selected, palette.accent, 2)
  return drawn
}

function drawBoxText(
  context: FlameContext,
  { layout, unit }: FlamePicture,
  palette: Palette,
  box: {
    node: number
    x: number
    top: number
    boxWidth: number
    isFaded: boolean
    widthOf: (text: string) => number
    name: string
  },
): void {
  const { node, x, top, boxWidth, widthOf } = box
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
