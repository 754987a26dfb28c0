// Chunks of events on their way from one thread to another: a few buffers that go to and fro. They are moved, not shared: copies out of shared
// memory and into it take three times as long.
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { TraceEventColumns } from '../../../../shared/records/index.ts'
import {
  emptyTraceEventColumns,
  TRACE_BYTE_COLUMNS,
  TRACE_CHUNK_EVENTS,
  TRACE_EVENT_BYTES,
  TRACE_FLOAT_COLUMNS,
  TRACE_UINT_COLUMNS,
} from '../../../../shared/records/index.ts'

/** Enough that neither waits for the other's short pauses; more would only be more memory. */
const BUFFERS = 4
/** Who has filled all of them sleeps until so many came back: being woken for each one costs more than it saves. */
const AT_ONCE = 3

const [RETURNED, WANTED] = [0, 1] as const

/** What the side that fills buffers is started with; the port is to be moved. */
export interface BufferReturn {
  port: MessagePort
  /** How many came back so far, and at how many who fills is to be woken. */
  counts: SharedArrayBuffer
}

/** Fills buffers; waits where none came back. */
export class ChunkFiller {
  private readonly port: MessagePort
  private readonly counts: Int32Array
  private made = 0
  private taken = 0
  private readonly columns = emptyTraceEventColumns(0)

  constructor({ port, counts }: BufferReturn) {
    this.port = port
    this.counts = new Int32Array(counts)
  }

  /** A buffer with a copy of the chunk. Blocks the thread until there is one. */
  fill(chunk: TraceEventColumns): ArrayBuffer {
    const buffer = this.next()
    const { columns } = this
    const { length } = chunk
    layOver(columns, buffer)
    for (const name of TRACE_FLOAT_COLUMNS) columns[name].set(chunk[name].subarray(0, length))
    for (const name of TRACE_UINT_COLUMNS) columns[name].set(chunk[name].subarray(0, length))
    for (const name of TRACE_BYTE_COLUMNS) columns[name].set(chunk[name].subarray(0, length))
    return buffer
  }

  private next(): ArrayBuffer {
    if (this.made < BUFFERS) {
      this.made++
      return new ArrayBuffer(TRACE_CHUNK_EVENTS * TRACE_EVENT_BYTES)
    }
    if (this.taken === Atomics.load(this.counts, RETURNED)) this.sleep()
    this.taken++
    // It was sent before it was counted.
    const buffer: unknown = receiveMessageOnPort(this.port)?.message
    if (!(buffer instanceof ArrayBuffer)) throw new Error('a buffer was counted that did not come')
    return buffer
  }

  private sleep(): void {
    const { counts } = this
    const wanted = this.taken + AT_ONCE
    Atomics.store(counts, WANTED, wanted)
    for (;;) {
      const count = Atomics.load(counts, RETURNED)
      if (count >= wanted) return
      Atomics.wait(counts, RETURNED, count)
    }
  }
}

/** Takes chunks out of filled buffers and gives these back. */
export class ChunkTaker {
  /** For the other side. */
  readonly back: BufferReturn
  private readonly port: MessagePort
  private readonly counts: Int32Array
  private readonly columns = emptyTraceEventColumns(0)

  constructor() {
    const { port1, port2 } = new MessageChannel()
    const counts = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)
    this.port = port1
    this.back = { port: port2, counts }
    this.counts = new Int32Array(counts)
  }

  /** The chunk in a buffer; it holds until the buffer is given back. The object is the same each time. */
  chunk(buffer: ArrayBuffer, length: number): TraceEventColumns {
    const { columns } = this
    layOver(columns, buffer)
    columns.length = length
    return columns
  }

  giveBack(buffer: ArrayBuffer): void {
    this.port.postMessage(buffer, [buffer])
    const { counts } = this
    const count = Atomics.add(counts, RETURNED, 1) + 1
    if (count === Atomics.load(counts, WANTED)) Atomics.notify(counts, RETURNED)
  }

  close(): void {
    this.port.close()
  }
}

/** Columns one after the other, the widest first. */
function layOver(columns: TraceEventColumns, buffer: ArrayBuffer): void {
  let at = 0
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
}
