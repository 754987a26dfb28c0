// Tracks over a stretch of a trace, from its last segment to its first. Segments in which a track changes often have zoom levels; from those in
// which it changes seldom its intervals are read, and the first of them says since when it has been in its state: segments in between are
// passed over. So a goroutine that changes a dozen times is read in a dozen segments, and drawn exactly.
import type { TraceTrackKind } from '../../../../shared/contract/traceCalls.ts'
import { lowerBound } from '../../analysis/index.ts'
import { COARSE_BUCKETS } from '../../analysis/trace/zoomLevel.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceSegment } from '../../casefile/traceSubject.ts'
import type { PixelRow } from './pixelRow.ts'
import { comesAgain } from './goroutineLives.ts'
import {
  eachPart,
  firstPart,
  isBorn,
  isFromStart,
  lifeOf,
  partAt,
  segmentAt,
  segmentList,
  toldAfter,
} from './trackParts.ts'
import type { Part } from './trackParts.ts'
import { hasOverview, readCoarse } from './trackOverview.ts'
import type { TraceView } from './TraceView.ts'

/**
 * Blocks of intervals that one question decodes: about a second's work. Where these do not do, every second (third, …) segment is read, and
 * those in between are taken to be like the next one that was: an estimate.
 */
const MOST_READ = 256

type IndexKind = `${'goroutine' | 'proc'}${'Tracks' | 'Levels'}`

export interface Walk {
  fromNs: number
  toNs: number
  /** Of a pixel. */
  widthNs: number
}

/** One track on its way. */
interface Walker {
  track: number
  row: PixelRow
  /** Place of the segment that is looked at next; below the first one: done. */
  next: number
  /** Of a segment that was drawn from its level: where the track may begin with a part that reaches back. */
  levelAt: number
  hasBeenSeen: boolean
  /** Segments above this place are estimated rather than read. */
  readFrom: number
  /** Of the segment read last: share of its time by class. */
  shares: Float64Array
  /** Only every so many segments are read. */
  stride: number
}

/** How far pixels are to be believed, as TracePixels says it. */
interface Trust {
  isEstimated: boolean
  isSampled: boolean
}

/** Adds what each track was in to its row. */
export function walkTracks(
  view: TraceView,
  kind: TraceTrackKind,
  tracks: readonly { track: number; row: PixelRow }[],
  walk: Walk,
  most = MOST_READ,
): Trust {
  return new TrackWalk(view, kind, walk).run(tracks, most)
}

class TrackWalk {
  private readonly view: TraceView
  private readonly kind: TraceTrackKind
  private readonly of: 'goroutine' | 'proc'
  private readonly walk: Walk
  private readonly segments: readonly TraceSegment[]
  private readonly first: number
  private readonly last: number
  private readonly coarse = new Uint8Array(COARSE_BUCKETS)
  private readonly hasOverview: boolean
  private isEstimated = false
  private isSampled = false

  constructor(view: TraceView, kind: TraceTrackKind, walk: Walk) {
    this.view = view
    this.kind = kind
    this.of = kind === 'goroutines' ? 'goroutine' : 'proc'
    this.walk = walk
    this.segments = segmentList(view)
    // The border of two belongs to the first of them, where nothing of the stretch is.
    const at = segmentAt(this.segments, walk.fromNs)
    this.first = (this.segments[at]?.toNs ?? 0) > walk.fromNs ? at : at + 1
    this.last = segmentAt(this.segments, walk.toNs)
    this.hasOverview = this.segments.some((segment) => this.isFar(segment)) && hasOverview(view, this.of)
  }

  run(tracks: readonly { track: number; row: PixelRow }[], most: number): Trust {
    if (this.segments.length > 0 && !this.pass(tracks, 1, most)) this.sample(tracks, most)
    const { isEstimated, isSampled } = this
    return { isEstimated, isSampled }
  }

