// One row per goroutine of an execution trace: its life and how it spent it.

/** Why goroutines wait, in classes for tables; the reasons themselves are kept beside. */
export const WAIT_CLASSES = [
  'network',
  'channel',
  'select',
  'sync',
  'sleep',
  'gc',
  'system',
  'forever',
  'unnamed',
  'other',
] as const
export type WaitClass = (typeof WAIT_CLASSES)[number]

/** Columns of a goroutine's row. Times in nanoseconds; NaN: the trace does not show it. */
export const GOROUTINE_COLUMNS = [
  /** Slot of the table of goroutines. */
  'slot',
  /** Stack of its start function, of its creation, and who created it (slot); 0 where it was there before the trace. */
  'startStack',
  'createStack',
  'creator',
  /** The first stack seen of it: its root frame is the start function where `startStack` is 0. */
  'seenStack',
  /** When it was created and ended; NaN outside of the trace. First and last time it is known of. */
  'createdNs',
  'endedNs',
  'firstNs',
  'lastNs',
  /** Time in each state, within the trace. They add up to lastNs − firstNs. */
  'runningNs',
  'runnableNs',
  'waitingNs',
  'syscallNs',
  'undeterminedNs',
  /** Of runnableNs: while the world was stopped; while all procs were busy, some for the GC; while all were busy; the rest. */
  'runnableStwNs',
  'runnableGcNs',
  'runnableFullNs',
  'runnableOtherNs',
  /** While a GC cycle marked, in any state but waiting. */
  'activeInMarkNs',
  /** While the world was stopped, running or runnable: what pauses cost it. */
  'pausedNs',
  'longestRunNs',
  'longestRunnableNs',
  'longestWaitNs',
  'longestSyscallNs',
  'runs',
  'waits',
  'syscalls',
  /** Times it was taken off its proc while it could have run on. */
  'stops',
  /** Runs on another proc than the run before. */
  'migrations',
  'assistNs',
  'assists',
  /** Spans swept for its allocations. */
  'sweepNs',
  /** Of its syscalls those whose proc was taken: how many, and their whole length. */
  'blockedSyscalls',
  'blockedSyscallNs',
  /** From its creation until it first ran; NaN where the trace does not show both. */
  'spawnWaitNs',
  /** How the trace leaves it: GoState (notExist: it ended), index of the reason and of the stack. */
  'lastState',
  'lastReason',
  'lastStack',
] as const
export type GoroutineColumn = (typeof GOROUTINE_COLUMNS)[number]

/** One Float64Array per column and per class of waiting (nanoseconds), `length` rows. Reused after it was given. */
export type GoroutineRows = { length: number } & Record<GoroutineColumn, Float64Array> & {
    waits_: Float64Array[]
  }
