// How rows of a trace are found again, named and narrowed: links, notes and the inspector name a row by the filter that finds it.
import {
  TRACE_GOROUTINE,
  TRACE_ROW,
  traceEntity,
  traceRowFilter,
  type TraceListed,
} from '../../../shared/contract/traceKeys.ts'
import { allOf } from '../../../shared/filter/writeFilter.ts'
import type { EntityRef, SourceId } from '../../../shared/records/index.ts'
import { isListed, TRACE_SHOWS, type TraceShow } from './traceSections.ts'
import type { TraceRow } from './traceTable.ts'

/** What is selected in the Trace view. */
export type TraceEntity = { table: TraceListed; filter: string }
export const ROW_KIND = TRACE_ROW
export const GOROUTINE_KIND = TRACE_GOROUTINE

export const rowKey = (table: TraceListed, row: TraceRow): string => `${table} ${traceRowFilter(table, row)}`
export const entityOfRow = traceEntity
export const goroutineEntity = (goroutine: number, sourceId: SourceId): EntityRef => ({
  kind: GOROUTINE_KIND,
  id: String(goroutine),
  sourceId,
})

/** The table and filter an entity means; null where it is none of a trace. */
export function rowOfEntity(entity: EntityRef | null): TraceEntity | null {
  if (entity?.kind === GOROUTINE_KIND && /^\d+$/.test(entity.id))
    return { table: 'goroutines', filter: `goroutine=${entity.id}` }
  if (entity?.kind !== ROW_KIND) return null
  const [name = '', ...rest] = entity.id.split(' ')
  const table = TRACE_SHOWS.find((show) => show === name)
  return table && isListed(table) ? { table, filter: rest.join(' ') } : null
}
/** The key a table's row has where the entity is one of it. */
export function selectedKey(table: TraceListed, entity: EntityRef | null): string | null {
  const row = rowOfEntity(entity)
  return row?.table === table ? `${table} ${row.filter}` : null
}

/** How a stretch of the trace narrows a table: by when something began, or lasted; tables that are not here are of the whole trace. */
const NARROWED: Readonly<Partial<Record<TraceShow, readonly [from: string, to: string]>>> = {
  pauses: ['at', 'at'],
  gcCycles: ['at', 'at'],
  goroutines: ['last', 'first'],
  tasks: ['at', 'at'],
  logs: ['at', 'at'],
  spans: ['alloc', 'alloc'],
  spanCycles: ['at', 'at'],
  generations: ['at', 'at'],
}
export const isNarrowed = (table: TraceShow): boolean => NARROWED[table] !== undefined
export function rangeFilter(table: TraceShow, range: { fromNs: number; toNs: number } | null): string {
  const fields = NARROWED[table]
  if (!range || !fields) return ''
  return `${fields[0]}>=${range.fromNs}ns ${fields[1]}<=${range.toNs}ns`
}
export { allOf }
