// One user task: its parent and children, the regions that are its stages, its logs, who took part.
import type { TraceTaskDetail } from '../../../../shared/contract/traceCalls.ts'
import { childrenOf, covered, stagesOfTask, taskIndex } from './taskIndex.ts'
import type { TraceView } from './TraceView.ts'
import { traceTable } from './tables.ts'

/** Children and logs that are given out: the first ones. The tables have all. */
const MAX_ROWS = 10_000

export function taskDetail(view: TraceView, task: number): TraceTaskDetail | null {
  const index = taskIndex(view)
  const tasks = traceTable(view, 'tasks')
  const at = (index.rowOf[task] ?? 0) - 1
  if (at < 0) return null
  const row = tasks.row(at)
  const above = (index.parentOf[at] as number) - 1
  const below = childrenOf(index, at)

  const { stages, spans, goroutines: inRegions } = stagesOfTask(view, at)
  const goroutines = new Set([row.goroutine, row.endGoroutine, ...inRegions].filter((slot) => slot !== 0))
  const logs = traceTable(view, 'logs')
  const ofLogs = logsByTask(view).get(task) ?? []
  const goroutineOf = logs.value('goroutine')
  for (const log of ofLogs) goroutines.add(goroutineOf(log) as number)
  const { beginNs, endNs } = row
  return {
    row,
    parent: above < 0 ? null : tasks.row(above),
    children: Array.from(below.subarray(0, MAX_ROWS), (child) => tasks.row(child)),
    childCount: below.length,
    stages: stages.map(({ firstNs: _, ...stage }) => stage),
    uncoveredNs: beginNs === null || endNs === null ? null : endNs - beginNs - covered(spans, beginNs, endNs),
    logs: ofLogs.slice(0, MAX_ROWS).map((log) => logs.row(log)),
    logCount: ofLogs.length,
    goroutines: [...goroutines].map((goroutine) => ({
      goroutine,
      id: view.goroutineId(goroutine),
      name: view.goroutineName(goroutine),
    })),
  }
}

/** Rows of logs by the task they are of, in the order of time. */
const logsByTask = (view: TraceView): Map<number, number[]> =>
  view.keep('logsByTask', () => {
    const logs = new Map<number, number[]>()
    const table = traceTable(view, 'logs')
    const taskAt = table.value('task')
    for (let row = 0; row < table.length; row++) {
      const task = taskAt(row) as number
      const known = logs.get(task)
      if (known) known.push(row)
      else logs.set(task, [row])
    }
    return logs
  })
