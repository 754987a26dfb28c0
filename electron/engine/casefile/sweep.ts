// Deletes rows that belong to no source: of imports that were aborted or whose process died, and of removed sources.
// Short transactions, each complete in itself: a kill in between leaves rows that nobody sees and the next sweep takes.
import type { SourceId } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import { hostname } from 'node:os'
import { SOURCE_TABLES } from './sourceTables.ts'

/** Free pages given back to the file system by one sweep; the rest is reused by later imports. */
const VACUUM_PAGES = 8192

interface ImportRow {
  id: SourceId
  state: 'running' | 'abandoned'
  pid: number
  host: string
  token: string
}

export interface Sweeper {
  /** Marks a running import as dead. */
  abandon: (id: SourceId) => void
  /** Deletes what belongs to no source; gives the number of imports and removed sources it was of. */
  sweep: () => number
}

/** Imports of this process that are under way, by path and id: never swept. */
export const runningHere = new Set<string>()

export function sweeper(connection: Connection, forgetStrings: () => void): Sweeper {
  // What is deleted no source shows: a deletion that is lost with the power is done again.
  const { db, path, at, writeUnseen: write, lock } = connection
  const debris = db.prepare<[], ImportRow>(`
    SELECT id, state, pid, host, lock_token AS token FROM imports WHERE state <> 'committed'`)
  const markAbandoned = db.prepare(`UPDATE imports SET state = 'abandoned' WHERE id = ? AND state = 'running'`)
  const inSteps = SOURCE_TABLES.flatMap(({ name, rowsPerStep }) =>
    rowsPerStep === null ? [] : [db.prepare(`DELETE FROM ${name} WHERE source_id = ? LIMIT ${rowsPerStep}`)],
  )
  const atOnce = SOURCE_TABLES.flatMap(({ name, rowsPerStep }) =>
    rowsPerStep === null ? [db.prepare(`DELETE FROM ${name} WHERE source_id = ?`)] : [],
  )
  const deleteImport = db.prepare('DELETE FROM imports WHERE id = ?')

  const abandon = (id: SourceId): void => {
    write(() => markAbandoned.run(id))
    at('abort/marked')
  }

  const deleteRows = (id: SourceId): void => {
    for (const step of inSteps) while (write(() => step.run(id).changes) > 0) at('sweep/part-deleted')
    write(() => {
      let deleted = 0
      for (const statement of atOnce) deleted += statement.run(id).changes
      deleteImport.run(id)
      if (deleted > 0) forgetStrings()
    })
    at('sweep/deleted')
  }

  const sweep = (): number => {
    const dead = debris.all().filter((row) => row.state === 'abandoned' || isDead(row, path, lock?.token ?? null))
    for (const { id } of dead) {
      // First the mark: an import that still runs somewhere finds itself abandoned instead of committing what is left.
      write(() => markAbandoned.run(id))
      at('sweep/marked')
      deleteRows(id)
    }
    if (dead.length > 0) giveBackPages(db)
    return dead.length
  }
  return { abandon, sweep }
}

function isDead({ id, pid, host, token }: ImportRow, path: string, currentToken: string | null): boolean {
  if (token !== currentToken) return true
  if (host !== hostname()) return false
  if (pid === process.pid) return !runningHere.has(`${path}#${id}`)
  try {
    process.kill(pid, 0)
    return false
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function giveBackPages(db: Connection['db']): void {
  db.pragma(`incremental_vacuum(${VACUUM_PAGES})`)
  db.pragma('wal_checkpoint(TRUNCATE)') // the log may be as large as what was deleted
}
