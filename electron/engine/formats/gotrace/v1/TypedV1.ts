// The second pass in TypeScript: the reference for the one in WebAssembly.
import type { TraceEventColumns } from '../../../../../shared/records/index.ts'
import { countKinds } from '../core/countKinds.ts'
import { RowWriter } from '../core/RowWriter.ts'
import { SlotTable } from '../core/SlotTable.ts'
import type { TraceTablesBuilder } from '../TraceTablesBuilder.ts'
import { V1Check } from './V1Check.ts'
import { V1Convert } from './V1Convert.ts'
import type { V1Core } from './V1Core.ts'
import { v1Layout } from './v1Events.ts'
import { V1Fault } from './v1Faults.ts'
import { V1Goroutines } from './V1Goroutines.ts'
import type { V1Index } from './V1Index.ts'
import { V1Merge } from './V1Merge.ts'
import { V1Streams } from './V1Streams.ts'

export class TypedV1 implements V1Core {
  private readonly states = new V1Goroutines()
  readonly goroutines = new SlotTable(1024, (slots) => {
    this.states.reserve(slots)
  })
  readonly threads = new SlotTable(64)
  readonly procs = new SlotTable(64)
  readonly tasks = new SlotTable(256)
  readonly raw = new Float64Array(64)
  firstNs = Number.NaN
  lastNs = Number.NaN
  unconverted: V1Fault | null = null
  private readonly out = new RowWriter()
  private streams: V1Streams | null = null
  private convert: V1Convert | null = null

  constructor() {
    this.tasks.slotOf(0, 0) // BACKGROUND_TASK_SLOT
  }

  get columns(): TraceEventColumns {
    return this.out.columns
  }

  countKinds(counts: Float64Array): void {
    countKinds(this.columns, counts)
  }

  get lastByte(): number {
    return this.streams?.lastByte ?? 0
  }

  get unknownStacks(): number {
    return this.convert?.unknownStacks ?? 0
  }

  get unknownStrings(): number {
    return this.convert?.unknownStrings ?? 0
  }

  order(version: number, index: V1Index, tables: TraceTablesBuilder, tickNs: number, take: () => void): Iterable<void> {
    const { out, goroutines, threads, procs, tasks } = this
    const { strings, stacks } = index
    const streams = new V1Streams(v1Layout(version), index, goroutines)
    this.streams = streams
    const { dense } = stacks.table()
    const convert = new V1Convert(version, streams, out, {
      goroutines: this.states,
      threads,
      procs,
      tasks,
      names: tables,
      strings,
      stacks,
      dense,
    })
    this.convert = convert
    const check = new V1Check(version, streams, goroutines, this.states, index.timerGoroutines.trimmed())
    const merge = new V1Merge(streams, index, goroutines, this.states, (row, type, blocks) => {
      if (Number.isNaN(tickNs)) return
      out.time = Math.trunc(((streams.ticks[row] as number) - merge.firstTicks) * tickNs)
      check.check(row, type)
      this.count(type)
      if (this.unconverted !== null) return
      if (out.isFull) {
        take()
        out.clear()
      }
      try {
        convert.convert(row, type, blocks)
      } catch (thrown) {
        if (!(thrown instanceof V1Fault)) throw thrown
        this.unconverted = thrown
      }
    })
    merge.run()
    take()
    out.clear()
    return []
  }

  private count(type: number): void {
    this.raw[type] = (this.raw[type] as number) + 1
    if (Number.isNaN(this.firstNs)) this.firstNs = this.out.time
    this.lastNs = this.out.time
  }
}
