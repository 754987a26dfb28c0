/** Goroutine ids of one dump: a set of numbers without an object per entry. */
export class IdSet {
  private slots = new Float64Array(64)
  private size = 0

  has(id: number): boolean {
    const mask = this.slots.length - 1
    for (let slot = slotOf(id) & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask)
      if (this.slots[slot] === id) return true
    return false
  }

  /** `id` is not 0. */
  add(id: number): void {
    if (this.size * 2 >= this.slots.length) this.grow()
    if (insert(this.slots, id)) this.size++
  }

  private grow(): void {
    const larger = new Float64Array(this.slots.length * 2)
    for (const id of this.slots) if (id !== 0) insert(larger, id)
    this.slots = larger
  }
}

/** Ids lie close together, so the low bits spread them; the high ones are folded in. */
function slotOf(id: number): number {
  const low = id >>> 0
  const high = (id / 0x1_0000_0000) >>> 0
  const mixed = Math.imul(low ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function insert(slots: Float64Array, id: number): boolean {
  const mask = slots.length - 1
  let slot = slotOf(id) & mask
  while (slots[slot] !== 0) {
    if (slots[slot] === id) return false
    slot = (slot + 1) & mask
  }
  slots[slot] = id
  return true
}
