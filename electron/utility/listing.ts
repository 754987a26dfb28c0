import type { ColumnField, ColumnTotal, TableListing } from '../../shared/contract/tables.ts'
import { compileFilter } from '../../shared/filter/evaluate.ts'
import { parseFilter } from '../../shared/filter/parseFilter.ts'
import { CodedError } from '../../shared/lib/result.ts'
import { columnTotal, tableRows, type ColumnReader } from '../engine/analysis/index.ts'

/** A table's rows in their order, with totals over all of them: made once per question, then paged. */
export interface Listing<Column extends string> {
  rows: Uint32Array
  all: number
  totals: Partial<Record<Column, ColumnTotal>>
}

/** Throws `filter/invalid` where the filter does not fit the fields. */
export function listingOf<Column extends string>(
  candidates: { from: number; to: number },
  { sort, filter }: TableListing<Column>,
  fields: readonly ColumnField<Column>[],
  readerOf: (column: Column) => ColumnReader,
  /** What a sort compares; default: what the column holds. */
  sortReaderOf: (column: Column) => ColumnReader = readerOf,
): Listing<Column> {
  const parsed = parseFilter(filter, fields)
  if (!parsed.ok) {
    const [error] = parsed.errors
    throw new CodedError('filter/invalid', 'The filter of this table cannot be read.', {
      at: error?.from ?? 0,
      fault: error?.code ?? '',
    })
  }
  const column = (name: string): Column => (fields.find((field) => field.name === name) as ColumnField<Column>).column
  const searched = fields.filter(({ isSearched }) => isSearched).map(({ name }) => name)
  const passes =
    parsed.filter.kind === 'all'
      ? null
      : compileFilter<number>(parsed.filter, (name) => readerOf(column(name)), searched)
  const rows = tableRows(candidates, passes, sort, sortReaderOf)
  const totals: Listing<Column>['totals'] = {}
  for (const field of fields) {
    if (field.kind !== 'quantity') continue
    const total = columnTotal(rows, readerOf(field.column))
    if (total) totals[field.column] = total
  }
  return { rows, all: Math.max(0, candidates.to - candidates.from), totals }
}
