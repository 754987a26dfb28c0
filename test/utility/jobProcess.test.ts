import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import type { JobRequest } from '../../shared/contract/messages.ts'
import { steadyLine } from '../support/builtCase.ts'
import { CaseChild, JobChild } from './children.ts'

const CAPTURES = resolve(import.meta.dirname, '../captures/data')
const LOG = join(CAPTURES, 'incident/checkout.log')
const HEAP = join(CAPTURES, 'incident/heap-20261121T034356Z.pb.gz')
const ENTRIES = [
  { file: LOG, path: 'incident/checkout.log', kind: 'gctrace' },
  { file: HEAP, path: 'incident/heap.pb.gz', kind: 'profile' },
] as const

let folder = ''
let casePath = ''
let holder: CaseChild
let lockToken: string | null = null
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-job-'))
  casePath = join(folder, 'test.heapcase')
  holder = new CaseChild()
  const opened = await holder.open(casePath, 'create')
  lockToken = opened.ok ? opened.value.lockToken : null
})
afterEach(async () => {
  holder.kill()
  await holder.exited
  rmSync(folder, { recursive: true, force: true })
})

const importJob = (entries: Extract<JobRequest, { kind: 'import' }>['entries']): JobRequest => ({
  kind: 'import',
  casePath,
  lockToken,
  entries,
  referenceOnly: false,
  author: 'Ada',
})
const all = () => importJob(ENTRIES.map((entry) => ({ ...entry })))

/** A log that takes seconds to read. */
let slowFile = ''
beforeAll(() => {
  slowFile = join(mkdtempSync(join(tmpdir(), 'heapcase-job-log-')), 'slow.log')
  const lines: string[] = []
  for (let number = 1; number <= 150_000; number++) lines.push(steadyLine(number))
  writeFileSync(slowFile, lines.join(''))
})
afterAll(() => rmSync(dirname(slowFile), { recursive: true, force: true }))
const slowLog = () => ({ file: slowFile, path: 'slow.log', kind: 'gctrace' }) as const

/** What is in the case, as a stranger sees it who opens it after everything is over. */
async function whatIsLeft(): Promise<{ sources: string[]; cycles: number; faults: string[] }> {
  await holder.close()
  const caseFile = CaseFile.open(casePath, { mode: 'readWrite' })
  const left = {
    sources: caseFile.sources.list().map(({ path }) => path),
    cycles: caseFile.gcCycles.count(),
    faults: (await caseFile.checkIntegrity()).faults,
  }
  caseFile.close()
  return left
}

