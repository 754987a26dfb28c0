// Where the time of tasks goes, over all of them: tasks by name below the tasks they belong to, and the regions of each as its stages.
import type { TableLeftOut } from '../../../../shared/contract/tables.ts'
import type { TraceStageRow } from '../../../../shared/contract/traceTables.ts'
import { OPEN_ENDS, RangeKind } from '../../../../shared/records/index.ts'
import { taskIndex } from './taskIndex.ts'
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
  /** By `keyOf`. */
  below: Map<number, Stage>
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
  const top = new Map<number, Stage>()
  let stages = 0
  const leftOut: LeftOut = { depth: { tasks: 0, regions: 0 }, paths: { tasks: 0, regions: 0 } }
  /** Or why there is none. */
  const below = (of: Map<number, Stage>, name: number, isTask: boolean, above: Stage | null): Stage | keyof LeftOut => {
    const key = keyOf(name, isTask)
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
  const stageOfTask: (Stage | keyof LeftOut | undefined)[] = Array.from({ length: index.rows })
  const { parentOf, child, childStart } = index
  // Each task waits once.
  const waiting = new Uint32Array(index.rows)
  waiting.set(index.roots)
  let count = index.roots.length
  while (count > 0) {
    const row = waiting[--count] as number
    const aboveRow = (parentOf[row] as number) - 1
    const above = aboveRow < 0 ? null : (stageOfTask[aboveRow] as Stage | keyof LeftOut)
    // What is below a task that is left out is left out for the same reason.
    const stage = typeof above === 'string' ? above : below(above?.below ?? top, names?.[row] ?? 0, true, above)
    stageOfTask[row] = stage
    const next = childStart[row + 1] as number
    for (let at = childStart[row] as number; at < next; at++) waiting[count++] = child[at] as number
    if (typeof stage === 'string') {
      leftOut[stage].tasks++
      continue
    }
    const [begin, end] = [begins?.[row] ?? Number.NaN, ends?.[row] ?? Number.NaN]
    take(view, stage, begin, end, Number.isNaN(begin + end))
    if (aboveRow >= 0) after(stage, begin - (begins?.[aboveRow] ?? Number.NaN))
  }
  for (const { columns, rows } of index.rows > 0 ? view.scan('ranges', RANGE_COLUMNS) : []) {
    const { kind, value, string, begin, end, flags } = columns
    for (let at = 0; at < rows; at++) {
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
  }
  const rows: TraceStageRow[] = []
  give(view, top, { path: '', totalNs: 0 }, rows)
  const counted = (['depth', 'paths'] as const).flatMap((why): TableLeftOut[] => {
    const { tasks, regions } = leftOut[why]
    return tasks + regions === 0 ? [] : [{ why, limit: limits[why], tasks, regions }]
  })
  return { ...tableOf(rows), ...(counted.length > 0 && { leftOut: counted }) }
}

const RANGE_COLUMNS = ['kind', 'value', 'string', 'begin', 'end', 'flags']
/** A task and a region may have the same name. */
const keyOf = (name: number, isTask: boolean): number => name * 2 + Number(isTask)

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
function sum(of: readonly number[]): number {
  let all = 0
  for (const ns of of) all += ns
  return all
}
const all = ({ lengths, openCount }: Stage): number => lengths.length + openCount

/** In the order in which they begin within their task, on average; tasks that are in none: the longest together first. */
function give(
  view: TraceView,
  stages: Map<number, Stage>,
  within: { path: string; totalNs: number },
  rows: TraceStageRow[],
): void {
  const inOrder = [...stages.values()]
    .map((stage) => ({ stage, totalNs: sum(stage.lengths) }))
    .sort((a, b) => (a.stage.above === null ? b.totalNs - a.totalNs : meanAfter(a.stage) - meanAfter(b.stage)))
  for (const { stage, totalNs } of inOrder) {
    const name = view.tables.strings[stage.name] ?? ''
    const path = within.path === '' ? name : `${within.path} › ${name}`
    const { above } = stage
    const durations = exactDurations(stage.lengths, stage.maxBeginNs, stage.openCount, stage.openNs)
    rows.push({
      ordinal: rows.length,
      path,
      name,
      kind: stage.isTask ? 'task' : 'region',
      depth: stage.depth,
      ...durations,
      perTask: above === null ? null : ratio(all(stage), all(above)),
      share: above === null ? null : ratio(durations.totalNs, within.totalNs),
      afterNs: stage.afters > 0 && above !== null ? stage.afterNs / stage.afters : null,
    })
    give(view, stage.below, { path, totalNs }, rows)
  }
}
