// The second pass in WebAssembly (../assembly/v1.ts), behind the interface of the one in TypeScript. Batches stay where the first
// pass put them until the core asks for them, one by one: its memory holds one per proc, and what it has read is given back.
import type { TraceEventColumns, TraceIds } from '../../../../../shared/records/index.ts'
import { countKindsIn } from '../core/countKinds.ts'
import { coreColumns, coreInstance, PagedIds, RecordIds, SetupLayout, sortedIds } from '../core/coreInstance.ts'
import type { CoreExports } from '../core/coreInstance.ts'
import type { TraceTablesBuilder } from '../TraceTablesBuilder.ts'
import { SysExits } from './SysExits.ts'
import { V1_REASONS, V1_STOPS } from './V1Convert.ts'
import type { V1Core } from './V1Core.ts'
import { v1Layout } from './v1Events.ts'
import { V1_FAULT_NAMES, V1Fault } from './v1Faults.ts'
import type { V1Index } from './V1Index.ts'
import { BatchRelease } from './BatchStore.ts'
import type { StoredBatch } from './BatchStore.ts'
import { sortedSamples } from './v1Samples.ts'

/** Answers of `run`. */
const CHUNK = 0
const FAULT = 2

export class WasmV1 implements V1Core {
  readonly goroutines: TraceIds
  readonly threads: TraceIds
  readonly procs: TraceIds
  readonly tasks: TraceIds
  readonly columns: TraceEventColumns
  private readonly wasm: CoreExports
  private batches: StoredBatch[][] = []
  private release = new BatchRelease([])

  constructor() {
    const wasm = coreInstance((stream, index, ahead) => this.loadBatch(stream, index, ahead))
    this.wasm = wasm
    this.goroutines = new PagedIds(wasm, 0)
    this.threads = new RecordIds(wasm, 0)
    this.procs = new RecordIds(wasm, 1)
    this.tasks = new PagedIds(wasm, 1)
    this.columns = coreColumns(wasm)
  }

  countKinds(counts: Float64Array): void {
    countKindsIn(this.wasm, counts)
  }

  private loadBatch(stream: number, index: number, ahead: number): number {
    const batch = this.batches[stream]?.[index]
    if (batch === undefined) return -1
    const { wasm } = this
    const length = batch.end - batch.start
    const to = wasm.batchRoom(stream, ahead, length) >>> 0
    new Uint8Array(wasm.memory.buffer, to, length).set(batch.memory.subarray(batch.start, batch.end))
    if (ahead === 0) {
      wasm.setBatchStart(stream, batch.fileStart)
      this.release.done(batch)
    }
    return length
  }

  *order(
    version: number,
    index: V1Index,
    tables: TraceTablesBuilder,
    tickNs: number,
    take: () => void,
  ): Generator<void, void> {
    const { wasm, columns } = this
    this.setUp(version, index, tables, tickNs)
    let step = wasm.beginV1()
    if (step !== FAULT)
      do {
        step = wasm.runV1()
        if (columns.time.buffer !== wasm.memory.buffer) Object.assign(columns, coreColumns(wasm))
        columns.length = wasm.rowCount()
        if (step !== FAULT) take()
        wasm.clearRows()
        columns.length = 0
        yield
      } while (step === CHUNK)
    if (step === FAULT) throw this.fault()
  }

  private setUp(version: number, index: V1Index, tables: TraceTablesBuilder, tickNs: number): void {
    const { wasm } = this
    const { args, hasStack, isKnown } = v1Layout(version)
    for (let type = 0; type < isKnown.length; type++) wasm.setLayout(type, args[type] ?? 0, hasStack[type] ?? 0)
    for (const [type, reason] of Object.entries(V1_REASONS))
      wasm.setReason(Number(type), tables.names.internText(reason))
    for (const [kind, name] of V1_STOPS.entries()) wasm.setStop(kind, tables.names.internText(name))

    const slotOf = (words: Uint32Array, at: number): number =>
      wasm.goroutineSlot((BigInt(words[2 * at + 1] ?? 0) << 32n) | BigInt(words[2 * at] ?? 0))
    const timerIds = index.timerGoroutines.trimmed()
    const timers = Uint32Array.from({ length: timerIds.length / 2 }, (_, at) => slotOf(timerIds, at))
    const exitIds = index.exitGoroutine.trimmed()
    const exitSlots = Uint32Array.from({ length: exitIds.length / 2 }, (_, at) => slotOf(exitIds, at))
    const exits = new SysExits(exitSlots, index.exitTicks.trimmed())
    const samples = sortedSamples(index)
    const strings = index.strings.table()
    const stacks = index.stacks.table()
    const stringIds = sortedIds(strings)
    const stackIds = sortedIds(stacks)
    const procs = [...index.batches.keys()]
    const messages = procs.map((proc) => index.messages.get(proc)?.trimmed() ?? new Uint32Array(0))

    const layout = new SetupLayout()
    const at = [
      timers,
      exits.start,
      exits.ticks,
      samples.ticks,
      samples.proc,
      samples.goroutine,
      samples.stack,
      strings.dense,
      stringIds.ids,
      stringIds.indexes,
      stacks.dense,
      stackIds.ids,
      stackIds.indexes,
    ].map((column) => layout.add(column))
    const messagesAt = messages.map((column) => layout.add(column))
    const base = layout.write(wasm)
    const place = (part: number): number => base + (at[part] ?? 0)
    wasm.setUpStreams(procs.length, index.baseTicks)
    for (const [stream, proc] of procs.entries()) wasm.setStream(stream, proc, base + (messagesAt[stream] ?? 0))
    wasm.setUpExits(exits.start.length - 1, place(1), place(2))
    wasm.setSamples(samples.ticks.length, place(3), 0, place(4), place(5), place(6))
    wasm.setTable(0, place(7), strings.dense.length, place(8), place(9), stringIds.ids.length)
    wasm.setTable(1, place(10), stacks.dense.length, place(11), place(12), stackIds.ids.length)
    wasm.setUpV1(version, tickNs, place(0), timers.length)
    this.batches = [...index.batches.values()]
    this.release = new BatchRelease(this.batches)
  }

  private fault(): V1Fault {
    const { wasm } = this
    const operands = [0, 1].map((index) => BigInt.asIntN(64, wasm.faultOperand(index)))
    return new V1Fault(V1_FAULT_NAMES[wasm.faultCode() - 1] ?? 'noOrder', wasm.faultTypeV1(), ...operands)
  }

  get lastByte(): number {
    return this.wasm.lastByte()
  }

  get raw(): ArrayLike<number> {
    return new Float64Array(this.wasm.memory.buffer, this.wasm.rawAt() >>> 0, 64)
  }

  get firstNs(): number {
    return this.wasm.rawTime(0)
  }

  get lastNs(): number {
    return this.wasm.rawTime(1)
  }

  get unconverted(): V1Fault | null {
    const type = this.wasm.unconvertedType()
    return type === 0 ? null : new V1Fault('unexpectedType', type)
  }

  get unknownStacks(): number {
    return this.wasm.unknownStackCount()
  }

  get unknownStrings(): number {
    return this.wasm.unknownStringCount()
  }
}
