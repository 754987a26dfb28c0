// A new case: built completely under another name, then given its own, so that no moment shows half a file.
import { randomUUID } from 'node:crypto'
import { existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { FIRST_PREVIOUS_HASH, auditHash } from './auditRepository.ts'
import { removeSideFiles, setPragmas } from './connection.ts'
import { CaseFileError, withCaseFileErrors } from './errors.ts'
import { partialPath, removePartials, syncFolderOf } from './files.ts'
import { currentVersion } from './migrate.ts'
import type { Migration } from './migrations/index.ts'
import { APPLICATION_ID } from './schema.ts'
import type { CreateOptions } from './types.ts'

/** Larger than SQLite's own choice: most of a case are blobs. */
const PAGE_BYTES = 8192

/** Writes an empty case to `path`. The caller holds the lock of that path. */
export function createCase(path: string, options: CreateOptions, migrations: readonly Migration[]): void {
  if (existsSync(path) && options.overwrite !== true) throw alreadyThere(path)
  const partial = partialPath(path)
  withCaseFileErrors(path, () => {
    try {
      removePartials(path)
      build(partial, options, migrations)
      options.onCommitPoint?.('create/before-rename')
      place(partial, path, options.overwrite === true)
      syncFolderOf(path)
      options.onCommitPoint?.('create/after-rename')
    } finally {
      rmSync(partial, { force: true })
      removeSideFiles(partial)
    }
  })
}

function build(path: string, options: CreateOptions, migrations: readonly Migration[]): void {
  const db = new Database(path)
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`)
    db.pragma('auto_vacuum = INCREMENTAL')
    db.pragma('synchronous = FULL')
    setPragmas(db)
    db.transaction(() => {
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${currentVersion(migrations)}`)
      for (const { sql } of migrations) db.exec(sql)
      fill(db, options, currentVersion(migrations))
    })()
  } finally {
    db.close()
  }
}

function fill(db: Database.Database, { author = '', zoneOffsetMinutes = 0 }: CreateOptions, version: number): void {
  const uuid = randomUUID()
  const atMs = Date.now()
  db.prepare('INSERT INTO case_info (id, case_uuid, created_at_ms, created_with) VALUES (1, ?, ?, ?)').run(
    uuid,
    atMs,
    `heapcase/schema-${version}`,
  )
  db.prepare('INSERT INTO case_settings (id, author, zone_offset_minutes) VALUES (1, ?, ?)').run(
    author,
    zoneOffsetMinutes,
  )
  const entry = {
    sequence: 1,
    atMs,
    author,
    action: 'case.create',
    detail: JSON.stringify({ uuid, schemaVersion: version }),
    previousHash: FIRST_PREVIOUS_HASH,
  }
  db.prepare(
    `INSERT INTO audit (sequence, at_ms, author, action, detail_json, previous_hash, hash)
     VALUES (@sequence, @atMs, @author, @action, @detail, @previousHash, @hash)`,
  ).run({ ...entry, hash: auditHash(entry) })
}

function place(partial: string, path: string, overwrite: boolean): void {
  if (overwrite) {
    removeSideFiles(path)
    renameSync(partial, path)
    return
  }
  try {
    linkSync(partial, path) // fails where a file appeared meanwhile; renaming would replace it
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(path)
    if (existsSync(path)) throw alreadyThere(path)
    renameSync(partial, path) // a file system without links
  }
}

function alreadyThere(path: string): CaseFileError {
  return new CaseFileError('casefile/exists', `There is a file of this name already: ${path}.`, { path })
}
