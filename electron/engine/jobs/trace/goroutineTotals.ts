// Sums and extremes of columns of goroutines, block by block: each block is decoded once for all columns, or not at all where none of its
// rows is among those asked for. The same figures, to the last bit, as if every row were added in its order.
import type { ColumnTotal } from '../../../../shared/contract/tables.ts'
import { emptyTotal, totalOrNull } from '../../analysis/index.ts'
import type { GoroutineTable, NarrowColumns, StoredColumn } from './GoroutineTable.ts'
import { addColumn, difference } from './NarrowColumn.ts'
import type { NarrowColumn } from './NarrowColumn.ts'

/** A stored column, or the second one less the first. */
export type TotalledColumn = StoredColumn | readonly [from: StoredColumn, to: StoredColumn]

/** `rows`: in ascending order; null: all of them. A total is null where no row has a value. In steps of a block. */
export function* goroutineTotals(
  table: GoroutineTable,
  columns: readonly TotalledColumn[],
  rows: Uint32Array | null,
): Generator<void, (ColumnTotal | null)[]> {
  const totals = columns.map(emptyTotal)
  let [next, end] = [0, 0]
  const isWanted = (_: number, to: number): boolean => {
    if (rows === null) return true
    next = end
    while (end < rows.length && (rows[end] as number) < to) end++
    return end > next
  }
  for (const { columns: block, from, to } of table.blocks([...new Set<StoredColumn>(columns.flat())], isWanted)) {
    const places = rows?.slice(next, end).map((row) => row - from)
    columns.forEach((column, at) =>
      addColumn(totals[at] as ColumnTotal, columnOf(block, column, to - from), to - from, places),
    )
    yield
  }
  return totals.map(totalOrNull)
}

const columnOf = (block: NarrowColumns, column: TotalledColumn, rows: number): NarrowColumn =>
  typeof column === 'string'
    ? (block[column] as NarrowColumn)
    : difference(block[column[1]] as NarrowColumn, block[column[0]] as NarrowColumn, rows)
