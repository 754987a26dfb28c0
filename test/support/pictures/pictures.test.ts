// What keeps and compares the pictures of the window: a difference that people see is found, one between two browsers is not.
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { coarse, difference, reduced, SCALE } from './picture.ts'
import { decodePng, encodePng, type Pixels } from './png.ts'

function painted(
  width: number,
  height: number,
  at: (x: number, y: number) => readonly [number, number, number],
): Pixels {
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 4)
  return { width, height, data }
}
const white = [255, 255, 255] as const
/** Lines of grey marks, as text is from afar; `shift` pixels to the right. */
const text = (shift: number): Pixels =>
  painted(240, 120, (x, y) => (y % 20 > 6 && y % 20 < 14 && (x + 240 - shift) % 9 < 4 ? [30, 30, 40] : white))
const kept = (pixels: Pixels): Pixels => decodePng(encodePng(coarse(reduced(pixels))))

describe('PNG', () => {
  it.each([
    ['few colours, by palette', (x: number) => [x % 2 ? 17 : 200, 0, 255] as const],
    ['many colours', (x: number, y: number) => [x * 3, y * 5, (x * y) % 251] as const],
  ])('comes back as it was written: %s', (_name, at) => {
    const pixels = painted(61, 37, at)
    expect(decodePng(encodePng(pixels))).toEqual(pixels)
  })

  it('is read with each filter of its rows', () => {
    const width = 5
    const rows = [0, 1, 2, 3, 4]
    const raw = Buffer.concat(
      rows.map((filter) => Buffer.from([filter, ...Array.from({ length: width * 3 }, (_, i) => i * 7)])),
    )
    const written = encodePng(painted(width, rows.length, (x, y) => [x * 50 + y, y * 40, x * y * 9]))
    // The same header, with rows of our own.
    const start = written.subarray(0, 33)
    const body = deflateSync(raw)
    const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('IDAT'), body, Buffer.alloc(4)])
    chunk.writeUInt32BE(body.length)
    const header = Buffer.from(start)
    header[25] = 2
    const { data } = decodePng(Buffer.concat([header, chunk]))
    const flat = (y: number): number[] =>
      Array.from({ length: width }, (_, x) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)]).flat()
    expect(flat(0)).toEqual(Array.from({ length: 15 }, (_, i) => i * 7))
    // Left: each byte adds what is three before it.
    expect(flat(1).slice(0, 6)).toEqual([0, 7, 14, 21, 35, 49])
    expect(flat(2)[3]).toBe((21 + 21) & 255)
    expect(flat(3)[0]).toBe(flat(2)[0]! >> 1)
    expect(flat(4)[3]).toBe((21 + flat(3)[3]!) & 255)
  })

  it('refuses what is none', () => {
    expect(() => decodePng(Buffer.from('GIF89a, and more'))).toThrow('PNG')
    const cut = encodePng(painted(8, 8, () => white))
    expect(() => decodePng(cut.subarray(0, 60))).toThrow()
  })
})

describe('pictures', () => {
  it('are a quarter of the size and take few bytes', () => {
    const small = reduced(text(0))
    expect([small.width, small.height]).toEqual([240 / SCALE, 120 / SCALE])
    expect(encodePng(coarse(small)).length).toBeLessThan(1500)
  })

  it('do not differ where nothing changed, nor by rounding', () => {
    expect(difference(kept(text(0)), reduced(text(0))).count).toBe(0)
  })

  it('do not differ where another browser softens the edges', () => {
    const soft = text(0)
    soft.data.forEach((value, index) => {
      if (index % 4 !== 3 && value > 100) soft.data[index] = value - (index % 3) * 8
    })
    expect(difference(kept(text(0)), reduced(soft)).count).toBe(0)
  })

  it('differ where an icon is gone, a row moved or a colour is another', () => {
    const withIcon = text(0)
    for (let y = 100; y < 116; y++) for (let x = 200; x < 216; x++) withIcon.data.set([90, 90, 110], (y * 240 + x) * 4)
    expect(difference(kept(withIcon), reduced(text(0))).count).toBeGreaterThan(6)

    const moved = painted(240, 120, (x, y) => {
      const at = (y + 8) % 120
      return at % 20 > 6 && at % 20 < 14 && x % 9 < 4 ? [30, 30, 40] : white
    })
    expect(difference(kept(text(0)), reduced(moved)).count).toBeGreaterThan(100)

    const red = painted(240, 120, (x, y) => (x > 40 && x < 80 && y > 40 && y < 52 ? [180, 32, 37] : white))
    const blue = painted(240, 120, (x, y) => (x > 40 && x < 80 && y > 40 && y < 52 ? [32, 60, 180] : white))
    const { count, picture } = difference(kept(red), reduced(blue))
    expect(count).toBeGreaterThan(6)
    expect([...picture.data].filter((value, index) => index % 4 === 0 && value === 220).length).toBe(count)
  })

  it('of different sizes are not compared', () => {
    expect(() => difference(reduced(text(0)), reduced(painted(80, 80, () => white)))).toThrow('sizes')
  })
})
