// Any columns as a block (memory.ts), as casefile/columnPacker.ts packs them. The caller says where columns are; they may be anywhere.
import { beginPacked, longVarint, packedTo, setPackedEnd, zigzag } from './memory'
import { fillCoarse } from './coarse'
import { indexAt, tracksOf } from './tracks'
import { levelsAt } from './zoom'

// Elements, by the binary logarithm of their bytes.
const U8: u32 = 0
const U32: u32 = 2
const F64: u32 = 3

// Forms of a column; one that is near another column has the other's number over them.
const BYTES: u32 = 0
const SMALL: u32 = 1
const STEPS: u32 = 2
const ALWAYS_EXACT: u32 = 3
const NEAR: u32 = 4

const VARIED: u8 = 0
const CONSTANT: u8 = 1
const EXACT: u8 = 2
const EXACT_LIMIT: f64 = 2251799813685248

const MOST: usize = 256
const places = heap.alloc(4 * MOST)
const elements = heap.alloc(4 * MOST)

let scratch: usize = 0
let scratchBytes: usize = 0

/** Room for columns of so many bytes altogether; those before are forgotten. */
export function columnsRoom(bytes: usize): usize {
  if (bytes > scratchBytes) {
    if (scratch != 0) heap.free(scratch)
    scratchBytes = bytes + (bytes >> 3)
    scratch = heap.alloc(scratchBytes)
  }
  return scratch
}

export function setColumn(column: usize, at: usize, element: u32): void {
  store<u32>(places + (column << 2), <u32>at)
  store<u32>(elements + (column << 2), element)
}

/** The columns of a set's index of tracks; gives its rows. */
export function setIndex(set: usize): u32 {
  for (let column: u32 = 0; column < 6; column++) setColumn(column, indexAt(set, column), column < 4 ? U32 : U8)
  return tracksOf(set)
}

/** The levels. */
export function setLevels(): void {
  setColumn(0, levelsAt(), U8)
}

/** A set's tracks with levels of more than the coarse buckets, and those; gives their number. */
export function setCoarse(set: usize): u32 {
  const tracks: usize = tracksOf(set)
  const room = columnsRoom(20 * tracks)
  setColumn(0, room, U32)
  for (let bucket: usize = 0; bucket < 16; bucket++) setColumn(1 + bucket, room + (4 + bucket) * tracks, U8)
  return fillCoarse(set, room, room + 4 * tracks)
}

/** A value of a column of 32 bits. */
export function wordOf(column: usize, row: usize): u32 {
  return load<u32>(<usize>load<u32>(places + (column << 2)) + (row << 2))
}

export function beginColumns(columns: usize, rows: usize): void {
  beginPacked(columns * (9 * rows + 16))
}

/** Packs a column behind those before. */
export function packColumn(column: usize, rows: usize, form: u32): void {
  const from: usize = load<u32>(places + (column << 2))
  const element = load<u32>(elements + (column << 2))
  setPackedEnd(packed(packedTo(), from, element, rows, form))
}

function packed(to: usize, from: usize, element: u32, rows: usize, form: u32): usize {
  if (isConstant(from, element, rows)) {
    store<u8>(to, CONSTANT)
    if (rows == 0) return to + 1
    store<f64>(to, valueAt(from, element, 0), 1)
    return to + 9
  }
  if (element == F64 && form != ALWAYS_EXACT && !isWhole(from, rows)) {
    store<u8>(to, EXACT)
    memory.copy(to + 1, from, rows << 3)
    return to + 1 + (rows << 3)
  }
  store<u8>(to++, VARIED)
  if (form == BYTES) {
    memory.copy(to, from, rows)
    return to + rows
  }
  if (form == ALWAYS_EXACT) {
    for (let row: usize = 0; row < rows; row++) store<f64>(to + (row << 3), valueAt(from, element, row))
    return to + (rows << 3)
  }
  if (form == SMALL) {
    for (let row: usize = 0; row < rows; row++) to = put(to, <u64>wholeAt(from, element, row))
    return to
  }
  if (form == STEPS) {
    let before: i64 = 0
    for (let row: usize = 0; row < rows; row++) {
      const value = wholeAt(from, element, row)
      to = put(to, zigzag(value - before))
      before = value
    }
    return to
  }
  const near = <usize>(form >> 8)
  const other: usize = load<u32>(places + (near << 2))
  const otherElement = load<u32>(elements + (near << 2))
  for (let row: usize = 0; row < rows; row++)
    to = put(to, zigzag(wholeAt(from, element, row) - wholeAt(other, otherElement, row)))
  return to
}

function put(to: usize, value: u64): usize {
  if (value >= 0x80) return longVarint(to, value)
  store<u8>(to, <u8>value)
  return to + 1
}

function valueAt(from: usize, element: u32, row: usize): f64 {
  if (element == F64) return load<f64>(from + (row << 3))
  return element == U32 ? <f64>load<u32>(from + (row << 2)) : <f64>load<u8>(from + row)
}

function wholeAt(from: usize, element: u32, row: usize): i64 {
  if (element == F64) return <i64>load<f64>(from + (row << 3))
  return element == U32 ? <i64>load<u32>(from + (row << 2)) : <i64>load<u8>(from + row)
}

function isConstant(from: usize, element: u32, rows: usize): bool {
  if (element == F64) return isConstantNumber(from, rows)
  const first = wholeAt(from, element, 0)
  for (let row: usize = 1; row < rows; row++) if (wholeAt(from, element, row) != first) return false
  return true
}

/** 0 and −0 are two values, NaN is one. */
function isConstantNumber(from: usize, rows: usize): bool {
  const first = load<u64>(from)
  const isNumber = load<f64>(from) == load<f64>(from)
  for (let row: usize = 1; row < rows; row++) {
    const at = from + (row << 3)
    if (load<u64>(at) != first && (isNumber || load<f64>(at) == load<f64>(at))) return false
  }
  return true
}

/** Numbers that differences hold exactly; −0 is none. */
function isWhole(from: usize, rows: usize): bool {
  for (let row: usize = 0; row < rows; row++) {
    const at = from + (row << 3)
    const value = load<f64>(at)
    if (!(value > -EXACT_LIMIT && value < EXACT_LIMIT) || value != trunc(value)) return false
    if (load<u64>(at) == 0x8000000000000000) return false
  }
  return true
}
