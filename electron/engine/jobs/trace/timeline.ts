// What a timeline draws: the class that fills most of each pixel of a track, the intervals in a window, the events in one. Pixels come from zoom
// levels where these are fine enough, else from intervals (trackWalk.ts), so that a look at the whole trace decodes few of them.
import type { TracePixels, TraceTrackKind, TraceWindow } from '../../../../shared/contract/traceCalls.ts'
import { TRACE_PART_COLUMNS } from '../../../../shared/contract/traceCalls.ts'
import { TRACE_BYTE_COLUMNS, TRACE_FLOAT_COLUMNS, TRACE_UINT_COLUMNS } from '../../../../shared/records/index.ts'
import { lowerBound } from '../../analysis/index.ts'
import { columnsFor, type BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceBlockRef } from '../../casefile/types.ts'
import type { TraceSegment } from '../../casefile/traceSubject.ts'
import { PixelRow } from './pixelRow.ts'
import { classOf, eachPart, segmentAt, segmentList, toldAfter } from './trackParts.ts'
import { walkTracks } from './trackWalk.ts'
import type { TraceView } from './TraceView.ts'

/** Rows of pixels that are filled at a time, bytes: those of some hundred tracks. */
const HELD_BYTES = 32 * 1024 * 1024
const PIXEL_BYTES = 128

/** Per track `pixels` bytes: class × 16 + how much of the pixel it fills (1 … 15); 0 where there is nothing. */
export function tracePixels(
  view: TraceView,
  kind: TraceTrackKind,
  tracks: readonly number[],
  range: { fromNs: number; toNs: number; pixels: number },
): Omit<TracePixels, 'data'> & { bytes: Uint8Array } {
  const { pixels } = range
  const bytes = new Uint8Array(tracks.length * pixels)
  const atATime = Math.max(1, Math.floor(HELD_BYTES / (pixels * PIXEL_BYTES)))
  let [isEstimated, isSampled] = [false, false]
  for (let from = 0; from < tracks.length; from += atATime) {
    const rows = tracks.slice(from, from + atATime).map((track) => ({ track, row: new PixelRow(range) }))
    const trust = walkTracks(view, kind, rows, { ...range, widthNs: (range.toNs - range.fromNs) / pixels })
    isEstimated ||= trust.isEstimated
    isSampled ||= trust.isSampled
    rows.forEach(({ row }, at) => row.paint(bytes.subarray((from + at) * pixels, (from + at + 1) * pixels)))
  }
  return { bytes, tracks: tracks.length, pixels, isEstimated, isSampled }
}

/** Parts of states of these tracks that meet the range, by track, then time: columns as in TRACE_PART_COLUMNS. */
export function traceIntervals(
  view: TraceView,
  kind: TraceTrackKind,
  tracks: readonly number[],
  { fromNs, toNs, limit }: { fromNs: number; toNs: number; limit: number },
): Omit<TraceWindow, 'data'> & { bytes: Uint8Array } {
  const { f64, u32, u8 } = TRACE_PART_COLUMNS
  const names = [...f64, ...u32, ...u8]
  const parts = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    (typeof names)[number],
    number[]
  >
  let isCut = false
  const segments = segmentList(view)
  const last = segmentAt(segments, toNs)
  const inRange = segments.filter((segment) => segment.toNs > fromNs && segment.fromNs < toNs)
  for (const slot of tracks) {
    let isMet = false
    const take = ({ ordinal }: TraceSegment): void =>
      eachPart(view, kind, ordinal, slot, (columns, row) => {
        isMet = true
        const [from, to] = [columns['start']?.[row] as number, columns['end']?.[row] as number]
        if (to < fromNs || from > toNs) return
        if (parts.start.length >= limit) {
          isCut = true
          return false
        }
        parts.start.push(from)
        parts.end.push(to)
        parts.track.push(slot)
        parts.partner.push((kind === 'goroutines' ? columns['proc']?.[row] : columns['goroutine']?.[row]) ?? 0)
        parts.reason.push(columns['reason']?.[row] ?? 0)
        parts.stack.push(columns['stack']?.[row] ?? 0)
        parts.class.push(classOf(kind, columns, row))
        parts.flags.push(columns['flags']?.[row] ?? 0)
      })
    inRange.forEach(take)
    const told = isMet ? -1 : toldAfter(view, kind, slot, last, toNs)
    if (told >= 0) take(segments[told] as TraceSegment)
  }
  const bytes = joined([
    ...f64.map((name) => Float64Array.from(parts[name])),
    ...u32.map((name) => Uint32Array.from(parts[name])),
    ...u8.map((name) => Uint8Array.from(parts[name])),
  ])
  return { bytes, rows: parts.start.length, isCut }
}

