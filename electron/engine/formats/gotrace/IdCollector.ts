// Ids of one generation's table and what they stand for; ids are 64-bit and may be sparse, mostly they count from 1.
import type { IdTable } from './core/TraceCore.ts'
import { ABSENT } from './core/TraceCore.ts'

/** Ids below this may stand in the dense table even where they are few. */
const ALWAYS_DENSE = 4096
/** Above that the dense table may have this many entries per id. */
const MOST_GAPS = 4

export class IdCollector {
  count = 0
  private dense = new Uint32Array(ALWAYS_DENSE)
  private denseEnd = 0
  private sparse = new Map<bigint, number>()

  constructor() {
    this.clear()
  }

  clear(): void {
    this.dense.fill(ABSENT, 0, Math.max(this.denseEnd, 1))
    this.dense[0] = 0
    this.denseEnd = 1
    this.sparse.clear()
    this.count = 0
  }

  /** False: the id is taken. Id 0 always is. */
  add(lo: number, hi: number, index: number): boolean {
    if (this.get(lo, hi) !== ABSENT) return false
    this.count++
    if (hi !== 0 || lo >= Math.max(ALWAYS_DENSE, this.count * MOST_GAPS)) {
      this.sparse.set(big(lo, hi), index)
      return true
    }
    if (lo >= this.dense.length) {
      const dense = new Uint32Array(Math.max(lo + 1, this.dense.length * 2)).fill(ABSENT)
      dense.set(this.dense)
      this.dense = dense
    }
    if (lo >= this.denseEnd) {
      // Mostly ids come one after the other.
      if (lo > this.denseEnd) this.dense.fill(ABSENT, this.denseEnd, lo)
      this.denseEnd = lo + 1
    }
    this.dense[lo] = index
    return true
  }

  /** Index of an id, ABSENT where there is none. */
  get(lo: number, hi: number): number {
    if (hi === 0 && lo < this.denseEnd) {
      const index = this.dense[lo] as number
      if (index !== ABSENT) return index
    }
    return this.sparse.size === 0 ? ABSENT : (this.sparse.get(big(lo, hi)) ?? ABSENT)
  }

  /** Replaces the index of an id that is there. */
  set(lo: number, hi: number, index: number): void {
    if (hi === 0 && lo < this.denseEnd && this.dense[lo] !== ABSENT) this.dense[lo] = index
    else this.sparse.set(big(lo, hi), index)
  }

  /** A view; it holds until the collector is used again. Ids that came too early for the dense table are entered now. */
  table(): IdTable {
    for (const [id, index] of this.sparse)
      if (id < BigInt(this.denseEnd)) {
        this.dense[Number(id)] = index
        this.sparse.delete(id)
      }
    return {
      dense: this.dense.subarray(0, this.denseEnd),
      sparseIds: BigUint64Array.from(this.sparse.keys()),
      sparseIndexes: Uint32Array.from(this.sparse.values()),
    }
  }
}

const big = (lo: number, hi: number): bigint => (BigInt(hi) << 32n) | BigInt(lo)
