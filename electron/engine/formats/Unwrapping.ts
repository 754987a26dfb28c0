// A reader for a file whose lines may stand in the envelopes of a log: the head decides whether they are taken off. The inner reader
// sees the program's own text, and of each line its number in the file and the time that its envelope tells.
import { MOST_TURNED_BYTES } from './logs/EntryOrder.ts'
import { LogPipeline } from './logs/LogPipeline.ts'
import { TextLines, withoutEnvelopes } from './logs/withoutEnvelopes.ts'
import { wallTime } from './logs/wallTime.ts'
import type { WallTime } from './logs/wallTime.ts'
import type { ReaderHints, ReaderOutput, ReadSummary, SourceReader } from './reader.ts'

const HEAD = 64 * 1024

export class UnwrappingReader implements SourceReader {
  private inner: SourceReader
  private readonly isMine: (text: Uint8Array, head: Uint8Array) => boolean
  private readonly instead: (text: Uint8Array) => SourceReader | null
  private readonly hints: ReaderHints
  private readonly output: Pick<ReaderOutput, 'issue'>
  private readonly mostTurned: number
  private held: Uint8Array[] | null = []
  private heldBytes = 0
  private pipeline: LogPipeline | null = null
  private lines: TextLines | null = null
  /** The head without envelopes. */
  private text: Uint8Array | null = null

  /** `isMine`: whether the head without envelopes is one for the inner reader, and not the head as it is.
   * `instead`: another reader, which knows envelopes itself, where the head without them asks for it. */
  constructor(
    create: (hints: ReaderHints) => SourceReader,
    hints: ReaderHints,
    isMine: (text: Uint8Array, head: Uint8Array) => boolean,
    output: Pick<ReaderOutput, 'issue'>,
    instead: (text: Uint8Array) => SourceReader | null = () => null,
    mostTurned = MOST_TURNED_BYTES,
  ) {
    this.output = output
    this.mostTurned = mostTurned
    this.instead = instead
    this.hints = hints
    this.isMine = isMine
    this.inner = create({
      ...hints,
      lineTime: () => this.lineTime(),
      lineOf: (line) => this.lines?.numbers.of(line) ?? line,
      head: () => this.text,
    })
  }

  push(chunk: Uint8Array): void {
    if (this.held === null) {
      this.give(chunk)
      return
    }
    this.held.push(chunk.slice())
    this.heldBytes += chunk.length
    if (this.heldBytes >= HEAD) this.decide()
  }

  finish(): ReadSummary {
    this.decide()
    const { pipeline } = this
    pipeline?.finish()
    const summary = this.inner.finish()
    const order = pipeline?.orderIssue() ?? null
    if (order !== null) this.output.issue(order)
    if (pipeline === null) return summary
    return {
      ...summary,
      counts: { ...summary.counts, ...('lines' in summary.counts && { lines: pipeline.splitter.lines }) },
    }
  }

  private decide(): void {
    if (this.held === null) return
    const head = Buffer.concat(this.held)
    this.held = null
    // Chunks of any size give the same head.
    const start = head.subarray(0, HEAD)
    const text = withoutEnvelopes(start)
    const other = this.instead(text ?? start)
    if (other !== null) this.inner = other
    else if (text !== null && this.isMine(text, start)) {
      this.text = text
      this.lines = new TextLines((bytes) => this.inner.push(bytes))
      this.pipeline = new LogPipeline([this.lines], undefined, this.mostTurned)
    }
    if (head.length > 0) this.give(head)
  }

  private give(bytes: Uint8Array): void {
    if (this.pipeline === null) this.inner.push(bytes)
    else this.pipeline.push(bytes)
  }

  private lineTime(): WallTime | null {
    const { pipeline, lines, hints } = this
    if (pipeline === null || lines?.context == null) return null
    return wallTime(lines.context, { hints, year: () => pipeline.year })
  }
}
