import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { compileFilter } from '../../../shared/filter/evaluate.ts'
import { parseFilter } from '../../../shared/filter/parseFilter.ts'
import { isRowSource, rowsAt, rowsOf, type RowSource } from '../../composables/rowSource.ts'
import type { TableColumn, TableSort } from '../dataTable.ts'
import { placesInSlices, placesOf, type LocalQuestion } from './localRows.ts'

/** Lists up to here are ordered at once; longer ones in slices, while the old order stays. */
const AT_ONCE = 10_000

export interface TableRowsQuestion<Row> {
  rows: RowSource<Row> | readonly (Row | undefined)[]
  columns: readonly TableColumn<Row>[]
  sort: readonly TableSort[]
  filter: string
  /** Rows come ordered and filtered. */
  isOutside: boolean
}

/** A filter over the columns' own values; null where it lets everything pass or cannot be read. */
export function rowFilter<Row>(filter: string, columns: readonly TableColumn<Row>[]): ((row: Row) => boolean) | null {
  const asked = columns.flatMap((column) => (column.field ? [{ ...column, field: column.field }] : []))
  const parsed = parseFilter(
    filter,
    asked.map(({ field }) => field),
  )
  if (!parsed.ok || parsed.filter.kind === 'all') return null
  const searched = asked.filter(({ field }) => field.isSearched ?? field.kind === 'text')
  return compileFilter<Row>(
    parsed.filter,
    (name) => {
      const column = asked.find(({ field }) => field.name === name)
      return column ? (column.value ?? column.text) : () => null
    },
    searched.map(({ field }) => field.name),
  )
}

/** The rows a table shows, in its order. */
export function useTableRows<Row>(question: () => TableRowsQuestion<Row>): {
  shown: ComputedRef<RowSource<Row>>
  isWorking: ShallowRef<boolean>
} {
  const isWorking = shallowRef(false)
  /** Of lists too long for once: the last order that is done. */
  const sliced = shallowRef<RowSource<Row> | null>(null)
  let latest = 0

  const local = computed((): LocalQuestion<Row> | null => {
    const { rows, columns, sort, filter, isOutside } = question()
    if (isOutside || isRowSource(rows)) return null
    const passes = rowFilter(filter, columns)
    return { rows: rows.filter((row) => row !== undefined), columns, sort, passes }
  })
  const isLong = computed(() => (local.value?.rows.length ?? 0) > AT_ONCE)

  watch(
    [local, isLong],
    async ([asked, long]) => {
      const request = ++latest
      if (!asked || !long) {
        sliced.value = null
        isWorking.value = false
        return
      }
      if (!asked.passes && asked.sort.length === 0) {
        sliced.value = rowsOf(asked.rows)
        isWorking.value = false
        return
      }
      isWorking.value = true
      const places = await placesInSlices(asked, () => request !== latest)
      if (places === null) return
      sliced.value = rowsAt(asked.rows, places)
      isWorking.value = false
    },
    { immediate: true },
  )

  const shown = computed<RowSource<Row>>(() => {
    const { rows } = question()
    if (local.value === null) return isRowSource(rows) ? rows : { count: rows.length, at: (index) => rows[index] }
    if (isLong.value) return sliced.value ?? rowsOf(local.value.rows)
    return rowsAt(local.value.rows, placesOf(local.value))
  })
  return { shown, isWorking }
}
