/** One column of a DataTable. */
export interface TableColumn<Row> {
  id: string
  title: string
  /** Figures right, text left. */
  align?: 'left' | 'right'
  /** Pixels; a column without takes what is left. Fixed, so that new values never move old ones. */
  width?: number
  isMono?: boolean
  /** Secondary ink. */
  isFaint?: boolean
  /** Medium weight: the one emphasised column. */
  isStrong?: boolean
  /** What the cell shows. */
  text: (row: Row) => string
  /** What sorting compares and files get; default: the text. A column is sortable where this is given. */
  value?: (row: Row) => string | number | null
  /** Hover text, such as the full path. */
  hint?: (row: Row) => string
}

export interface TableSort {
  column: string
  descending: boolean
}

/** Rows in order of a column; rows without a value go last either way, equal ones keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sort: TableSort | null,
): readonly Row[] {
  const value = columns.find((column) => column.id === sort?.column)?.value
  if (!value || !sort) return rows
  const sign = sort.descending ? -1 : 1
  return [...rows].sort((a, b) => {
    const left = value(a)
    const right = value(b)
    if (left === right) return 0
    if (left === null || (typeof left === 'number' && Number.isNaN(left))) return 1
    if (right === null || (typeof right === 'number' && Number.isNaN(right))) return -1
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right), undefined, { numeric: true })
    return order * sign
  })
}
