// An instance of the WebAssembly core (../assembly) and what both of its users need of its memory.
import type { TraceEventColumns, TraceIds } from '../../../../../shared/records/index.ts'
import { traceEventColumnsAt } from '../../../../../shared/records/index.ts'
import { EVENT_ARGS } from '../wireEvents.ts'
import type { IdTable } from './TraceCore.ts'
import { TRACE_CORE_WASM } from './traceCoreWasm.ts'

/** What ../assembly/index.ts exports. Addresses are numbers, 64-bit values bigints. */
export interface CoreExports extends WebAssembly.Exports {
  memory: WebAssembly.Memory
  room(count: number): number
  appended(count: number): void
  drop(count: number): void
  bytesStart(): number
  bytesEnd(): number
  eventArgsAt(): number
  setupRoom(bytes: number): number
  setThreads(count: number, ids: number): void
  setBatches(count: number, thread: number, offset: number, length: number, time: number): void
  setTable(table: number, dense: number, length: number, ids: number, indexes: number, count: number): void
  setSamples(count: number, time: number, thread: number, proc: number, goroutine: number, stack: number): void
  begin(unitNs: number, startNs: number): number
  run(): number
  columnsAt(): number
  rowCount(): number
  countKinds(): number
  clearRows(): void
  lastTime(): number
  unknownTypeCount(): number
  faultCode(): number
  faultOperand(index: number): bigint
  faultPlace(field: number): number
  lengthOf(table: number): number
  rowsOf(table: number): number
  idCount(table: number): number
  idPage(table: number, page: number): number
  // Of v1.
  setLayout(type: number, args: number, hasStack: number): void
  setReason(type: number, string: number): void
  setStop(kind: number, string: number): void
  goroutineSlot(id: bigint): number
  setUpStreams(procs: number, baseTicks: bigint): void
  setStream(index: number, proc: number, messages: number): void
  setUpExits(slots: number, starts: number, ticks: number): void
  setUpV1(version: number, tickNs: number, timers: number, timerCount: number): void
  batchRoom(stream: number, ahead: number, bytes: number): number
  setBatchStart(stream: number, byte: number): void
  beginV1(): number
  runV1(): number
  faultTypeV1(): number
  unconvertedType(): number
  lastByte(): number
  rawAt(): number
  rawTime(isLast: number): number
  unknownStackCount(): number
  unknownStringCount(): number
}

let compiled: WebAssembly.Module | null = null

/** Bytes of a record of ../assembly/slots.ts; the id comes first. */
const RECORD_WORDS = 4
/** Ids of a page of ../assembly/ids.ts. */
const PAGE_SLOTS = 16_384
/** Gives the core a batch it asks for: see loadBatch in ../assembly/v1streams.ts. */
type LoadBatch = (stream: number, index: number, ahead: number) => number

export function coreInstance(loadBatch: LoadBatch = () => -1): CoreExports {
  compiled ??= new WebAssembly.Module(Buffer.from(TRACE_CORE_WASM, 'base64'))
  const env = {
    abort(): never {
      throw new RangeError('the trace needs more than 4 GiB of memory')
    },
  }
  const wasm = new WebAssembly.Instance(compiled, { env, v1streams: { loadBatch } }).exports as CoreExports
  new Uint8Array(wasm.memory.buffer).set(EVENT_ARGS, wasm.eventArgsAt())
  return wasm
}

/** Ids of a table of ../assembly/slots.ts, out of its records; read anew when there are more. */
export class RecordIds implements TraceIds {
  private readonly wasm: CoreExports
  private readonly table: number
  private known = new BigUint64Array(0)

  constructor(wasm: CoreExports, table: number) {
    this.wasm = wasm
    this.table = table
  }

  get length(): number {
    return this.wasm.lengthOf(this.table)
  }

  get id(): BigUint64Array {
    const { length, wasm, table } = this
    const before = this.known.length
    if (before < length) {
      const known = new BigUint64Array(length)
      known.set(this.known)
      const records = new BigUint64Array(wasm.memory.buffer, wasm.rowsOf(table) >>> 0, length * RECORD_WORDS)
      for (let slot = before; slot < length; slot++) known[slot] = records[slot * RECORD_WORDS] as bigint
      this.known = known
    }
    return this.known
  }
}

/** Ids of a table of ../assembly/ids.ts, out of their pages. */
export class PagedIds implements TraceIds {
  private readonly wasm: CoreExports
  private readonly table: number
  private known = new BigUint64Array(0)

  constructor(wasm: CoreExports, table: number) {
    this.wasm = wasm
    this.table = table
  }

  get length(): number {
    return this.wasm.idCount(this.table)
  }

  get id(): BigUint64Array {
    if (this.known.length < this.length) this.known = this.slice(0, this.length)
    return this.known
  }

  slice(from: number, to: number): BigUint64Array<ArrayBuffer> {
    const { wasm, table } = this
    const ids = new BigUint64Array(to - from)
    for (let slot = from; slot < to;) {
      const inPage = slot % PAGE_SLOTS
      const count = Math.min(PAGE_SLOTS - inPage, to - slot)
      const page = wasm.idPage(table, (slot - inPage) / PAGE_SLOTS) >>> 0
      ids.set(new BigUint64Array(wasm.memory.buffer, page + inPage * 8, count), slot - from)
      slot += count
    }
    return ids
  }
}

export const coreColumns = (core: CoreExports): TraceEventColumns =>
  traceEventColumnsAt(core.memory.buffer, core.columnsAt() >>> 0)

type Column = BigUint64Array | Float64Array | Uint32Array

/** Arrays one after the other, each at a multiple of 8. */
export class SetupLayout {
  bytes = 0
  private readonly parts: { at: number; column: Column }[] = []

  add(column: Column): number {
    const at = this.bytes
    this.parts.push({ at, column })
    this.bytes += (column.byteLength + 7) & ~7
    return at
  }

  /** Lays everything down in the core's memory; gives where. */
  write(wasm: CoreExports): number {
    const base = wasm.setupRoom(this.bytes) >>> 0
    const memory = new Uint8Array(wasm.memory.buffer)
    for (const { at, column } of this.parts)
      memory.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), base + at)
    return base
  }
}

/** Sparse ids in their order. */
export function sortedIds({ sparseIds, sparseIndexes }: IdTable): { ids: BigUint64Array; indexes: Uint32Array } {
  const indexOf = new Map(Array.from(sparseIds, (id, at) => [id, sparseIndexes[at] ?? 0]))
  const ids = sparseIds.slice().sort()
  return { ids, indexes: Uint32Array.from(ids, (id) => indexOf.get(id) ?? 0) }
}
