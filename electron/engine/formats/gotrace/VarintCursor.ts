// Unsigned LEB128 as Go's encoding/binary reads it: at most 10 bytes, padding allowed, more than 64 bits refused.
import { ByteCursor } from '../ByteCursor.ts'

/** What went wrong with a varint: it is cut off, or has more than 64 bits. */
export type VarintFault = 'cut' | 'overflow'

/**
 * A ByteCursor over varints of 64 bits. `lo` and `hi` hold the last one exactly, as two unsigned 32-bit words; `number` is the
 * same as a double, rounded beyond 2^53.
 */
export class VarintCursor extends ByteCursor {
  lo = 0
  hi = 0
  fault: VarintFault = 'cut'

  get number(): number {
    return this.hi * 4_294_967_296 + this.lo
  }

  get bigint(): bigint {
    return (BigInt(this.hi) << 32n) | BigInt(this.lo)
  }

  /** Places the cursor anew over the same bytes. */
  seek(at: number, end: number): this {
    this.at = at
    this.end = end
    return this
  }

  /** False: no varint here; `fault` says why and the cursor has not moved. */
  tryVarint(): boolean {
    const { bytes, end } = this
    let at = this.at
    if (at < end) {
      const first = bytes[at] as number
      if (first < 0x80) {
        this.lo = first
        this.hi = 0
        this.at = at + 1
        return true
      }
    }
    let lo = 0
    let hi = 0
    for (let shift = 0; at < end; shift += 7) {
      const byte = bytes[at++] as number
      const bits = byte & 0x7f
      if (shift < 28) lo |= bits << shift
      else if (shift === 28) {
        lo |= bits << 28
        hi = bits >>> 4
      } else hi |= bits << (shift - 32)
      if (byte < 0x80) {
        if (shift === 63 && byte > 1) break
        this.lo = lo >>> 0
        this.hi = hi >>> 0
        this.at = at
        return true
      }
      if (shift === 63) break
    }
    this.fault = at - this.at >= 10 ? 'overflow' : 'cut'
    return false
  }
}
