// Frames by PC: the first definition of a PC counts, as in Go's readers.
import type { TraceTablesBuilder } from './TraceTablesBuilder.ts'

export class PcTable {
  private length = 0
  /** Per frame: words of PC, function id and file id, and the line. */
  private rows = new Uint32Array(7 * 512)
  private hash = new Int32Array(2048).fill(-1)
  private readonly found = { index: 0, isNew: false }

  clear(): void {
    this.length = 0
    this.hash.fill(-1)
  }

  /** The answer is reused by the next call. */
  slotOf(lo: number, hi: number): { index: number; isNew: boolean } {
    const mask = this.hash.length - 1
    let at = pcHash(lo, hi) & mask
    const { found } = this
    for (;;) {
      const index = this.hash[at] as number
      if (index < 0) break
      if (this.rows[7 * index] === lo && this.rows[7 * index + 1] === hi) {
        found.index = index
        found.isNew = false
        return found
      }
      at = (at + 1) & mask
    }
    const index = this.length++
    if (7 * this.length > this.rows.length) {
      const rows = new Uint32Array(this.rows.length * 2)
      rows.set(this.rows)
      this.rows = rows
    }
    this.rows[7 * index] = lo
    this.rows[7 * index + 1] = hi
    this.hash[at] = index
    if (this.length * 2 > this.hash.length) this.rehash()
    found.index = index
    found.isNew = true
    return found
  }

  // Of the frame that `slotOf` gave as new.
  setFunction(lo: number, hi: number): void {
    this.rows[7 * this.length - 5] = lo
    this.rows[7 * this.length - 4] = hi
  }

  setFile(lo: number, hi: number): void {
    this.rows[7 * this.length - 3] = lo
    this.rows[7 * this.length - 2] = hi
  }

  setLine(line: number): void {
    this.rows[7 * this.length - 1] = line
  }

  /** Index in the trace's frames, by slot. `nameOf` gives the string of an id of a function's name or file. */
  resolve(tables: TraceTablesBuilder, nameOf: (lo: number, hi: number, what: 'func' | 'file') => number): Uint32Array {
    const { rows } = this
    const indexes = new Uint32Array(this.length)
    for (let frame = 0; frame < this.length; frame++) {
      const row = 7 * frame
      const name = nameOf(rows[row + 2] as number, rows[row + 3] as number, 'func')
      const file = nameOf(rows[row + 4] as number, rows[row + 5] as number, 'file')
      const of = tables.function(name, file)
      indexes[frame] = tables.frame(rows[row] as number, rows[row + 1] as number, of, rows[row + 6] as number)
    }
    return indexes
  }

  private rehash(): void {
    this.hash = new Int32Array(this.hash.length * 2).fill(-1)
    const mask = this.hash.length - 1
    for (let index = 0; index < this.length; index++) {
      let at = pcHash(this.rows[7 * index] as number, this.rows[7 * index + 1] as number) & mask
      while ((this.hash[at] as number) >= 0) at = (at + 1) & mask
      this.hash[at] = index
    }
  }
}

function pcHash(lo: number, hi: number): number {
  const hash = Math.imul(lo ^ Math.imul(hi, 0x85eb_ca6b), 0x9e37_79b1)
  return hash ^ (hash >>> 15)
}
