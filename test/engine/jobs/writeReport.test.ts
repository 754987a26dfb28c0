import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { quietContext } from '../../../electron/engine/jobs/context.ts'
import { importSources } from '../../../electron/engine/jobs/importSources.ts'
import { importable, previewSources } from '../../../electron/engine/jobs/previewSources.ts'
import { runAnalysis } from '../../../electron/engine/jobs/runAnalysis.ts'
import { samplePaths } from '../../../electron/engine/jobs/sample.ts'
import { writeReport } from '../../../electron/engine/jobs/writeReport.ts'
import type { RuleResults } from '../../../electron/engine/findings/index.ts'

const CAPTURES = resolve(import.meta.dirname, '../../captures/data')

let folder = ''
let caseFile: CaseFile
let results: RuleResults
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-report-'))
  caseFile = CaseFile.create(join(folder, 'shop.heapcase'))
  const context = quietContext()
  const entries = importable(await previewSources(samplePaths(CAPTURES), { caseFile, context }))
  await importSources(caseFile, entries, { context })
  results = await runAnalysis(caseFile, context)
})
afterAll(() => {
  caseFile.close()
  rmSync(folder, { recursive: true, force: true })
})

const unprinted = () => Promise.reject(new Error('nothing to print'))
const write = (path: string, change: Partial<Parameters<typeof writeReport>[1]> = {}) =>
  writeReport(caseFile, {
    format: 'markdown',
    language: 'en',
    path: join(folder, path),
    print: unprinted,
    context: quietContext(),
    builtAtMs: Date.UTC(2026, 10, 22),
    ...change,
  })
/** What lies in the folder beside the case itself. */
const files = (): string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('shop.heapcase'))
    .sort()

describe('runAnalysis', () => {
  it('finds what the sample is known for, and stores it as it was found', () => {
    const naming = results.findings.filter(({ functions }) =>
      functions.some((name) => name.endsWith('internal/session.(*Store).Put')),
    )
    expect(naming[0]).toMatchObject({ severity: 'critical', summary: { en: expect.stringContaining('Put') as string } })
    expect(caseFile.findings.list()).toEqual(
      results.findings.map((finding) => ({ ...finding, verdict: null, isStale: false })),
    )
    expect(caseFile.findings.state()).toMatchObject({ isOutOfDate: false, analyser: 'rules/1' })
  })

  it('cites sources, lives and cycles that are in the case', () => {
    const sources = new Set(caseFile.sources.list().map(({ id }) => id))
    for (const { evidence } of results.findings) {
      for (const { at } of evidence) {
        const cited = 'sourceIds' in at ? at.sourceIds : [at.sourceId]
        expect(cited.filter((id) => !sources.has(id))).toEqual([])
        if (at.kind === 'gcCycles') expect(caseFile.gcCycles.find(at.lifeId, at.from)?.number).toBe(at.from)
      }
    }
  })

  it('gives the same again, and keeps a verdict', async () => {
    const [first] = results.findings
    if (!first) throw new Error('no finding')
    caseFile.findings.setVerdict(first.key, 'confirmed', 'seen in the code')
    expect(await runAnalysis(caseFile, quietContext())).toEqual(results)
    expect(caseFile.findings.list()[0]).toMatchObject({ key: first.key, verdict: { kind: 'confirmed' } })
    caseFile.findings.setVerdict(first.key, 'open', '')
  })

  it('leaves the findings that were there when it is cancelled', async () => {
    const before = caseFile.findings.list()
    const cancel = new AbortController()
    const context = { signal: cancel.signal, onProgress: () => cancel.abort() }
    await expect(runAnalysis(caseFile, context)).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(caseFile.findings.list()).toEqual(before)
  })
})

describe('writeReport', () => {
  it('gives the same bytes for the same case', async () => {
    const { bytes } = await write('a.md')
    await write('b.md')
    expect(readFileSync(join(folder, 'a.md')).length).toBe(bytes)
    expect(readFileSync(join(folder, 'b.md'), 'utf8')).toBe(readFileSync(join(folder, 'a.md'), 'utf8'))
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toContain(caseFile.sources.list()[0]?.sha256)
  })

  it('keeps the old file where printing fails or is cancelled', async () => {
    writeFileSync(join(folder, 'old.pdf'), 'old')
    await expect(write('old.pdf', { format: 'pdf' })).rejects.toThrow('nothing to print')
    const cancel = new AbortController()
    const never = () => new Promise<Uint8Array>(() => setImmediate(() => cancel.abort()))
    const context = { signal: cancel.signal, onProgress: () => {} }
    await expect(write('old.pdf', { format: 'pdf', print: never, context })).rejects.toMatchObject({
      code: 'job/cancelled',
    })
    expect([readFileSync(join(folder, 'old.pdf'), 'utf8'), files().filter((name) => name.includes('old'))]).toEqual([
      'old',
      ['old.pdf'],
    ])
  })

  it('says where it can not write, and leaves nothing half', async () => {
    await expect(write('missing/a.md')).rejects.toMatchObject({ code: 'report/not-writable' })
    mkdirSync(join(folder, 'taken.md'))
    await expect(write('taken.md')).rejects.toMatchObject({ code: 'report/not-writable' })
    expect(files().filter((name) => name.startsWith('.'))).toEqual([])
  })

  it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)('respects a closed folder', async () => {
    mkdirSync(join(folder, 'closed'))
    chmodSync(join(folder, 'closed'), 0o500)
    await expect(write('closed/a.md')).rejects.toMatchObject({ code: 'report/not-writable' })
  })
})
