// Figures of all goroutines of a trace, of which there may be millions. Columns are decoded when they are asked for, block by block, and
// held as narrow as their numbers are; no more of them than fit a budget, the others are decoded again when they are looked at.
import { firstNot } from '../../../../shared/lib/firstNot.ts'
import type { GoroutineColumn } from '../../../../shared/records/index.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceBlockRef } from '../../casefile/types.ts'
import { HeldColumns } from './HeldColumns.ts'
import { narrowed, valueAt } from './NarrowColumn.ts'
import type { NarrowColumn } from './NarrowColumn.ts'

/** Of narrow columns, bytes: those of five million goroutines. */
const HELD_BYTES = 384 * 1024 * 1024

/** As they are stored; `wait.<class>` is time. */
export type StoredColumn = GoroutineColumn | `wait.${string}`
/** Columns of one block by name. */
export type NarrowColumns = Record<string, NarrowColumn>

/** What tells the start function of a goroutine, and which it is. */
const FIRST_READ = ['slot', 'startStack', 'seenStack'] as const satisfies readonly GoroutineColumn[]

export interface GoroutineSource {
  blocks: readonly TraceBlockRef[]
  /** Fills these columns of a block, and no others. */
  read: (ref: TraceBlockRef, into: BlockColumns) => unknown
  /** Slots there may be. */
  slots: number
  /** Index of the start function by the stacks that may tell it. */
  functionOf: (startStack: number, seenStack: number) => number
}

export class GoroutineTable {
  readonly rows: number
  /** Row + 1 by slot, of the last one it has; 0: none. */
  readonly rowOf: Uint32Array
  /** Index of the start function by row; 0: no stack of it is shown. */
  readonly startFunction: Uint32Array
  private readonly source: GoroutineSource
  /** First row of each block, and the number of all. */
  private readonly first: Uint32Array
  private readonly held: HeldColumns
  /** Where blocks are decoded into, by column. */
  private readonly decoded = new Map<string, Float64Array>()
  private now = 0

  private constructor(source: GoroutineSource, budget: number) {
    this.source = source
    this.held = new HeldColumns(budget)
    const { blocks } = source
    this.first = new Uint32Array(blocks.length + 1)
    blocks.forEach(({ rows }, at) => (this.first[at + 1] = (this.first[at] as number) + rows))
    this.rows = this.first[blocks.length] as number
    this.rowOf = new Uint32Array(source.slots + 2)
    this.startFunction = new Uint32Array(this.rows)
  }

  /** A table whose rows are known by slot, in steps of a block. */
  static *read(source: GoroutineSource, budget = HELD_BYTES): Generator<void, GoroutineTable> {
    const table = new GoroutineTable(source, budget)
    for (const [at, ref] of source.blocks.entries()) {
      const from = table.first[at] as number
      const { slot, startStack, seenStack } = table.decode(ref, FIRST_READ)
      for (let row = 0; row < ref.rows; row++) {
        const of = slot?.[row] as number
        table.rowOf[of] = from + row + 1
        table.startFunction[from + row] = source.functionOf(startStack?.[row] ?? 0, seenStack?.[row] ?? 0)
      }
      yield
    }
    return table
  }

  /** Of one column; NaN: not shown, or kept by no trace of that time. */
  reader(name: StoredColumn): (row: number) => number {
    return this.group()(name)
  }

  /**
   * Readers of columns that are read together, row by row: a block is decoded once for all of them. Whichever of them are read: which these
   * are shows with the first block, unless they are told.
   */
  group(names: readonly StoredColumn[] = []): (name: StoredColumn) => (row: number) => number {
    const used = new Set(names)
    // The block that was read last: whole columns are read row by row.
    let block = -1
    let columns: NarrowColumns = {}
    return (name) => {
      let [from, to] = [0, 0]
      let column: NarrowColumn = Number.NaN
      return (row) => {
        if (row < from || row >= to) {
          const at = this.blockOf(row)
          if (at !== block || columns[name] === undefined) {
            used.add(name)
            columns = this.columns((block = at), [...used], true)
          }
          from = this.first[at] as number
          to = this.first[at + 1] as number
          column = columns[name] as NarrowColumn
        }
        return valueAt(column, row - from)
      }
    }
  }

  at(name: GoroutineColumn, row: number): number {
    return row >= 0 && row < this.rows ? this.reader(name)(row) : Number.NaN
  }

  /** Columns of one block after the other, with the rows it has: decoded once for all of them, and held where there is room. */
  *blocks(
    names: readonly StoredColumn[],
    isWanted: (from: number, to: number) => boolean = () => true,
  ): Generator<{ columns: NarrowColumns; from: number; to: number }> {
    for (const at of this.source.blocks.keys()) {
      const [from, to] = [this.first[at] as number, this.first[at + 1] as number]
      if (isWanted(from, to)) yield { columns: this.columns(at, names, false), from, to }
    }
  }

  private blockOf(row: number): number {
    const { first } = this
    if (row >= (first[this.now] as number) && row < (first[this.now + 1] as number)) return this.now
    this.now = firstNot(1, first.length - 1, (at) => (first[at] as number) <= row) - 1
    return this.now
  }

  private columns(at: number, names: readonly StoredColumn[], makesRoom: boolean): NarrowColumns {
    const columns: NarrowColumns = {}
    const missing = names.filter((name) => {
      const column = this.held.get(at, name)
      if (column !== undefined) columns[name] = column
      return column === undefined
    })
    if (missing.length === 0) return columns
    const ref = this.source.blocks[at] as TraceBlockRef
    for (const [name, column] of Object.entries(this.decode(ref, missing))) {
      const narrow = narrowed(column.subarray(0, ref.rows))
      columns[name] = narrow
      this.held.add(at, name, narrow, makesRoom)
    }
    return columns
  }

  /** Holds until the next one; a column that the block does not have is NaN. */
  private decode(ref: TraceBlockRef, names: readonly StoredColumn[]): Record<string, Float64Array> {
    const into = Object.fromEntries(names.map((name) => [name, this.roomFor(name, ref.rows)]))
    this.source.read(ref, into)
    return into
  }

  private roomFor(name: string, rows: number): Float64Array {
    let room = this.decoded.get(name)
    if (room === undefined || room.length < rows)
      this.decoded.set(name, (room = new Float64Array(rows).fill(Number.NaN)))
    return room
  }
}