/** Index of the first time after `toNs`. */
const upperBound = (time: Float64Array, toNs: number): number =>
  lowerBound(time, toNs + Number.EPSILON * Math.max(1, Math.abs(toNs)))

/** Events of a range in order: columns as in shared/records/traceEvents.ts, those of 8 bytes first, then of 4, then of 1. */
export function traceEvents(
  view: TraceView,
  { fromNs, toNs, limit }: { fromNs: number; toNs: number; limit: number },
): Omit<TraceWindow, 'data'> & { bytes: Uint8Array } {
  const parts: { block: TraceBlockRef; columns: BlockColumns | null; from: number; to: number }[] = []
  let rows = 0
  let isCut = false
  for (const block of view.traces.blocks(view.sourceId, 'events', { from: fromNs, to: toNs })) {
    if (rows >= limit) {
      isCut = true
      break
    }
    // A block of which all is wanted is read where it is to be.
    const isWhole = block.firstKey >= fromNs && block.lastKey <= toNs && block.rows <= limit - rows
    const columns = isWhole ? null : view.traces.read(block, endRoom(parts, block.rows))
    const time = (columns?.['time'] as Float64Array | undefined)?.subarray(0, block.rows)
    const from = time === undefined ? 0 : lowerBound(time, fromNs)
    const end = time === undefined ? block.rows : upperBound(time, toNs)
    const to = Math.min(end, from + limit - rows)
    if (to < end) isCut = true
    if (to <= from) continue
    parts.push({ block, columns, from, to })
    rows += to - from
  }
  const { bytes, columns: into } = eventColumns(rows)
  let at = 0
  for (const { block, columns, from, to } of parts) {
    const place = Object.fromEntries(
      Object.entries(into).map(([name, column]) => [name, column.subarray(at, at + to - from)]),
    )
    if (columns === null) view.traces.read(block, place)
    else
      for (const [name, column] of Object.entries(place)) column.set((columns[name] as Float64Array).subarray(from, to))
    at += to - from
  }
  return { bytes, rows, isCut }
}

/** Rows of most blocks of events. */
const BLOCK_ROWS = 65_536
/**
 * Room for the blocks at both ends of a window, of which a part is wanted. It is used again: megabytes of fresh memory for each window set off
 * collections that others wait for.
 */
const endRooms: { rows: number; columns: BlockColumns }[] = []

/** Room that none of these parts is in. */
function endRoom(parts: readonly { columns: BlockColumns | null }[], rows: number): BlockColumns {
  const place = parts.reduce((taken, { columns }) => taken + (columns === null ? 0 : 1), 0)
  const known = endRooms[place]
  if (known !== undefined && known.rows >= rows) return known.columns
  const room = { rows: Math.max(rows, BLOCK_ROWS), columns: columnsFor('events', Math.max(rows, BLOCK_ROWS)) }
  if (place < 2) endRooms[place] = room
  return room.columns
}

/** Columns of so many events, one after the other in the same bytes. */
function eventColumns(rows: number): { bytes: Uint8Array<ArrayBuffer>; columns: BlockColumns } {
  const [floats, uints, bytesEach] = [TRACE_FLOAT_COLUMNS, TRACE_UINT_COLUMNS, TRACE_BYTE_COLUMNS]
  const bytes = new Uint8Array(rows * (floats.length * 8 + uints.length * 4 + bytesEach.length))
  const columns: BlockColumns = {}
  let at = 0
  for (const name of floats) {
    columns[name] = new Float64Array(bytes.buffer, at, rows)
    at += rows * 8
  }
  for (const name of uints) {
    columns[name] = new Uint32Array(bytes.buffer, at, rows)
    at += rows * 4
  }
  for (const name of bytesEach) {
    columns[name] = bytes.subarray(at, at + rows)
    at += rows
  }
  return { bytes, columns }
}

function joined(columns: readonly (Float64Array | Uint32Array | Uint8Array)[]): Uint8Array {
  const bytes = new Uint8Array(columns.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  return bytes
}
