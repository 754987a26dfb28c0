// The rows of a table in their order: filtered, sorted by several keys, and summed. Rows are indices, so the same code serves columns
// of a million cycles and a list of functions.
import type { ColumnTotal, SortKey } from '../../../shared/contract/tables.ts'
import { sortPlaces, textRanks } from './sortPlaces.ts'

/** What a column holds at a row. NaN, null and undefined are no value. */
export type ColumnReader = (row: number) => string | number | null | undefined

/** Every row of `candidates` that passes, in the order they have. */
export function passingRows(
  candidates: { from: number; to: number },
  passes: ((row: number) => boolean) | null,
): Uint32Array {
  const rows = new Uint32Array(Math.max(0, candidates.to - candidates.from))
  let count = 0
  for (let row = candidates.from; row < candidates.to; row++) if (!passes || passes(row)) rows[count++] = row
  return rows.subarray(0, count)
}

/** By the keys; rows without a value go last either way, equal ones keep their order. */
export function sortedRows<Column extends string>(
  kept: Uint32Array,
  sort: readonly SortKey<Column>[],
  readerOf: (column: Column) => ColumnReader,
): Uint32Array {
  if (sort.length === 0) return kept
  // Sorted are places in `kept`: their keys lie side by side.
  const order = kept.map((_, place) => place)
  // By the last key first: each sort keeps the order of the ones before it where its keys are equal.
  for (const { column, descending } of sort.toReversed())
    sortPlaces(order, sortKeys(kept, readerOf(column)), descending)
  return order.map((place) => kept[place] as number)
}

/** A number per row to be compared by; NaN: no value. Values are read once per row, not once per comparison. */
function sortKeys(rows: Uint32Array, read: ColumnReader): Float64Array {
  if (typeof firstValue(rows, read) === 'string') return textRanks(rows.length, (place) => read(rows[place] as number))
  const numbers = new Float64Array(rows.length)
  for (let place = 0; place < rows.length; place++) {
    const value = read(rows[place] as number)
    numbers[place] = typeof value === 'number' ? value : Number.NaN
  }
  return numbers
}

function firstValue(rows: Uint32Array, read: ColumnReader): string | number | null {
  for (const row of rows) {
    const value = read(row)
    if (value !== null && value !== undefined) return value
  }
  return null
}

/** Rows whose columns are summed together: those of a block are then near. */
const TOTALLED_ROWS = 8192

export const emptyTotal = (): ColumnTotal => ({
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
})
export const totalOrNull = (total: ColumnTotal): ColumnTotal | null => (total.min <= total.max ? total : null)

/** Sum and extremes of each column over these rows; null where none has a value. */
export function columnTotals(rows: Uint32Array, readers: readonly ColumnReader[]): (ColumnTotal | null)[] {
  const totals = readers.map(emptyTotal)
  for (let from = 0; from < rows.length; from += TOTALLED_ROWS) {
    const part = rows.subarray(from, from + TOTALLED_ROWS)
    readers.forEach((read, at) => addTotal(totals[at] as ColumnTotal, part, read))
  }
  return totals.map(totalOrNull)
}

/** Which of the numbers are added: the first `length`, or those at `rows`; of `none` and NaN nothing is known, `base` is what the others lie above. */
interface Added {
  length: number
  rows?: Uint32Array | undefined
  base?: number
  none?: number
}

/** Adds numbers one after the other, as sums of fractions depend on their order. */
export function addNumbers(
  total: ColumnTotal,
  values: Uint8Array | Uint16Array | Uint32Array | Float64Array,
  { length, rows, base = 0, none = Number.NaN }: Added,
): void {
  let { sum, min, max } = total
  const count = rows?.length ?? length
  for (let at = 0; at < count; at++) {
    const value = values[rows ? (rows[at] as number) : at] as number
    // NaN is no number's equal.
    if (value === none || value !== value) continue
    const whole = value + base
    sum += whole
    if (whole < min) min = whole
    if (whole > max) max = whole
  }
  Object.assign(total, { sum, min, max })
}

function addTotal(total: ColumnTotal, rows: Uint32Array, read: ColumnReader): void {
  let { sum, min, max } = total
  for (const row of rows) {
    const value = read(row)
    if (typeof value !== 'number' || Number.isNaN(value)) continue
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  }
  Object.assign(total, { sum, min, max })
}
