// A reader of text that gets UTF-8 alone: UTF-16, with a byte order mark or told by its zero bytes, is turned into it as it comes.
import type { ReaderOutput, ReadSummary, SourceReader } from './reader.ts'
import type { Utf16Form } from './utf16.ts'
import { Utf16Decoder, utf16Of, UTF16_SNIFF_BYTES, withoutMark } from './utf16.ts'

export class Utf8Reader implements SourceReader {
  private readonly inner: SourceReader
  private readonly output: ReaderOutput
  private readonly isMine: (text: Uint8Array) => boolean
  private held: Uint8Array[] | null = []
  private heldBytes = 0
  private form: Utf16Form | null = null
  private decoder: Utf16Decoder | null = null

  /** `isMine`: asked of the first bytes, decoded, where the format is binary, too, and so must not be taken for text by its looks. */
  constructor(inner: SourceReader, output: ReaderOutput, isMine: (text: Uint8Array) => boolean = () => true) {
    this.inner = inner
    this.output = output
    this.isMine = isMine
  }

  push(chunk: Uint8Array): void {
    if (this.held === null) return this.give(chunk)
    if (this.heldBytes === 0 && chunk.length >= UTF16_SNIFF_BYTES) return this.begin(chunk)
    this.held.push(chunk.slice())
    this.heldBytes += chunk.length
    if (this.heldBytes >= UTF16_SNIFF_BYTES) this.begin(Buffer.concat(this.held))
  }

  finish(): ReadSummary {
    if (this.held !== null && this.heldBytes > 0) this.begin(Buffer.concat(this.held))
    if (this.form?.isMarked === false) this.output.issue(withoutMark(this.form))
    return this.inner.finish()
  }

  private begin(head: Uint8Array): void {
    this.held = null
    const form = utf16Of(head)
    const start = form?.isMarked ? 2 : 0
    if (form !== null) {
      const judged = new Utf16Decoder(form.isBigEndian).decode(head.subarray(start, UTF16_SNIFF_BYTES))
      if (this.isMine(judged)) this.decoder = new Utf16Decoder(form.isBigEndian)
    }
    if (this.decoder === null) return this.give(head)
    this.form = form
    this.give(head.subarray(start))
  }

  private give(bytes: Uint8Array): void {
    this.inner.push(this.decoder === null ? bytes : this.decoder.decode(bytes))
  }
}
