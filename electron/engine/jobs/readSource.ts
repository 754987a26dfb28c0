// Feeds the bytes of one source through its reader: the loop that preview and import share.
import type { SourceKind } from '../../../shared/records/index.ts'
import { createReader } from '../formats/index.ts'
import type { ReaderOutput, ReadSummary } from '../formats/index.ts'
import { checkCancelled } from './context.ts'
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
  let read = 0
  for await (const chunk of bytes.chunks)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      checkCancelled(signal)
      const piece = chunk.subarray(at, at + PIECE_BYTES)
      read += piece.length
      onChunk?.(piece)
      reader.push(piece)
    }
  checkCancelled(signal)
  for (const issue of bytes.issues()) output.issue(issue)
  return { ...reader.finish(), bytes: read }
}
