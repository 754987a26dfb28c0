import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { quietContext } from '../../../electron/engine/jobs/context.ts'
import type { JobContext } from '../../../electron/engine/jobs/context.ts'
import { importSources } from '../../../electron/engine/jobs/importSources.ts'
import { importable, previewSources } from '../../../electron/engine/jobs/previewSources.ts'
import type { JobProgress } from '../../../shared/contract/appCalls.ts'
import type { PreviewEntry, SourceKind } from '../../../shared/records/index.ts'
import { tarOf, zipOf } from '../../support/archives.ts'
import type { ZippedFile } from '../../support/archives.ts'
import { encodeProfile, SMALL_HEAP } from '../../support/encodeProfile.ts'

let folder = ''
let caseFile: CaseFile
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-containers-'))
  caseFile = CaseFile.create(join(folder, 'test.heapcase'))
})
afterEach(() => {
  caseFile.close()
  rmSync(folder, { recursive: true, force: true })
})
const HEAP = Buffer.from(encodeProfile(SMALL_HEAP))
const gc = (number: number): string =>
  `gc ${number} @${number}.000s 1%: 0.10+1.8+0.10 ms clock, 0.20+0/1.0/2.1+0.20 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 8 P`
/** Lines of these cycles, each with its time; process start is 10:00:00. */
const timed = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => {
    const at = new Date(Date.UTC(2026, 10, 20, 10, 0, 0) + (from + index) * 1000 + 2).toISOString()
    return `${at} ${gc(from + index)}\n`
  }).join('')
const plain = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `${gc(from + index)}\n`).join('')

function put(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
  return file
}
const preview = (paths: string[], as: SourceKind | null = null, context: JobContext = quietContext()) =>
  previewSources(paths, { caseFile, context, as })
const brief = (entries: PreviewEntry[]): (string | null)[][] =>
  entries.map(({ path, recognised, refusal }) => [path, recognised?.kind ?? null, refusal?.code ?? null])
const take = async (paths: string[]) =>
  importSources(caseFile, importable(await preview(paths)), { context: quietContext() })
const bytesOf = (path: string): Buffer => {
  const source = caseFile.sources.list().find((each) => each.path === path)
  return Buffer.from(source ? caseFile.sources.rawBytes(source.id, 0, source.bytes) : [])
}

const isSame = (path: string, text: string): boolean => bytesOf(path).equals(Buffer.from(text))

const FILES: ZippedFile[] = [
  { name: 'incident/service.log', content: plain(1, 5) },
  { name: 'incident/heap.pb.gz', content: HEAP },
  { name: 'incident/notes.md', content: 'Dear team,\nit was slow.\n' },
  { name: 'incident/packed.log.zst', content: zstdCompressSync(plain(6, 9)) },
  { name: '../evil', content: 'x' },
  { name: 'link', content: '/etc/passwd', mode: 0o120777 },
]

describe.each(['zip', 'tar', 'tar.gz', 'tar.zst'])('a %s', (kind) => {
  const made = async (): Promise<Buffer> => {
    if (kind === 'zip') return zipOf(FILES)
    const tar = await tarOf(
      FILES.map(({ name, content, mode }) =>
        mode === undefined
          ? { name: String(name), content }
          : { name: String(name), type: 'symlink' as const, linkname: String(content) },
      ),
    )
    return kind === 'tar' ? tar : kind === 'tar.gz' ? gzipSync(tar) : zstdCompressSync(tar)
  }

  it('is previewed entry by entry, by content, and imported with each entry’s own bytes', async () => {
    const file = put('bundle', await made())
    expect(brief(await preview([file]))).toEqual([
      ['bundle/incident/service.log', 'gctrace', null],
      ['bundle/incident/heap.pb.gz', 'profile', null],
      ['bundle/incident/notes.md', null, 'text/no-gc-line'],
      ['bundle/incident/packed.log.zst', 'gctrace', null],
      ['bundle/../evil', null, 'container/unsafe-name'],
      ['bundle/link', null, 'container/link'],
    ])
    const outcomes = await take([file])
    expect(outcomes.map(({ name, path, error }) => [name, path, error])).toEqual([
      ['service.log', 'bundle/incident/service.log', null],
      ['heap.pb.gz', 'bundle/incident/heap.pb.gz', null],
      ['packed.log.zst', 'bundle/incident/packed.log.zst', null],
    ])
    expect(bytesOf('bundle/incident/service.log').toString()).toBe(plain(1, 5))
    expect(Buffer.compare(bytesOf('bundle/incident/heap.pb.gz'), HEAP)).toBe(0)
    expect(caseFile.gcCycles.count()).toBe(9)
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
    // Nothing was unpacked on disk.
    expect(readdirSync(folder).sort()).toEqual(expect.arrayContaining(['bundle', 'test.heapcase']))
    expect(readdirSync(folder).filter((name) => !name.startsWith('test.heapcase'))).toEqual(['bundle'])
  })

  it('is not taken twice, by the bytes of its entries', async () => {
    const file = put('bundle', await made())
    await take([file])
    const again = await preview([file])
    expect(again.filter(({ duplicateOf }) => duplicateOf !== null)).toHaveLength(3)
    const loose = put('loose.log', plain(1, 5))
    expect((await preview([loose]))[0]?.duplicateOf).not.toBeNull()
    const outcomes = await take([file])
    expect(outcomes.map(({ error }) => error?.code)).toEqual(Array(3).fill('casefile/duplicate-source'))
    expect(caseFile.sources.list()).toHaveLength(3)
  })
})