  private sample(tracks: readonly { track: number; row: PixelRow }[], most: number): void {
    for (const { row } of tracks) row.clear()
    this.isEstimated = false
    this.pass(tracks, Math.ceil(this.toRead(tracks) / most), Number.POSITIVE_INFINITY)
  }

  /** False: given up, as it takes more blocks than these. */
  private pass(tracks: readonly { track: number; row: PixelRow }[], stride: number, most: number): boolean {
    const { view, first, last } = this
    const before = view.decoded
    const walkers = tracks
      .map(({ track, row }): Walker => {
        const shares = new Float64Array(16)
        return { track, row, next: last, levelAt: -1, hasBeenSeen: false, readFrom: last, shares, stride }
      })
      .sort((a, b) => a.track - b.track)
    // Segment by segment, so that a block of several tracks is read once.
    for (let place = last; place >= first; place--)
      for (const walker of walkers) {
        if (walker.next === place) this.visit(walker, place)
        if (view.decoded - before > most) return false
      }
    return true
  }

  /** Its coarse buckets are no wider than a pixel. */
  private isFar({ fromNs, toNs }: TraceSegment): boolean {
    return (toNs - fromNs) / COARSE_BUCKETS <= this.walk.widthNs
  }

  /** How many blocks of intervals are read, if all tracks change in all segments in which they may. */
  private toRead(tracks: readonly { track: number }[]): number {
    const { view, segments, first, last } = this
    const shown = segments.slice(first, last + 1)
    const inRange = new Set(shown.map(({ ordinal }) => ordinal))
    const blocks = view.keep(`refs.${this.kind}`, () => view.traces.blocks(view.sourceId, this.kind))
    const all = blocks.reduce((sum, { segment }) => (inRange.has(segment) ? sum + 1 : sum), 0)
    let wanted = 0
    for (const { track } of tracks)
      for (const segment of shown) {
        if (wanted >= all) return all
        const isKnown = this.hasOverview && this.isFar(segment)
        if (!isKnown || !readCoarse(view, this.of, segment.ordinal, track, this.coarse)) wanted++
      }
    return Math.min(wanted, all)
  }

  private visit(walker: Walker, place: number): void {
    const found = this.drawLevel(walker, this.segments[place] as TraceSegment)
    if (found === 'drawn') {
      this.isEstimated = true
      walker.hasBeenSeen = true
      walker.levelAt = place
      walker.next = place - 1
    } else if (found === 'absent') this.absent(walker, place)
    else if (place > walker.readFrom) this.estimate(walker, place)
    else this.read(walker, place)
  }

  private read(walker: Walker, place: number): void {
    const { view, kind, segments } = this
    const { fromNs, toNs, ordinal } = segments[place] as TraceSegment
    const { row, shares, stride } = walker
    let begins: Part | null = null
    eachPart(view, kind, ordinal, walker.track, (columns, at) => {
      const part = partAt(kind, columns, at)
      if (begins === null) shares.fill(0)
      begins ??= part
      row.add(part.class, part.start, part.end)
      shares[part.class]! += Math.max(0, Math.min(part.end, toNs) - Math.max(part.start, fromNs)) / (toNs - fromNs)
    })
    const part = begins as Part | null
    if (part === null) return this.absent(walker, place)
    walker.hasBeenSeen = true
    walker.levelAt = -1
    if (isFromStart(part)) row.add(part.class, part.begin, Math.min(part.start, fromNs))
    if (isFromStart(part)) return done(walker)
    if (isBorn(part)) return this.before(walker, place)
    const before = Math.min(place - 1, segmentAt(segments, part.begin))
    if (before >= 0) row.add(part.class, (segments[before] as TraceSegment).toNs, fromNs)
    walker.next = before
    walker.readFrom = place - stride
  }

