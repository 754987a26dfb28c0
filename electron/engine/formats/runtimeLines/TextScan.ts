import { isDigit, literal, startsWith } from '../logs/bytes.ts'

const MAX_DIGITS = 15
/** Powers of ten that doubles hold exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)
const INFINITY = literal('Inf')
const NOT_A_NUMBER = literal('NaN')

/** A place in one line: reads literals and numbers forward, without making strings. */
export class TextScan {
  bytes: Uint8Array = new Uint8Array(0)
  at = 0
  to = 0
  /** The bytes as a Buffer: one per chunk, not one per text. */
  private view: Buffer = Buffer.alloc(0)
  private viewed: Uint8Array | null = null

  set(bytes: Uint8Array, from: number, to: number): this {
    this.bytes = bytes
    this.at = from
    this.to = to
    return this
  }

  /** Goes past the literal where it stands here. */
  skip(text: Uint8Array): boolean {
    if (!startsWith(this.bytes, this.at, this.to, text)) return false
    this.at += text.length
    return true
  }

  /** Goes past a single byte. */
  byte(byte: number): boolean {
    if (this.at >= this.to || this.bytes[this.at] !== byte) return false
    this.at++
    return true
  }

  /** A whole number without a sign; NaN where there is none, or one that cannot be exact. */
  uint(): number {
    const { bytes, to } = this
    const start = this.at
    let value = 0
    let at = start
    for (let digit: number; at < to && (digit = (bytes[at] as number) - 48) >= 0 && digit <= 9; at++)
      value = value * 10 + digit
    this.at = at
    return at === start || at - start > MAX_DIGITS ? Number.NaN : value
  }

  int(): number {
    const isNegative = this.byte(0x2d)
    const value = this.uint()
    return isNegative ? -value : value
  }

  /** As Go's print writes floats: `+2.742310e-001` up to 1.25, `0.9191429501488095` since; infinite and undefined ones are NaN. */
  float(): number {
    const { bytes, to } = this
    const start = this.at
    const isNegative = bytes[start] === 0x2d
    if (isNegative || bytes[start] === 0x2b) this.at++
    if (this.skip(INFINITY) || this.skip(NOT_A_NUMBER)) return Number.NaN
    const digitsStart = this.at
    let at = digitsStart
    let mantissa = 0
    /** Where they begin, behind the point; 0: there was none yet. */
    let decimalsStart = 0
    for (; at < to; at++) {
      const byte = bytes[at] as number
      if (byte >= 0x30 && byte <= 0x39) mantissa = mantissa * 10 + (byte - 0x30)
      else if (byte === 0x2e && decimalsStart === 0) decimalsStart = at + 1
      else break
    }
    this.at = at
    if (at === digitsStart || (decimalsStart > 0 && at === digitsStart + 1)) return Number.NaN
    let scale = decimalsStart > 0 ? decimalsStart - at : 0
    if (at + 1 < to && (bytes[at] === 0x65 || bytes[at] === 0x45)) {
      const isDown = bytes[at + 1] === 0x2d
      this.at = isDown || bytes[at + 1] === 0x2b ? at + 2 : at + 1
      scale += this.uint() * (isDown ? -1 : 1)
      if (Number.isNaN(scale)) return Number.NaN
    }
    // Both factors exact: so is the rounding of their product. Otherwise the engine's own conversion decides.
    if (mantissa > Number.MAX_SAFE_INTEGER || Math.abs(scale) > 22) {
      const converted = Number(this.text(start, this.at))
      // No figure that is printed is that large: the line is damaged.
      return Number.isFinite(converted) ? converted : Number.NaN
    }
    const value = scale >= 0 ? mantissa * (POWERS[scale] as number) : mantissa / (POWERS[-scale] as number)
    return isNegative ? -value : value
  }

  /** `true`, `false`, or a number. */
  flag(): number {
    if (this.skip(TRUE)) return 1
    if (this.skip(FALSE)) return 0
    return this.int()
  }

  text(from: number, to: number): string {
    const { bytes } = this
    if (this.viewed !== bytes) {
      this.viewed = bytes
      this.view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    return this.view.toString('latin1', from, to)
  }

  /** Only what closes a quoted text, or white space, follows. */
  isAtEnd(): boolean {
    for (let at = this.at; at < this.to; at++) {
      const byte = this.bytes[at]
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x22 && byte !== 0x27) return false
    }
    return true
  }

  isAtDigit(): boolean {
    return this.at < this.to && isDigit(this.bytes[this.at])
  }
}

const TRUE = literal('true')
const FALSE = literal('false')
