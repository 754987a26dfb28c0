// Opens the SQLite file in one of its three ways (holder of the lock, job beside the holder, read-only) and sets what every
// connection must have. Everything else works on the Connection it gives.
import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { CaseFileError, withCaseFileErrors } from './errors.ts'
import { SIDE_FILES, removePartials } from './files.ts'
import { checkIdentity, newerVersion } from './identity.ts'
import { acquireLock, joinLock } from './lock.ts'
import type { CaseLock } from './lock.ts'
import { currentVersion, migrate, schemaVersion } from './migrate.ts'
import type { Migration } from './migrations/index.ts'
import { APPLICATION_ID, checkSchema } from './schema.ts'
import type { CommitPoint } from './commitPoints.ts'
import type { CommitPointHook } from './types.ts'

const BUSY_MS = 5000
/** While closing, others are given less time: their log stays and is read by the next opening. */
const CLOSE_BUSY_MS = 1000
/** The log is taken into the database after 2 MiB: what a full disk could keep from getting there stays small. */
const CHECKPOINT_PAGES = 256

/** What repositories work on. */
export interface Connection {
  readonly db: Database.Database
  readonly path: string
  readonly isReadOnly: boolean
  readonly lock: CaseLock | null
  /** Runs `body` in one immediate transaction, or within the one that is open. Refused on a read-only case. */
  readonly write: <T>(body: () => T) => T
  /**
   * The same for what nobody sees before a later `write`: the disk is not waited for, and with the power the last of these may be lost, which
   * the one that makes them seen is not, nor any of them before it.
   */
  readonly writeUnseen: <T>(body: () => T) => T
  /** Tells the test's hook that a commit point is reached. */
  readonly at: (point: CommitPoint) => void
  /** The same once what is being written is committed; at once outside of a transaction. */
  readonly afterCommit: (point: CommitPoint) => void
  readonly close: () => void
}

export interface ConnectionOptions {
  mode: 'readWrite' | 'readOnly'
  lockToken: string | null
  onCommitPoint: CommitPointHook | undefined
  migrations: readonly Migration[]
  /** Runs inside the transaction of each upgrade step. */
  onMigrated: (db: Database.Database, step: Migration) => void
}

/** Absolute, with links resolved, so that two names of one file share one lock. The file itself need not be there. */
export function casePath(path: string): string {
  const absolute = resolve(path)
  if (absolute !== absolute.trimEnd())
    // The driver cuts trailing spaces off and would open another file.
    throw new CaseFileError('casefile/not-readable', `The name of a case must not end with a space: "${path}".`, {
      path,
    })
  if (existsSync(absolute)) return realpathSync(absolute)
  return withCaseFileErrors(absolute, () => join(realpathSync(dirname(absolute)), basename(absolute)))
}

/**
 * Cases this process has open, with the number of connections. Their files must not be read around SQLite: closing any other
 * descriptor of a file drops all locks the process has on it (POSIX).
 */
const openHere = new Map<string, number>()

export function openConnection(path: string, options: ConnectionOptions): Connection {
  if (!openHere.has(path)) checkIdentity(path, currentVersion(options.migrations))
  if (options.mode === 'readOnly') return openReadOnly(path, options)
  assertWritable(path)
  if (options.lockToken !== null) return openBeside(path, options.lockToken, options)
  const lock = acquireLock(path)
  try {
    options.onCommitPoint?.('open/locked')
    removePartials(path)
    return openHolding(path, lock, options)
  } catch (thrown) {
    lock.release()
    throw thrown
  }
}

/** Opens with the lock already taken, as `create` does. */
export function openHolding(path: string, lock: CaseLock, options: ConnectionOptions): Connection {
  return open(path, { readonly: false }, (db) => {
    if (schemaVersion(db) < currentVersion(options.migrations)) {
      // The backup copies one file: bring everything into it first.
      db.pragma('wal_checkpoint(TRUNCATE)')
      db.pragma('journal_mode = DELETE')
      db.pragma('synchronous = FULL')
      migrate(db, path, options.migrations, options.onCommitPoint, (step) => options.onMigrated(db, step))
    }
    checkVersion(db, path, options.migrations)
    db.pragma('journal_mode = WAL')
    // A reopened WAL file falls back to NORMAL, which may lose the last commits with the power.
    db.pragma('synchronous = FULL')
    options.onCommitPoint?.('open/wal')
    return connection(db, path, lock, false, options.onCommitPoint, () => restAndClose(db, lock, options.onCommitPoint))
  })
}

function openBeside(path: string, token: string, options: ConnectionOptions): Connection {
  const lock = joinLock(path, token)
  try {
    return open(path, { readonly: false }, (db) => {
      checkVersion(db, path, options.migrations)
      db.pragma('synchronous = FULL')
      return connection(db, path, lock, false, options.onCommitPoint, () => {
        db.close()
        lock.release()
      })
    })
  } catch (thrown) {
    lock.release()
    throw thrown
  }
}

