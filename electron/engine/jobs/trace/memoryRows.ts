// Spans and objects of a trace with the alloc/free experiment: lives of spans, their classes over the trace and at each GC cycle, objects
// by type and by who allocated them.
import type {
  TraceObjectRow,
  TraceSpanClassRow,
  TraceSpanCycleRow,
  TraceSpanRow,
} from '../../../../shared/contract/traceTables.ts'
import type { SpanColumn, SpanCycleColumn } from '../../../../shared/records/index.ts'
import { SPAN_COLUMNS, SPAN_CYCLE_COLUMNS, SpanReuse, spanClassOf } from '../../../../shared/records/index.ts'
import { CLASS_SIZES } from '../../analysis/trace/alloc/sizeClasses.ts'
import { durationColumns } from './durationRows.ts'
import type { TraceView } from './TraceView.ts'
import { orNull, ratio } from './table.ts'
import type { TableSource } from './table.ts'

/** `24 B noscan`: the class of a span for people. */
export function spanClassName(kindClass: number): string {
  const { isHeap, sizeClass, isNoScan } = spanClassOf(kindClass)
  if (!isHeap) return 'not heap'
  const size = sizeClass === 0 ? 'large' : `${CLASS_SIZES[sizeClass] ?? 0} B`
  return isNoScan ? `${size} noscan` : size
}

const pageBytesOf = (view: TraceView): number => view.summary.heapLayout?.pageBytes ?? 8192

type Columns = Readonly<Record<string, ArrayLike<number> | undefined>>

/** End of a span's life in the trace, and how long it is of which both ends are shown. */
const endOf = (view: TraceView, columns: Columns, row: number): number => orNull(columns['freeNs']?.[row]) ?? view.endNs
const beginOf = (view: TraceView, columns: Columns, row: number): number =>
  orNull(columns['allocNs']?.[row]) ?? view.startNs

export function spanTable(view: TraceView): TableSource<TraceSpanRow> {
  const { rows, columns } = view.table('spans')
  const pageBytes = pageBytesOf(view)
  const row = (index: number): TraceSpanRow => {
    const of = Object.fromEntries(SPAN_COLUMNS.map((name) => [name, orNull(columns[name]?.[index])])) as Record<
      SpanColumn,
      number | null
    >
    const life = endOf(view, columns, index) - beginOf(view, columns, index)
    return {
      ...of,
      goroutineId: view.goroutineId(of.goroutine ?? 0),
      class: spanClassName(of.kindClass ?? 0),
      bytes: (of.pages ?? 0) * pageBytes,
      lifeNs: of.allocNs === null || of.freeNs === null ? null : of.freeNs - of.allocNs,
      occupancy: ratio(of.objectNs ?? 0, life * (of.slots ?? 0)),
    }
  }
  return {
    length: rows,
    row,
    value(column) {
      const values = columns[column]
      return values ? (index) => values[index] : (index) => row(index)[column as keyof TraceSpanRow]
    },
  }
}

/** Sums of one class of spans. */
interface ClassSums {
  spans: number
  allocated: number
  freed: number
  reuses: number
  delay: number
  delays: number
  life: number
  lives: number
  objects: number
  slotReuses: number
  objectNs: number
  slotNs: number
  left: number
  heldBytes: number
}

