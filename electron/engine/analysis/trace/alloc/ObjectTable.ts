// Heap objects that live, by id: where and when each was allocated. Open addressing; removal moves what follows back, so that the table
// never fills with graves.

const FIRST = 1024
const EMPTY = -1

export class ObjectTable {
  size = 0
  private keys = new Float64Array(FIRST).fill(EMPTY)
  private mask = FIRST - 1
  /** By place in the table. */
  site = new Uint32Array(FIRST)
  bornNs = new Float64Array(FIRST)
  bornCycle = new Uint32Array(FIRST)

  /** Place of an object; −1: not there. */
  find(id: number): number {
    for (let at = this.home(id); ; at = (at + 1) & this.mask) {
      const key = this.keys[at] as number
      if (key === id) return at
      if (key === EMPTY) return -1
    }
  }

  /** An object that is not there yet. */
  add(id: number, site: number, bornNs: number, bornCycle: number): void {
    if ((this.size + 1) * 2 > this.keys.length) this.grow()
    this.put(id, site, bornNs, bornCycle)
    this.size++
  }

  remove(place: number): void {
    const { keys, mask } = this
    this.size--
    let hole = place
    for (let at = (hole + 1) & mask; keys[at] !== EMPTY; at = (at + 1) & mask) {
      // An entry may move into the hole where its home is not between the two.
      if (((at - this.home(keys[at] as number)) & mask) < ((at - hole) & mask)) continue
      keys[hole] = keys[at] as number
      this.site[hole] = this.site[at] as number
      this.bornNs[hole] = this.bornNs[at] as number
      this.bornCycle[hole] = this.bornCycle[at] as number
      hole = at
    }
    keys[hole] = EMPTY
  }

  /** Places that hold an object, with its id. */
  *entries(): Generator<[place: number, id: number]> {
    for (let at = 0; at < this.keys.length; at++) if (this.keys[at] !== EMPTY) yield [at, this.keys[at] as number]
  }

  private home(id: number): number {
    // Ids may be beyond 32 bits.
    const high = Math.floor(id / 0x1_0000_0000)
    let hash = Math.imul(id | 0, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    return (hash ^ (hash >>> 13)) & this.mask
  }

  private put(id: number, site: number, bornNs: number, bornCycle: number): void {
    let at = this.home(id)
    while (this.keys[at] !== EMPTY) at = (at + 1) & this.mask
    this.keys[at] = id
    this.site[at] = site
    this.bornNs[at] = bornNs
    this.bornCycle[at] = bornCycle
  }

  private grow(): void {
    const { keys, site, bornNs, bornCycle } = this
    const length = keys.length * 2
    this.keys = new Float64Array(length).fill(EMPTY)
    this.mask = length - 1
    this.site = new Uint32Array(length)
    this.bornNs = new Float64Array(length)
    this.bornCycle = new Uint32Array(length)
    for (let at = 0; at < keys.length; at++)
      if (keys[at] !== EMPTY)
        this.put(keys[at] as number, site[at] as number, bornNs[at] as number, bornCycle[at] as number)
  }
}
