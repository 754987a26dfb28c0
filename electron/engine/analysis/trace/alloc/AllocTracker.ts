// Heap spans and objects of a trace with the alloc/free experiment: the life of each span, what stands at each GC cycle by class, objects by
// type and by who allocated them. Costs nothing on traces without: it begins with the first such event.
import type {
  AllocTotals,
  ObjectRow,
  SpanCycleColumn,
  SpanCycleRow,
  SpanRow,
  TraceEventColumns,
  TraceTables,
} from '../../../../../shared/records/index.ts'
import { SPAN_CYCLE_COLUMNS, SpanReuse, TraceKind } from '../../../../../shared/records/index.ts'
import { DurationTable, byTotal } from '../DurationTable.ts'
import { rootFunction } from '../frames.ts'
import { ObjectTable } from './ObjectTable.ts'
import { SpanTable, objectComes, objectGoes, settle, survivorsOf } from './SpanTable.ts'
import type { LiveSpan } from './SpanTable.ts'
import { slotBytesFor } from './sizeClasses.ts'

export interface AllocSink {
  /** A span that was freed, or is there at the end. */
  span(span: SpanRow): void
  cycle(row: SpanCycleRow): void
}

/** Of a recording that began after the experiment's first events were written. */
const DEFAULT_LAYOUT = { pageBytes: 8192, objectAlign: 8 }
/** Further sums of a site. */
const SITE = { allocated: 0, allocatedBytes: 1, existing: 2, freed: 3, live: 4, liveBytes: 5, survived: 6 } as const
/** Spans of 16-byte slots without pointers: the allocator puts several small objects into one slot. */
const TINY = (2 * 2 + 1) * 2
const BUCKET = /^(noalg\.)?map\.bucket\[/

export class AllocTracker {
  private readonly tables: TraceTables
  private readonly sink: AllocSink
  private isOn = false
  private cycle = 0
  private readonly objects = new ObjectTable()
  private readonly sites = new DurationTable(2, 7)
  private spans: SpanTable
  private readonly changes = new Map<number, Record<SpanCycleColumn, number>>()
  /** Start function by slot of the goroutine, as far as the trace has shown a stack of it. */
  private roots = new Uint32Array(1024)
  /** Bytes of the slot of one bucket, by type; 0: no bucket; −1: not looked at. */
  private buckets: number[] = []
  private readonly stacks = new Map<number, number>()
  private stackBytes = 0
  private readonly totals: AllocTotals = {
    spanAllocs: 0,
    spanFrees: 0,
    reuses: 0,
    partReuses: 0,
    reuseDelayNs: 0,
    objectAllocs: 0,
    objectFrees: 0,
    slotReuses: 0,
    overflowBuckets: null,
    stackPeakBytes: 0,
    stackEndBytes: 0,
    unplaced: 0,
  }

  constructor(tables: TraceTables, sink: AllocSink) {
    this.tables = tables
    this.sink = sink
    this.spans = new SpanTable(DEFAULT_LAYOUT.pageBytes, (span) => this.spanEnds(span))
  }

  /** `hasExperiment`: the chunk has such events. */
  events(chunk: TraceEventColumns, hasExperiment: boolean): void {
    const { kind, length } = chunk
    if (!this.isOn) {
      if (!hasExperiment) return
      this.isOn = true
      this.spans = new SpanTable(this.layout.pageBytes, (span) => this.spanEnds(span))
    }
    for (let row = 0; row < length; row++) {
      const of = kind[row] as number
      if (of >= TraceKind.Span) this.event(of, chunk, row)
      else if (of === TraceKind.GcBegin) this.cycleBegins(chunk.time[row] as number)
      else if (of === TraceKind.GoCreate || of === TraceKind.GoCreateBlocked)
        this.knowRoot(chunk.subject[row] as number, chunk.extra[row] as number)
      else if (of === TraceKind.GoStatusStack) this.knowRoot(chunk.subject[row] as number, chunk.stack[row] as number)
    }
  }

  /** Null: the trace has no such events. Gives the spans that are left and the last row of each class. */
  finish(lastNs: number): { totals: AllocTotals; objects: ObjectRow[] } | null {
    if (!this.isOn) return null
    this.standing(lastNs)
    for (const span of this.spans.live()) {
      settle(span, lastNs)
      span.left = span.now
      this.sink.span(span)
    }
    for (const [place, id] of this.objects.entries()) {
      const site = this.objects.site[place] as number
      const born = this.objects.bornNs[place] as number
      if (!Number.isNaN(born)) this.sites.countOpen(site, lastNs - born)
      this.sites.add(site, SITE.live, 1)
      this.sites.add(site, SITE.liveBytes, this.spanOf(id)?.slotBytes ?? 0)
    }
    this.totals.stackEndBytes = this.stackBytes
    return { totals: this.totals, objects: this.objectRows() }
  }

  private event(kind: number, chunk: TraceEventColumns, row: number): void {
    const at = chunk.time[row] as number
    const id = chunk.value[row] as number
    const extra = chunk.extra[row] as number
    const goroutine = chunk.goroutine[row] as number
    switch (kind) {
      case TraceKind.Span:
        this.spans.add(id, chunk.value2[row] as number, extra, Number.NaN, at, this.cycle, 0)
        return
      case TraceKind.SpanAlloc:
        return this.spanComes(id, chunk.value2[row] as number, extra, at, goroutine)
      case TraceKind.SpanFree: {
        const span = this.spans.remove(id, at, this.cycle)
        if (span === null) return
        this.totals.spanFrees++
        this.change(span.kindClass).spanFrees++
        return
      }
      case TraceKind.HeapObject:
        return this.objectIs(id, extra, at)
      case TraceKind.HeapObjectAlloc:
        return this.objectComes(id, extra, at, goroutine)
      case TraceKind.HeapObjectFree:
        return this.objectGoes(id, at)
      case TraceKind.GoroutineStack:
      case TraceKind.GoroutineStackAlloc:
        return this.stackComes(id, chunk.value2[row] as number)
      case TraceKind.GoroutineStackFree:
        this.stackBytes -= this.stacks.get(id) ?? 0
        this.stacks.delete(id)
    }
  }

  private spanComes(page: number, pages: number, kindClass: number, at: number, goroutine: number): void {
    const span = this.spans.add(page, pages, kindClass, at, at, this.cycle, goroutine)
    const change = this.change(kindClass)
    this.totals.spanAllocs++
    change.spanAllocs++
    if (span.reuse === SpanReuse.whole) {
      this.totals.reuses++
      this.totals.reuseDelayNs += span.reuseDelayNs
      change.reuses++
      change.reuseDelayNs += span.reuseDelayNs
    } else if (span.reuse === SpanReuse.part) {
      this.totals.partReuses++
      change.partReuses++
    }
  }

  private spanEnds(span: LiveSpan): void {
    this.sink.span(span)
  }

  private objectIs(id: number, type: number, at: number): void {
    if (this.objects.find(id) >= 0) return
    const site = this.sites.row(type, 0)
    this.sites.add(site, SITE.existing, 1)
    this.objects.add(id, site, Number.NaN, 0)
    const span = this.spanOf(id)
    if (span !== null) objectComes(span, 0, at, this.cycle, false)
  }

  private objectComes(id: number, type: number, at: number, goroutine: number): void {
    const site = this.sites.row(type, this.roots[goroutine] ?? 0)
    const span = this.spanOf(id)
    this.totals.objectAllocs++
    this.sites.add(site, SITE.allocated, 1)
    if (span?.kindClass === TINY) {
      // Lives and dies with the others of its slot, which the sweeper tells of by its begin.
      id -= id % (span.slotBytes / this.layout.objectAlign)
      if (this.objects.find(id) >= 0) return
    }
    // One whose end the trace does not tell.
    if (this.objects.find(id) >= 0) this.objectGoes(id, at)
    this.objects.add(id, site, at, this.cycle)
    if (span === null) {
      this.totals.unplaced++
      return
    }
    this.sites.add(site, SITE.allocatedBytes, span.slotBytes)
    const change = this.change(span.kindClass)
    change.objectAllocs++
    if (objectComes(span, this.slotOf(id, span), at, this.cycle, true)) {
      this.totals.slotReuses++
      change.slotReuses++
    }
    const bucket = this.bucketBytes(type)
    if (bucket === 0) return
    this.totals.overflowBuckets ??= 0
    if (span.slotBytes === bucket) this.totals.overflowBuckets++
  }

  private objectGoes(id: number, at: number): void {
    const place = this.objects.find(id)
    if (place < 0) return
    const site = this.objects.site[place] as number
    const born = this.objects.bornNs[place] as number
    // Allocated before the last cycle but one began, it was left by a whole one.
    if (this.cycle - (this.objects.bornCycle[place] as number) > 1) this.sites.add(site, SITE.survived, 1)
    this.sites.add(site, SITE.freed, 1)
    if (!Number.isNaN(born)) this.sites.count(site, at - born, 0, born)
    this.objects.remove(place)
    this.totals.objectFrees++
    const span = this.spanOf(id)
    if (span === null) return
    objectGoes(span, this.slotOf(id, span), at)
    this.change(span.kindClass).objectFrees++
  }

  private stackComes(id: number, order: number): void {
    const bytes = order > 0 ? 2 ** (order - 1) : 0
    this.stackBytes += bytes - (this.stacks.get(id) ?? 0)
    this.stacks.set(id, bytes)
    this.totals.stackPeakBytes = Math.max(this.totals.stackPeakBytes, this.stackBytes)
  }

  private cycleBegins(at: number): void {
    this.standing(at)
    this.cycle++
  }

  /** One row per class: how it stands, and what has changed since the last time. */
  private standing(at: number): void {
    for (const span of this.spans.live()) {
      const row = this.change(span.kindClass)
      row.spans++
      row.pages += span.pages
      row.slots += span.slots
      row.objects += span.now
      row.survivors += survivorsOf(span, this.cycle)
    }
    for (const kindClass of [...this.changes.keys()].sort((a, b) => a - b))
      this.sink.cycle({ ...this.change(kindClass), cycle: this.cycle, timeNs: at })
    this.changes.clear()
  }

  private change(kindClass: number): Record<SpanCycleColumn, number> {
    let row = this.changes.get(kindClass)
    if (row === undefined) {
      row = Object.fromEntries(SPAN_CYCLE_COLUMNS.map((name) => [name, 0])) as Record<SpanCycleColumn, number>
      row.kindClass = kindClass
      this.changes.set(kindClass, row)
    }
    return row
  }

  private get layout(): { pageBytes: number; objectAlign: number } {
    return this.tables.heapLayout ?? DEFAULT_LAYOUT
  }

  private spanOf(object: number): LiveSpan | null {
    const { pageBytes, objectAlign } = this.layout
    return this.spans.at(Math.floor((object * objectAlign) / pageBytes))
  }

  private slotOf(object: number, span: LiveSpan): number {
    const { pageBytes, objectAlign } = this.layout
    return span.slotBytes === 0 ? 0 : Math.floor((object * objectAlign - span.page * pageBytes) / span.slotBytes)
  }

  private knowRoot(slot: number, stack: number): void {
    if (slot >= this.roots.length) {
      const roots = new Uint32Array(Math.max(slot + 1, this.roots.length * 2))
      roots.set(this.roots)
      this.roots = roots
    }
    if (stack !== 0) this.roots[slot] = rootFunction(this.tables, stack)
  }

  private bucketBytes(type: number): number {
    let known = this.buckets[type]
    if (known === undefined) {
      const { types, strings } = this.tables
      const isBucket = BUCKET.test(strings[types.name[type] ?? 0] ?? '')
      known = this.buckets[type] = isBucket ? slotBytesFor(types.size[type] as number) : 0
    }
    return known
  }

  private objectRows(): ObjectRow[] {
    const { sites } = this
    return Array.from({ length: sites.length }, (_, at): ObjectRow => {
      const figures = sites.figuresOf(at)
      return {
        type: sites.part(at, 0),
        function: sites.part(at, 1),
        allocated: sites.sum(at, SITE.allocated),
        freed: sites.sum(at, SITE.freed),
        existing: sites.sum(at, SITE.existing),
        live: sites.sum(at, SITE.live),
        allocatedBytes: sites.sum(at, SITE.allocatedBytes),
        liveBytes: sites.sum(at, SITE.liveBytes),
        survived: sites.sum(at, SITE.survived),
        ...figures,
      }
    }).sort((a, b) => b.allocatedBytes - a.allocatedBytes || byTotal(a, b))
  }
}
