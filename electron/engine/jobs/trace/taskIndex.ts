// Which tasks lie below which, and where the regions of each are: made once per trace, so that opening a task reads no more than its own.
import type { TraceTaskStage } from '../../../../shared/contract/traceCalls.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'
import { RangeKind } from '../../../../shared/records/index.ts'
import { sortPlaces } from '../../analysis/index.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceView } from './TraceView.ts'

/** The task that stands for none: what is in no task of the program's. */
export const BACKGROUND_TASK = 1

export interface TaskIndex {
  rows: number
  columns: Partial<BlockColumns>
  /** Row + 1 by slot; 0: the trace tells nothing of it. */
  rowOf: Uint32Array
  /** Row + 1 of the task above; 0: none is known. */
  parentOf: Uint32Array
  /** Rows of the tasks right below row r, in the order of their begins: `child[childStart[r] … childStart[r + 1]]`. */
  childStart: Uint32Array
  child: Uint32Array
  /** Tasks that are below none, in the order of their begins. */
  roots: Uint32Array
  /** How many regions a task has, and the blocks of ranges these are in: from, to (excluded). */
  regions: Uint32Array
  firstBlock: Uint32Array
  lastBlock: Uint32Array
}

export const taskIndex = (view: TraceView): TaskIndex => view.keep('taskIndex', () => runOut(indexOf(view)))

/** The same, made in steps. */
export const readTaskIndex = (view: TraceView): Generator<void, TaskIndex> =>
  view.keepInSteps('taskIndex', () => indexOf(view))

/** Rows of the tasks right below one. */
export const childrenOf = ({ child, childStart }: TaskIndex, row: number): Uint32Array =>
  child.subarray(childStart[row], childStart[row + 1])

function* indexOf(view: TraceView): Generator<void, TaskIndex> {
  const { rows, columns } = view.table('tasks')
  yield
  const slots = columns['task'] ?? new Uint32Array(0)
  const rowOf = new Uint32Array(view.tables.tasks.length + 2)
  for (let row = 0; row < rows; row++) rowOf[slots[row] as number] = row + 1
  const parentOf = parentsOf(columns['parent'] ?? new Uint32Array(0), rowOf, rows)
  yield
  const inOrder = byBegin(columns['beginNs'] ?? new Float64Array(0), rows)
  yield

  const childStart = new Uint32Array(rows + 1)
  let count = 0
  for (let row = 0; row < rows; row++) {
    const above = parentOf[row] as number
    if (above === 0) count++
    else childStart[above]!++
  }
  for (let row = 0; row < rows; row++) childStart[row + 1]! += childStart[row] as number
  const child = new Uint32Array(rows - count)
  const roots = new Uint32Array(count)
  const next = childStart.slice()
  let root = 0
  for (const row of inOrder) {
    const above = parentOf[row] as number
    if (above === 0) roots[root++] = row
    else child[next[above - 1]!++] = row
  }
  return { rows, columns, rowOf, parentOf, childStart, child, roots, ...(yield* regionPlaces(view, rowOf, rows)) }
}

/** A damaged trace may name tasks in a circle: it is cut where it closes. */
function parentsOf(parents: ArrayLike<number>, rowOf: Uint32Array, rows: number): Uint32Array {
  const parentOf = new Uint32Array(rows)
  for (let row = 0; row < rows; row++)
    parentOf[row] = (parents[row] as number) > BACKGROUND_TASK ? (rowOf[parents[row] as number] ?? 0) : 0
  /** The walk that came by first. */
  const seen = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) {
    let at = row
    while (seen[at] === 0) {
      seen[at] = row + 1
      const above = parentOf[at] as number
      if (above === 0) break
      if (seen[above - 1] === row + 1) parentOf[at] = 0
      else at = above - 1
    }
  }
  return parentOf
}

/** Those that began before the trace come first. */
function byBegin(begin: ArrayLike<number>, rows: number): Uint32Array {
  const keys = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const at = begin[row] as number
    keys[row] = Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at
  }
  const order = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) order[row] = row
  sortPlaces(order, keys)
  return order
}

function* regionPlaces(
  view: TraceView,
  rowOf: Uint32Array,
  rows: number,
): Generator<void, Pick<TaskIndex, 'regions' | 'firstBlock' | 'lastBlock'>> {
  const regions = new Uint32Array(rows)
  const [firstBlock, lastBlock] = [new Uint32Array(rows), new Uint32Array(rows)]
  let block = 0
  if (rows === 0) return { regions, firstBlock, lastBlock }
  for (const { columns, rows: length } of view.scan('ranges', ['kind', 'value'])) {
    const { kind, value } = columns
    for (let at = 0; at < length; at++) {
      if (kind?.[at] !== RangeKind.region) continue
      const row = (rowOf[value?.[at] as number] ?? 0) - 1
      if (row < 0) continue
      if (regions[row]!++ === 0) firstBlock[row] = block
      lastBlock[row] = block + 1
    }
    block++
    yield
  }
  return { regions, firstBlock, lastBlock }
}

/** Stages of a task: its regions by name, with when the first of a name began. */
export interface TaskStages {
  stages: (TraceTaskStage & { firstNs: number })[]
  /** Each region, from and to. */
  spans: [from: number, to: number][]
  /** Slots of who was in them. */
  goroutines: Set<number>
}

export function stagesOfTask(view: TraceView, row: number): TaskStages {
  const index = taskIndex(view)
  const slot = index.columns['task']?.[row]
  const stages = new Map<number, TraceTaskStage & { firstNs: number; of: Set<number> }>()
  const found: TaskStages = { stages: [], spans: [], goroutines: new Set() }
  if ((index.regions[row] ?? 0) === 0) return found
  const blocks = view.keep('rangeBlocks', () => view.traces.blocks(view.sourceId, 'ranges'))
  for (const ref of blocks.slice(index.firstBlock[row], index.lastBlock[row])) {
    const { kind, value, goroutine, string, begin, end } = view.block(ref)
    for (let at = 0; at < ref.rows; at++) {
      if (value?.[at] !== slot || kind?.[at] !== RangeKind.region) continue
      const name = string?.[at] as number
      const [from, to, who] = [begin?.[at] as number, end?.[at] as number, goroutine?.[at] as number]
      found.spans.push([from, to])
      found.goroutines.add(who)
      let stage = stages.get(name)
      if (stage === undefined) {
        const none = { count: 0, totalNs: 0, minNs: Number.POSITIVE_INFINITY, maxNs: 0, goroutines: 0 }
        stage = { name: view.tables.strings[name] ?? '', ...none, firstNs: from, of: new Set() }
        stages.set(name, stage)
      }
      stage.count++
      stage.totalNs += to - from
      stage.minNs = Math.min(stage.minNs, to - from)
      stage.maxNs = Math.max(stage.maxNs, to - from)
      stage.firstNs = Math.min(stage.firstNs, from)
      stage.of.add(who)
    }
  }
  found.stages = [...stages.values()]
    .sort((a, b) => a.firstNs - b.firstNs)
    .map(({ of, ...stage }) => ({ ...stage, goroutines: of.size }))
  return found
}

/** Length of the union of spans within a range. */
export function covered(spans: readonly [number, number][], from: number, to: number): number {
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
