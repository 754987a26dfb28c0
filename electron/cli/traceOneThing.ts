// Questions of `heapcase trace` about one goroutine, one task, one stretch of time.
import type { UtilizationScope } from '../../shared/contract/traceCalls.ts'
import type { TraceField } from '../../shared/contract/traceTables.ts'
import { runOut } from '../../shared/lib/runOut.ts'
import { formatDuration, formatShare } from '../../shared/units/format.ts'
import { parseQuantity } from '../../shared/units/parse.ts'
import { goroutineDetail, intervalPage } from '../engine/jobs/trace/goroutineDetail.ts'
import { tracePath } from '../engine/jobs/trace/path.ts'
import { cell } from '../engine/jobs/trace/table.ts'
import { taskDetail } from '../engine/jobs/trace/taskDetail.ts'
import type { TraceView } from '../engine/jobs/trace/TraceView.ts'
import { traceUtilization } from '../engine/jobs/trace/utilization.ts'
import { EXIT, CommandError, UsageError, textOption, wholeOption } from './command.ts'
import type { OptionValues } from './command.ts'
import { printTable } from './printTable.ts'
import type { Terminal } from './terminal.ts'

interface Asked {
  terminal: Terminal
  view: TraceView
  values: OptionValues
  id: string | null
}

export const ONE_THING: Readonly<Record<string, (asked: Asked) => void>> = {
  goroutine,
  intervals,
  path,
  'critical-path': path,
  task,
  utilization,
  mmu: utilization,
}

const text = (name: string, column = name): TraceField => ({ name, column, kind: 'text' })
const ns = (name: string, column = `${name}Ns`): TraceField => ({ name, column, kind: 'quantity', unit: 'ns' })
const count = (name: string, column = name): TraceField => ({ name, column, kind: 'quantity' })
const share = (name: string): TraceField => ({ name, column: name, kind: 'quantity', unit: 'share' })

function print<Row extends object>(
  terminal: Terminal,
  title: string,
  fields: readonly TraceField[],
  rows: readonly Row[],
): void {
  if (rows.length === 0) return
  terminal.print()
  terminal.print(terminal.style(title, 'bold'))
  printTable(terminal, fields, rows.length, (row, column) =>
    cell((rows[row] as unknown as Record<string, unknown>)[column]),
  )
}

/** Goroutines are named as the runtime does. */
function slotOf(view: TraceView, id: string | null): number {
  if (id === null) throw new UsageError('name the goroutine by its number')
  const slot = view.slotOfId(id)
  if (slot > 0) return slot
  throw new CommandError(EXIT.notTaken, { code: 'trace/no-goroutine', message: `The trace has no goroutine ${id}.` })
}

function instant(values: OptionValues, name: 'from' | 'to' | 'window', otherwise: number): number {
  const typed = textOption(values, name)
  if (typed === null) return otherwise
  const parsed = parseQuantity(typed, 'ns')
  if (parsed.ok) return parsed.value
  throw new UsageError(`--${name} takes a time such as 12.5ms`)
}

function rangeOf({ values, view }: Asked): { fromNs: number; toNs: number } {
  return { fromNs: instant(values, 'from', view.startNs), toNs: instant(values, 'to', view.endNs) }
}

function goroutine({ terminal, view, id }: Asked): void {
  const detail = runOut(goroutineDetail(view, slotOf(view, id)))
  if (detail === null) throw new UsageError(`the trace tells nothing of goroutine ${id ?? ''}`)
  if (terminal.isJson) {
    terminal.json(detail)
    return
  }
  const { row, lives, scheduling } = detail
  const howOften = lives > 1 ? `  in ${lives} lives` : ''
  terminal.print(terminal.style(`goroutine ${row.id}  ${row.name}${howOften}`, 'bold'))
  terminal.print(
    `running ${formatDuration(row.runningNs)} · waiting for a proc ${formatDuration(row.runnableNs)} · waiting ${formatDuration(row.waitingNs)} · in syscalls ${formatDuration(row.syscallNs)}`,
  )
  const { stwNs, gcNs, fullNs, otherNs } = scheduling
  terminal.print(
    `of the waits for a proc: world stopped ${formatDuration(stwNs)}, procs busy with the GC ${formatDuration(gcNs)}, procs busy ${formatDuration(fullNs)}, other ${formatDuration(otherNs)}`,
  )
  const waits = [text('reason'), count('count'), ns('total'), ns('max'), ns('open'), text('place')]
  const peers = [text('id'), text('name'), count('count'), ns('total'), text('place')]
  print(terminal, 'waits', waits, detail.waits)
  print(terminal, 'syscalls', waits.slice(1), detail.syscalls)
  print(terminal, 'ended by', peers, detail.wokenBy)
  print(terminal, 'ended the waits of', peers, detail.wakes)
  print(terminal, 'regions', [text('name'), count('count'), ns('total'), ns('max')], detail.regions)
  print(terminal, 'procs', [count('number'), count('runs'), ns('running')], detail.procs)
}

