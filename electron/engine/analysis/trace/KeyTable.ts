/** So many keys are told apart whole: a trace may have a million pairs of stacks, of which nobody looks at the rarest. */
export const MOST_KEYS = 16_384

/** Numbers keys of up to four 32-bit parts in the order they first come; open addressing, no object per key. */
export class KeyTable {
  length = 0
  private readonly width: number
  private parts: Uint32Array
  private table = new Int32Array(256).fill(-1)

  constructor(width: number) {
    this.width = width
    this.parts = new Uint32Array(64 * width)
  }

  /**
   * Index of the key, new or known; of a coarser one where it is new and there are many: from MOST_KEYS on without its third part, from twice
   * as many without its second. Parts beyond the width are not looked at.
   */
  find(a: number, b: number, c: number, d: number): number {
    const mask = this.table.length - 1
    let at = hash(a, b, c, d) & mask
    for (;;) {
      const known = this.table[at] as number
      if (known < 0) break
      if (this.is(known, a, b, c, d)) return known
      at = (at + 1) & mask
    }
    if (c !== 0 && this.length >= MOST_KEYS) return this.find(a, b, 0, d)
    if (b !== 0 && this.length >= 2 * MOST_KEYS) return this.find(a, 0, 0, d)
    const index = this.length++
    this.table[at] = index
    this.put(index, a, b, c, d)
    if (this.length * 2 > this.table.length) this.rehash()
    return index
  }

  part(index: number, part: number): number {
    return this.parts[index * this.width + part] as number
  }

  private is(index: number, a: number, b: number, c: number, d: number): boolean {
    const { parts, width } = this
    const at = index * width
    return (
      parts[at] === a &&
      (width < 2 || parts[at + 1] === b) &&
      (width < 3 || parts[at + 2] === c) &&
      (width < 4 || parts[at + 3] === d)
    )
  }

  private put(index: number, a: number, b: number, c: number, d: number): void {
    const { width } = this
    if ((index + 1) * width > this.parts.length) {
      const parts = new Uint32Array(this.parts.length * 2)
      parts.set(this.parts)
      this.parts = parts
    }
    const key = [a, b, c, d]
    for (let part = 0; part < width; part++) this.parts[index * width + part] = key[part] as number
  }

  private rehash(): void {
    const table = new Int32Array(this.table.length * 2).fill(-1)
    const mask = table.length - 1
    const part = (index: number, at: number): number => (at < this.width ? this.part(index, at) : 0)
    for (let index = 0; index < this.length; index++) {
      let at = hash(part(index, 0), part(index, 1), part(index, 2), part(index, 3)) & mask
      while ((table[at] as number) >= 0) at = (at + 1) & mask
      table[at] = index
    }
    this.table = table
  }
}

function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d) ^ Math.imul(d, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return h ^ (h >>> 13)
}
