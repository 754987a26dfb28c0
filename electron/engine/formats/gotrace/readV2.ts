// Traces of Go 1.22 and later: generation by generation, each held whole while it is read and then forgotten. Faults are those
// of Go's reader (internal/trace: reader.go, generation.go, order.go); what came before one has been given out.
import { counted } from '../../../../shared/lib/counted.ts'
import type {
  ClockSnapshot,
  ImportIssue,
  TraceEnd,
  TraceFailure,
  TraceGeneration,
  TraceSink,
} from '../../../../shared/records/index.ts'
import { traceKindName } from '../../../../shared/records/index.ts'
import { BatchFramer } from './BatchFramer.ts'
import { GenerationTables, TableFault } from './GenerationTables.ts'
import { generationSetup } from './generationSetup.ts'
import { HEADER_BYTES } from './header.ts'
import type { TraceHeader } from './header.ts'
import { TraceFault } from './TraceFault.ts'
import type { TraceTablesBuilder } from './TraceTablesBuilder.ts'
import type { TraceCore } from './core/TraceCore.ts'
import { faultReason, isMalformed } from './core/faults.ts'
import { TraceTotals } from './TraceTotals.ts'
import { MAX_EVENT_TYPE } from './wireEvents.ts'

/** Bytes of one generation at most, which the core holds in one piece. Go writes about one per second; the largest we have seen has 120 MB. */
export const MAX_GENERATION_BYTES = 1000 * 1024 * 1024

export class V2Reader {
  readonly totals: TraceTotals
  private readonly core: TraceCore
  private readonly tables: TraceTablesBuilder
  private readonly header: TraceHeader
  private readonly sink: TraceSink
  private readonly framer: BatchFramer
  private readonly ownTables: GenerationTables
  /** Byte of the file the buffer begins with. */
  private base = HEADER_BYTES
  private generations = 0
  /** Time 0 of the trace on its clock, in ns; NaN until the first generation. */
  private startClock = Number.NaN
  failure: TraceFailure | null = null
  unknownStacks = 0
  private lastClock: { atMs: number; atNs: number } | null = null

  constructor(header: TraceHeader, core: TraceCore, tables: TraceTablesBuilder, sink: TraceSink) {
    this.header = header
    this.core = core
    this.tables = tables
    this.sink = sink
    this.framer = new BatchFramer(header.version)
    this.ownTables = new GenerationTables(tables)
    this.totals = new TraceTotals(sink, core)
  }

  *pushSteps(chunk: Uint8Array): Generator<void, void> {
    if (this.failure !== null) return
    this.core.append(chunk)
    yield* this.guarded(this.take(false))
  }

  *finishSteps(): Generator<void, void> {
    if (this.failure !== null) return
    yield* this.guarded(this.take(true))
    // The compiler does not see that reading may have failed.
    if ((this.failure as TraceFailure | null) === null) yield* this.guarded(this.ended())
  }

  /** Wall clock of the trace's time 0, ms since 1970; null before Go 1.25. */
  get wallStartMs(): number | null {
    return this.lastClock === null ? null : this.lastClock.atMs - this.lastClock.atNs / 1e6
  }

  /** What is known at the end. */
  end(): TraceEnd {
    const { totals, header } = this
    const { events, counts, completeEvents, completeGenerations, syncs, firstNs, lastNs } = totals
    const startMs = this.wallStartMs
    return {
      header: header.name,
      version: header.version,
      family: header.family,
      events,
      counts,
      completeEvents,
      completeGenerations,
      syncs,
      firstNs,
      lastNs,
      startClockNs: this.startClockNs,
      // The clocks are read one after the other, within microseconds.
      wall:
        startMs === null || events === 0
          ? null
          : { startMs: startMs + firstNs / 1e6, endMs: startMs + lastNs / 1e6, errorMs: 0.1, basis: 'traceClock' },
      v1: null,
      failure: this.failure,
      tables: this.tables,
    }
  }

