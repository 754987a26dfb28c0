// Where the keyboard is in a table, and the rows it has selected. Pure: the table puts it on the screen.

/** Row −1 is the head. Without a column the whole row is meant, which is how a list feels; arrows sideways go into its cells. */
export interface TableCursor {
  row: number
  column: number | null
  /** The other end of a selected stretch of rows. */
  anchor: number | null
}

export interface TableSize {
  rows: number
  columns: number
  /** Rows a page key goes. */
  page: number
}

export interface CursorMove {
  /** `line`: from row to row while a whole row is meant, from cell to cell once it is in one. */
  along: 'rows' | 'cells' | 'line'
  by: 'one' | 'page' | 'end'
  direction: -1 | 1
  /** The rows on the way are selected, too. */
  extends?: boolean
}

export const HEAD = -1

/** The cursor after a move. */
export function movedCursor(move: CursorMove, cursor: TableCursor, size: TableSize): TableCursor {
  const isAlongRows = move.along === 'rows' || (move.along === 'line' && cursor.column === null)
  return isAlongRows ? overRows(move, cursor, size) : overCells(move, cursor, size)
}

function overRows(
  { by, direction, extends: doesExtend = false }: CursorMove,
  cursor: TableCursor,
  size: TableSize,
): TableCursor {
  const { row, column } = cursor
  const last = size.rows - 1
  const next = by === 'end' ? (direction < 0 ? 0 : last) : row + direction * (by === 'page' ? size.page : 1)
  // The head is reached from a cell, step by step.
  const least = column === null || by !== 'one' ? 0 : HEAD
  const target = Math.max(least, Math.min(last, next))
  const anchor = doesExtend && target >= 0 ? (cursor.anchor ?? Math.max(0, row)) : null
  return { row: target, column, anchor }
}

function overCells({ by, direction }: CursorMove, cursor: TableCursor, size: TableSize): TableCursor {
  const { column } = cursor
  if (by === 'end') return { ...cursor, column: direction < 0 ? 0 : size.columns - 1 }
  if (column === null) return direction < 0 ? cursor : { ...cursor, column: 0 }
  // Out of the first cell: the row again.
  if (direction < 0 && column === 0) return { ...cursor, column: null, row: Math.max(0, cursor.row) }
  return { ...cursor, column: Math.min(size.columns - 1, column + direction) }
}

/** First and last selected row; null where none is. */
export function selectedStretch({ row, anchor }: TableCursor): { from: number; to: number } | null {
  if (row < 0) return null
  return anchor === null ? { from: row, to: row } : { from: Math.min(row, anchor), to: Math.max(row, anchor) }
}