describe('containers', () => {
  it('may be nested once', async () => {
    const inner = gzipSync(await tarOf([{ name: 'service.log', content: plain(1, 3) }]))
    const innermost = zipOf([{ name: 'too/deep.zip', content: zipOf([{ name: 'a.log', content: plain(1, 2) }]) }])
    const file = put(
      'outer.zip',
      zipOf([
        { name: 'logs.tgz', content: inner },
        { name: 'more.zip', content: innermost },
      ]),
    )
    expect(brief(await preview([file]))).toEqual([
      ['outer.zip/logs.tgz/service.log', 'gctrace', null],
      ['outer.zip/more.zip/too/deep.zip', null, 'container/nested'],
    ])
    expect((await take([file])).map(({ error }) => error)).toEqual([null])
    expect(bytesOf('outer.zip/logs.tgz/service.log').toString()).toBe(plain(1, 3))
  })

  it('that break give what came before, and say where', async () => {
    const tar = await tarOf([
      { name: 'first.log', content: plain(1, 3) },
      { name: 'second.log', content: plain(1, 900) },
    ])
    const file = put('cut.tar', tar.subarray(0, 20_000))
    const entries = await preview([file])
    expect(brief(entries)).toEqual([
      ['cut.tar/first.log', 'gctrace', null],
      ['cut.tar/second.log', null, 'container/truncated'],
      ['cut.tar', null, 'container/truncated'],
    ])
    expect(entries[2]?.refusal?.at?.byte).toBeTypeOf('number')
    const outcomes = await take([file])
    expect(outcomes.map(({ path, error }) => [path, error])).toEqual([['cut.tar/first.log', null]])
  })

  it('whose entry breaks while it is imported leave nothing of it', async () => {
    const bytes = zipOf([
      { name: 'a.log', content: plain(1, 900) },
      { name: 'b.log', content: plain(1, 3) },
    ])
    const file = put('bundle.zip', bytes)
    const entries = importable(await preview([file]))
    bytes.fill(0xff, 50, 70)
    put('bundle.zip', bytes)
    const outcomes = await importSources(caseFile, entries, { context: quietContext() })
    expect(outcomes.map(({ path, error }) => [path, error?.code ?? null])).toEqual([
      ['bundle.zip/a.log', 'container/damaged'],
      ['bundle.zip/b.log', null],
    ])
    expect(outcomes[0]?.error?.detail).toMatchObject({ file: 'bundle.zip/a.log' })
    expect(caseFile.sources.list().map(({ path }) => path)).toEqual(['bundle.zip/b.log'])
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
  })

  it('that changed since they were looked at say so per entry', async () => {
    const file = put(
      'bundle.zip',
      zipOf([
        { name: 'a.log', content: plain(1, 3) },
        { name: 'b.log', content: plain(4, 6) },
      ]),
    )
    const entries = importable(await preview([file]))
    put('bundle.zip', zipOf([{ name: 'b.log', content: plain(4, 6) }]))
    expect(
      (await importSources(caseFile, entries, { context: quietContext() })).map(({ path, error }) => [
        path,
        error?.code ?? null,
      ]),
    ).toEqual([
      ['bundle.zip/b.log', null],
      ['bundle.zip/a.log', 'import/not-found'],
    ])
    put('bundle.zip', 'no container any more')
    expect(
      (await importSources(caseFile, entries, { context: quietContext() })).map(({ error }) => error?.code),
    ).toEqual(['import/not-found', 'import/not-found'])
  })

  it('without files, and with one name twice, are told', async () => {
    const empty = put('empty.zip', zipOf([]))
    const twice = put(
      'twice.zip',
      zipOf([
        { name: 'a.log', content: plain(1, 3) },
        { name: 'a.log', content: plain(1, 4) },
      ]),
    )
    expect(brief(await preview([empty, twice]))).toEqual([
      ['empty.zip', null, 'container/empty'],
      ['twice.zip/a.log', 'gctrace', null],
      ['twice.zip/a.log', null, 'container/repeated-name'],
    ])
  })

  it('keep hash and place only where the bytes are to stay', async () => {
    const file = put('bundle.zip', zipOf([{ name: 'a.log', content: plain(1, 3) }]))
    await importSources(caseFile, importable(await preview([file])), { isReferenceOnly: true, context: quietContext() })
    expect(caseFile.sources.list()).toMatchObject([{ isReferenceOnly: true, bytes: plain(1, 3).length }])
  })
})

