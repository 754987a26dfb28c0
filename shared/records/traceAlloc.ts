// What a trace with the alloc/free experiment (GODEBUG=traceallocfree=1, Go 1.23+) tells of heap spans and objects. Times are nanoseconds
// since its start; NaN: outside of the trace.

import type { DurationFigures } from './traceResults.ts'

/** How much of a span's memory had been another span's before in the trace. */
export const SpanReuse = { none: 0, part: 1, whole: 2 } as const
export type SpanReuse = (typeof SpanReuse)[keyof typeof SpanReuse]

/** Columns of the life of one span. */
export const SPAN_COLUMNS = [
  /** Number of its first page; pages; kind and class as spanClassOf reads them. */
  'page',
  'pages',
  'kindClass',
  'allocNs',
  'freeNs',
  /** GC cycles begun before; 0: before the first of the trace. */
  'allocCycle',
  'freeCycle',
  /** Objects it has room for; 0: not a heap span. */
  'slots',
  /**
   * Objects allocated in it, those it had at the trace's start included; most at a time; in it at its end. Small objects without pointers
   * share slots of 16 bytes: of such a span, slots.
   */
  'objects',
  'peak',
  'left',
  /** Allocations into a slot that an object had been freed from, without the span being freed. */
  'slotReuses',
  /** Objects in it, summed up over its life in the trace: ÷ (life × slots) is its mean occupancy. */
  'objectNs',
  'reuse',
  /** From when its memory was free until it was allocated again; NaN: it was not reused as a whole. */
  'reuseDelayNs',
  /** Goroutine (slot) that allocated it. */
  'goroutine',
] as const
export type SpanColumn = (typeof SPAN_COLUMNS)[number]
export type SpanRow = Record<SpanColumn, number>

/** Columns of one kind of span from the begin of a GC cycle to the next, and as it stands then. */
export const SPAN_CYCLE_COLUMNS = [
  /** GC cycles begun: the row ends where cycle `cycle` + 1 begins, or the trace does. */
  'cycle',
  'timeNs',
  'kindClass',
  /** As it stands at `timeNs`: spans, their pages and slots, objects in them, and of these those that were there when the cycle began. */
  'spans',
  'pages',
  'slots',
  'objects',
  'survivors',
  /** Since the row before. */
  'spanAllocs',
  'reuses',
  'partReuses',
  'reuseDelayNs',
  'spanFrees',
  'objectAllocs',
  'objectFrees',
  'slotReuses',
] as const
export type SpanCycleColumn = (typeof SPAN_CYCLE_COLUMNS)[number]
export type SpanCycleRow = Record<SpanCycleColumn, number>

/**
 * Objects of one type allocated by goroutines of one start function: a trace has no stacks of allocations. Durations are lives, from
 * allocation until the sweeper frees the object, which is some time after it was last reachable; those that are not freed are open, and
 * objects that were there before the trace have none.
 */
export interface ObjectRow extends DurationFigures {
  /** Index of the table of types and of functions; 0: not told. */
  type: number
  function: number
  allocated: number
  freed: number
  /** There at the trace's start; there at its end. */
  existing: number
  live: number
  /** Bytes of slots. */
  allocatedBytes: number
  liveBytes: number
  /** Freed after a whole GC cycle had left them. */
  survived: number
}

/** All of it. */
export interface AllocTotals {
  spanAllocs: number
  spanFrees: number
  /** Span allocations whose memory was a span's before, whole or in part, and how long it had lain free together. */
  reuses: number
  partReuses: number
  reuseDelayNs: number
  objectAllocs: number
  objectFrees: number
  slotReuses: number
  /** Bucket maps (to Go 1.23): buckets allocated one by one, at most so many of them overflow buckets; null: the trace has no bucket maps. */
  overflowBuckets: number | null
  /** Bytes of goroutine stacks: most at a time, at the end. */
  stackPeakBytes: number
  stackEndBytes: number
  /** Objects of which no span is known. */
  unplaced: number
}
