// Traces of Go 1.5–1.21: one stretch, in which frequency and stacks come last. The bytes are kept, a first pass finds what lies
// where while they come in (V1Index), a second one merges the procs into one order (V1Merge), checks it (V1Check) and gives it
// the meaning of v2 (V1Convert). Events themselves are never kept. A v1 trace is all or nothing, as in Go's readers.
import { counted } from '../../../../../shared/lib/counted.ts'
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
import { faultReason } from '../core/faults.ts'
import { checkOldestOrder } from './orderOldest.ts'
import type { V1Core } from './V1Core.ts'
import { V1, v1Layout, v1Name } from './v1Events.ts'
import { isV1Malformed, V1Fault, v1FaultReason } from './v1Faults.ts'
import { V1Index } from './V1Index.ts'

/** Bytes of a v1 trace at most: they are held in memory. */
export const MAX_V1_BYTES = 2 * 1024 * 1024 * 1024

/** Times after it are no longer whole nanoseconds. */
const MAX_TIME = Number.MAX_SAFE_INTEGER
const TOO_LATE = faultReason('timeRange', 0, [])

export class V1Reader {
  readonly totals: TraceTotals
  failure: TraceFailure | null = null
  private readonly header: TraceHeader
  private readonly core: V1Core
  private readonly tables: TraceTablesBuilder
  private readonly sink: TraceSink
  private readonly index: V1Index

  constructor(header: TraceHeader, core: V1Core, tables: TraceTablesBuilder, sink: TraceSink) {
    this.header = header
    this.core = core
    this.tables = tables
    this.sink = sink
    this.totals = new TraceTotals(sink, core)
    this.index = new V1Index(v1Layout(header.version), tables, HEADER_BYTES)
  }

  /** The first pass goes through a chunk in one step. */
  pushSteps(chunk: Uint8Array): Generator<void, void> {
    return this.guarded(this.take(chunk))
  }

  finishSteps(): Generator<void, void> {
    return this.guarded(this.order())
  }

  private *take(chunk: Uint8Array): Generator<void, void> {
    if (this.index.store.bytes + chunk.length > MAX_V1_BYTES)
      throw new TraceFault('too-large', `a trace of ${this.header.name} has more than ${MAX_V1_BYTES} bytes`, {
        byte: MAX_V1_BYTES,
      })
    this.index.push(chunk)
    yield
  }

  private *guarded(read: Generator<void, void>): Generator<void, void> {
    if (this.failure !== null) return
    try {
      yield* read
    } catch (thrown) {
      if (!(thrown instanceof TraceFault)) throw thrown
      this.failure = thrown.failure
    }
  }

  private *order(): Generator<void, void> {
    const { header, core, tables, index, totals, sink } = this
    index.finish()
    if (header.version < 7) {
      checkOldestOrder(index, v1Layout(header.version))
      throw new TraceFault(
        'needs-binary',
        'for traces produced by go 1.6 or below, the binary argument must be provided',
        { byte: 0 },
      )
    }
    const generation: TraceGeneration = {
      ordinal: 0,
      number: 1,
      startNs: 0,
      byteStart: HEADER_BYTES,
      byteEnd: HEADER_BYTES + index.store.bytes,
      frequency: index.frequency,
      clock: null,
    }
    const withoutFrequency = (): TraceFault =>
      new TraceFault('truncated', 'no EvFrequency event', { byte: generation.byteEnd })
    // A header alone holds no stretch of time that could be announced.
    if (index.store.bytes === 0) throw withoutFrequency()
    const tickNs = index.frequency === 0 ? Number.NaN : 1e9 / index.frequency
    sink.generation?.(generation)
    try {
      const steps = core.order(header.version, index, tables, tickNs, () => {
        const { time, length } = core.columns
        if (length > 0 && (time[length - 1] as number) > MAX_TIME)
          throw new TraceFault('malformed', TOO_LATE, { byte: generation.byteEnd, generation: 1 })
        totals.add(core.columns)
      })
      for (const _ of steps) {
        if (sink.rest) yield* sink.rest()
        yield
      }
    } catch (thrown) {
      throw this.ofCore(thrown)
    }
    if (Number.isNaN(tickNs)) throw withoutFrequency()
    if (!Number.isNaN(core.firstNs)) totals.syncs++
    if (core.unconverted !== null) throw this.ofCore(core.unconverted)
    totals.syncs++
    totals.completed()
    sink.generationEnd?.(generation)
    if (sink.rest) yield* sink.rest()
  }

  private ofCore(thrown: unknown): unknown {
    if (!(thrown instanceof V1Fault)) return thrown
    const { fault, type, operands } = thrown
    return new TraceFault(isV1Malformed(fault) ? 'malformed' : 'inconsistent', v1FaultReason(fault, type, operands), {
      byte: this.core.lastByte,
      generation: 1,
    })
  }

  end(): TraceEnd {
    const { totals, header, failure, core } = this
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
          Array.from(core.raw, (count, type) => [v1Name(type), count] as const).filter(([, count]) => count > 0),
        ),
        durationNs: core.lastNs - core.firstNs,
      },
      failure,
      tables: this.tables,
    }
  }

  /** What was left out or guessed. */
  issues(): ImportIssue[] {
    const note = (code: string, count: number, message: string): ImportIssue[] =>
      count === 0 ? [] : [{ severity: 'note', code, message, at: {}, count }]
    const { core } = this
    const stacks = core.unknownStacks
    const strings = core.unknownStrings + this.index.unknownNames
    const syscalls = core.raw[V1.GoSysCall] ?? 0
    return [
      ...note(
        'gotrace/unknown-stack',
        stacks,
        `${counted(stacks, 'event names a stack that is', 'events name stacks that are')} not there.`,
      ),
      ...note(
        'gotrace/unknown-string',
        strings,
        `${counted(strings, 'event or frame names a string that is', 'events or frames name strings that are')} not there.`,
      ),
      ...note(
        'gotrace/no-syscall-duration',
        syscalls,
        `Of ${counted(syscalls, 'syscall', 'syscalls')} only those that lost their proc have a duration; the others are shown as 1 ns.`,
      ),
    ]
  }
}
