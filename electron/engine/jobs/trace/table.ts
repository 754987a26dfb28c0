// What a table of a trace is made of: rows that can be counted, read and compared without making them all.
import { traceValue } from '../../../../shared/contract/traceKeys.ts'

export type CellValue = string | number | null | undefined

export interface TableSource<Row> {
  length: number
  row(index: number): Row
  /** Reader of a column; asked once per column, then once per row. */
  value(column: string): (index: number) => CellValue
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

/** Flags are compared as words. */
export function cell(value: unknown): CellValue {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

export const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value
/** Null where nothing is divided by. */
export const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)
