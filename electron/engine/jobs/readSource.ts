// Feeds one file through its reader: the loop that preview and import share.
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { constants } from 'node:fs'
import type { ImportIssue, SourceKind } from '../../../shared/records/index.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import { createReader } from '../formats/index.ts'
import type { ReaderOutput, ReadSummary } from '../formats/index.ts'
import { checkCancelled } from './context.ts'

/** Small enough that a cancel is heard at once, large enough that the calls do not count. */
const CHUNK_BYTES = 1024 * 1024

export interface ReadSourceOptions {
  signal: AbortSignal
  /** The bytes just read, before the reader gets them. The array is not used again. */
  onChunk?: (chunk: Uint8Array) => void
}

/**
 * Reads `file` to the end it had when it was opened; a file that grows meanwhile (a live log) is read up to there.
 * Throws FormatError from the reader, CodedError `import/unreadable` and `import/special-file` from the system.
 */
export async function readSource(
  file: string,
  kind: SourceKind,
  output: ReaderOutput,
  { signal, onChunk }: ReadSourceOptions,
): Promise<ReadSummary & { bytes: number }> {
  const handle = await openRegularFile(file)
  try {
    const { size, mtimeMs } = await handle.stat()
    const reader = createReader(kind, output, { modifiedMs: mtimeMs })
    let offset = 0
    while (offset < size) {
      checkCancelled(signal)
      const chunk = await readChunk(handle, file, offset, Math.min(CHUNK_BYTES, size - offset))
      if (chunk.length === 0) {
        output.issue(shrunk(offset, size))
        break
      }
      offset += chunk.length
      onChunk?.(chunk)
      reader.push(chunk)
    }
    checkCancelled(signal)
    return { ...reader.finish(), bytes: offset }
  } finally {
    await handle.close()
  }
}

/** Opens for reading without ever waiting: a pipe put in place of the file since it was looked at is refused. */
export async function openRegularFile(file: string): Promise<FileHandle> {
  let handle: FileHandle
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (thrown) {
    throw unreadable(file, thrown)
  }
  const stats = await handle.stat()
  if (stats.isFile()) return handle
  await handle.close()
  throw new CodedError('import/special-file', `${file} is not a file.`, { path: file })
}

async function readChunk(handle: FileHandle, file: string, offset: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length)
  try {
    const { bytesRead } = await handle.read(buffer, 0, length, offset)
    return buffer.subarray(0, bytesRead)
  } catch (thrown) {
    throw unreadable(file, thrown, offset)
  }
}

function unreadable(file: string, thrown: unknown, byte?: number): CodedError {
  const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown'
  const place = byte === undefined ? '' : ` at byte ${byte}`
  return new CodedError('import/unreadable', `${file} can not be read${place}: ${code}.`, {
    path: file,
    ...(byte !== undefined && { byte }),
  })
}

const shrunk = (byte: number, size: number): ImportIssue => ({
  severity: 'dataLoss',
  code: 'import/file-shrank',
  message: `The file had ${size} bytes when it was opened and ended after ${byte}.`,
  at: { byte },
  count: 1,
})
