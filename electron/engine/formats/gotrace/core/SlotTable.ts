// Dense slots for sparse 64-bit ids: goroutines, threads, procs, tasks. A slot never changes, and ids of any size survive.
import type { TraceIds } from '../../../../../shared/records/index.ts'

/** Ids take their own low bits as the place to look first, since a runtime counts them up; a clash goes on from a mixed one. */
const MIX_LO = 0x9e37_79b1
const MIX_HI = 0x85eb_ca6b

/** Slot 0 is id 2^64 − 1, the wire's "none"; more may be reserved by adding them first. */
export class SlotTable implements TraceIds {
  length = 1
  /** The ids, and the same memory as pairs of words, low one first. */
  id: BigUint64Array<ArrayBuffer>
  private words: Uint32Array
  /** Slots by hash; 0: free. */
  private hash: Uint32Array
  private readonly onGrown: (capacity: number) => void

  /** `onGrown` is told how many slots there is room for before a slot beyond the former ones is given out. */
  constructor(capacity = 1024, onGrown: (capacity: number) => void = () => undefined) {
    this.id = new BigUint64Array(capacity)
    this.words = new Uint32Array(this.id.buffer)
    this.words[0] = 0xffff_ffff
    this.words[1] = 0xffff_ffff
    this.hash = new Uint32Array(capacity * 2)
    this.onGrown = onGrown
    onGrown(capacity)
  }

  /** -1: this id has no slot. */
  find(lo: number, hi: number): number {
    if (lo === 0xffff_ffff && hi === 0xffff_ffff) return 0
    const { hash, words } = this
    const mask = hash.length - 1
    let at = lo & mask
    let slot = hash[at] as number
    if (slot === 0) return -1
    if (words[2 * slot] === lo && words[2 * slot + 1] === hi) return slot
    at = mixed(lo, hi) & mask
    for (;;) {
      slot = hash[at] as number
      if (slot === 0) return -1
      if (words[2 * slot] === lo && words[2 * slot + 1] === hi) return slot
      at = (at + 1) & mask
    }
  }

  /** The slot of this id, a new one where it has none. */
  slotOf(lo: number, hi: number): number {
    const found = this.find(lo, hi)
    if (found >= 0) return found
    if (this.length === this.id.length) this.grow()
    const slot = this.length++
    this.words[2 * slot] = lo
    this.words[2 * slot + 1] = hi
    this.enter(slot, lo, hi)
    return slot
  }

  idOf(slot: number): bigint {
    return this.id[slot] ?? 0xffff_ffff_ffff_ffffn
  }

  private enter(slot: number, lo: number, hi: number): void {
    const { hash } = this
    const mask = hash.length - 1
    let at = lo & mask
    if (hash[at] !== 0) {
      at = mixed(lo, hi) & mask
      while (hash[at] !== 0) at = (at + 1) & mask
    }
    hash[at] = slot
  }

  private grow(): void {
    const capacity = this.id.length * 2
    const id = new BigUint64Array(capacity)
    id.set(this.id)
    this.id = id
    this.words = new Uint32Array(id.buffer)
    this.hash = new Uint32Array(capacity * 2)
    for (let slot = 1; slot < this.length; slot++)
      this.enter(slot, this.words[2 * slot] as number, this.words[2 * slot + 1] as number)
    this.onGrown(capacity)
  }
}

function mixed(lo: number, hi: number): number {
  let hash = Math.imul(lo, MIX_LO) ^ Math.imul(hi + 0x7f4a_7c15, MIX_HI)
  hash ^= hash >>> 15
  hash = Math.imul(hash, MIX_LO)
  return hash ^ (hash >>> 13)
}
