// Where the time of tasks goes, over all of them: tasks by name below the tasks they belong to, and the regions of each as its stages.
import type { TableLeftOut } from '../../../../shared/contract/tables.ts'
import type { TraceStageRow } from '../../../../shared/contract/traceTables.ts'
import { OPEN_ENDS, RangeKind } from '../../../../shared/records/index.ts'
import { childrenOf, taskIndex } from './taskIndex.ts'
import type { TraceView } from './TraceView.ts'
import { exactDurations, ratio, tableOf } from './table.ts'
import type { TableSource } from './table.ts'

/**
 * Tasks that call themselves nest without end, and the path of each level is longer than the one above. A program that names tasks by
 * request would make a path of each. What is beyond is counted, in no stage.
 */
const LIMITS = { depth: 64, paths: 50_000 }

type LeftOut = { [Why in TableLeftOut['why']]: { tasks: number; regions: number } }

interface Stage {
  name: number
  isTask: boolean
  depth: number
  above: Stage | null
  below: Map<string, Stage>
  lengths: number[]
  maxNs: number
  maxBeginNs: number
  openCount: number
  openNs: number
  /** From the begin of the task it is in, added up. */
  afterNs: number
  afters: number
}

const stageOf = (name: number, isTask: boolean, above: Stage | null): Stage => ({
  name,
  isTask,
  depth: above === null ? 0 : above.depth + 1,
  above,
  below: new Map(),
  lengths: [],
  maxNs: -1,
  maxBeginNs: 0,
  openCount: 0,
  openNs: 0,
  afterNs: 0,
  afters: 0,
})

export function stageTable(view: TraceView, limits = LIMITS): TableSource<TraceStageRow> {
  const index = taskIndex(view)
  const { beginNs: begins, endNs: ends, name: names } = index.columns
  const top = new Map<string, Stage>()
  let stages = 0
  const leftOut: LeftOut = { depth: { tasks: 0, regions: 0 }, paths: { tasks: 0, regions: 0 } }
  /** Or why there is none. */
  const below = (of: Map<string, Stage>, name: number, isTask: boolean, above: Stage | null): Stage | keyof LeftOut => {
    const key = isTask ? `t${name}` : `r${name}`
    const known = of.get(key)
    if (known) return known
    if (above !== null && above.depth >= limits.depth) return 'depth'
    if (stages >= limits.paths) return 'paths'
    stages++
    const made = stageOf(name, isTask, above)
    of.set(key, made)
    return made
  }
  /** From a task to the tasks below it: without calls, as programs nest as deep as they like. */
  const stageOfTask: (Stage | keyof LeftOut)[] = []
  const waiting = [...index.roots].map((row): Waiting => [row, null, -1])
  while (waiting.length > 0) {
    const [row, above, aboveRow] = waiting.pop() as Waiting
    // What is below a task that is left out is left out for the same reason.
    const stage = typeof above === 'string' ? above : below(above?.below ?? top, names?.[row] ?? 0, true, above)
    stageOfTask[row] = stage
    for (const child of childrenOf(index, row)) waiting.push([child, stage, row])
    if (typeof stage === 'string') {
      leftOut[stage].tasks++
      continue
    }
    const [begin, end] = [begins?.[row] ?? Number.NaN, ends?.[row] ?? Number.NaN]
    take(view, stage, begin, end, Number.isNaN(begin + end))
    if (aboveRow >= 0) after(stage, begin - (begins?.[aboveRow] ?? Number.NaN))
  }
  if (index.rows > 0)
    view.eachBlock('ranges', ({ kind, value, string, begin, end, flags }, length) => {
      for (let at = 0; at < length; at++) {
        if (kind?.[at] !== RangeKind.region) continue
        const row = (index.rowOf[value?.[at] as number] ?? 0) - 1
        const task = row < 0 ? undefined : stageOfTask[row]
        if (task === undefined) continue
        const stage = typeof task === 'string' ? task : below(task.below, string?.[at] as number, false, task)
        if (typeof stage === 'string') {
          leftOut[stage].regions++
          continue
        }
        const [from, to] = [begin?.[at] as number, end?.[at] as number]
        take(view, stage, from, to, ((flags?.[at] ?? 0) & OPEN_ENDS) !== 0)
        after(stage, from - (begins?.[row] ?? Number.NaN))
      }
    })
  const rows: TraceStageRow[] = []
  give(view, top, '', rows)
  const counted = (['depth', 'paths'] as const).flatMap((why): TableLeftOut[] => {
    const { tasks, regions } = leftOut[why]
    return tasks + regions === 0 ? [] : [{ why, limit: limits[why], tasks, regions }]
  })
  return { ...tableOf(rows), ...(counted.length > 0 && { leftOut: counted }) }
}

/** A task, what is above it in the table (or why that is left out), and the row of the task above; −1: there is none. */
type Waiting = [row: number, above: Stage | keyof LeftOut | null, aboveRow: number]

function take(view: TraceView, stage: Stage, begin: number, end: number, isOpen: boolean): void {
  if (isOpen) {
    stage.openCount++
    stage.openNs += (Number.isNaN(end) ? view.endNs : end) - (Number.isNaN(begin) ? view.startNs : begin)
    return
  }
  stage.lengths.push(end - begin)
  if (end - begin <= stage.maxNs) return
  stage.maxNs = end - begin
  stage.maxBeginNs = begin
}

function after(stage: Stage, ns: number): void {
  if (Number.isNaN(ns)) return
  stage.afterNs += ns
  stage.afters++
}

const meanAfter = ({ afterNs, afters }: Stage): number => (afters > 0 ? afterNs / afters : Number.POSITIVE_INFINITY)
const sum = (of: readonly number[]): number => of.reduce((all, ns) => all + ns, 0)
const all = ({ lengths, openCount }: Stage): number => lengths.length + openCount

/** In the order in which they begin within their task, on average; tasks that are in none: the longest together first. */
function give(view: TraceView, stages: Map<string, Stage>, path: string, rows: TraceStageRow[]): void {
  const inOrder = [...stages.values()].sort((a, b) =>
    a.above === null ? sum(b.lengths) - sum(a.lengths) : meanAfter(a) - meanAfter(b),
  )
  for (const stage of inOrder) {
    const name = view.tables.strings[stage.name] ?? ''
    const own = path === '' ? name : `${path} › ${name}`
    const { above } = stage
    const durations = exactDurations(stage.lengths, stage.maxBeginNs, stage.openCount, stage.openNs)
    rows.push({
      ordinal: rows.length,
      path: own,
      name,
      kind: stage.isTask ? 'task' : 'region',
      depth: stage.depth,
      ...durations,
      perTask: above === null ? null : ratio(all(stage), all(above)),
      share: above === null ? null : ratio(durations.totalNs, sum(above.lengths)),
      afterNs: stage.afters > 0 && above !== null ? stage.afterNs / stage.afters : null,
    })
    give(view, stage.below, own, rows)
  }
}
