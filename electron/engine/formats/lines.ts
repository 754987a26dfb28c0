// Bytes → lines, over chunks of any size, without making strings. Lines inside a chunk are given in place; only a line that a
// chunk cuts is copied. CRLF and LF end lines. The bytes are UTF-8 (Utf8Reader.ts); its byte order mark is dropped.

import { grown } from '../../../shared/lib/grown.ts'

/** A longer line is cut here; the rest of it is dropped and counted. */
export const MAX_LINE_BYTES = 1024 * 1024

/** Exports of log stores are one line of JSON, however many entries they hold: it is cut here. */
const MAX_LIST_BYTES = 64 * 1024 * 1024

const LF = 10
const CR = 13

/** One line: bytes `from … to` (end excluded) without its line end. Valid only during the call. */
export type LineSink = (bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean) => void

export class LineSplitter {
  /** Lines given so far; the number of the last one. */
  lines = 0
  /** Lines that were cut, the first of them, and what is left of it, bytes. */
  cutLines = 0
  firstCutLine = 0
  cutAt = 0
  private readonly sink: LineSink
  private readonly lineOf: ((line: number) => number) | undefined
  private carry = new Uint8Array(4096)
  private carried = 0
  private isCarryFull = false
  /** Start of the file, until a byte order mark is told from text. */
  private mark: number[] | null = []

  /** `lineOf`: the number under which a line is given, where the text was made of another. */
  constructor(sink: LineSink, lineOf?: (line: number) => number) {
    this.sink = sink
    this.lineOf = lineOf
  }

  push(chunk: Uint8Array): void {
    let bytes = chunk
    if (this.mark !== null) {
      const rest = this.takeMark(chunk)
      if (rest === null) return
      bytes = rest
    }
    this.split(bytes)
  }

  /** Gives the last line where the file does not end with a line end. */
  finish(): void {
    if (this.mark !== null) {
      const held = Uint8Array.from(this.mark)
      this.mark = null
      this.split(held)
    }
    if (this.carried > 0 || this.isCarryFull) this.give(this.carry, 0, this.carried, false)
    this.carried = 0
  }

  /** Bytes after the byte order mark, or null while it is not complete. */
  private takeMark(chunk: Uint8Array): Uint8Array | null {
    const mark = this.mark as number[]
    let used = 0
    while (used < chunk.length && mark.length < 3) mark.push(chunk[used++] as number)
    const isBegun = mark[0] === 0xef && (mark.length < 2 || mark[1] === 0xbb)
    if (mark.length < 3 && (mark.length === 0 || isBegun)) return null
    this.mark = null
    const skip = isBegun && mark[2] === 0xbf ? 3 : 0
    if (used === mark.length) return chunk.subarray(skip) // the whole mark lies in this chunk
    const bytes = new Uint8Array(mark.length + chunk.length - used)
    bytes.set(mark)
    bytes.set(chunk.subarray(used), mark.length)
    return bytes.subarray(skip)
  }

  private split(bytes: Uint8Array): void {
    let from = 0
    const length = bytes.length
    if (this.carried > 0 || this.isCarryFull) {
      const end = bytes.indexOf(LF)
      this.keep(bytes, 0, end < 0 ? length : end)
      if (end < 0) return
      this.give(this.carry, 0, this.carried, true)
      this.carried = 0
      this.isCarryFull = false
      from = end + 1
    }
    while (from < length) {
      const end = bytes.indexOf(LF, from)
      if (end < 0) return this.keep(bytes, from, length)
      const most = mostOf(bytes[from])
      if (end - from > most) {
        this.isCarryFull = true
        this.give(bytes, from, from + most, true)
        this.isCarryFull = false
      } else this.give(bytes, from, end, true)
      from = end + 1
    }
  }

  private give(bytes: Uint8Array, from: number, to: number, isTerminated: boolean): void {
    this.lines++
    const line = this.lineOf === undefined ? this.lines : this.lineOf(this.lines)
    if (this.isCarryFull) {
      this.cutLines++
      if (this.firstCutLine === 0) {
        this.firstCutLine = line
        this.cutAt = to - from
      }
    }
    this.sink(bytes, from, to > from && bytes[to - 1] === CR ? to - 1 : to, line, isTerminated)
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    let wanted = to - from
    const most = mostOf(this.carried > 0 ? this.carry[0] : bytes[from])
    if (this.carried + wanted > most) {
      this.isCarryFull = true
      wanted = most - this.carried
    }
    const needed = this.carried + wanted
    if (needed > this.carry.length) this.carry = grown(this.carry, needed)
    this.carry.set(bytes.subarray(from, from + wanted), this.carried)
    this.carried += wanted
  }
}

/** By the first byte of a line. */
const mostOf = (first: number | undefined): number =>
  first === 0x7b || first === 0x5b ? MAX_LIST_BYTES : MAX_LINE_BYTES
