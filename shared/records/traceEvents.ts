// Trace events as columns: what the reader gives, chunk by chunk, and what the store keeps.
import type { TraceKind } from './traceKind.ts'

/** Most events of one chunk. */
export const TRACE_CHUNK_EVENTS = 16384

/** States of a goroutine, by the runtime's names. */
export const GoState = { undetermined: 0, notExist: 1, runnable: 2, running: 3, waiting: 4, syscall: 5 } as const
export type GoState = (typeof GoState)[keyof typeof GoState]

/** States of a proc. A proc whose goroutine is in a syscall is running, as in Go's own tools. */
export const ProcState = { undetermined: 0, notExist: 1, running: 2, idle: 3 } as const
export type ProcState = (typeof ProcState)[keyof typeof ProcState]

/**
 * Up to TRACE_CHUNK_EVENTS events of one generation, in order; times strictly increase over the whole trace. The arrays are
 * reused for the next chunk: copy or write them before returning. Rows from `length` on mean nothing.
 *
 * In every table row 0 means "none", so TRACE_NONE is the sentinel of every slot and index.
 */
export interface TraceEventColumns {
  length: number
  /** Nanoseconds since the trace's start, whole and exact (below 2^53). */
  time: Float64Array
  kind: Uint8Array
  /**
   * Subject's state before × 16 + after (GoState or ProcState, by the kind's subject); 0 where the event is no transition.
   * In a status event both are the same, or the first is undetermined (begin of the trace) or notExist (a new proc).
   */
  transition: Uint8Array
  /** The context the event happened in, before the event: slots of the tables of threads, procs and goroutines. */
  thread: Uint32Array
  proc: Uint32Array
  goroutine: Uint32Array
  /** Slot of what the event is about, of the table TRACE_KINDS names: goroutine or proc whose state changes, task. */
  subject: Uint32Array
  /** Index of the stack of the current goroutine (of the subject in GoStatusStack, of the sample in CPUSample). */
  stack: Uint32Array
  /** Index of a string: reason, STW kind, label, name, category. */
  string: Uint32Array
  /** A second reference: see TRACE_KINDS. */
  extra: Uint32Array
  /** Numbers: see TRACE_KINDS. Beyond 2^53 they are rounded. */
  value: Float64Array
  value2: Float64Array
}

/** No thread, proc, goroutine, task, stack, type; the string "". */
export const TRACE_NONE = 0
/** Slot of the background task (id 0): regions and logs outside of any task. */
export const BACKGROUND_TASK_SLOT = 1

/** Columns of 8 bytes, of 4, and of 1. */
export const TRACE_FLOAT_COLUMNS = ['time', 'value', 'value2'] as const satisfies readonly (keyof TraceEventColumns)[]
export const TRACE_UINT_COLUMNS = [
  'thread',
  'proc',
  'goroutine',
  'subject',
  'stack',
  'string',
  'extra',
] as const satisfies readonly (keyof TraceEventColumns)[]
export const TRACE_BYTE_COLUMNS = ['kind', 'transition'] as const satisfies readonly (keyof TraceEventColumns)[]

/** Bytes of one event in columns. */
export const TRACE_EVENT_BYTES =
  8 * TRACE_FLOAT_COLUMNS.length + 4 * TRACE_UINT_COLUMNS.length + TRACE_BYTE_COLUMNS.length

/** Columns without rows. Spelled out: an object that grows field by field becomes a dictionary, whose fields are slow to read. */
export function emptyTraceEventColumns(capacity = TRACE_CHUNK_EVENTS): TraceEventColumns {
  return {
    length: 0,
    time: new Float64Array(capacity),
    kind: new Uint8Array(capacity),
    transition: new Uint8Array(capacity),
    thread: new Uint32Array(capacity),
    proc: new Uint32Array(capacity),
    goroutine: new Uint32Array(capacity),
    subject: new Uint32Array(capacity),
    stack: new Uint32Array(capacity),
    string: new Uint32Array(capacity),
    extra: new Uint32Array(capacity),
    value: new Float64Array(capacity),
    value2: new Float64Array(capacity),
  }
}

/** Columns of TRACE_CHUNK_EVENTS rows that lie one after the other from `at` on, the widest first, in the order of the lists. */
export function traceEventColumnsAt(buffer: ArrayBufferLike, at: number): TraceEventColumns {
  const columns = emptyTraceEventColumns(0)
  for (const name of TRACE_FLOAT_COLUMNS) {
    columns[name] = new Float64Array(buffer, at, TRACE_CHUNK_EVENTS)
    at += 8 * TRACE_CHUNK_EVENTS
  }
  for (const name of TRACE_UINT_COLUMNS) {
    columns[name] = new Uint32Array(buffer, at, TRACE_CHUNK_EVENTS)
    at += 4 * TRACE_CHUNK_EVENTS
  }
  for (const name of TRACE_BYTE_COLUMNS) {
    columns[name] = new Uint8Array(buffer, at, TRACE_CHUNK_EVENTS)
    at += TRACE_CHUNK_EVENTS
  }
  return columns
}

/** One event as a record, for tests, tables and evidence; loops read the columns. */
export interface TraceEvent {
  time: number
  kind: TraceKind
  from: number
  to: number
  thread: number
  proc: number
  goroutine: number
  subject: number
  stack: number
  string: number
  extra: number
  value: number
  value2: number
}

/** Row `index` as a record. */
export function traceEventAt(columns: TraceEventColumns, index: number): TraceEvent {
  const transition = columns.transition[index] ?? 0
  return {
    time: columns.time[index] ?? Number.NaN,
    kind: (columns.kind[index] ?? 0) as TraceKind,
    from: transition >> 4,
    to: transition & 15,
    thread: columns.thread[index] ?? 0,
    proc: columns.proc[index] ?? 0,
    goroutine: columns.goroutine[index] ?? 0,
    subject: columns.subject[index] ?? 0,
    stack: columns.stack[index] ?? 0,
    string: columns.string[index] ?? 0,
    extra: columns.extra[index] ?? 0,
    value: columns.value[index] ?? 0,
    value2: columns.value2[index] ?? 0,
  }
}

/** `extra` of Span and SpanAlloc: which memory the span is for. */
export function spanClassOf(kindClass: number): { isHeap: boolean; sizeClass: number; isNoScan: boolean } {
  // 1: not a heap span (goroutine stacks, memory managed by hand). Else the span class × 2: size class × 2 + noscan.
  if (kindClass & 1) return { isHeap: false, sizeClass: 0, isNoScan: false }
  return { isHeap: true, sizeClass: kindClass >>> 2, isNoScan: ((kindClass >>> 1) & 1) === 1 }
}
