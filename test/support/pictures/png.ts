// Just enough PNG: reads what browsers write (eight bits, no interlace), writes what the snapshots are.
import { deflateSync, inflateSync } from 'node:zlib'

/** Rows from the top, four bytes a pixel: red, green, blue, opacity. */
export interface Pixels {
  width: number
  height: number
  data: Uint8Array
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (CRC_TABLE[(value ^ byte) & 0xff] as number) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

/**
 * Takes the filter of one row back, in place: `row` holds what was written, `up` the row above as it is. A loop for each filter, as
 * this is most of the time of a comparison.
 */
function unfilter(filter: number, row: Uint8Array, up: Uint8Array, channels: number): void {
  const { length } = row
  switch (filter) {
    case 0:
      return
    case 1:
      for (let x = channels; x < length; x++) row[x] = (row[x] as number) + (row[x - channels] as number)
      return
    case 2:
      for (let x = 0; x < length; x++) row[x] = (row[x] as number) + (up[x] as number)
      return
    case 3:
      for (let x = 0; x < length; x++) {
        const left = x >= channels ? (row[x - channels] as number) : 0
        row[x] = (row[x] as number) + ((left + (up[x] as number)) >> 1)
      }
      return
    case 4:
      for (let x = 0; x < channels; x++) row[x] = (row[x] as number) + (up[x] as number)
      for (let x = channels; x < length; x++)
        row[x] = (row[x] as number) + paeth(row[x - channels] as number, up[x] as number, up[x - channels] as number)
      return
    default:
      throw new Error(`PNG: filter ${filter} is not known`)
  }
}

export function decodePng(file: Uint8Array): Pixels {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error('PNG: not one')
  let [width, height, channels] = [0, 0, 0]
  const parts: Buffer[] = []
  let palette: Buffer | null = null
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') {
      width = body.readUInt32BE(0)
      height = body.readUInt32BE(4)
      channels = body[9] === 6 ? 4 : body[9] === 2 ? 3 : body[9] === 3 ? 1 : 0
      if (body[8] !== 8 || channels === 0 || body[12] !== 0) throw new Error('PNG: only eight bits of colour a channel')
    } else if (type === 'PLTE') palette = body
    else if (type === 'IDAT') parts.push(body)
    at += length + 12
  }
  const raw = inflateSync(Buffer.concat(parts))
  const rowLength = width * channels
  if (raw.length !== (rowLength + 1) * height) throw new Error('PNG: its length does not fit its size')
  const flat = new Uint8Array(rowLength * height)
  let up = new Uint8Array(rowLength)
  for (let y = 0; y < height; y++) {
    const from = y * (rowLength + 1)
    const row = flat.subarray(y * rowLength, (y + 1) * rowLength)
    row.set(raw.subarray(from + 1, from + 1 + rowLength))
    unfilter(raw[from] as number, row, up, channels)
    up = row
  }
  if (channels === 4) return { width, height, data: flat }
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = palette ? (flat[pixel] as number) * 3 : pixel * 3
    const from = palette ?? flat
    data[pixel * 4] = from[at] as number
    data[pixel * 4 + 1] = from[at + 1] as number
    data[pixel * 4 + 2] = from[at + 2] as number
  }
  return { width, height, data }
}

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc(named))
  return Buffer.concat([head, named, tail])
}

function header(width: number, height: number, colour: 2 | 3): Buffer {
  const body = Buffer.alloc(13)
  body.writeUInt32BE(width, 0)
  body.writeUInt32BE(height, 4)
  body[8] = 8
  body[9] = colour
  return chunk('IHDR', body)
}

/** By palette where there are few enough colours, which is a third of the bytes before compression; opacity is dropped. */
export function encodePng({ width, height, data }: Pixels): Buffer {
  const colours = new Map<number, number>()
  const colourAt = (pixel: number): number =>
    ((data[pixel * 4] as number) << 16) | ((data[pixel * 4 + 1] as number) << 8) | (data[pixel * 4 + 2] as number)
  for (let pixel = 0; pixel < width * height && colours.size <= 256; pixel++) {
    const colour = colourAt(pixel)
    if (!colours.has(colour)) colours.set(colour, colours.size)
  }
  const hasPalette = colours.size <= 256
  const channels = hasPalette ? 1 : 3
  const raw = Buffer.alloc((width * channels + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * (width * channels + 1) + 1 + x * channels
      const colour = colourAt(y * width + x)
      if (hasPalette) raw[at] = colours.get(colour) as number
      else raw.writeUIntBE(colour, at, 3)
    }
  const palette = Buffer.alloc(colours.size * 3)
  if (hasPalette) for (const [colour, index] of colours) palette.writeUIntBE(colour, index * 3, 3)
  return Buffer.concat([
    SIGNATURE,
    header(width, height, hasPalette ? 3 : 2),
    ...(hasPalette ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
