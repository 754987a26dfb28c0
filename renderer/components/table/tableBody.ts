import type { Ref } from 'vue'
import type { TreePlace } from '../dataTable.ts'
import type { CellSpec } from './TableRow.ts'
import type { TableCursor } from './tableCursor.ts'

/** A row on the screen. */
export interface DrawnRow<Row> {
  /** The box it is drawn in: boxes are used again as rows come and go. */
  key: number
  index: number
  top: number
  /** Undefined: not read yet. */
  row: Row | undefined
}

/** What the body of a table shows; refs, so that the table itself does not follow every step of a scroll. */
export interface TableBodyModel<Row> {
  drawn: Readonly<Ref<DrawnRow<Row>[]>>
  /** Of all rows, as the scroll bar sees it. */
  height: Readonly<Ref<number>>
  specs: Readonly<Ref<CellSpec<Row>[]>>
  selected: Readonly<Ref<number>>
  cursor: Readonly<Ref<TableCursor>>
  isMarked: (index: number) => boolean
  idOf: (index: number) => string
  /** Of tables that are trees. */
  treeOf: () => ((row: Row) => TreePlace) | null
}
