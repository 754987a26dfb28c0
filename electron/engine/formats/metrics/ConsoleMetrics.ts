// MemStats as geth's console prints them (`> debug.memStats()`): a JavaScript object whose keys have no quotes. It is JSON once they have.
import { LineSplitter } from '../lines.ts'
import { textOf } from '../logs/bytes.ts'
import type { ReaderOutput } from '../reader.ts'
import { JsonMetrics } from './JsonMetrics.ts'
import type { ScrapePlacer } from './ScrapePlacer.ts'
import type { SeriesTable } from './SeriesTable.ts'

const START = /^(?:> *debug\.memStats\(\)\s+)?\{\s*[A-Za-z_]\w*: /
const KEY = /(^|[{,])(\s*)([A-Za-z_]\w*)(?=:)/g

/** Whether a text, without blanks before it, begins so. */
export const beginsConsole = (text: string): boolean => START.test(text)

/** Whether it may yet begin so: no more than the prompt and the opening brace is there. */
export const mayBeginConsole = (text: string): boolean => /^(?:>[^\n]*(?:\n\s*)?)?\{?$/.test(text.trim())

export class ConsoleMetrics extends JsonMetrics {
  private readonly printed: LineSplitter

  constructor(table: SeriesTable, placer: ScrapePlacer, lineOf?: (line: number) => number) {
    super(table, placer, lineOf)
    this.printed = new LineSplitter((bytes, from, to) => {
      const text = textOf(bytes, from, to)
      // What was asked is no part of the answer, but a line.
      super.push(Buffer.from(text.startsWith('>') ? '\n' : `${text.replace(KEY, '$1$2"$3"')}\n`))
    })
  }

  override get lines(): number {
    return this.printed.lines
  }

  override push(bytes: Uint8Array): void {
    this.printed.push(bytes)
  }

  override finish(output: ReaderOutput): void {
    this.printed.finish()
    super.finish(output)
  }
}
