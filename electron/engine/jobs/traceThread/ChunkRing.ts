// Chunks of events on their way from one thread to another: a few slots of shared memory, filled and freed in turn.
import type { TraceEventColumns } from '../../../../shared/records/index.ts'
import { TRACE_CHUNK_EVENTS, TRACE_EVENT_BYTES, traceEventColumnsAt } from '../../../../shared/records/index.ts'
import { copyColumns } from '../copyColumns.ts'

/** Enough that neither waits for the other's short pauses; more would only be more memory. */
const SLOTS = 8
/** Who has filled all of them sleeps until so many are free: being woken for each one costs more than it saves. */
const AT_ONCE = 5
const SLOT_BYTES = TRACE_CHUNK_EVENTS * TRACE_EVENT_BYTES

/** Counts before the slots, alone in their line of the cache: slots freed so far, and how many are to be when who fills is to be woken. */
const [FREED, WANTED] = [0, 1] as const
const HEAD_BYTES = 64

/** Both sides make one of the same memory; one of them puts, the other one takes and frees, in the same order. */
export class ChunkRing {
  readonly memory: SharedArrayBuffer
  private readonly counts: Int32Array
  private readonly slots: readonly TraceEventColumns[]
  private filled = 0

  constructor(memory = new SharedArrayBuffer(HEAD_BYTES + SLOTS * SLOT_BYTES)) {
    this.memory = memory
    this.counts = new Int32Array(memory, 0, HEAD_BYTES / Int32Array.BYTES_PER_ELEMENT)
    this.slots = Array.from({ length: SLOTS }, (_, slot) => traceEventColumnsAt(memory, HEAD_BYTES + slot * SLOT_BYTES))
  }

  /** Copies a chunk into the next slot and gives its number. Blocks the thread until one is free. */
  put(chunk: TraceEventColumns): number {
    if (this.filled - Atomics.load(this.counts, FREED) === SLOTS) this.sleep()
    const slot = this.filled++ % SLOTS
    copyColumns(chunk, this.slots[slot] as TraceEventColumns, chunk.length)
    return slot
  }

  private sleep(): void {
    const { counts } = this
    const wanted = this.filled - SLOTS + AT_ONCE
    Atomics.store(counts, WANTED, wanted)
    for (;;) {
      const freed = Atomics.load(counts, FREED)
      if (freed >= wanted) return
      Atomics.wait(counts, FREED, freed)
    }
  }

  /** The chunk in a slot; it holds until the slot is freed. */
  chunk(slot: number, length: number): TraceEventColumns {
    const chunk = this.slots[slot] as TraceEventColumns
    chunk.length = length
    return chunk
  }

  /** Frees the slot that was filled first. */
  free(): void {
    const { counts } = this
    const freed = Atomics.add(counts, FREED, 1) + 1
    if (freed === Atomics.load(counts, WANTED)) Atomics.notify(counts, FREED)
  }
}
