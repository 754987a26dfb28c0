// Intervals of one segment, put together by track: each track's intervals one after the other, an index of the tracks, and zoom levels for
// tracks with many. What a timeline draws and what a goroutine's page lists.
import { INTERVAL_CHUNK_ROWS } from '../../../../shared/records/index.ts'
import { zoomBuckets, zoomLevel } from './zoomLevel.ts'

/** Columns by name, of one length. */
export type IntervalColumns = Readonly<Record<string, Uint8Array | Uint32Array | Float64Array>>

/** How intervals of one kind are laid out. */
export interface TrackLayout<Name extends string> {
  /** Columns that are kept, in this order. */
  columns: readonly Name[]
  /** Column that names the track. */
  track: Name
  /** Class (0 … 15) of an interval, for zoom levels. */
  classOf: (columns: Readonly<Record<Name, Uint8Array | Uint32Array | Float64Array>>, row: number) => number
}

/** Rows sorted by track, then time; `blocks` of INTERVAL_CHUNK_ROWS at most. */
export interface SegmentOfTracks {
  rows: number
  blocks: {
    columns: (Uint8Array | Uint32Array | Float64Array)[]
    rows: number
    firstTrack: number
    lastTrack: number
  }[]
  /** One entry per track, ascending: its first row and number of rows, and its zoom level: 2^levelBits buckets from `levelStart`; 0: none. */
  tracks: {
    track: Uint32Array
    firstRow: Uint32Array
    rows: Uint32Array
    levelStart: Uint32Array
    levelBits: Uint8Array
    /** Class of its first interval. */
    firstClass: Uint8Array
  }
  /** Buckets of all levels: class × 16 + share of the bucket it takes (0 … 15). */
  levels: Uint8Array
}

export class SegmentTracks<Name extends string> {
  private readonly layout: TrackLayout<Name>
  private columns: Record<Name, Uint8Array | Uint32Array | Float64Array> | null = null
  private capacity = 0
  private length = 0
  /** Rows by track, for the tracks in `seen`; zero for all others. */
  private counts = new Uint32Array(1024)
  private seen: number[] = []

  constructor(layout: TrackLayout<Name>) {
    this.layout = layout
  }

  get rows(): number {
    return this.length
  }

  add(chunk: Readonly<Record<Name, Uint8Array | Uint32Array | Float64Array>> & { length: number }): void {
    const { columns } = this.layout
    const store = this.roomFor(chunk)
    for (const name of columns) store[name].set(chunk[name].subarray(0, chunk.length), this.length)
    const tracks = chunk[this.layout.track]
    for (let row = 0; row < chunk.length; row++) {
      const track = tracks[row] as number
      if (track >= this.counts.length) {
        const counts = new Uint32Array(Math.max(track + 1, this.counts.length * 2))
        counts.set(this.counts)
        this.counts = counts
      }
      if (this.counts[track] === 0) this.seen.push(track)
      this.counts[track]!++
    }
    this.length += chunk.length
  }

  /** Gives the segment from `fromNs` to `toNs` and begins the next one. Null without rows. */
  finish(fromNs: number, toNs: number): SegmentOfTracks | null {
    const store = this.columns
    if (store === null || this.length === 0) return null
    const rows = this.length
    const seen = Uint32Array.from(this.seen).sort()
    const next = this.counts
    const tracks = {
      track: seen,
      firstRow: new Uint32Array(seen.length),
      rows: new Uint32Array(seen.length),
      levelStart: new Uint32Array(seen.length),
      levelBits: new Uint8Array(seen.length),
      firstClass: new Uint8Array(seen.length),
    }
    let first = 0
    seen.forEach((track, index) => {
      const count = next[track] as number
      tracks.firstRow[index] = first
      tracks.rows[index] = count
      next[track] = first
      first += count
    })
    // Rows of a track keep their order: the order of their ends, which is that of their begins.
    const order = new Uint32Array(rows)
    const trackOf = store[this.layout.track]
    for (let row = 0; row < rows; row++) {
      const track = trackOf[row] as number
      order[next[track] as number] = row
      next[track]!++
    }
    for (const track of seen) next[track] = 0
    this.seen = []
    this.length = 0
    const sorted = {} as Record<Name, Uint8Array | Uint32Array | Float64Array>
    for (const name of this.layout.columns) sorted[name] = gather(store[name], order)
    return {
      rows,
      blocks: this.blocks(sorted, rows),
      levels: this.levels(sorted, tracks, fromNs, toNs),
      tracks,
    }
  }

