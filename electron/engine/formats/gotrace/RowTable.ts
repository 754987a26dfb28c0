// Rows of whole numbers, each kept once: functions, frames, types. Row 0 is reserved and all zeros.

export class RowTable {
  length = 1
  readonly columns: Uint32Array<ArrayBuffer>[]
  private hash = new Uint32Array(1024)

  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => new Uint32Array(256))
  }

  /** The row with these values; missing ones are 0. */
  intern(...values: number[]): number {
    const { columns } = this
    const mask = this.hash.length - 1
    let slot = hashOf(values) & mask
    search: for (;;) {
      const row = this.hash[slot] as number
      if (row === 0) break
      slot = (slot + 1) & mask
      for (let at = 0; at < columns.length; at++)
        if (columns[at]?.[row] !== (values[at] as number) >>> 0) continue search
      return row
    }
    const row = this.length++
    if (row === columns[0]?.length)
      for (const [at, column] of columns.entries()) {
        const wider = new Uint32Array(row * 2)
        wider.set(column)
        columns[at] = wider
      }
    for (let at = 0; at < columns.length; at++) (columns[at] as Uint32Array)[row] = values[at] as number
    this.hash[slot] = row
    if (this.length * 2 > this.hash.length) this.rehash()
    return row
  }

  private rehash(): void {
    this.hash = new Uint32Array(this.hash.length * 2)
    const mask = this.hash.length - 1
    for (let row = 1; row < this.length; row++) {
      let slot = hashOf(this.columns.map((column) => column[row] as number)) & mask
      while (this.hash[slot] !== 0) slot = (slot + 1) & mask
      this.hash[slot] = row
    }
  }
}

function hashOf(values: readonly number[]): number {
  let hash = 0
  for (const value of values) {
    hash = Math.imul(hash ^ value, 0x9e37_79b1)
    hash ^= hash >>> 15
  }
  return hash
}
