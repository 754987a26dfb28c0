// The figures by which traces are compared: one row per trace, so that many can be ranked. Times are nanoseconds; null: the trace does not
// show it, or is too short for it.

import type { ProcTime } from './traceIntervals.ts'
import type { WaitClass } from './traceGoroutine.ts'

export interface TraceFigures {
  durationNs: number
  goroutinesCreated: number
  goroutinesEnded: number
  goroutinesPeak: number

  /** Stops of the world that the trace shows both ends of: asked for → running again. */
  pauses: number
  pauseTotalNs: number
  longestPauseNs: number | null
  longestPauseKind: string | null
  /** Until everything stood, at most. */
  longestToStopNs: number | null
  /** Those that no GC cycle asked for. */
  otherStops: number
  otherStopNs: number

  gcCycles: number
  /** Wall time in which a cycle marked. */
  gcMarkNs: number
  /** Share of the procs taken by the pauses of cycles, GC workers (without idle ones) and mark assists; the lowest share left in any window. */
  gcShare: number | null
  mmu1ms: number | null
  mmu10ms: number | null
  mmu100ms: number | null

  /** GOMAXPROCS × time, and what it went to; what is missing from the sum is not shown by the trace. */
  procsNs: number
  programNs: number
  syscallNs: number
  assistNs: number
  sweepNs: number
  dedicatedNs: number
  fractionalNs: number
  idleWorkerNs: number
  stoppedNs: number
  searchingNs: number
  idleNs: number

  assists: number
  /** Wall time in mark assists, waiting for credit included. */
  assistWallNs: number
  longestAssistNs: number | null

  /** Waiting for a proc, all goroutines together: measured waits, the longest, an estimate of the 99th percentile, and by cause. */
  schedulingWaits: number
  schedulingWaitNs: number
  longestSchedulingWaitNs: number | null
  schedulingWaitP99Ns: number | null
  schedulingStwNs: number
  schedulingGcNs: number
  schedulingFullNs: number
  schedulingOtherNs: number

  /** Goroutines waiting, by class of reason; those of the runtime included. */
  waitNetworkNs: number
  waitChannelNs: number
  waitSelectNs: number
  waitSyncNs: number
  waitSleepNs: number
  waitGcNs: number
  waitSystemNs: number
  waitForeverNs: number
  waitUnnamedNs: number
  waitOtherNs: number

  syscalls: number
  /** Wall time in syscalls, with or without a proc. */
  syscallWallNs: number
  longestSyscallNs: number | null

  heapPeakBytes: number | null
  goalPeakBytes: number | null
  migrations: number
  tasks: number
  regions: number
  logs: number
  cpuSamples: number
  /** Of the alloc/free experiment; null without it. */
  spanAllocs: number | null
  spanReuses: number | null
  objectAllocs: number | null
  objectFrees: number | null
  overflowBuckets: number | null
}
export type TraceFigure = keyof TraceFigures

/** Unit of each figure, in the order of the record. */
export const TRACE_FIGURES: Readonly<Record<TraceFigure, 'ns' | 'count' | 'share' | 'bytes' | 'text'>> = {
  durationNs: 'ns',
  goroutinesCreated: 'count',
  goroutinesEnded: 'count',
  goroutinesPeak: 'count',
  pauses: 'count',
  pauseTotalNs: 'ns',
  longestPauseNs: 'ns',
  longestPauseKind: 'text',
  longestToStopNs: 'ns',
  otherStops: 'count',
  otherStopNs: 'ns',
  gcCycles: 'count',
  gcMarkNs: 'ns',
  gcShare: 'share',
  mmu1ms: 'share',
  mmu10ms: 'share',
  mmu100ms: 'share',
  procsNs: 'ns',
  programNs: 'ns',
  syscallNs: 'ns',
  assistNs: 'ns',
  sweepNs: 'ns',
  dedicatedNs: 'ns',
  fractionalNs: 'ns',
  idleWorkerNs: 'ns',
  stoppedNs: 'ns',
  searchingNs: 'ns',
  idleNs: 'ns',
  assists: 'count',
  assistWallNs: 'ns',
  longestAssistNs: 'ns',
  schedulingWaits: 'count',
  schedulingWaitNs: 'ns',
  longestSchedulingWaitNs: 'ns',
  schedulingWaitP99Ns: 'ns',
  schedulingStwNs: 'ns',
  schedulingGcNs: 'ns',
  schedulingFullNs: 'ns',
  schedulingOtherNs: 'ns',
  waitNetworkNs: 'ns',
  waitChannelNs: 'ns',
  waitSelectNs: 'ns',
  waitSyncNs: 'ns',
  waitSleepNs: 'ns',
  waitGcNs: 'ns',
  waitSystemNs: 'ns',
  waitForeverNs: 'ns',
  waitUnnamedNs: 'ns',
  waitOtherNs: 'ns',
  syscalls: 'count',
  syscallWallNs: 'ns',
  longestSyscallNs: 'ns',
  heapPeakBytes: 'bytes',
  goalPeakBytes: 'bytes',
  migrations: 'count',
  tasks: 'count',
  regions: 'count',
  logs: 'count',
  cpuSamples: 'count',
  spanAllocs: 'count',
  spanReuses: 'count',
  objectAllocs: 'count',
  objectFrees: 'count',
  overflowBuckets: 'count',
}

/** Figure of a class of proc time, and of a class of waiting. */
export const PROC_TIME_FIGURES: Readonly<Record<ProcTime, TraceFigure>> = {
  program: 'programNs',
  syscall: 'syscallNs',
  assist: 'assistNs',
  sweep: 'sweepNs',
  dedicated: 'dedicatedNs',
  fractional: 'fractionalNs',
  idleWorker: 'idleWorkerNs',
  stopped: 'stoppedNs',
  searching: 'searchingNs',
  idle: 'idleNs',
}
export const WAIT_FIGURES: Readonly<Record<WaitClass, TraceFigure>> = {
  network: 'waitNetworkNs',
  channel: 'waitChannelNs',
  select: 'waitSelectNs',
  sync: 'waitSyncNs',
  sleep: 'waitSleepNs',
  gc: 'waitGcNs',
  system: 'waitSystemNs',
  forever: 'waitForeverNs',
  unnamed: 'waitUnnamedNs',
  other: 'waitOtherNs',
}