  /** A segment that has no interval of a track: it is before its first, after its last one, or between two lives. */
  private absent(walker: Walker, place: number): void {
    const { view, kind, segments } = this
    const { track, row } = walker
    if (walker.hasBeenSeen) {
      this.reachBack(walker)
      return this.before(walker, place)
    }
    if (place > this.first) return goOn(walker, place)
    const told = toldAfter(view, kind, track, this.last, this.walk.toNs)
    const part = told < 0 ? null : firstPart(view, kind, (segments[told] as TraceSegment).ordinal, track)
    if (part !== null) row.add(part.class, part.start, part.end)
    done(walker)
  }

  /** A life began in this segment, or after it: there is nothing before, unless the goroutine comes again. */
  private before(walker: Walker, place: number): void {
    walker.levelAt = -1
    if (this.kind === 'goroutines' && comesAgain(this.view, walker.track)) goOn(walker, place)
    else done(walker)
  }

  /** A level tells of its own segment only, the first part in it perhaps of more. */
  private reachBack({ track, row, levelAt }: Walker): void {
    const segment = this.segments[levelAt]
    const part = segment && firstPart(this.view, this.kind, segment.ordinal, track)
    if (segment && part && isFromStart(part)) row.add(part.class, part.begin, segment.fromNs)
  }

  private estimate(walker: Walker, place: number): void {
    const { view, kind } = this
    const { fromNs, toNs } = this.segments[place] as TraceSegment
    const begin = lifeOf(view, kind, walker.track)?.fromNs ?? view.startNs
    this.isEstimated = true
    this.isSampled = true
    walker.shares.forEach((share, of) => share > 0 && walker.row.add(of, Math.max(fromNs, begin), toNs, share))
    walker.next = begin >= fromNs ? -1 : place - 1
  }

  /** From a zoom level, if the segment has one of this track that is fine enough; else whether the segment has parts of it. */
  private drawLevel({ track, row }: Walker, segment: TraceSegment): 'drawn' | 'parts' | 'absent' {
    const { fromNs, toNs, ordinal } = segment
    const { coarse, walk } = this
    if (this.isFar(segment) && this.hasOverview && readCoarse(this.view, this.of, ordinal, track, coarse)) {
      row.addBuckets(coarse, 0, COARSE_BUCKETS, fromNs, (toNs - fromNs) / COARSE_BUCKETS)
      return 'drawn'
    }
    const columns = this.index('Tracks', ordinal, track)
    const at = lowerBound(columns?.['track'] ?? [], track)
    if (columns?.['track']?.[at] !== track) return 'absent'
    const bits = columns['levelBits']?.[at] ?? 0
    const bucketNs = (toNs - fromNs) / 2 ** bits
    if (bits === 0 || bucketNs > walk.widthNs) return 'parts'
    const level = (this.index('Levels', ordinal)?.['level'] ?? new Uint8Array(0)) as Uint8Array
    const first = columns['levelStart']?.[at] ?? 0
    const low = Math.max(0, Math.floor((walk.fromNs - fromNs) / bucketNs))
    const high = Math.min(2 ** bits, Math.ceil((walk.toNs - fromNs) / bucketNs))
    row.addBuckets(level, first + low, high - low, fromNs + low * bucketNs, bucketNs)
    return 'drawn'
  }

  /** The one block of a kind that a segment has; null: none, or none that could have this track. */
  private index(what: 'Tracks' | 'Levels', segment: number, track?: number): BlockColumns | null {
    const { view } = this
    const kind: IndexKind = `${this.of}${what}`
    const refs = view.keep(
      `refs.${kind}`,
      () => new Map(view.traces.blocks(view.sourceId, kind).map((ref) => [ref.segment, ref])),
    )
    const ref = refs.get(segment)
    if (ref === undefined || (track !== undefined && (track < ref.firstKey || track > ref.lastKey))) return null
    return view.keep(`index.${kind}.${segment}`, () => view.traces.read(ref))
  }
}

/** With the segment before this one, which is read. */
function goOn(walker: Walker, place: number): void {
  walker.next = place - 1
  walker.readFrom = walker.next
}

function done(walker: Walker): void {
  walker.next = -1
}
