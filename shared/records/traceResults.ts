// What analysis makes of a whole execution trace: pauses, GC cycles, tasks, logs, blocking. Times are nanoseconds since its start, NaN where
// the trace does not show them; slots and indexes are of its tables (trace.ts), 0 for none.

import type { SourceId } from './ids.ts'
import type { HeapLayout, TraceFailure, TraceFamily } from './trace.ts'
import type { RangeKind } from './traceIntervals.ts'

export interface TracePause {
  /** Index of the string that says why: `GC mark termination`, `read mem stats`, … */
  kind: number
  beginNs: number
  /** When the last proc stood; equal to `beginNs` where all were idle. */
  stoppedNs: number
  /** NaN: the trace ends in it. */
  endNs: number
  /** Slot and stack of the goroutine that stopped the world. */
  goroutine: number
  stack: number
  /** Procs that had to stop. */
  stoppedProcs: number
  /** The last one to: its proc, the goroutine it had run and where that was taken off; 0: not shown. */
  lastProc: number
  lastGoroutine: number
  lastStack: number
  /** The last one was in a syscall and was taken from its thread. */
  isLastSyscall: boolean
}

export interface TraceGcCycle {
  /** Sequence number of the trace: v2 counts begins and ends alike (1, 3, 5 …), v1 begins; 0 where it is not told. */
  sequence: number
  /** From just before sweep termination into mark termination; NaN where the trace does not show it. */
  beginNs: number
  endNs: number
  /** Its two pauses, asked for → over; NaN where the trace does not show one. */
  sweepTermNs: number
  markTermNs: number
  /** Live heap as the pacer counts it when it began and ended, and the highest in between; bytes, NaN without a reading. */
  heapBeginBytes: number
  heapEndBytes: number
  heapPeakBytes: number
  /** Goal it worked towards; NaN: none (heap trigger off) or not shown. */
  goalBytes: number
  /** Index of the stack that began it: says who called runtime.GC. */
  stack: number
  /** Running time of GC workers and wall time of mark assists (parked stretches included) that lie in it. */
  dedicatedNs: number
  fractionalNs: number
  idleNs: number
  assistNs: number
  assists: number
  /** Sweeping from its end to the begin of the next. */
  sweepNs: number
  sweptBytes: number
  reclaimedBytes: number
}

export interface TraceTask {
  /** Slots of the tables of tasks: its own and its parent's; 0: none. */
  task: number
  parent: number
  /** Index of a string. */
  name: number
  /** NaN: outside of the trace. */
  beginNs: number
  endNs: number
  /** Slot of the goroutine that began it, else that ended it, and where. */
  goroutine: number
  stack: number
  /** Slot of the goroutine that ended it; 0: it did not end in the trace. */
  endGoroutine: number
}

export interface TraceLog {
  timeNs: number
  task: number
  goroutine: number
  /** Indexes of strings. */
  category: number
  message: number
  stack: number
}

/** Buckets of a histogram of durations, four to a doubling: 1 ns … 2^47 ns (39 hours), the last one open. */
export const DURATION_BUCKETS = 192

/** Durations of one kind: how many, how long, how spread. */
export interface DurationFigures {
  /** Those whose both ends the trace shows. */
  count: number
  totalNs: number
  maxNs: number
  /** The goroutine (slot) of the longest, and when it began. */
  maxGoroutine: number
  maxBeginNs: number
  /** Those that began before the trace, or last beyond it, and their time within it. */
  openCount: number
  openNs: number
  /** Counts by durationBucket, DURATION_BUCKETS of them. */
  histogram: Uint32Array
}

/** Waits of one reason at one stack. */
export interface BlockingRow extends DurationFigures {
  /** Index of a string and of a stack. */
  reason: number
  stack: number
}

/** Who ended waits of one reason at one stack: from which stack; 0: not a goroutine (netpoller, timer, runtime). */
export interface WakerRow {
  reason: number
  stack: number
  wakerStack: number
  /** True: no goroutine did it. */
  isRuntime: boolean
  count: number
  totalNs: number
  maxNs: number
}

/** Waits for a proc, of one origin. `totalNs` less the three causes is what none of them explains. */
export interface SchedulingRow extends DurationFigures {
  /** Why it was stopped or had waited before. */
  reason: number
  /** Where it had blocked or was stopped; of a new goroutine its start function. */
  stack: number
  /** Where it was made runnable or created. */
  wakerStack: number
  /** GoState before. */
  from: number
  /** It had not run before in the trace: the wait of a new goroutine, or of one that waited when the trace began. */
  isFirstRun: boolean
  /** While the world was stopped; all procs busy, at least one with a GC worker; all procs busy with the program. */
  stwNs: number
  gcNs: number
  fullNs: number
}

/** Ranges of one kind and name that began at one stack. */
export interface RangeRow extends DurationFigures {
  kind: RangeKind
  /** Name of the region, label of the GC worker. */
  string: number
  stack: number
  sweptBytes: number
  reclaimedBytes: number
}

/** What the case knows of an execution trace as a whole. Ids and clocks that need 64 bits are decimal. */
export interface TraceSummary {
  sourceId: SourceId
  header: string
  family: TraceFamily
  version: number
  /** Of the first and last event; null without events. */
  firstNs: number | null
  lastNs: number | null
  startClockNs: string
  events: number
  completeEvents: number
  completeGenerations: number
  goroutines: number
  threads: number
  procs: number
  /** Events by name of their kind. */
  kinds: Record<string, number>
  failure: (Omit<TraceFailure, 'thread'> & { thread: string | null }) | null
  heapLayout: (Omit<HeapLayout, 'minAddress'> & { minAddress: string }) | null
  /** Mean share of the procs left to the program; null where GOMAXPROCS is not known. */
  utilization: number | null
}
