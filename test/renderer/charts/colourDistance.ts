// How far apart two colours look, also to people with a colour-vision deficiency: CIEDE2000 in CIELAB (D65), after the
// simulation of Machado, Oliveira and Fernandes (2009) at severity 1.0 on linear RGB.
import { parseColour } from '../../../renderer/charts/colour.ts'

export type Vision = 'normal' | 'deuteranopia' | 'protanopia' | 'tritanopia'
type Triple = [number, number, number]

const MACHADO: Record<Exclude<Vision, 'normal'>, [Triple, Triple, Triple]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

const apply = (matrix: readonly Triple[], [x, y, z]: Triple): Triple =>
  matrix.map(([a, b, c]) => a * x + b * y + c * z) as Triple

function linearRgb(colour: string): Triple {
  const rgb = parseColour(colour)
  if (!rgb) throw new Error(`not a colour: ${colour}`)
  return [rgb.r, rgb.g, rgb.b].map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Triple
}

/** CIELAB of a colour as someone with this vision sees it. */
export function labOf(colour: string, vision: Vision): Triple {
  const linear = linearRgb(colour)
  const seen =
    vision === 'normal'
      ? linear
      : (apply(MACHADO[vision], linear).map((value) => Math.min(1, Math.max(0, value))) as Triple)
  const xyz = apply(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    seen,
  )
  const white: Triple = [0.95047, 1, 1.08883]
  const [fx, fy, fz] = xyz.map((value, index) => {
    const ratio = value / (white[index] ?? 1)
    return ratio > 216 / 24389 ? Math.cbrt(ratio) : ((24389 / 27) * ratio + 16) / 116
  }) as Triple
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]
}

const degrees = (radians: number): number => (radians * 180) / Math.PI
const radians = (angle: number): number => (angle * Math.PI) / 180

/** CIEDE2000 with all weights 1, after Sharma, Wu and Dalal (2005). */
export function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const meanChroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2
  const g = 0.5 * (1 - Math.sqrt(meanChroma ** 7 / (meanChroma ** 7 + 25 ** 7)))
  const [a1p, a2p] = [(1 + g) * a1, (1 + g) * a2]
  const [c1, c2] = [Math.hypot(a1p, b1), Math.hypot(a2p, b2)]
  const hue = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : (degrees(Math.atan2(b, a)) + 360) % 360)
  const [h1, h2] = [hue(a1p, b1), hue(a2p, b2)]
  const isGrey = c1 * c2 === 0
  let dh = isGrey ? 0 : h2 - h1
  if (dh > 180) dh -= 360
  else if (dh < -180) dh += 360
  const dL = l2 - l1
  const dC = c2 - c1
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin(radians(dh / 2))
  const meanL = (l1 + l2) / 2
  const meanC = (c1 + c2) / 2
  let meanH = h1 + h2
  if (!isGrey) {
    if (Math.abs(h1 - h2) <= 180) meanH /= 2
    else meanH = (meanH < 360 ? meanH + 360 : meanH - 360) / 2
  }
  const t =
    1 -
    0.17 * Math.cos(radians(meanH - 30)) +
    0.24 * Math.cos(radians(2 * meanH)) +
    0.32 * Math.cos(radians(3 * meanH + 6)) -
    0.2 * Math.cos(radians(4 * meanH - 63))
  const sL = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2)
  const sC = 1 + 0.045 * meanC
  const sH = 1 + 0.015 * meanC * t
  const rT =
    -Math.sin(radians(60 * Math.exp(-(((meanH - 275) / 25) ** 2)))) * 2 * Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7))
  return Math.sqrt((dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + rT * (dC / sC) * (dH / sH))
}

export const colourDistance = (first: string, second: string, vision: Vision): number =>
  ciede2000(labOf(first, vision), labOf(second, vision))
