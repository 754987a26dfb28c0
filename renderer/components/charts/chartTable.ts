import type { TableColumn } from '../dataTable.ts'

/** A chart's points as a table; a row is the index of a point. */
export interface ChartTable {
  count: number
  columns: TableColumn<number>[]
}

/** A column of figures: `text` for people, the number itself for sorting and files. */
export function figureColumn(
  id: string,
  title: string,
  values: { readonly [index: number]: number | null | undefined },
  text: (value: number) => string,
): TableColumn<number> {
  const at = (row: number): number => values[row] ?? Number.NaN
  return {
    id,
    title,
    align: 'right',
    text: (row) => (Number.isNaN(at(row)) ? '–' : text(at(row))),
    value: (row) => (Number.isNaN(at(row)) ? null : at(row)),
  }
}
