// Strings of a trace, each kept once whatever generation named it under whatever id. Compared as bytes, given as text.

const utf8 = new TextDecoder()
const FNV_START = 0x811c_9dc5
const FNV_PRIME = 0x0100_0193

export class StringTable {
  /** As text; row 0 is "". */
  readonly text: string[] = ['']
  private readonly arena = new ByteArena()
  /** Where each string's bytes begin; one more entry than strings. */
  private start = new Uint32Array(1024)
  private hash = new Uint32Array(4096)

  /** Index of the string in `bytes[from … to]`. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    if (from === to) return 0
    let hash = FNV_START
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), FNV_PRIME)
    hash ^= hash >>> 15
    const mask = this.hash.length - 1
    let slot = hash & mask
    for (;;) {
      const index = this.hash[slot] as number
      if (index === 0) break
      if (this.isSame(index, bytes, from, to)) return index
      slot = (slot + 1) & mask
    }
    const index = this.text.length
    this.text.push(decoded(bytes, from, to))
    if (index + 1 >= this.start.length) this.start = larger(this.start)
    this.arena.append(bytes, from, to)
    this.start[index + 1] = this.arena.length
    this.hash[slot] = index
    if (this.text.length * 2 > this.hash.length) this.rehash()
    return index
  }

  internText(text: string): number {
    const bytes = new TextEncoder().encode(text)
    return this.intern(bytes, 0, bytes.length)
  }

  private isSame(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.start[index] as number
    if ((this.start[index + 1] as number) - start !== to - from) return false
    const { memory } = this.arena
    for (let at = from, own = start; at < to; at++, own++) if (memory[own] !== bytes[at]) return false
    return true
  }

  private rehash(): void {
    this.hash = new Uint32Array(this.hash.length * 2)
    const mask = this.hash.length - 1
    const { memory } = this.arena
    for (let index = 1; index < this.text.length; index++) {
      let hash = FNV_START
      for (let at = this.start[index] as number; at < (this.start[index + 1] as number); at++)
        hash = Math.imul(hash ^ (memory[at] as number), FNV_PRIME)
      hash ^= hash >>> 15
      let slot = hash & mask
      while (this.hash[slot] !== 0) slot = (slot + 1) & mask
      this.hash[slot] = index
    }
  }
}

/** Bytes one after the other. */
class ByteArena {
  memory = new Uint8Array(16_384)
  length = 0

  append(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.length + (to - from)
    if (needed > this.memory.length) {
      const memory = new Uint8Array(Math.max(needed, this.memory.length * 2))
      memory.set(this.memory.subarray(0, this.length))
      this.memory = memory
    }
    // Short ones by hand, which costs less than a view of them.
    if (to - from > 32) this.memory.set(bytes.subarray(from, to), this.length)
    else for (let at = from, own = this.length; at < to; at++, own++) this.memory[own] = bytes[at] as number
    this.length = needed
  }
}

/** Most strings are ASCII: one pass decides, and decodes without a TextDecoder call. */
function decoded(bytes: Uint8Array, from: number, to: number): string {
  for (let at = from; at < to; at++) if ((bytes[at] as number) > 0x7f) return utf8.decode(bytes.subarray(from, to))
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
}

export function larger(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(from.length * 2)
  to.set(from)
  return to
}
