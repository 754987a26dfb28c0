// How much of the procs is left to the program while the collector works: over time, and at least in any window (MMU). After Cheng and
// Blelloch's minimum mutator utilization, with the parts Go's own tool takes by default: the two pauses of a cycle (all procs), GC workers
// other than idle ones, mark assists. Of one proc, a dedicated worker does not count: it drives the program away from it beforehand.
import type { CollectorLoad } from '../../../../shared/records/index.ts'
import { CollectorWork } from '../../../../shared/records/index.ts'
import { COLLECTOR_PARTS, CollectorState } from './CollectorState.ts'
import type { UtilizationParts } from './CollectorState.ts'

/** A step function of the program's share, 0 … 1: `share[i]` holds from `time[i]` to `time[i + 1]`; the last time is the end. */
export interface UtilizationCurve {
  time: Float64Array
  share: Float64Array
}

/** The curve up to `to` of a load. Begins where GOMAXPROCS is known; empty without. */
export function utilizationCurve(
  load: CollectorLoad,
  to: number,
  parts: UtilizationParts = COLLECTOR_PARTS,
): UtilizationCurve {
  const state = new CollectorState(parts)
  return curveOf(load, to, (row) => {
    state.take(load, row)
    return state.share()
  })
}

/** The same of one proc: 1, or 0 while the collector holds it. */
export function procUtilizationCurve(
  load: CollectorLoad,
  proc: number,
  to: number,
  parts: UtilizationParts = COLLECTOR_PARTS,
): UtilizationCurve {
  const state = new CollectorState(parts, CollectorWork.dedicated)
  return curveOf(load, to, (row) => {
    if (load.proc[row] === 0 || load.proc[row] === proc) state.take(load, row)
    return state.procs === 0 ? Number.NaN : state.isStopped || state.taken > 0 ? 0 : 1
  })
}

function curveOf(load: CollectorLoad, to: number, shareAfter: (row: number) => number): UtilizationCurve {
  const time = new Float64Array(load.length + 1)
  const share = new Float64Array(load.length)
  let steps = 0
  for (let row = 0; row < load.length; row++) {
    const at = load.time[row] as number
    if (at >= to) break
    const value = shareAfter(row)
    // Several changes of one moment are one step.
    if (Number.isNaN(value) || (row + 1 < load.length && load.time[row + 1] === at)) continue
    if (steps > 0 && share[steps - 1] === value) continue
    time[steps] = at
    share[steps++] = value
  }
  time[steps] = to
  return { time: time.slice(0, steps + 1), share: share.slice(0, steps) }
}

/** Mean share over the whole curve; NaN for an empty one. */
export function meanUtilization({ time, share }: UtilizationCurve): number {
  let sum = 0
  for (let step = 0; step < share.length; step++)
    sum += (share[step] as number) * ((time[step + 1] as number) - (time[step] as number))
  const length = (time.at(-1) as number) - (time[0] as number)
  return length > 0 ? sum / length : Number.NaN
}

/** A window in which the program's share was low. */
export interface UtilizationWindow {
  fromNs: number
  toNs: number
  share: number
}

/**
 * The lowest share in any window of this length, with the window. The share over a window that slides is least where one of its ends is at
 * a step, so only those are looked at: exact, and linear in the steps. Null: the curve is shorter than the window.
 */
export function minimumUtilization(curve: UtilizationCurve, windowNs: number): UtilizationWindow | null {
  return worstWindows(curve, windowNs, 1)[0] ?? null
}

/** The worst windows of this length that do not overlap, lowest share first, `count` at most. */
export function worstWindows(curve: UtilizationCurve, windowNs: number, count: number): UtilizationWindow[] {
  const { time, share } = curve
  const steps = share.length
  if (steps === 0 || windowNs <= 0) return []
  const first = time[0] as number
  const last = time[steps] as number
  if (last - first < windowNs) return []
  // Integral up to each step, and a cursor each for the window's two ends, which only move forward.
  const integral = new Float64Array(steps + 1)
  for (let step = 0; step < steps; step++)
    integral[step + 1] =
      (integral[step] as number) + (share[step] as number) * ((time[step + 1] as number) - (time[step] as number))

  const worst: UtilizationWindow[] = []
  let low = 0
  let high = 0
  const consider = (from: number): void => {
    const to = from + windowNs
    while (low + 1 < steps && (time[low + 1] as number) <= from) low++
    while (high + 1 < steps && (time[high + 1] as number) <= to) high++
    const until = (integral[high] as number) + (share[high] as number) * (to - (time[high] as number))
    const before = (integral[low] as number) + (share[low] as number) * (from - (time[low] as number))
    keepWorst(worst, { fromNs: from, toNs: to, share: Math.max(0, (until - before) / windowNs) }, count)
  }
  // Windows that begin at a step, and windows that end at one, merged in the order of their begin.
  let beginning = 0
  let ending = 1
  for (;;) {
    const atBegin = beginning <= steps ? (time[beginning] as number) : Number.POSITIVE_INFINITY
    const atEnd = ending <= steps ? (time[ending] as number) - windowNs : Number.POSITIVE_INFINITY
    const from = Math.min(atBegin, atEnd)
    if (from > last - windowNs) break
    if (atBegin <= atEnd) beginning++
    else ending++
    if (from >= first) consider(from)
  }
  consider(last - windowNs)
  return worst
}

function keepWorst(worst: UtilizationWindow[], window: UtilizationWindow, count: number): void {
  if (worst.length === count && window.share >= (worst.at(-1) as UtilizationWindow).share) return
  const rival = worst.findIndex(({ fromNs, toNs }) => window.fromNs < toNs && fromNs < window.toNs)
  if (rival >= 0) {
    if ((worst[rival] as UtilizationWindow).share <= window.share) return
    worst.splice(rival, 1)
  }
  const place = worst.findIndex(({ share }) => share > window.share)
  if (place < 0) worst.push(window)
  else worst.splice(place, 0, window)
  if (worst.length > count) worst.pop()
}
