import { copyFileSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { MIGRATIONS } from '../../../electron/engine/casefile/migrations/index.ts'
import { OWN_DIGEST, schemaDigest } from '../../../electron/engine/casefile/schema.ts'
import { contentOf } from './contentOf.ts'
import { foreignConnection, newCase, opened, refusal, reopened, temporaryFolder } from './support.ts'
import { importLog } from './sampleSources.ts'
import { UPGRADED } from './upgraded.ts'

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'cases')

/** The schema of this product, and where a file of it is kept before an upgrade. */
const PRESENT = MIGRATIONS.length
const backup = (path: string): string => `${path}.v${PRESENT}.bak`

function closedCase(): string {
  const caseFile = newCase()
  importLog(caseFile, 'a.log', 1)
  caseFile.report.update({ title: 'T' })
  caseFile.close()
  return caseFile.path
}

describe('opening an older case', () => {
  it('keeps a copy of the file as it was, runs each step and enters it', async () => {
    const path = closedCase()
    const before = readFileSync(path)
    const caseFile = opened(CaseFile.open(path, { mode: 'readWrite', migrations: UPGRADED }))
    expect(caseFile.schemaVersion).toBe(PRESENT + 2)
    expect(Buffer.compare(readFileSync(backup(path)), before)).toBe(0)
    expect(caseFile.audit.list(0, 99).slice(-2)).toMatchObject([
      { action: 'case.upgrade', detail: { to: PRESENT + 1, name: 'second' } },
      { action: 'case.upgrade', detail: { to: PRESENT + 2, name: 'third' } },
    ])
    expect([caseFile.sources.list().length, caseFile.report.get().title]).toEqual([1, 'T'])
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
    caseFile.close()
    expect(readdirSync(join(path, '..'))).toEqual(['incident.heapcase', `incident.heapcase.v${PRESENT}.bak`])
    // The product as it is refuses it now.
    expect(refusal(() => CaseFile.open(path, { mode: 'readWrite' })).code).toBe('casefile/newer-version')
  })

  it('takes what a crash left in the log into the copy', () => {
    const running = newCase()
    importLog(running, 'a.log', 1)
    const path = join(temporaryFolder(), 'crashed.heapcase')
    for (const side of ['', '-wal']) copyFileSync(running.path + side, path + side)
    opened(CaseFile.open(path, { mode: 'readWrite', migrations: UPGRADED })).close()
    expect(reopened(backup(path)).sources.list()).toHaveLength(1)
  })

  it('that fails in a step leaves the steps before it, and the file usable by who could use it', () => {
    const path = closedCase()
    const broken = [
      ...MIGRATIONS,
      { to: PRESENT + 1, name: 'broken', sql: 'CREATE TABLE fine (id); CREATE TABLE sources (id);' },
    ]
    expect(() => CaseFile.open(path, { mode: 'readWrite', migrations: broken })).toThrow('already exists')
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(reopened(path).sources.list()).toHaveLength(1)
  })

  it('never overwrites an earlier copy', () => {
    const path = closedCase()
    copyFileSync(path, backup(path))
    foreignConnection(backup(path), (db) => db.pragma(`user_version = ${PRESENT}`))
    const earlier = readFileSync(backup(path))
    opened(CaseFile.open(path, { mode: 'readWrite', migrations: UPGRADED })).close()
    expect(Buffer.compare(readFileSync(backup(path)), earlier)).toBe(0)
    expect(existsSync(`${backup(path)}.2`)).toBe(true)
  })
})

describe('the schema of this version', () => {
  it('has no view that cannot be read', () => {
    const path = closedCase()
    foreignConnection(path, (db) => {
      const views = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all()
      expect(views.length).toBeGreaterThan(4)
      for (const view of views) db.prepare(`SELECT * FROM "${view}"`).all()
    })
  })
})

describe('case files of past versions', () => {
  it.each(readdirSync(FIXTURES).filter((name) => name.endsWith('.heapcase')))(
    '%s opens and holds what it held',
    async (name) => {
      const path = join(temporaryFolder(), name)
      copyFileSync(join(FIXTURES, name), path)
      const caseFile = reopened(path)
      const expected = JSON.parse(readFileSync(join(FIXTURES, `${name}.expected.json`), 'utf8')) as unknown
      expect((await caseFile.checkIntegrity()).faults).toEqual([])
      expect(contentOf(caseFile)).toEqual(expected)
      // However old it was, its structure is now that of a new case.
      caseFile.close()
      expect(foreignConnection(path, schemaDigest)).toBe(OWN_DIGEST)
    },
  )
})

describe('the structure of a case', () => {
  it('is known by its digest, so that none is built to compare with', () => {
    expect(foreignConnection(closedCase(), schemaDigest)).toBe(OWN_DIGEST)
  })

  it('has another digest with a trigger, a column or a table more', () => {
    for (const sql of [
      'CREATE TRIGGER more AFTER INSERT ON sources BEGIN SELECT 1; END',
      'ALTER TABLE sources ADD COLUMN more INTEGER',
      'CREATE TABLE more (id INTEGER)',
    ])
      expect(
        foreignConnection(closedCase(), (db) => {
          db.exec(sql)
          return schemaDigest(db)
        }),
      ).not.toBe(OWN_DIGEST)
  })
})
