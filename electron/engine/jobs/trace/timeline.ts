// What a timeline draws: the class that fills most of each pixel of a track, the intervals in a window, the events in one. Pixels come from zoom
// levels where these are fine enough, so that a look at the whole trace decodes no intervals.
import type { TracePixels, TraceTrackKind, TraceWindow } from '../../../../shared/contract/traceCalls.ts'
import { TRACE_PART_COLUMNS } from '../../../../shared/contract/traceCalls.ts'
import { IntervalFlag, ProcActivity } from '../../../../shared/records/index.ts'
import { TRACE_BYTE_COLUMNS, TRACE_FLOAT_COLUMNS, TRACE_UINT_COLUMNS } from '../../../../shared/records/index.ts'
import { lowerBound } from '../../analysis/index.ts'
import { COARSE_BUCKETS, GC_WORKER_CLASS } from '../../analysis/trace/zoomLevel.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceBlockRef } from '../../casefile/types.ts'
import type { TraceSegment } from '../../casefile/traceSubject.ts'
import { readCoarse } from './trackOverview.ts'
import type { TraceView } from './TraceView.ts'

const CLASSES = 16
/** Nothing is known of the track there. */
const NONE = 0

interface TrackIndex {
  columns: BlockColumns
  level: Uint8Array
}

type IndexKind = `${'goroutine' | 'proc'}${'Tracks' | 'Levels'}`

/** The one block of a kind that a segment has; null: none, or none that could have this track. */
function indexBlock(view: TraceView, kind: IndexKind, segment: number, track?: number): BlockColumns | null {
  const refs = view.keep(
    `refs.${kind}`,
    () => new Map(view.traces.blocks(view.sourceId, kind).map((ref) => [ref.segment, ref])),
  )
  const ref = refs.get(segment)
  if (ref === undefined || (track !== undefined && (track < ref.firstKey || track > ref.lastKey))) return null
  return view.keep(`index.${kind}.${segment}`, () => view.traces.read(ref))
}

const ofKind = (kind: TraceTrackKind): 'goroutine' | 'proc' => (kind === 'goroutines' ? 'goroutine' : 'proc')

/** Where a segment has its tracks, if it may have this one. */
const tracksOf = (view: TraceView, kind: TraceTrackKind, segment: number, track: number): TrackIndex => ({
  columns: indexBlock(view, `${ofKind(kind)}Tracks`, segment, track) ?? {},
  get level() {
    return (indexBlock(view, `${ofKind(kind)}Levels`, segment)?.['level'] ?? new Uint8Array(0)) as Uint8Array
  },
})

/** Row of a track in columns ordered by track; −1: there is none. */
function rowOf(track: BlockColumns[string] | undefined, wanted: number): number {
  const row = lowerBound(track ?? [], wanted)
  return track?.[row] === wanted ? row : -1
}

const segmentsIn = (view: TraceView, fromNs: number, toNs: number): TraceSegment[] =>
  [...view.segments.values()].filter((segment) => segment.toNs > fromNs && segment.fromNs < toNs)

/** State of a goroutine; activity of a proc, GC workers apart. */
function classOf(kind: TraceTrackKind, columns: Partial<BlockColumns>, row: number): number {
  if (kind === 'goroutines') return columns['state']?.[row] ?? NONE
  const isWorker = ((columns['flags']?.[row] ?? 0) & IntervalFlag.GcWorker) !== 0
  return isWorker ? GC_WORKER_CLASS : (columns['activity']?.[row] ?? ProcActivity.idle)
}

/** Rows of one track in a segment; blocks are ordered by track, and a track may go on in the next block. */
function eachInterval(
  view: TraceView,
  kind: TraceTrackKind,
  segment: number,
  track: number,
  take: (columns: Partial<BlockColumns>, row: number) => void,
): void {
  const name = kind === 'goroutines' ? 'goroutine' : 'proc'
  for (const block of view.traces.blocks(view.sourceId, kind, { segment, from: track, to: track })) {
    const columns = view.block(block)
    const tracks = columns[name] as Uint32Array
    for (let row = lowerBound(tracks, track); row < tracks.length && tracks[row] === track; row++) take(columns, row)
  }
}

