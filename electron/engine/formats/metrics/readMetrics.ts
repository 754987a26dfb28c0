// Statistics as series: MemStats and expvar JSON, runtime/metrics JSON, answers of the Prometheus API, Prometheus and
// OpenMetrics text; MemStats as a heap profile's trailer or geth's console has them. Which of them it is the first bytes decide. Memory does not grow with the length of the file: text is
// read line by line, JSON value by value.
import { LineSplitter } from '../lines.ts'
import { FormatError } from '../FormatError.ts'
import type { ReaderHints, ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import { beginsConsole, ConsoleMetrics, mayBeginConsole } from './ConsoleMetrics.ts'
import { JsonMetrics } from './JsonMetrics.ts'
import { beginsTrailer } from './memStatsTrailer.ts'
import type { MetricsForm } from './MetricsForm.ts'
import { PrometheusText } from './readPrometheus.ts'
import { ScrapePlacer } from './ScrapePlacer.ts'
import { SeriesTable } from './SeriesTable.ts'
import { TrailerMetrics } from './TrailerMetrics.ts'

/** Bytes looked at to tell JSON from text; blanks before them are dropped. */
const SNIFF = 4096

export class MetricsReader implements SourceReader {
  private readonly output: ReaderOutput
  private readonly lineOf: ReaderHints['lineOf']
  private readonly table: SeriesTable
  private readonly placer: ScrapePlacer
  private readonly splitter: LineSplitter
  private readonly text: PrometheusText
  /** What is no Prometheus text. */
  private form: MetricsForm | null = null
  private isText = false
  private held: Uint8Array = new Uint8Array(0)

  constructor(output: ReaderOutput, hints: ReaderHints) {
    this.output = output
    this.lineOf = hints.lineOf
    this.table = new SeriesTable(output)
    this.placer = new ScrapePlacer(this.table, output, hints)
    this.text = new PrometheusText(this.table, this.placer)
    this.splitter = new LineSplitter((bytes, from, to, line) => this.text.line(bytes, from, to, line), hints.lineOf)
  }

  push(chunk: Uint8Array): void {
    if (this.isText) this.splitter.push(chunk)
    else if (this.form) this.form.push(chunk)
    else {
      const joined = new Uint8Array(this.held.length + chunk.length)
      joined.set(this.held)
      joined.set(chunk, this.held.length)
      this.held = joined
      // A whole line tells, too; lines of a log come one by one, each with its own time.
      if (joined.length >= SNIFF || (hasLine(joined) && !mayBeginConsole(latin1(joined)))) this.begin()
    }
  }

  finish(): ReadSummary {
    if (!this.isText && !this.form) this.begin()
    const { form } = this
    if (form) form.finish(this.output)
    else {
      this.splitter.finish()
      this.text.finish(this.output)
    }
    const { placement, axis } = this.placer.finish()
    this.table.finish()
    const { points, definitions } = this.table
    if (points === 0)
      throw new FormatError('metrics/no-samples', 'There is no sample in it: no line or value could be read as one.', {
        line: 1,
      })
    return {
      counts: {
        lines: form ? form.lines : this.splitter.lines,
        series: definitions.length,
        points,
        ...(form ? form.records.counts() : this.textCounts()),
      },
      variant: form ? form.records.variant : this.text.isOpenMetrics ? 'openmetrics' : 'prometheus',
      lives: [],
      placement,
      records: points,
      seriesAxis: axis,
    }
  }

  private textCounts(): Record<string, number> {
    const { exemplars } = this.text
    return { samples: this.text.samples, scrapes: this.placer.scrapes, ...(exemplars > 0 && { exemplars }) }
  }

  private begin(): void {
    const { held } = this
    this.held = new Uint8Array(0)
    const start = held[0] === 0xef && held[1] === 0xbb && held[2] === 0xbf ? 3 : 0
    let at = start
    while (at < held.length && (held[at] as number) <= 32) at++
    const first = latin1(held.subarray(at))
    const Form = formOf(first)
    if (Form !== null) {
      this.form = new Form(this.table, this.placer, this.lineOf)
      this.form.push(held.subarray(start))
      return
    }
    this.isText = true
    this.splitter.push(held)
  }
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 512)).toString('latin1')

/** Null: Prometheus text, as `{"name",label="x"} 1` is, too. */
function formOf(first: string): typeof JsonMetrics | typeof ConsoleMetrics | typeof TrailerMetrics | null {
  if (beginsConsole(first)) return ConsoleMetrics
  if (beginsTrailer(first.split('\n', 1)[0] ?? '')) return TrailerMetrics
  return /^[[{]/.test(first) && !/^\{\s*"[^"\\]*"\s*[,}]/.test(first) ? JsonMetrics : null
}

/** Whether a line end follows something. */
function hasLine(bytes: Uint8Array): boolean {
  const first = bytes.findIndex((byte) => byte > 32 && byte < 0x80)
  return first >= 0 && bytes.indexOf(10, first) >= 0
}