describe('a job process', () => {
  it('previews, imports, analyses and reports beside the case process', async () => {
    const preview = await new JobChild({
      kind: 'preview',
      casePath,
      lockToken,
      paths: [join(CAPTURES, 'incident')],
      as: null,
    }).ended
    expect(preview).toMatchObject({ kind: 'done', result: { kind: 'preview' } })

    const imported = new JobChild(all())
    expect(await imported.ended).toMatchObject({
      kind: 'done',
      result: { kind: 'import', outcomes: [{ name: 'checkout.log', error: null }, { error: null }] },
    })
    expect(await imported.exited).toMatchObject({ code: 0, lastWords: '' })
    holder.tellChanged()
    expect(await holder.call('case.overview', {})).toMatchObject({ sources: 2, cycles: 371 + 824 })
    const { entries } = await holder.call('audit.list', { offset: 1, limit: 1 })
    expect(entries).toMatchObject([{ action: 'source.import', author: 'Ada' }])

    const analysed = await new JobChild({ kind: 'analyse', casePath, lockToken }).ended
    const { findings } = await holder.call('findings.list', {})
    expect(analysed).toEqual({ kind: 'done', result: { kind: 'analyse', findings: findings.length } })
    expect(findings.length).toBeGreaterThan(0)

    const path = join(folder, 'report.md')
    const report = { kind: 'report', casePath, lockToken, format: 'markdown', language: 'en', path } as const
    const written = await new JobChild(report).ended
    expect(written).toEqual({ kind: 'done', result: { kind: 'report', path, bytes: readFileSync(path).length } })
    expect(readFileSync(path, 'utf8')).toContain(findings[0]?.claim.en)
  })

  it('asks the shell to print, and says why where it can not', async () => {
    await new JobChild(all()).ended
    const path = join(folder, 'report.pdf')
    let html = ''
    const job = new JobChild({ kind: 'report', casePath, lockToken, format: 'pdf', language: 'en', path }, (page) => {
      html = page.html
      return { ok: false, error: { code: 'print/failed', message: 'The browser is gone.' } }
    })
    expect(await job.ended).toEqual({
      kind: 'failed',
      error: { code: 'print/failed', message: 'The browser is gone.' },
    })
    expect(html).toContain('<html')
    expect(readdirSync(folder).filter((name) => name.includes('report'))).toEqual([])
  })

  it('tells its progress to the end', async () => {
    const job = new JobChild(importJob([slowLog()]))
    expect(await job.ended).toMatchObject({ kind: 'done' })
    const moving = job.progress.filter(({ phase, file }) => phase === 'import' && file !== null)
    // How often is the meter's matter (test/engine/jobs/progress.test.ts); here, that it comes while the job runs.
    expect(moving.filter(({ bytesDone, bytesTotal }) => bytesDone > 0 && bytesDone < (bytesTotal ?? 0))).not.toEqual([])
    expect(moving.at(-1)).toMatchObject({ file: 'slow.log', records: 150_000, secondsLeft: 0 })
  })

  it('ends at a cancel and leaves nothing of the file it was reading', async () => {
    const job = new JobChild(importJob([{ ...ENTRIES[1] }, slowLog()]))
    await job.when(({ file, bytesDone }) => file === 'slow.log' && bytesDone > 1_000_000)
    job.cancel()
    expect(await job.ended).toMatchObject({ kind: 'failed', error: { code: 'job/cancelled' } })
    expect(await job.exited).toMatchObject({ code: 0 })
    expect(await whatIsLeft()).toEqual({ sources: ['incident/heap.pb.gz'], cycles: 0, faults: [] })
  })

  it.each([200_000, 3_000_000, 9_000_000])('killed after %i bytes leaves the case as it was', async (bytes) => {
    const job = new JobChild(importJob([{ ...ENTRIES[1] }, slowLog()]))
    await job.when(({ file, bytesDone }) => file === 'slow.log' && bytesDone > bytes)
    job.kill()
    expect(await job.ended).toEqual({ kind: 'gone' })
    expect(await job.exited).toMatchObject({ signal: 'SIGKILL' })
    // The case process goes on as if nothing had happened.
    holder.tellChanged()
    expect(await holder.call('case.overview', {})).toMatchObject({ sources: 1, cycles: 0 })
    expect(await whatIsLeft()).toEqual({ sources: ['incident/heap.pb.gz'], cycles: 0, faults: [] })
  })

  it('says what is wrong with a case it can not open', async () => {
    const missing = { kind: 'analyse', casePath: join(folder, 'missing.heapcase'), lockToken: null } as const
    expect(await new JobChild(missing).ended).toMatchObject({ kind: 'failed', error: { code: 'casefile/missing' } })
    const foreign = { kind: 'analyse', casePath, lockToken: 'not the holder' } as const
    expect(await new JobChild(foreign).ended).toMatchObject({ kind: 'failed', error: { code: 'casefile/lock-lost' } })
  })

  it('previews without a case', async () => {
    mkdirSync(join(folder, 'in'))
    writeFileSync(join(folder, 'in/empty.log'), '')
    const job = new JobChild({
      kind: 'preview',
      casePath: null,
      lockToken: null,
      paths: [join(folder, 'in')],
      as: null,
    })
    expect(await job.ended).toMatchObject({
      kind: 'done',
      result: { entries: [{ path: 'in/empty.log', refusal: { code: 'file/empty' } }] },
    })
  })
})
