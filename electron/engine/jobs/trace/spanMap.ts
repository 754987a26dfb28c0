// Heap spans over time: which memory they held when, and how full they were. Cells of stretches of time and of pages; pages that no span
// of the trace ever had take no room. A span is as full throughout its life as it was on average.
import type { TraceSpanMap } from '../../../../shared/contract/traceCalls.ts'
import { spanClassOf } from '../../../../shared/records/index.ts'
import { lowerBound } from '../../analysis/index.ts'
import { Stretches } from '../../analysis/trace/Stretches.ts'
import { listTable } from './tables.ts'
import { orNull } from './table.ts'
import type { TraceView } from './TraceView.ts'

export interface SpanMapQuestion {
  filter: string
  fromNs: number
  toNs: number
  columns: number
  lanes: number
}

/** What rounding leaves of a cell that nothing holds. */
const NOTHING = 1e-6

interface Span {
  fromNs: number
  toNs: number
  page: number
  pages: number
  /** Share of its room in use, on average. */
  use: number
}

/** Bytes: Float64 held and in use per column, first pages per lane; then per lane and column how much is held, and how full that is. */
export function spanMap(
  view: TraceView,
  { filter, fromNs, toNs, columns, lanes: most }: SpanMapQuestion,
): Omit<TraceSpanMap, 'data'> & { bytes: Uint8Array } {
  const spans = spansOf(view, filter).filter((span) => span.toNs > fromNs && span.fromNs < toNs)
  const { starts, places, count } = pageIndex(spans)
  const lanes = Math.min(most, count)
  const pageBytes = view.summary.heapLayout?.pageBytes ?? 8192
  const [perColumn, perLane] = [(toNs - fromNs) / columns, count / Math.max(1, lanes)]
  const heldCells = new Stretches(lanes, columns)
  const usedCells = new Stretches(lanes, columns)
  const held = new Stretches(1, columns)
  const used = new Stretches(1, columns)
  for (const { fromNs: begin, toNs: end, page, pages, use } of spans) {
    const first = placeOf(starts, places, page)
    const [left, right] = [Math.max(0, (begin - fromNs) / perColumn), Math.min(columns, (end - fromNs) / perColumn)]
    held.add(0, left, right, pages * pageBytes)
    used.add(0, left, right, pages * pageBytes * use)
    const [low, high] = [first / perLane, (first + pages) / perLane]
    for (let lane = Math.floor(low); lane < high && lane < lanes; lane++) {
      const part = Math.min(lane + 1, high) - Math.max(lane, low)
      heldCells.add(lane, left, right, part)
      usedCells.add(lane, left, right, part * use)
    }
  }
  const firstPages = Float64Array.from({ length: lanes }, (_, lane) => pageAt(starts, places, lane * perLane))
  const floats = columns * 2 + lanes
  const bytes = new Uint8Array(floats * 8 + 2 * lanes * columns)
  const numbers = new Float64Array(bytes.buffer, 0, floats)
  numbers.set(held.values())
  numbers.set(used.values(), columns)
  numbers.set(firstPages, columns * 2)
  const [heldAt, useAt] = [floats * 8, floats * 8 + lanes * columns]
  const usedOf = usedCells.values()
  heldCells.values().forEach((share, cell) => {
    if (share < NOTHING) return
    // What is held at all is seen.
    bytes[heldAt + cell] = Math.max(1, Math.min(255, Math.round(share * 255)))
    bytes[useAt + cell] = Math.round(Math.min(1, (usedOf[cell] as number) / share) * 255)
  })
  return { bytes, columns, lanes, spans: spans.length, pages: count }
}

function spansOf(view: TraceView, filter: string): Span[] {
  const { columns } = view.table('spans')
  const { rows } = listTable(view, 'spans', { sort: [], filter })
  const at = (name: string, row: number): number => columns[name]?.[row] ?? Number.NaN
  const spans: Span[] = []
  for (const row of rows) {
    const slots = at('slots', row)
    if (slots === 0 || !spanClassOf(at('kindClass', row)).isHeap) continue
    const fromNs = orNull(at('allocNs', row)) ?? view.startNs
    const toNs = orNull(at('freeNs', row)) ?? view.endNs
    const use = toNs > fromNs ? Math.min(1, at('objectNs', row) / ((toNs - fromNs) * slots)) : 0
    spans.push({ fromNs, toNs, page: at('page', row), pages: at('pages', row), use })
  }
  return spans
}

/** Stretches of pages that spans had, and where each begins if all others are left out. */
function pageIndex(spans: readonly Span[]): { starts: Float64Array; places: Float64Array; count: number } {
  const sorted = [...spans].sort((a, b) => a.page - b.page)
  const starts: number[] = []
  const places: number[] = []
  let count = 0
  let until = Number.NEGATIVE_INFINITY
  for (const { page, pages } of sorted) {
    const end = page + pages
    if (page > until) {
      starts.push(page)
      places.push(count)
      until = page
    }
    if (end > until) {
      count += end - until
      until = end
    }
  }
  return { starts: Float64Array.from(starts), places: Float64Array.from(places), count }
}

/** The stretch that begins last at or before a value. */
const before = (of: Float64Array, value: number): number => {
  const at = lowerBound(of, value)
  return of[at] === value ? at : at - 1
}
function placeOf(starts: Float64Array, places: Float64Array, page: number): number {
  const at = before(starts, page)
  return (places[at] ?? 0) + page - (starts[at] ?? 0)
}
function pageAt(starts: Float64Array, places: Float64Array, place: number): number {
  const at = before(places, place)
  return Math.floor((starts[at] ?? 0) + place - (places[at] ?? 0))
}