  /** What was left out or guessed. */
  issues(): ImportIssue[] {
    const { unknownTypes } = this.core
    const note = (code: string, count: number, message: string): ImportIssue[] =>
      count === 0 ? [] : [{ severity: 'note', code, message, at: {}, count }]
    return [
      ...note(
        'gotrace/unknown-stack',
        this.unknownStacks,
        `${counted(this.unknownStacks, 'CPU sample names a stack that is', 'CPU samples name stacks that are')} not there.`,
      ),
      ...note(
        'gotrace/unknown-type',
        unknownTypes,
        `${counted(unknownTypes, 'heap object names a type that is', 'heap objects name types that are')} not there.`,
      ),
      ...note(
        'gotrace/damaged-types',
        this.tables.damagedTypeBatches,
        `${counted(this.tables.damagedTypeBatches, 'batch with types of heap objects could not be read to its end', 'batches with types of heap objects could not be read to their end')}.`,
      ),
    ]
  }

  get startClockNs(): bigint {
    return Number.isNaN(this.startClock) ? 0n : BigInt(this.startClock)
  }

  private *guarded(read: Generator<void, void>): Generator<void, void> {
    try {
      yield* read
    } catch (thrown) {
      if (!(thrown instanceof TraceFault)) throw thrown
      this.failure = thrown.failure
    }
  }

  /** Takes every batch that is there whole, and every generation that is complete. */
  private *take(isLast: boolean): Generator<void, void> {
    const { framer, core } = this
    let bytes = core.bytes
    for (;;) {
      const step = framer.step(bytes, isLast)
      if (step === 'wait') {
        if (bytes.length > MAX_GENERATION_BYTES)
          throw this.fault('too-large', `the generation has more than ${MAX_GENERATION_BYTES} bytes`, 0)
        return
      }
      if (step === 'batch') continue
      if (step === 'end') {
        yield* this.readGeneration()
        this.next()
        bytes = core.bytes
        continue
      }
      yield* this.framingFault(bytes)
    }
  }

  /** The framing is broken: what is whole of the generation is read as Go's reader would, then the fault is thrown. */
  private *framingFault(bytes: Uint8Array): Generator<void, never> {
    const { framer } = this
    const isCut = /^failed to read full|EOF$/.test(framer.reason)
    const fault = this.fault(isCut ? 'truncated' : 'malformed', framer.reason, framer.at)
    if (framer.isFatal || framer.generation === 0) {
      this.readTables(bytes)
      this.totals.syncs++
    } else {
      try {
        yield* this.readGeneration()
      } catch (thrown) {
        throw isCut && thrown instanceof TraceFault ? this.becauseCut(thrown) : thrown
      }
      this.totals.syncs++
    }
    throw fault
  }

  /** The file ends. Before 1.26 that ends the last generation, too. */
  private *ended(): Generator<void, void> {
    const { framer } = this
    const bytes = this.core.bytes
    if (this.header.version >= 26) {
      // Only batches of events tell that something is missing, in Go's reader.
      if (framer.generation !== 0 && this.readTables(bytes).some((isEvents) => isEvents)) {
        this.totals.syncs++
        throw this.fault('truncated', 'incomplete generation found; trace likely truncated', bytes.length)
      }
    } else if (framer.generation !== 0 || this.generations === 0) yield* this.readGeneration()
    this.totals.syncs++
  }

  private next(): void {
    this.core.drop(this.framer.at)
    this.base += this.framer.at
    this.framer.clear()
  }

  /** Which batches hold events. */
  private readTables(bytes: Uint8Array): boolean[] {
    const { ownTables, framer } = this
    ownTables.clear()
    return framer.batches.map((batch) => {
      try {
        return !ownTables.read(bytes, batch, this.header.version)
      } catch (thrown) {
        throw this.ofTables(thrown)
      }
    })
  }

