import type { LifeId } from './ids.ts'

/**
 * The clock a time is on. `wall`: milliseconds since 1970 UTC. `life`: milliseconds since the start of a process life that
 * could not be placed on the wall clock (a gctrace log without time stamps).
 */
export type Axis = { kind: 'wall' } | { kind: 'life'; lifeId: LifeId }

/** Whether times on both are of one clock. */
export const isSameAxis = (a: Axis, b: Axis): boolean =>
  a.kind === 'wall' ? b.kind === 'wall' : b.kind === 'life' && a.lifeId === b.lifeId

/** A stretch of one axis, both ends included, `from <= to`, in milliseconds. */
export interface TimeRange {
  axis: Axis
  from: number
  to: number
}

/**
 * Where a time came from, best first; its error is stated beside it. `inData`: a time beside the values; `lastGc`: the end of
 * the last GC cycle, the earliest the values can be from; `modified`: when the file was last written, a guess.
 */
export type TimeBasis =
  'logPrefix' | 'profileTime' | 'traceClock' | 'inData' | 'lastGc' | 'fileName' | 'modified' | 'userPin'

/** A placement on the wall clock. `errorMs` is the half-width of what is known: the true time is within ± errorMs. */
export interface WallPlacement {
  startMs: number
  endMs: number
  errorMs: number
  basis: TimeBasis
}
