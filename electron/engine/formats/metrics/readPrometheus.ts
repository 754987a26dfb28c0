// Prometheus' text format 0.0.4 and OpenMetrics 1.0: one scrape, or many of them one after the other, with or without times.
//   # TYPE go_goroutines gauge
//   go_goroutines 42
//   http_requests_total{method="post",code="200"} 1027 1395066363000          ms since 1970; OpenMetrics: seconds
//   foo_bucket{le="0.1"} 8 # {trace_id="KOO5S4vxi0o"} 0.67                      an exemplar, which is left out
//   go_goroutines{job="api"} => 42 @[1395066363.001]                            promtool's answers (promtool.ts)
// A scrape without times ends where a series comes again, at `# EOF`, or at a line with a date (as a shell loop around curl
// writes them). Lines that are no sample are counted; everything else is kept. A name with a NUL in it stays a broken line.
import { counted } from '../../../../shared/lib/counted.ts'
import { textOf } from '../logs/bytes.ts'
import type { ReaderOutput } from '../reader.ts'
import type { ScrapePlacer } from './ScrapePlacer.ts'
import { noClock, ScrapeValues, type ScrapeClock } from './ScrapePlacer.ts'
import { keyEnd, readKey } from './sampleKey.ts'
import type { SeriesTable } from './SeriesTable.ts'
import { NO_SERIES } from './SeriesTable.ts'
import { RawKeys } from './RawKeys.ts'
import { FAMILY_SUFFIXES, definitionOfText, type Family } from './textDefinition.ts'
import { epochMs, readTimeText } from './times.ts'
import { read, readNumber } from './numbers.ts'
import { promtoolValue } from './promtool.ts'

const COMMENT = /^#\s+(?<what>HELP|TYPE|UNIT)\s+(?<name>"(?:[^"\\]|\\.)*"|\S+)(?:\s(?<rest>.*))?$/s
/** Keys remembered by their bytes; the same series with its labels in another order is another key. */
const MAX_KEYS = 400_000
const KNOWN_COMMENT = -2
/** A value with a time is at most this much older than the scrape it is in. */
const BESIDE_TIMED_MS = 60_000
const CLOSE_BRACKET = 93
const GREATER = 62
const LAST_GC = 'go_memstats_last_gc_time_seconds'
const NODE_TIME = /^node_time(?:_seconds)?$/

const isBlank = (byte: number | undefined): boolean => byte === 32 || byte === 9

export class PrometheusText {
  samples = 0
  exemplars = 0
  badLines = 0
  firstBadLine = 0
  isOpenMetrics = false
  private readonly table: SeriesTable
  private readonly placer: ScrapePlacer
  private readonly keys = new RawKeys()
  private series = new Int32Array(1024)
  private readonly families = new Map<string, Family>()
  /** The scrape in which a series was seen last. */
  private seenIn = new Int32Array(1024).fill(-1)
  private scrape = 0
  private readonly values = new ScrapeValues(1024)
  private clock: ScrapeClock = noClock()
  /** Series that tell the time, by what they tell. */
  private readonly clocks = new Map<number, 'lastGc' | 'node'>()
  /** Whether lines with dates stand before or after their scrape. */
  private dates: 'before' | 'after' | null = null
  private hasValues = false
  /** The series whose values follow in promtool's answer. */
  private answered: number | null = null

  constructor(table: SeriesTable, placer: ScrapePlacer) {
    this.table = table
    this.placer = placer
  }

  line(bytes: Uint8Array, from: number, to: number, line: number): void {
    while (from < to && isBlank(bytes[from])) from++
    while (to > from && isBlank(bytes[to - 1])) to--
    if (from === to) return
    if (bytes[from] === 35) this.comment(bytes, from, to)
    else if (!this.sample(bytes, from, to) && !this.answer(bytes, from, to) && !this.date(bytes, from, to)) {
      this.badLines++
      if (this.firstBadLine === 0) this.firstBadLine = line
    }
  }

  /** The last scrape, and what could not be read. */
  finish(output: ReaderOutput): void {
    this.endScrape()
    if (this.badLines === 0) return
    output.issue({
      severity: 'dataLoss',
      code: 'metrics/bad-line',
      message: `${counted(this.badLines, 'line is', 'lines are')} neither a sample (\`name{label="value"} 1\`) nor a comment; the first is line ${this.firstBadLine}.`,
      at: { line: this.firstBadLine },
      count: this.badLines,
    })
  }

  private sample(bytes: Uint8Array, from: number, to: number): boolean {
    const end = keyEnd(bytes, from, to)
    if (end < 0 || end === from) return false
    let at = end
    while (at < to && isBlank(bytes[at])) at++
    let stop = at
    while (stop < to && !isBlank(bytes[stop])) stop++
    if (stop === at) return false
    readNumber(bytes, at, stop)
    if (!read.isGood) return false
    const { value } = read
    let atMs: number | null = null
    at = stop
    while (at < to && isBlank(bytes[at])) at++
    if (at < to && bytes[at] !== 35) {
      stop = at
      while (stop < to && !isBlank(bytes[stop])) stop++
      readNumber(bytes, at, stop)
      atMs = read.isGood ? epochMs(read.value) : null
      if (atMs === null) return false
      at = stop
      while (at < to && isBlank(bytes[at])) at++
    }
    if (at < to) {
      if (bytes[at] !== 35) return false
      this.exemplars++
    }
    const series = this.seriesOf(bytes, from, end)
    if (series === null) return false
    this.samples++
    this.give(series, atMs, value)
    return true
  }

