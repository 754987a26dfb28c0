import { copyFileSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { MIGRATIONS } from '../../../electron/engine/casefile/migrations/index.ts'
import { contentOf } from './contentOf.ts'
import { foreignConnection, newCase, opened, refusal, reopened, temporaryFolder } from './support.ts'
import { importLog } from './sampleSources.ts'
import { UPGRADED } from './upgraded.ts'

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'cases')

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
    expect(caseFile.schemaVersion).toBe(3)
    expect(Buffer.compare(readFileSync(`${path}.v1.bak`), before)).toBe(0)
    expect(caseFile.audit.list(0, 99).slice(-2)).toMatchObject([
      { action: 'case.upgrade', detail: { to: 2, name: 'second' } },
      { action: 'case.upgrade', detail: { to: 3, name: 'third' } },
    ])
    expect([caseFile.sources.list().length, caseFile.report.get().title]).toEqual([1, 'T'])
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
    caseFile.close()
    expect(readdirSync(join(path, '..'))).toEqual(['incident.heapcase', 'incident.heapcase.v1.bak'])
    // The product as it is refuses it now.
    expect(refusal(() => CaseFile.open(path, { mode: 'readWrite' })).code).toBe('casefile/newer-version')
  })

  it('takes what a crash left in the log into the copy', () => {
    const running = newCase()
    importLog(running, 'a.log', 1)
    const path = join(temporaryFolder(), 'crashed.heapcase')
    for (const side of ['', '-wal']) copyFileSync(running.path + side, path + side)
    opened(CaseFile.open(path, { mode: 'readWrite', migrations: UPGRADED })).close()
    expect(reopened(`${path}.v1.bak`).sources.list()).toHaveLength(1)
  })

  it('that fails in a step leaves the steps before it, and the file usable by who could use it', () => {
    const path = closedCase()
    const broken = [...MIGRATIONS, { to: 2, name: 'broken', sql: 'CREATE TABLE fine (id); CREATE TABLE sources (id);' }]
    expect(() => CaseFile.open(path, { mode: 'readWrite', migrations: broken })).toThrow('already exists')
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(reopened(path).sources.list()).toHaveLength(1)
  })

  it('never overwrites an earlier copy', () => {
    const path = closedCase()
    copyFileSync(path, `${path}.v1.bak`)
    foreignConnection(`${path}.v1.bak`, (db) => db.pragma('user_version = 1'))
    const earlier = readFileSync(`${path}.v1.bak`)
    opened(CaseFile.open(path, { mode: 'readWrite', migrations: UPGRADED })).close()
    expect(Buffer.compare(readFileSync(`${path}.v1.bak`), earlier)).toBe(0)
    expect(existsSync(`${path}.v1.bak.2`)).toBe(true)
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
    },
  )
})
