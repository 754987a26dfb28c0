// One row. Written as a render function and drawn again only when its own row, selection or columns change: scrolling draws the few
// rows that come into sight and leaves the rest alone.
import { createTextVNode, defineComponent, h, type PropType, type Slot, type VNode } from 'vue'
import type { AnnotationAnchor } from '../../../shared/records/index.ts'
import type { TreePlace } from '../dataTable.ts'
import RowNotes from '../annotations/RowNotes.vue'
import type { LaidColumn } from './tableLayout.ts'

/** A column with what its cells have in common, made once for all rows. */
export interface CellSpec<Row> {
  laid: LaidColumn<Row>
  className: string
  style: Record<string, string>
  slot: Slot | undefined
  /** Given in the cell that shows what was noted about the row. */
  anchorOf: ((row: Row) => AnnotationAnchor | null) | null
}

export const cellSpecs = <Row>(
  columns: readonly LaidColumn<Row>[],
  slots: Readonly<Record<string, Slot | undefined>>,
  anchorOf: ((row: Row) => AnnotationAnchor | null) | null,
): CellSpec<Row>[] =>
  columns.map((laid, index) => {
    const { column, stickyLeft, startsGroup, isClipped } = laid
    const names = ['cell']
    if (column.align === 'right') names.push('is-right')
    if (column.isMono) names.push('mono')
    if (column.isFaint) names.push('faint')
    if (column.isStrong) names.push('medium')
    if (stickyLeft !== null) names.push('sticky')
    if (isClipped) names.push('is-clipped')
    if (startsGroup) names.push('starts-group')
    const hasNotes = anchorOf !== null && column.hasNotes === true
    if (hasNotes) names.push('has-notes')
    return {
      laid,
      className: names.join(' '),
      // The width is a property of the table: dragging an edge changes one value, not every cell.
      style: { width: `var(--w${index})`, ...(stickyLeft !== null && { left: `${stickyLeft}px` }) },
      slot: slots[`cell-${column.id}`],
      anchorOf: hasNotes ? anchorOf : null,
    }
  })

export default defineComponent({
  name: 'TableRow',
  props: {
    /** Undefined: not read yet. */
    row: { type: null as unknown as PropType<unknown>, default: undefined },
    specs: { type: Array as PropType<CellSpec<never>[]>, required: true },
    id: { type: String, required: true },
    index: { type: Number, required: true },
    top: { type: Number, required: true },
    isSelected: Boolean,
    /** In a selected stretch of several. */
    isMarked: Boolean,
    treeOf: { type: Function as PropType<((row: never) => TreePlace) | null>, default: null },
    /** The keyboard is here; −1: on the row as a whole, null: elsewhere. */
    activeColumn: { type: Number as PropType<number | null>, default: null },
  },
  setup(props) {
    return () => {
      const { row, specs, id, index, activeColumn } = props
      const known = row as never
      const tree = row === undefined ? null : (props.treeOf?.(known) ?? null)
      const cells = specs.map(({ laid: { column }, className, style, slot, anchorOf }, at): VNode => {
        // A row that is not read yet has the same cells, empty: filling them in is the cheapest change there is.
        const text = row === undefined ? (at === 0 ? '…' : '') : column.text(known)
        const isActive = activeColumn === at
        // A text node whose value changes is cheaper than a new one.
        const shown = slot && row !== undefined ? slot({ row: known, text }) : [createTextVNode(text)]
        const anchor = row === undefined ? null : (anchorOf?.(known) ?? null)
        return h(
          'div',
          {
            class: isActive ? `${className} active` : className,
            style,
            role: 'gridcell',
            id: isActive ? `${id}-c` : undefined,
            'aria-colindex': at + 1,
            'data-column': at,
            title: row === undefined ? undefined : column.hint?.(known),
          },
          anchor ? [...shown, h(RowNotes, { anchor, row: '.row' })] : shown,
        )
      })
      return h(
        'div',
        {
          class: ['row', index % 2 === 1 && 'odd', activeColumn !== null && 'current'],
          style: { top: `${props.top}px` },
          role: 'row',
          id,
          'aria-rowindex': index + 2,
          'aria-level': tree?.level,
          'aria-expanded': tree?.isOpen ?? undefined,
          'aria-selected': props.isSelected || props.isMarked,
          'data-index': index,
          'data-testid': row === undefined ? undefined : 'table-row',
        },
        cells,
      )
    }
  },
})
