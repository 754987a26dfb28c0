// Columns of a block back from its bytes (columnPacker.ts): all of them, or those that are asked for. Columns lie one after the other
// without their sizes, so what nobody asked for is gone over; that takes far less than to make numbers of it.
import { zstdDecompressSync } from 'node:zlib'
import { freeBytes } from '../../../shared/lib/freeBytes.ts'
import { CONSTANT, EXACT, MAX_VARINT } from './columnPacker.ts'
import type { BlockColumn, BlockLayout, ColumnForm } from './columnPacker.ts'

/** Blocks are seldom packed more tightly: what is larger comes in several pieces, which are joined. */
const MOST_PACKED = 8
const LEAST_ROOM = 65_536

/**
 * What `use` makes of the bytes, which are gone when it has done so: it keeps nothing that refers to them. Null: damaged, or more than `limit`
 * bytes.
 */
export function withDecompressed<Result>(
  content: Uint8Array,
  limit: number,
  use: (bytes: Uint8Array) => Result,
): Result | null {
  let bytes: Uint8Array
  try {
    const room = Math.max(LEAST_ROOM, Math.min(content.length * MOST_PACKED, limit + 1))
    bytes = zstdDecompressSync(content, { maxOutputLength: limit, chunkSize: room })
  } catch {
    return null
  }
  // A window of events takes several of these: left to the collector, they set it off again and again.
  try {
    return use(bytes)
  } finally {
    freeBytes(bytes)
  }
}

/** One per column of the block, with room for its rows; undefined: it is passed over. */
type Wanted = readonly (BlockColumn | undefined)[]

/**
 * Unpacks a block into columns that have room for `length` rows. False where the content is not such a block: what the columns hold then
 * means nothing. A column that is told by another (`near`) needs that one, too.
 */
export function unpackBlock(content: Uint8Array, columns: Wanted, length: number, layout: BlockLayout): boolean {
  const limit = columns.length * (length * (MAX_VARINT + 1) + 16)
  return withDecompressed(content, limit, (bytes) => unpackColumns(bytes, columns, length, layout)) ?? false
}

/** The same of what `packColumns` gave. */
export function unpackColumns(bytes: Uint8Array, columns: Wanted, length: number, { forms }: BlockLayout): boolean {
  let at = 0
  columns.forEach((column, index) => {
    const form = forms[index] as ColumnForm
    if (column === undefined) {
      at = skipColumn(bytes, at, length, form)
      return
    }
    const reference = typeof form === 'object' ? columns[form.near] : null
    if (reference === undefined) throw new TypeError(`column ${index} is told by one that is not read`)
    at = unpackColumn(bytes, at, column, length, form, reference)
  })
  // Beyond the end of a block that is cut there are zeros, and `at` comes out too high.
  return at === bytes.length
}

/** Where the next column begins. */
function unpackColumn(
  bytes: Uint8Array,
  from: number,
  column: BlockColumn,
  length: number,
  form: ColumnForm,
  reference: BlockColumn | null,
): number {
  const mode = bytes[from]
  const at = from + 1
  if (mode === CONSTANT) {
    if (length === 0) return at
    const value = new Float64Array(1)
    takeExact(bytes, at, value, 1)
    column.fill(value[0] as number, 0, length)
    return at + 8
  }
  if (mode === EXACT || form === 'exact') return takeExact(bytes, at, column, length)
  if (form === 'small') return takeSmall(bytes, at, column, length)
  if (form !== 'bytes') return takeSigned(bytes, at, column, length, reference)
  column.set(bytes.subarray(at, at + length))
  return at + length
}

/** Where the next column begins. */
function skipColumn(bytes: Uint8Array, from: number, length: number, form: ColumnForm): number {
  const mode = bytes[from]
  const at = from + 1
  if (mode === CONSTANT) return length === 0 ? at : at + 8
  if (mode === EXACT || form === 'exact') return at + length * 8
  return form === 'bytes' ? at + length : skipVarints(bytes, at, length)
}

function takeExact(bytes: Uint8Array, at: number, column: BlockColumn, length: number): number {
  const values = column instanceof Float64Array ? column : new Float64Array(length)
  new Uint8Array(values.buffer, values.byteOffset, length * 8).set(bytes.subarray(at, at + length * 8))
  if (values !== column) column.set(values)
  return at + length * 8
}

function takeSmall(bytes: Uint8Array, from: number, column: BlockColumn, length: number): number {
  let at = from
  for (let row = 0; row < length; row++) {
    let byte = bytes[at++] as number
    let value = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++] as number
      if (shift < 28) value |= (byte & 0x7f) << shift
      else {
        value += (byte & 0x7f) * 2 ** 28
        break
      }
    }
    column[row] = value
  }
  return at
}

/** Differences to the reference, or to the row before. Most are of one to four bytes: those are put together in 32 bits. */
function takeSigned(
  bytes: Uint8Array,
  from: number,
  column: BlockColumn,
  length: number,
  reference: BlockColumn | null,
): number {
  let at = from
  let value = 0
  for (let row = 0; row < length; row++) {
    let byte = bytes[at++] as number
    let zigzag = byte & 0x7f
    for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) {
      byte = bytes[at++] as number
      zigzag |= (byte & 0x7f) << shift
    }
    let step = (zigzag >>> 1) ^ -(zigzag & 1)
    if (byte >= 0x80) {
      for (let scale = 2 ** 28; byte >= 0x80; scale *= 128) {
        byte = bytes[at++] as number
        zigzag += (byte & 0x7f) * scale
      }
      step = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
    }
    value = (reference === null ? value : (reference[row] as number)) + step
    column[row] = value
  }
  return at
}

/** Past so many varints: each ends with a byte below 0x80, of which four are counted at a time. */
function skipVarints(bytes: Uint8Array, from: number, count: number): number {
  const end = bytes.length
  let at = from
  let left = count
  while (left > 0 && at < end && (bytes.byteOffset + at) % 4 !== 0) if ((bytes[at++] as number) < 0x80) left--
  if (left >= 4 && at < end) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (end - at) >> 2)
    let word = 0
    // Four bytes end four of them at most, so none is passed that belongs to the next column.
    for (; left >= 4 && word < words.length; word++) {
      const goOn = ((words[word] as number) >>> 7) & 0x01010101
      left -= 4 - (Math.imul(goOn, 0x01010101) >>> 24)
    }
    at += word * 4
  }
  while (left > 0 && at < end) if ((bytes[at++] as number) < 0x80) left--
  return left > 0 ? end + 1 : at
}
