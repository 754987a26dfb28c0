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

export interface OpenTasks {
  /** Slots of tasks that are open, of those with all that is below them, and of those that are not in spite of that. */
  open: readonly number[]
  whole: readonly number[]
  closed: readonly number[]
  /** Tasks of so many levels from the top are open, too. */
  levels?: number
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
  leftOut: number
}

/** Tasks that pass and lie below none that passes, in the order asked for. */
export function taskTops(view: TraceView, listing: TableListing<TraceColumn>): Uint32Array {
  const { rows } = listTable(view, 'tasks', listing)
  const { parentOf, rows: all } = taskIndex(view)
  const passes = new Uint8Array(all)
  for (const row of rows) passes[row] = 1
  /** Of rows that were come by: whether one above passes. Each is come by once, however deep they are nested. */
  const known = new Uint8Array(all)
  const path: number[] = []
  return rows.filter((row) => {
    let at = row
    let answer = 0
    while (answer === 0) {
      const above = (parentOf[at] as number) - 1
      path.push(at)
      answer = above < 0 ? NONE_ABOVE : passes[above] === 1 ? PASSES_ABOVE : (known[above] as number)
      at = above
    }
    for (const each of path.splice(0)) known[each] = answer
    return answer === NONE_ABOVE
  })
}

const NONE_ABOVE = 1
const PASSES_ABOVE = 2

export function listTaskTree(
  view: TraceView,
  tops: Uint32Array,
  { open, whole, closed, levels = 0 }: OpenTasks,
  most = MAX_OPENED,
): TaskTreeListing {
  const index = taskIndex(view)
  const rowsOf = (slots: readonly number[]): Set<number> =>
    new Set(slots.map((slot) => (index.rowOf[slot] ?? 0) - 1).filter((row) => row >= 0))
  const walk = new Walk(
    view,
    index,
    { opens: rowsOf(open), whole: rowsOf(whole), closed: rowsOf(closed), levels },
    most,
  )
  const opened: TaskTreeListing['opened'] = []
  let total = tops.length
  if (open.length + whole.length + levels > 0)
    tops.forEach((row, place) => {
      if (!walk.isOpen(row, 0, false)) return
      const below = walk.below(row)
      total += below.length
      opened.push({ place, below })
    })
  const lengthOf = traceTable(view, 'tasks').value('lengthNs')
  const longestNs = tops.reduce((longest, row) => Math.max(longest, (lengthOf(row) ?? 0) as number), 0)
  return { tops, opened, total, all: index.rows, longestNs, isCut: walk.isCut, leftOut: walk.leftOut }
}

interface Opened {
  opens: ReadonlySet<number>
  whole: ReadonlySet<number>
  closed: ReadonlySet<number>
  levels: number
}

/** A task whose children are being gone through. */
interface Level {
  row: number
  depth: number
  /** Everything below it is open. */
  isAll: boolean
  children: Uint32Array
  next: number
  stages: Stage[]
  nextStage: number
  spans: [from: number, to: number][]
}

/** Goes through what is below tasks without calls: programs nest as deep as they like. */
class Walk {
  /** Rows were left out. */
  isCut = false
  /** Tasks among these. */
  leftOut = 0
  private left: number
  private readonly view: TraceView
  private readonly index: TaskIndex
  private readonly opened: Opened

  constructor(view: TraceView, index: TaskIndex, opened: Opened, most: number) {
    this.view = view
    this.index = index
    this.opened = opened
    this.left = most
  }

  isOpen(row: number, depth: number, isAll: boolean): boolean {
    const { opens, whole, closed, levels } = this.opened
    return !closed.has(row) && (isAll || opens.has(row) || whole.has(row) || depth < levels) && this.opensAny(row)
  }

  /** Everything right below a task in the order of time, and what is below that where it is open, too. */
  below(top: number): Node[] {
    const into: Node[] = []
    const levels = [this.level(top, 1, false)]
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
      const { depth, isAll, children } = level
      const child = children[level.next++]
      if (child === undefined) {
        this.addStages(level, Number.POSITIVE_INFINITY, into)
        this.addRest(level, into)
        levels.pop()
        continue
      }
      this.addStages(level, this.beginOf(child), into)
      const isOpen = this.isOpen(child, depth, isAll)
      this.add({ kind: 'task', row: child, depth, isOpen }, into)
      if (isOpen) levels.push(this.level(child, depth + 1, isAll))
    }
    return into
  }

  private level(row: number, depth: number, isWhole: boolean): Level {
    const isAll = isWhole || this.opened.whole.has(row)
    const hasRoom = this.left > 0
    // Once there is no room the tasks are counted, and their regions are not read.
    if (!hasRoom) this.isCut = true
    const { stages, spans } = hasRoom ? stagesOfTask(this.view, row) : { stages: [], spans: [] }
    return { row, depth, isAll, children: childrenOf(this.index, row), next: 0, stages, nextStage: 0, spans }
  }

  /** Stages that begin no later than `untilNs`; all where that is not known. */
  private addStages(level: Level, untilNs: number, into: Node[]): void {
    const { row, depth, stages } = level
    for (; level.nextStage < stages.length; level.nextStage++) {
      const stage = stages[level.nextStage] as Stage
      if (stage.firstNs > untilNs) return
      this.add({ kind: 'stage', row, depth, stage }, into)
    }
  }

  private addRest({ row, depth, stages, spans, children }: Level, into: Node[]): void {
    const { columns } = this.index
    const [from, to] = [this.beginOf(row), columns['endNs']?.[row] ?? Number.NaN]
    if (Number.isNaN(to - from) || stages.length + children.length === 0) return
    const below = Array.from(children, (child): [number, number] => {
      const [begin, end] = [this.beginOf(child), columns['endNs']?.[child] ?? Number.NaN]
      return [Number.isNaN(begin) ? from : begin, Number.isNaN(end) ? to : end]
    })
    if (this.left <= 0) {
      this.isCut = true
      return
    }
    const restNs = to - from - covered([...spans, ...below], from, to)
    if (restNs > 0) this.add({ kind: 'rest', row, depth, restNs }, into)
  }

  private beginOf(row: number): number {
    return this.index.columns['beginNs']?.[row] ?? Number.NaN
  }

  /** Whether there is anything below it. */
  private opensAny(row: number): boolean {
    return childrenOf(this.index, row).length + (this.index.regions[row] as number) > 0
  }

  private add(node: Node, into: Node[]): void {
    if (this.left > 0) {
      this.left--
      into.push(node)
      return
    }
    this.isCut = true
    if (node.kind === 'task') this.leftOut++
  }
}

export function taskTreePage(view: TraceView, listing: TaskTreeListing, { offset, limit }: TablePage): TraceTaskTree {
  const { tops, opened, total, all, longestNs, isCut, leftOut } = listing
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
  return { rows, total, all, longestNs, isCut, leftOut }
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
