// Stretches of time as the tracker of a trace gives them (engine/analysis/trace): what each goroutine, proc and thread was in,
// and the ranges over them. Columns like those of events: reused chunks, row 0 of every table means none.

/** Most rows of one chunk. */
export const INTERVAL_CHUNK_ROWS = 32_768

/** What is known of the ends of an interval, and of the life of its goroutine. Bits. */
export const IntervalFlag = {
  /** The goroutine was created at its begin. */
  Created: 1,
  /** The goroutine ended at its end. */
  Destroyed: 2,
  /** It began before the trace did: `begin` is when the trace first tells of it. */
  BeganBefore: 4,
  /** The trace ends in it: `end` is the last time of the trace. */
  StillOpen: 8,
  /** The first part of it was given before: `start` is later than `begin`. */
  Continued: 16,
  /** A further part follows, of the same begin. */
  Continues: 32,
  /** The end is not in the trace: before Go 1.22 a syscall that keeps its proc is a point, its length is not known. */
  LengthUnknown: 64,
  /** Of a proc: its goroutine works for the GC. */
  GcWorker: 128,
  /** Of a goroutine: it has not run yet since it was created, or since the trace began. */
  NotRunYet: 128,
} as const

/** Either is set where the trace does not show both ends: what it shows of the length is a part. */
export const OPEN_ENDS = IntervalFlag.BeganBefore | IntervalFlag.StillOpen

/**
 * Intervals of goroutines, in the order of their ends. A state that crosses the border of a segment comes in parts, one per segment.
 *
 * `stwNs`, `gcNs`, `fullNs` and `markNs` say how much of the part lay in: the world stopped; all procs busy with at least one of
 * them working for the GC; all procs busy with the program; a GC cycle marking. The first three never overlap. Given only where they say
 * something of the goroutine, else 0: `gcNs` and `fullNs` of what is runnable, `stwNs` of that and of what runs, `markNs` of all but waits.
 */
export interface GoroutineIntervals {
  length: number
  goroutine: Uint32Array
  /** GoState; `from` is the state before: notExist where it was created, undetermined where it began before the trace. */
  state: Uint8Array
  from: Uint8Array
  /** IntervalFlag. */
  flags: Uint8Array
  /** Of the whole interval, and of this part of it: nanoseconds since the trace's start. */
  begin: Float64Array
  start: Float64Array
  end: Float64Array
  /** Why it waits or was stopped, or, runnable, the same of the state before: index of a string. */
  reason: Uint32Array
  /** Where it entered the state: stack of the block, stop or syscall; for a goroutine just created that of its start function. */
  stack: Uint32Array
  /** Proc and thread it ran or was in a syscall on; runnable and waiting: those it had last. */
  proc: Uint32Array
  thread: Uint32Array
  /**
   * Just created: which goroutine created it, and where. Else, runnable: which one made it so; waiting: which one ended the wait.
   * 0: none, or not a goroutine: netpoller, timers, the runtime.
   */
  waker: Uint32Array
  wakerStack: Uint32Array
  stwNs: Float64Array
  gcNs: Float64Array
  fullNs: Float64Array
  markNs: Float64Array
}

/** What a proc did. */
export const ProcActivity = {
  idle: 0,
  /** A thread holds it and looks for work. */
  searching: 1,
  /** A goroutine runs on it. */
  running: 2,
  /** Its goroutine is in a syscall that has not given it up. */
  syscall: 3,
} as const
export type ProcActivity = (typeof ProcActivity)[keyof typeof ProcActivity]

/** Intervals of procs, in the order of their ends; parts as above. */
export interface ProcIntervals {
  length: number
  proc: Uint32Array
  /** ProcActivity. */
  activity: Uint8Array
  /** IntervalFlag; only those about ends. */
  flags: Uint8Array
  begin: Float64Array
  start: Float64Array
  end: Float64Array
  /** The goroutine that runs or is in the syscall. */
  goroutine: Uint32Array
  /** The thread that holds the proc. */
  thread: Uint32Array
}

/** Kinds of ranges. */
export const RangeKind = {
  /** Global: from just before sweep termination into mark termination. */
  gcMark: 0,
  /** Global; on the goroutine that asked for it. `string` says what stops the world. */
  stopTheWorld: 1,
  /** Of a proc. `value` bytes swept, `value2` bytes reclaimed. */
  sweep: 2,
  /** Of a goroutine. */
  markAssist: 3,
  /** Of a goroutine that works for the GC; `string` is its label. */
  gcWorker: 4,
  /** Of a goroutine; `string` is the name, `value` the slot of the task. */
  region: 5,
} as const
export type RangeKind = (typeof RangeKind)[keyof typeof RangeKind]

