// A reader of text that gets UTF-8 alone: UTF-16, with a byte order mark or told by its zero bytes, is turned into it as it comes.
import type { ReaderOutput, ReadSummary, SourceReader } from './reader.ts'
import { Utf8Text, withoutMark } from './utf16.ts'

export class Utf8Reader implements SourceReader {
  private readonly inner: SourceReader
  private readonly output: ReaderOutput
  private readonly text: Utf8Text

  /** `isMine`: as in Utf8Text. */
  constructor(inner: SourceReader, output: ReaderOutput, isMine?: (text: Uint8Array) => boolean) {
    this.inner = inner
    this.output = output
    this.text = new Utf8Text(isMine)
  }

  push(chunk: Uint8Array): void {
    this.give(this.text.push(chunk))
  }

  finish(): ReadSummary {
    const { text } = this
    this.give(text.end())
    if (text.form?.isMarked === false) this.output.issue(withoutMark(text.form))
    return this.inner.finish()
  }

  private give(part: Uint8Array | null): void {
    if (part !== null) this.inner.push(part)
  }
}
