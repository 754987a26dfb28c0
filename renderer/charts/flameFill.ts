// What the fill of a flame graph says. Alone: how much of the box is the function's own (five steps). Compared: the change
// against the base, in steps of a share of the larger total. Both are classes computed once per graph, not per frame.
import { mixColours } from './colour.ts'
import type { FlameLayout } from './flameLayout.ts'
import type { Palette } from './palette.ts'
import { DIFF_ROLES } from './semantics.ts'

/** Lower ends of the steps of own value, as shares of the graph's total. */
export const OWN_STEPS = [0.001, 0.01, 0.05, 0.15] as const
/** Lower ends of the steps of change, as shares of the larger of both totals; growth has four, shrinking three. */
export const CHANGE_STEPS = [0.005, 0.025, 0.1, 0.25] as const

/** Class of no change, and of a box without own value. */
export const SAME = 3

const stepOf = (share: number, steps: readonly number[]): number => {
  let step = 0
  while (step < steps.length && share >= (steps[step] as number)) step++
  return step
}

/** 0 … 2 shrink (most first), 3 same, 4 … 7 grow. */
export function changeClass(delta: number, scale: number): number {
  if (!(scale > 0)) return SAME
  const step = stepOf(Math.abs(delta) / scale, CHANGE_STEPS)
  return delta < 0 ? SAME - Math.min(step, 3) : SAME + step
}

/** One class per node, for fillColours. `scale`: the total, or the larger of both totals. */
export function flameClasses(layout: FlameLayout, scale: number): Uint8Array {
  const classes = new Uint8Array(layout.nodes)
  for (let node = 0; node < layout.nodes; node++) {
    const value = layout.value[node] as number
    classes[node] = layout.base
      ? changeClass(value - (layout.base[node] as number), scale)
      : SAME + stepOf(scale > 0 ? (layout.self[node] as number) / scale : 0, OWN_STEPS)
  }
  // The root is what everything else is measured against.
  if (layout.nodes > 0) classes[0] = SAME
  return classes
}

/** Colours by class: change steps from the tokens, or washes of the live-heap colour that keep ink text readable. */
export function fillColours(palette: Palette, isCompared: boolean): string[] {
  if (isCompared) {
    return DIFF_ROLES.map((role) => palette[role])
  }
  const wash = (share: number): string => mixColours(palette.diffSame, palette.memLive, share)
  return [
    palette.diffSame,
    palette.diffSame,
    palette.diffSame,
    palette.diffSame,
    wash(0.12),
    wash(0.22),
    wash(0.32),
    wash(0.42),
  ]
}