/** Per track `pixels` bytes: class × 16 + how much of the pixel it fills (1 … 15); 0 where there is nothing. */
export function tracePixels(
  view: TraceView,
  kind: TraceTrackKind,
  tracks: readonly number[],
  { fromNs, toNs, pixels }: { fromNs: number; toNs: number; pixels: number },
): Omit<TracePixels, 'data'> & { bytes: Uint8Array } {
  const bytes = new Uint8Array(tracks.length * pixels)
  const width = (toNs - fromNs) / pixels
  const segments = segmentsIn(view, fromNs, toNs)
  const weights = new Float64Array(pixels * CLASSES)
  const coarse = new Uint8Array(COARSE_BUCKETS)
  let estimated = 0
  tracks.forEach((track, at) => {
    weights.fill(0)
    const add = (of: number, start: number, end: number): void => {
      const from = Math.max(start, fromNs)
      const to = Math.min(end, toNs)
      if (to <= from) return
      const last = Math.min(pixels - 1, Math.floor((to - fromNs) / width))
      for (let pixel = Math.floor((from - fromNs) / width); pixel <= last; pixel++) {
        const left = Math.max(from, fromNs + pixel * width)
        const right = Math.min(to, fromNs + (pixel + 1) * width)
        if (right > left) weights[pixel * CLASSES + of]! += right - left
      }
    }
    /** Buckets of a level, none wider than a pixel: there are thousands to a segment. */
    const addBuckets = (values: Uint8Array, first: number, count: number, startNs: number, bucketNs: number): void => {
      let pixel = Math.max(0, Math.floor((startNs - fromNs) / width))
      let edge = fromNs + (pixel + 1) * width
      let end = startNs
      for (let bucket = 0; bucket < count; bucket++) {
        const left = Math.max(end, fromNs)
        end = startNs + (bucket + 1) * bucketNs
        const value = values[first + bucket] as number
        const right = Math.min(end, toNs)
        if (value === 0 || right <= left) continue
        while (edge <= left && pixel < pixels - 1) edge = fromNs + (++pixel + 1) * width
        const share = (value & 15) / 15
        const at = pixel * CLASSES + (value >> 4)
        if (right <= edge || pixel === pixels - 1) weights[at]! += (right - left) * share
        else {
          weights[at]! += (edge - left) * share
          weights[at + CLASSES]! += (right - edge) * share
        }
      }
    }
    for (const segment of segments) {
      const coarseNs = (segment.toNs - segment.fromNs) / COARSE_BUCKETS
      if (coarseNs <= width) {
        if (readCoarse(view, ofKind(kind), segment.ordinal, track, coarse)) {
          estimated++
          addBuckets(coarse, 0, COARSE_BUCKETS, segment.fromNs, coarseNs)
          continue
        }
      }
      const index = tracksOf(view, kind, segment.ordinal, track)
      const row = rowOf(index.columns['track'], track)
      if (row < 0) continue
      const bits = index.columns['levelBits']?.[row] ?? 0
      const bucketNs = (segment.toNs - segment.fromNs) / 2 ** bits
      if (bits > 0 && bucketNs <= width) {
        estimated++
        const first = index.columns['levelStart']?.[row] ?? 0
        const low = Math.max(0, Math.floor((fromNs - segment.fromNs) / bucketNs))
        const high = Math.min(2 ** bits, Math.ceil((toNs - segment.fromNs) / bucketNs))
        addBuckets(index.level, first + low, high - low, segment.fromNs + low * bucketNs, bucketNs)
        continue
      }
      eachInterval(view, kind, segment.ordinal, track, (columns, of) =>
        add(classOf(kind, columns, of), columns['start']?.[of] as number, columns['end']?.[of] as number),
      )
    }
    paint(weights, bytes.subarray(at * pixels, (at + 1) * pixels), width)
  })
  return { bytes, tracks: tracks.length, pixels, isEstimated: estimated > 0 }
}

function paint(weights: Float64Array, into: Uint8Array, width: number): void {
  for (let pixel = 0; pixel < into.length; pixel++) {
    let most = -1
    for (let of = 0; of < CLASSES; of++) {
      const weight = weights[pixel * CLASSES + of] as number
      if (weight > 0 && (most < 0 || weight > (weights[pixel * CLASSES + most] as number))) most = of
    }
    if (most < 0) continue
    const share = (weights[pixel * CLASSES + most] as number) / width
    into[pixel] = most * 16 + Math.max(1, Math.min(15, Math.round(share * 15)))
  }
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
  const segments = segmentsIn(view, fromNs, toNs)
  for (const slot of tracks)
    for (const segment of segments)
      eachInterval(view, kind, segment.ordinal, slot, (columns, row) => {
        const [from, to] = [columns['start']?.[row] as number, columns['end']?.[row] as number]
        if (to < fromNs || from > toNs) return
        if (parts.start.length >= limit) {
          isCut = true
          return
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
    const columns = isWhole ? null : view.traces.read(block)
    const time = columns?.['time'] as Float64Array | undefined
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