  private ofTables(thrown: unknown): unknown {
    if (!(thrown instanceof TableFault)) return thrown
    this.totals.syncs++
    return this.fault('malformed', thrown.message, thrown.byte)
  }

  private *readGeneration(): Generator<void, void> {
    const { core, framer, ownTables, header, sink, totals } = this
    const bytes = core.bytes
    const isEvents = this.readTables(bytes)
    try {
      ownTables.finish(header.version, framer.at)
    } catch (thrown) {
      throw this.ofTables(thrown)
    }
    const unitNs = 1 / (ownTables.frequency / 1e9)
    const clockOf = (lo: number, hi: number): number => Math.trunc((hi * 4_294_967_296 + lo) * unitNs)
    const first = clockOf(framer.minLo, framer.minHi)
    if (Number.isNaN(this.startClock)) this.startClock = first
    const setup = generationSetup(framer.batches, isEvents, ownTables, (lo, hi) => clockOf(lo, hi) - this.startClock)
    setup.unitNs = unitNs
    // A clock that stands at 0 has moved on by one when the first generation begins, as in Go's reader.
    setup.startNs = first === 0 && this.generations === 0 ? 1 : first - this.startClock
    this.unknownStacks += setup.unknownStacks
    if (core.begin(setup) === 'fault') throw this.ofCore()
    const generation: TraceGeneration = {
      ordinal: this.generations++,
      number: framer.generation,
      startNs: core.lastNs,
      byteStart: this.base,
      byteEnd: this.base + framer.at,
      frequency: ownTables.frequency,
      clock: this.clockSnapshot(unitNs),
    }
    totals.syncs++
    sink.generation?.(generation)
    for (let step = core.run(); ; step = core.run()) {
      totals.add(core.columns)
      core.clear()
      if (sink.rest) yield* sink.rest()
      if (step === 'done') break
      if (step === 'fault') throw this.ofCore()
      yield
    }
    totals.completed()
    sink.generationEnd?.(generation)
    if (sink.rest) yield* sink.rest()
  }

  private clockSnapshot(unitNs: number): ClockSnapshot | null {
    const { snapshot } = this.ownTables
    if (snapshot === null) return null
    const timeNs = Math.trunc(Number(BigInt.asUintN(64, snapshot.units)) * unitNs) - this.startClock
    const wallSeconds = Number(BigInt.asIntN(64, snapshot.wallSeconds))
    const wallNanos = Number(BigInt.asIntN(64, snapshot.wallNanos))
    this.lastClock ??= { atMs: wallSeconds * 1000 + wallNanos / 1e6, atNs: timeNs }
    return { timeNs, monoNs: snapshot.monoNs, wallSeconds, wallNanos }
  }

  private fault(kind: ConstructorParameters<typeof TraceFault>[0], reason: string, at: number): TraceFault {
    const generation = this.framer.generation === 0 ? null : this.framer.generation
    return new TraceFault(kind, reason, { byte: this.base + at, generation })
  }

  /** What the missing end of the file leads to: tables are mostly written last. */
  private becauseCut({ failure }: TraceFault): TraceFault {
    return new TraceFault('truncated', failure.reason, failure)
  }

  private ofCore(): TraceFault {
    const place = this.core.fault
    if (place === null) throw new Error('the core has no fault')
    const { fault, operands, type, byte, thread } = place
    const isUnknown = fault === 'unknownType' || fault === 'noTimestamp'
    const kind = isUnknown && this.header.isNewer ? 'unknown-event' : isMalformed(fault) ? 'malformed' : 'inconsistent'
    const own = faultReason(fault, type, operands)
    const reason = kind === 'unknown-event' ? `${own} (${this.header.name} is newer than the versions known here)` : own
    return new TraceFault(kind, reason, {
      byte: this.base + byte,
      generation: this.framer.generation,
      thread,
      event: type === 0 || type > MAX_EVENT_TYPE ? null : traceKindName(type),
    })
  }
}
