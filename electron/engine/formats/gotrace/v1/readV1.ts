// Traces of Go 1.5–1.21: one stretch, in which frequency and stacks come last. The bytes are kept, a first pass finds what lies
// where while they come in (V1Index), a second one merges the procs into one order (V1Merge), checks it (V1Check) and gives it
// the meaning of v2 (V1Convert). Events themselves are never kept. A v1 trace is all or nothing, as in Go's readers.
import type {
  ImportIssue,
  TraceEnd,
  TraceFailure,
  TraceGeneration,
  TraceSink,
} from '../../../../../shared/records/index.ts'
import { TraceFault } from '../TraceFault.ts'
import type { TraceTablesBuilder } from '../TraceTablesBuilder.ts'
import { TraceTotals } from '../TraceTotals.ts'
import { HEADER_BYTES } from '../header.ts'
import type { TraceHeader } from '../header.ts'
import { RowWriter } from '../core/RowWriter.ts'
import { SlotTable } from '../core/SlotTable.ts'
import { checkOldestOrder } from './orderOldest.ts'
import { V1Check } from './V1Check.ts'
import { V1Convert } from './V1Convert.ts'
import { V1Goroutines } from './V1Goroutines.ts'
import { V1Index } from './V1Index.ts'
import { V1Merge } from './V1Merge.ts'
import { V1Streams } from './V1Streams.ts'
import { V1, v1Layout, v1Name } from './v1Events.ts'

/** Bytes of a v1 trace at most: they are held in memory. */
export const MAX_V1_BYTES = 2 * 1024 * 1024 * 1024

/** The ids of a v1 trace; they are tables of their own, as a v2 trace's are its core's. */
export class V1Ids {
  readonly states = new V1Goroutines()
  readonly goroutines = new SlotTable(1024, (slots) => {
    this.states.reserve(slots)
  })
  readonly threads = new SlotTable(64)
  readonly procs = new SlotTable(64)
  readonly tasks = new SlotTable(256)

  constructor() {
    this.tasks.slotOf(0, 0) // BACKGROUND_TASK_SLOT
  }
}

export class V1Reader {
  readonly totals: TraceTotals
  failure: TraceFailure | null = null
  private readonly header: TraceHeader
  private readonly ids: V1Ids
  private readonly tables: TraceTablesBuilder
  private readonly sink: TraceSink
  private readonly index: V1Index
  private readonly out = new RowWriter()
  private convert: V1Convert | null = null
  private readonly raw = new Float64Array(64)
  private firstNs = Number.NaN
  private lastNs = Number.NaN

  constructor(header: TraceHeader, ids: V1Ids, tables: TraceTablesBuilder, sink: TraceSink) {
    this.header = header
    this.ids = ids
    this.tables = tables
    this.sink = sink
    this.totals = new TraceTotals(sink)
    this.index = new V1Index(v1Layout(header.version), tables, ids.goroutines, HEADER_BYTES)
  }

  push(chunk: Uint8Array): void {
    if (this.failure !== null) return
    this.guarded(() => {
      if (this.index.store.bytes + chunk.length > MAX_V1_BYTES)
        throw new TraceFault('too-large', `a trace of ${this.header.name} has more than ${MAX_V1_BYTES} bytes`, {
          byte: MAX_V1_BYTES,
        })
      this.index.push(chunk)
    })
  }

  finish(): void {
    if (this.failure !== null) return
    this.guarded(() => {
      this.index.finish()
      this.order()
    })
  }

  private guarded(read: () => void): void {
    try {
      read()
    } catch (thrown) {
      if (!(thrown instanceof TraceFault)) throw thrown
      this.failure = thrown.failure
    }
  }