describe('a batch', () => {
  it('of 200 files with containers among them can be cancelled at any file, and goes on by its own bytes', async () => {
    for (let index = 0; index < 180; index++) put(`logs/${index}/service.log`, plain(1, 3 + index))
    const tar = await tarOf(
      Array.from({ length: 20 }, (_, index) => ({ name: `${index}/x.log`, content: timed(1, 300 + index) })),
    )
    put('logs/z.tar.gz', gzipSync(tar))
    const entries = importable(await preview([join(folder, 'logs')]))
    expect(entries).toHaveLength(200)
    const cancel = new AbortController()
    const seen: JobProgress[] = []
    let taken = 0
    await expect(
      importSources(caseFile, entries, {
        context: { signal: cancel.signal, onProgress: (progress) => seen.push(progress) },
        onOutcome: () => {
          if (++taken === 12) cancel.abort()
        },
      }),
    ).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(caseFile.sources.list()).toHaveLength(12)
    const total = Array.from({ length: 180 }, (_, index) => plain(1, 3 + index).length).reduce(
      (sum, size) => sum + size,
      0,
    )
    expect(seen.at(-1)?.bytesTotal).toBe(total + statSync(join(folder, 'logs/z.tar.gz')).size)
    const done = seen.map(({ bytesDone }) => bytesDone)
    expect([...done].sort((a, b) => a - b)).toEqual(done)
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
    // The rest is taken by the next import, what is there already is not.
    const outcomes = await importSources(caseFile, [...entries.slice(10, 14), ...entries.slice(-3)], {
      context: quietContext(),
    })
    expect(outcomes.map(({ error }) => error?.code ?? null)).toEqual([
      ...Array<string>(2).fill('casefile/duplicate-source'),
      ...Array<null>(5).fill(null),
    ])
  })
})

