// The columns of one table as their user has them: order, visibility, pinning and widths, held by TanStack Table's column features
// and kept per table. Rows are ours: a row model that holds an object per row has no place under a million of them.
import {
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/vue-table'
import { computed, watch, type ComputedRef } from 'vue'
import type { TableColumn } from '../dataTable.ts'
import { emptyColumnState, keepColumnState, readColumnState, type ColumnState } from './keptColumns.ts'
import { groupHeads, layOut, LEAST_WIDTH, MOST_WIDTH, type GroupHead, type LaidColumn } from './tableLayout.ts'

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
})

/** A column as the chooser lists it. */
export interface ChoosableColumn {
  id: string
  name: string
  isShown: boolean
  isPinned: boolean
}

export interface TableColumns<Row> {
  /** Shown, pinned ones first, with their pixels. */
  laid: ComputedRef<LaidColumn<Row>[]>
  /** What a file gets: also what there is no room for on the screen, without what the user has taken away. */
  filed: ComputedRef<TableColumn<Row>[]>
  groups: ComputedRef<GroupHead[] | null>
  /** Sum of the widths. */
  width: ComputedRef<number>
  all: ComputedRef<ChoosableColumn[]>
  isChanged: ComputedRef<boolean>
  toggle: (id: string) => void
  pin: (id: string, isPinned: boolean) => void
  /** Puts a column where another stands. */
  move: (id: string, to: string) => void
  resize: (id: string, width: number) => void
  reset: () => void
}

export function useTableColumns<Row>(
  columns: () => readonly TableColumn<Row>[],
  room: () => number,
  tableId: string,
): TableColumns<Row> {
  const kept = readColumnState(tableId)
  const definitions = computed(() => columns().map(({ id }): ColumnDef<typeof features, object> => ({ id })))
  const byId = computed(() => new Map(columns().map((column) => [column.id, column])))
  const table = useTable<typeof features, object>({
    features,
    columns: definitions,
    data: [],
    initialState: {
      columnOrder: kept.order,
      columnVisibility: Object.fromEntries([
        ...kept.hidden.map((id) => [id, false] as const),
        ...kept.shown.map((id) => [id, true] as const),
      ]),
      columnPinning: { start: kept.pinned, end: [] },
      columnSizing: kept.widths,
    },
  })
  const order = computed(() => table.atoms.columnOrder.get())
  const visibility = computed(() => table.atoms.columnVisibility.get())
  const pinned = computed(() => table.atoms.columnPinning.get().start)
  const widths = computed(() => table.atoms.columnSizing.get())

  /** All columns in the order chosen; new ones stand where the table has them. */
  const ordered = computed(() => {
    const own = [...byId.value.keys()]
    const chosen = order.value.filter((id) => byId.value.has(id))
    const result = [...chosen]
    own.forEach((id, index) => {
      if (!result.includes(id)) result.splice(index === 0 ? 0 : result.indexOf(own[index - 1] as string) + 1, 0, id)
    })
    return [...pinned.value.filter((id) => byId.value.has(id)), ...result.filter((id) => !pinned.value.includes(id))]
  })
  const isShownAtFirst = (id: string): boolean => {
    const { isHidden = false, showFrom = 0 } = byId.value.get(id) ?? {}
    return !isHidden && room() >= showFrom
  }
  const isShown = (id: string): boolean => visibility.value[id] ?? isShownAtFirst(id)
  const shown = computed(() => ordered.value.filter(isShown).map((id) => byId.value.get(id) as TableColumn<Row>))
  const laid = computed(() =>
    layOut(shown.value, widths.value, {
      room: room(),
      pinned: shown.value.filter(({ id }) => pinned.value.includes(id)).length,
    }),
  )

  const state = computed<ColumnState>(() => ({
    order: [...order.value],
    hidden: Object.keys(visibility.value).filter((id) => !visibility.value[id]),
    shown: Object.keys(visibility.value).filter((id) => visibility.value[id]),
    pinned: [...pinned.value],
    widths: { ...widths.value },
  }))
  watch(state, (next) => keepColumnState(tableId, next))

  return {
    laid,
    filed: computed(() =>
      ordered.value.flatMap((id) => {
        const column = byId.value.get(id)
        return column && (visibility.value[id] ?? column.isHidden !== true) ? [column] : []
      }),
    ),
    groups: computed(() => groupHeads(laid.value)),
    width: computed(() => laid.value.reduce((sum, { width }) => sum + width, 0)),
    all: computed(() =>
      ordered.value.map((id) => {
        const column = byId.value.get(id)
        return {
          id,
          name: column?.name ?? column?.title ?? id,
          isShown: isShown(id),
          isPinned: pinned.value.includes(id),
        }
      }),
    ),
    isChanged: computed(() => JSON.stringify(state.value) !== JSON.stringify(emptyColumnState())),
    toggle: (id) => {
      // The last one stays: a table without columns has no menu to bring them back.
      if (isShown(id) && shown.value.length === 1) return
      const { [id]: _before, ...rest } = visibility.value
      const next = !isShown(id)
      table.setColumnVisibility(next === isShownAtFirst(id) ? rest : { ...rest, [id]: next })
    },
    pin: (id, isPinned) => {
      const rest = pinned.value.filter((other) => other !== id)
      table.setColumnPinning({ start: isPinned ? [...rest, id] : rest, end: [] })
    },
    move: (id, to) => {
      const rest = ordered.value.filter((other) => other !== id)
      const isForward = ordered.value.indexOf(id) < ordered.value.indexOf(to)
      rest.splice(rest.indexOf(to) + Number(isForward), 0, id)
      table.setColumnOrder(rest)
    },
    resize: (id, width) => {
      const next = Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width)))
      table.setColumnSizing({ ...widths.value, [id]: next })
    },
    reset: () => {
      table.setColumnOrder([])
      table.setColumnVisibility({})
      table.setColumnPinning({ start: [], end: [] })
      table.setColumnSizing({})
    },
  }
}
