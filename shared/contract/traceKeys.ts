// How a row of a trace's table is found again: by the filter that only it passes. Links of findings, notes and the window use it.
import { fieldNamed } from '../filter/filterField.ts'
import { allOf, filterTerm } from '../filter/writeFilter.ts'
import type { EntityRef, SourceId } from '../records/index.ts'
import { TRACE_FIELDS, TRACE_RANKING_FIELDS, type TraceField, type TraceTableName } from './traceTables.ts'

/** Tables of a trace, and the traces themselves by their figures. */
export type TraceListed = TraceTableName | 'ranking'
/** What the window selects of a trace: a row of a table, or a goroutine, of which more than one table speaks. */
export const TRACE_ROW = 'traceRow'
export const TRACE_GOROUTINE = 'traceGoroutine'

export const traceFieldsOf = (table: TraceListed): readonly TraceField[] =>
  table === 'ranking' ? TRACE_RANKING_FIELDS : TRACE_FIELDS[table]

/** Fields that together tell a row from all others of its table. */
const KEYS: Readonly<Record<TraceListed, string>> = {
  generations: 'ordinal',
  pauses: 'at',
  gcCycles: 'gc at markterm',
  ranges: 'kind name stack',
  groups: 'name file',
  goroutines: 'goroutine',
  waits: 'reason stack',
  wakers: 'reason stack waker count total',
  syscalls: 'stack',
  scheduling: 'from first reason stack count total',
  procs: 'proc',
  taskKinds: 'name',
  stages: 'path kind',
  tasks: 'task',
  regions: 'name',
  regionSites: 'name stack',
  logs: 'at goroutine message',
  spanClasses: 'class slot',
  spanCycles: 'cycle class',
  spans: 'page alloc',
  objects: 'type site allocated existing total',
  ranking: 'path',
}

/** A value of a row; of nested records by its path. */
export function traceValue(row: object, column: string): unknown {
  if (!column.includes('.')) return (row as Record<string, unknown>)[column]
  return column.split('.').reduce<unknown>((of, part) => (of as Record<string, unknown> | null)?.[part], row)
}

/** A field and its value as typed; null where it cannot be said. */
function termOf(field: TraceField, value: unknown): string | null {
  if (field.kind === 'quantity') {
    if (typeof value !== 'number') return null
    const unit = field.unit === 'ns' ? 'ns' : field.unit === 'bytes' ? 'B' : ''
    return `${field.name}=${value}${unit}`
  }
  const text = typeof value === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'string' ? value : ''
  // Quotes cannot be written in a filter; the other fields tell such a row.
  return text.includes('"') ? null : filterTerm(field.name, '=', [text])
}

/** The filter that finds a row in its table. */
export function traceRowFilter(table: TraceListed, row: object): string {
  const fields = traceFieldsOf(table)
  return allOf(
    KEYS[table].split(' ').flatMap((name) => {
      const field = fieldNamed(fields, name) as TraceField | undefined
      return (field && termOf(field, traceValue(row, field.column))) ?? []
    }),
  )
}

/** A row as the selection names it. */
export function traceEntity(table: TraceListed, row: object, sourceId: SourceId): EntityRef {
  if (table === 'goroutines') return { kind: TRACE_GOROUTINE, id: String(traceValue(row, 'goroutine')), sourceId }
  return { kind: TRACE_ROW, id: `${table} ${traceRowFilter(table, row)}`, sourceId }
}
