// Figures of all goroutines of a trace, of which there may be millions: each block of rows is kept as narrow as its numbers are, and no
// more blocks than fit a budget; the others are decoded again when they are looked at.
import type { GoroutineColumn } from '../../../../shared/records/index.ts'
import type { BlockColumns } from '../../casefile/traceBlocks.ts'
import type { TraceBlockRef } from '../../casefile/types.ts'

/** Of narrow blocks, bytes: those of five million goroutines. */
const HELD_BYTES = 384 * 1024 * 1024

/** A number, where all rows of the block have it; else values above `base`, of which `none` stands for NaN. */
type Values = Uint8Array | Uint16Array | Uint32Array | Float64Array
type Narrow = number | { values: Values; base: number; none: number }
type NarrowBlock = Record<string, Narrow>

export interface GoroutineSource {
  blocks: readonly TraceBlockRef[]
  read: (ref: TraceBlockRef) => BlockColumns
  /** Slots there may be. */
  slots: number
  /** Index of the start function by the stacks that may tell it. */
  functionOf: (startStack: number, seenStack: number) => number
}

export class GoroutineTable {
  readonly rows: number
  /** Row + 1 by slot; 0: none. */
  readonly rowOf: Uint32Array
  /** Index of the start function by row; 0: no stack of it is shown. */
  readonly startFunction: Uint32Array
  private readonly source: GoroutineSource
  /** First row of each block, and the number of all. */
  private readonly first: Uint32Array
  private readonly held: (NarrowBlock | undefined)[]
  /** Numbers of the blocks that are held, the oldest first. */
  private readonly order: number[] = []
  private readonly budget: number
  private heldBytes = 0
  private now = 0

  constructor(source: GoroutineSource, budget = HELD_BYTES) {
    this.source = source
    this.budget = budget
    const { blocks } = source
    this.first = new Uint32Array(blocks.length + 1)
    this.held = Array.from({ length: blocks.length })
    blocks.forEach(({ rows }, at) => (this.first[at + 1] = (this.first[at] as number) + rows))
    this.rows = this.first[blocks.length] as number
    this.rowOf = new Uint32Array(source.slots + 2)
    this.startFunction = new Uint32Array(this.rows)
    blocks.forEach((ref, at) => {
      const columns = source.read(ref)
      const from = this.first[at] as number
      const { slot, startStack, seenStack } = columns
      for (let row = 0; row < ref.rows; row++) {
        this.rowOf[slot?.[row] as number] = from + row + 1
        this.startFunction[from + row] = source.functionOf(startStack?.[row] ?? 0, seenStack?.[row] ?? 0)
      }
      this.hold(at, columns)
    })
  }

  /** Of a column, or of `wait.<class>`; NaN: not shown, or kept by no trace of that time. */
  reader(name: GoroutineColumn | `wait.${string}`): (row: number) => number {
    // The block that was read last: whole columns are read row by row.
    let [from, to] = [0, 0]
    let constant = Number.NaN
    let values: Values | null = null
    let [base, none] = [0, 0]
    return (row) => {
      if (row < from || row >= to) {
        const at = this.blockOf(row)
        from = this.first[at] as number
        to = this.first[at + 1] as number
        const column = (this.held[at] ?? this.load(at))[name]
        if (typeof column === 'object') ({ values, base, none } = column)
        else {
          values = null
          constant = column ?? Number.NaN
        }
      }
      if (values === null) return constant
      const value = values[row - from] as number
      return value === none ? Number.NaN : value + base
    }
  }

  at(name: GoroutineColumn, row: number): number {
    return row >= 0 && row < this.rows ? this.reader(name)(row) : Number.NaN
  }

  private blockOf(row: number): number {
    const { first } = this
    if (row >= (first[this.now] as number) && row < (first[this.now + 1] as number)) return this.now
    let [low, high] = [0, first.length - 2]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((first[middle] as number) <= row) low = middle
      else high = middle - 1
    }
    return (this.now = low)
  }

  private load(at: number): NarrowBlock {
    return this.hold(at, this.source.read(this.source.blocks[at] as TraceBlockRef))
  }

  private hold(at: number, columns: BlockColumns): NarrowBlock {
    const narrow: NarrowBlock = {}
    for (const [name, column] of Object.entries(columns)) narrow[name] = narrowed(column)
    this.held[at] = narrow
    this.order.push(at)
    this.heldBytes += bytesOf(narrow)
    while (this.heldBytes > this.budget && this.order.length > 1) {
      const oldest = this.order.shift() as number
      this.heldBytes -= bytesOf(this.held[oldest] ?? {})
      this.held[oldest] = undefined
    }
    return narrow
  }
}

const bytesOf = (block: NarrowBlock): number =>
  Object.values(block).reduce<number>((sum, of) => sum + (typeof of === 'number' ? 8 : of.values.byteLength), 0)

function narrowed(column: ArrayLike<number>): Narrow {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let [isWhole, hasNone] = [true, false]
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number
    if (Number.isNaN(value)) hasNone = true
    else {
      if (value < low) low = value
      if (value > high) high = value
      if (!Number.isSafeInteger(value)) isWhole = false
    }
  }
  if (low > high) return Number.NaN
  if (low === high && !hasNone) return low
  const type = !isWhole || high - low >= 2 ** 32 - 1 ? null : typeFor(high - low)
  if (type === null) return { values: Float64Array.from(column), base: 0, none: Number.NaN }
  const values = new type(column.length)
  const none = 2 ** (8 * type.BYTES_PER_ELEMENT) - 1
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number
    values[row] = Number.isNaN(value) ? none : value - low
  }
  return { values, base: low, none }
}

/** One value is left for none. */
const typeFor = (range: number): Uint8ArrayConstructor | Uint16ArrayConstructor | Uint32ArrayConstructor =>
  range < 255 ? Uint8Array : range < 65_535 ? Uint16Array : Uint32Array
