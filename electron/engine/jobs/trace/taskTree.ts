// User tasks as a tree, of which some are open: those that pass a filter and lie below none that does, each with the tasks and stages
// below it where it is open. Pages are cut from the rows in sight, so that millions of tasks can be scrolled.
import type { TraceTaskNode, TraceTaskTree } from '../../../../shared/contract/traceCalls.ts'
import type { TableListing, TablePage } from '../../../../shared/contract/tables.ts'
import type { TraceColumn } from '../../../../shared/contract/traceTables.ts'
import { childrenOf, covered, stagesOfTask, taskIndex, type TaskIndex, type TaskStages } from './taskIndex.ts'
import { listTable, traceTable } from './tables.ts'
import type { TraceView } from './TraceView.ts'
import { ratio } from './table.ts'

/** Rows that are made of open tasks at most: far more than anybody opens by hand. */
const MAX_OPENED = 200_000
/** Deeper ones stay closed. */
const MAX_DEPTH = 500

export interface OpenTasks {
  /** Slots of tasks that are open, of those with all that is below them, and of those that are not in spite of that. */
  open: readonly number[]
  whole: readonly number[]
  closed: readonly number[]
}

type Stage = TaskStages['stages'][number]
/** A row in sight: a task; a stage of one; what is in no stage and no task below. */
type Node = { row: number; depth: number } & (
  { kind: 'task'; isOpen: boolean } | { kind: 'stage'; stage: Stage } | { kind: 'rest'; restNs: number }
)

export interface TaskTreeListing {
  tops: Uint32Array
  /** What the open tops come to, in their order: place among the tops, and the rows below. */
  opened: { place: number; below: Node[] }[]
  total: number
  all: number
  /** The longest of the tops: the unit of their lengths. */
  longestNs: number
  isCut: boolean
}

/** Tasks that pass and lie below none that passes, in the order asked for. */
export function taskTops(view: TraceView, listing: TableListing<TraceColumn>): Uint32Array {
  const { rows } = listTable(view, 'tasks', listing)
  const { parentOf, rows: all } = taskIndex(view)
  const passes = new Uint8Array(all)
  for (const row of rows) passes[row] = 1
  return rows.filter((row) => {
    for (let above = parentOf[row] as number; above > 0; above = parentOf[above - 1] as number)
      if (passes[above - 1] === 1) return false
    return true
  })
}

export function listTaskTree(view: TraceView, tops: Uint32Array, { open, whole, closed }: OpenTasks): TaskTreeListing {
  const index = taskIndex(view)
  const rowsOf = (slots: readonly number[]): Set<number> =>
    new Set(slots.map((slot) => (index.rowOf[slot] ?? 0) - 1).filter((row) => row >= 0))
  const walk = new Walk(view, index, rowsOf(open), rowsOf(whole), rowsOf(closed))
  const opened: TaskTreeListing['opened'] = []
  let total = tops.length
  if (open.length + whole.length > 0)
    tops.forEach((row, place) => {
      if (!walk.isOpen(row, false) || !walk.opensAny(row)) return
      const below: Node[] = []
      walk.open(row, 1, false, below)
      total += below.length
      opened.push({ place, below })
    })
  const lengthOf = traceTable(view, 'tasks').value('lengthNs')
  const longestNs = tops.reduce((longest, row) => Math.max(longest, (lengthOf(row) ?? 0) as number), 0)
  return { tops, opened, total, all: index.rows, longestNs, isCut: walk.left <= 0 }
}

class Walk {
  left = MAX_OPENED
  private readonly view: TraceView
  private readonly index: TaskIndex
  private readonly opens: ReadonlySet<number>
  private readonly whole: ReadonlySet<number>
  private readonly closed: ReadonlySet<number>

  constructor(
    view: TraceView,
    index: TaskIndex,
    opens: ReadonlySet<number>,
    whole: ReadonlySet<number>,
    closed: ReadonlySet<number>,
  ) {
    this.view = view
    this.index = index
    this.opens = opens
    this.whole = whole
    this.closed = closed
  }

  isOpen(row: number, isWhole: boolean): boolean {
    return !this.closed.has(row) && (isWhole || this.opens.has(row) || this.whole.has(row))
  }

