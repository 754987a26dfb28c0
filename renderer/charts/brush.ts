// The brush: choosing a stretch of an axis with the pointer or the keyboard. Pure: positions are axis values (ms, or cycle
// numbers), never pixels, so every chart and the time strip behave alike.

export interface Stretch {
  from: number
  to: number
}

/** What a drag does: draws a new stretch, moves the chosen one, or moves one of its edges. */
export interface BrushDrag {
  kind: 'new' | 'move' | 'from' | 'to'
  /** Where the pointer went down. */
  origin: number
  /** The stretch when it went down. */
  before: Stretch | null
}

const ordered = (a: number, b: number): Stretch => (a <= b ? { from: a, to: b } : { from: b, to: a })
const clamp = (value: number, { from, to }: Stretch): number => Math.min(to, Math.max(from, value))

/** Moves a stretch by `by`, stopping at the limits without changing its length. */
export function shifted(stretch: Stretch, by: number, limits: Stretch): Stretch {
  const room = Math.min(limits.to - stretch.to, Math.max(limits.from - stretch.from, by))
  return { from: stretch.from + room, to: stretch.to + room }
}

/** The drag that starts at `at`; `tolerance` is how near an edge counts as on it. */
export function startDrag(at: number, current: Stretch | null, tolerance: number): BrushDrag {
  if (current) {
    if (Math.abs(at - current.from) <= tolerance) return { kind: 'from', origin: at, before: current }
    if (Math.abs(at - current.to) <= tolerance) return { kind: 'to', origin: at, before: current }
    if (at > current.from && at < current.to) return { kind: 'move', origin: at, before: current }
  }
  return { kind: 'new', origin: at, before: current }
}

/** The stretch while the pointer is at `at`. */
export function dragged({ kind, origin, before }: BrushDrag, at: number, limits: Stretch): Stretch {
  const now = clamp(at, limits)
  if (kind === 'move' && before) return shifted(before, at - origin, limits)
  if (kind === 'from' && before) return ordered(now, before.to)
  if (kind === 'to' && before) return ordered(before.from, now)
  return ordered(clamp(origin, limits), now)
}

/** Whether a finished drag is too short to mean a range: then it was a click. */
export const isClick = (stretch: Stretch, tolerance: number): boolean => stretch.to - stretch.from < tolerance

/**
 * The keyboard: ← → move the stretch by a fiftieth of what is shown (with Ctrl a tenth of that), Shift moves its end, Shift+Alt its start,
 * Home and End go to the ends, Escape clears. Without a stretch the first arrow makes one in the middle.
 * `undefined`: the key is not the brush's; null: cleared.
 */
export function brushKey(
  key: { key: string; shiftKey: boolean; altKey: boolean; ctrlKey: boolean },
  current: Stretch | null,
  limits: Stretch,
): Stretch | null | undefined {
  const span = limits.to - limits.from
  if (key.key === 'Escape') return current === null ? undefined : null
  if (!['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(key.key) || !(span > 0)) return undefined
  if (!current) return { from: limits.from + span * 0.45, to: limits.from + span * 0.55 }
  const far = key.key === 'Home' ? -span : key.key === 'End' ? span : null
  const step = (span / 50) * (key.ctrlKey ? 0.1 : 1)
  const by = far ?? (key.key === 'ArrowLeft' ? -step : step)
  if (key.shiftKey && key.altKey) return ordered(Math.min(clamp(current.from + by, limits), current.to), current.to)
  if (key.shiftKey) return ordered(current.from, Math.max(clamp(current.to + by, limits), current.from))
  return shifted(current, by, limits)
}
