/**
 * The two menus of a table: of a column (its head's arrow, right click, Alt with the down arrow) and of a cell (right click, the menu key).
 * Which is open lives here; what they do is told to the table.
 */
import { shallowRef, type Ref, type ShallowRef } from 'vue'
import type { RowSource } from '../../composables/rowSource.ts'
import type { TableColumn } from '../dataTable.ts'
import { fittingWidth } from './fittingWidth.ts'
import type { TableCursor } from './tableCursor.ts'
import type { TableColumns } from './useTableColumns.ts'

interface CellPlace<Row> {
  row: Row
  /** Null: right of the last column. */
  column: TableColumn<Row> | null
  at: { x: number; y: number }
}

interface Parts<Row> {
  scroller: Readonly<ShallowRef<HTMLElement | null>>
  columns: () => readonly TableColumn<Row>[]
  arranged: Pick<TableColumns<Row>, 'laid' | 'resize'>
  rows: () => RowSource<Row>
  /** Rows in sight. */
  drawn: () => readonly Row[]
  cursor: Ref<TableCursor>
  isMarked: (row: number) => boolean
  goTo: (cursor: TableCursor) => void
  /** The element of the keyboard. */
  activeId: () => string | undefined
}

export interface TableMenus<Row> {
  ofColumn: ShallowRef<{ column: TableColumn<Row>; anchor: HTMLElement } | null>
  ofCell: ShallowRef<CellPlace<Row> | null>
  openColumn: (id: string, anchor: HTMLElement) => void
  /** By its place among the columns shown. */
  openColumnAt: (place: number) => void
  openCell: (event: MouseEvent) => void
  /** Makes a column as wide as what is in sight of it. */
  fit: (id: string) => void
}

/** Row and column an event happened on. */
export function placeOf(event: Event): { row: number; column: number | null } | null {
  const target = event.target as Element
  const row = target.closest<HTMLElement>('[data-index]')?.dataset['index']
  const column = target.closest<HTMLElement>('[data-column]')?.dataset['column']
  return row === undefined ? null : { row: Number(row), column: column === undefined ? null : Number(column) }
}

export function useTableMenus<Row>(parts: Parts<Row>): TableMenus<Row> {
  const ofColumn: TableMenus<Row>['ofColumn'] = shallowRef(null)
  const ofCell: TableMenus<Row>['ofCell'] = shallowRef(null)

  function openColumn(id: string, anchor: HTMLElement): void {
    const column = parts.columns().find((candidate) => candidate.id === id)
    if (column) ofColumn.value = { column, anchor }
  }
  function openColumnAt(place: number): void {
    const id = parts.arranged.laid.value[place]?.column.id
    const head = parts.scroller.value?.querySelector<HTMLElement>(`[data-head="${CSS.escape(id ?? '')}"]`)
    if (id !== undefined && head) openColumn(id, head)
  }

  function openCell(event: MouseEvent): void {
    event.preventDefault()
    const isKey = event.detail === 0 && event.button !== 2
    const place = isKey ? null : placeOf(event)
    const { cursor } = parts
    const row = parts.rows().at(place?.row ?? cursor.value.row)
    if (row === undefined) return
    if (place && !parts.isMarked(place.row)) parts.goTo({ row: place.row, column: cursor.value.column, anchor: null })
    const column = parts.arranged.laid.value[place?.column ?? cursor.value.column ?? -1]?.column ?? null
    const id = parts.activeId()
    const box = id === undefined ? null : document.getElementById(id)?.getBoundingClientRect()
    const at = isKey && box ? { x: box.left + 8, y: box.bottom } : { x: event.clientX, y: event.clientY }
    ofCell.value = { row, column, at }
  }

  function fit(id: string): void {
    const { laid, resize } = parts.arranged
    const place = laid.value.findIndex(({ column }) => column.id === id)
    const column = laid.value[place]?.column
    if (column && parts.scroller.value) resize(id, fittingWidth(parts.scroller.value, column, place, parts.drawn()))
  }

  return { ofColumn, ofCell, openColumn, openColumnAt, openCell, fit }
}