  /** Everything right below a task in the order of time, and what is below that where it is open, too. */
  open(row: number, depth: number, isWhole: boolean, into: Node[]): void {
    const { columns } = this.index
    const isAll = isWhole || this.whole.has(row)
    const children = childrenOf(this.index, row)
    const { stages, spans } = stagesOfTask(this.view, row)
    const beginOf = (child: number): number => columns['beginNs']?.[child] ?? Number.NaN
    let stage = 0
    for (const child of children) {
      while (stage < stages.length && !((stages[stage] as Stage).firstNs > beginOf(child)))
        this.add({ kind: 'stage', row, depth, stage: stages[stage++] as Stage }, into)
      const isOpen = depth < MAX_DEPTH && this.isOpen(child, isAll) && this.opensAny(child)
      if (!this.add({ kind: 'task', row: child, depth, isOpen }, into)) return
      if (isOpen) this.open(child, depth + 1, isAll, into)
    }
    for (; stage < stages.length; stage++) this.add({ kind: 'stage', row, depth, stage: stages[stage] as Stage }, into)
    const [from, to] = [beginOf(row), columns['endNs']?.[row] ?? Number.NaN]
    if (Number.isNaN(to - from) || stages.length + children.length === 0) return
    const below = Array.from(children, (child): [number, number] => {
      const [begin, end] = [beginOf(child), columns['endNs']?.[child] ?? Number.NaN]
      return [Number.isNaN(begin) ? from : begin, Number.isNaN(end) ? to : end]
    })
    const restNs = to - from - covered([...spans, ...below], from, to)
    if (restNs > 0) this.add({ kind: 'rest', row, depth, restNs }, into)
  }

  /** Whether there is anything below it. */
  opensAny(row: number): boolean {
    return childrenOf(this.index, row).length + (this.index.regions[row] as number) > 0
  }

  private add(node: Node, into: Node[]): boolean {
    if (this.left <= 0) return false
    this.left--
    into.push(node)
    return true
  }
}

export function taskTreePage(view: TraceView, listing: TaskTreeListing, { offset, limit }: TablePage): TraceTaskTree {
  const { tops, opened, total, all, longestNs, isCut } = listing
  const rows: TraceTaskNode[] = []
  const index = taskIndex(view)
  const isOpened = new Map(opened.map(({ place, below }) => [place, below]))
  // Where the page begins: tops before it, less the rows that open ones among these take.
  let place = offset
  let skipped = 0
  for (const { place: of, below } of opened) {
    if (of + skipped >= offset) break
    const taken = Math.min(below.length, offset - skipped - of - 1)
    if (taken < below.length) {
      // The page begins within what is below this one.
      for (const node of below.slice(taken, taken + limit)) rows.push(nodeRow(view, index, node))
      place = of + 1
      skipped = Number.NaN
      break
    }
    skipped += taken
  }
  if (!Number.isNaN(skipped)) place = offset - skipped
  for (; place < tops.length && rows.length < limit; place++) {
    const row = tops[place] as number
    const below = isOpened.get(place)
    rows.push(nodeRow(view, index, { kind: 'task', row, depth: 0, isOpen: below !== undefined }))
    for (const node of (below ?? []).slice(0, limit - rows.length)) rows.push(nodeRow(view, index, node))
  }
  return { rows, total, all, longestNs, isCut }
}

function nodeRow(view: TraceView, index: TaskIndex, node: Node): TraceTaskNode {
  const { row, depth } = node
  const task = traceTable(view, 'tasks').row(row)
  const share = (ns: number | null, of: number): number | null => {
    const { beginNs, endNs } = index.columns
    const whole = of < 0 ? Number.NaN : (endNs?.[of] ?? Number.NaN) - (beginNs?.[of] ?? Number.NaN)
    return ns === null || Number.isNaN(whole) ? null : ratio(ns, whole)
  }
  if (node.kind === 'task') {
    const [children, regions] = [childrenOf(index, row).length, index.regions[row] as number]
    const above = depth === 0 ? -1 : (index.parentOf[row] as number) - 1
    return {
      ...task,
      kind: 'task',
      key: String(task.task),
      depth,
      isOpen: node.isOpen,
      children,
      regions,
      count: 1,
      maxNs: task.lengthNs,
      share: share(task.lengthNs, above),
    }
  }
  const [name, totalNs, count, maxNs, beginNs] =
    node.kind === 'stage'
      ? [node.stage.name, node.stage.totalNs, node.stage.count, node.stage.maxNs, node.stage.firstNs]
      : ['', node.restNs, 1, null, null]
  return {
    ...task,
    id: '',
    name,
    place: '',
    stack: 0,
    goroutine: 0,
    goroutineId: '',
    endGoroutine: 0,
    beginNs,
    endNs: null,
    lengthNs: totalNs,
    kind: node.kind,
    key: `${task.task} ${node.kind} ${name}`,
    depth,
    isOpen: false,
    children: 0,
    regions: 0,
    count,
    maxNs,
    share: share(totalNs, row),
  }
}
