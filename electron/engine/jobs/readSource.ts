// Feeds the bytes of one source through its reader: the loop that preview and import share.
import type { SourceKind } from '../../../shared/records/index.ts'
import { createReader } from '../formats/index.ts'
import type { ReaderOutput, ReadSummary, SourceReader } from '../formats/index.ts'
import { checkCancelled } from './context.ts'
import { placementFromName } from './placement.ts'
import type { SourceBytes } from './sourceBytes.ts'
import { isThreadWanted } from './traceThread/startThread.ts'
import type { ThreadChoice } from './traceThread/startThread.ts'
import { ThreadedTraceReader } from './traceThread/ThreadedTraceReader.ts'
import { Turns } from './Turns.ts'

/** Chunks of an archive may be large: between pieces of this size a cancel is heard. */
const PIECE_BYTES = 1024 * 1024

export interface ReadSourceOptions {
  signal: AbortSignal
  /** The bytes just read, before the reader gets them. The array is not used again. */
  onChunk?: (chunk: Uint8Array) => void
  /** Whether an execution trace is decoded in a thread beside this one; without it it is not. */
  thread?: ThreadChoice
}

/** Reads all bytes. Throws FormatError from the reader, what the bytes throw, and `job/cancelled`. */
export async function readSource(
  bytes: SourceBytes,
  kind: SourceKind,
  output: ReaderOutput,
  { signal, onChunk, thread = 'never' }: ReadSourceOptions,
): Promise<ReadSummary & { bytes: number }> {
  if (kind === 'gotrace' && isThreadWanted(thread, bytes.size)) return readBeside(bytes, output, { signal, onChunk })
  const { modifiedMs, name } = bytes
  const reader = createReader(kind, output, {
    ...(modifiedMs !== undefined && { modifiedMs }),
    ...(name !== undefined && { name, named: placementFromName(name) }),
  })
  const turns = new Turns(signal)
  let read = 0
  for await (const piece of piecesOf(bytes, { signal, onChunk })) {
    read += piece.length
    if (reader.pushSteps === undefined) reader.push(piece)
    else for (const _ of reader.pushSteps(piece)) if (turns.isDue) await turns.give()
  }
  for (const issue of bytes.issues()) output.issue(issue)
  return { ...(await finished(reader, turns)), bytes: read }
}

/** The same with the reader in a thread of its own. */
async function readBeside(
  bytes: SourceBytes,
  output: ReaderOutput,
  options: PieceOptions,
): Promise<ReadSummary & { bytes: number }> {
  const reader = new ThreadedTraceReader(output, options.signal, new Turns(options.signal))
  const pieces = piecesOf(bytes, options)
  try {
    let read = 0
    for (;;) {
      const next = await pieces.next().catch(async (thrown: unknown) => {
        // What is wrong with the bytes before comes first.
        await reader.settle()
        throw thrown
      })
      if (next.done === true) break
      read += next.value.length
      await reader.push(next.value)
    }
    const summary = await reader.finish(() => {
      for (const issue of bytes.issues()) output.issue(issue)
    })
    return { ...summary, bytes: read }
  } finally {
    await reader.close()
    await pieces.return(undefined)
  }
}

type PieceOptions = Pick<ReadSourceOptions, 'signal'> & { onChunk: ReadSourceOptions['onChunk'] | undefined }

async function* piecesOf({ chunks }: SourceBytes, { signal, onChunk }: PieceOptions): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      checkCancelled(signal)
      const piece = chunk.subarray(at, at + PIECE_BYTES)
      onChunk?.(piece)
      yield piece
    }
  checkCancelled(signal)
}

async function finished(reader: SourceReader, turns: Turns): Promise<ReadSummary> {
  const steps = reader.finishSteps?.()
  if (steps === undefined) return reader.finish()
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value
    if (turns.isDue) await turns.give()
  }
}