/** Ranges, in the order of their ends; never in parts. */
export interface TraceRanges {
  length: number
  kind: Uint8Array
  flags: Uint8Array
  begin: Float64Array
  end: Float64Array
  /** What they are of; 0 where the kind has none. */
  goroutine: Uint32Array
  proc: Uint32Array
  string: Uint32Array
  /** Where it began. */
  stack: Uint32Array
  value: Float64Array
  value2: Float64Array
}

export function emptyGoroutineIntervals(rows = INTERVAL_CHUNK_ROWS): GoroutineIntervals {
  return {
    length: 0,
    goroutine: new Uint32Array(rows),
    state: new Uint8Array(rows),
    from: new Uint8Array(rows),
    flags: new Uint8Array(rows),
    begin: new Float64Array(rows),
    start: new Float64Array(rows),
    end: new Float64Array(rows),
    reason: new Uint32Array(rows),
    stack: new Uint32Array(rows),
    proc: new Uint32Array(rows),
    thread: new Uint32Array(rows),
    waker: new Uint32Array(rows),
    wakerStack: new Uint32Array(rows),
    stwNs: new Float64Array(rows),
    gcNs: new Float64Array(rows),
    fullNs: new Float64Array(rows),
    markNs: new Float64Array(rows),
  }
}

export function emptyProcIntervals(rows = INTERVAL_CHUNK_ROWS): ProcIntervals {
  return {
    length: 0,
    proc: new Uint32Array(rows),
    activity: new Uint8Array(rows),
    flags: new Uint8Array(rows),
    begin: new Float64Array(rows),
    start: new Float64Array(rows),
    end: new Float64Array(rows),
    goroutine: new Uint32Array(rows),
    thread: new Uint32Array(rows),
  }
}

export function emptyTraceRanges(rows = INTERVAL_CHUNK_ROWS): TraceRanges {
  return {
    length: 0,
    kind: new Uint8Array(rows),
    flags: new Uint8Array(rows),
    begin: new Float64Array(rows),
    end: new Float64Array(rows),
    goroutine: new Uint32Array(rows),
    proc: new Uint32Array(rows),
    string: new Uint32Array(rows),
    stack: new Uint32Array(rows),
    value: new Float64Array(rows),
    value2: new Float64Array(rows),
  }
}

/** What the collector does on a proc: bits, as several may hold at once. */
export const CollectorWork = {
  /** Its goroutine is a GC worker of this kind. */
  dedicated: 1,
  fractional: 2,
  /** Marks because there is nothing else to do; gives way to the program. */
  idle: 4,
  /** Its goroutine is in a mark assist. */
  assist: 8,
  /** Spans are swept on it. */
  sweep: 16,
} as const

/** Why the world is stopped: bits. */
export const WorldStop = {
  /** The two pauses of a GC cycle. */
  gc: 1,
  /** ReadMemStats, profiles, a change of GOMAXPROCS, … */
  other: 2,
} as const

/** How the collector weighs on the procs: a row per change, several at one time. Rows of proc 0 are about all procs. */
export interface CollectorLoad {
  length: number
  /** Nanoseconds since the trace's start. */
  time: Float64Array
  proc: Uint32Array
  /** CollectorWork of the proc from here on; of proc 0: WorldStop. */
  work: Uint8Array
  /** GOMAXPROCS; 0 while the trace has not said. */
  procs: Uint16Array
}

export function emptyCollectorLoad(rows = 4096): CollectorLoad {
  return {
    length: 0,
    time: new Float64Array(rows),
    proc: new Uint32Array(rows),
    work: new Uint8Array(rows),
    procs: new Uint16Array(rows),
  }
}

/** What the time of procs goes to: classes that never overlap. With what the trace does not show they add up to GOMAXPROCS × time. */
export const PROC_TIMES = [
  /** A goroutine of the program or of the runtime runs. */
  'program',
  /** Its goroutine is in a syscall that keeps it. */
  'syscall',
  /** Its goroutine pays for its allocations: marks, or sweeps. */
  'assist',
  'sweep',
  /** GC workers. */
  'dedicated',
  'fractional',
  'idleWorker',
  /** Held or held back while the world is stopped, the goroutine that stops it included. */
  'stopped',
  /** A thread holds it and looks for work. */
  'searching',
  'idle',
] as const
export type ProcTime = (typeof PROC_TIMES)[number]

/** One proc over a trace. */
export interface ProcTotals {
  /** Slot of the table of procs. */
  proc: number
  /** By class, nanoseconds. */
  ns: Record<ProcTime, number>
  /** Goroutines put on it. */
  runs: number
}
