// Keys of what can be moved along the time strip: the brush's two edges, and the instants B and C.
import type { Stretch } from '../../charts/brush.ts'

/** A press moves by this share of the whole; with Shift by ten times as much. */
const STEP = 1 / 400

/** The new place of a handle, or null where the key is not its own. `limits` are where it may stand. */
export function movedByKey(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  at: number,
  whole: Stretch,
  limits: Stretch,
): number | null {
  const step = (whole.to - whole.from) * STEP * (shiftKey ? 10 : 1)
  const to = { ArrowLeft: at - step, ArrowDown: at - step, ArrowRight: at + step, ArrowUp: at + step }[key]
  const page = { PageDown: at - step * 10, PageUp: at + step * 10, Home: limits.from, End: limits.to }[key]
  const next = to ?? page
  return next === undefined ? null : Math.min(limits.to, Math.max(limits.from, next))
}
