// The core in WebAssembly (../assembly), behind the interface of the one in TypeScript. A reader has an instance of its own; its
// memory holds the bytes of the generation, the columns and all that is known of goroutines, procs, threads and tasks.
import type { TraceEventColumns, TraceIds } from '../../../../../shared/records/index.ts'
import {
  TRACE_BYTE_COLUMNS,
  TRACE_CHUNK_EVENTS,
  TRACE_FLOAT_COLUMNS,
  TRACE_UINT_COLUMNS,
} from '../../../../../shared/records/index.ts'
import { EVENT_ARGS } from '../wireEvents.ts'
import { FAULT_NAMES } from './faults.ts'
import type { CorePlace, CoreStep, GenerationSetup, IdTable, TraceCore } from './TraceCore.ts'
import { TRACE_CORE_WASM } from './traceCoreWasm.ts'

/** What ../assembly/index.ts exports. Addresses are numbers, 64-bit values bigints. */
interface Exports extends WebAssembly.Exports {
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
  clearRows(): void
  lastTime(): number
  unknownTypeCount(): number
  faultCode(): number
  faultOperand(index: number): bigint
  faultPlace(field: number): number
  lengthOf(table: number): number
  rowsOf(table: number): number
}

let compiled: WebAssembly.Module | null = null

/** Bytes of a record of ../assembly/slots.ts; the id comes first. */
const RECORD_WORDS = 4
const STEPS: readonly CoreStep[] = ['chunk', 'done', 'fault']

export class WasmCore implements TraceCore {
  readonly goroutines: TraceIds
  readonly threads: TraceIds
  readonly procs: TraceIds
  readonly tasks: TraceIds
  readonly columns: TraceEventColumns
  private readonly wasm: Exports
  private threadIds: BigUint64Array = new BigUint64Array(0)
  private hasFailed = false

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(TRACE_CORE_WASM, 'base64'))
    const env = {
      abort(): never {
        throw new RangeError('the trace needs more than 4 GiB of memory')
      },
    }
    const wasm = new WebAssembly.Instance(compiled, { env }).exports as Exports
    this.wasm = wasm
    new Uint8Array(wasm.memory.buffer).set(EVENT_ARGS, wasm.eventArgsAt())
    this.goroutines = new RecordIds(wasm, 0)
    this.threads = new RecordIds(wasm, 1)
    this.procs = new RecordIds(wasm, 2)
    this.tasks = new RecordIds(wasm, 3)
    this.columns = columnViews(wasm)
  }

  get bytes(): Uint8Array {
    const { wasm } = this
    const start = wasm.bytesStart() >>> 0
    return new Uint8Array(wasm.memory.buffer, start, (wasm.bytesEnd() >>> 0) - start)
  }

  append(chunk: Uint8Array): void {
    const { wasm } = this
    const to = wasm.room(chunk.length) >>> 0
    new Uint8Array(wasm.memory.buffer, to, chunk.length).set(chunk)
    wasm.appended(chunk.length)
  }

  drop(count: number): void {
    this.wasm.drop(count)
  }

  begin(setup: GenerationSetup): 'ready' | 'fault' {
    const { wasm } = this
    this.threadIds = setup.threads
    const layout = new SetupLayout()
    const threads = layout.add(setup.threads)
    const batches = [setup.batchThread, setup.batchOffset, setup.batchLength, setup.batchTime].map((column) =>
      layout.add(column),
    )
    const tables = [setup.strings, setup.stacks, setup.types].map((table) => {
      const { ids, indexes } = sorted(table)
      return {
        dense: layout.add(table.dense),
        length: table.dense.length,
        ids: layout.add(ids),
        indexes: layout.add(indexes),
        count: ids.length,
      }
    })
    const samples = [
      setup.sampleTime,
      setup.sampleThread,
      setup.sampleProc,
      setup.sampleGoroutine,
      setup.sampleStack,
    ].map((column) => layout.add(column))
    const base = wasm.setupRoom(layout.bytes) >>> 0
    layout.write(new Uint8Array(wasm.memory.buffer), base)
    const at = (places: readonly number[], index: number): number => base + (places[index] ?? 0)
    wasm.setThreads(setup.threads.length, base + threads)
    wasm.setBatches(setup.batches, at(batches, 0), at(batches, 1), at(batches, 2), at(batches, 3))
    for (const [table, { dense, length, ids, indexes, count }] of tables.entries())
      wasm.setTable(table, base + dense, length, base + ids, base + indexes, count)
    wasm.setSamples(setup.samples, at(samples, 0), at(samples, 1), at(samples, 2), at(samples, 3), at(samples, 4))
    this.hasFailed = STEPS[wasm.begin(setup.unitNs, setup.startNs)] === 'fault'
    return this.hasFailed ? 'fault' : 'ready'
  }

  run(): CoreStep {
    const { wasm, columns } = this
    const step = STEPS[wasm.run()] ?? 'fault'
    this.hasFailed = step === 'fault'
    if (columns.time.buffer !== wasm.memory.buffer) Object.assign(columns, columnViews(wasm))
    columns.length = wasm.rowCount()
    return step
  }

  clear(): void {
    this.wasm.clearRows()
    this.columns.length = 0
  }

  get lastNs(): number {
    return this.wasm.lastTime()
  }

  get unknownTypes(): number {
    return this.wasm.unknownTypeCount()
  }

  get fault(): CorePlace | null {
    const { wasm } = this
    const fault = FAULT_NAMES[wasm.faultCode() - 1]
    if (!this.hasFailed || fault === undefined) return null
    return {
      fault,
      operands: [0, 1, 2].map((index) => BigInt.asUintN(64, wasm.faultOperand(index))),
      byte: wasm.faultPlace(0) >>> 0,
      type: wasm.faultPlace(1),
      thread: this.threadIds[wasm.faultPlace(2)] ?? null,
    }
  }
}

