// Trailers of heap profiles alone, as people paste them: one or several, each of them a scrape that its last GC cycle places.
import { counted } from '../../../../shared/lib/counted.ts'
import { LineSplitter } from '../lines.ts'
import { textOf } from '../logs/bytes.ts'
import type { ReaderOutput } from '../reader.ts'
import { JsonRecords } from './JsonRecords.ts'
import { beginsTrailer, readStatistic, type Statistics } from './memStatsTrailer.ts'
import type { MetricsForm } from './MetricsForm.ts'
import type { ScrapePlacer } from './ScrapePlacer.ts'
import type { SeriesTable } from './SeriesTable.ts'

export class TrailerMetrics implements MetricsForm {
  readonly records: JsonRecords
  private readonly splitter: LineSplitter
  private statistics: Statistics | null = null
  private badLines = 0
  private firstBadLine = 0

  constructor(table: SeriesTable, placer: ScrapePlacer, lineOf?: (line: number) => number) {
    this.records = new JsonRecords(table, placer)
    this.splitter = new LineSplitter((bytes, from, to, line) => this.line(textOf(bytes, from, to).trim(), line), lineOf)
  }

  get lines(): number {
    return this.splitter.lines
  }

  push(bytes: Uint8Array): void {
    this.splitter.push(bytes)
  }

  finish(output: ReaderOutput): void {
    this.splitter.finish()
    this.endTrailer()
    if (this.badLines > 0)
      output.issue({
        severity: 'dataLoss',
        code: 'metrics/bad-line',
        message: `${counted(this.badLines, 'line is', 'lines are')} no figure of runtime.MemStats (\`# Alloc = 1\`); the first is line ${this.firstBadLine}.`,
        at: { line: this.firstBadLine },
        count: this.badLines,
      })
  }

  private line(text: string, line: number): void {
    if (beginsTrailer(text)) {
      this.endTrailer()
      this.statistics = {}
    } else if (text !== '' && !(this.statistics !== null && readStatistic(text, this.statistics))) {
      this.badLines++
      if (this.firstBadLine === 0) this.firstBadLine = line
    }
  }

  private endTrailer(): void {
    if (this.statistics !== null) this.records.read(this.statistics)
    this.statistics = null
  }
}
