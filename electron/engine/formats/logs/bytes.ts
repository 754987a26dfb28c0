// Small searches inside one line. Uint8Array.indexOf has no end: over a large chunk it would run far past the line.

const encoder = new TextEncoder()
/** Literals of line grammars, made once. */
export const literal = (text: string): Uint8Array => encoder.encode(text)

/** Bytes `from … to` (end excluded) as text. */
export const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.max(0, to - from)).toString('utf8')

/** Where `byte` stands in `from … to` (end excluded), or -1. */
export function findByte(bytes: Uint8Array, byte: number, from: number, to: number): number {
  for (let at = from; at < to; at++) if (bytes[at] === byte) return at
  return -1
}

export function startsWith(bytes: Uint8Array, from: number, to: number, literal: Uint8Array): boolean {
  if (to - from < literal.length) return false
  for (let index = 0; index < literal.length; index++) if (bytes[from + index] !== literal[index]) return false
  return true
}

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** Of ASCII. */
export const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)

/** FNV-1a, never 0. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c_9dc5
  for (let at = from; at < to; at++) value = Math.imul(value ^ (bytes[at] as number), 0x0100_0193)
  return value >>> 0 || 1
}

/**
 * Whether a rare byte stands in a line, for lines that come in the order of their chunk: the next place of the byte is searched for
 * at memory speed and remembered, so that lines without it cost a comparison.
 */
export class RareByte {
  private readonly byte: number
  private bytes: Uint8Array | null = null
  private next = -1

  constructor(byte: number) {
    this.byte = byte
  }

  /** To be called before the contents of a chunk that was seen may change. */
  reset(): void {
    this.bytes = null
  }

  isIn(bytes: Uint8Array, from: number, to: number): boolean {
    if (bytes !== this.bytes || this.next < from) {
      this.bytes = bytes
      const found = bytes.indexOf(this.byte, from)
      this.next = found < 0 ? bytes.length : found
    }
    return this.next < to
  }
}

/** Bytes that are searched within the line at hand alone. */
const SMALL = 4096

/** The same of several texts without line ends: whether one of them begins in a line. */
export class RareTexts {
  private readonly texts: readonly Uint8Array[]
  private readonly next: Int32Array
  private bytes: Uint8Array | null = null
  /** The nearest of `next`. */
  private least = -1

  constructor(texts: readonly Uint8Array[]) {
    this.texts = texts
    this.next = new Int32Array(texts.length)
  }

  /** As of RareByte. */
  reset(): void {
    this.bytes = null
  }

  isIn(bytes: Uint8Array, from: number, to: number): boolean {
    // A line held beside the chunk: what is known of the chunk stays known.
    if (bytes !== this.bytes && bytes.length <= SMALL) return this.isWithin(bytes, from, to)
    if (bytes !== this.bytes || this.least < from) this.search(bytes, from)
    return this.least < to
  }

  private isWithin(bytes: Uint8Array, from: number, to: number): boolean {
    const own = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    return this.texts.some((text) => own.indexOf(text) >= 0)
  }

  private search(bytes: Uint8Array, from: number): void {
    const { texts, next } = this
    const isNew = bytes !== this.bytes
    this.bytes = bytes
    this.least = bytes.length
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let index = 0; index < texts.length; index++) {
      if (isNew || (next[index] as number) < from) {
        const found = all.indexOf(texts[index] as Uint8Array, from)
        next[index] = found < 0 ? bytes.length : found
      }
      this.least = Math.min(this.least, next[index] as number)
    }
  }
}
