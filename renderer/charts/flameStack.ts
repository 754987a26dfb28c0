// A box of a flame graph by the names that lead to it, the same in every profile that has them.
import { FLAME_ROOT, type FlameLayout } from './flameLayout.ts'

/** The box a stack of names (leaf first) leads to; null where this profile has no such stack. */
export function nodeOfStack(layout: FlameLayout, names: readonly string[], frames: readonly string[]): number | null {
  const depth = frames.length
  if (depth === 0 || depth > layout.maxDepth) return null
  const last = layout.depthStart[depth + 1] ?? layout.nodes
  for (let at = layout.depthStart[depth] ?? last; at < last; at++) {
    let node = layout.order[at] as number
    let index = 0
    while (index < depth && names[layout.functionIndex[node] as number] === frames[index]) {
      node = layout.parent[node] as number
      index++
    }
    if (index === depth && node === FLAME_ROOT) return layout.order[at] as number
  }
  return null
}
