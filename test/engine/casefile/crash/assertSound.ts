// What must hold of a case after its process was killed, whatever it was doing.
import { appendFileSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import type { Migration } from '../../../../electron/engine/casefile/migrations/index.ts'

interface Journal {
  committed: Map<number, string>
  /** Removal was asked for; it may or may not have happened. */
  removing: Set<number>
  removed: Set<number>
  annotated: Set<number>
  begun: number
}

function readJournal(path: string): Journal {
  const journal: Journal = {
    committed: new Map(),
    removing: new Set(),
    removed: new Set(),
    annotated: new Set(),
    begun: 0,
  }
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [word, ...rest] = line.split(' ')
    if (word === 'begin') journal.begun++
    if (word === 'committed') journal.committed.set(Number(rest[1]), rest[2] ?? '')
    if (word === 'removing') journal.removing.add(Number(rest[0]))
    if (word === 'removed') journal.removed.add(Number(rest[0]))
    if (word === 'annotated') journal.annotated.add(Number(rest[0]))
  }
  return journal
}

/** Rows that belong to no source, by table. Empty after the sweep of an opening. */
function strayRows(db: Database.Database): Record<string, number> {
  const tables = [
    'raw_chunks',
    'gc_cycles',
    'process_lives',
    'import_issues',
    'profiles',
    'profile_columns',
    'profile_sample_types',
  ]
  const stray: Record<string, number> = {}
  for (const table of tables) {
    const rows = db
      .prepare<[], number>(`SELECT count(*) FROM ${table} WHERE source_id NOT IN (SELECT id FROM sources)`)
      .pluck()
      .get()
    if (rows !== 0) stray[table] = rows ?? -1
  }
  const imports = db
    .prepare<[], number>('SELECT count(*) FROM imports WHERE id NOT IN (SELECT id FROM sources)')
    .pluck()
    .get()
  if (imports !== 0) stray.imports = imports ?? -1
  return stray
}

/** Sources whose rows are not as many as they say. */
function halfSources(db: Database.Database): unknown[] {
  return db
    .prepare(
      `SELECT sources.id, chunks, (SELECT count(*) FROM raw_chunks WHERE source_id = sources.id) AS chunkRows,
         json_extract(counts_json, '$.gc_lines_complete') AS cycles,
         (SELECT count(*) FROM gc_cycles WHERE source_id = sources.id) AS cycleRows
       FROM sources WHERE chunks <> chunkRows OR coalesce(cycles, 0) <> cycleRows
         OR (kind = 'profile') <> (SELECT count(*) FROM profiles WHERE source_id = sources.id)`,
    )
    .all()
}

/** What the next session sees. */
export interface Seen {
  sources: number
  /** Imports that were begun and did not come to their end. */
  unfinished: number
  annotations: number
  title: string
  isAnalysed: boolean
}

/** Opens the case as the next session does and looks at everything. */
export async function assertSound(path: string, journalPath: string, migrations?: readonly Migration[]): Promise<Seen> {
  const journal = readJournal(journalPath)
  const caseFile = CaseFile.open(path, { mode: 'readWrite', ...(migrations && { migrations }) })
  try {
    const { faults } = await caseFile.checkIntegrity()
    expect(faults).toEqual([])
    const db = new Database(path, { readonly: true })
    try {
      expect([strayRows(db), halfSources(db)]).toEqual([{}, []])
    } finally {
      db.close()
    }
    const found = new Map(caseFile.sources.list().map(({ id, sha256 }) => [id as number, sha256]))
    for (const [id, sha256] of journal.committed)
      if (!journal.removing.has(id)) expect([id, found.get(id)]).toEqual([id, sha256])
    for (const id of journal.removed) expect(found.has(id)).toBe(false)
    // At most the import whose commit returned to nobody.
    const unknown = [...found.keys()].filter((id) => !journal.committed.has(id))
    expect(unknown.length).toBeLessThanOrEqual(1)
    // From here on it is known: the next kill may leave one of its own, and must not lose this one.
    for (const id of unknown) appendFileSync(journalPath, `\ncommitted after-kill ${id} ${found.get(id) ?? ''}\n`)
    for (const id of journal.annotated) expect(caseFile.annotations.get(id as never)?.id).toBe(id)
    return {
      sources: found.size,
      unfinished: journal.begun - journal.committed.size,
      annotations: caseFile.annotations.list().length,
      title: caseFile.report.get().title,
      isAnalysed: caseFile.findings.state().analysedAtMs !== null,
    }
  } finally {
    caseFile.close()
  }
}
