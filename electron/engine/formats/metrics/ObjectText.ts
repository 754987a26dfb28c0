// One JSON object that begins somewhere in a line and ends there or lines later: where it ends, and its text.
import { textOf } from '../logs/bytes.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COLON = 0x3a
const CAPITAL_H = 0x48
const SLASH = 0x2f
const COMMA = 0x2c
/** MemStats with spaces is 15 kB, what a large service publishes some hundred. */
const MAX_BYTES = 4 * 1024 * 1024
/** Deeper than any statistics are nested. */
const MAX_DEPTH = 256

/** Whether an object opens at `at`: a key follows, its end, or the end of the line. */
export function opensObject(bytes: Uint8Array, at: number, to: number): boolean {
  if (bytes[at] !== OPEN_BRACE) return false
  const next = afterBlanks(bytes, at + 1, to)
  return next === to || bytes[next] === QUOTE
}

/** The first byte from `at` on that is no blank, or `to`. */
export function afterBlanks(bytes: Uint8Array, at: number, to: number): number {
  while (at < to && (bytes[at] as number) <= 32) at++
  return at
}

/** What stands outside of strings: numbers, literals, Go's names of floats that are no numbers. */
const OUTSIDE = new Uint8Array(256)
for (const text of '[]{}:,+-.0123456789 \t\rEtruefalsenullInfinityNaN') OUTSIDE[text.charCodeAt(0)] = 1

export class ObjectText {
  /** True: it goes on in the next line. */
  isOpen = false
  /** A string in it begins as the names of statistics do (`HeapAlloc`, `/memory/…`): of most objects in logs none does. */
  isLikely = false
  /** Where it turned out to be no JSON. */
  failedAt = 0
  private pieces: string[] = []
  private length = 0
  private readonly open = new Uint8Array(MAX_DEPTH)
  private depth = 0
  /** The last byte outside of strings that means something. */
  private last = 0

  /** Begins; the first line is taken from its brace on. */
  begin(): void {
    this.isOpen = true
    this.isLikely = false
    this.pieces = []
    this.length = 0
    this.depth = 0
    this.last = 0
  }

  /** It does not go on. */
  leave(): void {
    this.isOpen = false
  }

  /**
   * Takes a line from `from` on. Where the object ends in it (end excluded); −1: not in this line; where it is not open any more then, the
   * line is not of it.
   */
  take(bytes: Uint8Array, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number
      if (byte === QUOTE) {
        if (!this.mayQuote()) return this.fail(at)
        const end = stringEnd(bytes, at, to)
        // No string goes over the end of a line.
        if (end < 0) return this.fail(to)
        const first = bytes[at + 1]
        if (first === CAPITAL_H || first === SLASH) this.isLikely = true
        at = end
        this.last = QUOTE
      } else if (OUTSIDE[byte] === 0) return this.fail(at)
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (!this.mayOpen()) return this.fail(at)
        this.open[this.depth++] = byte
        this.last = byte
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (this.open[this.depth - 1] !== byte - 2) return this.fail(at)
        this.last = byte
        if (--this.depth > 0) continue
        if (this.isLikely) this.keep(bytes, from, at + 1)
        this.isOpen = false
        return at + 1
      } else if (byte > 32) {
        if (this.last === OPEN_BRACE) return this.fail(at)
        this.last = byte
      }
    }
    this.keep(bytes, from, to)
    return this.length > MAX_BYTES ? this.fail(to) : -1
  }

  /** What was taken so far, if it is likely to be of statistics. */
  get text(): string {
    return this.pieces.join('\n')
  }

  /** A bracket follows `:`, `,` or another opening one. */
  private mayOpen(): boolean {
    if (this.depth === 0) return true
    if (this.depth === MAX_DEPTH) return false
    return this.open[this.depth - 1] === OPEN_BRACE ? this.last === COLON : this.mayQuote()
  }

  private mayQuote(): boolean {
    return this.last === COLON || this.last === COMMA || this.last === OPEN_BRACE || this.last === OPEN_BRACKET
  }

  private fail(at: number): number {
    this.failedAt = at
    this.isOpen = false
    return -1
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    this.length += to - from
    this.pieces.push(textOf(bytes, from, to))
  }
}

/** Where the string closes that opens at `at`; −1: it does not. */
function stringEnd(bytes: Uint8Array, at: number, to: number): number {
  for (let end = at + 1; end < to; end++) {
    const byte = bytes[end]
    if (byte === BACKSLASH) end++
    else if (byte === QUOTE) return end
  }
  return -1
}
