// User tasks of a trace as a tree, for a terminal.
import type { TraceTaskNode } from '../../shared/contract/traceCalls.ts'
import { TRACE_FIELDS } from '../../shared/contract/traceTables.ts'
import type { TraceField } from '../../shared/contract/traceTables.ts'
import { cell } from '../engine/jobs/trace/table.ts'
import { listTaskTree, taskTops, taskTreePage } from '../engine/jobs/trace/taskTree.ts'
import type { TraceView } from '../engine/jobs/trace/TraceView.ts'
import { textOption, wholeOption } from './command.ts'
import type { OptionValues } from './command.ts'
import { printTable } from './printTable.ts'
import type { Terminal } from './terminal.ts'
import { sortKeys } from './traceColumns.ts'

const FIELDS: readonly TraceField[] = [
  { name: 'what', column: 'what', kind: 'text' },
  { name: 'at', column: 'beginNs', kind: 'quantity', unit: 'ns' },
  { name: 'length', column: 'lengthNs', kind: 'quantity', unit: 'ns' },
  { name: 'share', column: 'share', kind: 'quantity', unit: 'share' },
  { name: 'count', column: 'count', kind: 'quantity' },
  { name: 'max', column: 'maxNs', kind: 'quantity', unit: 'ns' },
  { name: 'goroutine', column: 'goroutineId', kind: 'text' },
  { name: 'place', column: 'place', kind: 'text' },
]

export function printTaskTree(terminal: Terminal, view: TraceView, values: OptionValues): void {
  const given = sortKeys(textOption(values, 'sort'), TRACE_FIELDS.tasks)
  const sort = given.length > 0 ? given : [{ column: 'lengthNs', descending: true }]
  const tops = taskTops(view, { sort, filter: textOption(values, 'filter') ?? '' })
  const offset = wholeOption(values, 'offset', 0)
  const shown = tops.subarray(offset, offset + wholeOption(values, 'limit', 20))
  const depth = wholeOption(values, 'depth', 1)
  const everything = { offset: 0, limit: Number.MAX_SAFE_INTEGER }
  /** Level by level: what came into sight is opened in turn. */
  let open: number[] = []
  let tree = taskTreePage(view, listTaskTree(view, shown, { open, whole: [], closed: [] }), everything)
  for (let level = 0; level < depth; level++) {
    open = tree.rows
      .filter(({ kind, children, regions }) => kind === 'task' && children + regions > 0)
      .map((row) => row.task)
    tree = taskTreePage(view, listTaskTree(view, shown, { open, whole: [], closed: [] }), everything)
  }
  if (terminal.isJson) {
    terminal.json({ ...tree, tops: tops.length })
    return
  }
  const what = ({ kind, id, name, depth: level }: TraceTaskNode): string =>
    `${'  '.repeat(level)}${kind === 'task' ? `${id} ${name}` : kind === 'stage' ? `· ${name}` : '· none of these'}`
  const rows = tree.rows.map((row): Record<string, unknown> => ({ ...row, what: what(row) }))
  printTable(terminal, FIELDS, rows.length, (row, column) => cell(rows[row]?.[column]))
  terminal.note(`${shown.length} of ${tops.length} tasks, ${tree.all} with those below others`)
  if (tree.isCut) terminal.note('more is open than is shown')
}
