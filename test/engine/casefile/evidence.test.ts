import { describe, expect, it } from 'vitest'
import { STORED_TABLES } from '../../../electron/engine/casefile/runtimeRowTables.ts'
import { addText, foreignConnection, newCase, reopened } from './support.ts'
import { importLog, importProfile } from './sampleSources.ts'

const EVIDENCE = [
  'raw_chunks',
  'import_issues',
  'source_parts',
  'process_lives',
  'gc_cycles',
  ...Object.values(STORED_TABLES).map(({ name }) => name),
  'profiles',
  'profile_sample_types',
  'profile_columns',
]

/** What SQLite says to a statement on a case with a log and a profile; null where it does it. */
function asked(sql: string): string | null {
  const caseFile = newCase()
  importLog(caseFile, 'a.log', 1)
  importProfile(caseFile, 'b.pb.gz', 2)
  return foreignConnection(caseFile.path, (db) => {
    db.pragma('foreign_keys = ON')
    try {
      db.exec(sql)
      return null
    } catch (thrown) {
      return (thrown as Error).message
    }
  })
}

describe('evidence in the file', () => {
  it.each([...EVIDENCE, 'sources'])('%s rows cannot be changed', (table) => {
    const column = table === 'sources' ? 'name = name' : 'source_id = source_id'
    expect(asked(`UPDATE ${table} SET ${column}`)).toMatch(/never changed/)
  })
  it.each(EVIDENCE)('%s rows of a source cannot be deleted or replaced', (table) => {
    expect(asked(`DELETE FROM ${table}`)).toMatch(/go only with their source/)
    expect(asked(`PRAGMA recursive_triggers = ON; REPLACE INTO ${table} SELECT * FROM ${table}`)).toMatch(
      /nothing is added to a source|go only with their source/,
    )
  })
  it('nothing is added to a source', () => {
    expect(
      asked(
        `INSERT INTO import_issues (source_id, ordinal, severity, code, message, count) VALUES (1, 99, 'note', 'x/y', '', 1)`,
      ),
    ).toMatch(/nothing is added to a source/)
  })
  it.each([
    ['a source without a tombstone', 'DELETE FROM sources WHERE id = 1', /only with a tombstone/],
    [
      'a source with the tombstone of another',
      `INSERT INTO tombstones VALUES (1, 'x', 'x', 'other', 1, 1, '', ''); DELETE FROM sources WHERE id = 1`,
      /only with a tombstone/,
    ],
    ['the import of a source', 'DELETE FROM imports WHERE id = 1', /the import of a source stays/],
    [
      'a source that was never imported',
      'INSERT INTO sources SELECT 77, kind, variant, name, path, 1, bytes, imported_at_ms, reader, is_reference_only, original_path, wall_start_ms, wall_end_ms, wall_error_ms, wall_basis, counts_json, issues_note, issues_data_loss, issues_error, chunks, stored_bytes FROM sources',
      /only from a running import/,
    ],
    ['a text', `UPDATE strings SET text = 'x'`, /never changed/],
    ['a function', 'UPDATE functions SET start_line = 1', /never changed/],
    ['a text in use', 'DELETE FROM strings', /FOREIGN KEY/],
    ['what the case is', 'UPDATE case_info SET case_uuid = 1', /never changes/],
  ])('refuses to change or delete %s', (_what, sql, message) => {
    expect(asked(sql)).toMatch(message)
  })
  it('tombstones stay', () => {
    const caseFile = newCase()
    const id = addText(caseFile, 'a.log', 'a')
    caseFile.sources.remove(id, '')
    for (const sql of ['DELETE FROM tombstones', `UPDATE tombstones SET reason = 'x'`])
      foreignConnection(caseFile.path, (db) => expect(() => db.exec(sql)).toThrow(/never/))
  })
})

describe('the documented views', () => {
  it('show people figures in units they read', () => {
    const caseFile = newCase()
    importLog(caseFile, 'incident/a.log', 1, 100, 30)
    importProfile(caseFile, 'b.pb.gz', 2)
    const [life] = caseFile.lives.list()
    if (life) caseFile.lives.pin(life.id, Date.UTC(2026, 10, 12, 8))
    caseFile.close()
    reopened(caseFile.path)
    foreignConnection(caseFile.path, (db) => {
      const first = (sql: string): unknown => db.prepare(sql).get()
      expect(first('SELECT source, life, number, start_s, trigger_kind FROM gc_cycle_list')).toEqual({
        source: 'incident/a.log',
        life: 1,
        number: 1,
        start_s: 0.001,
        trigger_kind: 'heap',
      })
      expect(first('SELECT source, wall_start, is_pinned, duration_s FROM life_list')).toEqual({
        source: 'incident/a.log',
        wall_start: '2026-11-12 08:00:00.000',
        is_pinned: 1,
        duration_s: 60,
      })
      expect(first('SELECT path, kind FROM source_list WHERE id = 2')).toEqual({ path: 'b.pb.gz', kind: 'profile' })
      expect(first('SELECT source, code, line FROM issue_list')).toEqual({
        source: 'incident/a.log',
        code: 'gctrace/foreign',
        line: 3,
      })
    })
  })

  it('every table and column says what it is', () => {
    const caseFile = newCase()
    foreignConnection(caseFile.path, (db) => {
      const tables = db
        .prepare<[], { name: string; sql: string }>(
          `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
        )
        .all()
      const undescribed = tables.filter(({ sql }) => !/\(\n\s*-- /.test(sql)).map(({ name }) => name)
      expect(undescribed).toEqual([])
      expect(tables.length).toBeGreaterThan(20)
      // Numbers that measure something carry their unit in their name.
      const times = tables.flatMap(({ name, sql }) =>
        [...sql.matchAll(/^\s+(\w*(?:_at|duration|start|end)) /gm)].map(([, column]) => `${name}.${column}`),
      )
      expect(times).toEqual([])
    })
  })
})
