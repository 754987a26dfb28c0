// Texts of a file, each once, known by number and looked up by their bytes: no string is made for a text seen before, and
// a million goroutines with the same thousand stacks cost a thousand strings.
import { Uint32List } from '../grow.ts'

/** Above either, further texts are not kept: `idOf` gives NO_ROOM. */
const MAX_TEXTS = 1 << 21
const MAX_BYTES = 128 * 1024 * 1024
export const NO_ROOM = -1

/** Different in every process, so that no file can be written whose texts all fall into one slot. Numbers do not depend on it. */
const SEED = (Math.random() * 0x1_0000_0000) | 0

export class TextTable {
  /** Texts so far; number 0 is "". */
  count = 1
  private arena = new Uint8Array(1 << 12)
  private used = 0
  /** Of text `i`: bytes `start[i] … start[i + 1]`. */
  private readonly start = new Uint32List()
  private readonly hashes = new Uint32List()
  private slots = new Int32Array(512)
  /** A byte order mark is a part of a text like any other: two texts that differ in one are two. */
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  constructor() {
    this.start.push(0)
    this.start.push(0)
    this.hashes.push(0)
  }

  /** Number of the text in `bytes[from … to)`, given one where it is new; NO_ROOM where the table is full. */
  idOf(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from
    if (length <= 0) return 0
    let hash = SEED
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x0100_0193)
    hash ^= hash >>> 15
    hash >>>= 0
    const mask = this.slots.length - 1
    let slot = hash & mask
    for (let id = this.slots[slot] as number; id !== 0; id = this.slots[slot] as number) {
      if (this.hashes.items[id] === hash && this.equals(id, bytes, from, length)) return id
      slot = (slot + 1) & mask
    }
    return this.add(bytes, from, to, hash, slot)
  }

  textOf(id: number): string {
    return this.decoder.decode(this.arena.subarray(this.start.items[id], this.start.items[id + 1]))
  }

  /** All texts by number. */
  texts(): string[] {
    return Array.from({ length: this.count }, (_, id) => this.textOf(id))
  }

  private equals(id: number, bytes: Uint8Array, from: number, length: number): boolean {
    const start = this.start.items[id] as number
    if ((this.start.items[id + 1] as number) - start !== length) return false
    const arena = this.arena
    for (let at = 0; at < length; at++) if (arena[start + at] !== bytes[from + at]) return false
    return true
  }

  private add(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const length = to - from
    if (this.count >= MAX_TEXTS || this.used + length > MAX_BYTES) return NO_ROOM
    if (this.used + length > this.arena.length) {
      const larger = new Uint8Array(Math.max(this.used + length, this.arena.length * 2))
      larger.set(this.arena.subarray(0, this.used))
      this.arena = larger
    }
    this.arena.set(bytes.subarray(from, to), this.used)
    this.used += length
    const id = this.count++
    this.start.push(this.used)
    this.hashes.push(hash)
    this.slots[slot] = id
    if (this.count * 2 > this.slots.length) this.rehash()
    return id
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2)
    const mask = slots.length - 1
    for (let id = 1; id < this.count; id++) {
      let slot = (this.hashes.items[id] as number) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id
    }
    this.slots = slots
  }
}
