// The rows of a table in their order: filtered, sorted by several keys, and summed. Rows are indices, so the same code serves columns
// of a million cycles and a list of functions.
import type { ColumnTotal, SortKey } from '../../../shared/contract/tables.ts'

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
  const keys = sort.map(({ column, descending }) => sortKey(kept, readerOf(column), descending))
  // Sorted are places in `kept`: their keys lie side by side, and ties fall back to the place.
  const order = kept.map((_, place) => place)
  order.sort((a, b) => {
    for (const compare of keys) {
      const result = compare(a, b)
      if (result !== 0) return result
    }
    return a - b
  })
  return order.map((place) => kept[place] as number)
}

/** Compares two places by one key. Values are read once per row, not once per comparison. */
function sortKey(rows: Uint32Array, read: ColumnReader, descending: boolean): (a: number, b: number) => number {
  const sign = descending ? -1 : 1
  const first = rows.length > 0 ? firstValue(rows, read) : null
  if (typeof first === 'string') {
    const texts = Array.from(rows, (row) => read(row))
    return (a, b) => {
      const [left, right] = [texts[a], texts[b]]
      if (typeof left !== 'string' || typeof right !== 'string')
        return Number(typeof left !== 'string') - Number(typeof right !== 'string')
      return left === right ? 0 : left < right ? -sign : sign
    }
  }
  const numbers = new Float64Array(rows.length)
  rows.forEach((row, place) => {
    const value = read(row)
    numbers[place] = typeof value === 'number' ? value : Number.NaN
  })
  return (a, b) => {
    const left = numbers[a] as number
    const right = numbers[b] as number
    if (left === right) return 0
    if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1
    if (Number.isNaN(right)) return -1
    return left < right ? -sign : sign
  }
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

/** Sum and extremes of each column over these rows; null where none has a value. */
export function columnTotals(rows: Uint32Array, readers: readonly ColumnReader[]): (ColumnTotal | null)[] {
  const totals = readers.map(() => ({ sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY }))
  for (let from = 0; from < rows.length; from += TOTALLED_ROWS) {
    const part = rows.subarray(from, from + TOTALLED_ROWS)
    readers.forEach((read, at) => addTotal(totals[at] as ColumnTotal, part, read))
  }
  return totals.map((total) => (total.min <= total.max ? total : null))
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
