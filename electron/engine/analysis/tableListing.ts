// What a table is asked for, answered with rows as indices: filtered, sorted, summed over all of them; then read page by page.
import type {
  ColumnField,
  ColumnTotal,
  SortKey,
  TableAnswer,
  TableListing,
  TablePage,
} from '../../../shared/contract/tables.ts'
import { compileFilter } from '../../../shared/filter/evaluate.ts'
import type { FilterField } from '../../../shared/filter/filterField.ts'
import { filterFault } from '../../../shared/filter/filterFault.ts'
import { parseFilter, type Filter } from '../../../shared/filter/parseFilter.ts'
import { columnTotals, passingRows, sortedRows, type ColumnReader } from './tableRows.ts'

/** A table's rows in their order, with totals over all of them: made once per question, then paged. */
export interface ListedRows<Column extends string> {
  rows: Uint32Array
  all: number
  totals: Partial<Record<Column, ColumnTotal>>
}

/** Throws `filter/invalid` where the text does not fit the fields. */
export function filterOf(text: string, fields: readonly FilterField[]): Filter {
  const parsed = parseFilter(text, fields)
  if (parsed.ok) return parsed.filter
  throw filterFault(parsed.errors)
}

/** Throws `filter/invalid` where the filter does not fit the fields. */
export const listingOf = <Column extends string>(
  candidates: { from: number; to: number },
  { sort, filter }: TableListing<Column>,
  fields: readonly ColumnField<Column>[],
  readerOf: (column: Column) => ColumnReader,
  otherwise?: ListingReaders<Column>,
): ListedRows<Column> =>
  filteredListing(candidates, { sort, filter: filterOf(filter, fields) }, fields, readerOf, otherwise)

/** What a table reads otherwise than by the readers of its columns. */
export interface ListingReaders<Column extends string> {
  /** What a sort compares. */
  sortReaderOf?: (column: Column) => ColumnReader
  /** Totals over rows that pass, in ascending order. */
  totalsOf?: (columns: readonly Column[], rows: Uint32Array) => (ColumnTotal | null)[]
}

/** Columns that are totalled. */
export const quantitiesOf = <Column extends string>(fields: readonly ColumnField<Column>[]): Column[] =>
  fields.filter(({ kind }) => kind === 'quantity').map(({ column }) => column)

/** The same with a filter that has been read. */
export function filteredListing<Column extends string>(
  candidates: { from: number; to: number },
  { sort, filter }: { sort: readonly SortKey<Column>[]; filter: Filter },
  fields: readonly ColumnField<Column>[],
  readerOf: (column: Column) => ColumnReader,
  {
    sortReaderOf = readerOf,
    totalsOf = (columns, rows) => columnTotals(rows, columns.map(readerOf)),
  }: ListingReaders<Column> = {},
): ListedRows<Column> {
  const column = (name: string): Column => (fields.find((field) => field.name === name) as ColumnField<Column>).column
  const searched = fields.filter(({ isSearched }) => isSearched).map(({ name }) => name)
  const passes =
    filter.kind === 'all' ? null : compileFilter<number>(filter, (name) => readerOf(column(name)), searched)
  const passing = passingRows(candidates, passes)
  const totals: ListedRows<Column>['totals'] = {}
  const quantities = quantitiesOf(fields)
  // Before they are sorted, as columns of millions of rows are read block by block.
  totalsOf(quantities, passing).forEach((total, at) => {
    if (total) totals[quantities[at] as Column] = total
  })
  const rows = sortedRows(passing, sort, sortReaderOf)
  return { rows, all: Math.max(0, candidates.to - candidates.from), totals }
}

/** One page of a listing; `rowAt` makes a row of its index. */
export const pageOf = <Row, Column extends string>(
  { rows, all, totals }: ListedRows<Column>,
  { offset, limit }: TablePage,
  rowAt: (index: number) => Row,
): TableAnswer<Row, Column> => ({
  rows: Array.from(rows.subarray(offset, offset + limit), rowAt),
  total: rows.length,
  all,
  totals,
})
