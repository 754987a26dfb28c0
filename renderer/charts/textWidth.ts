// Widths of short texts before they are drawn, so that a chart can leave the room its labels need.
import { cutFunctionName } from './functionName.ts'

let context: CanvasRenderingContext2D | null | undefined

/** CSS pixels; without a canvas (tests) an estimate by character. */
export function textWidth(text: string, font: string): number {
  context ??= typeof document === 'undefined' ? null : (document.createElement('canvas').getContext('2d') ?? null)
  if (!context) {
    let width = 0
    for (const character of text) width += /[\u2e80-\uffff]/.test(character) ? 11 : 6.2
    return width
  }
  context.font = font
  return context.measureText(text).width
}

/** Room right of a plot for its labels, within bounds: at most a third of `width`, never less than `least`. */
export function labelGutter(
  texts: readonly string[],
  { font, width, least = 72 }: { font: string; width: number; least?: number },
): number {
  const widest = texts.reduce((most, text) => Math.max(most, textWidth(text, font)), 0)
  return Math.round(Math.max(least, Math.min(widest + 20, Math.max(width / 3, least))))
}

/** A label that fits `room`: names of functions give way on the package's side, sentences at their end. */
export function cutLabel(text: string, room: number, font: string): string {
  const widthOf = (part: string): number => textWidth(part, font)
  if (widthOf(text) <= room) return text
  if (!text.includes(' ')) return cutFunctionName(text, room, widthOf)
  for (let length = text.length - 1; length > 1; length--) {
    const part = `${text.slice(0, length).trimEnd()}…`
    if (widthOf(part) <= room) return part
  }
  return ''
}
