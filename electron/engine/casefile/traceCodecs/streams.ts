// Streams of bytes that make up a block: what is written here is what the import's kernel writes (jobs/traceKernel/assembly/memory.ts).

/** A stream being written. */
export class StreamWriter {
  private bytes = new Uint8Array(1024)
  private at = 0

  byte(value: number): void {
    if (this.at === this.bytes.length) this.grow()
    this.bytes[this.at++] = value
  }

  /** A whole number from 0 up to 2^53. */
  varint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.byte((rest % 128) | 0x80)
      rest = Math.floor(rest / 128)
    }
    this.byte(rest)
  }

  /** 0, −1, 1, −2, … as 0, 1, 2, 3, … */
  signed(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2)
  }

  /** The same within 32 bits, where the difference may wrap. */
  signed32(value: number): void {
    this.varint(((value << 1) ^ (value >> 31)) >>> 0)
  }

  /** A number that is mostly whole and small: twice it; else 1 and its eight bytes. */
  number(value: number): void {
    if (value >= 0 && value < 2 ** 52 && Math.floor(value) === value) return this.varint(value * 2)
    this.byte(1)
    const bytes = new Uint8Array(Float64Array.of(value).buffer)
    for (const byte of bytes) this.byte(byte)
  }

  get written(): Uint8Array {
    return this.bytes.subarray(0, this.at)
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2)
    larger.set(this.bytes)
    this.bytes = larger
  }
}

/** Doubles first, then the length of each stream, then the streams. */
export function joinStreams(doubles: readonly number[], streams: readonly StreamWriter[]): Uint8Array {
  const head = doubles.length * 8 + streams.length * 4
  const bytes = new Uint8Array(streams.reduce((sum, { written }) => sum + written.length, head))
  const view = new DataView(bytes.buffer)
  doubles.forEach((value, index) => view.setFloat64(index * 8, value, true))
  let at = head
  streams.forEach(({ written }, index) => {
    view.setUint32(doubles.length * 8 + index * 4, written.length, true)
    bytes.set(written, at)
    at += written.length
  })
  return bytes
}

/** Reading position in a stream. Reading beyond its end gives 0 and is found by `isDone`. */
export class StreamReader {
  readonly bytes: Uint8Array
  at: number
  readonly end: number

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  get isDone(): boolean {
    return this.at === this.end
  }

  byte(): number {
    return this.at < this.end ? (this.bytes[this.at++] as number) : this.beyond()
  }

  varint(): number {
    const { bytes } = this
    let byte = this.at < this.end ? (bytes[this.at++] as number) : this.beyond()
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    for (let scale = 128; ; scale *= 128) {
      byte = this.at < this.end ? (bytes[this.at++] as number) : this.beyond()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }

  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  signed32(): number {
    const value = this.varint()
    return (value >>> 1) ^ -(value & 1)
  }

  number(): number {
    const value = this.varint()
    if (value % 2 === 0) return value / 2
    const bytes = new Uint8Array(8)
    for (let index = 0; index < 8; index++) bytes[index] = this.byte()
    return new Float64Array(bytes.buffer)[0] as number
  }

  private beyond(): number {
    this.at = this.end + 1
    return 0
  }
}

// Streams that every row takes from are read in place by those who unpack, from `at` on, bytes of one varint each; longer ones here. A stream
// that is too short reads on into the next one, which is found at the end.

/** Where `longVarint` has read up to. */
export let readTo = 0

/** A varint of more than one byte, whose first is given; beyond the array's end it ends. */
export function longVarint(bytes: Uint8Array, from: number, first: number): number {
  let value = first & 0x7f
  let at = from
  for (let scale = 128; ; scale *= 128) {
    const byte = bytes[at++] ?? 0
    value += (byte & 0x7f) * scale
    if (byte < 0x80) {
      readTo = at
      return value
    }
  }
}

/** Null: the lengths do not add up. */
export function splitStreams(
  bytes: Uint8Array,
  doubles: number,
  streams: number,
): { doubles: number[]; streams: StreamReader[] } | null {
  const head = doubles * 8 + streams * 4
  if (bytes.length < head) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = head
  const readers = Array.from({ length: streams }, (_, index) => {
    const from = at
    at += view.getUint32(doubles * 8 + index * 4, true)
    return new StreamReader(bytes, from, at)
  })
  if (at !== bytes.length) return null
  return { doubles: Array.from({ length: doubles }, (_, index) => view.getFloat64(index * 8, true)), streams: readers }
}