describe('rotated logs', () => {
  const pieces = (): void => {
    put('logs/app.log.2.gz', gzipSync(timed(1, 40)))
    put('logs/app.log.1', timed(41, 80))
    put('logs/app.log', timed(81, 100))
  }

  it('are one source, in the order of their times, with what each file was', async () => {
    pieces()
    const entries = await preview([join(folder, 'logs')])
    expect(entries).toMatchObject([
      {
        path: 'logs/app.log',
        name: 'app.log',
        recognised: { kind: 'gctrace', because: '3 files are one rotated log, put in order by their times' },
        counts: { gc_lines_complete: 100, lines: 100 },
        parts: [{ path: 'logs/app.log.2.gz' }, { path: 'logs/app.log.1' }, { path: 'logs/app.log' }],
      },
    ])
    expect(entries[0]?.parts[0]?.firstMs).toBe(Date.UTC(2026, 10, 20, 10, 0, 1, 2))
    expect((await take([join(folder, 'logs')])).map(({ name, error }) => [name, error])).toEqual([['app.log', null]])
    const [source] = caseFile.sources.list()
    expect(isSame('logs/app.log', timed(1, 100))).toBe(true)
    expect(source).toMatchObject({
      name: 'app.log',
      counts: { gc_lines_complete: 100 },
      issues: { dataLoss: 0, note: 0 },
    })
    const [life] = caseFile.lives.list()
    expect(life).toMatchObject({ cycles: 100, missingCycles: 0 })
    const parts = source ? caseFile.sources.parts(source.id) : []
    expect(parts.map(({ path, firstByte }) => [path, firstByte])).toEqual([
      ['app.log.2.gz', 0],
      ['app.log.1', timed(1, 40).length],
      ['app.log', timed(1, 80).length],
    ])
    expect(parts[0]?.bytes).toBe(gzipSync(timed(1, 40)).length)
    expect(new Set(parts.map(({ sha256 }) => sha256)).size).toBe(3)
  })

  it('are ordered by their times, whatever their names say', async () => {
    put('logs/app.log.1', timed(1, 40))
    put('logs/app.log.2', timed(41, 80))
    await take([join(folder, 'logs')])
    expect(isSame('logs/app.log', timed(1, 80))).toBe(true)
  })

  it('may each be in an encoding of its own', async () => {
    const wide = (text: string): Buffer => Buffer.from(text, 'utf16le')
    put('logs/app.log.3.gz', gzipSync(wide(timed(1, 20))))
    put('logs/app.log.2', wide(`\ufeff${timed(21, 40)}`))
    put('logs/app.log.1', wide(timed(41, 60)).swap16())
    put('logs/app.log', timed(61, 80))
    expect((await preview([join(folder, 'logs')])).map(({ path, parts }) => [path, parts.length])).toEqual([
      ['logs/app.log', 4],
    ])
    await take([join(folder, 'logs')])
    expect(isSame('logs/app.log', timed(1, 80))).toBe(true)
    const [source] = caseFile.sources.list()
    const issues = source ? caseFile.sources.issues(source.id) : []
    expect(issues.map(({ code, count }) => [code, count])).toEqual([['text/utf16-without-mark', 2]])
    expect(source ? caseFile.sources.parts(source.id).map(({ bytes }) => bytes) : []).toEqual([
      gzipSync(wide(timed(1, 20))).length,
      2 * timed(21, 40).length + 2,
      2 * timed(41, 60).length,
      timed(61, 80).length,
    ])
  })

  it('say which pieces are missing, and the cycles that went with them', async () => {
    put('logs/app.log.4', timed(1, 10))
    put('logs/app.log.1', timed(31, 40))
    const [entry] = await preview([join(folder, 'logs')])
    expect(entry?.skipped).toMatchObject([{ code: 'rotated/missing-part', count: 2 }])
    await take([join(folder, 'logs')])
    const [source] = caseFile.sources.list()
    const issues = source ? caseFile.sources.issues(source.id) : []
    expect(issues.map(({ code, count }) => [code, count])).toEqual(
      expect.arrayContaining([
        ['rotated/missing-part', 2],
        ['gctrace/missing-cycles', 20],
      ]),
    )
  })

  it('say where pieces lie over one another, and where one ends inside a line', async () => {
    put('logs/app.log.1', timed(1, 40))
    put('logs/app.log', timed(35, 80).trimEnd())
    put('other/x.log.1', timed(1, 40).trimEnd())
    put('other/x.log', timed(41, 80))
    await take([join(folder, 'logs'), join(folder, 'other')])
    const codes = (path: string): string[] => {
      const source = caseFile.sources.list().find((each) => each.path === path)
      return source ? caseFile.sources.issues(source.id).map(({ code }) => code) : []
    }
    expect(codes('logs/app.log')).toContain('rotated/overlap')
    expect(codes('other/x.log')).toContain('rotated/joined-line')
    expect(isSame('other/x.log', timed(1, 80))).toBe(true)
  })

  it('are found inside containers, in any order of entries', async () => {
    const entries = [
      { name: 'app.log', content: timed(81, 100) },
      { name: 'app.log.1', content: timed(41, 80) },
      { name: 'app.log.2.gz', content: gzipSync(timed(1, 40)) },
    ]
    const later = entries.slice(0, 2).map((each) => ({ ...each, content: String(each.content) }))
    const files = [put('a.zip', zipOf(entries)), put('b.tar.zst', zstdCompressSync(await tarOf(later)))]
    // One after the other: the same bytes twice in one batch would be taken once.
    const outcomes = [...(await take(files.slice(0, 1))), ...(await take(files.slice(1)))]
    expect(outcomes.map(({ path, error }) => [path, error])).toEqual([
      ['a.zip/app.log', null],
      ['b.tar.zst/app.log', null],
    ])
    expect(isSame('a.zip/app.log', timed(1, 100))).toBe(true)
    expect(isSame('b.tar.zst/app.log', timed(41, 100))).toBe(true)
  })

  it('keep pieces without a line of the runtime, and leave text files alone that are no log', async () => {
    put('logs/app.log.1', 'started\nready\n')
    put('logs/app.log', plain(1, 5))
    put('logs/notes.txt', 'a\n')
    put('logs/notes.txt.1', 'b\n')
    expect(brief(await preview([join(folder, 'logs')]))).toEqual([
      ['logs/app.log', 'gctrace', null],
      ['logs/notes.txt', null, 'text/no-gc-line'],
      ['logs/notes.txt.1', null, 'text/no-gc-line'],
    ])
  })

  it('of several processes that ran at once stay apart', async () => {
    put('logs/server.log.1', timed(1, 40))
    put('logs/server.log.2', timed(2, 39))
    expect(brief(await preview([join(folder, 'logs')]))).toHaveLength(2)
  })

  it('can be read as another kind once more, whole', async () => {
    pieces()
    const [entry] = await preview([join(folder, 'logs')])
    const [again] = await preview([entry?.file ?? ''], 'runtimeLog')
    expect(again).toMatchObject({ isKindChosen: true, recognised: { kind: 'runtimeLog' }, counts: { lines: 100 } })
  })

  it('can be cancelled in the middle of a piece', async () => {
    put('logs/app.log.1', timed(1, 40_000))
    put('logs/app.log', timed(40_001, 40_010))
    const entries = importable(await preview([join(folder, 'logs')]))
    const cancel = new AbortController()
    const context = { signal: cancel.signal, onProgress: () => cancel.abort() }
    await expect(importSources(caseFile, entries, { context })).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(caseFile.sources.list()).toEqual([])
  })
})

