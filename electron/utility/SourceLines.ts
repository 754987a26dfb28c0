// Lines of a stored source by number, without holding the source: the raw bytes are read in pieces, and of every 512th line
// the offset is kept. A compressed source, or one in UTF-16, is unpacked again from its start for each question.
import type { RawLine } from '../../shared/contract/caseCalls.ts'
import {
  FormatError,
  createUnpacker,
  PACKED_HEAD_BYTES,
  packingOf,
  Utf16Decoder,
  utf16Of,
  UTF16_SNIFF_BYTES,
} from '../engine/formats/index.ts'
import type { Packing, Utf16Form } from '../engine/formats/index.ts'
import { yieldToEvents } from '../engine/jobs/context.ts'

/** Bytes read at a time; the chunks of the case file are no larger, and one takes a few milliseconds. */
const PIECE_BYTES = 1024 * 1024
const LINES_PER_MARK = 512
/** Packed bytes unpacked at a time: what they hold may be a thousand times as much. */
const PACKED_PIECE_BYTES = 16 * 1024
/** A longer line is cut here; a log's lines are short, so it is something else. */
export const MAX_LINE_BYTES = 16 * 1024
/** More lines than this are not given at once. */
export const MAX_LINES = 2000

const NEWLINE = 10
const RETURN = 13

export type ReadRaw = (offset: number, length: number) => Uint8Array

export class SourceLines {
  private readonly readRaw: ReadRaw
  private readonly bytes: number
  private total: number | null
  /** Offset of line 1 + i × LINES_PER_MARK in the unpacked bytes. */
  private readonly marks: number[] = [0]
  /** Null until the first question. */
  private packing: { is: Packing | null } | null = null
  /** Null until the first question; UTF-16 is turned into UTF-8 from its start for each question. */
  private wide: { is: Utf16Form | null } | null = null

  /** `total`: the number of lines, where the reader has counted them. */
  constructor(readRaw: ReadRaw, bytes: number, total: number | null) {
    this.readRaw = readRaw
    this.bytes = bytes
    this.total = total
  }

  /** Lines `from` (1-based) to `from + count − 1`, fewer at the end. Yields between pieces. */
  async read(from: number, count: number): Promise<{ lines: RawLine[]; total: number }> {
    const last = from + Math.min(count, MAX_LINES) - 1
    const lines: RawLine[] = []
    const needsTotal = this.total === null
    for await (const line of this.scan(from)) {
      if (line.number >= from && line.number <= last) lines.push(line.toRawLine())
      if (line.number >= last && !needsTotal) break
      if (needsTotal) this.counted = line.number
    }
    if (needsTotal) this.total = this.counted
    return { lines, total: this.total ?? 0 }
  }

  private counted = 0

  /** Lines from the last mark before `from` on, to the end of the source. */
  private async *scan(from: number): AsyncGenerator<Line> {
    const mark = Math.min(Math.floor((from - 1) / LINES_PER_MARK), this.marks.length - 1)
    const start = this.marks[mark] ?? 0
    let offset = start
    const line = new Line(mark * LINES_PER_MARK + 1)
    for await (const piece of this.text(start)) {
      let at = 0
      for (;;) {
        const end = piece.indexOf(NEWLINE, at)
        line.add(piece, at, end === -1 ? piece.length : end)
        if (end === -1) break
        yield line
        at = end + 1
        line.begin(line.number + 1)
        this.noteMark(line.number, offset + at)
      }
      offset += piece.length
    }
    if (line.length > 0) yield line
  }

  private noteMark(number: number, offset: number): void {
    if ((number - 1) % LINES_PER_MARK === 0 && (number - 1) / LINES_PER_MARK === this.marks.length) {
      this.marks.push(offset)
    }
  }

  /** The source's text in UTF-8, from byte `start` of it on. */
  private async *text(start: number): AsyncGenerator<Uint8Array> {
    this.wide ??= { is: utf16Of(await this.head()) }
    const wide = this.wide.is
    if (wide === null) {
      yield* this.unpacked(start)
      return
    }
    const decoder = new Utf16Decoder(wide.isBigEndian)
    let skip = start
    for await (const piece of this.unpacked(wide.isMarked ? 2 : 0)) {
      const text = decoder.decode(piece)
      if (skip < text.length) yield text.subarray(skip)
      skip = Math.max(0, skip - text.length)
    }
  }

  private async head(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = []
    let bytes = 0
    for await (const piece of this.unpacked(0)) {
      pieces.push(piece.subarray(0, UTF16_SNIFF_BYTES))
      bytes += piece.length
      if (bytes >= UTF16_SNIFF_BYTES) break
    }
    return Buffer.concat(pieces)
  }

  /** The source's own bytes, unpacked where it is compressed, from `start` on. */
  private async *unpacked(start: number): AsyncGenerator<Uint8Array> {
    this.packing ??= { is: packingOf(this.readRaw(0, PACKED_HEAD_BYTES)) }
    const packing = this.packing.is
    if (packing === null) {
      yield* this.raw(start)
      return
    }
    let pieces: Uint8Array[] = []
    let skip = start
    const unpacker = createUnpacker(packing, (bytes) => {
      if (skip < bytes.length) pieces.push(bytes.slice(skip))
      skip = Math.max(0, skip - bytes.length)
    })
    try {
      for await (const raw of this.raw(0))
        for (let at = 0; at < raw.length; at += PACKED_PIECE_BYTES) {
          unpacker.push(raw.subarray(at, at + PACKED_PIECE_BYTES))
          yield* pieces
          pieces = []
          await yieldToEvents()
        }
    } catch (thrown) {
      // Packed data that are cut off: the reader has said so at import; the lines up to there are shown.
      if (!(thrown instanceof FormatError)) throw thrown
      yield* pieces
    }
  }

  private async *raw(start: number): AsyncGenerator<Uint8Array> {
    for (let offset = start; offset < this.bytes;) {
      const piece = this.readRaw(offset, PIECE_BYTES)
      if (piece.length === 0) return
      offset += piece.length
      yield piece
      await yieldToEvents()
    }
  }
}

/** The line being read. At most MAX_LINE_BYTES of it are kept. */
class Line {
  number: number
  length = 0
  private readonly kept = Buffer.alloc(MAX_LINE_BYTES)

  constructor(number: number) {
    this.number = number
  }

  begin(number: number): void {
    this.number = number
    this.length = 0
  }

  add(piece: Uint8Array, from: number, to: number): void {
    if (this.length < MAX_LINE_BYTES) {
      this.kept.set(piece.subarray(from, Math.min(to, from + MAX_LINE_BYTES - this.length)), this.length)
    }
    this.length += to - from
  }

  toRawLine(): RawLine {
    const isCut = this.length > MAX_LINE_BYTES
    let end = Math.min(this.length, MAX_LINE_BYTES)
    if (!isCut && end > 0 && this.kept[end - 1] === RETURN) end--
    return { line: this.number, text: this.kept.toString('utf8', 0, end), isCut }
  }
}
