// What a JSON record says of a process: MemStats, expvar, runtime/metrics by name, an answer of the Prometheus API. Its numbers become
// one scrape.
import type { JsonObject } from './JsonSplitter.ts'
import { readApiAnswer, isApiAnswer } from './apiJson.ts'
import { numberOf } from './JsonSplitter.ts'
import { MemStatsReader, isMemStats, isMemStatsField, memStatsIn } from './memStats.ts'
import { isMetricMap, isMetricName, readMetricEntry, readMetricMap } from './runtimeMetrics.ts'
import type { ScrapePlacer } from './ScrapePlacer.ts'
import { noClock, ScrapeValues, type ScrapeClock } from './ScrapePlacer.ts'
import type { SeriesTable } from './SeriesTable.ts'
import { epochMs, readTimeText } from './times.ts'
import { isExpvar, readVariables, timeValueOf } from './variables.ts'

type Shape = 'memstats' | 'expvar' | 'runtime-metrics' | 'prometheus-api'

export class JsonRecords {
  /** Entries of answers of the Prometheus API that are no time and number. */
  bad = 0
  private readonly table: SeriesTable
  private readonly placer: ScrapePlacer
  private readonly memStats: MemStatsReader
  private readonly values = new ScrapeValues()
  private clock: ScrapeClock = noClock()
  private readonly shapes = new Map<Shape, number>()
  /** Texts and lists among a service's variables. */
  private others = 0

  constructor(table: SeriesTable, placer: ScrapePlacer) {
    this.table = table
    this.placer = placer
    this.memStats = new MemStatsReader(table, (series, atMs, value) => placer.beside(series, atMs, value))
  }

  /** The commonest shape; null before anything was read. */
  get variant(): string | null {
    const [first] = [...this.shapes].sort(([, a], [, b]) => b - a)
    return first?.[0] ?? null
  }

  get snapshots(): number {
    return [...this.shapes.values()].reduce((sum, count) => sum + count, 0)
  }

  counts(): Record<string, number> {
    return { snapshots: this.snapshots, ...(this.others > 0 && { variables_left_out: this.others }) }
  }

  /** One element of a runtime/metrics document; `endEntries` ends the scrape that they are. */
  entry(entry: Parameters<typeof readMetricEntry>[0]): void {
    readMetricEntry(entry, this.table, this.give)
  }

  endEntries(): void {
    this.count('runtime-metrics')
    this.endScrape()
  }

  /** One snapshot. False: nothing in it is known. */
  read(record: JsonObject): boolean {
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
    } else return this.readInner(record)
    this.endScrape()
    return true
  }

  /** A few figures of MemStats, which their names alone tell. */
  figures(record: JsonObject): void {
    this.memStats.read(record, this.give)
    this.count('memstats')
    this.endScrape()
  }

  /** MemStats in a field of something else: `{"time":"…","level":"INFO","mem":{"Alloc":…}}`. */
  private readInner(record: JsonObject): boolean {
    const { clock } = this
    this.clock = noClock()
    const all = memStatsIn(record)
    for (const inner of all) {
      this.clock = { ...clock, lastGcMs: this.memStats.read(inner, this.give) }
      this.count('memstats')
      this.endScrape()
    }
    return all.length > 0
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
