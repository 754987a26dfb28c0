// An execution trace as its reader gives it: generations, events in columns (traceEvents.ts), tables that live as long as the
// reading, and what is known at the end.
import type { WallPlacement } from './time.ts'
import type { TraceEventColumns } from './traceEvents.ts'

/** v1: Go 1.5–1.21, one clock of CPU ticks and no generations. v2: Go 1.22 and later. */
export type TraceFamily = 'v1' | 'v2'

/**
 * The tables event columns refer to. Append-only: a row never changes once it is there, and equal rows of different generations
 * are one row. While reading they grow, and the arrays are then longer than `length` and replaced when they are full: read them
 * through this object each time. Row 0 means "none" in each.
 */
export interface TraceTables {
  /** Row 0 is "". */
  readonly strings: readonly string[]
  /** Functions by name and file: indexes into strings. */
  readonly functions: { readonly length: number; readonly name: Uint32Array; readonly file: Uint32Array }
  /** Places in functions. `line` is 0 where it is not known; a line beyond 2^32 − 1 is that. */
  readonly frames: {
    readonly length: number
    readonly pc: BigUint64Array
    readonly function: Uint32Array
    readonly line: Uint32Array
  }
  /** `start[i] … start[i + 1]` are the frames of stack i, leaf first. Row 0 is the empty stack. */
  readonly stacks: { readonly length: number; readonly start: Uint32Array; readonly frame: Uint32Array }
  /**
   * Ids as the runtime gives them, in the order they were first named. Row 0 has id 2^64 − 1, the wire's "none". While a trace is read in a thread
   * of its own those of goroutines and tasks are not to be asked for before its end; their numbers are.
   */
  readonly goroutines: TraceIds
  readonly threads: TraceIds
  readonly procs: TraceIds
  /** Row 1 is the background task, id 0. */
  readonly tasks: TraceIds
  /** Types of heap objects (alloc/free experiment). Row 0: no type. */
  readonly types: {
    readonly length: number
    /** Index into strings. */
    readonly name: Uint32Array
    readonly address: BigUint64Array
    /** Bytes, and how many of them from the start may hold pointers. */
    readonly size: Float64Array
    readonly pointerBytes: Float64Array
  }
  /** How ids of the alloc/free experiment become addresses; null without it, and in a recording that began after its start. */
  readonly heapLayout: HeapLayout | null
}

export interface TraceIds {
  readonly length: number
  readonly id: BigUint64Array
  /** Ids of rows `from … to`, of tables that would make a copy of all of them for `id`. */
  slice?(from: number, to: number): BigUint64Array
}

/** address = minAddress + id × unit, the unit being pageBytes (spans), objectAlign (objects) or minStackBytes (stacks). */
export interface HeapLayout {
  minAddress: bigint
  pageBytes: number
  objectAlign: number
  minStackBytes: number
}

/** Several clocks read at one moment (Go 1.25+), once per generation. */
export interface ClockSnapshot {
  /** On the trace's own axis, nanoseconds since its start. */
  timeNs: number
  /** The system's monotonic clock, nanoseconds. */
  monoNs: bigint
  /** The wall clock: seconds since 1970 UTC and nanoseconds in them. */
  wallSeconds: number
  wallNanos: number
}

/** A stretch of a trace that is complete in itself: about a second, after which all states are restated. v1: the whole trace. */
export interface TraceGeneration {
  /** 0 for the first in the file. */
  ordinal: number
  /** As the file has it: counts from 1; a flight recording begins later. 1 in v1. */
  number: number
  /** When it begins: all its events are later. Go's tools show a Sync event here. */
  startNs: number
  /** Where it is in the (decompressed) file; `byteEnd` is one past its last byte. */
  byteStart: number
  byteEnd: number
  /** Units of its clock per second. */
  frequency: number
  clock: ClockSnapshot | null
}

/** Why reading ended early. Everything before it was given out and holds. */
export interface TraceFailure {
  /** `gotrace/…`. */
  code: string
  /** What was read, what was expected, what was found, and where; English. */
  message: string
  /** The same without the place, in the words of Go's own reader where it has some. */
  reason: string
  /** Number of the generation; null: between generations or before the first. */
  generation: number | null
  /** 0-based byte of the (decompressed) file. */
  byte: number
  /** Id of the thread whose event it was. */
  thread: bigint | null
  /** Name of the event (TRACE_KINDS), null where it was no event. */
  event: string | null
}

/** What is known at the end, also of a trace that broke. */
export interface TraceEnd {
  /** `go 1.26`: a format version, not the program's Go version: 1.12–1.18 write 1.11, 1.24 writes 1.23, 1.27 writes 1.26. */
  header: string
  /** The number in it after `1.`. */
  version: number
  family: TraceFamily
  /** Events given out, and by kind (index: TraceKind). */
  events: number
  counts: Float64Array
  /** Events of complete generations: those beyond belong to the one that broke. */
  completeEvents: number
  completeGenerations: number
  /** Generations begun, plus one at the end: the Sync events Go's reader shows. */
  syncs: number
  /** Of the first and the last event; NaN without events. */
  firstNs: number
  lastNs: number
  /**
   * The trace clock at time 0, nanoseconds. v2 on Linux and macOS: the system's monotonic clock, so two traces of one boot can
   * be laid beside each other. 0 in v1, whose clock means nothing outside of the file.
   */
  startClockNs: bigint
  /** Where the trace is on the wall clock (Go 1.25+). */
  wall: WallPlacement | null
  /** v1: events by the wire format's own names, and from the first to the last of them, ns; null in v2. */
  v1: { counts: Record<string, number>; durationNs: number } | null
  failure: TraceFailure | null
  tables: TraceTables
}

/**
 * Takes a trace while it is read: `begin`, then any number of `generation, events…, generationEnd`, then `end`. After a
 * generation that broke there is no generationEnd; its events so far are in order and validated, and a consumer that wants only
 * complete generations drops them. A v1 trace that breaks gives nothing that holds: the reader throws instead of calling `end`.
 */
export interface TraceSink {
  begin?(trace: { header: string; version: number; family: TraceFamily; tables: TraceTables }): void
  generation?(generation: TraceGeneration): void
  events?(chunk: TraceEventColumns): void
  generationEnd?(generation: TraceGeneration): void
  end?(trace: TraceEnd): void
  /**
   * What is left to do of what was given last, in steps of some milliseconds. Readers take them before they give anything else, so that
   * whoever reads can let others have their turn; a sink whose steps were not taken does them with the next it is given.
   */
  rest?(): Iterable<void>
}
