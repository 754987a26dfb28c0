import type { LifeId, SourceId } from './ids.ts'

/**
 * How a GC cycle was started, as far as gctrace can tell (facts: `(forced)` is a call such as runtime.GC; the line
 * `GC forced` says only that the two-minute goroutine woke up, so `periodic` is a judgement; a memory limit leaves no mark).
 */
export type GcTrigger = 'heap' | 'forced' | 'periodic'
export const GC_TRIGGERS: readonly GcTrigger[] = ['heap', 'forced', 'periodic']

/** One `gc N @…` line. All times are nanoseconds, printed with two significant digits or whole milliseconds by the runtime. */
export interface GcCycle {
  /** `N`: counts from 1 in each process. */
  number: number
  /** 1-based line of the source where the cycle was (first) printed. */
  line: number
  /** `@T s` since process start, to the millisecond: start of sweep termination. */
  startNs: number
  /** `U%`: cumulative share of available CPU used by GC since program start, whole percent. */
  gcCpuPercent: number
  /** Clock: STW sweep termination, concurrent mark (Go 1.5: scan + install write barrier + mark), STW mark termination. */
  sweepTermNs: number
  markNs: number
  markTermNs: number
  /** CPU of the same phases; the two STW figures are computed by the runtime as clock × Ps. */
  sweepTermCpuNs: number
  assistCpuNs: number
  /** Dedicated and fractional mark workers together. */
  backgroundCpuNs: number
  idleCpuNs: number
  markTermCpuNs: number
  /** Heap at start, at end, live (marked), and the goal of this cycle; whole MiB cut off, as bytes: each is 0 … 1 MiB too low. */
  heapStartBytes: number
  heapEndBytes: number
  liveHeapBytes: number
  /** Null: no goal (heap trigger off prints an absurd one). */
  heapGoalBytes: number | null
  /** Go 1.18+; null before. */
  stacksBytes: number | null
  globalsBytes: number | null
  /** GOMAXPROCS during the cycle. */
  procs: number
  trigger: GcTrigger
  /** Go 1.26+: the cycle looked for leaked goroutines. */
  isLeakCheck: boolean
}

/** Sum of the two pauses of a cycle. Mark is concurrent and no pause. */
export const pauseNs = (cycle: Pick<GcCycle, 'sweepTermNs' | 'markTermNs'>): number =>
  cycle.sweepTermNs + cycle.markTermNs

/** When the cycle ended, in nanoseconds since process start. */
export const endNs = (cycle: Pick<GcCycle, 'startNs' | 'sweepTermNs' | 'markNs' | 'markTermNs'>): number =>
  cycle.startNs + cycle.sweepTermNs + cycle.markNs + cycle.markTermNs

/**
 * GC cycles as columns, one array per field of GcCycle, `length` rows used. Numbers are what GcCycle says; NaN stands for
 * null. This is what the reader gives, what analysis takes and what crosses to the window.
 */
export interface GcCycleColumns {
  length: number
  number: Float64Array
  line: Float64Array
  startNs: Float64Array
  gcCpuPercent: Float64Array
  sweepTermNs: Float64Array
  markNs: Float64Array
  markTermNs: Float64Array
  sweepTermCpuNs: Float64Array
  assistCpuNs: Float64Array
  backgroundCpuNs: Float64Array
  idleCpuNs: Float64Array
  markTermCpuNs: Float64Array
  heapStartBytes: Float64Array
  heapEndBytes: Float64Array
  liveHeapBytes: Float64Array
  heapGoalBytes: Float64Array
  stacksBytes: Float64Array
  globalsBytes: Float64Array
  procs: Float64Array
  /** Index into GC_TRIGGERS. */
  trigger: Uint8Array
  /** 1 where the cycle looked for leaked goroutines. */
  isLeakCheck: Uint8Array
}

export const GC_NUMBER_COLUMNS = [
  'number',
  'line',
  'startNs',
  'gcCpuPercent',
  'sweepTermNs',
  'markNs',
  'markTermNs',
  'sweepTermCpuNs',
  'assistCpuNs',
  'backgroundCpuNs',
  'idleCpuNs',
  'markTermCpuNs',
  'heapStartBytes',
  'heapEndBytes',
  'liveHeapBytes',
  'heapGoalBytes',
  'stacksBytes',
  'globalsBytes',
  'procs',
] as const satisfies readonly (keyof GcCycleColumns)[]

