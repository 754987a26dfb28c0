import { FormatError } from './FormatError.ts'

/**
 * A place in a stretch of bytes. It owns every bounds check: reading past `end` throws `<format>/truncated` with the byte
 * offset and what was being read. Offsets are relative to the whole (decompressed) input.
 */
export class ByteCursor {
  readonly bytes: Uint8Array
  /** Prefix of its error codes: `profile`. */
  readonly format: string
  /** Next byte to read. */
  at: number
  /** One past the last byte that may be read. */
  end: number

  constructor(bytes: Uint8Array, format: string, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.format = format
    this.at = at
    this.end = end
  }

  get left(): number {
    return this.end - this.at
  }

  /** One byte. */
  u8(what: string): number {
    if (this.at >= this.end) this.cut(what, 1)
    return this.bytes[this.at++] as number
  }

  /** The next `length` bytes, without copying. */
  take(length: number, what: string): Uint8Array {
    this.skip(length, what)
    return this.bytes.subarray(this.at - length, this.at)
  }

  skip(length: number, what: string): void {
    if (length > this.end - this.at) this.cut(what, length)
    this.at += length
  }

  /** Throws: `what` needs `wanted` more bytes than there are. */
  cut(what: string, wanted: number): never {
    // Inside a nested message the outer length has been checked: its contents contradict it.
    if (this.end < this.bytes.length) this.bad(`${what} runs past the end of its message at byte ${this.end}`)
    throw new FormatError(
      `${this.format}/truncated`,
      `The data ends at byte ${this.end} while reading ${what}: ${wanted} more ${wanted === 1 ? 'byte' : 'bytes'} expected at byte ${this.at}, ${this.end - this.at} left.`,
      { byte: this.at },
    )
  }

  /** Throws: the bytes at `byte` are not what they should be. */
  bad(what: string, byte = this.at): never {
    throw new FormatError(`${this.format}/malformed`, `At byte ${byte}: ${what}.`, { byte })
  }
}
