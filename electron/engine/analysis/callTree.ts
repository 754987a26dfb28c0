// The call tree of a profile, laid out for the flame graph.
import type { ProfileColumns } from '../../../shared/records/index.ts'
import { CallTreeBuilder } from './CallTreeBuilder.ts'
import { newNames, numberFrames, stackValues, type Frames, type Names } from './frames.ts'
import type { ProfileSide } from './profileTop.ts'

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
  /** Nodes lighter than this share of the total are part of their parent's self value; 0 when none. */
  cutShare: number
}

/** What fits a window: a flame graph draws some thousand boxes, and zooming in needs some orders of magnitude more. */
export const MAX_TREE_NODES = 200_000

/**
 * Merges the stacks of a profile, root first; an inlined call is a node like any other. Values of equal stacks with
 * different labels are added up. With a base the tree has the stacks of both, each node with both values.
 * Above `maxNodes` the lightest nodes go into their parents' self values (`cutShare` says up to what weight). Weight is
 * the sum of magnitudes below a node, so that a branch whose changes cancel out is not lost.
 */
export function callTree(
  columns: ProfileColumns,
  typeIndex: number,
  base?: ProfileSide,
  maxNodes: number = MAX_TREE_NODES,
): CallTree {
  const names = newNames()
  const builder = new CallTreeBuilder()
  const frames = numberFrames(columns, names)
  addStacks(builder, columns, frames, stackValues(columns, typeIndex))
  let baseSelf: Float64Array | null = null
  if (base) {
    const here = builder.self.slice(0, builder.nodes)
    builder.self.fill(0)
    addStacks(builder, base.columns, numberFrames(base.columns, names), stackValues(base.columns, base.typeIndex))
    baseSelf = builder.self.slice(0, builder.nodes)
    builder.self.fill(0)
    builder.self.set(here)
  }
  return layOut(builder, baseSelf, names, maxNodes)
}