/** Ids of a table, out of its records; read anew when there are more. */
class RecordIds implements TraceIds {
  private readonly wasm: Exports
  private readonly table: number
  private known = new BigUint64Array(0)

  constructor(wasm: Exports, table: number) {
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

/** The columns lie one after the other, in the order of the lists. */
function columnViews({ memory, columnsAt }: Exports): TraceEventColumns {
  let at = columnsAt() >>> 0
  const { buffer } = memory
  const columns: Partial<TraceEventColumns> = { length: 0 }
  for (const name of TRACE_FLOAT_COLUMNS) {
    columns[name] = new Float64Array(buffer, at, TRACE_CHUNK_EVENTS)
    at += 8 * TRACE_CHUNK_EVENTS
  }
  for (const name of TRACE_UINT_COLUMNS) {
    columns[name] = new Uint32Array(buffer, at, TRACE_CHUNK_EVENTS)
    at += 4 * TRACE_CHUNK_EVENTS
  }
  for (const name of TRACE_BYTE_COLUMNS) {
    columns[name] = new Uint8Array(buffer, at, TRACE_CHUNK_EVENTS)
    at += TRACE_CHUNK_EVENTS
  }
  return columns as TraceEventColumns
}

type Column = BigUint64Array | Float64Array | Uint32Array

/** Arrays one after the other, each at a multiple of 8. */
class SetupLayout {
  bytes = 0
  private readonly parts: { at: number; column: Column }[] = []

  add(column: Column): number {
    const at = this.bytes
    this.parts.push({ at, column })
    this.bytes += (column.byteLength + 7) & ~7
    return at
  }

  write(memory: Uint8Array, base: number): void {
    for (const { at, column } of this.parts)
      memory.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), base + at)
  }
}

/** Sparse ids in their order. */
function sorted({ sparseIds, sparseIndexes }: IdTable): { ids: BigUint64Array; indexes: Uint32Array } {
  const indexOf = new Map(Array.from(sparseIds, (id, at) => [id, sparseIndexes[at] ?? 0]))
  const ids = sparseIds.slice().sort()
  return { ids, indexes: Uint32Array.from(ids, (id) => indexOf.get(id) ?? 0) }
}
