import { expect, it } from 'vitest'
import { TaskCollector } from '../../../../electron/engine/analysis/trace/Tasks.ts'
import { emptyTraceEventColumns, TraceKind } from '../../../../shared/records/index.ts'
import type { TraceTask } from '../../../../shared/records/index.ts'

it('a task that is ended twice ends where it did first', () => {
  const rows: [kind: number, task: number, timeNs: number][] = [
    [TraceKind.TaskBegin, 2, 10],
    [TraceKind.TaskBegin, 9000, 20],
    [TraceKind.TaskEnd, 2, 30],
    [TraceKind.TaskEnd, 9000, 40],
    [TraceKind.TaskEnd, 2, 50],
    // Began before the trace.
    [TraceKind.TaskEnd, 3, 60],
    [TraceKind.TaskEnd, 9000, 70],
    [TraceKind.TaskBegin, 4, 80],
  ]
  const chunk = emptyTraceEventColumns(rows.length)
  rows.forEach(([kind, task, timeNs], row) => {
    chunk.kind[row] = kind
    chunk.subject[row] = task
    chunk.time[row] = timeNs
  })
  chunk.length = rows.length
  const given: TraceTask[] = []
  const tasks = new TaskCollector({ task: (task) => given.push(task), log: () => undefined })
  for (let row = 0; row < rows.length; row++) tasks.event(chunk, row)
  tasks.finish()
  expect(given.map(({ task, beginNs, endNs }) => [task, beginNs, endNs])).toEqual([
    [2, 10, 30],
    [9000, 20, 40],
    [3, Number.NaN, 60],
    [4, 80, Number.NaN],
  ])
})