/** Walks each stack from its root. Neighbours in a profile often share their outer frames: those are not looked up again. */
function addStacks(builder: CallTreeBuilder, columns: ProfileColumns, frames: Frames, values: Float64Array): void {
  const { stackStart, stackLocation } = columns
  const { start, name } = frames
  let path = new Int32Array(256)
  let pathNames = new Int32Array(256)
  let known = 0
  for (let stack = 0; stack < values.length; stack++) {
    const value = values[stack] as number
    if (value === 0) continue
    const first = stackStart[stack] as number
    let node = 0
    let depth = 0
    let isShared = true
    for (let at = (stackStart[stack + 1] as number) - 1; at >= first; at--) {
      const location = stackLocation[at] as number
      const innermost = start[location] as number
      for (let frame = (start[location + 1] as number) - 1; frame >= innermost; frame--) {
        const fn = name[frame] as number
        if (isShared && depth < known && pathNames[depth] === fn) {
          node = path[depth++] as number
          continue
        }
        isShared = false
        node = builder.child(node, fn)
        if (depth === path.length) {
          path = grown(path)
          pathNames = grown(pathNames)
        }
        path[depth] = node
        pathNames[depth++] = fn
      }
    }
    known = depth
    builder.add(node, value)
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** Adds every node's value to its parent; children come after their parents, so one pass backwards does it. */
function upwards({ records, nodes }: CallTreeBuilder, own: Float64Array): Float64Array {
  const sums = own.slice(0, nodes)
  for (let node = nodes - 1; node > 0; node--) {
    const parent = records[node * 4 + 3] as number
    sums[parent] = (sums[parent] as number) + (sums[node] as number)
  }
  return sums
}

/** Sum of magnitudes below each node; `value` itself where nothing is negative. */
function weights(builder: CallTreeBuilder, value: Float64Array, baseSelf: Float64Array | null): Float64Array {
  const { self, nodes } = builder
  if (!baseSelf) {
    let hasNegative = false
    for (let node = 0; node < nodes; node++) hasNegative ||= (self[node] as number) < 0
    if (!hasNegative) return value
  }
  const magnitudes = new Float64Array(nodes)
  for (let node = 0; node < nodes; node++) {
    magnitudes[node] = Math.abs(self[node] as number) + (baseSelf ? Math.abs(baseSelf[node] as number) : 0)
  }
  return upwards(builder, magnitudes)
}

function layOut(builder: CallTreeBuilder, baseSelf: Float64Array | null, names: Names, maxNodes: number): CallTree {
  const { records, self } = builder
  const value = upwards(builder, self)
  const baseValue = baseSelf && upwards(builder, baseSelf)
  const weight = weights(builder, value, baseSelf)
  const lightest = lightestKept(weight, maxNodes)
  const { node: nodeOf, childStart, children } = keptNodes(builder, weight, lightest)
  const kept = nodeOf.length
  const isWhole = kept === builder.nodes
  const heaviestFirst = (a: number, b: number): number => {
    const [nodeA, nodeB] = [nodeOf[a] as number, nodeOf[b] as number]
    return (
      (weight[nodeB] as number) - (weight[nodeA] as number) ||
      (records[nodeA * 4] as number) - (records[nodeB * 4] as number)
    )
  }

  const views = treeViews(new ArrayBuffer(treeByteLength(kept, baseValue !== null)), kept, baseValue !== null)
  const used = new Uint32Array(names.names.length)
  const usedNames: string[] = []
  const usedFiles: string[] = []
  const pending = new Uint32Array(kept)
  const pendingParent = new Uint32Array(kept)
  let waiting = 1
  let maxDepth = 0
  for (let row = 0; waiting > 0; row++) {
    const index = pending[--waiting] as number
    const parent = pendingParent[waiting] as number
    const node = nodeOf[index] as number
    const fn = records[node * 4] as number
    if (used[fn] === 0) {
      used[fn] = usedNames.push(names.names[fn] as string)
      usedFiles.push(names.files[fn] as string)
    }
    const depth = row === 0 ? 0 : (views.depth[parent] as number) + 1
    maxDepth = Math.max(maxDepth, depth)
    views.function[row] = (used[fn] as number) - 1
    views.parent[row] = parent
    views.depth[row] = depth
    views.value[row] = value[node] as number
    if (views.base && baseValue) views.base[row] = baseValue[node] as number
    const from = childStart[index] as number
    const to = childStart[index + 1] as number
    if (to - from > 1) children.subarray(from, to).sort(heaviestFirst)
    let own = value[node] as number
    for (let at = to - 1; at >= from; at--) {
      const child = children[at] as number
      own -= value[nodeOf[child] as number] as number
      pending[waiting] = child
      pendingParent[waiting++] = row
    }
    // What ends here: of an untouched tree exactly what was added, of a cut one also the children that went.
    views.self[row] = isWhole ? (self[node] as number) : own
  }
  const totalWeight = weight[0] as number
  return {
    buffer: views.function.buffer,
    nodes: kept,
    maxDepth,
    names: usedNames,
    files: usedFiles,
    total: value[0] as number,
    baseTotal: baseValue ? (baseValue[0] as number) : null,
    cutShare: isWhole || totalWeight === 0 ? 0 : lightest / totalWeight,
  }
}

/** Nodes that stay, numbered anew in the same order, with their children by number: those of `i` are `childStart[i] …`. */
function keptNodes(
  { records, nodes }: CallTreeBuilder,
  weight: Float64Array,
  lightest: number,
): { node: Uint32Array; childStart: Uint32Array; children: Uint32Array } {
  let kept = 1
  for (let node = 1; node < nodes; node++) if ((weight[node] as number) >= lightest) kept++
  const nodeOf = new Uint32Array(kept)
  const parentOf = new Uint32Array(kept)
  const childStart = new Uint32Array(kept + 2)
  for (let node = 1, index = 1; node < nodes; node++) {
    if ((weight[node] as number) < lightest) continue
    // The list of children has served: its first word now holds the new number, which children read.
    records[node * 4 + 1] = index
    const parent = records[node * 4 + 3] as number
    const parentIndex = parent === 0 ? 0 : (records[parent * 4 + 1] as number)
    nodeOf[index] = node
    parentOf[index++] = parentIndex
    childStart[parentIndex + 2] = (childStart[parentIndex + 2] as number) + 1
  }
  // Shifted by one, so that filling leaves every start where it belongs.
  for (let i = 2; i < childStart.length; i++) childStart[i] = (childStart[i] as number) + (childStart[i - 1] as number)
  const children = new Uint32Array(kept)
  for (let index = 1; index < kept; index++) {
    const slot = (parentOf[index] as number) + 1
    const at = childStart[slot] as number
    children[at] = index
    childStart[slot] = at + 1
  }
  return { node: nodeOf, childStart, children }
}

/**
 * The weight from which nodes stay so that at most `maxNodes` do; 0 keeps all. Positive floats order like their bits, so a count
 * by the upper 16 bits (steps of 6 %) finds it without sorting.
 */
function lightestKept(weight: Float64Array, maxNodes: number): number {
  if (weight.length <= maxNodes) return 0
  const words = new Uint32Array(weight.buffer, weight.byteOffset, weight.length * 2)
  const counts = new Uint32Array(0x8000)
  for (let at = IS_LITTLE_ENDIAN ? 1 : 0; at < words.length; at += 2) {
    const bucket = (words[at] as number) >>> 16
    counts[bucket] = (counts[bucket] as number) + 1
  }
  let bucket = counts.length
  for (let kept = 0; bucket > 0; bucket--) {
    kept += counts[bucket - 1] as number
    if (kept > maxNodes) break
  }
  const bits = new DataView(new ArrayBuffer(8))
  bits.setUint32(0, bucket * 0x1_0000)
  return bits.getFloat64(0)
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

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
