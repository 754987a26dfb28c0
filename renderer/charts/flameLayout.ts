// Layout of a flame graph over typed arrays: root on top, width is the value, children from the left edge of their parent,
// heaviest first. Everything is in value units; pixels appear only where boxes are asked for. Built once per graph in O(nodes);
// asking for the visible boxes costs O(pixels × log nodes) whatever the size of the graph.
import type { FlameGraph } from '../../shared/contract/caseCalls.ts'

/** Root of every graph. */
export const FLAME_ROOT = 0

export interface FlameLayout {
  nodes: number
  maxDepth: number
  /** Per node: index into names and files of the graph. */
  functionIndex: Uint32Array
  /** Per node; 0 for the root's own. */
  parent: Uint32Array
  depth: Uint16Array
  /** Cumulative and own value, and the cumulative value in the base profile (null without one). */
  value: Float64Array
  self: Float64Array
  base: Float64Array | null
  /** Per node: left edge, in value units from the root's left edge. */
  start: Float64Array
  /** Nodes by depth, each depth from left to right; depth d is `depthStart[d] … depthStart[d + 1]`. */
  order: Uint32Array
  depthStart: Uint32Array
  /** Per node: its place in `order`. */
  rank: Uint32Array
}

/** Reads the bytes of `FlameGraph.data` (layout in shared/contract/caseCalls.ts) and lays the boxes out. */
export function flameLayout(graph: FlameGraph, bytes: ArrayBuffer): FlameLayout {
  const { nodes } = graph
  const depthBytes = Math.ceil((nodes * 2) / 8) * 8
  const columns = graph.baseTotal === null ? 2 : 3
  const needed = nodes * 8 + depthBytes + nodes * 8 * columns
  if (bytes.byteLength < needed) {
    throw new RangeError(`flame graph of ${nodes} nodes needs ${needed} bytes, ${bytes.byteLength} came`)
  }
  const floats = nodes * 8 + depthBytes
  const functionIndex = new Uint32Array(bytes, 0, nodes)
  const parent = new Uint32Array(bytes, nodes * 4, nodes)
  const depth = new Uint16Array(bytes, nodes * 8, nodes)
  const value = new Float64Array(bytes, floats, nodes)
  const self = new Float64Array(bytes, floats + nodes * 8, nodes)
  const base = graph.baseTotal === null ? null : new Float64Array(bytes, floats + nodes * 16, nodes)

  const start = new Float64Array(nodes)
  const filled = new Float64Array(nodes) // how much of a node its children take so far
  let maxDepth = 0
  for (let node = 1; node < nodes; node++) {
    const above = parent[node] as number
    start[node] = (start[above] as number) + (filled[above] as number)
    filled[above] = (filled[above] as number) + (value[node] as number)
    if ((depth[node] as number) > maxDepth) maxDepth = depth[node] as number
  }

  // Counting sort by depth; depth-first order keeps each depth from left to right.
  const depthStart = new Uint32Array(maxDepth + 2)
  for (let node = 0; node < nodes; node++) depthStart[(depth[node] as number) + 1]!++
  for (let level = 1; level < depthStart.length; level++) depthStart[level]! += depthStart[level - 1] as number
  const next = depthStart.slice()
  const order = new Uint32Array(nodes)
  const rank = new Uint32Array(nodes)
  for (let node = 0; node < nodes; node++) {
    const place = next[depth[node] as number]!++
    order[place] = node
    rank[node] = place
  }
  return { nodes, maxDepth, functionIndex, parent, depth, value, self, base, start, order, depthStart, rank }
}

/** The stretch of values that fills the width: a zoomed node, in value units. */
export interface FlameWindow {
  from: number
  to: number
}

export const windowOf = (layout: FlameLayout, node: number): FlameWindow => {
  const from = layout.start[node] ?? 0
  return { from, to: from + (layout.value[node] ?? 0) }
}

const endOf = (layout: FlameLayout, node: number): number =>
  (layout.start[node] as number) + (layout.value[node] as number)

/** First place in `order`, at or after `low` and before `high`, whose box ends after `at`. */
function firstEndingAfter(layout: FlameLayout, low: number, high: number, at: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1
    if (endOf(layout, layout.order[middle] as number) > at) high = middle
    else low = middle + 1
  }
  return low
}

/** Boxes narrower than this many pixels are drawn as one merged cell. */
export const THIN_BOX = 1.5

/**
 * Visits what is visible at one depth, left to right, in pixels. Boxes under THIN_BOX are visited once per pixel as
 * merged (`isMerged`, one node stands for all of them), so that fewer than two visits happen per pixel.
 */
