// "Save as": a copy through SQLite's online backup, while the case stays open and others may write to it.
import { renameSync, rmSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Connection } from './connection.ts'
import { casePath, removeSideFiles, setPragmas } from './connection.ts'
import { CaseFileError, caseFileError } from './errors.ts'
import { partialPath, removePartials, syncFile, syncFolderOf } from './files.ts'
import { acquireLock } from './lock.ts'
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
  // Nobody opens or makes a case of that name meanwhile, and a case that is open is not replaced: `casefile/locked`.
  const lock = acquireLock(to)
  const partial = partialPath(to)
  try {
    removePartials(to)
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
  } finally {
    lock.release()
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
