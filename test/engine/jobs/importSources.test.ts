import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { quietContext } from '../../../electron/engine/jobs/context.ts'
import type { JobContext } from '../../../electron/engine/jobs/context.ts'
import { importSources } from '../../../electron/engine/jobs/importSources.ts'
import { importable, previewSources } from '../../../electron/engine/jobs/previewSources.ts'
import { samplePaths } from '../../../electron/engine/jobs/sample.ts'
import type { JobProgress } from '../../../shared/contract/appCalls.ts'
import { steadyLine } from '../../support/builtCase.ts'

const CAPTURES = resolve(import.meta.dirname, '../../captures/data')
const LOG = join(CAPTURES, 'baseline/checkout.log')
const HEAP = join(CAPTURES, 'incident/heap-20261121T034356Z.pb.gz')

let folder = ''
let caseFile: CaseFile
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-import-'))
  caseFile = CaseFile.create(join(folder, 'test.heapcase'))
})
afterEach(() => {
  caseFile.close()
  rmSync(folder, { recursive: true, force: true })
})

function put(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
  return file
}
const entry = (file: string, kind: 'gctrace' | 'profile') => ({ file, path: file.slice(folder.length + 1), kind })
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')
const preview = (paths: string[], context: JobContext = quietContext()) => previewSources(paths, { caseFile, context })
const names = (): string[] => caseFile.sources.list().map(({ name }) => name)

/** A log long enough for several chunks. */
const longLog = (cycles: number): string => {
  const lines: string[] = []
  for (let number = 1; number <= cycles; number++) lines.push(steadyLine(number))
  return lines.join('')
}

