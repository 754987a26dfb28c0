// Is this file a case at all? Answered from its first 100 bytes, before SQLite touches it.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { CaseFileError, caseFileError } from './errors.ts'
import { APPLICATION_ID } from './schema.ts'

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
const PAGE_SIZE_AT = 16
const PAGE_COUNT_AT = 28
const USER_VERSION_AT = 60
const APPLICATION_ID_AT = 68

/** Throws a typed error unless `path` is a case file of version 1 … `newest`, whole as far as its size tells. */
export function checkIdentity(path: string, newest: number): void {
  const { header, bytes } = readHeader(path)
  if (bytes === 0) throw new CaseFileError('casefile/empty-file', `The file is empty: ${path}.`, { path, bytes })
  if (bytes < MAGIC.length || header.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new CaseFileError('casefile/not-a-case', `This is not a Heapcase case but another kind of file: ${path}.`, {
      path,
      bytes,
    })
  if (bytes < HEADER_BYTES) throw damaged(path, bytes, 'it ends within its header')
  if (header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID)
    throw new CaseFileError('casefile/not-a-case', `This is a database of another application, not a case: ${path}.`, {
      path,
      applicationId: header.readUInt32BE(APPLICATION_ID_AT),
    })
  const version = header.readUInt32BE(USER_VERSION_AT)
  if (version > newest) throw newerVersion(path, version, newest)
  checkSize(path, header, bytes)
}

export function newerVersion(path: string, version: number, newest: number): CaseFileError {
  return new CaseFileError(
    'casefile/newer-version',
    `The case was written by a newer Heapcase (file version ${version}, this one knows up to ${newest}): ${path}.`,
    { path, version, newest },
  )
}

/** A file shorter than its own page count is cut off, unless a journal or log beside it is about to complete it. */
function checkSize(path: string, header: Buffer, bytes: number): void {
  const declared = header.readUInt16BE(PAGE_SIZE_AT)
  const pageSize = declared === 1 ? 65536 : declared
  const pages = header.readUInt32BE(PAGE_COUNT_AT)
  if (bytes >= pageSize * pages || hasContent(`${path}-wal`) || hasContent(`${path}-journal`)) return
  throw damaged(path, bytes, `it is cut off: ${bytes} of ${pageSize * pages} bytes are there`)
}

function damaged(path: string, bytes: number, why: string): CaseFileError {
  return new CaseFileError('casefile/damaged', `The case file is damaged, ${why}: ${path}.`, { path, bytes })
}

function hasContent(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
}

function readHeader(path: string): { header: Buffer; bytes: number } {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'EACCES' || code === 'EPERM')
      throw new CaseFileError('casefile/not-readable', `No permission to read this file: ${path}.`, { path })
    throw caseFileError(thrown, path)
  }
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) throw new CaseFileError('casefile/not-a-case', `This is not a file: ${path}.`, { path })
    const header = Buffer.alloc(HEADER_BYTES)
    readSync(file, header, 0, HEADER_BYTES, 0)
    return { header, bytes: stat.size }
  } finally {
    closeSync(file)
  }
}
