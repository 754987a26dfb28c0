import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { MIGRATIONS } from '../../../electron/engine/casefile/migrations/index.ts'
import { importLog } from './sampleSources.ts'
import { filesOf, foreignConnection, newCase, refusal, temporaryFolder } from './support.ts'

const MODES = ['readWrite', 'readOnly'] as const
const openIn = (path: string, mode: (typeof MODES)[number]) => () => CaseFile.open(path, { mode })

/** A closed case with a source in it. */
function closedCase(): string {
  const caseFile = newCase()
  importLog(caseFile, 'a.log', 1, 300_000, 2000)
  caseFile.close()
  return caseFile.path
}

describe.each(MODES)('opening %s', (mode) => {
  it('refuses a path where nothing is', () => {
    const path = join(temporaryFolder(), 'none.heapcase')
    expect(refusal(openIn(path, mode))).toMatchObject({ code: 'casefile/missing', detail: { path } })
    expect(refusal(openIn(join(path, 'deeper.heapcase'), mode)).code).toBe('casefile/missing')
  })

  it('refuses a folder', () => {
    const path = join(temporaryFolder(), 'folder.heapcase')
    mkdirSync(path)
    expect(refusal(openIn(path, mode)).code).toBe('casefile/not-a-case')
  })

  it('refuses an empty file', () => {
    const path = join(temporaryFolder(), 'empty.heapcase')
    writeFileSync(path, '')
    expect(refusal(openIn(path, mode)).code).toBe('casefile/empty-file')
  })

  it.each([
    ['short', 'notes'],
    ['long', 'gc 1 @0.013s 4%: 0.018+1 ms clock\n'.repeat(1000)],
  ])('refuses a %s text file that was renamed, and leaves it alone', (_length, text) => {
    const path = join(temporaryFolder(), 'renamed.heapcase')
    writeFileSync(path, text)
    expect(refusal(openIn(path, mode))).toMatchObject({ code: 'casefile/not-a-case', detail: { path } })
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(filesOf(path)).toEqual(['renamed.heapcase'])
  })

  it("refuses another application's database, and leaves it alone", () => {
    const path = join(temporaryFolder(), 'browser.heapcase')
    foreignConnection(path, (db) =>
      db.exec('CREATE TABLE sources (id); INSERT INTO sources VALUES (1); PRAGMA user_version = 1'),
    )
    const before = readFileSync(path)
    expect(refusal(openIn(path, mode)).code).toBe('casefile/not-a-case')
    expect(Buffer.compare(readFileSync(path), before)).toBe(0)
    expect(filesOf(path)).toEqual(['browser.heapcase'])
  })

  it('refuses a newer version by name', () => {
    const path = closedCase()
    foreignConnection(path, (db) => db.pragma('user_version = 70'))
    const error = refusal(openIn(path, mode))
    expect(error).toMatchObject({ code: 'casefile/newer-version', detail: { version: 70, newest: MIGRATIONS.length } })
    expect(error.message).toContain(`file version 70, this one knows up to ${MIGRATIONS.length}`)
    expect(filesOf(path)).toEqual(['incident.heapcase'])
  })

  it('refuses a file that was cut off, at any length', () => {
    const path = closedCase()
    const whole = readFileSync(path)
    const folder = temporaryFolder()
    const lengths = [1, 15, 16, 99, 100, 101, 511, 512, 4096, 8192, 8193, 65_536, whole.length >> 1, whole.length - 1]
    const codes = lengths.map((length) => {
      const cut = join(folder, `${length}.heapcase`)
      writeFileSync(cut, whole.subarray(0, length))
      return refusal(openIn(cut, mode)).code
    })
    expect(codes).toEqual(lengths.map((length) => (length < 16 ? 'casefile/not-a-case' : 'casefile/damaged')))
  })

  it.each([
    [
      'trigger',
      `CREATE TRIGGER spy AFTER INSERT ON annotations BEGIN DELETE FROM verdicts; END`,
      'trigger spy does not belong here',
    ],
    ['view', `CREATE VIEW gifts AS SELECT 1`, 'view gifts does not belong here'],
    ['table', `CREATE TABLE notes (id)`, 'table notes does not belong here'],
    ['index', `CREATE INDEX fast ON sources (name)`, 'index fast does not belong here'],
    ['missing trigger', `DROP TRIGGER audit_is_never_deleted`, 'trigger audit_is_never_deleted is missing'],
    [
      'replaced view',
      `DROP VIEW finding_list; CREATE VIEW finding_list AS SELECT 'none' AS label`,
      'view finding_list was changed',
    ],
  ])('refuses a schema with a foreign or %s, naming it', (_what, sql, named) => {
    const path = closedCase()
    foreignConnection(path, (db) => db.exec(sql))
    const error = refusal(openIn(path, mode))
    expect([error.code, error.message.includes(named)]).toEqual(['casefile/foreign-schema', true])
  })

  it('accepts statistics that another program gathered', () => {
    const path = closedCase()
    foreignConnection(path, (db) => db.exec('ANALYZE; VACUUM'))
    CaseFile.open(path, { mode }).close()
  })
})

