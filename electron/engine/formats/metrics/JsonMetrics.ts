// One JSON value after the other: what each is decides itself, so that a file may hold MemStats in some lines and expvar in
// others. A runtime/metrics document is an array, and its elements are one scrape.
import { counted } from '../../../../shared/lib/counted.ts'
import { isObject } from '../../../../shared/lib/isObject.ts'
import type { ReaderOutput } from '../reader.ts'
import { readApiAnswer, isApiAnswer } from './apiJson.ts'
import { JsonSplitter, numberOf, parseJson, type JsonObject } from './JsonSplitter.ts'
import { MemStatsReader, isMemStats, isMemStatsField } from './memStats.ts'
import { isMetricEntry, isMetricMap, isMetricName, readMetricEntry, readMetricMap } from './runtimeMetrics.ts'
import type { ScrapePlacer } from './ScrapePlacer.ts'
import { noClock, ScrapeValues, type ScrapeClock } from './ScrapePlacer.ts'
import type { SeriesTable } from './SeriesTable.ts'
import { epochMs, readTimeText } from './times.ts'
import { isExpvar, readVariables, timeValueOf } from './variables.ts'

type Shape = 'memstats' | 'expvar' | 'runtime-metrics' | 'prometheus-api'

export class JsonMetrics {
  private readonly table: SeriesTable
  private readonly placer: ScrapePlacer
  private readonly splitter: JsonSplitter
  private readonly memStats: MemStatsReader
  private readonly values = new ScrapeValues()
  private clock: ScrapeClock = noClock()
  /** The array whose elements are being gathered as one scrape; 0: none. */
  private array = 0
  private readonly shapes = new Map<Shape, number>()
  private unknown = 0
  private firstUnknownLine = 0
  /** Texts and lists among a service's variables. */
  private others = 0
  private bad = 0

  constructor(table: SeriesTable, placer: ScrapePlacer, lineOf?: (line: number) => number) {
    this.table = table
    this.placer = placer
    this.memStats = new MemStatsReader(table, (series, atMs, value) => placer.beside(series, atMs, value))
    this.splitter = new JsonSplitter((text, line, array) => this.value(text, line, array), lineOf)
  }

  get lines(): number {
    return this.splitter.lines
  }

  /** The commonest shape; null before anything was read. */
  get variant(): string | null {
    const [first] = [...this.shapes].sort(([, a], [, b]) => b - a)
    return first?.[0] ?? null
  }

  push(bytes: Uint8Array): void {
    this.splitter.push(bytes)
  }

  counts(): Record<string, number> {
    const snapshots = [...this.shapes.values()].reduce((sum, count) => sum + count, 0)
    return { snapshots, ...(this.others > 0 && { variables_left_out: this.others }) }
  }

  finish(output: ReaderOutput): void {
    this.splitter.finish()
    this.endArray()
    const { broken, firstBrokenLine, isCut } = this.splitter
    if (broken > 0)
      output.issue({
        severity: 'dataLoss',
        code: 'metrics/broken-json',
        message: `${counted(broken, 'line or value is no JSON and was', 'lines or values are no JSON and were')} left out; the first begins in line ${firstBrokenLine}.`,
        at: { line: firstBrokenLine },
        count: broken,
      })
    if (isCut)
      output.issue({
        severity: 'dataLoss',
        code: 'metrics/truncated',
        message: 'The JSON ends inside a value; what was complete before it is kept.',
        at: { line: this.splitter.lastLine },
        count: 1,
      })
    if (this.unknown > 0)
      output.issue({
        severity: 'note',
        code: 'metrics/unknown-value',
        message: `${this.unknown} JSON values are neither MemStats nor expvar nor runtime/metrics; the first begins in line ${this.firstUnknownLine}.`,
        at: { line: this.firstUnknownLine },
        count: this.unknown,
      })
    if (this.bad > 0)
      output.issue({
        severity: 'dataLoss',
        code: 'metrics/bad-pair',
        message: `${counted(this.bad, 'entry of the answer is', 'entries of the answer are')} no time and number.`,
        at: {},
        count: this.bad,
      })
  }

  private value(text: string, line: number, array: number): void {
    const parsed = parseJson(text)
    if (parsed === undefined) {
      this.splitter.reject(line)
      return
    }
    if (array > 0 && isMetricEntry(parsed)) {
      if (array !== this.array) this.endArray()
      this.array = array
      readMetricEntry(parsed, this.table, this.give)
      return
    }
    this.endArray()
    if (!isObject(parsed) || !this.record(parsed)) {
      this.unknown++
      if (this.firstUnknownLine === 0) this.firstUnknownLine = line
    }
  }

  /** One snapshot. False: nothing in it is known. */
  private record(record: JsonObject): boolean {
    const inner = record.memstats
    const isPlain: boolean = isMemStats(record)
    const isVars: boolean = isMemStats(inner) || isExpvar(record)
    if (isApiAnswer(record)) {
      const { bad } = readApiAnswer(record, this.table, (series, atMs, value) => this.placer.timed(series, atMs, value))
      this.bad += bad
      this.count('prometheus-api')
      return true
    }
    this.readTime(timeValueOf(record))
    if (isPlain) {
      this.clock.lastGcMs = this.memStats.read(record, this.give)
      this.others += readVariables(record, this.table, this.give, isMemStatsField)
      this.count('memstats')
    } else if (isVars) {
      if (isMemStats(inner)) this.clock.lastGcMs = this.memStats.read(inner, this.give)
      this.others += readVariables(record, this.table, this.give, (key) => key === 'memstats' || key === 'cmdline')
      this.count('expvar')
    } else if (isMetricMap(record)) {
      readMetricMap(record, this.table, this.give)
      this.others += readVariables(record, this.table, this.give, isMetricName)
      this.count('runtime-metrics')
    } else {
      this.clock = noClock()
      return false
    }
    this.endScrape()
    return true
  }

  private endArray(): void {
    if (this.array === 0) return
    this.array = 0
    this.count('runtime-metrics')
    this.endScrape()
  }

  private count(shape: Shape): void {
    this.shapes.set(shape, (this.shapes.get(shape) ?? 0) + 1)
  }

  private readonly give = (series: number, value: number): void => this.values.add(series, value)

  private endScrape(): void {
    this.placer.add(this.values, this.clock)
    this.values.length = 0
    this.clock = noClock()
  }

  private readTime(value: unknown): void {
    if (typeof value === 'string') {
      const time = readTimeText(value)
      if (time) {
        this.clock.atMs = time.ms
        this.clock.errorMs = time.errorMs
      }
      return
    }
    const ms = epochMs(numberOf(value) ?? Number.NaN)
    if (ms !== null) {
      this.clock.atMs = ms
      this.clock.errorMs = 1000
    }
  }
}