function intervals(asked: Asked): void {
  const { terminal, view, values } = asked
  const limit = wholeOption(values, 'limit', 100)
  const offset = wholeOption(values, 'offset', 0)
  const page = runOut(intervalPage(view, slotOf(view, asked.id), rangeOf(asked), { offset, limit }))
  if (terminal.isJson) terminal.json(page)
  else
    print(
      terminal,
      `${page.total} states`,
      [
        ns('at', 'startNs'),
        ns('length'),
        text('state'),
        text('reason'),
        text('place'),
        text('wakerid', 'wakerId'),
        text('waker', 'wakerName'),
      ],
      page.rows,
    )
}

function path(asked: Asked): void {
  const { terminal, view, id } = asked
  const { fromNs, toNs } = rangeOf(asked)
  const found = runOut(tracePath(view, slotOf(view, id), fromNs, toNs))
  if (terminal.isJson) {
    terminal.json(found)
    return
  }
  print(
    terminal,
    'what it went to',
    [ns('total'), count('steps'), text('state'), text('reason'), text('name')],
    found.summary,
  )
  const limit = wholeOption(asked.values, 'limit', 50)
  const steps = found.steps.map((step) => ({ ...step, lengthNs: step.toNs - step.fromNs }))
  print(
    terminal,
    'steps',
    [
      ns('at', 'fromNs'),
      ns('length'),
      count('depth'),
      text('id'),
      text('name'),
      text('state'),
      text('reason'),
      text('place'),
    ],
    steps.slice(0, limit),
  )
  if (found.total > limit) terminal.note(`${limit} of ${found.total} steps`)
  if (found.cutNs !== null) terminal.note(`cut at ${formatDuration(found.cutNs)}: more steps than are kept`)
  if (found.unfollowed > 0) terminal.note(`${found.unfollowed} waits are not followed any deeper`)
}

function task({ terminal, view, id }: Asked): void {
  if (id === null) throw new UsageError('name the task by its number')
  const detail = taskDetail(view, view.slotOfTask(id))
  if (detail === null)
    throw new CommandError(EXIT.notTaken, { code: 'trace/no-task', message: `The trace has no task ${id}.` })
  if (terminal.isJson) {
    terminal.json(detail)
    return
  }
  const { row, uncoveredNs } = detail
  const length = row.lengthNs === null ? 'not ended in the trace' : formatDuration(row.lengthNs)
  terminal.print(terminal.style(`task ${row.id}  ${row.name}  ${length}`, 'bold'))
  if (uncoveredNs !== null) terminal.print(`in no region: ${formatDuration(uncoveredNs)}`)
  print(terminal, 'stages', [text('name'), count('count'), ns('total'), ns('min'), ns('max')], detail.stages)
  print(terminal, 'children', [text('id'), text('name'), ns('at', 'beginNs'), ns('length')], detail.children)
  print(terminal, 'logs', [ns('at', 'timeNs'), text('category'), text('message')], detail.logs)
  const { childCount, logCount, children, logs } = detail
  if (childCount > children.length) terminal.note(`${children.length} of ${childCount} tasks below it`)
  if (logCount > logs.length) terminal.note(`${logs.length} of ${logCount} logs`)
}

function utilization({ terminal, view, values, id }: Asked): void {
  const scope: UtilizationScope =
    id === null
      ? { kind: 'system' }
      : id === 'proc'
        ? { kind: 'proc' }
        : { kind: 'goroutine', goroutine: slotOf(view, id) }
  const found = traceUtilization(view, scope, { windowNs: instant(values, 'window', 10e6) })
  if (terminal.isJson) {
    terminal.json(found)
    return
  }
  terminal.print(`mean ${found.mean === null ? '–' : formatShare(found.mean)}`)
  print(terminal, 'least share in any window', [ns('window'), share('share')], found.curve)
  print(terminal, 'worst windows', [ns('from'), ns('to'), share('share')], found.worst)
}
