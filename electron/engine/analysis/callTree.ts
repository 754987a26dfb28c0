// The call tree of a profile, laid out for the flame graph. Instead of building every node and cutting afterwards, nodes are
// opened heaviest first until there are enough: in a large profile most nodes are too light ever to be opened.
import type { ProfileColumns } from '../../../shared/records/index.ts'
import { newNames, numberFrames, stackValues, type Names } from './frames.ts'
import { OpenNodes } from './OpenNodes.ts'
import type { ProfileSide } from './profileTop.ts'
import { StackWalk } from './StackWalk.ts'

export interface CallTree {
  /** Layout of FlameGraph in shared/contract/caseCalls.ts. */
  buffer: ArrayBuffer
  nodes: number
  maxDepth: number
  /** Function names by index; 0 is the root "all". */
  names: string[]
  files: string[]
  total: number
  baseTotal: number | null
  /** Nodes up to this share of the total are part of their parent's self value; 0 when none is. */
  cutShare: number
}

/** What fits a window: a flame graph draws some thousand boxes, and zooming in needs some orders of magnitude more. */
export const MAX_TREE_NODES = 100_000

/**
 * Merges the stacks of a profile, root first; an inlined call is a node like any other. Values of equal stacks with
 * different labels are added up. With a base the tree has the stacks of both, each node with both values.
 * Where there would be more than `maxNodes`, the lightest go into their parents' self values (`cutShare`). Weight is the sum of magnitudes below a node, so that a branch whose changes cancel out is not lost.
 */
export function callTree(
  columns: ProfileColumns,
  typeIndex: number,
  base?: ProfileSide,
  maxNodes: number = MAX_TREE_NODES,
): CallTree {
  const names = newNames()
  const sides = [{ columns, frames: numberFrames(columns, names), values: stackValues(columns, typeIndex) }]
  if (base) {
    const { columns: before } = base
    sides.push({ columns: before, frames: numberFrames(before, names), values: stackValues(before, base.typeIndex) })
  }
  const walk = new StackWalk(sides, names.names.length)
  const rows = grow(walk, Math.max(1, Math.min(maxNodes, walk.frames + 1)))
  return layOut(rows, names, base !== undefined, walk.totalWeight)
}

/** The tree as it was opened: heaviest first, so parents before children, and the children of one parent by weight. */
interface Rows {
  count: number
  function: Uint32Array
  parent: Uint32Array
  value: Float64Array
  self: Float64Array
  base: Float64Array
  /** Weight of the heaviest node that was left out; 0 where none was. */
  cutWeight: number
}

/** Opens the heaviest waiting node until `capacity` are open; what still waits then is part of its parent's self value. */
function grow(walk: StackWalk, capacity: number): Rows {
  const rows: Rows = {
    count: 0,
    function: new Uint32Array(capacity),
    parent: new Uint32Array(capacity),
    value: new Float64Array(capacity),
    self: new Float64Array(capacity),
    base: new Float64Array(capacity),
    cutWeight: 0,
  }
  const waiting = new OpenNodes()
  waiting.add(walk.totalWeight, 0, walk.entries, 0, 0, 0)
  while (waiting.take()) {
    const { parent } = waiting
    if (rows.count === capacity) {
      rows.self[parent] = (rows.self[parent] as number) + waiting.value
      rows.cutWeight = Math.max(rows.cutWeight, waiting.weight)
      continue
    }
    const row = rows.count++
    rows.function[row] = waiting.fn
    rows.parent[row] = parent
    walk.open(waiting.from, waiting.to)
    rows.value[row] = walk.value
    rows.base[row] = walk.base
    rows.self[row] = walk.self
    for (const fn of walk.children) {
      const to = walk.ends[fn] as number
      const from = to - (walk.counts[fn] as number)
      waiting.add(walk.weights[fn] as number, from, to, fn, row, walk.values[fn] as number)
    }
  }
  return rows
}

