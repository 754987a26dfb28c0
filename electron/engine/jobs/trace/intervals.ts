// Intervals of one goroutine, from the blocks of the segments it is in; parts of a state that crosses segments are put together.
import type { TraceIntervalRow } from '../../../../shared/contract/traceCalls.ts'
import { firstNot } from '../../../../shared/lib/firstNot.ts'
import { IntervalFlag } from '../../../../shared/records/index.ts'
import { lowerBound } from '../../analysis/index.ts'
import { roomFor } from '../../casefile/traceBlocks.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceBlockRef } from '../../casefile/types.ts'
import type { TraceSegment } from '../../casefile/traceSubject.ts'
import { comesAgain } from './goroutineLives.ts'
import { HeldStates } from './HeldStates.ts'
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

export interface Range {
  fromNs: number
  toNs: number
}
/** All there is of a goroutine; its states are held then, as more will be asked of them. */
export const ALL: Range = { fromNs: Number.NEGATIVE_INFINITY, toNs: Number.POSITIVE_INFINITY }

/**
 * States of a goroutine from `fromNs` to `toNs` in order: those of a block at a time, so that whoever asks of many of them may let others have
 * their turn. No more is read than is taken.
 */
export function* goroutineStates(view: TraceView, slot: number, range: Range = ALL): Generator<readonly Interval[]> {
  const held = heldStates(view, slot)
  const states = held ? held.in(range) : range === ALL ? allStates(view, slot) : statesIn(view, slot, range)
  yield* states
}

function* statesIn(view: TraceView, slot: number, range: Range): Generator<readonly Interval[]> {
  const segments = segmentList(view)
  let isTold = false
  for (const states of wholeStates(view, slot, range, segmentAt(segments, range.fromNs), besideOthers)) {
    isTold = true
    yield states
  }
  const told = isTold ? -1 : toldAfter(view, 'goroutines', slot, segmentAt(segments, range.toNs), range.toNs)
  if (told >= 0) yield* wholeStates(view, slot, range, told, besideOthers)
}

/** All states of a goroutine, where they were the last that were read and are not too many. */
export function heldStates(view: TraceView, slot: number): HeldStates | null {
  const { last } = lastStates(view)
  return last?.slot === slot ? last : null
}

const lastStates = (view: TraceView): { last: HeldStates | null } =>
  view.keep('goroutine states', () => ({ last: null }))

function* allStates(view: TraceView, slot: number): Generator<readonly Interval[]> {
  let held: HeldStates | null = new HeldStates(slot)
  for (const states of wholeStates(view, slot, ALL, 0, alone)) {
    if (held?.add(states) === false) held = null
    yield states
  }
  if (held) lastStates(view).last = held
}

/** Rows of a goroutine in a block. */
type RowsIn = (
  view: TraceView,
  block: TraceBlockRef,
  slot: number,
) => { columns: Readonly<BlockColumns>; from: number; to: number }

/** Whoever goes from one goroutine to the next comes by the same blocks again. */
const besideOthers: RowsIn = (view, block, slot) => {
  const columns = view.block(block)
  const [from, to] = rowsOf('goroutines', columns, slot)
  return { columns, from, to }
}

/** Of one goroutine a block is not read beyond its rows: those that live long have low slots, and stand at the begin. Hold until the next block. */
const alone: RowsIn = (view, block, slot) => {
  const columns = view.keep('room for intervals', () =>
    roomFor('goroutines', view.traces.blocks(view.sourceId, 'goroutines')),
  )
  const to = view.traces.readUpTo(slot, block, columns)
  return { columns, from: lowerBound((columns['goroutine'] as Uint32Array).subarray(0, to), slot), to }
}

/** States that segments from place `since` on tell of; nothing at all, not even an empty part, where they tell nothing of the goroutine. */
function* wholeStates(
  view: TraceView,
  slot: number,
  { fromNs, toNs }: Range,
  since: number,
  rowsIn: RowsIn,
): Generator<readonly Interval[]> {
  const segments = segmentList(view)
  const life = lifeIn(view, slot)
  let open: Interval | null = null
  for (let place = Math.max(since, segmentAt(segments, life.fromNs)); place < segments.length; place++) {
    const { fromNs: segmentFrom, ordinal } = segments[place] as TraceSegment
    // A state that goes on is read to its end; so is one that is told of later than it was.
    if (open === null && place > since && segmentFrom > Math.min(toNs, life.toNs)) return
    for (const block of blocksWith(view, 'goroutines', ordinal, slot)) {
      const { columns, from, to } = rowsIn(view, block, slot)
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

/** Between which times the trace has states of a goroutine. */
export function lifeIn(view: TraceView, slot: number): Range {
  const { goroutines } = view
  const row = (goroutines.rowOf[slot] ?? 0) - 1
  return row < 0 || comesAgain(view, slot)
    ? ALL
    : { fromNs: goroutines.at('firstNs', row), toNs: goroutines.at('lastNs', row) }
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
