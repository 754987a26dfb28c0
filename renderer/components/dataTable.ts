// Columns of a DataTable, and the order its rows can have.
import type { SortKey } from '../../shared/contract/tables.ts'
import type { FilterField } from '../../shared/filter/filterField.ts'
import type { RowSource } from '../composables/rowSource.ts'
import type { AboutId } from './about/aboutIds.ts'
import type { IconName } from './icons.ts'

/** One column of a DataTable. */
export interface TableColumn<Row> {
  id: string
  title: string
  /** Stands over all neighbouring columns with the same one. */
  group?: string
  /** A hairline before it, where a group needs no title. */
  startsGroup?: boolean
  /** Figures right, text left. */
  align?: 'left' | 'right'
  /** Pixels at first; a column without takes what is left. Fixed, so that new values never move old ones. */
  width?: number
  /** Takes of what is left in spite of its width. */
  grows?: boolean
  isMono?: boolean
  /** Secondary ink. */
  isFaint?: boolean
  /** Medium weight: the one emphasised column. */
  isStrong?: boolean
  /** What the cell shows. */
  text: (row: Row) => string
  /** What sorting compares and files get; default: the text. A column is sortable where this is given. */
  value?: (row: Row) => string | number | null
  /** Hover text, such as the full path. */
  hint?: (row: Row) => string
  /** What the figure is; its head's menu says so. */
  about?: AboutId
  /** What can be asked of it in the filter. */
  field?: FilterField
  /** Not shown until chosen. */
  isHidden?: boolean
  /** Shown by itself only in panes this wide, CSS pixels: it repeats or refines what other columns say. */
  showFrom?: number
  /** A picture beside figures that have columns of their own: in no file, and under `name` in the chooser. */
  isPicture?: boolean
  /** In the chooser, where the title is empty or needs its group: `Flat, baseline`. */
  name?: string
  /** The cell with the mark of what was noted about its row; none where rows cannot be annotated. */
  hasNotes?: boolean
  /** The cell of the last row, over the rows that pass the filter; for rows in memory. */
  total?: (rows: RowSource<Row>) => string
}

/** What can be done with a row beside copying it: in its menu. */
export interface RowAction {
  id: string
  title: string
  icon: IconName
  isDisabled?: boolean
  run: () => void
}

/** Where a row of a tree stands. */
export interface TreePlace {
  level: number
  isOpen: boolean | null
}

export type TableSort = SortKey<string>

/**
 * The order after a click on a head. Alone: this column, the way that shows most first (figures descending), then the other
 * way. `isMore`: added behind the keys there are, then turned, then taken out.
 */
export function nextSort(
  sort: readonly TableSort[],
  column: string,
  { isMore, descendsFirst }: { isMore: boolean; descendsFirst: boolean },
): TableSort[] {
  const known = sort.find((key) => key.column === column)
  if (!isMore) return [{ column, descending: known && sort.length === 1 ? !known.descending : descendsFirst }]
  if (!known) return [...sort, { column, descending: descendsFirst }]
  if (known.descending === descendsFirst)
    return sort.map((key) => (key === known ? { column, descending: !descendsFirst } : key))
  return sort.filter((key) => key !== known)
}
