// User tasks and logs of a trace, from blocks: as many as there are.
import type { TraceLogRow, TraceTaskKindRow, TraceTaskRow } from '../../../../shared/contract/traceTables.ts'
import type { TraceView } from './TraceView.ts'
import { columnsTable, exactDurations, orNull } from './table.ts'
import type { TableSource } from './table.ts'

export function taskTable(view: TraceView): TableSource<TraceTaskRow> {
  const { rows, columns } = view.table('tasks')
  const at = (name: string, row: number): number => columns[name]?.[row] ?? Number.NaN
  const read: { readonly [Column in keyof TraceTaskRow]: (row: number) => TraceTaskRow[Column] } = {
    task: (row) => at('task', row),
    id: (row) => view.taskId(at('task', row)),
    parent: (row) => at('parent', row),
    parentId: (row) => view.taskId(at('parent', row)),
    name: (row) => view.tables.strings[at('name', row)] ?? '',
    beginNs: (row) => orNull(at('beginNs', row)),
    endNs: (row) => orNull(at('endNs', row)),
    lengthNs: (row) => orNull(at('endNs', row) - at('beginNs', row)),
    goroutine: (row) => at('goroutine', row),
    goroutineId: (row) => view.goroutineId(at('goroutine', row)),
    endGoroutine: (row) => at('endGoroutine', row),
    place: (row) => view.place(at('stack', row)),
    stack: (row) => at('stack', row),
  }
  return columnsTable(rows, read)
}

export function logTable(view: TraceView): TableSource<TraceLogRow> {
  const { rows, columns } = view.table('logs')
  const at = (name: string, row: number): number => columns[name]?.[row] ?? 0
  return columnsTable(rows, {
    timeNs: (row) => at('timeNs', row),
    task: (row) => at('task', row),
    taskId: (row) => view.taskId(at('task', row)),
    goroutine: (row) => at('goroutine', row),
    goroutineId: (row) => view.goroutineId(at('goroutine', row)),
    category: (row) => view.tables.strings[at('category', row)] ?? '',
    message: (row) => view.tables.strings[at('message', row)] ?? '',
    place: (row) => view.place(at('stack', row)),
    stack: (row) => at('stack', row),
  })
}

export function taskKindRows(view: TraceView): TraceTaskKindRow[] {
  const { rows, columns } = view.table('tasks')
  const kinds = new Map<
    string,
    { lengths: number[]; maxNs: number; maxBeginNs: number; openCount: number; openNs: number }
  >()
  for (let row = 0; row < rows; row++) {
    const name = view.tables.strings[columns['name']?.[row] ?? 0] ?? ''
    const [begin, end] = [columns['beginNs']?.[row] ?? Number.NaN, columns['endNs']?.[row] ?? Number.NaN]
    let kind = kinds.get(name)
    if (kind === undefined) kinds.set(name, (kind = { lengths: [], maxNs: -1, maxBeginNs: 0, openCount: 0, openNs: 0 }))
    if (Number.isNaN(begin + end)) {
      kind.openCount++
      kind.openNs += (orNull(end) ?? view.endNs) - (orNull(begin) ?? view.startNs)
      continue
    }
    if (end - begin > kind.maxNs) {
      kind.maxNs = end - begin
      kind.maxBeginNs = begin
    }
    kind.lengths.push(end - begin)
  }
  return [...kinds]
    .map(([name, { lengths, maxBeginNs, openCount, openNs }]): TraceTaskKindRow => ({
      name,
      ...exactDurations(lengths, maxBeginNs, openCount, openNs),
    }))
    .sort((a, b) => b.totalNs - a.totalNs)
}
