// A stretch of a trace and the window's range: the same where the trace is on the wall clock; else the view keeps the stretch for itself.
import type { TimeRange, WallPlacement } from '../../../shared/records/index.ts'

/** Nanoseconds since the trace's start. */
export interface TraceStretch {
  fromNs: number
  toNs: number
}

/** Where a trace is: its own clock, and the wall clock's time of `startNs`, where that is known. */
export interface TraceClock {
  startNs: number
  endNs: number
  wallStartMs: number | null
}

export const clockOf = (
  { startNs, endNs }: { startNs: number; endNs: number },
  placement: Pick<WallPlacement, 'startMs'> | null,
): TraceClock => ({ startNs, endNs, wallStartMs: placement?.startMs ?? null })

export const toWallMs = (clock: TraceClock, ns: number): number => (clock.wallStartMs ?? 0) + (ns - clock.startNs) / 1e6

const MICRO = 1000
/** What the window's range means in the trace; null: all of it, or the range does not touch it. */
export function stretchOfRange(clock: TraceClock, range: TimeRange | null): TraceStretch | null {
  if (!range || range.axis.kind !== 'wall' || clock.wallStartMs === null) return null
  const toNs = (ms: number): number => clock.startNs + (ms - (clock.wallStartMs ?? 0)) * 1e6
  // Milliseconds since 1970 resolve a quarter of a microsecond: what began at an end of the range belongs to it.
  return within(clock, {
    fromNs: Math.floor(toNs(range.from) / MICRO) * MICRO,
    toNs: Math.ceil(toNs(range.to) / MICRO) * MICRO,
  })
}
export const rangeOfStretch = (clock: TraceClock, { fromNs, toNs }: TraceStretch): TimeRange => ({
  axis: { kind: 'wall' },
  from: toWallMs(clock, fromNs),
  to: toWallMs(clock, toNs),
})

/** Kept in the view's state: `1000-2500`. */
export const stretchText = ({ fromNs, toNs }: TraceStretch): string => `${Math.round(fromNs)}-${Math.round(toNs)}`
export function stretchOfText(clock: TraceClock, text: string): TraceStretch | null {
  const [, from, to] = /^(\d{1,16})-(\d{1,16})$/.exec(text) ?? []
  return from === undefined ? null : within(clock, { fromNs: Number(from), toNs: Number(to) })
}

function within(clock: TraceClock, { fromNs, toNs }: TraceStretch): TraceStretch | null {
  const cut = { fromNs: Math.max(fromNs, clock.startNs), toNs: Math.min(toNs, clock.endNs) }
  const isAll = cut.fromNs <= clock.startNs && cut.toNs >= clock.endNs
  return isAll || cut.toNs < cut.fromNs ? null : cut
}
