// The wire format of execution traces, for writing them: what the reader undoes.

/** Bytes that grow. */
export class TraceBytes {
  private memory: Uint8Array
  length = 0

  constructor(capacity = 4096) {
    this.memory = new Uint8Array(capacity)
  }

  private room(count: number): void {
    if (this.length + count <= this.memory.length) return
    const memory = new Uint8Array(Math.max(this.length + count, this.memory.length * 2))
    memory.set(this.memory.subarray(0, this.length))
    this.memory = memory
  }

  byte(value: number): this {
    this.room(1)
    this.memory[this.length++] = value
    return this
  }

  bytes(values: Uint8Array): this {
    this.room(values.length)
    this.memory.set(values, this.length)
    this.length += values.length
    return this
  }

  text(text: string): this {
    return this.bytes(new TextEncoder().encode(text))
  }

  /** An unsigned LEB128 varint. Numbers must be whole and below 2^53. */
  varint(value: number | bigint): this {
    if (typeof value === 'bigint') {
      let rest = BigInt.asUintN(64, value)
      while (rest > 0x7fn) {
        this.byte(Number(rest & 0x7fn) | 0x80)
        rest >>= 7n
      }
      return this.byte(Number(rest))
    }
    let rest = value
    while (rest > 0x7fff_ffff) {
      this.byte((rest % 128) | 0x80)
      rest = Math.floor(rest / 128)
    }
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    return this.byte(rest)
  }

  /** The same, padded to 10 bytes, as the runtime writes lengths. */
  paddedVarint(value: number): this {
    let rest = value
    for (let index = 0; index < 9; index++) {
      this.byte((rest % 128) | 0x80)
      rest = Math.floor(rest / 128)
    }
    return this.byte(rest)
  }

  clear(): void {
    this.length = 0
  }

  /** What was written; the memory is used again after `clear`. */
  view(): Uint8Array {
    return this.memory.subarray(0, this.length)
  }

  copy(): Uint8Array {
    return this.memory.slice(0, this.length)
  }
}

/** `go 1.26 trace` and NUL bytes up to 16. */
export function traceHeaderBytes(version: number): Uint8Array {
  const bytes = new Uint8Array(16)
  bytes.set(new TextEncoder().encode(`go 1.${version} trace`))
  return bytes
}
