// Where the intervals of one track are: in blocks of its segments, each of which has many tracks. A state that crosses segments has a part in
// each of them, and every part says when the state began.
import type { TraceTrackKind } from '../../../../shared/contract/traceCalls.ts'
import { firstNot } from '../../../../shared/lib/firstNot.ts'
import { IntervalFlag, ProcActivity } from '../../../../shared/records/index.ts'
import { lowerBound } from '../../analysis/index.ts'
import { GC_WORKER_CLASS } from '../../analysis/trace/zoomLevel.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceSegment } from '../../casefile/traceSubject.ts'
import type { TraceBlockRef } from '../../casefile/types.ts'
import { comesAgain } from './goroutineLives.ts'
import type { TraceView } from './TraceView.ts'

/** Nothing is known of the track there. */
const NONE = 0

/** Parts of a trace in the order of time. */
export const segmentList = (view: TraceView): readonly TraceSegment[] =>
  view.keep('segment list', () => [...view.segments.values()])

/** Place in the list of the first segment that ends at `atNs` or later; the last one, if none does. */
export function segmentAt(segments: readonly TraceSegment[], atNs: number): number {
  return firstNot(0, segments.length - 1, (at) => (segments[at] as TraceSegment).toNs < atNs)
}

/** The blocks of intervals of a segment that may have this track, in their order. */
export function blocksWith(
  view: TraceView,
  kind: TraceTrackKind,
  segment: number,
  track: number,
): readonly TraceBlockRef[] {
  const bySegment = view.keep(`blocks of ${kind}`, () =>
    Map.groupBy(view.traces.blocks(view.sourceId, kind), (block) => block.segment),
  )
  return bySegment.get(segment)?.filter(({ firstKey, lastKey }) => firstKey <= track && track <= lastKey) ?? []
}

/** Rows `from … to` of a block of intervals are those of one track, in the order of time. */
export function rowsOf(
  kind: TraceTrackKind,
  columns: Readonly<BlockColumns>,
  track: number,
): [from: number, to: number] {
  const tracks = columns[kind === 'goroutines' ? 'goroutine' : 'proc'] as Uint32Array
  return [lowerBound(tracks, track), lowerBound(tracks, track + 1)]
}

/** State of a goroutine; activity of a proc, GC workers apart. */
export function classOf(kind: TraceTrackKind, columns: Partial<BlockColumns>, row: number): number {
  if (kind === 'goroutines') return columns['state']?.[row] ?? NONE
  const isWorker = ((columns['flags']?.[row] ?? 0) & IntervalFlag.GcWorker) !== 0
  return isWorker ? GC_WORKER_CLASS : (columns['activity']?.[row] ?? ProcActivity.idle)
}

/** Rows of one track in a segment; blocks are ordered by track, and a track may go on in the next block. False from `take` ends it. */
export function eachPart(
  view: TraceView,
  kind: TraceTrackKind,
  segment: number,
  track: number,
  take: (columns: Partial<BlockColumns>, row: number) => boolean | void,
): void {
  for (const block of blocksWith(view, kind, segment, track)) {
    const columns = view.block(block)
    const [from, to] = rowsOf(kind, columns, track)
    for (let row = from; row < to; row++) if (take(columns, row) === false) return
  }
}

export interface Part {
  class: number
  flags: number
  /** When the state began. */
  begin: number
  start: number
  end: number
}

/** The first part a track has in a segment; null: the segment has none of it. */
export function firstPart(view: TraceView, kind: TraceTrackKind, segment: number, track: number): Part | null {
  let part: Part | null = null
  eachPart(view, kind, segment, track, (columns, row) => {
    part = partAt(kind, columns, row)
    return false
  })
  return part
}

export const partAt = (kind: TraceTrackKind, columns: Partial<BlockColumns>, row: number): Part => ({
  class: classOf(kind, columns, row),
  flags: columns['flags']?.[row] ?? 0,
  begin: columns['begin']?.[row] as number,
  start: columns['start']?.[row] as number,
  end: columns['end']?.[row] as number,
})

/** Its state is the one it had when the trace began: the trace told of it later. */
export const isFromStart = ({ flags }: Part): boolean => (flags & IntervalFlag.BeganBefore) !== 0
/** There was no such track before. */
export const isBorn = ({ flags }: Part): boolean =>
  (flags & IntervalFlag.Created) !== 0 && (flags & IntervalFlag.Continued) === 0

/** From when to when a track exists; null: nothing says so. Reads the few blocks that may tell of it: there may be millions of goroutines. */
export function lifeOf(view: TraceView, kind: TraceTrackKind, track: number): { fromNs: number; toNs: number } | null {
  if (kind === 'procs' || comesAgain(view, track)) return { fromNs: view.startNs, toNs: view.endNs }
  const lives = view.keep('lives', () => new Map<number, { fromNs: number; toNs: number } | null>())
  const known = lives.get(track)
  if (known !== undefined) return known
  let life: { fromNs: number; toNs: number } | null = null
  for (const block of view.traces.blocks(view.sourceId, 'goroutineRows', { from: track, to: track })) {
    const columns = view.block(block)
    const row = columns['slot']?.indexOf(track) ?? -1
    const [fromNs, toNs] = [columns['firstNs']?.[row] ?? Number.NaN, columns['lastNs']?.[row] ?? Number.NaN]
    if (fromNs <= toNs) life = { fromNs, toNs }
    if (row >= 0) break
  }
  lives.set(track, life)
  return life
}

/**
 * A trace may tell of a goroutine long after its first instant: its first part lies in the segment where it was told, and reaches back to the
 * trace's start. Place in the list of that segment, if it is after `place` and its first part reaches back to `atNs`; −1: there is none.
 * A track has a part in every segment from its first to its last, so that few are looked at; one that comes again is never told of late.
 */
export function toldAfter(view: TraceView, kind: TraceTrackKind, track: number, place: number, atNs: number): number {
  const segments = segmentList(view)
  if (place >= segments.length - 1) return -1
  const life = lifeOf(view, kind, track)
  if (life === null || life.fromNs > atNs) return -1
  const partOf = (at: number): Part | null => firstPart(view, kind, (segments[at] as TraceSegment).ordinal, track)
  const last = segmentAt(segments, life.toNs)
  if (place + 1 > last) return -1
  const told = firstNot(place + 1, last, (at) => partOf(at) === null)
  const part = partOf(told)
  return part !== null && isFromStart(part) && part.start <= atNs ? told : -1
}
