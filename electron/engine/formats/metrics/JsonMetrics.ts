// One JSON value after the other: what each is decides itself, so that a file may hold MemStats in some lines and expvar in
// others. A runtime/metrics document is an array, and its elements are one scrape.
import { counted } from '../../../../shared/lib/counted.ts'
import { isObject } from '../../../../shared/lib/isObject.ts'
import type { ReaderOutput } from '../reader.ts'
import { JsonRecords } from './JsonRecords.ts'
import { JsonSplitter, parseJson } from './JsonSplitter.ts'
import { isMetricEntry } from './runtimeMetrics.ts'
import type { MetricsForm } from './MetricsForm.ts'
import type { ScrapePlacer } from './ScrapePlacer.ts'
import type { SeriesTable } from './SeriesTable.ts'

export class JsonMetrics implements MetricsForm {
  readonly records: JsonRecords
  private readonly splitter: JsonSplitter
  /** The array whose elements are being gathered as one scrape; 0: none. */
  private array = 0
  private unknown = 0
  private firstUnknownLine = 0

  constructor(table: SeriesTable, placer: ScrapePlacer, lineOf?: (line: number) => number) {
    this.records = new JsonRecords(table, placer)
    this.splitter = new JsonSplitter((text, line, array) => this.value(text, line, array), lineOf)
  }

  get lines(): number {
    return this.splitter.lines
  }

  push(bytes: Uint8Array): void {
    this.splitter.push(bytes)
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
    const { bad } = this.records
    if (bad > 0)
      output.issue({
        severity: 'dataLoss',
        code: 'metrics/bad-pair',
        message: `${counted(bad, 'entry of the answer is', 'entries of the answer are')} no time and number.`,
        at: {},
        count: bad,
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
      this.records.entry(parsed)
      return
    }
    this.endArray()
    if (!isObject(parsed) || !this.records.read(parsed)) {
      this.unknown++
      if (this.firstUnknownLine === 0) this.firstUnknownLine = line
    }
  }

  private endArray(): void {
    if (this.array === 0) return
    this.array = 0
    this.records.endEntries()
  }
}