/** Columns without rows. Spelled out: an object that grows field by field becomes a dictionary, whose fields are slow to read. */
export function emptyGcCycleColumns(capacity: number): GcCycleColumns {
  const column = (): Float64Array<ArrayBuffer> => new Float64Array(capacity)
  return {
    length: 0,
    number: column(),
    line: column(),
    startNs: column(),
    gcCpuPercent: column(),
    sweepTermNs: column(),
    markNs: column(),
    markTermNs: column(),
    sweepTermCpuNs: column(),
    assistCpuNs: column(),
    backgroundCpuNs: column(),
    idleCpuNs: column(),
    markTermCpuNs: column(),
    heapStartBytes: column(),
    heapEndBytes: column(),
    liveHeapBytes: column(),
    heapGoalBytes: column(),
    stacksBytes: column(),
    globalsBytes: column(),
    procs: column(),
    trigger: new Uint8Array(capacity),
    isLeakCheck: new Uint8Array(capacity),
  }
}

/** Row `index` as a record. For tables and evidence; loops over many cycles read the columns. */
export function gcCycleAt(columns: GcCycleColumns, index: number): GcCycle {
  const value = (name: (typeof GC_NUMBER_COLUMNS)[number]): number => columns[name][index] ?? Number.NaN
  const orNull = (name: (typeof GC_NUMBER_COLUMNS)[number]): number | null =>
    Number.isNaN(value(name)) ? null : value(name)
  return {
    number: value('number'),
    line: value('line'),
    startNs: value('startNs'),
    gcCpuPercent: value('gcCpuPercent'),
    sweepTermNs: value('sweepTermNs'),
    markNs: value('markNs'),
    markTermNs: value('markTermNs'),
    sweepTermCpuNs: value('sweepTermCpuNs'),
    assistCpuNs: value('assistCpuNs'),
    backgroundCpuNs: value('backgroundCpuNs'),
    idleCpuNs: value('idleCpuNs'),
    markTermCpuNs: value('markTermCpuNs'),
    heapStartBytes: value('heapStartBytes'),
    heapEndBytes: value('heapEndBytes'),
    liveHeapBytes: value('liveHeapBytes'),
    heapGoalBytes: orNull('heapGoalBytes'),
    stacksBytes: orNull('stacksBytes'),
    globalsBytes: orNull('globalsBytes'),
    procs: value('procs'),
    trigger: GC_TRIGGERS[columns.trigger[index] ?? 0] ?? 'heap',
    isLeakCheck: columns.isLeakCheck[index] === 1,
  }
}

/** Appends rows `from … to` (end excluded) of `source` to a copy of `target`'s used rows; columns grow as needed. */
export function appendGcCycles(
  target: GcCycleColumns,
  source: GcCycleColumns,
  from = 0,
  to = source.length,
): GcCycleColumns {
  const length = target.length + (to - from)
  let result = target
  if (length > target.number.length) {
    result = emptyGcCycleColumns(Math.max(length, target.number.length * 2, 256))
    for (const name of GC_NUMBER_COLUMNS) result[name].set(target[name].subarray(0, target.length))
    result.trigger.set(target.trigger.subarray(0, target.length))
    result.isLeakCheck.set(target.isLeakCheck.subarray(0, target.length))
  }
  for (const name of GC_NUMBER_COLUMNS) result[name].set(source[name].subarray(from, to), target.length)
  result.trigger.set(source.trigger.subarray(from, to), target.length)
  result.isLeakCheck.set(source.isLeakCheck.subarray(from, to), target.length)
  result.length = length
  return result
}

/** One run of one process in a log: `N` counts up from 1 and `@T` runs from its start. */
export interface ProcessLife {
  id: LifeId
  sourceId: SourceId
  /** 1 for the first life in the file. */
  ordinal: number
  firstLine: number
  lastLine: number
  cycles: number
  firstCycle: number
  lastCycle: number
  /** Cycle numbers that are missing between first and last: lost lines. */
  missingCycles: number
  /** Process start on the wall clock, epoch milliseconds; null where no line carries a time. */
  startMs: number | null
  /** Half-width of what is known of startMs. */
  startErrorMs: number | null
  /** From process start to the end of the last cycle, nanoseconds. */
  durationNs: number
  /** Which Go versions print such lines: `go1.5`, `go1.6-1.17`, `go1.18+`, `go1.26+`. */
  goVersions: string
}
