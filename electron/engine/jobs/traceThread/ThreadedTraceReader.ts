// The import's side: gives a source's bytes to the thread and calls the output as a reader in this thread would, in the same order.
import type { Worker } from 'node:worker_threads'
import { CodedError } from '../../../../shared/lib/result.ts'
import type { TraceGeneration, TraceSink } from '../../../../shared/records/index.ts'
import { FormatError } from '../../formats/index.ts'
import type { ReaderOutput, ReadSummary } from '../../formats/index.ts'
import { checkCancelled } from '../context.ts'
import type { Turns } from '../Turns.ts'
import { ChunkRing } from './ChunkRing.ts'
import type { FromThread, Thrown, ToThread } from './messages.ts'
import { startTraceThread } from './startThread.ts'
import { TablesMirror } from './TablesMirror.ts'

/** Bytes under way are in so many buffers; one of them is being filled. */
const BUFFERS = 3
const BUFFER_BYTES = 1024 * 1024

export class ThreadedTraceReader {
  private readonly output: ReaderOutput
  private readonly sink: TraceSink
  private readonly signal: AbortSignal
  private readonly turns: Turns
  private readonly ring = new ChunkRing()
  private readonly tables = new TablesMirror()
  private readonly worker: Worker
  /** What the thread told and was not taken in yet: as many chunks as the ring has slots, and what comes between them. */
  private readonly told: FromThread[] = []
  private fault: unknown = null
  private isGone = false
  private wake: () => void = () => undefined
  private readonly onAbort = (): void => this.wake()
  private readonly free = Array.from({ length: BUFFERS }, () => new ArrayBuffer(BUFFER_BYTES))
  private filling: Uint8Array<ArrayBuffer> | null = null
  private filled = 0
  private generation: TraceGeneration | null = null
  private onBytesTaken: (() => void) | null = null
  private summary: ReadSummary | null = null

  constructor(output: ReaderOutput, signal: AbortSignal, turns: Turns, start = startTraceThread) {
    this.output = output
    this.sink = output.trace ?? {}
    this.signal = signal
    this.turns = turns
    this.worker = start(this.ring.memory)
    const tell = (message: FromThread): void => {
      this.told.push(message)
      this.wake()
    }
    this.worker.on('message', tell)
    this.worker.on('messageerror', (thrown) => tell({ kind: 'failed', thrown: { kind: 'other', thrown } }))
    // It ends with it.
    this.worker.on('error', (fault: unknown) => (this.fault = fault))
    this.worker.on('exit', () => {
      this.isGone = true
      this.wake()
    })
    signal.addEventListener('abort', this.onAbort)
  }

  /** Copies the bytes, and takes in what the thread told meanwhile. */
  async push(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length;) {
      this.filling ??= await this.nextBuffer()
      const part = piece.subarray(at, at + BUFFER_BYTES - this.filled)
      this.filling.set(part, this.filled)
      this.filled += part.length
      at += part.length
      if (this.filled === BUFFER_BYTES) this.send()
    }
  }

  /** `onBytesTaken`: called when the reader has all bytes, before it finishes. */
  async finish(onBytesTaken: () => void): Promise<ReadSummary> {
    if (this.filled > 0) this.send()
    else this.giveBack()
    this.post({ kind: 'end' })
    this.onBytesTaken = onBytesTaken
    this.tellBytesTaken()
    for (;;) {
      await this.takeIn()
      if (this.summary !== null) return this.summary
      await this.more()
    }
  }

  /** Takes in all that comes of the bytes so far; throws what the reader throws of them. */
  async settle(): Promise<void> {
    if (this.filled > 0) this.send()
    else this.giveBack()
    for (;;) {
      await this.takeIn()
      if (this.free.length === BUFFERS) return
      await this.more()
    }
  }

  /** Ends the thread, whatever it does. */
  async close(): Promise<void> {
    this.signal.removeEventListener('abort', this.onAbort)
    await this.worker.terminate()
  }

  /** Takes in what was told, and gives a buffer once there is one. */
  private async nextBuffer(): Promise<Uint8Array<ArrayBuffer>> {
    for (;;) {
      await this.takeIn()
      const buffer = this.free.pop()
      if (buffer !== undefined) return new Uint8Array(buffer)
      await this.more()
    }
  }

  private send(): void {
    const { filling, filled } = this
    if (filling === null) return
    this.filling = null
    this.filled = 0
    this.post({ kind: 'bytes', buffer: filling.buffer, length: filled }, [filling.buffer])
  }

  private giveBack(): void {
    if (this.filling !== null) this.free.push(this.filling.buffer)
    this.filling = null
  }

  private post(message: ToThread, moved: ArrayBuffer[] = []): void {
    this.worker.postMessage(message, moved)
  }

  /** What was told until now: while that is taken in more is told, and the thread is to get its bytes in between. */
  private async takeIn(): Promise<void> {
    const { turns } = this
    if (turns.isDue) await turns.give()
    for (const message of this.told.splice(0)) {
      for (const _ of this.take(message)) if (turns.isDue) await turns.give()
      if (turns.isDue) await turns.give()
    }
  }

  /** Waits until something was told. Throws `import/reader-died` where nothing will be. */
  private async more(): Promise<void> {
    while (this.told.length === 0 && !this.signal.aborted) {
      if (this.isGone) throw died(this.fault)
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
    // Not a turn of others: messages come one after the other without one.
    checkCancelled(this.signal)
  }

  private *take(message: FromThread): Generator<void, void> {
    const { sink, tables } = this
    if ('tables' in message) tables.take(message.tables)
    switch (message.kind) {
      case 'taken':
        this.free.push(message.buffer)
        return this.tellBytesTaken()
      case 'begin': {
        const { header, version, family } = message
        return sink.begin?.({ header, version, family, tables })
      }
      case 'generation':
        this.generation = message.generation
        return sink.generation?.(message.generation)
      case 'events':
        sink.events?.(this.ring.chunk(message.slot, message.length))
        this.ring.free()
        return yield* this.rest()
      case 'generationEnd':
        if (this.generation !== null) sink.generationEnd?.(this.generation)
        return yield* this.rest()
      case 'ids':
        return tables[message.table].append(message.ids)
      case 'end':
        sink.end?.({ ...message.end, tables })
        return yield* this.rest()
      case 'issue':
        return this.output.issue(message.issue)
      case 'summary':
        this.summary = message.summary
        return
      case 'failed':
        throw rebuilt(message.thrown)
    }
  }

  private *rest(): Generator<void, void> {
    if (this.sink.rest) yield* this.sink.rest()
  }

  private tellBytesTaken(): void {
    if (this.onBytesTaken === null || this.free.length < BUFFERS) return
    this.onBytesTaken()
    this.onBytesTaken = null
  }
}

function rebuilt(thrown: Thrown): unknown {
  switch (thrown.kind) {
    case 'format':
      return new FormatError(thrown.code, thrown.message, thrown.at)
    case 'coded':
      return new CodedError(thrown.code, thrown.message, thrown.detail)
    case 'other':
      return thrown.thrown
  }
}

/** Out of memory, mostly: a fault of the reader itself is told. */
function died(fault: unknown): CodedError {
  const why = fault instanceof Error ? `: ${fault.message.replace(/\.$/, '')}` : ''
  return new CodedError(
    'import/reader-died',
    `The thread that read the trace ended before it had read all of it${why}.`,
  )
}
