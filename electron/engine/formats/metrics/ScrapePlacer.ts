// When values were taken. A time beside them is best. Values without one come as scrapes, sets taken together: of several in
// one file only their order is known, unless something in them is a clock; a single one may be placed by the name of the file,
// by the end of the last GC cycle (never later than the values), or, as a guess, by when the file was written.
import { counted } from '../../../../shared/lib/counted.ts'
import type { SeriesAxis, WallPlacement } from '../../../../shared/records/index.ts'
import type { ReaderHints, ReaderOutput } from '../reader.ts'
import type { SeriesTable } from './SeriesTable.ts'

/** A program that does nothing else collects every two minutes, so the last cycle is not further back. */
export const LAST_GC_ERROR_MS = 120_000
/** A file's time of writing says little of when its content is from: copying sets it anew. */
export const MODIFIED_ERROR_MS = 7 * 86_400_000
const QUARTER_HOUR_MS = 900_000

/** What a scrape says of its own time. */
export interface ScrapeClock {
  atMs: number | null
  /** Half-width of what is known of atMs. */
  errorMs: number
  /** End of the last GC cycle, ms since 1970. */
  lastGcMs: number | null
}

export const noClock = (): ScrapeClock => ({ atMs: null, errorMs: 0, lastGcMs: null })

/** Series and values taken together, `length` of them used. */
export class ScrapeValues {
  length = 0
  series: Int32Array
  value: Float64Array

  /** Room for so many at first. */
  constructor(room = 256) {
    this.series = new Int32Array(room)
    this.value = new Float64Array(room)
  }

  add(series: number, value: number): void {
    if (this.length === this.series.length) this.grow()
    this.series[this.length] = series
    this.value[this.length++] = value
  }

  /** The same, for keeping. */
  copy(): ScrapeValues {
    const { length } = this
    const copy = new ScrapeValues(Math.max(1, length))
    copy.series.set(this.series.subarray(0, length))
    copy.value.set(this.value.subarray(0, length))
    copy.length = length
    return copy
  }

  private grow(): void {
    const series = new Int32Array(this.length * 2)
    series.set(this.series)
    this.series = series
    const value = new Float64Array(this.length * 2)
    value.set(this.value)
    this.value = value
  }
}

type Mode = 'undecided' | 'clock' | 'lastGc' | 'order'

export class ScrapePlacer {
  /** Scrapes so far. */
  scrapes = 0
  /** Where asked for, the time of each scrape, ms since 1970; NaN: unplaced. Complete after `finish`. */
  times: number[] | null = null
  private readonly table: SeriesTable
  private readonly output: ReaderOutput
  private readonly hints: ReaderHints
  private mode: Mode = 'undecided'
  /** Time of the line with which the scrape began; undefined: it has not. */
  private begun: ReturnType<NonNullable<ReaderHints['lineTime']>> | undefined
  private held: { values: ScrapeValues; clock: ScrapeClock } | null = null
  /** Points beside the scrape that is held. */
  private heldBeside: { series: number; atMs: number; value: number }[] = []
  private startMs = Number.POSITIVE_INFINITY
  private endMs = Number.NEGATIVE_INFINITY
  private errorMs = 0
  private order = 0
  private dropped = 0

  constructor(table: SeriesTable, output: ReaderOutput, hints: ReaderHints) {
    this.table = table
    this.output = output
    this.hints = hints
  }

  /** A value with a time of its own. */
  timed(series: number, atMs: number, value: number): void {
    if (this.mode === 'order') {
      this.dropped++
      return
    }
    if (this.mode !== 'clock') this.decide('clock')
    this.cover(atMs, 1)
    this.table.add(series, atMs, value)
  }

  /** A point that a scrape tells of an earlier time; it says nothing of when the scrape was taken. */
  beside(series: number, atMs: number, value: number): void {
    if (this.mode === 'undecided') this.heldBeside.push({ series, atMs, value })
    else if (this.mode !== 'order') this.table.add(series, atMs, value)
  }

  /** A value of a scrape is at hand. That the scrape is over shows only later, in a line of another time. */
  beginScrape(): void {
    if (this.begun === undefined && this.hints.lineTime) this.begun = this.hints.lineTime()
  }

  /** One scrape. The arrays may be used again afterwards. */
  add(values: ScrapeValues, clock: ScrapeClock): void {
    if (values.length === 0 && this.times === null) return
    this.scrapes++
    this.beginScrape()
    const line = this.begun ?? null
    this.begun = undefined
    if (clock.atMs === null) {
      if (line !== null) clock = { ...clock, atMs: line.ms, errorMs: line.errorMs }
    }
    if (clock.atMs !== null && this.mode !== 'order') {
      if (this.mode !== 'clock') this.decide('clock')
      this.emit(values, clock.atMs, clock.errorMs)
      return
    }
    if (this.mode === 'undecided' && this.held === null) {
      this.held = { values: values.copy(), clock: { ...clock } }
      return
    }
    if (this.mode === 'undecided')
      this.decide(this.held?.clock.lastGcMs !== null && clock.lastGcMs !== null ? 'lastGc' : 'order')
    this.place(values, clock)
  }

