// The tables of a trace that another thread reads, as they are when a chunk of it is taken in.
import type { HeapLayout, TraceIds, TraceTables } from '../../../../shared/records/index.ts'
import type { TablesNow } from './messages.ts'

type Array64 = BigUint64Array<ArrayBuffer>

/** A column that grows; row 0 is there. */
class Grown<Column extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Array64> {
  values: Column
  length = 1
  private readonly make: new (length: number) => Column

  constructor(make: new (length: number) => Column) {
    this.make = make
    this.values = new make(256)
  }

  append(more: ArrayLike<number> | ArrayLike<bigint>): void {
    const needed = this.length + more.length
    if (needed > this.values.length) {
      const wider = new this.make(Math.max(needed, this.values.length * 2))
      wider.set(this.values as never)
      this.values = wider
    }
    this.values.set(more as never, this.length)
    this.length = needed
  }
}

/** Ids told as they come. Row 0 is the wire's "none". */
class ToldIds implements TraceIds {
  private readonly ids = new Grown(BigUint64Array)

  constructor() {
    this.ids.values[0] = 0xffff_ffff_ffff_ffffn
  }

  get length(): number {
    return this.ids.length
  }

  get id(): BigUint64Array {
    return this.ids.values.subarray(0, this.ids.length)
  }

  append(more: BigUint64Array): void {
    this.ids.append(more)
  }
}

/** Ids of which only the number is known until the trace ends. */
class LateIds implements TraceIds {
  length = 1
  private readonly pieces: BigUint64Array[] = []
  private known = 0

  /** Rows from the first on. */
  append(piece: BigUint64Array): void {
    this.pieces.push(piece)
    this.known += piece.length
  }

  get id(): BigUint64Array {
    return this.slice(0, this.length)
  }

  slice(from: number, to: number): BigUint64Array {
    if (to > this.known) throw new Error('ids of goroutines and tasks are asked for before the trace has ended')
    const ids = new BigUint64Array(to - from)
    let start = 0
    for (const piece of this.pieces) {
      const [first, last] = [Math.max(from, start), Math.min(to, start + piece.length)]
      if (first < last) ids.set(piece.subarray(first - start, last - start), first - from)
      start += piece.length
    }
    return ids
  }
}

export class TablesMirror implements TraceTables {
  readonly strings: string[] = ['']
  readonly threads = new ToldIds()
  readonly procs = new ToldIds()
  readonly goroutines = new LateIds()
  readonly tasks = new LateIds()
  heapLayout: HeapLayout | null = null
  private readonly columns = {
    functions: { name: new Grown(Uint32Array), file: new Grown(Uint32Array) },
    frames: { pc: new Grown(BigUint64Array), function: new Grown(Uint32Array), line: new Grown(Uint32Array) },
    /** There is one start more than stacks. */
    stacks: { start: new Grown(Uint32Array), frame: new Grown(Uint32Array) },
    types: {
      name: new Grown(Uint32Array),
      address: new Grown(BigUint64Array),
      size: new Grown(Float64Array),
      pointerBytes: new Grown(Float64Array),
    },
  }

  constructor() {
    // Row 0 is the empty stack: it begins and ends at 0.
    const { start, frame } = this.columns.stacks
    start.length = 2
    frame.length = 0
  }

  take({ goroutines, tasks, grown }: TablesNow): void {
    this.goroutines.length = goroutines
    this.tasks.length = tasks
    if (grown === null) return
    // One by one: a call takes only so many arguments.
    for (const text of grown.strings) this.strings.push(text)
    const { functions, frames, stacks, types } = this.columns
    functions.name.append(grown.functions.name)
    functions.file.append(grown.functions.file)
    frames.pc.append(grown.frames.pc)
    frames.function.append(grown.frames.function)
    frames.line.append(grown.frames.line)
    stacks.start.append(grown.stacks.end)
    stacks.frame.append(grown.stacks.frame)
    types.name.append(grown.types.name)
    types.address.append(grown.types.address)
    types.size.append(grown.types.size)
    types.pointerBytes.append(grown.types.pointerBytes)
    this.threads.append(grown.threads)
    this.procs.append(grown.procs)
    this.heapLayout = grown.heapLayout
  }

  get functions(): TraceTables['functions'] {
    const { name, file } = this.columns.functions
    return { length: name.length, name: name.values, file: file.values }
  }

  get frames(): TraceTables['frames'] {
    const { pc, function: of, line } = this.columns.frames
    return { length: pc.length, pc: pc.values, function: of.values, line: line.values }
  }

  get stacks(): TraceTables['stacks'] {
    const { start, frame } = this.columns.stacks
    return { length: start.length - 1, start: start.values, frame: frame.values }
  }

  get types(): TraceTables['types'] {
    const { name, address, size, pointerBytes } = this.columns.types
    return {
      length: name.length,
      name: name.values,
      address: address.values,
      size: size.values,
      pointerBytes: pointerBytes.values,
    }
  }
}
