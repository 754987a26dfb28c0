// Feeds the bytes of one source through its reader: the loop that preview and import share.
import type { SourceKind } from '../../../shared/records/index.ts'
import { createReader } from '../formats/index.ts'
import type { ReaderOutput, ReadSummary, SourceReader } from '../formats/index.ts'
import { checkCancelled, yieldToEvents } from './context.ts'
import { placementFromName } from './placement.ts'
import type { SourceBytes } from './sourceBytes.ts'

/** Chunks of an archive may be large: between pieces of this size a cancel is heard. */
const PIECE_BYTES = 1024 * 1024

export interface ReadSourceOptions {
  signal: AbortSignal
  /** The bytes just read, before the reader gets them. The array is not used again. */
  onChunk?: (chunk: Uint8Array) => void
}

/** Reads all bytes. Throws FormatError from the reader, what the bytes throw, and `job/cancelled`. */
export async function readSource(
  bytes: SourceBytes,
  kind: SourceKind,
  output: ReaderOutput,
  { signal, onChunk }: ReadSourceOptions,
): Promise<ReadSummary & { bytes: number }> {
  const { modifiedMs, name } = bytes
  const reader = createReader(kind, output, {
    ...(modifiedMs !== undefined && { modifiedMs }),
    ...(name !== undefined && { name, named: placementFromName(name) }),
  })
  const turns = new Turns(signal)
  let read = 0
  for await (const chunk of bytes.chunks)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      checkCancelled(signal)
      const piece = chunk.subarray(at, at + PIECE_BYTES)
      read += piece.length
      onChunk?.(piece)
      if (reader.pushSteps === undefined) reader.push(piece)
      else for (const _ of reader.pushSteps(piece)) if (turns.isDue) await turns.give()
    }
  checkCancelled(signal)
  for (const issue of bytes.issues()) output.issue(issue)
  return { ...(await finished(reader, turns)), bytes: read }
}

async function finished(reader: SourceReader, turns: Turns): Promise<ReadSummary> {
  const steps = reader.finishSteps?.()
  if (steps === undefined) return reader.finish()
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value
    if (turns.isDue) await turns.give()
  }
}

/** Others get their turn, and a cancel is heard, once work has gone on for this long. */
const TURN_MS = 20

class Turns {
  private readonly signal: AbortSignal
  private since = performance.now()

  constructor(signal: AbortSignal) {
    this.signal = signal
  }

  get isDue(): boolean {
    return this.signal.aborted || performance.now() - this.since >= TURN_MS
  }

  async give(): Promise<void> {
    await yieldToEvents()
    checkCancelled(this.signal)
    this.since = performance.now()
  }
}
