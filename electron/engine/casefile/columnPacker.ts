// Columns of one block as bytes: each column in the form that suits it, all of them together compressed with zstd-1. Made for millions of
// rows: no object and no BigInt per value. Blocks are small enough (65,536 rows) to be unpacked for any look into them: columnUnpacker.ts.
import { constants } from 'node:zlib'
import { ZstdFrames } from './zstdFrames.ts'

export type BlockColumn = Uint8Array | Uint32Array | Float64Array

/**
 * How a column is written. `bytes`: as it is. `small`: varints; whole numbers below 2^32. `steps`: differences to the row before,
 * zigzag varints; for whole numbers of any sign. `near`: differences to an earlier column of the block, by its place, zigzag varints.
 * `exact`: 8 bytes a value, for fractions and NaN.
 */
export type ColumnForm = 'bytes' | 'small' | 'steps' | 'exact' | { near: number }

export interface BlockLayout {
  /** One per column, in the order they are packed. */
  readonly forms: readonly ColumnForm[]
}

/** With a checksum in each frame: damage is found when a block is unpacked. */
const frames = new ZstdFrames({ [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 })

/** What a column begins with: in its form; one value for all rows; 8 bytes a value, whatever its form. */
export const VARIED = 0
export const CONSTANT = 1
/** Numbers that differences do not hold exactly: fractions, NaN, -0, beyond 2^51. */
export const EXACT = 2
const EXACT_LIMIT = 2 ** 51

/** Longest varint: 53 bits, zigzag. */
export const MAX_VARINT = 8

let scratch = new Uint8Array(1 << 20)
let at = 0

function room(bytes: number): void {
  if (at + bytes <= scratch.length) return
  const larger = new Uint8Array(Math.max(scratch.length * 2, at + bytes))
  larger.set(scratch.subarray(0, at))
  scratch = larger
}

function putSmall(value: number): void {
  while (value >= 0x80) {
    scratch[at++] = (value & 0x7f) | 0x80
    value >>>= 7
  }
  scratch[at++] = value
}

/** Zigzag without bit operations beyond 32 bits: |value| × 2, minus 1 where negative. */
function putSigned(value: number): void {
  let rest = value < 0 ? -value * 2 - 1 : value * 2
  while (rest >= 0x1_0000_0000) {
    scratch[at++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  putSmall(rest)
}

/** Packs the first `length` rows of the columns. The result is a copy of its own. */
export const packBlock = (columns: readonly BlockColumn[], length: number, layout: BlockLayout): Uint8Array =>
  compressed(packColumns(columns, length, layout))

/** Before compression: a view that holds until the next call. */
export function packColumns(columns: readonly BlockColumn[], length: number, { forms }: BlockLayout): Uint8Array {
  at = 0
  columns.forEach((column, index) => packColumn(columns, column, length, forms[index] as ColumnForm))
  return scratch.subarray(0, at)
}

export const compressed = (bytes: Uint8Array): Uint8Array => frames.compress(bytes)

function packColumn(columns: readonly BlockColumn[], column: BlockColumn, length: number, form: ColumnForm): void {
  room(length * (MAX_VARINT + 1) + 16)
  if (isConstant(column, length)) {
    scratch[at++] = CONSTANT
    if (length > 0) putExact(column[0] as number)
    return
  }
  if (column instanceof Float64Array && form !== 'exact' && !isWhole(column, length)) {
    scratch[at++] = EXACT
    for (let row = 0; row < length; row++) putExact(column[row] as number)
    return
  }
  scratch[at++] = VARIED
  if (form === 'bytes') {
    for (let row = 0; row < length; row++) scratch[at++] = column[row] as number
  } else if (form === 'small') {
    for (let row = 0; row < length; row++) putSmall(column[row] as number)
  } else if (form === 'exact') {
    for (let row = 0; row < length; row++) putExact(column[row] as number)
  } else if (form === 'steps') {
    let before = 0
    for (let row = 0; row < length; row++) {
      const value = column[row] as number
      putSigned(value - before)
      before = value
    }
  } else {
    const reference = columns[form.near] as BlockColumn
    for (let row = 0; row < length; row++) putSigned((column[row] as number) - (reference[row] as number))
  }
}

function isConstant(column: BlockColumn, length: number): boolean {
  const first = column[0]
  // 0 and -0 are two values.
  for (let row = 1; row < length; row++) if (!Object.is(column[row], first)) return false
  return true
}

function isWhole(column: Float64Array, length: number): boolean {
  for (let row = 0; row < length; row++) {
    const value = column[row] as number
    // NaN fails both comparisons.
    if (!(value > -EXACT_LIMIT && value < EXACT_LIMIT) || value !== Math.trunc(value) || Object.is(value, -0))
      return false
  }
  return true
}

const float = new Float64Array(1)
const floatBytes = new Uint8Array(float.buffer)

function putExact(value: number): void {
  float[0] = value
  for (let byte = 0; byte < 8; byte++) scratch[at++] = floatBytes[byte] as number
}