  private blocks(
    sorted: Record<Name, Uint8Array | Uint32Array | Float64Array>,
    rows: number,
  ): SegmentOfTracks['blocks'] {
    const blocks: SegmentOfTracks['blocks'] = []
    const track = sorted[this.layout.track]
    for (let from = 0; from < rows; from += INTERVAL_CHUNK_ROWS) {
      const to = Math.min(rows, from + INTERVAL_CHUNK_ROWS)
      blocks.push({
        columns: this.layout.columns.map((name) => sorted[name].subarray(from, to)),
        rows: to - from,
        firstTrack: track[from] as number,
        lastTrack: track[to - 1] as number,
      })
    }
    return blocks
  }

  private levels(
    sorted: Record<Name, Uint8Array | Uint32Array | Float64Array>,
    tracks: SegmentOfTracks['tracks'],
    fromNs: number,
    toNs: number,
  ): Uint8Array {
    const parts: Uint8Array[] = []
    let length = 0
    for (let index = 0; index < tracks.track.length; index++) {
      const rows = tracks.rows[index] as number
      tracks.firstClass[index] = this.layout.classOf(sorted, tracks.firstRow[index] as number)
      const bits = zoomBuckets(rows)
      tracks.levelStart[index] = length
      tracks.levelBits[index] = bits
      if (bits === 0) continue
      const first = tracks.firstRow[index] as number
      const level = zoomLevel(
        {
          rows,
          start: (row) => sorted['start' as Name][first + row] as number,
          end: (row) => sorted['end' as Name][first + row] as number,
          classOf: (row) => this.layout.classOf(sorted, first + row),
        },
        fromNs,
        toNs,
        bits,
      )
      parts.push(level)
      length += level.length
    }
    const levels = new Uint8Array(length)
    let at = 0
    for (const part of parts) {
      levels.set(part, at)
      at += part.length
    }
    return levels
  }

  private roomFor(chunk: Readonly<Record<Name, Uint8Array | Uint32Array | Float64Array>> & { length: number }) {
    const needed = this.length + chunk.length
    if (this.columns !== null && needed <= this.capacity) return this.columns
    this.capacity = Math.max(needed, this.capacity * 2, INTERVAL_CHUNK_ROWS)
    const larger = {} as Record<Name, Uint8Array | Uint32Array | Float64Array>
    for (const name of this.layout.columns) {
      const like = chunk[name]
      const column =
        like instanceof Uint8Array
          ? new Uint8Array(this.capacity)
          : like instanceof Uint32Array
            ? new Uint32Array(this.capacity)
            : new Float64Array(this.capacity)
      if (this.columns !== null) column.set(this.columns[name].subarray(0, this.length))
      larger[name] = column
    }
    this.columns = larger
    return larger
  }
}

function gather(
  column: Uint8Array | Uint32Array | Float64Array,
  order: Uint32Array,
): Uint8Array | Uint32Array | Float64Array {
  if (column instanceof Uint8Array) {
    const result = new Uint8Array(order.length)
    for (let row = 0; row < order.length; row++) result[row] = column[order[row] as number] as number
    return result
  }
  if (column instanceof Uint32Array) {
    const result = new Uint32Array(order.length)
    for (let row = 0; row < order.length; row++) result[row] = column[order[row] as number] as number
    return result
  }
  const result = new Float64Array(order.length)
  for (let row = 0; row < order.length; row++) result[row] = column[order[row] as number] as number
  return result
}