export function visitBoxes(
  layout: FlameLayout,
  depth: number,
  window: FlameWindow,
  width: number,
  visit: (node: number, x: number, boxWidth: number, isMerged: boolean) => void,
): void {
  const span = window.to - window.from
  if (!(span > 0) || depth > layout.maxDepth) return
  const scale = width / span
  const high = layout.depthStart[depth + 1] as number
  let place = firstEndingAfter(layout, layout.depthStart[depth] as number, high, window.from)
  while (place < high) {
    const node = layout.order[place] as number
    const left = (layout.start[node] as number) - window.from
    if (left >= span) return
    const x = Math.max(0, left * scale)
    const right = Math.min(width, (endOf(layout, node) - window.from) * scale)
    if (right - x >= THIN_BOX) {
      visit(node, x, right - x, false)
      place++
      continue
    }
    const pixel = Math.floor(x)
    visit(node, pixel, 1, true)
    place = Math.max(place + 1, firstEndingAfter(layout, place + 1, high, window.from + (pixel + 1) / scale))
  }
}

/** The node at a depth under pixel `x`; where boxes are thinner than a pixel, the one beginning there. Null in a gap. */
export function nodeAt(
  layout: FlameLayout,
  depth: number,
  window: FlameWindow,
  width: number,
  x: number,
): number | null {
  if (depth < 0 || depth > layout.maxDepth || x < 0 || x >= width) return null
  const perPixel = (window.to - window.from) / width
  const at = window.from + x * perPixel
  const high = layout.depthStart[depth + 1] as number
  const place = firstEndingAfter(layout, layout.depthStart[depth] as number, high, at)
  if (place >= high) return null
  const node = layout.order[place] as number
  return (layout.start[node] as number) <= at + perPixel ? node : null
}

export type FlameStep = 'parent' | 'child' | 'previous' | 'next' | 'first' | 'last'

const siblingAt = (layout: FlameLayout, place: number, like: number): number | null => {
  const node = layout.order[place]
  return node !== undefined && layout.depth[node] === layout.depth[like] && layout.parent[node] === layout.parent[like]
    ? node
    : null
}

/** Where the keyboard goes from a node: up to the caller, down to the heaviest callee, sideways among its siblings. */
export function flameNeighbour(layout: FlameLayout, node: number, step: FlameStep): number | null {
  const place = layout.rank[node] ?? 0
  switch (step) {
    case 'parent':
      return node === FLAME_ROOT ? null : (layout.parent[node] ?? null)
    case 'child':
      // Depth first: a node with callees is followed by the heaviest of them.
      return node + 1 < layout.nodes && layout.parent[node + 1] === node ? node + 1 : null
    case 'previous':
      return node === FLAME_ROOT ? null : siblingAt(layout, place - 1, node)
    case 'next':
      return node === FLAME_ROOT ? null : siblingAt(layout, place + 1, node)
    case 'first':
      return node === FLAME_ROOT ? null : flameNeighbour(layout, layout.parent[node] ?? 0, 'child')
    case 'last': {
      let last = node
      for (let at = flameNeighbour(layout, node, 'next'); at !== null; at = flameNeighbour(layout, at, 'next'))
        last = at
      return last
    }
  }
}

/** Callers of a node, root first, the node itself last. */
export function flamePath(layout: FlameLayout, node: number): number[] {
  const path = [node]
  for (let at = node; at !== FLAME_ROOT;) {
    at = layout.parent[at] ?? FLAME_ROOT
    path.unshift(at)
  }
  return path
}

/** Direct callees of a node, heaviest first, at most `most`. */
export function flameChildren(layout: FlameLayout, node: number, most: number): number[] {
  const children: number[] = []
  let at = flameNeighbour(layout, node, 'child')
  while (at !== null && children.length < most) {
    children.push(at)
    at = flameNeighbour(layout, at, 'next')
  }
  return children
}

/** Boxes that match a search and what they weigh. */
export interface FlameMatches {
  /** Per function of the graph: 1 where it matches. */
  functions: Uint8Array
  nodes: number
  /** Sum of the topmost matching boxes: what runs under a match is counted once. */
  value: number
}

/** Boxes of functions that pass, and what they hold together. Null when there is nothing to search. */
export function flameMatches(
  layout: FlameLayout,
  functionCount: number,
  passes: ((index: number) => boolean) | null,
): FlameMatches | null {
  if (passes === null) return null
  const functions = new Uint8Array(functionCount)
  for (let index = 1; index < functions.length; index++) functions[index] = passes(index) ? 1 : 0
  const under = new Uint8Array(layout.nodes)
  let nodes = 0
  let value = 0
  for (let node = 1; node < layout.nodes; node++) {
    const isUnder = under[layout.parent[node] as number] as number
    const isMatch = functions[layout.functionIndex[node] as number] as number
    if (isMatch) nodes++
    if (isMatch && !isUnder) value += layout.value[node] as number
    under[node] = isUnder | isMatch
  }
  return { functions, nodes, value }
}

/** The heaviest box of a function, or null where the graph has none (cut away, or gone from the candidate). */
export function heaviestNode(layout: FlameLayout, names: readonly string[], functionName: string): number | null {
  const index = names.indexOf(functionName, 1)
  if (index < 0) return null
  let best: number | null = null
  for (let node = 1; node < layout.nodes; node++) {
    if (layout.functionIndex[node] !== index) continue
    if (best === null || (layout.value[node] as number) > (layout.value[best] as number)) best = node
  }
  return best
}
