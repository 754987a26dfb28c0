// Columns of blocks that stay in memory: as many as fit a budget. Where room is made, what was not used for longest goes.
import { bytesOf } from './NarrowColumn.ts'
import type { NarrowColumn } from './NarrowColumn.ts'

export class HeldColumns {
  private readonly budget: number
  /** By block and name, what was used last at the end. */
  private readonly held = new Map<string, NarrowColumn>()
  private bytes = 0

  constructor(budget: number) {
    this.budget = budget
  }

  get(block: number, name: string): NarrowColumn | undefined {
    const key = keyOf(block, name)
    const column = this.held.get(key)
    if (column === undefined) return undefined
    this.held.delete(key)
    this.held.set(key, column)
    return column
  }

  /** A column that is not held; one of a long walk (`makesRoom` false) is kept only where nothing has to go for it. */
  add(block: number, name: string, column: NarrowColumn, makesRoom: boolean): void {
    const bytes = bytesOf(column)
    if (!makesRoom && this.bytes + bytes > this.budget) return
    this.held.set(keyOf(block, name), column)
    this.bytes += bytes
    for (const [key, oldest] of this.held) {
      if (this.bytes <= this.budget || this.held.size === 1) break
      this.held.delete(key)
      this.bytes -= bytesOf(oldest)
    }
  }
}

const keyOf = (block: number, name: string): string => `${block} ${name}`
