import type { SourceId } from './ids.ts'

/**
 * What an event of an allocation log is. `malloc`, `free`: an object; `spanAlloc`, `spanFree`: a span of the heap; `sweep`,
 * `scavenge`: a span or pages swept or given back; `overflowBucket`: a map's overflow bucket was allocated (Go ≤ 1.23); `gc`: a
 * collection (allocfreetrace); `alert`: a line of a patched runtime, kept as text.
 */
export const ALLOC_KINDS = [
  'malloc',
  'free',
  'spanAlloc',
  'spanFree',
  'sweep',
  'scavenge',
  'overflowBucket',
  'gc',
  'alert',
] as const
export type AllocKind = (typeof ALLOC_KINDS)[number]

/** Allocation events as columns; `length` rows used. NaN: not in the log. */
export interface AllocEventColumns {
  length: number
  /** ns since the first event of the file that has a time. */
  timeNs: Float64Array
  /** Index into ALLOC_KINDS. */
  kind: Uint8Array
  pid: Float64Array
  goroutine: Float64Array
  /** Bytes of one object or span. */
  size: Float64Array
  /** spanclass: size class × 2 + noscan. */
  spanClass: Float64Array
  /** Of the span or object. */
  address: Float64Array
  /** Events that the row stands for. */
  count: Float64Array
  /** 1: the event says that it may start a collection (should_gc), 0: that it may not, NaN: nothing. */
  shouldGc: Float64Array
  /** Index into texts: function, type or message; 0: none. */
  text: Uint32Array
  /** 1-based line of the source. */
  line: Float64Array
}

export const ALLOC_COLUMNS = [
  'timeNs',
  'kind',
  'pid',
  'goroutine',
  'size',
  'spanClass',
  'address',
  'count',
  'shouldGc',
  'text',
  'line',
] as const satisfies readonly (keyof AllocEventColumns)[]

/** Events and bytes that came together under a key; bytes are size × count where the size is known. */
export interface AllocSums {
  events: number
  bytes: number
}

export interface AllocClassTotals extends AllocSums {
  kind: AllocKind
  /** spanclass; null: not in the log. */
  spanClass: number | null
  /** Smallest and largest size seen; null: not in the log. */
  minSize: number | null
  maxSize: number | null
}

export interface AllocGoroutineTotals extends AllocSums {
  kind: AllocKind
  /** null: not in the log. */
  pid: number | null
  goroutine: number | null
  /** Time of its first and last event, ns as in the columns; null without times. */
  firstNs: number | null
  lastNs: number | null
  /** The function or type most of its events name; null: none. */
  text: string | null
}

export interface AllocSecondTotals extends AllocSums {
  kind: AllocKind
  /** Whole seconds since the first event; may be negative where a log is out of order. */
  second: number
}

/** What an allocation log comes to. */
export interface AllocTables {
  /** How the log is written. */
  form: AllocForm
  texts: string[]
  /** Wall time of time 0, epoch ms; null: the log's clock is not the wall's, or it has none. */
  startMs: number | null
  /** ns between the earliest and the latest event; 0 without times. */
  spanNs: number
  classes: AllocClassTotals[]
  goroutines: AllocGoroutineTotals[]
  seconds: AllocSecondTotals[]
  /** The first lines with `ALERT:`, as they stand there. */
  alerts: { line: number; text: string }[]
  /** Events of goroutines or seconds beyond the limits of the tables above: counted nowhere but in classes. */
  uncounted: number
}

export type AllocForm = 'jsonLines' | 'csv' | 'keyValue' | 'allocfreetrace' | 'alerts'

export interface AllocLog extends Omit<AllocTables, 'texts' | 'classes' | 'goroutines' | 'seconds' | 'alerts'> {
  sourceId: SourceId
  events: number
  /** Rows kept; with a count a row stands for several events. */
  rows: number
}

/** Columns without rows; spelled out, as an object that grows field by field is slow to read. */
export function emptyAllocEvents(capacity: number): AllocEventColumns {
  const column = (): Float64Array<ArrayBuffer> => new Float64Array(capacity)
  return {
    length: 0,
    timeNs: column(),
    kind: new Uint8Array(capacity),
    pid: column(),
    goroutine: column(),
    size: column(),
    spanClass: column(),
    address: column(),
    count: column(),
    shouldGc: column(),
    text: new Uint32Array(capacity),
    line: column(),
  }
}

/** Copies rows `from … to` of `source` behind the used rows of `target`, which must have room. */
export function copyAllocEvents(
  target: AllocEventColumns,
  source: AllocEventColumns,
  from = 0,
  to = source.length,
): void {
  for (const name of ALLOC_COLUMNS) target[name].set(source[name].subarray(from, to), target.length)
  target.length += to - from
}
