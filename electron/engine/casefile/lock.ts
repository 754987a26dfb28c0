// One process at a time opens a case for writing. The lock is `<case>.lock`, a tiny SQLite database in which the holder
// keeps a write transaction open for its whole life: the operating system ends that lock with the process, however it ends,
// so there are no stale locks and no guesses about process ids. Its one row says who holds it; others can read it meanwhile.
// Nothing of it rests after a clean close; after a crash the file is left and the next holder takes it over.
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import Database from 'better-sqlite3'
import { CaseFileError, caseFileError } from './errors.ts'

export interface LockHolder {
  token: string
  pid: number
  host: string
  sinceMs: number
}

export interface CaseLock {
  readonly token: string
  /** Throws `casefile/lock-lost` where another process has taken the case over meanwhile. */
  assertHeld(): void
  release(): void
}

export const lockPath = (casePath: string): string => `${casePath}.lock`

/** Locks of this process: a second opening here must not even touch the file (POSIX drops all locks with any close). */
const heldHere = new Map<string, LockHolder>()

const ATTEMPTS = 20
const PAUSE_MS = 25

/** Takes the lock for this process. `casefile/locked` names the holder. */
export function acquireLock(casePath: string): CaseLock {
  const path = lockPath(casePath)
  const own = heldHere.get(path)
  if (own) throw lockedError(casePath, own)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const lock = tryLock(path)
    if (typeof lock === 'object') return lock
    if (lock === 'taken') {
      const holder = readHolder(path)
      // Without a row the other process is just about to write it, or has just left.
      if (holder) throw lockedError(casePath, holder)
    }
    pause(PAUSE_MS)
  }
  throw new CaseFileError('casefile/locked', 'Another process is opening this case at this moment.', { path: casePath })
}

/** Joins the lock of the process that holds the case, as job processes do. */
export function joinLock(casePath: string, token: string): CaseLock {
  const path = lockPath(casePath)
  const lost = (): CaseFileError =>
    new CaseFileError('casefile/lock-lost', 'The case was closed or taken over by another process.', { path: casePath })
  const inode = inodeOf(path)
  if (inode === null) throw lost()
  let db: Database.Database
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: 2000 })
  } catch {
    throw lost()
  }
  const select = db.prepare<[], string>('SELECT token FROM holder').pluck()
  const assertHeld = (): void => {
    if (inodeOf(path) !== inode || select.get() !== token) throw lost()
  }
  try {
    assertHeld()
  } catch (thrown) {
    db.close()
    throw thrown
  }
  return { token, assertHeld, release: () => db.close() }
}

/** Who holds the case, as far as the lock file says; null where nobody does. */
export function lockHolder(casePath: string): LockHolder | null {
  const path = lockPath(casePath)
  return heldHere.get(path) ?? (isTaken(path) ? readHolder(path) : null)
}

function tryLock(path: string): CaseLock | 'taken' | 'again' {
  createFile(path)
  const inode = inodeOf(path)
  if (inode === null) return 'again'
  const holder: LockHolder = { token: randomUUID(), pid: process.pid, host: hostname(), sinceMs: Date.now() }
  let db: Database.Database | undefined
  let isOurs = false
  try {
    db = new Database(path, { timeout: 0, fileMustExist: true })
    // A lock need not survive a power cut, and should find room on a disk that is all but full.
    db.pragma('page_size = 512')
    db.pragma('synchronous = OFF')
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN IMMEDIATE')
    isOurs = true
    db.exec('CREATE TABLE IF NOT EXISTS holder (token TEXT, pid INTEGER, host TEXT, since_ms INTEGER) STRICT')
    db.exec('DELETE FROM holder')
    db.prepare('INSERT INTO holder VALUES (@token, @pid, @host, @sinceMs)').run(holder)
    db.exec('COMMIT')
    db.exec('BEGIN IMMEDIATE') // held until release
    // Between the two transactions another process may have been faster, or the file was deleted by its last holder.
    const token = db.prepare<[], string>('SELECT token FROM holder').pluck().get()
    if (token === holder.token && inodeOf(path) === inode) return heldLock(db, path, holder)
    db.close()
    return 'again'
  } catch (thrown) {
    const code = thrown instanceof Database.SqliteError ? thrown.code : ''
    if (isOurs && db && !code.startsWith('SQLITE_BUSY')) removeWhileHeld(db, path)
    db?.close()
    if (code.startsWith('SQLITE_BUSY')) return 'taken'
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) {
      rmSync(path, { force: true }) // not a lock of ours: something else wrote there
      return 'again'
    }
    if (code.startsWith('SQLITE_CANTOPEN')) return 'again'
    throw caseFileError(thrown, path)
  }
}

function heldLock(db: Database.Database, path: string, holder: LockHolder): CaseLock {
  heldHere.set(path, holder)
  let isHeld = true
  return {
    token: holder.token,
    assertHeld: () => undefined,
    release: () => {
      if (!isHeld) return
      isHeld = false
      heldHere.delete(path)
      // The file goes while the lock is held, so that nobody locks a file that is about to vanish. Windows refuses that.
      if (process.platform !== 'win32') rmSync(path, { force: true })
      db.close()
      if (process.platform === 'win32') removeIfFree(path)
    },
  }
}

/** Deletes a lock file that could not be filled, holding its lock, so that nobody else's goes. */
function removeWhileHeld(db: Database.Database, path: string): void {
  try {
    if (!db.inTransaction) db.exec('BEGIN IMMEDIATE')
    rmSync(path, { force: true })
  } catch {
    // Somebody else has it now, or it stays as an empty file that the next opening uses.
  }
}

function removeIfFree(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Another process has it open already: it is that one's lock now.
  }
}

function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx'))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw caseFileError(thrown, path)
  }
}

function inodeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null
}

function isTaken(path: string): boolean {
  if (inodeOf(path) === null) return false
  let db: Database.Database | undefined
  try {
    db = new Database(path, { timeout: 0, fileMustExist: true })
    db.exec('BEGIN IMMEDIATE')
    return false
  } catch (thrown) {
    return thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')
  } finally {
    db?.close()
  }
}

function readHolder(path: string): LockHolder | null {
  let db: Database.Database | undefined
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: 1000 })
    return db.prepare<[], LockHolder>('SELECT token, pid, host, since_ms AS sinceMs FROM holder').get() ?? null
  } catch {
    return null // not written yet, or gone
  } finally {
    db?.close()
  }
}

function lockedError(casePath: string, holder: LockHolder): CaseFileError {
  return new CaseFileError(
    'casefile/locked',
    `The case is open in another window (process ${holder.pid} on ${holder.host}, since ${new Date(holder.sinceMs).toISOString()}). It can be opened read-only.`,
    { path: casePath, pid: holder.pid, host: holder.host, sinceMs: holder.sinceMs },
  )
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
