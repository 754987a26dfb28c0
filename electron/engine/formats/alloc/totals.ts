// What events add up to while they come: per class, per goroutine, per second. Bounded, so that a log of any length fits.
import { ALLOC_KINDS } from '../../../../shared/records/index.ts'
import type {
  AllocClassTotals,
  AllocEventColumns,
  AllocGoroutineTotals,
  AllocSecondTotals,
  AllocTables,
} from '../../../../shared/records/index.ts'

const MAX_GOROUTINES = 200_000
const MAX_SECONDS = 200_000
/** Functions counted per goroutine to name the one that stands out (Misra–Gries: its share is found if it is above 1/9). */
const MAX_TEXTS = 8

const NANOS_PER_SECOND = 1e9

interface Goroutine extends Omit<AllocGoroutineTotals, 'text' | 'firstNs' | 'lastNs'> {
  first: number
  last: number
  texts: Map<number, number>
}

export class AllocTotalsCounter {
  private readonly classes = new Map<number, AllocClassTotals>()
  private readonly goroutines = new Map<string, Goroutine>()
  private readonly seconds = new Map<number, AllocSecondTotals>()
  private first = Number.POSITIVE_INFINITY
  private last = Number.NEGATIVE_INFINITY
  events = 0
  uncounted = 0

  add(rows: AllocEventColumns, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const kind = rows.kind[row] as number
      const count = rows.count[row] as number
      const size = rows.size[row] as number
      const bytes = Number.isNaN(size) ? 0 : size * count
      this.events += count
      this.addClass(kind, rows.spanClass[row] as number, size, count, bytes)
      const isCounted = this.addGoroutine(rows, row, kind, count, bytes)
      const time = rows.timeNs[row] as number
      const isTimed = Number.isNaN(time) || this.addSecond(kind, time, count, bytes)
      if (!isCounted || !isTimed) this.uncounted += count
    }
  }

  private addClass(kind: number, spanClass: number, size: number, count: number, bytes: number): void {
    const key = kind * 1024 + (Number.isNaN(spanClass) ? 1023 : spanClass)
    let totals = this.classes.get(key)
    if (totals === undefined) {
      totals = {
        kind: ALLOC_KINDS[kind] ?? 'malloc',
        spanClass: Number.isNaN(spanClass) ? null : spanClass,
        events: 0,
        bytes: 0,
        minSize: null,
        maxSize: null,
      }
      this.classes.set(key, totals)
    }
    totals.events += count
    totals.bytes += bytes
    if (Number.isNaN(size)) return
    totals.minSize = totals.minSize === null ? size : Math.min(totals.minSize, size)
    totals.maxSize = totals.maxSize === null ? size : Math.max(totals.maxSize, size)
  }

  private addGoroutine(rows: AllocEventColumns, row: number, kind: number, count: number, bytes: number): boolean {
    const pid = rows.pid[row] as number
    const id = rows.goroutine[row] as number
    const key = `${kind} ${pid} ${id}`
    let totals = this.goroutines.get(key)
    if (totals === undefined) {
      if (this.goroutines.size >= MAX_GOROUTINES) return false
      totals = {
        kind: ALLOC_KINDS[kind] ?? 'malloc',
        pid: Number.isNaN(pid) ? null : pid,
        goroutine: Number.isNaN(id) ? null : id,
        events: 0,
        bytes: 0,
        first: Number.POSITIVE_INFINITY,
        last: Number.NEGATIVE_INFINITY,
        texts: new Map(),
      }
      this.goroutines.set(key, totals)
    }
    totals.events += count
    totals.bytes += bytes
    const time = rows.timeNs[row] as number
    if (!Number.isNaN(time)) {
      totals.first = Math.min(totals.first, time)
      totals.last = Math.max(totals.last, time)
    }
    const text = rows.text[row] as number
    if (text !== 0) countText(totals.texts, text, count)
    return true
  }

  private addSecond(kind: number, time: number, count: number, bytes: number): boolean {
    this.first = Math.min(this.first, time)
    this.last = Math.max(this.last, time)
    const second = Math.floor(time / NANOS_PER_SECOND)
    const key = second * ALLOC_KINDS.length + kind
    let totals = this.seconds.get(key)
    if (totals === undefined) {
      if (this.seconds.size >= MAX_SECONDS) return false
      totals = { kind: ALLOC_KINDS[kind] ?? 'malloc', second, events: 0, bytes: 0 }
      this.seconds.set(key, totals)
    }
    totals.events += count
    totals.bytes += bytes
    return true
  }

  /** Earliest and latest time; 0 without times. */
  get firstNs(): number {
    return Number.isFinite(this.first) ? this.first : 0
  }

  get lastNs(): number {
    return Number.isFinite(this.last) ? this.last : 0
  }

  /** Sorted: classes and goroutines by bytes, then events; seconds by time. */
  tables(texts: readonly string[]): Pick<AllocTables, 'classes' | 'goroutines' | 'seconds' | 'uncounted' | 'spanNs'> {
    const heaviest = (a: { bytes: number; events: number }, b: { bytes: number; events: number }): number =>
      b.bytes - a.bytes || b.events - a.events
    return {
      classes: [...this.classes.values()].sort(heaviest),
      goroutines: [...this.goroutines.values()].sort(heaviest).map(({ first, last, texts: counted, ...totals }) => ({
        ...totals,
        firstNs: Number.isFinite(first) ? first : null,
        lastNs: Number.isFinite(last) ? last : null,
        text: mostOf(counted, texts),
      })),
      seconds: [...this.seconds.values()].sort(
        (a, b) => a.second - b.second || ALLOC_KINDS.indexOf(a.kind) - ALLOC_KINDS.indexOf(b.kind),
      ),
      uncounted: this.uncounted,
      spanNs: this.lastNs - this.firstNs,
    }
  }
}

/** Misra–Gries: few counters, and whatever makes up more than a ninth of the events is among them. */
function countText(texts: Map<number, number>, text: number, count: number): void {
  const known = texts.get(text)
  if (known !== undefined || texts.size < MAX_TEXTS) {
    texts.set(text, (known ?? 0) + count)
    return
  }
  const least = Math.min(count, ...texts.values())
  for (const [other, value] of texts) {
    if (value > least) texts.set(other, value - least)
    else texts.delete(other)
  }
  if (count > least) texts.set(text, count - least)
}

function mostOf(counted: ReadonlyMap<number, number>, texts: readonly string[]): string | null {
  let best: number | null = null
  let most = 0
  for (const [text, count] of counted)
    if (count > most) {
      most = count
      best = text
    }
  return best === null ? null : (texts[best] ?? null)
}
