// What a table of a trace is made of: rows that can be counted, read and compared without making them all.
import type { ColumnTotal, TableLeftOut } from '../../../../shared/contract/tables.ts'
import { traceValue } from '../../../../shared/contract/traceKeys.ts'
import type { DurationsOnly } from '../../../../shared/contract/traceTables.ts'

export type CellValue = string | number | null | undefined

export interface TableSource<Row> {
  length: number
  row(index: number): Row
  /** Reader of a column; asked once per column, then once per row. */
  value(column: string): (index: number) => CellValue
  /** As `value`, of columns that are read together, row by row; where that comes cheaper than each by itself. */
  together?(): (column: string) => (index: number) => CellValue
  /**
   * Totals of columns of numbers over rows in ascending order (null: all), where these come cheaper than from `value`: the same figures. In
   * steps.
   */
  totals?(columns: readonly string[], rows: Uint32Array | null): Generator<void, (ColumnTotal | null)[]>
  leftOut?: readonly TableLeftOut[]
}

/** Rows that are records already. Columns of nested records are named by paths. */
export function tableOf<Row extends object>(rows: readonly Row[]): TableSource<Row> {
  return {
    length: rows.length,
    row: (index) => rows[index] as Row,
    value(column) {
      return (index) => cell(traceValue(rows[index] as Row, column))
    },
  }
}

/** Rows whose fields are read one by one: a filter or a sort makes no row. */
export const columnsTable = <Row extends { [Column in keyof Row]: Row[Column] }>(
  length: number,
  read: { readonly [Column in keyof Row]: (row: number) => Row[Column] },
): TableSource<Row> => {
  const names = Object.keys(read) as (keyof Row)[]
  return {
    length,
    row: (index) => Object.fromEntries(names.map((name) => [name, read[name](index)])) as Row,
    value: (column) => {
      const of = read[column as keyof Row]
      return (index) => cell(of(index))
    },
  }
}

/** Flags are compared as words. */
export function cell(value: unknown): CellValue {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

export const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value
/** Durations whose quantiles are exact, as all of them are at hand. */
export function exactDurations(
  lengths: readonly number[],
  maxBeginNs: number,
  openCount: number,
  openNs: number,
): DurationsOnly {
  const sorted = new Float64Array(lengths).sort()
  const at = (share: number): number | null => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
  let totalNs = 0
  for (const length of sorted) totalNs += length
  return {
    count: sorted.length,
    totalNs,
    meanNs: ratio(totalNs, sorted.length),
    p50Ns: at(0.5),
    p90Ns: at(0.9),
    p99Ns: at(0.99),
    maxNs: sorted.at(-1) ?? null,
    maxBeginNs: sorted.length > 0 ? maxBeginNs : null,
    openCount,
    openNs,
  }
}

/** Null where nothing is divided by. */
export const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)