describe('damage inside a file', () => {
  it.each([
    ['cycles', 'gc_cycles', 'leaf', 'database'],
    ['original bytes', 'raw_chunks', 'overflow', 'a.log'],
  ])('to %s is not looked for by opening, but found by the integrity check', async (_what, table, pageType, named) => {
    const path = closedCase()
    const page = foreignConnection(path, (db) =>
      db
        .prepare<[string, string], number>('SELECT max(pageno) FROM dbstat WHERE name = ? AND pagetype = ?')
        .pluck()
        .get(table, pageType),
    )
    const bytes = readFileSync(path)
    bytes.fill(0x5a, 8192 * ((page ?? 0) - 1) + 100, 8192 * (page ?? 0))
    writeFileSync(path, bytes)
    const caseFile = CaseFile.open(path, { mode: 'readOnly' })
    const { isIntact, faults } = await caseFile.checkIntegrity()
    expect([isIntact, faults.filter((fault) => fault.startsWith(`${named}:`)).length]).toEqual([false, 1])
    caseFile.close()
  })

  it('by bytes appended is no damage', () => {
    const path = closedCase()
    appendFileSync(path, 'trailing')
    CaseFile.open(path, { mode: 'readWrite' }).close()
  })

  it('by a log beside it that is none is no damage', async () => {
    const path = closedCase()
    writeFileSync(`${path}-wal`, 'not a log '.repeat(5000))
    const caseFile = CaseFile.open(path, { mode: 'readWrite' })
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
    caseFile.close()
  })
})

describe('creating', () => {
  it('refuses a name that is taken, unless told to replace', () => {
    const path = closedCase()
    expect(refusal(() => CaseFile.create(path)).code).toBe('casefile/exists')
    const fresh = CaseFile.create(path, { overwrite: true })
    expect(fresh.sources.list()).toEqual([])
    fresh.close()
  })

  it('refuses a folder that is not there', () => {
    const path = join(temporaryFolder(), 'no', 'such', 'a.heapcase')
    expect(refusal(() => CaseFile.create(path)).code).toBe('casefile/missing')
  })

  it('sets what every connection must have', () => {
    const caseFile = newCase()
    const { db } = (caseFile as unknown as { connection: { db: Database.Database } }).connection
    const pragmas = [
      'foreign_keys',
      'trusted_schema',
      'cell_size_check',
      'synchronous',
      'journal_mode',
      'busy_timeout',
      'recursive_triggers',
    ]
    expect(pragmas.map((name) => db.pragma(name, { simple: true }))).toEqual([1, 0, 1, 2, 'wal', 5000, 1])
  })
})

describe('a name that ends with a space', () => {
  it('is refused, as the driver would open another file', () => {
    const path = closedCase()
    expect(refusal(() => CaseFile.open(`${path} `, { mode: 'readOnly' })).code).toBe('casefile/not-readable')
    expect(refusal(() => CaseFile.create(`${path} `)).code).toBe('casefile/not-readable')
  })
})
