/**
 * Pictures as they are kept and compared: a quarter of the size, sixteen levels a channel. At that size two builds of Chromium agree
 * (hinting and antialiasing average out), and a missing icon, a moved row or another colour still shows. A picture takes about 10 kB.
 */
import type { Pixels } from './png.ts'

/** Pixels of the screen that make one of the picture, along each side. */
export const SCALE = 4
const STEP = 17

/** Box averages; what does not fill a box at the right and the bottom is left out. */
export function reduced({ width, height, data }: Pixels): Pixels {
  const small = { width: Math.floor(width / SCALE), height: Math.floor(height / SCALE) }
  const result = new Uint8Array(small.width * small.height * 4)
  for (let y = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++) {
      let [red, green, blue] = [0, 0, 0]
      for (let row = 0; row < SCALE; row++) {
        let at = ((y * SCALE + row) * width + x * SCALE) * 4
        for (let column = 0; column < SCALE; column++, at += 4) {
          red += data[at] as number
          green += data[at + 1] as number
          blue += data[at + 2] as number
        }
      }
      const to = (y * small.width + x) * 4
      result[to] = Math.round(red / (SCALE * SCALE))
      result[to + 1] = Math.round(green / (SCALE * SCALE))
      result[to + 2] = Math.round(blue / (SCALE * SCALE))
      result[to + 3] = 255
    }
  return { ...small, data: result }
}

/** In few levels, which compress well. */
export const coarse = ({ width, height, data }: Pixels): Pixels => ({
  width,
  height,
  data: data.map((value, index) => (index % 4 === 3 ? 255 : Math.round(value / STEP) * STEP)),
})

export interface Difference {
  /** Pixels that differ by more than two builds of the same browser make them differ. */
  count: number
  /** Which, for looking at them. */
  picture: Pixels
}

/** Levels of one channel that a pixel may be off, rounding to sixteen levels included. */
const TOLERANCE = 40

/**
 * Compares what was kept with what is there. A pixel counts when neither its place nor a neighbour's in the kept picture has its colour:
 * text may lie a fraction of a pixel aside.
 */
export function difference(kept: Pixels, now: Pixels): Difference {
  const { width, height } = kept
  if (now.width !== width || now.height !== height) throw new Error('pictures of different sizes')
  const picture = { width, height, data: now.data.map((value, index) => (index % 4 === 3 ? 255 : 128 + (value >> 1))) }
  const apart = (from: number, to: number): number =>
    Math.max(
      ...[0, 1, 2].map((channel) =>
        Math.abs((now.data[from * 4 + channel] as number) - (kept.data[to * 4 + channel] as number)),
      ),
    )
  let count = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const here = y * width + x
      if (apart(here, here) <= TOLERANCE) continue
      const places = [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ].filter(([column, row]) => column! >= 0 && row! >= 0 && column! < width && row! < height)
      if (places.some(([column, row]) => apart(here, row! * width + column!) <= TOLERANCE)) continue
      count++
      picture.data.set([220, 0, 60], here * 4)
    }
  return { count, picture }
}
