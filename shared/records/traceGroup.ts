// Goroutines of one start function, together.

import type { WaitClass } from './traceGoroutine.ts'

/** Figures of goroutines whose spread over a group is kept. Times in nanoseconds. */
export const GROUP_FIGURES = [
  /** From its first to its last time in the trace. */
  'lifeNs',
  'runningNs',
  'runnableNs',
  'waitingNs',
  'syscallNs',
  'longestRunNs',
  'longestRunnableNs',
  'longestWaitNs',
  'longestSyscallNs',
  'spawnWaitNs',
  'assistNs',
  'sweepNs',
  'pausedNs',
  'activeInMarkNs',
  'runs',
  'waits',
  'syscalls',
  'stops',
  'migrations',
] as const
export type GroupFigure = (typeof GROUP_FIGURES)[number]

/** Figures that are only summed up. */
export const GROUP_SUMS = [
  'runnableStwNs',
  'runnableGcNs',
  'runnableFullNs',
  'runnableOtherNs',
  'assists',
  'blockedSyscalls',
  'blockedSyscallNs',
] as const
export type GroupSum = (typeof GROUP_SUMS)[number]

/** One figure over the goroutines of a group that have it. */
export interface GroupSpread {
  count: number
  sum: number
  min: number
  max: number
  /** By durationBucket. */
  histogram: Uint32Array
}

export interface GroupRow {
  /** Index of the table of functions; 0: the trace shows no stack of them. */
  function: number
  goroutines: number
  /** Of them in the trace. */
  created: number
  ended: number
  figures: Record<GroupFigure, GroupSpread>
  sums: Record<GroupSum, number>
  waits: Record<WaitClass, number>
}
