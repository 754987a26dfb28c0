// The tables that live across generations (TraceTables): strings, functions, frames, stacks and types, each row once. Ids of
// goroutines, threads, procs and tasks are the core's.
import { grown } from '../../../../shared/lib/grown.ts'
import type { HeapLayout, TraceIds, TraceTables } from '../../../../shared/records/index.ts'
import { StringTable } from './StringTable.ts'
import { RowTable } from './RowTable.ts'

/** Where the ids come from. */
export interface IdTables {
  readonly goroutines: TraceIds
  readonly threads: TraceIds
  readonly procs: TraceIds
  readonly tasks: TraceIds
}

export class TraceTablesBuilder implements TraceTables {
  readonly names = new StringTable()
  heapLayout: HeapLayout | null = null
  /** Batches of the alloc/free experiment that could not be read to their end. */
  damagedTypeBatches = 0
  private readonly ids: IdTables
  /** Name and file. */
  private readonly functionRows = new RowTable(2)
  /** Low and high word of the PC, function, line. */
  private readonly frameRows = new RowTable(4)
  private readonly stackRows = new StackRows()
  /** Name, low and high word of the address, of the size, of the pointer bytes. */
  private readonly typeRows = new RowTable(7)

  constructor(ids: IdTables) {
    this.ids = ids
  }

  get strings(): readonly string[] {
    return this.names.text
  }

  get goroutines(): TraceIds {
    return this.ids.goroutines
  }

  get threads(): TraceIds {
    return this.ids.threads
  }

  get procs(): TraceIds {
    return this.ids.procs
  }

  get tasks(): TraceIds {
    return this.ids.tasks
  }

  get functions(): TraceTables['functions'] {
    const { length, columns } = this.functionRows
    return { length, name: columns[0] as Uint32Array, file: columns[1] as Uint32Array }
  }

  get frames(): TraceTables['frames'] {
    const { length, columns } = this.frameRows
    return {
      length,
      // Asked for at the end; functions and lines all along.
      get pc() {
        return wide(length, columns[0], columns[1])
      },
      function: columns[2] as Uint32Array,
      line: columns[3] as Uint32Array,
    }
  }

  get stacks(): TraceTables['stacks'] {
    const { length, start, frame } = this.stackRows
    return { length, start, frame }
  }

  get types(): TraceTables['types'] {
    const { length, columns } = this.typeRows
    return {
      length,
      name: columns[0] as Uint32Array,
      // Asked for at leisure; how many there are all along.
      get address() {
        return wide(length, columns[1], columns[2])
      },
      get size() {
        return Float64Array.from(wide(length, columns[3], columns[4]), Number)
      },
      get pointerBytes() {
        return Float64Array.from(wide(length, columns[5], columns[6]), Number)
      },
    }
  }

  function(name: number, file: number): number {
    return name === 0 && file === 0 ? 0 : this.functionRows.intern(name, file)
  }

  frame(pcLo: number, pcHi: number, of: number, line: number): number {
    return this.frameRows.intern(pcLo, pcHi, of, line)
  }

  /** Index of the stack of these frames, leaf first. */
  stack(frames: Uint32Array, length: number): number {
    return this.stackRows.intern(frames, length)
  }

  type(name: number, words: readonly [number, number, number, number, number, number]): number {
    return this.typeRows.intern(name, ...words)
  }
}

/** Two columns of words as one of 64 bits. Made anew each time: for reading at leisure. */
function wide(length: number, lo: Uint32Array | undefined, hi: Uint32Array | undefined): BigUint64Array {
  const words = new Uint32Array(length * 2)
  for (let row = 0; row < length; row++) {
    words[2 * row] = lo?.[row] ?? 0
    words[2 * row + 1] = hi?.[row] ?? 0
  }
  return new BigUint64Array(words.buffer)
}

/** Stacks, each once, by their frames. */
class StackRows {
  length = 1
  start = new Uint32Array(1024)
  frame = new Uint32Array(8192)
  private hash = new Uint32Array(4096)

  intern(frames: Uint32Array, length: number): number {
    if (length === 0) return 0
    const mask = this.hash.length - 1
    let slot = hashOf(frames, 0, length) & mask
    for (;;) {
      const row = this.hash[slot] as number
      if (row === 0) break
      if (this.isSame(row, frames, length)) return row
      slot = (slot + 1) & mask
    }
    const row = this.length++
    const from = this.start[row] as number
    if (row + 1 >= this.start.length) this.start = grown(this.start, row + 2)
    if (from + length > this.frame.length) this.frame = grown(this.frame, from + length)
    for (let at = 0; at < length; at++) this.frame[from + at] = frames[at] as number
    this.start[row + 1] = from + length
    this.hash[slot] = row
    if (this.length * 2 > this.hash.length) this.rehash()
    return row
  }

  private isSame(row: number, frames: Uint32Array, length: number): boolean {
    const from = this.start[row] as number
    if ((this.start[row + 1] as number) - from !== length) return false
    for (let at = 0; at < length; at++) if (this.frame[from + at] !== frames[at]) return false
    return true
  }

  private rehash(): void {
    this.hash = new Uint32Array(this.hash.length * 2)
    const mask = this.hash.length - 1
    for (let row = 1; row < this.length; row++) {
      let slot = hashOf(this.frame, this.start[row] as number, this.start[row + 1] as number) & mask
      while (this.hash[slot] !== 0) slot = (slot + 1) & mask
      this.hash[slot] = row
    }
  }
}

function hashOf(frames: Uint32Array, from: number, to: number): number {
  let hash = to - from
  for (let at = from; at < to; at++) {
    hash = Math.imul(hash ^ (frames[at] as number), 0x9e37_79b1)
    hash ^= hash >>> 15
  }
  return hash
}
