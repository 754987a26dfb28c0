// The keys of a table: what its commands (shared/commands/scopedCommands.ts) do to the cursor, the selection and the order.
import type { Ref } from 'vue'
import { useKeys } from '../../composables/useKeys.ts'
import { HEAD, movedCursor, type CursorMove, type TableCursor, type TableSize } from './tableCursor.ts'

interface Parts {
  element: () => HTMLElement | null
  cursor: Ref<TableCursor>
  size: () => TableSize
  /** Place of the selected row; −1 where there is none. */
  selected: () => number
  goTo: (cursor: TableCursor) => void
  /** By the row's place. */
  open: (row: number) => void
  /** By the column's place among those shown. */
  sortBy: (column: number, isMore: boolean) => void
  openColumn: (column: number) => void
  /** Opens or closes a row of a tree; false: it is so already, or no tree. */
  unfold: (row: number, wantsOpen: boolean) => boolean
  copy: () => void
}

export function useTableKeys(parts: Parts): void {
  const { cursor } = parts
  const move =
    (along: CursorMove['along'], by: CursorMove['by'], direction: 1 | -1, doesExtend = false) =>
    (): void =>
      parts.goTo(movedCursor({ along, by, direction, extends: doesExtend }, cursor.value, parts.size()))
  /** On a row as a whole, arrows aside open and close it. */
  const unfoldOr = (wantsOpen: boolean, otherwise: () => void) => (): void => {
    const { row, column } = cursor.value
    if (column !== null || row === HEAD || !parts.unfold(row, wantsOpen)) otherwise()
  }
  const headColumn = (): number | null => (cursor.value.row === HEAD ? cursor.value.column : null)

  useKeys(
    parts.element,
    'table',
    {
      'table.next': move('rows', 'one', 1),
      'table.previous': move('rows', 'one', -1),
      'table.pageDown': move('rows', 'page', 1),
      'table.pageUp': move('rows', 'page', -1),
      'table.first': move('rows', 'end', -1),
      'table.last': move('rows', 'end', 1),
      'table.right': unfoldOr(true, move('cells', 'one', 1)),
      'table.left': unfoldOr(false, move('cells', 'one', -1)),
      'table.lineStart': move('line', 'end', -1),
      'table.lineEnd': move('line', 'end', 1),
      'table.extendNext': move('rows', 'one', 1, true),
      'table.extendPrevious': move('rows', 'one', -1, true),
      'table.extendPageDown': move('rows', 'page', 1, true),
      'table.extendPageUp': move('rows', 'page', -1, true),
      'table.extendFirst': move('rows', 'end', -1, true),
      'table.extendLast': move('rows', 'end', 1, true),
      'table.selectAll': () => (cursor.value = { row: parts.size().rows - 1, column: null, anchor: 0 }),
      'table.open': () => {
        const column = headColumn()
        if (column === null) parts.open(cursor.value.row)
        else parts.sortBy(column, false)
      },
      'table.addSort': () => {
        const column = headColumn()
        if (column === null) return false
        return parts.sortBy(column, true)
      },
      'table.columnMenu': () => {
        const { column } = cursor.value
        return column === null ? false : parts.openColumn(column)
      },
      // What is marked in the page is what somebody wants to copy.
      'table.copy': () => (window.getSelection()?.toString() ? false : parts.copy()),
      'table.leave': () => {
        const { row, column, anchor } = cursor.value
        if (column === null && anchor === null) return false
        cursor.value = { row: Math.max(row, parts.selected()), column: null, anchor: null }
        return true
      },
    },
    { isSelf: true },
  )
}
