// The part of the reader that touches every event: decoding, ordering and validating one generation after the other. Two of
// them exist behind this interface, one in TypeScript and one in WebAssembly; they give the same rows, slots and faults.
import type { TraceEventColumns, TraceIds } from '../../../../../shared/records/index.ts'
import type { FaultName } from './faults.ts'

/** Indexes by the ids of one generation. */
export interface IdTable {
  /** Index by id, ABSENT where there is none. Id 0 is index 0. */
  dense: Uint32Array
  /** Ids beyond `dense`, in no order. */
  sparseIds: BigUint64Array
  sparseIndexes: Uint32Array
}
export const ABSENT = 0xffff_ffff

/** Everything about a generation that is no event. */
export interface GenerationSetup {
  /** Nanoseconds per unit of the trace clock. */
  unitNs: number
  /** When it begins, ns since the start of the trace: its events are later. */
  startNs: number
  /** Threads in the order of their first batch; rows of `batchThread`. */
  threads: BigUint64Array
  /** Ordinary batches in file order: places relative to the first byte of the buffer, base times in ns since the start. */
  batches: number
  batchThread: Uint32Array
  batchOffset: Uint32Array
  batchLength: Uint32Array
  batchTime: Float64Array
  strings: IdTable
  stacks: IdTable
  types: IdTable
  /** CPU samples by time. */
  samples: number
  sampleTime: Float64Array
  sampleThread: BigUint64Array
  sampleProc: BigUint64Array
  sampleGoroutine: BigUint64Array
  /** Indexes of stacks. */
  sampleStack: Uint32Array
}

/** `chunk`: columns are full, take them and go on. `done`: the generation is read. `fault`: it is broken; see `fault`. */
export type CoreStep = 'chunk' | 'done' | 'fault'

export interface CorePlace {
  fault: FaultName
  operands: readonly bigint[]
  /** Type byte of the event, 0 where there is none. */
  type: number
  /** Byte of the event, relative to the first byte of the buffer. */
  byte: number
  thread: bigint | null
}

export interface TraceCore {
  /** Bytes that were appended and not dropped. The view holds until the next call of `append` or `drop`. */
  readonly bytes: Uint8Array
  append(chunk: Uint8Array): void
  /** Forgets the first `count` bytes. */
  drop(count: number): void
  /** Prepares a generation whose bytes are in the buffer. A fault here comes before the generation begins. */
  begin(setup: GenerationSetup): 'ready' | 'fault'
  /** Goes on until the columns are full or the generation is done. Rows in `columns` are good whatever the answer. */
  run(): CoreStep
  /** The rows since the last `clear`; the object is the same, its arrays may be others after `run`. */
  readonly columns: TraceEventColumns
  /** Adds those rows to `counts`, by kind. */
  countKinds(counts: Float64Array): void
  clear(): void
  readonly fault: CorePlace | null
  /** Time of the last event or generation start, ns since the start of the trace. */
  readonly lastNs: number
  /** HeapObject events whose type is not in their generation. */
  readonly unknownTypes: number
  readonly goroutines: TraceIds
  readonly threads: TraceIds
  readonly procs: TraceIds
  readonly tasks: TraceIds
}
