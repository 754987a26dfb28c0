import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { toCallError } from '../../../shared/lib/result.ts'
import { finding, newCase, opened, outcome, plainSummary, refusal, reopened, temporaryFolder } from './support.ts'
import { importLog, importProfile } from './sampleSources.ts'

const mounted: string[] = []
afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', ['-l', folder])
})

/** A disk of a few MiB; null where this machine does not let us make one. */
function smallDisk(mib: number): string | null {
  const folder = join(temporaryFolder(), 'disk')
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch {
    return null
  }
  mounted.push(folder)
  return folder
}

/** Imports random bytes until something refuses; what it refused with. */
function fillUp(caseFile: CaseFile): ReturnType<typeof refusal> {
  const writer = caseFile.imports.begin({ kind: 'gctrace', name: 'large.log', path: 'large.log' })
  try {
    return refusal(() => {
      for (let piece = 0; piece < 20; piece++) writer.addRaw(randomBytes(4 * 1024 * 1024))
      writer.commit(plainSummary)
    })
  } finally {
    writer.abort()
  }
}

const content = (caseFile: CaseFile): unknown => ({
  sources: caseFile.sources.list(),
  annotations: caseFile.annotations.list(),
  findings: caseFile.findings.list(),
  report: caseFile.report.get(),
  audit: caseFile.audit.head(),
})

function filledCase(folder?: string): CaseFile {
  const caseFile = newCase(folder)
  const log = importLog(caseFile, 'a.log', 1, 20_000, 500)
  importProfile(caseFile, 'b.pb.gz', 2)
  caseFile.findings.replaceAll([finding('A', log)], [outcome])
  caseFile.annotations.create({ anchor: { kind: 'source', sourceId: log }, text: 'kept', tags: [], colour: 'neutral' })
  return caseFile
}

describe('when the disk is full', () => {
  it('(by a quota of pages) an import ends with a typed error and all else stays', async () => {
    const caseFile = filledCase()
    const { db } = (caseFile as unknown as { connection: { db: Database.Database } }).connection
    const before = content(caseFile)
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 40}`)
    expect(fillUp(caseFile)).toMatchObject({ code: 'casefile/disk-full', detail: { path: caseFile.path } })
    expect(content(caseFile)).toEqual(before)
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
    db.pragma('max_page_count = 1073741823')
    importLog(caseFile, 'c.log', 3)
    caseFile.close()
    expect(reopened(caseFile.path).sources.list()).toHaveLength(3)
  })

  it('(a real small disk) imports, edits and copies end with a typed error and nothing is lost', async ({ skip }) => {
    const folder = smallDisk(24)
    if (folder === null) return skip('this machine does not allow mounting a small disk')
    const caseFile = filledCase(folder)
    const before = content(caseFile)
    expect(fillUp(caseFile).code).toBe('casefile/disk-full')
    expect(content(caseFile)).toEqual(before)

    const ballast = join(folder, 'ballast')
    expect(() => writeFileSync(ballast, randomBytes(24 * 1024 * 1024))).toThrow('ENOSPC')
    const codes = new Set<string>()
    for (let edit = 0; edit < 400 && codes.size === 0; edit++) {
      try {
        caseFile.report.update({ title: randomBytes(20_000).toString('hex') })
      } catch (thrown) {
        codes.add(toCallError(thrown).code)
      }
    }
    expect([...codes]).toEqual(['casefile/disk-full'])
    const title = caseFile.report.get().title
    const copy = await caseFile.saveCopy(join(folder, 'copy.heapcase')).catch(toCallError)
    expect(copy).toMatchObject({ code: 'casefile/disk-full' })
    expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual([])
    caseFile.close() // on the full disk

    rmSync(ballast)
    const again = reopened(caseFile.path)
    expect(again.report.get().title).toBe(title)
    expect(again.sources.list()).toHaveLength(2)
    expect((await again.checkIntegrity()).faults).toEqual([])
    importLog(again, 'c.log', 3)
    again.close()
    expect(readdirSync(folder)).toEqual(['incident.heapcase'])
  })

  it('(a real small disk) no case is created, and none is left half made', ({ skip }) => {
    const folder = smallDisk(1)
    if (folder === null) return skip('this machine does not allow mounting a small disk')
    const ballast = join(folder, 'ballast')
    expect(() => writeFileSync(ballast, randomBytes(2 * 1024 * 1024))).toThrow('ENOSPC')
    expect(refusal(() => opened(CaseFile.create(join(folder, 'a.heapcase')))).code).toBe('casefile/disk-full')
    expect(readdirSync(folder)).toEqual(['ballast'])
    expect(statSync(ballast).size).toBeGreaterThan(0)
  })
})