describe('the kind of a source', () => {
  it('may be chosen for what is not recognised, and is tried', async () => {
    const text = put('service.txt', 'nothing\nof interest\n')
    const [refused] = await preview([text])
    expect(refused).toMatchObject({ refusal: { code: 'text/no-gc-line' }, excerpt: ['nothing', 'of interest'] })
    expect(refused?.possibleKinds).toContain('gctrace')
    // Profiles may be text, too; execution traces are not.
    expect(refused?.possibleKinds).not.toContain('gotrace')
    const [chosen] = await preview([text], 'gctrace')
    expect(chosen).toMatchObject({
      isKindChosen: true,
      recognised: { kind: 'gctrace', confidence: 0 },
      refusal: { code: 'gctrace/no-cycles' },
    })
  })

  it('may be chosen for an entry of a container', async () => {
    const file = put('b.zip', zipOf([{ name: 'x/a.log', content: plain(1, 3) }]))
    const [entry] = await preview([file])
    const [again] = await preview([entry?.file ?? ''], 'runtimeLog')
    expect(again).toMatchObject({ file: entry?.file, path: 'b.zip/x/a.log', recognised: { kind: 'runtimeLog' } })
    const [gone] = await preview([`${entry?.file ?? ''}x`])
    expect(gone?.refusal?.code).toBe('import/not-found')
  })

  it('of binary data is one of the binary kinds', async () => {
    const [entry] = await preview([put('heap.pb.gz', HEAP)])
    expect(entry?.possibleKinds).toEqual(expect.arrayContaining(['profile', 'gotrace']))
    expect(entry?.possibleKinds).not.toContain('gctrace')
    const [chosen] = await preview(
      [put('noise', Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919) % 256)))],
      'profile',
    )
    expect(chosen?.refusal?.code).toMatch(/^profile\//)
  })

  it('of every file in a folder stays what its content says', async () => {
    put('logs/a.log', plain(1, 3))
    const [entry] = await preview([join(folder, 'logs')], 'runtimeLog')
    expect(entry).toMatchObject({ isKindChosen: false, recognised: { kind: 'gctrace' } })
  })
})

describe('a log of GODEBUG=mtrace=1', () => {
  it.each([
    ['mtrace.log', ''],
    ['service-mtrace.txt', 'nothing was written\n'],
    ['run.log', '$ GODEBUG=mtrace=1 ./service\nready\n'],
    ['run2.log', 'mtrace: mallocgc(0xc000012000, 0x20)\n'],
  ])('%s is told that there is no such thing, and what to use', async (name, content) => {
    const [entry] = await preview([put(name, content)])
    expect(entry?.refusal?.code).toBe('text/mtrace')
    expect(entry?.refusal?.message).toMatch(/Go has no setting GODEBUG=mtrace.*traceallocfree=1/)
  })

  it('is read for what is in it all the same', async () => {
    const [entry] = await preview([put('mtrace.log', `$ GODEBUG=mtrace=1,gctrace=1 ./service\n${plain(1, 3)}`)])
    expect(entry).toMatchObject({ refusal: null, recognised: { kind: 'gctrace' } })
    expect(entry?.skipped).toMatchObject([{ code: 'log/mtrace', severity: 'note' }])
  })
})

it('the file of a preview is never taken for a path', async () => {
  const file = put('bundle.zip', zipOf([{ name: 'a.log', content: plain(1, 3) }]))
  const [entry] = await preview([file])
  expect(entry?.file).not.toBe(file)
  expect(readFileSync(file).length).toBeGreaterThan(0)
})
