// The brush: choosing a stretch of an axis with the pointer (the keyboard is in chartKeys.ts). Pure: positions are axis values (ms, or cycle
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
