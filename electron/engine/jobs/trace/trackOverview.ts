// Tracks of a whole trace in few buckets per segment, as import keeps them: what a look from afar is drawn from.
import { lowerBound } from '../../analysis/index.ts'
import { COARSE_BUCKETS } from '../../analysis/trace/zoomLevel.ts'
import type { BlockColumn } from '../../casefile/columnPacker.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceView } from './TraceView.ts'

/** Rows of one segment, by track. */
interface Part {
  track: BlockColumn
  buckets: readonly BlockColumn[]
}

const NAMES = Array.from({ length: COARSE_BUCKETS }, (_, bucket) => `bucket${bucket}`)

const partOf = (columns: BlockColumns, from: number, to: number): Part => ({
  track: (columns['track'] as BlockColumn).subarray(from, to),
  buckets: NAMES.map((name) => (columns[name] as BlockColumn).subarray(from, to)),
})

/** Parts by segment; a border of two blocks may lie within a segment. */
function partsOf(view: TraceView, kind: 'goroutine' | 'proc'): ReadonlyMap<number, readonly Part[]> {
  return view.keep(`overview.${kind}`, () => {
    const parts = new Map<number, Part[]>()
    const add = (segment: number, part: Part): void => {
      const known = parts.get(segment)
      if (known === undefined) parts.set(segment, [part])
      else known.push(part)
    }
    view.eachBlock(`${kind}Overview`, (columns, rows) => {
      const segments = columns['segment'] as Uint32Array
      for (let from = 0; from < rows;) {
        const segment = segments[from] as number
        let to = from + 1
        while (to < rows && segments[to] === segment) to++
        add(segment, partOf(columns as BlockColumns, from, to))
        from = to
      }
    })
    if (parts.size > 0) return parts
    // Cases written before there were overviews have a block per segment.
    view.eachBlock(`${kind}Coarse`, (columns, rows, { segment }) =>
      add(segment, partOf(columns as BlockColumns, 0, rows)),
    )
    return parts
  })
}

/** False: a case of a time that kept none. */
export const hasOverview = (view: TraceView, kind: 'goroutine' | 'proc'): boolean => partsOf(view, kind).size > 0

/** The COARSE_BUCKETS of a track in a segment; false: it has none there. */
export function readCoarse(
  view: TraceView,
  kind: 'goroutine' | 'proc',
  segment: number,
  track: number,
  into: Uint8Array,
): boolean {
  for (const { track: tracks, buckets } of partsOf(view, kind).get(segment) ?? []) {
    const row = lowerBound(tracks, track)
    if (tracks[row] !== track) continue
    for (let bucket = 0; bucket < COARSE_BUCKETS; bucket++) into[bucket] = buckets[bucket]?.[row] ?? 0
    return true
  }
  return false
}
