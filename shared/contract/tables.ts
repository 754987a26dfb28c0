// What a table asks of rows that stay in the case process: ordered and filtered there, read page by page, summed over all of them.
import type { FilterField } from '../filter/filterField.ts'
import type { GcSortColumn, TopRow } from './caseCalls.ts'

export interface SortKey<Column extends string> {
  column: Column
  descending: boolean
}

/** Which rows, in which order. */
export interface TableListing<Column extends string> {
  /** The first key counts most; none: the rows' own order. */
  sort: SortKey<Column>[]
  /** In the language of shared/filter, over the fields declared here; empty: all rows. */
  filter: string
}

export interface TablePage {
  offset: number
  limit: number
}

/** Of one column, over every row that passes the filter; rows without a value do not count. */
export interface ColumnTotal {
  sum: number
  min: number
  max: number
}

/** What there is and no row tells of, as rows of it would have no end: deeper than so many levels, or beyond so many different paths. */
export interface TableLeftOut {
  why: 'depth' | 'paths'
  limit: number
  tasks: number
  regions: number
}

export interface TableAnswer<Row, Column extends string> {
  rows: Row[]
  /** Rows that pass the filter. */
  total: number
  /** Rows without the filter. */
  all: number
  /** Of columns with figures; none where no row passes. */
  totals: Partial<Record<Column, ColumnTotal>>
  /** Absent: every row that there could be is among them. */
  leftOut?: readonly TableLeftOut[]
}

/** Keys a listing may sort by at once. */
export const MAX_SORT_KEYS = 8

/** A field of the filter, and the column it reads. */
export type ColumnField<Column extends string> = FilterField & { column: Column }

/** GC cycles. Times of a cycle are typed as durations, `at` counts from the process's start. */
export const GC_FIELDS: readonly ColumnField<GcSortColumn>[] = [
  { name: 'gc', column: 'number', kind: 'quantity' },
  { name: 'at', column: 'startNs', kind: 'quantity', unit: 'ns' },
  { name: 'trigger', column: 'trigger', kind: 'choice', choices: ['heap', 'forced', 'periodic'], isSearched: true },
  { name: 'pause', column: 'pauseNs', kind: 'quantity', unit: 'ns' },
  { name: 'sweep', column: 'sweepTermNs', kind: 'quantity', unit: 'ns' },
  { name: 'mark', column: 'markNs', kind: 'quantity', unit: 'ns' },
  { name: 'markterm', column: 'markTermNs', kind: 'quantity', unit: 'ns' },
  { name: 'assist', column: 'assistCpuNs', kind: 'quantity', unit: 'ns' },
  { name: 'background', column: 'backgroundCpuNs', kind: 'quantity', unit: 'ns' },
  { name: 'idle', column: 'idleCpuNs', kind: 'quantity', unit: 'ns' },
  { name: 'cpu', column: 'gcCpuPercent', kind: 'quantity', unit: 'percent' },
  { name: 'start', column: 'heapStartBytes', kind: 'quantity', unit: 'bytes' },
  { name: 'end', column: 'heapEndBytes', kind: 'quantity', unit: 'bytes' },
  { name: 'live', column: 'liveHeapBytes', kind: 'quantity', unit: 'bytes' },
  { name: 'goal', column: 'heapGoalBytes', kind: 'quantity', unit: 'bytes' },
  { name: 'stacks', column: 'stacksBytes', kind: 'quantity', unit: 'bytes' },
  { name: 'globals', column: 'globalsBytes', kind: 'quantity', unit: 'bytes' },
  { name: 'procs', column: 'procs', kind: 'quantity' },
  { name: 'line', column: 'line', kind: 'quantity' },
]

/** What the functions of a profile can be sorted by. */
export type TopColumn = 'name' | 'file' | 'flat' | 'cum' | 'flatDelta' | 'cumDelta'

/** Functions of a profile whose column has this unit (as pprof names it). */
export const topFields = (unit: string): readonly ColumnField<TopColumn>[] => [
  { name: 'name', column: 'name', kind: 'text', isSearched: true },
  { name: 'file', column: 'file', kind: 'text', isSearched: true },
  { name: 'flat', column: 'flat', kind: 'quantity', unit },
  { name: 'cum', column: 'cum', kind: 'quantity', unit },
  { name: 'delta', column: 'flatDelta', kind: 'quantity', unit },
  { name: 'cumdelta', column: 'cumDelta', kind: 'quantity', unit },
]

/** The value of a function's column; undefined where nothing is compared with. */
export const topValue = (row: TopRow, column: TopColumn): string | number | undefined =>
  column === 'name' ? row.functionName : row[column]

export type GoroutineFieldName = 'name' | 'stack' | 'status' | 'creator' | 'label' | 'wait' | 'id' | 'by' | 'line'

/** Waits are printed in whole minutes; filters and files have them as durations. */
export const MINUTE_NS = 60e9

/** Goroutines of a dump, whether in groups or one by one. `name` is the function they are named by, `stack` all of their frames. */
export const GOROUTINE_FIELDS: readonly (FilterField & { name: GoroutineFieldName })[] = [
  { name: 'name', kind: 'text' },
  { name: 'stack', kind: 'text', isSearched: true },
  { name: 'status', kind: 'text' },
  { name: 'creator', kind: 'text' },
  { name: 'label', kind: 'text' },
  { name: 'wait', kind: 'quantity', unit: 'ns' },
  { name: 'id', kind: 'quantity' },
  { name: 'by', kind: 'quantity' },
  { name: 'line', kind: 'quantity' },
]

/** Groups of goroutines: what their goroutines are asked, and how many they are, in the moment and more than in its base. */
export const GROUP_FIELDS: readonly (FilterField & { name: GoroutineFieldName | 'count' | 'delta' })[] = [
  ...GOROUTINE_FIELDS,
  { name: 'count', kind: 'quantity' },
  { name: 'delta', kind: 'quantity' },
]
