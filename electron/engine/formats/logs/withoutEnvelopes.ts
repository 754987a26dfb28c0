// The same text without what collectors and log packages put around its lines, for readers that know nothing of envelopes:
// statistics, files of the system, benchmarks, allocation events. What line of the file each is of, LineNumbers tells.
import { LogPipeline } from './LogPipeline.ts'
import type { LineConsumer, LineContext } from './consumer.ts'
import { findByte } from './bytes.ts'
import { isJsonList } from './jsonList.ts'
import { ESCAPE } from './prefix.ts'
import { LineNumbers } from '../LineNumbers.ts'
import { LineSplitter } from '../lines.ts'
import { unwrapLogger } from './loggers.ts'
import { unwrapCollector } from './prefix.ts'
import { unwrapped } from './unwrapped.ts'

/** Lines of a head that are asked whether they have an envelope. */
const JUDGED_LINES = 200
const LF = Uint8Array.of(10)

/** Gives every line of a log as the program wrote it. */
export class TextLines implements LineConsumer {
  private readonly give: (bytes: Uint8Array) => void
  readonly numbers = new LineNumbers()
  private given = 0
  /** Of the line that was given last. */
  context: LineContext | null = null

  constructor(give: (bytes: Uint8Array) => void) {
    this.give = give
  }

  line(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    this.context = context
    this.numbers.note(++this.given, context.line)
    if (to > from) this.give(bytes.subarray(from, to))
    this.give(LF)
    return true
  }

  finish(): { counts: Record<string, number>; records: number } {
    return { counts: {}, records: 0 }
  }
}

/** The head of a text without envelopes; null: most of its lines have none. */
export function withoutEnvelopes(head: Uint8Array): Uint8Array | null {
  if (!isWrapped(head)) return null
  const pieces: Uint8Array[] = []
  const pipeline = new LogPipeline([new TextLines((bytes) => pieces.push(bytes.slice()))])
  pipeline.push(head)
  pipeline.finish()
  return Buffer.concat(pieces)
}

/** Whether more than half of the first lines stand in an envelope: JSON of a collector or log package, a time, a pod, a process. */
function isWrapped(head: Uint8Array): boolean {
  let lines = 0
  let wrapped = 0
  const splitter = new LineSplitter((bytes, from, to) => {
    if (to === from || lines >= JUDGED_LINES) return
    lines++
    if (isJsonList(bytes, from, to)) {
      wrapped++
      return
    }
    unwrapCollector(bytes, from, to, findByte(bytes, ESCAPE, from, to) >= 0)
    const isCollected = unwrapped.bytes !== bytes || unwrapped.from !== from
    unwrapped.mayHaveEscapes = true
    unwrapLogger(unwrapped)
    if (isCollected || unwrapped.bytes !== bytes || unwrapped.from !== from) wrapped++
  })
  splitter.push(head)
  splitter.finish()
  return wrapped * 2 > lines
}