  private order(): void {
    const { header, ids, tables, index, out, totals, sink } = this
    const { goroutines, threads, procs, tasks, states } = ids
    const { strings, stacks } = index
    const layout = v1Layout(header.version)
    if (header.version < 7) {
      checkOldestOrder(index, layout)
      throw new TraceFault(
        'needs-binary',
        'for traces produced by go 1.6 or below, the binary argument must be provided',
        { byte: 0 },
      )
    }
    const streams = new V1Streams(layout, index, goroutines, tables)
    const { dense } = stacks.table()
    const convert = new V1Convert(header.version, streams, out, {
      threads,
      procs,
      tasks,
      names: tables,
      strings,
      stacks,
      dense,
    })
    this.convert = convert
    const check = new V1Check(header.version, streams, goroutines, states, index.timerGoroutines)
    const tickNs = index.frequency === 0 ? Number.NaN : 1e9 / index.frequency
    let unconverted: TraceFault | null = null
    const merge = new V1Merge(streams, index, goroutines, states, (row, type, next) => {
      // Without a frequency nothing can be given out; the order is still checked, which Go's reader does first.
      if (Number.isNaN(tickNs)) return
      out.time = Math.trunc(((streams.ticks[row] as number) - merge.firstTicks) * tickNs)
      check.check(row, type)
      this.count(type)
      if (unconverted !== null) return
      if (out.isFull) this.flush()
      try {
        convert.convert(row, type, next)
      } catch (thrown) {
        if (!(thrown instanceof TraceFault)) throw thrown
        unconverted = thrown
      }
    })
    const generation: TraceGeneration = {
      ordinal: 0,
      number: 1,
      startNs: 0,
      byteStart: HEADER_BYTES,
      byteEnd: HEADER_BYTES + index.store.bytes,
      frequency: index.frequency,
      clock: null,
    }
    sink.generation?.(generation)
    merge.run()
    if (Number.isNaN(tickNs)) throw new TraceFault('truncated', 'no EvFrequency event', { byte: generation.byteEnd })
    if (!Number.isNaN(merge.firstTicks)) totals.syncs++
    if (unconverted !== null) throw unconverted as TraceFault
    this.flush()
    totals.syncs++
    totals.completed()
    sink.generationEnd?.(generation)
  }

  private count(type: number): void {
    this.raw[type] = (this.raw[type] as number) + 1
    if (Number.isNaN(this.firstNs)) this.firstNs = this.out.time
    this.lastNs = this.out.time
  }

  private flush(): void {
    this.totals.add(this.out.columns)
    this.out.clear()
  }

  end(): TraceEnd {
    const { totals, header, failure } = this
    const isWhole = failure === null
    const { events, counts, completeEvents, completeGenerations, syncs, firstNs, lastNs } = totals
    return {
      header: header.name,
      version: header.version,
      family: header.family,
      events: isWhole ? events : 0,
      counts: isWhole ? counts : new Float64Array(counts.length),
      completeEvents,
      completeGenerations,
      syncs,
      firstNs: isWhole ? firstNs : Number.NaN,
      lastNs: isWhole ? lastNs : Number.NaN,
      startClockNs: 0n,
      wall: null,
      v1: {
        counts: Object.fromEntries(
          [...this.raw.entries()].filter(([, count]) => count > 0).map(([type, count]) => [v1Name(type), count]),
        ),
        durationNs: this.lastNs - this.firstNs,
      },
      failure,
      tables: this.tables,
    }
  }

  /** What was left out or guessed. */
  issues(): ImportIssue[] {
    const note = (code: string, count: number, message: string): ImportIssue[] =>
      count === 0 ? [] : [{ severity: 'note', code, message, at: {}, count }]
    const stacks = this.convert?.unknownStacks ?? 0
    const strings = (this.convert?.unknownStrings ?? 0) + this.index.unknownNames
    return [
      ...note('gotrace/unknown-stack', stacks, `${stacks} events name stacks that are not there.`),
      ...note('gotrace/unknown-string', strings, `${strings} events or frames name strings that are not there.`),
      ...note(
        'gotrace/no-syscall-duration',
        this.raw[V1.GoSysCall] ?? 0,
        `Of ${this.raw[V1.GoSysCall]} syscalls only those that lost their proc have a duration; the others are shown as 1 ns.`,
      ),
    ]
  }
}
