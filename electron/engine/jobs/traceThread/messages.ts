// What a trace import and the thread that reads for it tell each other. Order is meaning: the thread's messages are what its reader would have
// called, one after the other.
import type {
  HeapLayout,
  ImportIssue,
  TraceEnd,
  TraceFamily,
  TraceGeneration,
} from '../../../../shared/records/index.ts'
import type { ReadSummary } from '../../formats/index.ts'
import type { Place } from '../../formats/FormatError.ts'

/** What the thread is started with. */
export interface ThreadStart {
  /** Of ChunkRing. */
  ring: SharedArrayBuffer
  /** Where compiled code is kept, of a checkout; null in a bundle. */
  compiledFolder: string | null
}

/** Bytes of the source, in order; the buffer comes back with `taken`. `end`: those were all. */
export type ToThread = { kind: 'bytes'; buffer: ArrayBuffer; length: number } | { kind: 'end' }

/** Rows that tables have more than when they were last told of. */
export interface TableGrowth {
  strings: string[]
  functions: { name: Uint32Array; file: Uint32Array }
  frames: { pc: BigUint64Array; function: Uint32Array; line: Uint32Array }
  /** Where the stacks end, and their frames. */
  stacks: { end: Uint32Array; frame: Uint32Array }
  types: { name: Uint32Array; address: BigUint64Array; size: Float64Array; pointerBytes: Float64Array }
  threads: BigUint64Array
  procs: BigUint64Array
  heapLayout: HeapLayout | null
}

/** Tables as they are when what comes with it is given. */
export interface TablesNow {
  /** Lengths. Ids of these come at the end: there are millions. */
  goroutines: number
  tasks: number
  /** Null: nothing is new. */
  grown: TableGrowth | null
}

/** Something thrown; `error` is rebuilt by its code, `thrown` is what is no CodedError. */
export type Thrown =
  | { kind: 'format'; code: string; message: string; at: Place }
  | { kind: 'coded'; code: string; message: string; detail: Record<string, string | number> | undefined }
  | { kind: 'other'; thrown: unknown }

export type FromThread =
  | { kind: 'taken'; buffer: ArrayBuffer }
  | { kind: 'begin'; header: string; version: number; family: TraceFamily; tables: TablesNow }
  | { kind: 'generation'; generation: TraceGeneration; tables: TablesNow }
  | { kind: 'events'; slot: number; length: number; tables: TablesNow }
  /** Of the generation given last. */
  | { kind: 'generationEnd'; tables: TablesNow }
  /** Ids of the rows that follow those told before. */
  | { kind: 'ids'; table: 'goroutines' | 'tasks'; ids: BigUint64Array }
  | { kind: 'end'; end: Omit<TraceEnd, 'tables'>; tables: TablesNow }
  | { kind: 'issue'; issue: ImportIssue }
  /** The last one is one of these. */
  | { kind: 'summary'; summary: ReadSummary }
  | { kind: 'failed'; thrown: Thrown }
