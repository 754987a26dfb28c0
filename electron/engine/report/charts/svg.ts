// A small, pure SVG writer: every value that reaches the output passes an escape here.
import type { Brand } from '../../../../shared/lib/brand.ts'

/** Serialised SVG; made by this file only, so that a plain string can not slip in unescaped. */
export type Svg = Brand<string, 'Svg'>

type Attributes = Record<string, string | number | undefined>

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text for element content and quoted attributes. Characters XML forbids become U+FFFD. */
export function escapeText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these are exactly the characters XML 1.0 does not allow
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
      .toWellFormed()
  )
}

/** Coordinates need a tenth of a pixel and no more. */
export function coordinate(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0'
}

/** `value` on the middle of a device pixel, so that a 1 px line is one pixel. */
export const crisp = (value: number): number => Math.round(value - 0.5) + 0.5

export function element(name: string, attributes: Attributes, ...children: Svg[]): Svg {
  let tag = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    tag += ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeText(value)}"`
  }
  return (children.length === 0 ? `${tag}/>` : `${tag}>${children.join('')}</${name}>`) as Svg
}

/** Character data inside an element. */
export const characters = (text: string): Svg => escapeText(text) as Svg

/** Points as path data. NaN breaks the line: a gap stays a gap. */
export function pathData(points: readonly (readonly [number, number])[], isStep = false): string {
  let data = ''
  let isOpen = false
  for (const [x, y] of points) {
    if (Number.isNaN(y)) {
      isOpen = false
      continue
    }
    if (!isOpen) data += `M${coordinate(x)} ${coordinate(y)}`
    else data += isStep ? `H${coordinate(x)}V${coordinate(y)}` : `L${coordinate(x)} ${coordinate(y)}`
    isOpen = true
  }
  return data
}