describe('importSources', () => {
  it('takes the sample incident as it is, byte for byte, and places it', async () => {
    const entries = importable(await preview(samplePaths(CAPTURES)))
    const outcomes = await importSources(caseFile, entries, { context: quietContext() })
    expect(outcomes.filter(({ error }) => error)).toEqual([])
    const sources = caseFile.sources.list()
    expect(sources.map(({ path, sha256: hash }) => [path, hash])).toEqual(
      entries.map(({ file, path }) => [path, sha256(file)]),
    )
    expect(sources.filter(({ placement }) => placement === null)).toEqual([])
    expect(caseFile.gcCycles.count()).toBe(740 + 371 + 824)
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
    const log = sources.find(({ path }) => path === 'baseline/checkout.log')
    expect(Buffer.compare(caseFile.sources.rawBytes(log?.id ?? (0 as never), 0, 1 << 20), readFileSync(LOG))).toBe(0)
  })

  it('lets a failed file leave nothing, says where it failed, and goes on', async () => {
    const whole = readFileSync(HEAP)
    const cut = put('cut.pb.gz', whole.subarray(0, 3000))
    const outcomes = await importSources(
      caseFile,
      [
        entry(cut, 'profile'),
        { file: join(folder, 'gone.log'), path: 'gone.log', kind: 'gctrace' },
        entry(LOG, 'gctrace'),
      ],
      { context: quietContext() },
    )
    expect(outcomes).toMatchObject([
      { name: 'cut.pb.gz', sourceId: null, error: { detail: { file: 'cut.pb.gz' } } },
      { name: 'gone.log', sourceId: null, error: { code: 'import/unreadable' } },
      { name: 'checkout.log', error: null },
    ])
    expect(outcomes[0]?.error?.code).toMatch(/^(pprof|gzip)\//)
    expect(names()).toEqual(['checkout.log'])
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
  })

  it('refuses a log without a single cycle', async () => {
    const empty = put('service.log', 'started\nserving\n')
    const [outcome] = await importSources(caseFile, [entry(empty, 'gctrace')], { context: quietContext() })
    expect(outcome).toMatchObject({ sourceId: null, error: { code: 'gctrace/no-cycles' } })
    expect(names()).toEqual([])
  })

  it('takes the same bytes once, also within one batch and under another name', async () => {
    copyFileSync(HEAP, join(folder, 'first.pb.gz'))
    copyFileSync(HEAP, join(folder, 'second.pb.gz'))
    const context = quietContext()
    const first = await importSources(caseFile, [entry(join(folder, 'first.pb.gz'), 'profile')], { context })
    const again = await importSources(caseFile, [entry(join(folder, 'second.pb.gz'), 'profile')], { context })
    expect(again).toMatchObject([
      {
        sourceId: first[0]?.sourceId,
        error: { code: 'casefile/duplicate-source', message: expect.stringContaining('first') as string },
      },
    ])
    expect(names()).toEqual(['first.pb.gz'])
  })

  it('keeps hash and rows but no bytes by reference', async () => {
    await importSources(caseFile, [entry(LOG, 'gctrace')], { isReferenceOnly: true, context: quietContext() })
    const [source] = caseFile.sources.list()
    expect(source).toMatchObject({ isReferenceOnly: true, sha256: sha256(LOG) })
    expect(caseFile.sources.storage(source?.id ?? (0 as never))).toEqual({ chunks: 0, storedBytes: 0 })
    expect(caseFile.gcCycles.count()).toBe(740)
  })

  it('takes the time from a file name only where the profile has none', async () => {
    // profile.proto: a sample type samples/count, a sample of 5 at address 16, no time_nanos.
    const timeless = Buffer.concat([
      Buffer.from([0x0a, 4, 8, 1, 16, 2, 0x12, 6, 0x0a, 1, 1, 0x12, 1, 5, 0x22, 4, 8, 1, 0x18, 16, 0x32, 0]),
      ...['samples', 'count'].map((text) => Buffer.concat([Buffer.from([0x32, text.length]), Buffer.from(text)])),
    ])
    copyFileSync(HEAP, join(folder, 'heap-20200101T000000Z.pb.gz'))
    const entries = [
      entry(put('custom-20261121T034358Z.pb', timeless), 'profile'),
      entry(join(folder, 'heap-20200101T000000Z.pb.gz'), 'profile'),
    ]
    await importSources(caseFile, entries, { context: quietContext() })
    expect(caseFile.sources.list().map(({ placement }) => placement)).toMatchObject([
      { basis: 'fileName', startMs: Date.UTC(2026, 10, 21, 3, 43, 58), errorMs: 60_000 },
      { basis: 'profileTime' },
    ])
    expect(caseFile.profiles.list()[0]).toMatchObject({ totals: [5], timeMs: null })
  })

  it('leaves nothing of the file at which it is cancelled', async () => {
    const small = put('small.log', longLog(10))
    const large = put('large.log', longLog(60_000))
    const cancel = new AbortController()
    const context: JobContext = {
      signal: cancel.signal,
      onProgress: ({ file, bytesDone }) => {
        if (file === 'large.log' && bytesDone > 2_000_000) cancel.abort()
      },
    }
    const entries = [entry(small, 'gctrace'), entry(large, 'gctrace'), entry(LOG, 'gctrace')]
    await expect(importSources(caseFile, entries, { context })).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(names()).toEqual(['small.log'])
    expect(caseFile.gcCycles.count()).toBe(10)
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
  })

  it('tells how far it is, to the last byte', async () => {
    const file = put('large.log', longLog(40_000))
    const seen: JobProgress[] = []
    await importSources(caseFile, [entry(file, 'gctrace'), entry(HEAP, 'profile')], {
      context: { ...quietContext(), onProgress: (progress) => seen.push(progress) },
    })
    const total = readFileSync(file).length + readFileSync(HEAP).length
    expect(seen.every(({ bytesTotal }) => bytesTotal === total)).toBe(true)
    expect(seen.map(({ bytesDone }) => bytesDone)).toEqual(seen.map(({ bytesDone }) => bytesDone).sort((a, b) => a - b))
    expect(seen.at(-1)).toMatchObject({ bytesDone: total, records: 40_000 + 227 })
  })

  it('ends the whole import when the case itself can not be written', async () => {
    const readOnly = CaseFile.open(join(folder, 'test.heapcase'), { mode: 'readOnly' })
    await expect(importSources(readOnly, [entry(LOG, 'gctrace')], { context: quietContext() })).rejects.toMatchObject({
      code: 'casefile/read-only',
    })
    readOnly.close()
  })
})

describe('previewSources', () => {
  it('says what each file is, or why it is not taken, and writes nothing', async () => {
    put('in/images/a.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
    put('in/empty.log', '')
    put('in/notes.txt', 'nothing to see\n')
    copyFileSync(LOG, join(folder, 'in/any-name.bin'))
    copyFileSync(HEAP, join(folder, 'in/heap.pb.gz'))
    copyFileSync(HEAP, join(folder, 'in/same.pb.gz'))
    const entries = await preview([join(folder, 'in')])
    expect(
      entries.map(({ path, recognised, refusal }) => [path, recognised?.kind ?? null, refusal?.code ?? null]),
    ).toEqual([
      ['in/any-name.bin', 'gctrace', null],
      ['in/empty.log', null, 'file/empty'],
      ['in/heap.pb.gz', 'profile', null],
      ['in/images/a.png', null, 'file/image'],
      ['in/notes.txt', null, 'text/no-gc-line'],
      ['in/same.pb.gz', 'profile', 'import/same-as'],
    ])
    expect(entries[0]).toMatchObject({
      counts: { lines: 1691, gc_lines_complete: 740 },
      placement: { basis: 'logPrefix' },
    })
    expect(entries[0]?.excerpt[0]).toContain('gc 1 @')
    expect(entries[2]?.excerpt.at(-1)).toMatch(/^inuse_space\/bytes: 298\sMiB$/)
    expect(names()).toEqual([])
  })

  it('knows what is in the case already', async () => {
    await importSources(caseFile, [entry(LOG, 'gctrace')], { context: quietContext() })
    const [known] = await preview([LOG])
    expect(known?.duplicateOf).toBe(caseFile.sources.list()[0]?.id)
  })

  it('can be cancelled', async () => {
    const cancel = new AbortController()
    const context = { signal: cancel.signal, onProgress: () => cancel.abort() }
    await expect(preview(samplePaths(CAPTURES), context)).rejects.toMatchObject({ code: 'job/cancelled' })
  })
})

describe('bad input', () => {
  it('gives an answer for a profile that is cut at any byte', async () => {
    const whole = readFileSync(HEAP)
    const plain = 4096
    for (let length = 0; length <= plain; length++)
      put(`cut/${String(length).padStart(4, '0')}`, whole.subarray(0, length))
    const entries = await preview([join(folder, 'cut')])
    expect(entries).toHaveLength(plain + 1)
    // Whatever is recognised of it, nothing can be imported as if it were whole, and each says why.
    expect(entries.filter(({ refusal }) => refusal === null)).toEqual([])
    expect(new Set(entries.map(({ refusal }) => refusal?.code.split('/')[0]))).not.toContain('internal')
  })

  it('reads a log that is cut in the middle of a line up to there, and says so', async () => {
    const text = readFileSync(LOG)
    const end = text.lastIndexOf(' MB goal') - 20
    const cut = put('cut.log', text.subarray(0, end))
    const [outcome] = await importSources(caseFile, [entry(cut, 'gctrace')], { context: quietContext() })
    expect(outcome?.error).toBeNull()
    const issues = caseFile.sources.issues(outcome?.sourceId as never)
    expect(issues).toMatchObject([{ severity: 'dataLoss', at: { line: expect.any(Number) as number } }])
    expect(caseFile.gcCycles.count()).toBe(739)
  })

  it('refuses a gzip bomb of either kind without unpacking it all', async () => {
    const member = gzipSync(Buffer.alloc(16 << 20))
    const log = put('bomb.log.gz', Buffer.concat(Array.from({ length: 128 }, () => member)))
    const start = gzipSync(steadyLine(1))
    const behind = put('behind.log.gz', Buffer.concat([start, ...Array.from({ length: 256 }, () => member)]))
    const entries = await preview([log, behind])
    const taken = await importSources(
      caseFile,
      [entry(log, 'gctrace'), entry(behind, 'gctrace'), entry(log, 'profile')],
      {
        context: quietContext(),
      },
    )
    expect(entries[0]?.refusal).not.toBeNull()
    expect(taken.map(({ error }) => error?.code.split('/')[0])).not.toContain('internal')
    expect(taken[2]?.error).not.toBeNull()
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
    expect(readdirSync(folder)).toContain('test.heapcase')
  })
})
