// Heap spans that live: their memory, what is in them, and what becomes of the memory when they go.
import type { SpanRow } from '../../../../../shared/records/index.ts'
import { SpanReuse, spanClassOf } from '../../../../../shared/records/index.ts'
import { PageMap } from './PageMap.ts'
import { slotsOf } from './sizeClasses.ts'

export interface LiveSpan extends SpanRow {
  slotBytes: number
  /** Objects in it now, and those allocated since the last cycle began. */
  now: number
  fresh: number
  freshCycle: number
  changedNs: number
  /** Slots an object was freed from; made when the first is. */
  freedSlots: Uint32Array | null
}

export class SpanTable {
  readonly pages = new PageMap()
  private readonly spans: (LiveSpan | null)[] = []
  private readonly free: number[] = []
  private readonly pageBytes: number
  private readonly onEnd: (span: LiveSpan) => void

  /** `onEnd` is given each span when it is freed. */
  constructor(pageBytes: number, onEnd: (span: LiveSpan) => void) {
    this.pageBytes = pageBytes
    this.onEnd = onEnd
  }

  /** A span comes; `allocNs` NaN: it was there before the trace, which knows of it since `sinceNs`. */
  add(
    page: number,
    pages: number,
    kindClass: number,
    allocNs: number,
    sinceNs: number,
    cycle: number,
    by: number,
  ): LiveSpan {
    // One whose end the trace does not tell, as where events were lost.
    for (let at = page; at < page + pages; at++) {
      const old = this.pages.spanOf(at)
      if (old >= 0) this.end(old, sinceNs, cycle)
    }
    const { isHeap, sizeClass } = spanClassOf(kindClass)
    const { slotBytes, slots } = isHeap ? slotsOf(sizeClass, pages * this.pageBytes) : { slotBytes: 0, slots: 0 }
    const { reuse, freedNs } = Number.isNaN(allocNs) ? NEW : this.reuseOf(page, pages)
    const span: LiveSpan = {
      page,
      pages,
      kindClass,
      allocNs,
      freeNs: Number.NaN,
      allocCycle: cycle,
      freeCycle: 0,
      slots,
      objects: 0,
      peak: 0,
      left: 0,
      slotReuses: 0,
      objectNs: 0,
      reuse,
      reuseDelayNs: reuse === SpanReuse.whole ? allocNs - freedNs : Number.NaN,
      goroutine: by,
      slotBytes,
      now: 0,
      fresh: 0,
      freshCycle: cycle,
      changedNs: sinceNs,
      freedSlots: null,
    }
    const index = this.free.pop() ?? this.spans.length
    this.spans[index] = span
    for (let at = page; at < page + pages; at++) this.pages.take(at, index)
    return span
  }

  /** False: no span begins there. */
  remove(page: number, atNs: number, cycle: number): LiveSpan | null {
    const index = this.pages.spanOf(page)
    const span = index < 0 ? null : (this.spans[index] ?? null)
    if (span?.page !== page) return null
    this.end(index, atNs, cycle)
    return span
  }

  at(page: number): LiveSpan | null {
    const index = this.pages.spanOf(page)
    return index < 0 ? null : (this.spans[index] ?? null)
  }

  *live(): Generator<LiveSpan> {
    for (const span of this.spans) if (span !== null) yield span
  }

  private end(index: number, atNs: number, cycle: number): void {
    const span = this.spans[index] as LiveSpan
    settle(span, atNs)
    span.freeNs = atNs
    span.freeCycle = cycle
    span.left = span.now
    for (let at = span.page; at < span.page + span.pages; at++) this.pages.free(at, atNs)
    this.spans[index] = null
    this.free.push(index)
    this.onEnd(span)
  }

  /** How much of the memory was freed before in the trace, and when the last of it was. */
  private reuseOf(page: number, pages: number): { reuse: number; freedNs: number } {
    let known = 0
    let freedNs = Number.NEGATIVE_INFINITY
    for (let at = page; at < page + pages; at++) {
      const since = this.pages.freedNs(at)
      if (Number.isNaN(since)) continue
      known++
      freedNs = Math.max(freedNs, since)
    }
    if (known === 0) return NEW
    return { reuse: known === pages ? SpanReuse.whole : SpanReuse.part, freedNs }
  }
}

const NEW = { reuse: SpanReuse.none, freedNs: Number.NaN }

/** Counts the time its objects have been in it up to `atNs`. */
export function settle(span: LiveSpan, atNs: number): void {
  span.objectNs += span.now * (atNs - span.changedNs)
  span.changedNs = atNs
}

/** An object comes into it: true where its slot had held another one. */
export function objectComes(span: LiveSpan, slot: number, atNs: number, cycle: number, isNew: boolean): boolean {
  settle(span, atNs)
  span.now++
  span.objects++
  span.peak = Math.max(span.peak, span.now)
  if (!isNew) return false
  if (span.freshCycle !== cycle) {
    span.fresh = 0
    span.freshCycle = cycle
  }
  span.fresh++
  const bits = span.freedSlots
  const isReused = bits !== null && slot < bits.length * 32 && (((bits[slot >> 5] as number) >>> (slot & 31)) & 1) === 1
  if (isReused) span.slotReuses++
  return isReused
}

export function objectGoes(span: LiveSpan, slot: number, atNs: number): void {
  settle(span, atNs)
  span.now--
  span.freedSlots ??= new Uint32Array((span.slots + 31) >> 5)
  if (slot < span.slots) span.freedSlots[slot >> 5]! |= 1 << (slot & 31)
}

/** Objects that were in it already when the cycle began: the sweeper frees no others before the next one. */
export const survivorsOf = (span: LiveSpan, cycle: number): number =>
  Math.max(0, span.now - (span.freshCycle === cycle ? span.fresh : 0))