export function spanClassRows(view: TraceView): TraceSpanClassRow[] {
  const { rows, columns } = view.table('spans')
  const pageBytes = pageBytesOf(view)
  const sums = new Map<number, ClassSums>()
  const at = (name: SpanColumn, row: number): number => columns[name]?.[row] ?? Number.NaN
  for (let row = 0; row < rows; row++) {
    const of = at('kindClass', row)
    let sum = sums.get(of)
    if (sum === undefined) sums.set(of, (sum = emptySums()))
    const [alloc, free] = [at('allocNs', row), at('freeNs', row)]
    sum.spans++
    if (!Number.isNaN(alloc)) sum.allocated++
    if (!Number.isNaN(free)) sum.freed++
    else {
      sum.left += at('left', row)
      sum.heldBytes += at('pages', row) * pageBytes
    }
    if (!Number.isNaN(free - alloc)) {
      sum.life += free - alloc
      sum.lives++
    }
    if (at('reuse', row) !== SpanReuse.none) sum.reuses++
    if (!Number.isNaN(at('reuseDelayNs', row))) {
      sum.delay += at('reuseDelayNs', row)
      sum.delays++
    }
    sum.objects += at('objects', row)
    sum.slotReuses += at('slotReuses', row)
    sum.objectNs += at('objectNs', row)
    sum.slotNs += (endOf(view, columns, row) - beginOf(view, columns, row)) * at('slots', row)
  }
  return [...sums]
    .map(([kindClass, sum]) => classRow(kindClass, sum))
    .sort((a, b) => b.heldBytes - a.heldBytes || b.spans - a.spans || a.kindClass - b.kindClass)
}

function classRow(kindClass: number, sum: ClassSums): TraceSpanClassRow {
  const { isHeap, sizeClass } = spanClassOf(kindClass)
  const slotBytes = isHeap ? (CLASS_SIZES[sizeClass] ?? 0) : 0
  const isLarge = isHeap && sizeClass === 0
  // One object in a span of its own takes all of it.
  const usedBytes = isLarge ? (sum.left > 0 ? sum.heldBytes : 0) : sum.left * slotBytes
  return {
    kindClass,
    class: spanClassName(kindClass),
    slotBytes,
    spans: sum.spans,
    allocated: sum.allocated,
    freed: sum.freed,
    live: sum.spans - sum.freed,
    reuses: sum.reuses,
    reuseShare: ratio(sum.reuses, sum.allocated),
    meanReuseDelayNs: ratio(sum.delay, sum.delays),
    meanLifeNs: ratio(sum.life, sum.lives),
    objects: sum.objects,
    slotReuses: sum.slotReuses,
    occupancy: isHeap ? ratio(sum.objectNs, sum.slotNs) : null,
    usedBytes: isHeap ? usedBytes : 0,
    heldBytes: sum.heldBytes,
    fragmentation: isHeap && sum.heldBytes > 0 ? 1 - usedBytes / sum.heldBytes : null,
  }
}

const emptySums = (): ClassSums => ({
  spans: 0,
  allocated: 0,
  freed: 0,
  reuses: 0,
  delay: 0,
  delays: 0,
  life: 0,
  lives: 0,
  objects: 0,
  slotReuses: 0,
  objectNs: 0,
  slotNs: 0,
  left: 0,
  heldBytes: 0,
})

export function spanCycleRows(view: TraceView): TraceSpanCycleRow[] {
  const { rows, columns } = view.traces.table(view.sourceId, 'spanCycles')
  return Array.from({ length: rows }, (_, row): TraceSpanCycleRow => {
    const of = Object.fromEntries(SPAN_CYCLE_COLUMNS.map((name) => [name, columns[name]?.[row] ?? 0])) as Record<
      SpanCycleColumn,
      number
    >
    return {
      ...of,
      class: spanClassName(of.kindClass),
      reuseShare: ratio(of.reuses + of.partReuses, of.spanAllocs),
      meanReuseDelayNs: ratio(of.reuseDelayNs, of.reuses),
      occupancy: ratio(of.objects, of.slots),
      survivorsPerSpan: ratio(of.survivors, of.spans),
    }
  })
}

export const objectRows = (view: TraceView): TraceObjectRow[] =>
  view.traces.objects(view.sourceId).map((row) => {
    const { maxGoroutine: _, maxGoroutineId: __, ...durations } = durationColumns(view, { ...row, maxGoroutine: 0 })
    return {
      type: row.typeName,
      site: row.functionName,
      allocated: row.allocated,
      freed: row.freed,
      existing: row.existing,
      live: row.live,
      allocatedBytes: row.allocatedBytes,
      liveBytes: row.liveBytes,
      survived: row.survived,
      ...durations,
    }
  })