/** Puts the rows in depth-first order in one buffer and keeps only the names they use. */
function layOut(rows: Rows, { names, files }: Names, hasBase: boolean, totalWeight: number): CallTree {
  const nodes = rows.count
  const views = treeViews(new ArrayBuffer(treeByteLength(nodes, hasBase)), nodes, hasBase)
  const { childStart, children } = childrenOf(rows)
  const used = new Uint32Array(names.length)
  const usedNames: string[] = []
  const usedFiles: string[] = []
  const pending = new Uint32Array(nodes)
  const pendingParent = new Uint32Array(nodes)
  let waiting = 1
  let maxDepth = 0
  for (let place = 0; waiting > 0; place++) {
    const row = pending[--waiting] as number
    const parent = pendingParent[waiting] as number
    const fn = rows.function[row] as number
    if (used[fn] === 0) {
      used[fn] = usedNames.push(names[fn] as string)
      usedFiles.push(files[fn] as string)
    }
    const depth = place === 0 ? 0 : (views.depth[parent] as number) + 1
    maxDepth = Math.max(maxDepth, depth)
    views.function[place] = (used[fn] as number) - 1
    views.parent[place] = parent
    views.depth[place] = depth
    views.value[place] = rows.value[row] as number
    views.self[place] = rows.self[row] as number
    if (views.base) views.base[place] = rows.base[row] as number
    // Lightest first onto the stack, so that the heaviest comes next.
    for (let at = (childStart[row + 1] as number) - 1; at >= (childStart[row] as number); at--) {
      pending[waiting] = children[at] as number
      pendingParent[waiting++] = place
    }
  }
  return {
    buffer: views.function.buffer,
    nodes,
    maxDepth,
    names: usedNames,
    files: usedFiles,
    total: rows.value[0] as number,
    baseTotal: hasBase ? (rows.base[0] as number) : null,
    cutShare: totalWeight > 0 ? rows.cutWeight / totalWeight : 0,
  }
}

/** Rows by parent, by counting: the children of `i` are entries `childStart[i] …` and keep their order. */
function childrenOf({ parent, count }: Rows): { childStart: Uint32Array; children: Uint32Array } {
  // Shifted by one, so that filling leaves every start where it belongs.
  const childStart = new Uint32Array(count + 2)
  for (let row = 1; row < count; row++) {
    const slot = (parent[row] as number) + 2
    childStart[slot] = (childStart[slot] as number) + 1
  }
  for (let i = 2; i < childStart.length; i++) childStart[i] = (childStart[i] as number) + (childStart[i - 1] as number)
  const children = new Uint32Array(count)
  for (let row = 1; row < count; row++) {
    const slot = (parent[row] as number) + 1
    const at = childStart[slot] as number
    children[at] = row
    childStart[slot] = at + 1
  }
  return { childStart, children }
}

/** The columns of a call tree's buffer. */
export interface CallTreeViews {
  function: Uint32Array<ArrayBuffer>
  parent: Uint32Array<ArrayBuffer>
  depth: Uint16Array<ArrayBuffer>
  value: Float64Array<ArrayBuffer>
  self: Float64Array<ArrayBuffer>
  base: Float64Array<ArrayBuffer> | null
}

const depthBytes = (nodes: number): number => Math.ceil((nodes * 2) / 8) * 8

function treeByteLength(nodes: number, hasBase: boolean): number {
  return nodes * 8 + depthBytes(nodes) + nodes * 8 * (hasBase ? 3 : 2)
}

/** Views on the buffer of a call tree of so many nodes. */
export function treeViews(buffer: ArrayBuffer, nodes: number, hasBase: boolean): CallTreeViews {
  const floats = nodes * 8 + depthBytes(nodes)
  return {
    function: new Uint32Array(buffer, 0, nodes),
    parent: new Uint32Array(buffer, nodes * 4, nodes),
    depth: new Uint16Array(buffer, nodes * 8, nodes),
    value: new Float64Array(buffer, floats, nodes),
    self: new Float64Array(buffer, floats + nodes * 8, nodes),
    base: hasBase ? new Float64Array(buffer, floats + nodes * 16, nodes) : null,
  }
}
