import type { Ref } from 'vue'
import type { TableColumn } from '../dataTable.ts'
import { termOf, withTerm, type ColumnFilter } from './columnFilter.ts'

/** Filters set in the menus of columns. They live in the table's one filter text, where they can be seen and changed by hand. */
export function useColumnFilters<Row>(filter: Ref<string>): {
  /** The filter last set for a column, as long as it stands in the text. */
  known: (column: string) => ColumnFilter | null
  set: (column: TableColumn<Row>, next: ColumnFilter) => void
} {
  const written = new Map<string, { filter: ColumnFilter; term: string }>()
  const standing = (column: string): { filter: ColumnFilter; term: string } | null => {
    const entry = written.get(column)
    return entry && entry.term !== '' && filter.value.includes(entry.term) ? entry : null
  }
  return {
    known: (column) => standing(column)?.filter ?? null,
    set: ({ id, field }, next) => {
      if (!field) return
      const term = termOf(field, next)
      const before = standing(id)?.term ?? ''
      written.set(id, { filter: next, term })
      filter.value = withTerm(filter.value, before, term)
    },
  }
}
