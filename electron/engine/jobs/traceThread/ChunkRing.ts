// Chunks of events on their way from one thread to another: a few slots of shared memory, filled and freed in turn.
import type { TraceEventColumns } from '../../../../shared/records/index.ts'
import {
  TRACE_BYTE_COLUMNS,
  TRACE_CHUNK_EVENTS,
  TRACE_EVENT_BYTES,
  TRACE_FLOAT_COLUMNS,
  TRACE_UINT_COLUMNS,
} from '../../../../shared/records/index.ts'

/** Enough that neither waits for the other's short pauses; more would only be more memory. */
const SLOTS = 4
/** The count of slots freed, alone in its line of the cache. */
const HEAD_BYTES = 64

/** Both sides make one of the same memory; one of them puts, the other one takes and frees, in the same order. */
export class ChunkRing {
  readonly memory: SharedArrayBuffer
  private readonly slots: readonly TraceEventColumns[]
  private readonly freed: Int32Array
  private put_ = 0

  constructor(memory = new SharedArrayBuffer(HEAD_BYTES + SLOTS * TRACE_CHUNK_EVENTS * TRACE_EVENT_BYTES)) {
    this.memory = memory
    this.freed = new Int32Array(memory, 0, 1)
    this.slots = Array.from({ length: SLOTS }, (_, slot) =>
      columnsAt(memory, HEAD_BYTES + slot * TRACE_CHUNK_EVENTS * TRACE_EVENT_BYTES),
    )
  }

  /** Copies a chunk into the next slot and gives its number. Blocks the thread until one is free. */
  put(chunk: TraceEventColumns): number {
    const { freed } = this
    for (let seen = Atomics.load(freed, 0); this.put_ - seen >= SLOTS; seen = Atomics.load(freed, 0))
      Atomics.wait(freed, 0, seen)
    const slot = this.put_++ % SLOTS
    const to = this.slots[slot] as TraceEventColumns
    const { length } = chunk
    for (const name of TRACE_FLOAT_COLUMNS) to[name].set(chunk[name].subarray(0, length))
    for (const name of TRACE_UINT_COLUMNS) to[name].set(chunk[name].subarray(0, length))
    for (const name of TRACE_BYTE_COLUMNS) to[name].set(chunk[name].subarray(0, length))
    return slot
  }

  /** The chunk of a slot; it holds until it is freed. */
  chunk(slot: number, length: number): TraceEventColumns {
    const chunk = this.slots[slot] as TraceEventColumns
    chunk.length = length
    return chunk
  }

  /** Frees the slot that was put first of those that are taken. */
  free(): void {
    Atomics.add(this.freed, 0, 1)
    Atomics.notify(this.freed, 0)
  }
}

/** Columns one after the other, the widest first. */
function columnsAt(memory: SharedArrayBuffer, start: number): TraceEventColumns {
  let at = start
  const next = <Column>(make: new (memory: SharedArrayBuffer, at: number, length: number) => Column, bytes: number) => {
    const column = new make(memory, at, TRACE_CHUNK_EVENTS)
    at += bytes * TRACE_CHUNK_EVENTS
    return column
  }
  const columns: Partial<TraceEventColumns> = { length: 0 }
  for (const name of TRACE_FLOAT_COLUMNS) columns[name] = next(Float64Array, 8)
  for (const name of TRACE_UINT_COLUMNS) columns[name] = next(Uint32Array, 4)
  for (const name of TRACE_BYTE_COLUMNS) columns[name] = next(Uint8Array, 1)
  return columns as TraceEventColumns
}
