// Lines of a scrape repeat in the next one, byte for byte up to their value and mostly in the same order: the key of a line is
// looked for where the last scrape had it, then by hash; only a new one is parsed.

const FIRST_SLOTS = 4096

export class RawKeys {
  length = 0
  private arena = new Uint8Array(1 << 16)
  private used = 0
  private start = new Uint32Array(1024)
  private hashes = new Uint32Array(1024)
  private slots = new Int32Array(FIRST_SLOTS).fill(-1)
  /** The key that followed this one last time. */
  private next = new Int32Array(1024).fill(-1)
  private previous = -1
  private hash = 0

  /** Index of the key of bytes `from … to`; -1: it is not known yet (then `add` takes it). */
  find(bytes: Uint8Array, from: number, to: number): number {
    const guess = this.previous < 0 ? -1 : (this.next[this.previous] as number)
    if (guess >= 0 && this.equals(guess, bytes, from, to)) {
      this.previous = guess
      return guess
    }
    let hash = 0x811c_9dc5
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x0100_0193)
    hash >>>= 0
    this.hash = hash
    const mask = this.slots.length - 1
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const index = this.slots[slot] as number
      if (index < 0) return -1
      if (this.hashes[index] === hash && this.equals(index, bytes, from, to)) {
        this.follow(index)
        return index
      }
    }
  }

  /** Takes the key that `find` has just missed. */
  add(bytes: Uint8Array, from: number, to: number): number {
    const index = this.length++
    if (index + 1 >= this.start.length) this.growTable()
    const size = to - from
    if (this.used + size > this.arena.length) {
      const larger = new Uint8Array(Math.max(this.arena.length * 2, this.used + size))
      larger.set(this.arena.subarray(0, this.used))
      this.arena = larger
    }
    this.arena.set(bytes.subarray(from, to), this.used)
    this.start[index] = this.used
    this.used += size
    this.start[index + 1] = this.used
    this.hashes[index] = this.hash
    if (this.length * 2 > this.slots.length) this.growSlots()
    this.place(index)
    this.follow(index)
    return index
  }

  private follow(index: number): void {
    if (this.previous >= 0) this.next[this.previous] = index
    this.previous = index
  }

  private equals(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.start[index] as number
    const size = (this.start[index + 1] as number) - start
    if (size !== to - from) return false
    const { arena } = this
    for (let at = size - 1; at >= 0; at--) if (arena[start + at] !== bytes[from + at]) return false
    return true
  }

  private place(index: number): void {
    const mask = this.slots.length - 1
    const hash = this.hashes[index] as number
    let slot = (hash ^ (hash >>> 15)) & mask
    while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask
    this.slots[slot] = index
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1)
    for (let index = 0; index < this.length - 1; index++) this.place(index)
  }

  private growTable(): void {
    const size = this.start.length * 2
    const grown = <T extends Uint32Array | Int32Array>(larger: T, smaller: T): T => {
      larger.set(smaller)
      return larger
    }
    this.start = grown(new Uint32Array(size), this.start)
    this.hashes = grown(new Uint32Array(size), this.hashes)
    this.next = grown(new Int32Array(size).fill(-1), this.next)
  }
}
