import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { RowSource } from '../../composables/rowSource.ts'
import { HEAD, selectedStretch, type TableCursor } from './tableCursor.ts'

/** Rows looked through for the selected key; in longer tables the owner says where it stands. */
const MOST_SEARCHED = 20_000

export interface TableSelection<Row> {
  cursor: ShallowRef<TableCursor>
  /** Place of the row with the selected key; −1 where it is not there. */
  selected: ComputedRef<number>
  /** First and last of the selected rows. */
  stretch: ComputedRef<{ from: number; to: number } | null>
  /** In a stretch of several. */
  isMarked: (index: number) => boolean
  rows: () => Row[]
  goTo: (next: TableCursor) => void
}

/** The row everything else follows, a stretch of rows for copying, and the place of the keyboard. */
export function useTableSelection<Row>(table: {
  rows: () => RowSource<Row>
  rowKey: (row: Row) => string | number
  selectedKey: () => string | number | null
  reveal: (row: number) => void
  onSelect: (row: Row) => void
}): TableSelection<Row> {
  const cursor = shallowRef<TableCursor>({ row: -1, column: null, anchor: null })
  const stretch = computed(() => selectedStretch(cursor.value))

  const selected = computed<number>((before) => {
    const key = table.selectedKey()
    if (key === null) return -1
    const { count, at } = table.rows()
    const isAt = (index: number): boolean => {
      const row = at(index)
      return row !== undefined && table.rowKey(row) === key
    }
    if (before !== undefined && before >= 0 && isAt(before)) return before
    if (cursor.value.row >= 0 && isAt(cursor.value.row)) return cursor.value.row
    for (let index = 0; index < Math.min(count, MOST_SEARCHED); index++) if (isAt(index)) return index
    return -1
  })
  watch(selected, (index) => {
    if (index < 0) return
    const { row, column, anchor } = cursor.value
    if (anchor === null && (row !== HEAD || column === null)) cursor.value = { row: index, column, anchor: null }
    table.reveal(index)
  })

  function goTo(next: TableCursor): void {
    const before = cursor.value
    cursor.value = next
    if (next.row < 0 || next.row >= table.rows().count) return
    table.reveal(next.row)
    const row = table.rows().at(next.row)
    if (row !== undefined && next.row !== before.row) table.onSelect(row)
  }

  return {
    cursor,
    selected,
    stretch,
    isMarked: (index) =>
      cursor.value.anchor !== null &&
      stretch.value !== null &&
      index >= stretch.value.from &&
      index <= stretch.value.to,
    rows: () => {
      const { from, to } = stretch.value ?? { from: 0, to: -1 }
      const { at } = table.rows()
      return Array.from({ length: to - from + 1 }, (_, offset) => at(from + offset)).filter((row) => row !== undefined)
    },
    goTo,
  }
}