  finish(): { placement: WallPlacement | null; axis: SeriesAxis } {
    let placement: WallPlacement | null = null
    const { held } = this
    if (held !== null) {
      this.held = null
      placement = placementOfOne(held.clock, this.hints)
      if (placement !== null) {
        this.emit(held.values, placement.startMs, placement.errorMs)
        this.releaseBeside()
      } else {
        this.mode = 'order'
        this.place(held.values, held.clock)
      }
    }
    this.reportDropped()
    if (this.mode === 'order') return { placement: null, axis: 'order' }
    if (placement === null && this.endMs >= this.startMs) {
      const basis = this.mode === 'lastGc' ? 'lastGc' : 'inData'
      placement = { startMs: this.startMs, endMs: this.endMs, errorMs: this.errorMs, basis }
    }
    return { placement, axis: 'wall' }
  }

  /** All values so far are of this kind: what was held back goes out by it. */
  private decide(mode: Exclude<Mode, 'undecided'>): void {
    const { held } = this
    this.mode = mode
    this.held = null
    if (held !== null) this.place(held.values, held.clock)
    if (mode !== 'order') this.releaseBeside()
    this.heldBeside = []
  }

  private releaseBeside(): void {
    for (const { series, atMs, value } of this.heldBeside) this.table.add(series, atMs, value)
  }

  private place(values: ScrapeValues, clock: ScrapeClock): void {
    if (this.mode === 'order') {
      this.times?.push(Number.NaN)
      for (let index = 0; index < values.length; index++)
        this.table.add(values.series[index] as number, this.order, values.value[index] as number)
      this.order++
      return
    }
    // Beside scrapes with a time, one without can be placed by the last GC cycle, less well.
    const atMs = clock.lastGcMs
    if (atMs === null) {
      this.dropped += values.length
      this.times?.push(Number.NaN)
    } else this.emit(values, atMs, LAST_GC_ERROR_MS)
  }

  private emit(values: ScrapeValues, atMs: number, errorMs: number): void {
    this.cover(atMs, errorMs)
    this.times?.push(atMs)
    for (let index = 0; index < values.length; index++)
      this.table.add(values.series[index] as number, atMs, values.value[index] as number)
  }

  private cover(atMs: number, errorMs: number): void {
    if (atMs < this.startMs) this.startMs = atMs
    if (atMs > this.endMs) this.endMs = atMs
    if (errorMs > this.errorMs) this.errorMs = errorMs
  }

  private reportDropped(): void {
    if (this.dropped === 0) return
    this.output.issue({
      severity: 'dataLoss',
      code: 'metrics/mixed-times',
      message: `${counted(this.dropped, 'value was', 'values were')} left out: some of the source has times and some has none, so they cannot be put in one order.`,
      at: {},
      count: this.dropped,
    })
  }
}

/** Where a single scrape belongs; null where nothing at all says. */
export function placementOfOne({ atMs, errorMs, lastGcMs }: ScrapeClock, hints: ReaderHints): WallPlacement | null {
  if (atMs !== null) return { startMs: atMs, endMs: atMs, errorMs, basis: 'inData' }
  const { named, modifiedMs } = hints
  if (named && lastGcMs === null) return named
  if (named && lastGcMs !== null) {
    // A local time without its zone is out by whole quarters of an hour; the last GC cycle tells which.
    const isLocal = named.errorMs > QUARTER_HOUR_MS
    const shift = isLocal ? Math.round((named.startMs - lastGcMs) / QUARTER_HOUR_MS) * QUARTER_HOUR_MS : 0
    const candidate = named.startMs - shift
    const slack = isLocal ? 60_000 : named.errorMs
    if (candidate >= lastGcMs - slack && (!isLocal || candidate <= lastGcMs + LAST_GC_ERROR_MS + slack))
      return { startMs: candidate, endMs: candidate, errorMs: slack, basis: 'fileName' }
  }
  if (lastGcMs !== null) return { startMs: lastGcMs, endMs: lastGcMs, errorMs: LAST_GC_ERROR_MS, basis: 'lastGc' }
  if (modifiedMs === undefined) return null
  return { startMs: modifiedMs, endMs: modifiedMs, errorMs: MODIFIED_ERROR_MS, basis: 'modified' }
}
