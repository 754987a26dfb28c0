import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { toCallError } from '../../../shared/lib/result.ts'
import { addText, newCase, opened, reopened, temporaryFolder } from './support.ts'
import { importLog, importProfile, sampleProfile } from './sampleSources.ts'

describe('a copy of an open case', () => {
  it('is one file at rest with all that was committed', async () => {
    const caseFile = newCase()
    importLog(caseFile, 'a.log', 1, 9_000_000, 3000)
    const profile = importProfile(caseFile, 'b.pb.gz', 2)
    caseFile.report.update({ title: 'T' })
    const folder = temporaryFolder()
    const path = join(folder, 'copy.heapcase')
    const { bytes } = await caseFile.saveCopy(path)
    expect(readdirSync(folder)).toEqual(['copy.heapcase'])
    const content = readFileSync(path)
    expect([content.length, content[18], content[19]]).toEqual([bytes, 1, 1])
    const copy = reopened(path)
    expect(copy.sources.list()).toEqual(caseFile.sources.list())
    expect(copy.profiles.columns(profile)).toEqual(sampleProfile(2))
    expect(copy.report.get().title).toBe('T')
    expect((await copy.checkIntegrity()).faults).toEqual([])
    expect(caseFile.audit.list(0, 9).at(-1)).toMatchObject({ action: 'case.copy', detail: { path, bytes } })
  })

  it('can be made while a job imports', async () => {
    const caseFile = newCase()
    importLog(caseFile, 'a.log', 1, 9_000_000, 10_000)
    const job = opened(CaseFile.open(caseFile.path, { mode: 'readWrite', lockToken: caseFile.lockToken }))
    const path = join(temporaryFolder(), 'copy.heapcase')
    const copying = caseFile.saveCopy(path)
    let imported = 0
    const tick = (): void => {
      if (imported < 3) {
        importLog(job, `job-${imported}.log`, 100 + imported++, 100_000, 100)
        setImmediate(tick)
      }
    }
    tick()
    await copying
    const copy = reopened(path)
    expect((await copy.checkIntegrity()).faults).toEqual([])
    expect(copy.sources.list().length).toBeGreaterThanOrEqual(1)
  })

  it('replaces a file of its name, but neither itself nor a case that is open', async () => {
    const caseFile = newCase()
    addText(caseFile, 'a.log', 'a')
    const folder = temporaryFolder()
    const path = join(folder, 'copy.heapcase')
    writeFileSync(path, 'something else')
    await caseFile.saveCopy(path)
    expect(reopened(path).sources.list()).toHaveLength(1)
    expect(await caseFile.saveCopy(path).catch(toCallError)).toMatchObject({ code: 'casefile/locked' })
    expect(await caseFile.saveCopy(caseFile.path).catch(toCallError)).toMatchObject({ code: 'casefile/same-file' })
    expect(await caseFile.saveCopy(join(folder, 'no', 'such.heapcase')).catch(toCallError)).toMatchObject({
      code: 'casefile/missing',
    })
    expect(readdirSync(folder).filter((name) => name.includes('partial') || name === 'copy.heapcase')).toEqual([
      'copy.heapcase',
    ])
  })
})
