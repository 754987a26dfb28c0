// What can go wrong with a case file, as CodedErrors. SQLite's own codes are translated here and nowhere else.
import Database from 'better-sqlite3'
import { CodedError } from '../../../shared/lib/result.ts'

export type CaseFileCode =
  | 'casefile/missing' // no file there
  | 'casefile/exists' // creating where a file is
  | 'casefile/empty-file'
  | 'casefile/not-a-case' // a text, an image, another application's database
  | 'casefile/newer-version'
  | 'casefile/foreign-schema' // a trigger, view, table or index that is not ours
  | 'casefile/damaged' // cut off or overwritten
  | 'casefile/damaged-source' // a hash of stored bytes does not fit
  | 'casefile/locked' // another process has it open for writing; detail says who
  | 'casefile/lock-lost' // a job outlived the process that held the case
  | 'casefile/not-writable' // file or folder; can be opened read-only
  | 'casefile/not-readable'
  | 'casefile/read-only' // a change was asked of a case opened read-only
  | 'casefile/disk-full'
  | 'casefile/io' // the disk or share failed
  | 'casefile/busy' // another connection kept the file busy for too long
  | 'casefile/immutable' // a trigger refused to change evidence
  | 'casefile/closed'
  | 'casefile/duplicate-source'
  | 'casefile/import-abandoned' // the import was swept or already ended
  | 'casefile/reference-only' // the bytes asked for were left where they were
  | 'casefile/no-such-source'
  | 'casefile/no-such-dump'
  | 'casefile/no-such-life'
  | 'casefile/no-such-finding'
  | 'casefile/no-such-annotation'
  | 'casefile/no-such-checklist'
  | 'casefile/query' // a statement that is wrong, or would do more than read
  | 'casefile/too-large' // one value above what a row may hold
  | 'casefile/same-file' // a copy onto itself

export class CaseFileError extends CodedError {
  constructor(code: CaseFileCode, message: string, detail?: Record<string, string | number>) {
    super(code, message, detail)
  }
}

const SQLITE_CODES: [RegExp, CaseFileCode, string][] = [
  [
    /^SQLITE_FULL/,
    'casefile/disk-full',
    'The disk is full: nothing more can be written to the case. What was saved is safe',
  ],
  [/^SQLITE_(CORRUPT|NOTADB|FORMAT)/, 'casefile/damaged', 'The case file is damaged'],
  [/^SQLITE_READONLY/, 'casefile/not-writable', 'The case file or its folder cannot be written'],
  [/^SQLITE_PERM|^SQLITE_AUTH/, 'casefile/not-writable', 'The case file may not be written'],
  [/^SQLITE_CANTOPEN/, 'casefile/not-readable', 'The case file cannot be opened'],
  [/^SQLITE_(BUSY|LOCKED)/, 'casefile/busy', 'The case file is busy: another process kept it for too long'],
  [/^SQLITE_IOERR/, 'casefile/io', 'The disk failed while the case file was read or written'],
  [/^SQLITE_CONSTRAINT_TRIGGER/, 'casefile/immutable', 'The case file refused the change'],
  [/^SQLITE_TOOBIG/, 'casefile/too-large', 'A value is too large for the case file'],
]

/** Any error as people should read it: SQLite's and the file system's get a code and the path, others pass unchanged. */
export function caseFileError(thrown: unknown, path: string): unknown {
  if (thrown instanceof CodedError) return thrown
  if (thrown instanceof Database.SqliteError) {
    const known = SQLITE_CODES.find(([pattern]) => pattern.test(thrown.code))
    if (!known) return thrown
    const [, code, message] = known
    return new CaseFileError(code, `${message} (${thrown.message}).`, { path, sqlite: thrown.code })
  }
  if (thrown instanceof TypeError && thrown.message === 'The database connection is not open')
    return new CaseFileError('casefile/closed', 'The case is closed.', { path })
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string')
    return fileSystemError(thrown.code, thrown.message, path) ?? thrown
  return thrown
}

function fileSystemError(code: string, message: string, path: string): CaseFileError | null {
  const detail = { path, system: code }
  switch (code) {
    case 'ENOENT':
      return new CaseFileError('casefile/missing', `There is no such file: ${path}.`, detail)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new CaseFileError('casefile/not-writable', `No permission to write here: ${path}.`, detail)
    case 'ENOSPC':
    case 'EDQUOT':
      return new CaseFileError('casefile/disk-full', `The disk is full: ${path} could not be written.`, detail)
    case 'EIO':
      return new CaseFileError('casefile/io', `The disk failed: ${message}.`, detail)
    default:
      return null
  }
}

/** Runs `body` with its errors translated. */
export function withCaseFileErrors<T>(path: string, body: () => T): T {
  try {
    return body()
  } catch (thrown) {
    throw caseFileError(thrown, path)
  }
}

/** The same repository with errors of all its methods translated. */
export function withCodes<Repository extends object>(path: string, repository: Repository): Repository {
  const wrapped = Object.create(null) as Record<string, unknown>
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(repository))) {
    const method: unknown = member.value
    if (typeof method === 'function')
      wrapped[name] = (...args: unknown[]): unknown =>
        withCaseFileErrors(path, () => (method as (...args: unknown[]) => unknown).apply(repository, args))
    else Object.defineProperty(wrapped, name, member)
  }
  return wrapped as Repository
}
