import type { AnnotationAnchor } from '../../../shared/records/index.ts'
import type { RowSource } from '../../composables/rowSource.ts'
import type { AnchorOf } from '../annotations/annotatable.ts'
import { useNoteMenu } from '../annotations/useNoteMenu.ts'

interface Parts<Row> {
  scroller: () => HTMLElement | null
  rows: () => RowSource<Row>
  /** Index of the row of the keyboard. */
  current: () => number
  anchorOf: () => ((row: Row) => AnnotationAnchor | null) | null
}

/**
 * Notes about the rows of a table: what the gesture means while the table has the focus, and the entries of its menu. Under the
 * pointer the row itself says what it is about (RowNotes in its cell).
 */
export function useTableNotes<Row>(parts: Parts<Row>): ReturnType<typeof useNoteMenu> & {
  anchorAt: AnchorOf
  anchorOfRow: (row: Row) => AnnotationAnchor | null
} {
  const anchorOfRow = (row: Row): AnnotationAnchor | null => parts.anchorOf()?.(row) ?? null
  return {
    ...useNoteMenu(parts.scroller),
    anchorOfRow,
    anchorAt: (at) => {
      const row = at ? undefined : parts.rows().at(parts.current())
      return row === undefined ? null : anchorOfRow(row)
    },
  }
}
