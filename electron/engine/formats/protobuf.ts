// Protocol Buffers wire format (https://protobuf.dev/programming-guides/encoding/): tags, varints, lengths. Hot path of the
// profile reader, therefore its own code: a varint comes back as two 32-bit halves, so that nothing is allocated per field.
import { ByteCursor } from './ByteCursor.ts'

export const VARINT = 0
export const FIXED64 = 1
export const LENGTH = 2
export const FIXED32 = 5

/** Reads fields one after another. `tag()` first, then the value its wire type says, or `skipValue()`. */
export class ProtoCursor extends ByteCursor {
  /** Field number and wire type of the last tag. */
  field = 0
  wire = 0
  /** Halves of the last varint, unsigned. */
  low = 0
  high = 0

  /** Next field, or false at the end. */
  tag(what: string): boolean {
    if (this.at >= this.end) return false
    const start = this.at
    const tag = this.varint(what)
    this.wire = tag & 7
    this.field = Math.floor(tag / 8)
    if (this.field === 0 || tag > 0xffff_ffff)
      this.bad(`field number ${this.field} in ${what}, expected 1 or more`, start)
    return true
  }

  /** Reads a varint: its value as a number, exact below 2^53 (`low` and `high` are always exact). */
  varint(what: string): number {
    const bytes = this.bytes
    let at = this.at
    const end = this.end
    if (at >= end) this.cut(what, 1)
    let byte = bytes[at++] as number
    if (byte < 0x80) {
      this.at = at
      this.high = 0
      return (this.low = byte)
    }
    let low = byte & 0x7f
    for (let shift = 7; shift < 28; shift += 7) {
      if (at >= end) this.cut(what, 1)
      byte = bytes[at++] as number
      low |= (byte & 0x7f) << shift
      if (byte < 0x80) {
        this.at = at
        this.high = 0
        return (this.low = low)
      }
    }
    if (at >= end) this.cut(what, 1)
    byte = bytes[at++] as number
    low = (low | ((byte & 0x0f) << 28)) >>> 0
    let high = (byte & 0x7f) >>> 4
    for (let shift = 3; byte >= 0x80; shift += 7) {
      if (shift > 31) this.bad(`a varint longer than 10 bytes in ${what}`)
      if (at >= end) this.cut(what, 1)
      byte = bytes[at++] as number
      high |= (byte & 0x7f) << shift
    }
    this.at = at
    this.low = low
    this.high = high >>> 0
    return this.high * 0x1_0000_0000 + low
  }

  /** Reads a varint that holds an int64: exact within ±2^53. */
  int64(what: string): number {
    const value = this.varint(what)
    return this.high >= 0x8000_0000 ? (this.high | 0) * 0x1_0000_0000 + this.low : value
  }

  /** The last varint as an int64, exactly. */
  lastInt64(): bigint {
    return BigInt.asIntN(64, this.lastUint64())
  }

  lastUint64(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low)
  }

  /** Reads a length and checks it against the bytes left; the end of the field. */
  lengthEnd(what: string): number {
    if (this.wire !== LENGTH) this.wrongWire(what, LENGTH)
    const length = this.varint(what)
    if (length > this.end - this.at) this.cut(what, length)
    return this.at + length
  }

  /** Throws unless the last tag announced a varint. */
  expectVarint(what: string): void {
    if (this.wire !== VARINT) this.wrongWire(what, VARINT)
  }

  /** Skips the value of an unknown field. */
  skipValue(what: string): void {
    switch (this.wire) {
      case VARINT:
        this.varint(what)
        break
      case FIXED64:
        this.skip(8, what)
        break
      case LENGTH:
        this.at = this.lengthEnd(what)
        break
      case FIXED32:
        this.skip(4, what)
        break
      default:
        this.bad(`wire type ${this.wire} in ${what}, expected 0, 1, 2 or 5`)
    }
  }

  private wrongWire(what: string, expected: number): never {
    return this.bad(`${what} (field ${this.field}) has wire type ${this.wire}, expected ${expected}`)
  }
}