  /** A line of promtool's. */
  private answer(bytes: Uint8Array, from: number, to: number): boolean {
    if (bytes[to - 1] !== CLOSE_BRACKET && bytes[to - 1] !== GREATER) return false
    const end = keyEnd(bytes, from, to)
    const rest = end < 0 ? '' : textOf(bytes, end, to).trimStart()
    const isKeyed = rest.startsWith('=>')
    if (isKeyed) this.answered = this.seriesOf(bytes, from, end)
    if (this.answered === null) return false
    if (rest === '=>') return true
    const found = promtoolValue(isKeyed ? rest.slice(2).trimStart() : textOf(bytes, from, to))
    if (found === null) return false
    const text = Buffer.from(found.value)
    readNumber(text, 0, text.length)
    if (!read.isGood) return false
    this.samples++
    this.give(this.answered, found.atMs, read.value)
    return true
  }

  private give(series: number, atMs: number | null, value: number): void {
    this.hasValues = true
    if (atMs !== null) {
      this.placer.timed(series, atMs, value)
      if (atMs > (this.clock.atMs ?? Number.NEGATIVE_INFINITY) && this.dates === null) {
        this.clock.atMs = atMs
        this.clock.errorMs = BESIDE_TIMED_MS
      }
      return
    }
    if (series === NO_SERIES) {
      this.table.refused++
      return
    }
    if (this.seenIn[series] === this.scrape) this.endScrape()
    this.seenIn[series] = this.scrape
    const clock = this.clocks.size === 0 ? undefined : this.clocks.get(series)
    if (clock !== undefined && value > 0) this.readClock(clock, value)
    this.placer.beginScrape()
    this.values.add(series, value)
  }

  private readClock(clock: 'lastGc' | 'node', value: number): void {
    const ms = epochMs(value)
    if (ms === null) return
    if (clock === 'lastGc') this.clock.lastGcMs = ms
    else if (this.clock.atMs === null) {
      this.clock.atMs = ms
      this.clock.errorMs = 1000
    }
  }

  private endScrape(): void {
    this.placer.add(this.values, this.clock)
    this.values.length = 0
    this.clock = noClock()
    this.scrape++
  }

  /** Null: the bytes are no key. */
  private seriesOf(bytes: Uint8Array, from: number, to: number): number | null {
    const known = this.keys.find(bytes, from, to)
    if (known >= 0) return this.series[known] as number
    const key = readKey(textOf(bytes, from, to))
    if (key === null) return null
    const definition = definitionOfText(key.name, key.labels, this.familyOf(key.name))
    const series = this.table.define(definition)
    if (series >= 0) {
      if (series >= this.seenIn.length) this.seenIn = grown(this.seenIn, -1)
      if (key.name === LAST_GC) this.clocks.set(series, 'lastGc')
      else if (NODE_TIME.test(key.name)) this.clocks.set(series, 'node')
    }
    this.remember(bytes, from, to, series)
    return series
  }

  private remember(bytes: Uint8Array, from: number, to: number, series: number): void {
    if (this.keys.length >= MAX_KEYS) return
    const index = this.keys.add(bytes, from, to)
    if (index >= this.series.length) this.series = grown(this.series, 0)
    this.series[index] = series
  }

  private familyOf(name: string): Family | null {
    const own = this.families.get(name)
    if (own) return own
    for (const [suffix, , types] of FAMILY_SUFFIXES) {
      if (!name.endsWith(suffix)) continue
      const family = this.families.get(name.slice(0, -suffix.length))
      if (family && types.includes(family.type)) return family
    }
    return null
  }

  private comment(bytes: Uint8Array, from: number, to: number): void {
    const known = this.keys.find(bytes, from, to)
    if (known >= 0 && this.series[known] === KNOWN_COMMENT) return
    const text = textOf(bytes, from, to)
    const groups = COMMENT.exec(text)?.groups
    if (groups === undefined) {
      if (/^#\s*EOF$/.test(text)) {
        this.isOpenMetrics = true
        this.endScrape()
      } else this.dateText(text.replace(/^#+\s*/, ''))
      return
    }
    const { what = '' } = groups
    const rest = (groups.rest ?? '').trimStart()
    const name = (groups.name ?? '').replace(/^"|"$/g, '')
    const family = this.families.get(name) ?? { name, type: 'untyped', unit: '', help: '' }
    this.families.set(name, family)
    if (what === 'TYPE') family.type = rest.trim().toLowerCase()
    else if (what === 'UNIT') {
      family.unit = rest.trim()
      this.isOpenMetrics = true
    } else family.help = rest.replace(/\\(.)/g, (_, escape: string) => (escape === 'n' ? '\n' : escape))
    if (known < 0) this.remember(bytes, from, to, KNOWN_COMMENT)
  }

  private date(bytes: Uint8Array, from: number, to: number): boolean {
    return to - from <= 64 && this.dateText(textOf(bytes, from, to))
  }

  private dateText(text: string): boolean {
    const time = readTimeText(text)
    if (time === null) return false
    this.dates ??= this.hasValues ? 'after' : 'before'
    if (this.dates === 'before') this.endScrape()
    this.clock.atMs = time.ms
    this.clock.errorMs = time.errorMs
    if (this.dates === 'after') this.endScrape()
    return true
  }
}

function grown(array: Int32Array<ArrayBuffer>, fill: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2).fill(fill, array.length)
  larger.set(array)
  return larger
}
