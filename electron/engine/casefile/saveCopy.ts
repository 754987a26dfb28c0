// "Save as": a copy through SQLite's online backup, while the case stays open and others may write to it.
import { randomUUID } from 'node:crypto'
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Connection } from './connection.ts'
import { casePath, removeSideFiles, setPragmas } from './connection.ts'
import { CaseFileError, caseFileError } from './errors.ts'
import { syncFile, syncFolderOf } from './files.ts'
import { lockHolder } from './lock.ts'
import type { Migration } from './migrations/index.ts'
import { checkSchema } from './schema.ts'

/**
 * Writes the copy under a temporary name in the target's folder, brings it to rest (rollback journal, one file), checks it,
 * waits until it is on the disk and only then gives it its name. A file of that name is replaced.
 */
export async function saveCopy(
  { db, path, at }: Connection,
  target: string,
  migrations: readonly Migration[],
): Promise<{ bytes: number; path: string }> {
  const to = casePath(target)
  if (to === path) throw new CaseFileError('casefile/same-file', 'A case cannot be copied onto itself.', { path })
  const holder = existsSync(to) ? lockHolder(to) : null
  if (holder)
    throw new CaseFileError(
      'casefile/locked',
      `The case to be replaced is open (process ${holder.pid} on ${holder.host}).`,
      {
        path: to,
        pid: holder.pid,
      },
    )
  const partial = `${to}.${randomUUID().slice(0, 8)}.partial`
  try {
    await db.backup(partial)
    await settle(partial, migrations)
    syncFile(partial)
    at('copy/before-rename')
    removeSideFiles(to)
    renameSync(partial, to)
    syncFolderOf(to)
    at('copy/after-rename')
    return { bytes: statSync(to).size, path: to }
  } catch (thrown) {
    rmSync(partial, { force: true })
    removeSideFiles(partial)
    throw caseFileError(thrown, to)
  }
}

/** The backup copies the header's journal mode with the pages: switch it, then look at every page. */
async function settle(path: string, migrations: readonly Migration[]): Promise<void> {
  const copy = new Database(path, { fileMustExist: true })
  try {
    setPragmas(copy)
    copy.pragma('journal_mode = DELETE')
    checkSchema(copy, migrations, path)
    const tables = copy.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all()
    for (const table of tables) {
      const [fault] = copy.pragma(`quick_check("${table}")`) as { quick_check: string }[]
      if (fault?.quick_check !== 'ok')
        throw new CaseFileError('casefile/damaged', `The copy is damaged: ${fault?.quick_check ?? 'no answer'}.`, {
          path,
        })
      await new Promise(setImmediate) // other calls of the case come in between
    }
  } finally {
    copy.close()
  }
}
