// Intervals of one goroutine, from the blocks of the segments it is in; parts of a state that crosses segments are put together.
import type { TraceIntervalRow } from '../../../../shared/contract/traceCalls.ts'
import { IntervalFlag } from '../../../../shared/records/index.ts'
import { lowerBound } from '../../analysis/index.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import { segmentAt, segmentList, toldAfter } from './trackParts.ts'
import { STATE_NAMES } from './TraceView.ts'
import type { TraceView } from './TraceView.ts'

export interface Interval {
  state: number
  from: number
  flags: number
  startNs: number
  endNs: number
  reason: number
  stack: number
  proc: number
  thread: number
  waker: number
  wakerStack: number
  stwNs: number
  gcNs: number
  fullNs: number
  markNs: number
}

/** States of one goroutine that are held: what is shown of it are several questions, one after the other. */
const HELD_STATES = 100_000
interface HeldStates {
  slot: number
  states: readonly Interval[]
}

/** Gives each state of a goroutine from `fromNs` to `toNs` in order. Return false to end early. */
export function goroutineIntervals(
  view: TraceView,
  slot: number,
  give: (interval: Readonly<Interval>) => boolean | undefined | void,
  { fromNs = Number.NEGATIVE_INFINITY, toNs = Number.POSITIVE_INFINITY } = {},
): void {
  const held = view.keep('goroutine states', (): { last: HeldStates | null } => ({ last: null }))
  if (held.last?.slot === slot) {
    for (const state of held.last.states)
      if (state.endNs >= fromNs && (state.startNs > toNs || give(state) === false)) return
    return
  }
  if (fromNs === Number.NEGATIVE_INFINITY && toNs === Number.POSITIVE_INFINITY) {
    const states: Interval[] = []
    let isAll = true
    const take = (state: Interval): boolean => {
      isAll &&= states.length < HELD_STATES
      if (isAll) states.push(state)
      if (give(state) !== false) return true
      isAll = false
      return false
    }
    wholeStates(view, slot, take, { fromNs, toNs, since: -1 })
    if (isAll) held.last = { slot, states }
    return
  }
  if (wholeStates(view, slot, give, { fromNs, toNs, since: -1 })) return
  const segments = segmentList(view)
  const told = segments[toldAfter(view, 'goroutines', slot, segmentAt(segments, toNs), toNs)]
  if (told) wholeStates(view, slot, give, { fromNs, toNs, since: told.ordinal })
}

/** `since`: the segment that tells of a state from before it; −1: what segments of that time tell. False: they tell nothing of the goroutine. */
function wholeStates(
  view: TraceView,
  slot: number,
  give: (interval: Interval) => boolean | undefined | void,
  { fromNs, toNs, since }: { fromNs: number; toNs: number; since: number },
): boolean {
  let open: Interval | null = null
  let isMet = false
  for (const block of view.traces.blocks(view.sourceId, 'goroutines', { from: slot, to: slot })) {
    const segment = view.segments.get(block.segment)
    if (segment && (segment.toNs < fromNs || segment.ordinal < since)) continue
    // A state that goes on is read to its end.
    if (segment && since < 0 && segment.fromNs > toNs && open === null) break
    const columns = view.block(block)
    const slots = columns['goroutine'] as Uint32Array
    for (let row = lowerBound(slots, slot); row < slots.length && slots[row] === slot; row++) {
      isMet = true
      const flags = columns['flags']?.[row] as number
      const part = intervalAt(columns, row, flags)
      if (open !== null && (flags & IntervalFlag.Continued) !== 0) extend(open, part)
      else open = part
      if ((flags & IntervalFlag.Continues) !== 0) continue
      const whole: Interval = open
      open = null
      if (whole.endNs < fromNs) continue
      if (whole.startNs > toNs || give(whole) === false) return true
    }
  }
  if (open !== null && open.startNs <= toNs) give(open)
  return isMet
}

function intervalAt(columns: BlockColumns, row: number, flags: number): Interval {
  const at = (name: string): number => columns[name]?.[row] as number
  return {
    state: at('state'),
    from: at('from'),
    flags,
    startNs: at('begin'),
    endNs: at('end'),
    reason: at('reason'),
    stack: at('stack'),
    proc: at('proc'),
    thread: at('thread'),
    waker: at('waker'),
    wakerStack: at('wakerStack'),
    stwNs: at('stwNs'),
    gcNs: at('gcNs'),
    fullNs: at('fullNs'),
    markNs: at('markNs'),
  }
}

/** A further part: who ended it is known in the last one only. */
function extend(whole: Interval, part: Interval): void {
  whole.endNs = part.endNs
  whole.flags |= part.flags
  whole.waker = part.waker
  whole.wakerStack = part.wakerStack
  for (const name of ['stwNs', 'gcNs', 'fullNs', 'markNs'] as const) whole[name] += part[name]
}

export function intervalRow(view: TraceView, of: Interval): TraceIntervalRow {
  const { strings } = view.tables
  const has = (flag: number): boolean => (of.flags & flag) !== 0
  return {
    state: STATE_NAMES[of.state] ?? '',
    startNs: of.startNs,
    endNs: of.endNs,
    lengthNs: of.endNs - of.startNs,
    reason: strings[of.reason] ?? '',
    place: view.place(of.stack),
    stack: of.stack,
    proc: view.procNumber(of.proc),
    waker: of.waker,
    wakerId: view.goroutineId(of.waker),
    wakerName: of.waker === 0 ? '' : view.goroutineName(of.waker),
    wakerPlace: view.place(of.wakerStack),
    wakerStack: of.wakerStack,
    stwNs: of.stwNs,
    gcNs: of.gcNs,
    fullNs: of.fullNs,
    markNs: of.markNs,
    beganBefore: has(IntervalFlag.BeganBefore),
    isOpen: has(IntervalFlag.StillOpen),
    isLengthUnknown: has(IntervalFlag.LengthUnknown),
  }
}
