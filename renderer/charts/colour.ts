// Arithmetic on resolved colours. Only #rgb, #rrggbb and rgb()/rgba() come out of the tokens; a system colour of forced-colours
// mode (`CanvasText`) cannot be mixed and is given back as it is.

export interface Rgb {
  r: number
  g: number
  b: number
}

/** `#17191E`, `#fff`, `rgb(1, 2, 3)`, `rgba(1, 2, 3, .5)`; null for names. Alpha is dropped. */
export function parseColour(text: string): Rgb | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1]
  if (hex) {
    const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
    const value = Number.parseInt(wide, 16)
    return { r: value >> 16, g: (value >> 8) & 255, b: value & 255 }
  }
  const parts = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(text.trim())
  return parts ? { r: Number(parts[1]), g: Number(parts[2]), b: Number(parts[3]) } : null
}

/** `share` of `over` laid on `under`, opaque: what a wash looks like, without letting what lies beneath shine through. */
export function mixColours(under: string, over: string, share: number): string {
  const from = parseColour(under)
  const to = parseColour(over)
  if (!from || !to) return over
  const channel = (a: number, b: number): number => Math.round(a + (b - a) * share)
  return `rgb(${channel(from.r, to.r)}, ${channel(from.g, to.g)}, ${channel(from.b, to.b)})`
}

/** The colour with an opacity between 0 and 1. */
export function withAlpha(colour: string, alpha: number): string {
  const rgb = parseColour(colour)
  return rgb ? `rgba(${rgb.r}, ${rgb.g}, ${rgb.b}, ${alpha})` : colour
}

function luminance({ r, g, b }: Rgb): number {
  const linear = (value: number): number => {
    const share = value / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/** WCAG contrast ratio, 1 … 21; NaN where a colour cannot be resolved. */
export function contrastRatio(first: string, second: string): number {
  const a = parseColour(first)
  const b = parseColour(second)
  if (!a || !b) return Number.NaN
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** `colour` where it can carry 11 px text on the pane (4.5 : 1), else the faint ink that can. */
export const textColour = (colour: string, pane: string, faint: string): string =>
  contrastRatio(colour, pane) >= 4.5 ? colour : faint
