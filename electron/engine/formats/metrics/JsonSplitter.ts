// Bytes → top-level JSON values, over chunks of any size, without holding more than one of them: a single document, documents
// one after the other, JSON lines, or the elements of one large array. Where each value of the first line stands on a line of
// its own, a broken line ends with its line; in a pretty-printed document nothing after the fault can be trusted.
import { FormatError } from '../FormatError.ts'

/** One value at most; a whole answer of the Prometheus API has to fit. */
export const MAX_VALUE_BYTES = 128 * 1024 * 1024

const LF = 10
const COMMA = 44
const COLON = 58
const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93

/** A value's text. `array` counts the top-level arrays it came out of, from 1; 0: it stood alone. */
export type JsonSink = (text: string, line: number, array: number) => void

/** Deeper than any statistics are nested. */
const MAX_DEPTH = 256

export class JsonSplitter {
  private line = 1
  /** Lines or values that are no JSON, and where the first of them began. */
  broken = 0
  firstBrokenLine = 0
  /** The input ended inside a value. */
  isCut = false
  private readonly sink: JsonSink
  private readonly lineOf: (line: number) => number
  private isAfterLineEnd = true
  /** Opening brackets that are not closed yet. */
  private readonly open = new Uint8Array(MAX_DEPTH)
  private depth = 0
  private isInString = false
  private isEscaped = false
  /** The last byte outside of strings that means something: a bracket may only follow `:`, `,` or another opening one. */
  private last = 0
  /** Depth at which a value lies: 1 inside a top-level array. */
  private base = 0
  private arrays = 0
  private startLine = 1
  /** Bytes of the value under way that earlier chunks brought. */
  private held: Uint8Array[] = []
  private heldBytes = 0
  /** Null until the first top-level value is complete. */
  private isByLines: boolean | null = null
  private firstLine = 0
  private isSkipping = false

  /** `lineOf`: the number under which a line is told, where the text was made of another. */
  constructor(sink: JsonSink, lineOf: (line: number) => number = (line) => line) {
    this.sink = sink
    this.lineOf = lineOf
  }

  push(bytes: Uint8Array): void {
    const { length } = bytes
    // Where the value under way begins in this chunk; -1: none is under way.
    let from = this.depth > this.base ? 0 : -1
    for (let at = 0; at < length; at++) {
      const byte = bytes[at] as number
      if (byte === LF) {
        this.line++
        this.isSkipping = false
        // No string goes over the end of a line, and of JSON lines nothing does.
        if (this.isInString || (this.isByLines === true && this.depth > 0)) {
          this.fail(this.startLine)
          this.reset()
          from = -1
        }
        continue
      }
      if (this.isSkipping) continue
      if (this.isInString) {
        if (this.isEscaped) this.isEscaped = false
        else if (byte === BACKSLASH) this.isEscaped = true
        else if (byte === QUOTE) this.isInString = false
        continue
      }
      if (byte <= 32) continue
      if (byte === QUOTE) {
        if (this.depth === 0) this.skipLine()
        else this.isInString = true
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.depth > 0 && !this.mayOpen()) {
          // What was under way lost its end; this is a value of its own.
          this.fail(this.startLine)
          this.reset()
          from = -1
        }
        if (this.depth === 0) {
          if (this.firstLine === 0) this.firstLine = this.line
          this.startLine = this.lineOf(this.line)
        }
        if (this.depth === this.base && (this.base === 1 || byte === OPEN_BRACE)) {
          from = at
          this.startLine = this.lineOf(this.line)
        }
        if (this.depth === 0 && byte === OPEN_BRACKET) {
          this.base = 1
          this.arrays++
        }
        this.open[this.depth++] = byte
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        const opened = this.depth === 0 ? 0 : (this.open[this.depth - 1] as number)
        if (byte !== opened + 2) {
          if (this.depth === 0) this.skipLine()
          else this.fail(this.startLine)
          this.reset()
          from = -1
          continue
        }
        this.depth--
        if (this.depth < this.base) {
          this.base = 0
          this.ended()
        } else if (this.depth === this.base && from >= 0) {
          this.give(bytes, from, at + 1)
          from = -1
          if (this.base === 0) this.ended()
        }
      } else if (this.depth === 0 && byte !== COMMA) this.skipLine()
      this.last = byte
    }
    if (from >= 0) this.keep(bytes, from, length)
    if (length > 0) this.isAfterLineEnd = bytes[length - 1] === LF
  }

  /** The line that was read last. */
  get lastLine(): number {
    return this.lineOf(this.line)
  }

  /** Lines so far, an unfinished last one included. */
  get lines(): number {
    return this.isAfterLineEnd ? this.line - 1 : this.line
  }

  private mayOpen(): boolean {
    if (this.depth === MAX_DEPTH) return false
    const isInObject = this.open[this.depth - 1] === OPEN_BRACE
    if (isInObject) return this.last === COLON
    return this.last === COMMA || this.last === OPEN_BRACKET
  }

  finish(): void {
    this.isCut = this.depth > 0 || this.isInString
    this.reset()
  }

  /** Text of a value that turned out to be no JSON after all. */
  reject(line: number): void {
    this.fail(line)
  }

  /** A top-level value is complete. */
  private ended(): void {
    this.isByLines ??= this.line === this.firstLine
  }

  private skipLine(): void {
    this.fail(this.lineOf(this.line))
    this.isSkipping = true
  }

  private fail(line: number): void {
    this.broken++
    if (this.firstBrokenLine === 0) this.firstBrokenLine = line
  }

  private reset(): void {
    this.depth = 0
    this.last = 0
    this.base = 0
    this.isInString = false
    this.isEscaped = false
    this.held = []
    this.heldBytes = 0
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    this.heldBytes += to - from
    if (this.heldBytes > MAX_VALUE_BYTES)
      throw new FormatError(
        'metrics/value-too-large',
        `The JSON value that begins in line ${this.startLine} is larger than ${MAX_VALUE_BYTES / 1_048_576} MiB, which is the limit.`,
        { line: this.startLine },
      )
    this.held.push(bytes.slice(from, to))
  }

  private give(bytes: Uint8Array, from: number, to: number): void {
    const last = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    const text = this.held.length === 0 ? last.toString('utf8') : Buffer.concat([...this.held, last]).toString('utf8')
    this.held = []
    this.heldBytes = 0
    this.sink(text, this.startLine, this.base === 0 ? 0 : this.arrays)
  }
}

/** Numbers that Go prints where JSON has none: expvar writes a float's NaN and infinities bare. */
const BARE = /([:[,]\s*)([+-]?Inf(?:inity)?|[+-]?NaN)(?=\s*[,}\]])/g

/** The value of a text, with bare NaN and infinities as their names in quotes; undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    try {
      return JSON.parse(text.replace(BARE, '$1"$2"')) as unknown
    } catch {
      return undefined
    }
  }
}

/** A number, or a number's name in quotes; null for everything else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') return null
  switch (value) {
    case '+Inf':
    case 'Inf':
    case '+Infinity':
    case 'Infinity':
      return Number.POSITIVE_INFINITY
    case '-Inf':
    case '-Infinity':
      return Number.NEGATIVE_INFINITY
    case 'NaN':
    case '+NaN':
    case '-NaN':
      return Number.NaN
    default:
      return null
  }
}

export type JsonObject = Record<string, unknown>
