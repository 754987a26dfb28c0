// User tasks and logs of a trace, from blocks: as many as there are.
import type { TraceLogRow, TraceTaskKindRow, TraceTaskRow } from '../../../../shared/contract/traceTables.ts'
import type { TraceView } from './TraceView.ts'
import { orNull, ratio } from './table.ts'
import type { TableSource } from './table.ts'

export function taskTable(view: TraceView): TableSource<TraceTaskRow> {
  const { rows, columns } = view.traces.table(view.sourceId, 'tasks')
  const at = (name: string, row: number): number => columns[name]?.[row] ?? Number.NaN
  const row = (index: number): TraceTaskRow => ({
    task: at('task', index),
    id: view.taskId(at('task', index)),
    parent: at('parent', index),
    name: view.tables.strings[at('name', index)] ?? '',
    beginNs: orNull(at('beginNs', index)),
    endNs: orNull(at('endNs', index)),
    lengthNs: orNull(at('endNs', index) - at('beginNs', index)),
    goroutine: at('goroutine', index),
    endGoroutine: at('endGoroutine', index),
    place: view.place(at('stack', index)),
    stack: at('stack', index),
  })
  return {
    length: rows,
    row,
    value: (column) => (index) => row(index)[column as keyof TraceTaskRow],
  }
}

export function logTable(view: TraceView): TableSource<TraceLogRow> {
  const { rows, columns } = view.traces.table(view.sourceId, 'logs')
  const at = (name: string, row: number): number => columns[name]?.[row] ?? 0
  const row = (index: number): TraceLogRow => ({
    timeNs: at('timeNs', index),
    task: at('task', index),
    goroutine: at('goroutine', index),
    category: view.tables.strings[at('category', index)] ?? '',
    message: view.tables.strings[at('message', index)] ?? '',
    place: view.place(at('stack', index)),
    stack: at('stack', index),
  })
  return { length: rows, row, value: (column) => (index) => row(index)[column as keyof TraceLogRow] }
}

export function taskKindRows(view: TraceView): TraceTaskKindRow[] {
  const { rows, columns } = view.traces.table(view.sourceId, 'tasks')
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
    .map(([name, { lengths, maxBeginNs, openCount, openNs }]): TraceTaskKindRow => {
      const sorted = lengths.toSorted((a, b) => a - b)
      const at = (share: number): number | null => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
      const totalNs = sorted.reduce((sum, length) => sum + length, 0)
      return {
        name,
        count: sorted.length,
        totalNs,
        meanNs: ratio(totalNs, sorted.length),
        p50Ns: at(0.5),
        p90Ns: at(0.9),
        p99Ns: at(0.99),
        maxNs: sorted.at(-1) ?? null,
        maxBeginNs: sorted.length > 0 ? maxBeginNs : null,
        openCount,
        openNs,
      }
    })
    .sort((a, b) => b.totalNs - a.totalNs)
}
