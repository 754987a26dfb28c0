// The bytes of one source as a stream, wherever they lie: what preview and import read from.
import { constants } from 'node:fs'
import { basename } from 'node:path'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { ImportIssue } from '../../../shared/records/index.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import { checkCancelled } from './context.ts'

/** Small enough that a cancel is heard at once, large enough that the calls do not count. */
const CHUNK_BYTES = 1024 * 1024

export interface SourceBytes {
  /** Once. A chunk is overwritten once the next one is asked for. */
  chunks: AsyncIterable<Uint8Array>
  /** Of the file or entry, without folders: says when a capture was taken, and what a lone number counts. Undefined: several files. */
  name: string | undefined
  /** When the file was last changed: gives the year to log times that have none. Undefined: not known. */
  modifiedMs: number | undefined
  /** How many bytes there are, as far as is known before they are read. */
  size?: number
  /** What was found out while the bytes were read; to be asked for at their end. */
  issues(): ImportIssue[]
}

/**
 * A file to the end it had when it was opened; one that grows meanwhile (a live log) is read up to there. Throws CodedError
 * `import/unreadable` and `import/special-file`.
 */
export async function withFileBytes<T>(
  file: string,
  signal: AbortSignal,
  use: (bytes: SourceBytes) => Promise<T>,
): Promise<T> {
  const handle = await openRegularFile(file)
  const issues: ImportIssue[] = []
  try {
    const { size, mtimeMs } = await handle.stat()
    const chunks = chunksOf(handle, file, size, signal, (issue) => issues.push(issue))
    return await use({ chunks, name: basename(file), modifiedMs: mtimeMs, size, issues: () => issues })
  } finally {
    await handle.close()
  }
}

async function* chunksOf(
  handle: FileHandle,
  file: string,
  size: number,
  signal: AbortSignal,
  onIssue: (issue: ImportIssue) => void,
): AsyncGenerator<Uint8Array> {
  // One for all: new ones would be zeroed each and wait for the collector.
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, size))
  for (let offset = 0; offset < size;) {
    checkCancelled(signal)
    const chunk = await readInto(buffer.subarray(0, size - offset), handle, file, offset)
    if (chunk.length === 0) return onIssue(shrunk(offset, size))
    offset += chunk.length
    yield chunk
  }
  checkCancelled(signal)
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

/** Up to `length` first bytes of a file. */
export async function headOf(file: string, length: number): Promise<Uint8Array> {
  const handle = await openRegularFile(file)
  try {
    return await readInto(new Uint8Array(length), handle, file, 0)
  } finally {
    await handle.close()
  }
}

/** As much as there is room for; gives the part of the buffer that was filled. */
async function readInto(buffer: Uint8Array, handle: FileHandle, file: string, offset: number): Promise<Uint8Array> {
  try {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset)
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
