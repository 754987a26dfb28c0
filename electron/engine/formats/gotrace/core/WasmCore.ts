// The core in WebAssembly (../assembly), behind the interface of the one in TypeScript. A reader has an instance of its own; its
// memory holds the bytes of the generation, the columns and all that is known of goroutines, procs, threads and tasks.
import type { TraceEventColumns, TraceIds } from '../../../../../shared/records/index.ts'
import { countKindsIn } from './countKinds.ts'
import { coreColumns, coreInstance, PagedIds, RecordIds, SetupLayout, sortedIds } from './coreInstance.ts'
import type { CoreExports } from './coreInstance.ts'
import { FAULT_NAMES } from './faults.ts'
import type { CorePlace, CoreStep, GenerationSetup, TraceCore } from './TraceCore.ts'

const STEPS: readonly CoreStep[] = ['chunk', 'done', 'fault']

export class WasmCore implements TraceCore {
  readonly goroutines: TraceIds
  readonly threads: TraceIds
  readonly procs: TraceIds
  readonly tasks: TraceIds
  readonly columns: TraceEventColumns
  private readonly wasm: CoreExports
  private threadIds: BigUint64Array = new BigUint64Array(0)
  private hasFailed = false

  constructor() {
    const wasm = coreInstance()
    this.wasm = wasm
    this.goroutines = new PagedIds(wasm, 0)
    this.threads = new RecordIds(wasm, 0)
    this.procs = new RecordIds(wasm, 1)
    this.tasks = new PagedIds(wasm, 1)
    this.columns = coreColumns(wasm)
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
      const { ids, indexes } = sortedIds(table)
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
    const base = layout.write(wasm)
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
    if (columns.time.buffer !== wasm.memory.buffer) Object.assign(columns, coreColumns(wasm))
    columns.length = wasm.rowCount()
    return step
  }

  countKinds(counts: Float64Array): void {
    countKindsIn(this.wasm, counts)
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
