// How keys move what stands on the time strip: the brush's two edges, and the instants B and C.
import type { Stretch } from '../../charts/brush.ts'

export type HandleMove = 'earlier' | 'later' | 'muchEarlier' | 'muchLater' | 'first' | 'last'

/** A press moves by this share of the whole; a large step is ten of them. */
const STEP = 1 / 400
const STEPS: Partial<Record<HandleMove, number>> = { earlier: -1, later: 1, muchEarlier: -10, muchLater: 10 }

/** The new place of a handle. `limits` are where it may stand. */
export function movedByKey(move: HandleMove, isLarge: boolean, at: number, whole: Stretch, limits: Stretch): number {
  const steps = STEPS[move]
  if (steps === undefined) return move === 'first' ? limits.from : limits.to
  const size = Math.abs(steps) === 1 && isLarge ? 10 : 1
  const next = at + (whole.to - whole.from) * STEP * steps * size
  return Math.min(limits.to, Math.max(limits.from, next))
}
