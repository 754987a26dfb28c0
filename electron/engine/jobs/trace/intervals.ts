// Intervals of one goroutine, from the blocks of the segments it is in; parts of a state that crosses segments are put together.
import type { TraceIntervalRow } from '../../../../shared/contract/traceCalls.ts'
import { IntervalFlag } from '../../../../shared/records/index.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceSegment } from '../../casefile/traceSubject.ts'
import { blocksWith, rowsOf, segmentAt, segmentList, toldAfter } from './trackParts.ts'
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

export interface Range {
  fromNs: number
  toNs: number
}
const ALL: Range = { fromNs: Number.NEGATIVE_INFINITY, toNs: Number.POSITIVE_INFINITY }

/**
 * States of a goroutine from `fromNs` to `toNs` in order: those of a block at a time, so that whoever asks of many of them may let others have
 * their turn. No more is read than is taken.
 */
export function* goroutineStates(view: TraceView, slot: number, range: Range = ALL): Generator<readonly Interval[]> {
  const held = view.keep('goroutine states', (): { last: HeldStates | null } => ({ last: null }))
  if (held.last?.slot === slot) {
    yield statesIn(held.last.states, range)
    return
  }
  const segments = segmentList(view)
  const { fromNs, toNs } = range
  if (fromNs === ALL.fromNs && toNs === ALL.toNs) {
    const states: Interval[] = []
    for (const some of wholeStates(view, slot, range, 0)) {
      if (states.length <= HELD_STATES) states.push(...some)
      yield some
    }
    if (states.length <= HELD_STATES) held.last = { slot, states }
    return
  }
  let isTold = false
  for (const some of wholeStates(view, slot, range, segmentAt(segments, fromNs))) {
    isTold = true
    yield some
  }
  const told = isTold ? -1 : toldAfter(view, 'goroutines', slot, segmentAt(segments, toNs), toNs)
  if (told >= 0) yield* wholeStates(view, slot, range, told)
}

function statesIn(states: readonly Interval[], { fromNs, toNs }: Range): readonly Interval[] {
  const from = firstNot(0, states.length, (at) => (states[at]?.endNs ?? 0) < fromNs)
  const to = firstNot(from, states.length, (at) => (states[at]?.startNs ?? 0) <= toNs)
  return states.slice(from, to)
}

/** States that segments from place `since` on tell of; nothing at all, not even an empty part, where they tell nothing of the goroutine. */
function* wholeStates(
  view: TraceView,
  slot: number,
  { fromNs, toNs }: Range,
  since: number,
): Generator<readonly Interval[]> {
  const segments = segmentList(view)
  const life = lifeIn(view, slot)
  let open: Interval | null = null
  for (let place = Math.max(since, segmentAt(segments, life.fromNs)); place < segments.length; place++) {
    const { fromNs: segmentFrom, ordinal } = segments[place] as TraceSegment
    // A state that goes on is read to its end; so is one that is told of later than it was.
    if (open === null && place > since && segmentFrom > Math.min(toNs, life.toNs)) return
    for (const block of blocksWith(view, 'goroutines', ordinal, slot)) {
      const columns = view.block(block)
      const [from, to] = rowsOf('goroutines', columns, slot)
      if (from === to) continue
      const states: Interval[] = []
      const first = firstNot(from, to, (row) => (columns['end']?.[row] as number) < fromNs)
      for (let row = first; row < to; row++) {
        const flags = columns['flags']?.[row] as number
        const part = intervalAt(columns, row, flags)
        if (open !== null && (flags & IntervalFlag.Continued) !== 0) extend(open, part)
        else open = part
        if ((flags & IntervalFlag.Continues) !== 0) continue
        if (open.startNs > toNs) {
          yield states
          return
        }
        states.push(open)
        open = null
      }
      yield states
    }
  }
  if (open !== null && open.startNs <= toNs) yield [open]
}

/** The first place from `from` on, before `to`, of which something is not so; it is so of all those before. */
function firstNot(from: number, to: number, isSo: (at: number) => boolean): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isSo(middle)) low = middle + 1
    else high = middle
  }
  return low
}

/** From when to when the trace has states of a goroutine. */
function lifeIn({ goroutines }: TraceView, slot: number): Range {
  const row = (goroutines.rowOf[slot] ?? 0) - 1
  return row < 0 ? ALL : { fromNs: goroutines.at('firstNs', row), toNs: goroutines.at('lastNs', row) }
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
