// One user task: its parent and children, the regions that are its stages, its logs, who took part.
import type { TraceTaskDetail, TraceTaskStage } from '../../../../shared/contract/traceCalls.ts'
import type { TraceTaskRow } from '../../../../shared/contract/traceTables.ts'
import { RangeKind } from '../../../../shared/records/index.ts'
import type { TraceView } from './TraceView.ts'
import { traceTable } from './tables.ts'

const MAX_CHILDREN = 10_000

export function taskDetail(view: TraceView, task: number): TraceTaskDetail | null {
  const tasks = traceTable(view, 'tasks')
  const [slotAt, parentAt] = [tasks.value('task'), tasks.value('parent')]
  let row: TraceTaskRow | null = null
  const children: TraceTaskRow[] = []
  for (let index = 0; index < tasks.length; index++) {
    if (slotAt(index) === task) row = tasks.row(index)
    else if (parentAt(index) === task && children.length < MAX_CHILDREN) children.push(tasks.row(index))
  }
  if (row === null) return null
  let parent: TraceTaskRow | null = null
  for (let index = 0; index < tasks.length && parent === null && row.parent !== 0; index++)
    if (slotAt(index) === row.parent) parent = tasks.row(index)

  const goroutines = new Set([row.goroutine, row.endGoroutine].filter((slot) => slot !== 0))
  const { stages, spans } = stagesOf(view, task, goroutines)
  const logs = traceTable(view, 'logs')
  const taskAt = logs.value('task')
  const ofTask = Array.from({ length: logs.length }, (_, index) => index).filter((index) => taskAt(index) === task)
  const found = ofTask.map((index) => logs.row(index))
  for (const { goroutine } of found) goroutines.add(goroutine)
  const { beginNs, endNs } = row
  return {
    row,
    parent,
    children: children.sort((a, b) => (a.beginNs ?? 0) - (b.beginNs ?? 0)),
    stages,
    uncoveredNs: beginNs === null || endNs === null ? null : endNs - beginNs - covered(spans, beginNs, endNs),
    logs: found,
    goroutines: [...goroutines].map((goroutine) => ({
      goroutine,
      id: view.goroutineId(goroutine),
      name: view.goroutineName(goroutine),
    })),
  }
}

function stagesOf(view: TraceView, task: number, goroutines: Set<number>) {
  const stages = new Map<string, TraceTaskStage & { firstNs: number; of: Set<number> }>()
  const spans: [from: number, to: number][] = []
  view.eachBlock('ranges', ({ kind, value, goroutine, string, begin, end }, rows) => {
    for (let row = 0; row < rows; row++) {
      if (kind?.[row] !== RangeKind.region || value?.[row] !== task) continue
      const name = view.tables.strings[string?.[row] ?? 0] ?? ''
      const [from, to] = [begin?.[row] as number, end?.[row] as number]
      const slot = goroutine?.[row] as number
      spans.push([from, to])
      goroutines.add(slot)
      let stage = stages.get(name)
      if (stage === undefined) {
        const none = { count: 0, totalNs: 0, minNs: Number.POSITIVE_INFINITY, maxNs: 0, goroutines: 0 }
        stage = { name, ...none, firstNs: from, of: new Set() }
        stages.set(name, stage)
      }
      stage.count++
      stage.totalNs += to - from
      stage.minNs = Math.min(stage.minNs, to - from)
      stage.maxNs = Math.max(stage.maxNs, to - from)
      stage.firstNs = Math.min(stage.firstNs, from)
      stage.of.add(slot)
    }
  })
  return {
    stages: [...stages.values()]
      .sort((a, b) => a.firstNs - b.firstNs)
      .map(({ firstNs: _, of, ...stage }): TraceTaskStage => ({ ...stage, goroutines: of.size })),
    spans,
  }
}

/** Length of the union of spans within a range. */
function covered(spans: readonly [number, number][], from: number, to: number): number {
  let sum = 0
  let until = from
  for (const [begin, end] of [...spans].sort(([a], [b]) => a - b)) {
    const start = Math.max(until, begin)
    const stop = Math.min(to, end)
    if (stop > start) sum += stop - start
    until = Math.max(until, stop)
  }
  return sum
}
