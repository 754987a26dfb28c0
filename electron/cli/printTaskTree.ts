// User tasks of a trace as a tree, for a terminal.
import { counted } from '../../shared/lib/counted.ts'
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
  const listing = listTaskTree(view, shown, { open: [], whole: [], closed: [], levels: depth })
  const tree = taskTreePage(view, listing, { offset: 0, limit: Number.MAX_SAFE_INTEGER })
  if (terminal.isJson) {
    terminal.json({ ...tree, tops: tops.length })
    return
  }
  const what = ({ kind, id, name, depth: level }: TraceTaskNode): string =>
    `${indent(level)}${kind === 'task' ? `${id} ${name}` : kind === 'stage' ? `· ${name}` : '· none of these'}`
  const rows = tree.rows.map((row): Record<string, unknown> => ({ ...row, what: what(row) }))
  printTable(terminal, FIELDS, rows.length, (row, column) => cell(rows[row]?.[column]))
  terminal.note(`${shown.length} of ${tops.length} tasks, ${tree.all} with those below others`)
  if (tree.isCut)
    terminal.note(
      tree.leftOut > 0
        ? `more is open than is shown: ${counted(tree.leftOut, 'task', 'tasks')} and what is in them left out`
        : 'more is open than is shown',
    )
}

/** Deeper levels are told by their number: a line of each would be as long as it is deep. */
const INDENTED = 40
const indent = (level: number): string =>
  level <= INDENTED ? '  '.repeat(level) : `${'  '.repeat(INDENTED)}[${level}] `
