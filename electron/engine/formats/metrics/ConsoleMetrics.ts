// MemStats as geth's console prints them (`> debug.memStats()`): a JavaScript object whose keys have no quotes. It is JSON once they have.
import { LineSplitter } from '../lines.ts'
import { textOf } from '../logs/bytes.ts'
import type { ReaderOutput } from '../reader.ts'
import { JsonMetrics } from './JsonMetrics.ts'
import type { MetricsForm } from './MetricsForm.ts'
import type { ScrapePlacer } from './ScrapePlacer.ts'
import type { SeriesTable } from './SeriesTable.ts'

const START = /^(?:> *debug\.memStats\(\)\s+)?\{\s*[A-Za-z_]\w*: /
const KEY = /(^|[{,])(\s*)([A-Za-z_]\w*)(?=:)/g

/** Whether a text, without blanks before it, begins so. */
export const beginsConsole = (text: string): boolean => START.test(text)

/** Whether it may yet begin so: no more than the prompt and the opening brace is there. */
export const mayBeginConsole = (text: string): boolean => /^(?:>[^\n]*)?\s*\{?$/.test(text.trim())

export class ConsoleMetrics implements MetricsForm {
  private readonly json: JsonMetrics
  private readonly splitter: LineSplitter

  constructor(table: SeriesTable, placer: ScrapePlacer, lineOf?: (line: number) => number) {
    this.json = new JsonMetrics(table, placer, lineOf)
    this.splitter = new LineSplitter((bytes, from, to) => {
      const text = textOf(bytes, from, to)
      // What was asked is no part of the answer, but a line.
      this.json.push(Buffer.from(text.startsWith('>') ? '\n' : `${text.replace(KEY, '$1$2"$3"')}\n`))
    })
  }

  get lines(): number {
    return this.splitter.lines
  }

  get variant(): string | null {
    return this.json.variant
  }

  push(bytes: Uint8Array): void {
    this.splitter.push(bytes)
  }

  counts(): Record<string, number> {
    return this.json.counts()
  }

  finish(output: ReaderOutput): void {
    this.splitter.finish()
    this.json.finish(output)
  }
}
