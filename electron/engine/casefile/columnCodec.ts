// One typed array as a blob: bytes shuffled by significance (all lowest bytes, then the next, ...), then zstd. Ids and counts
// are small numbers, so most of the planes are nearly constant. Arrays are little-endian, as every supported machine is.
import { constants, zstdDecompressSync } from 'node:zlib'
import { sha256Hex } from './rawChunks.ts'
import { ZstdFrames } from './zstdFrames.ts'

const frames = new ZstdFrames({ [constants.ZSTD_c_compressionLevel]: 1 })
/** Below this a frame costs more than it saves. */
const MIN_PACKED_BYTES = 64

export type ColumnArray = Uint8Array | Uint32Array | BigUint64Array | Float64Array
export type ElementType = 'u8' | 'u32' | 'u64' | 'f64'

const WIDTHS: Record<ElementType, number> = { u8: 1, u32: 4, u64: 8, f64: 8 }

export interface PackedColumn {
  element: ElementType
  length: number
  codec: 'none' | 'shuffle-zstd'
  /** Of the array's bytes. */
  sha256: string
  content: Buffer
}

export function packColumn(array: ColumnArray): PackedColumn {
  const element = elementOf(array)
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  const common = { element, length: array.length, sha256: sha256Hex(bytes) }
  if (bytes.length >= MIN_PACKED_BYTES) {
    const content = frames.compress(shuffle(bytes, WIDTHS[element]))
    if (content.length < bytes.length) return { ...common, codec: 'shuffle-zstd', content }
  }
  return { ...common, codec: 'none', content: Buffer.from(bytes) }
}

/** Null where the content is no longer what was packed. */
export function unpackColumn(packed: PackedColumn): ColumnArray | null {
  const width = WIDTHS[packed.element]
  const byteLength = packed.length * width
  const bytes = unpackBytes(packed, width, byteLength)
  if (bytes?.length !== byteLength || sha256Hex(bytes) !== packed.sha256) return null
  return arrayOf(packed.element, bytes)
}

function unpackBytes({ codec, content }: PackedColumn, width: number, byteLength: number): Uint8Array | null {
  // Copied: a typed array needs an aligned buffer of its own.
  if (codec === 'none') return new Uint8Array(content)
  try {
    return unshuffle(zstdDecompressSync(content, { maxOutputLength: byteLength }), width)
  } catch {
    return null
  }
}

function elementOf(array: ColumnArray): ElementType {
  if (array instanceof Uint8Array) return 'u8'
  if (array instanceof Uint32Array) return 'u32'
  return array instanceof Float64Array ? 'f64' : 'u64'
}

function arrayOf(element: ElementType, bytes: Uint8Array): ColumnArray {
  const { buffer, byteOffset, byteLength } = bytes
  switch (element) {
    case 'u8':
      return bytes
    case 'u32':
      return new Uint32Array(buffer, byteOffset, byteLength / 4)
    case 'u64':
      return new BigUint64Array(buffer, byteOffset, byteLength / 8)
    case 'f64':
      return new Float64Array(buffer, byteOffset, byteLength / 8)
  }
}

function shuffle(bytes: Uint8Array, width: number): Uint8Array {
  if (width === 1) return bytes
  const length = bytes.length / width
  const result = new Uint8Array(bytes.length)
  for (let plane = 0; plane < width; plane++) {
    const base = plane * length
    for (let index = 0, at = plane; index < length; index++, at += width) result[base + index] = bytes[at] ?? 0
  }
  return result
}

function unshuffle(bytes: Uint8Array, width: number): Uint8Array {
  const length = Math.floor(bytes.length / width)
  const result = new Uint8Array(bytes.length)
  for (let plane = 0; plane < width; plane++) {
    const base = plane * length
    for (let index = 0, at = plane; index < length; index++, at += width) result[at] = bytes[base + index] ?? 0
  }
  return result
}
