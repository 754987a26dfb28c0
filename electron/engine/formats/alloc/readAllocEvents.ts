// Reads a file of allocation events: the documented log as JSON lines or CSV (README.md), what probes on runtime.mallocgc print as
// `key=value`, GODEBUG=allocfreetrace=1 text of Go up to 1.22, `ALERT: …` lines of patched runtimes. Forms may be mixed; what a
// log collector put around a line is taken off where the line as it is says nothing.
// Every event is kept as a row of columns; per class, goroutine and second they are added up while reading.
import { IssueCounter } from '../IssueCounter.ts'
import { LineSplitter } from '../lines.ts'
import { textOf } from '../logs/bytes.ts'
import { unwrap, unwrapped } from '../logs/unwrap.ts'
import type { ReaderHints, ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import { AllocCollector } from './AllocCollector.ts'
import { CsvRows } from './CsvRows.ts'
import { alertEvent, csvEvent, csvHeading, jsonEvent, keyValueEvent } from './eventLine.ts'
import type { Field } from './eventLine.ts'
import { FreeTrace } from './freeTrace.ts'

/** Longer lines are no events. */
const MAX_TEXT = 16 * 1024

export class AllocEventReader implements SourceReader {
  private readonly output: ReaderOutput
  private readonly splitter: LineSplitter
  private readonly issues = new IssueCounter()
  private readonly collector: AllocCollector
  private readonly freeTrace: FreeTrace
  private heading: (Field | null)[] | null = null
  /** Of the heading in force. */
  private rows: CsvRows | null = null
  private other = 0

  constructor(output: ReaderOutput, hints: ReaderHints = {}) {
    this.output = output
    this.collector = new AllocCollector(output, this.issues, hints.lineTime)
    this.freeTrace = new FreeTrace((event, line) => {
      this.collector.add(event, line, 'allocfreetrace')
    })
    this.splitter = new LineSplitter((bytes, from, to, line) => {
      if (this.rows !== null && !this.freeTrace.isOpen && to - from <= MAX_TEXT) {
        const row = this.rows.row(bytes, from, to)
        if (row !== null) {
          this.collector.add(row, line, 'csv')
          return
        }
      }
      const text = cutText(bytes, from, to)
      if (this.take(text, line)) return
      unwrap(bytes, from, to)
      const isWrapped = unwrapped.bytes !== bytes || unwrapped.from !== from
      if (isWrapped && this.take(cutText(unwrapped.bytes, unwrapped.from, unwrapped.to), line)) return
      this.foreign(text, line)
    }, hints.lineOf)
  }

  push(chunk: Uint8Array): void {
    this.splitter.push(chunk)
  }

  /** False: the text is no event. */
  private take(text: string, line: number): boolean {
    if (this.freeTrace.take(text, line) || text.trim() === '') return true
    if (text.startsWith('{')) {
      const event = jsonEvent(text)
      if (event !== null) this.collector.add(event, line, 'jsonLines')
      return event !== null
    }
    const heading = csvHeading(text)
    if (heading !== null) {
      this.heading = heading
      this.rows = new CsvRows(heading)
      return true
    }
    const alert = text.includes('ALERT:') ? alertEvent(text) : null
    if (alert !== null) {
      this.collector.add(alert, line, 'alerts')
      return true
    }
    const row = this.heading !== null && text.includes(',') ? csvEvent(text, this.heading) : null
    if (row !== null) {
      this.collector.add(row, line, 'csv')
      return true
    }
    const event = keyValueEvent(text)
    if (event !== null) this.collector.add(event, line, 'keyValue')
    return event !== null
  }

  private foreign(text: string, line: number): void {
    const isJson = text.startsWith('{')
    if (!isJson && !(this.heading !== null && text.includes(','))) {
      if (!text.startsWith('#')) this.other++
      return
    }
    const why = isJson ? 'is no JSON object of an event' : 'does not fit the heading of the table, or has no known kind'
    this.issues.note('dataLoss', 'alloc/damaged-line', line, `A line ${why}: "${text.slice(0, 100).trimEnd()}".`)
  }

  finish(): ReadSummary {
    this.splitter.finish()
    this.freeTrace.end()
    const { splitter, output, issues } = this
    const summary = this.collector.finish()
    issues.noteCutLines('alloc/long-line', splitter)
    for (const issue of issues.all()) output.issue(issue)
    return {
      counts: { lines: splitter.lines, ...summary?.counts, other_lines: this.other },
      variant: summary?.variant ?? null,
      lives: [],
      placement: summary?.placement ?? null,
      records: summary?.records ?? 0,
    }
  }
}

const cutText = (bytes: Uint8Array, from: number, to: number): string =>
  textOf(bytes, from, Math.min(to, from + MAX_TEXT))
