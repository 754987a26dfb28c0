// A column of a block of rows, kept as narrow as its numbers are: most times and counts of goroutines need far less than eight bytes.
import type { ColumnTotal } from '../../../../shared/contract/tables.ts'
import { addNumbers } from '../../analysis/index.ts'

type Values = Uint8Array | Uint16Array | Uint32Array | Float64Array
/** A number, where all rows have it; else values above `base`, of which `none` stands for NaN. */
export type NarrowColumn = number | { values: Values; base: number; none: number }

export const bytesOf = (column: NarrowColumn): number => (typeof column === 'number' ? 8 : column.values.byteLength)

export function valueAt(column: NarrowColumn, row: number): number {
  if (typeof column === 'number') return column
  const value = column.values[row] as number
  return value === column.none ? Number.NaN : value + column.base
}

/** A copy of its own. */
export function narrowed(column: Float64Array): NarrowColumn {
  // Most columns of a block are.
  if (isConstant(column)) return column[0] ?? Number.NaN
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let [isWhole, hasNone] = [true, false]
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number
    if (value < low) low = value
    if (value > high) high = value
    // NaN is no number's equal.
    if (value !== Math.floor(value)) {
      if (Number.isNaN(value)) hasNone = true
      else isWhole = false
    }
  }
  if (low > high) return Number.NaN
  if (low === high && !hasNone) return low
  const isExact = isWhole && Number.isSafeInteger(low) && Number.isSafeInteger(high)
  const type = isExact && high - low < 2 ** 32 - 1 ? typeFor(high - low) : null
  if (type === null) return { values: column.slice(), base: 0, none: Number.NaN }
  const values = new type(column.length)
  const none = 2 ** (8 * type.BYTES_PER_ELEMENT) - 1
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number
    values[row] = Number.isNaN(value) ? none : value - low
  }
  return { values, base: low, none }
}

function isConstant(column: Float64Array): boolean {
  const first = column[0]
  for (let row = 1; row < column.length; row++) if (column[row] !== first) return false
  return true
}

/** One value is left for none. */
const typeFor = (range: number): Uint8ArrayConstructor | Uint16ArrayConstructor | Uint32ArrayConstructor =>
  range < 255 ? Uint8Array : range < 65_535 ? Uint16Array : Uint32Array

/** Adds the values of these rows (default: the first `length`) one after the other, as sums of fractions depend on their order. */
export function addColumn(total: ColumnTotal, column: NarrowColumn, length: number, rows?: Uint32Array): void {
  const count = rows?.length ?? length
  if (count === 0 || Number.isNaN(column)) return
  if (typeof column === 'object') {
    const { values, base, none } = column
    addNumbers(total, values, { length, rows, base, none })
    return
  }
  // Zeros are most of what there is.
  for (let at = 0; at < count && column !== 0; at++) total.sum += column
  if (column < total.min) total.min = column
  if (column > total.max) total.max = column
}

/** Of two columns of the same block, row by row. */
export function difference(of: NarrowColumn, less: NarrowColumn, length: number): NarrowColumn {
  const values = new Float64Array(length)
  for (let row = 0; row < length; row++) values[row] = valueAt(of, row) - valueAt(less, row)
  return { values, base: 0, none: Number.NaN }
}