function openReadOnly(path: string, options: ConnectionOptions): Connection {
  const openAt = (at: string, onClose: () => void): Connection =>
    open(at, { readonly: true }, (db) => {
      checkVersion(db, path, options.migrations)
      db.pragma('query_only = ON')
      return connection(db, path, null, true, options.onCommitPoint, () => {
        db.close()
        onClose()
      })
    })
  try {
    return openAt(path, () => undefined)
  } catch (thrown) {
    const needsCopy =
      thrown instanceof CaseFileError &&
      (thrown.code === 'casefile/not-writable' || thrown.code === 'casefile/not-readable' || thrown.detail?.older === 1)
    if (!needsCopy) throw thrown
  }
  // A log left by a crash cannot be read where nothing may be written, nor an older version without an upgrade: both
  // happen in a private copy that goes with the connection.
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, basename(path))
    for (const side of ['', '-wal', '-journal']) if (existsSync(path + side)) copyPrivately(path + side, copy + side)
    settleCopy(copy, options)
    return openAt(copy, remove)
  } catch (thrown) {
    remove()
    throw thrown
  }
}

function copyPrivately(from: string, to: string): void {
  withCaseFileErrors(from, () => {
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
    chmodSync(to, 0o600) // the original's permissions came with it
  })
}

/** Brings journal, log and schema of a private copy up to date. */
function settleCopy(copy: string, options: ConnectionOptions): void {
  open(copy, { readonly: false }, (db) => {
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.pragma('journal_mode = DELETE')
    if (schemaVersion(db) < currentVersion(options.migrations))
      migrate(db, copy, options.migrations, undefined, (step) => options.onMigrated(db, step))
    db.close()
  })
}

function open<T>(path: string, how: { readonly: boolean }, body: (db: Database.Database) => T): T {
  return withCaseFileErrors(path, () => {
    const db = new Database(path, { ...how, fileMustExist: true, timeout: BUSY_MS })
    try {
      setPragmas(db)
      return body(db)
    } catch (thrown) {
      db.close()
      throw thrown
    }
  })
}

/** What every connection of every kind must have, before anything of the file is used. */
export function setPragmas(db: Database.Database): void {
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('foreign_keys = ON')
  db.pragma('recursive_triggers = ON') // or REPLACE would delete rows behind the triggers' backs
  db.pragma('temp_store = MEMORY')
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
}

function checkVersion(db: Database.Database, path: string, migrations: readonly Migration[]): void {
  const newest = currentVersion(migrations)
  const version = schemaVersion(db)
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID)
    throw new CaseFileError('casefile/not-a-case', `This is a database of another application: ${path}.`, { path })
  if (version > newest) throw newerVersion(path, version, newest)
  if (version < newest)
    throw new CaseFileError(
      'casefile/not-writable',
      `The case must be upgraded from version ${version} first: ${path}.`,
      {
        path,
        older: 1,
      },
    )
  checkSchema(db, migrations, path)
}

function connection(
  db: Database.Database,
  path: string,
  lock: CaseLock | null,
  isReadOnly: boolean,
  onCommitPoint: CommitPointHook | undefined,
  close: () => void,
): Connection {
  const committed = new Set<CommitPoint>()
  const write = <T>(body: () => T): T => {
    if (isReadOnly) throw new CaseFileError('casefile/read-only', 'The case is open read-only.', { path })
    if (db.inTransaction) return body()
    db.exec('BEGIN IMMEDIATE')
    try {
      lock?.assertHeld()
      const result = body()
      db.exec('COMMIT')
      for (const point of committed) onCommitPoint?.(point)
      return result
    } finally {
      committed.clear()
      if (db.inTransaction) db.exec('ROLLBACK')
    }
  }
  const writeUnseen = <T>(body: () => T): T => {
    if (isReadOnly || db.inTransaction) return write(body)
    db.pragma('synchronous = NORMAL')
    try {
      return write(body)
    } finally {
      db.pragma('synchronous = FULL')
    }
  }
  const afterCommit = (point: CommitPoint): void => {
    if (db.inTransaction) committed.add(point)
    else onCommitPoint?.(point)
  }
  openHere.set(path, (openHere.get(path) ?? 0) + 1)
  const closeOnce = (): void => {
    if (!db.open) return
    const others = (openHere.get(path) ?? 1) - 1
    if (others > 0) openHere.set(path, others)
    else openHere.delete(path)
    close()
  }
  return {
    db,
    path,
    isReadOnly,
    lock,
    write,
    writeUnseen,
    afterCommit,
    close: closeOnce,
    at: (point) => onCommitPoint?.(point),
  }
}

/** One file at rest: everything into the database, no log beside it, lock gone. */
function restAndClose(db: Database.Database, lock: CaseLock, onCommitPoint: CommitPointHook | undefined): void {
  try {
    onCommitPoint?.('close/before-checkpoint')
    db.pragma(`busy_timeout = ${CLOSE_BUSY_MS}`)
    db.pragma('wal_checkpoint(TRUNCATE)')
    onCommitPoint?.('close/checkpointed')
    db.pragma('journal_mode = DELETE')
    onCommitPoint?.('close/journal-switched')
  } catch (thrown) {
    // Another connection still reads, or the disk is full: the log stays beside the file and the next opening takes it in.
    if (!(thrown instanceof Database.SqliteError)) throw thrown
  } finally {
    db.close()
    lock.release()
  }
}

function assertWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK)
    accessSync(dirname(path), constants.W_OK)
  } catch {
    throw new CaseFileError(
      'casefile/not-writable',
      `No permission to write ${path} or its folder. The case can be opened read-only.`,
      { path },
    )
  }
}

/** Deletes what SQLite may have left beside a file that is about to be replaced. */
export function removeSideFiles(path: string): void {
  for (const side of SIDE_FILES) rmSync(path + side, { force: true })
}
