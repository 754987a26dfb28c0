import type { FlameLayout } from './flameLayout.ts'

/** Values of whole functions, by their index in the graph's names. */
export interface FunctionTotals {
  flat: Float64Array
  /** Counted once on each path, however often the function recurs on it. */
  cum: Float64Array
  /** Against the base; null where there is none. */
  cumDelta: Float64Array | null
}

const known = new WeakMap<FlameLayout, FunctionTotals>()

/** Sums a graph's boxes by function. Children follow their parent, so one pass knows what is on the path. */
export function functionTotals(layout: FlameLayout, functions: number): FunctionTotals {
  const before = known.get(layout)
  if (before) return before
  const flat = new Float64Array(functions)
  const cum = new Float64Array(functions)
  const cumDelta = layout.base ? new Float64Array(functions) : null
  /** Boxes on the path to the present one, by depth, and how often each function is on it. */
  const path: number[] = []
  const open = new Uint16Array(functions)
  for (let node = 1; node < layout.nodes; node++) {
    const depth = layout.depth[node] as number
    while (path.length >= depth) {
      const left = path.pop() as number
      open[left] = (open[left] as number) - 1
    }
    const index = layout.functionIndex[node] as number
    flat[index] = (flat[index] as number) + (layout.self[node] as number)
    if (open[index] === 0) {
      const value = layout.value[node] as number
      cum[index] = (cum[index] as number) + value
      if (cumDelta && layout.base) cumDelta[index] = (cumDelta[index] as number) + value - (layout.base[node] as number)
    }
    path.push(index)
    open[index] = (open[index] as number) + 1
  }
  const totals = { flat, cum, cumDelta }
  known.set(layout, totals)
  return totals
}
