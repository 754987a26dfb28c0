// Containers, rotated logs and chosen kinds from the command line.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tarOf, zipOf } from '../support/archives.ts'
import { steadyLine } from '../support/builtCase.ts'
import { CAPTURES, jsonOf, runCli } from './cli.ts'

interface Imported {
  files: { file: string; path: string; result: string; kind: string | null; parts: string[]; error: object | null }[]
}

const log = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => steadyLine(from + index)).join('')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-cli-'))
  writeFileSync(
    join(folder, 'bundle.zip'),
    zipOf([
      { name: 'logs/app.log', content: log(1, 9) },
      { name: 'notes.md', content: 'It was slow.\n' },
      { name: 'inner.zip', content: zipOf([{ name: 'b/app.log', content: log(3, 12) }]) },
      { name: '../evil.log', content: log(1, 3) },
    ]),
  )
  mkdirSync(join(folder, 'rotated'))
  writeFileSync(join(folder, 'rotated/app.log.2.gz'), gzipSync(log(1, 9)))
  writeFileSync(join(folder, 'rotated/app.log.1'), log(10, 19))
  writeFileSync(join(folder, 'rotated/app.log'), log(20, 29))
  writeFileSync(join(folder, 'plain.txt'), 'nothing of a runtime\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('heapcase import of containers', () => {
  it('takes entries, tells each by its place, and fails for none that is of another kind', async () => {
    const run = await runCli(['import', '--json', 'bundle.zip', '-o', 'a.heapcase'], folder)
    const { files } = jsonOf<Imported>(run)
    expect(files.map(({ path, result, kind }) => [path, result, kind])).toEqual([
      ['bundle.zip/logs/app.log', 'taken', 'gctrace'],
      ['bundle.zip/notes.md', 'skipped', null],
      ['bundle.zip/inner.zip/b/app.log', 'taken', 'gctrace'],
      ['bundle.zip/../evil.log', 'skipped', null],
    ])
    expect(files[0]?.file).toBe(join(folder, 'bundle.zip/logs/app.log'))
    expect(files[3]?.error).toMatchObject({ code: 'container/unsafe-name', detail: { file: 'bundle.zip/../evil.log' } })
    expect(run.code).toBe(0)
    const info = jsonOf<{ sources: { path: string }[] }>(await runCli(['info', '--json', 'a.heapcase'], folder))
    expect(info.sources.map(({ path }) => path)).toEqual(['bundle.zip/logs/app.log', 'bundle.zip/inner.zip/b/app.log'])
  })

  it.each(['bundle.zip/logs/app.log', 'bundle.zip/inner.zip/b/app.log'])('takes one entry: %s', async (entry) => {
    const output = `one-${entry.length}.heapcase`
    const run = await runCli(['import', '--json', entry, '-o', output], folder)
    expect(jsonOf<Imported>(run).files).toMatchObject([{ file: join(folder, entry), path: entry, result: 'taken' }])
    expect(run.code).toBe(0)
  })

  it('fails for an entry that was named and is not there', async () => {
    const run = await runCli(['import', 'bundle.zip/none.log', '-o', 'none.heapcase'], folder)
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('[import/not-found]')])
    expect(run.stderr).not.toContain('\u001f')
  })

  it('fails for a container in a folder that is cut off, and takes what it has', async () => {
    mkdirSync(join(folder, 'cut'))
    const tar = await tarOf([
      { name: 'first.log', content: log(1, 3) },
      { name: 'second.log', content: log(1, 900) },
    ])
    writeFileSync(join(folder, 'cut/cut.tar'), tar.subarray(0, 20_000))
    cpSync(join(CAPTURES, 'baseline/checkout.log'), join(folder, 'cut/checkout.log'))
    const run = await runCli(['import', '--json', 'cut', '-o', 'cut.heapcase'], folder)
    const { files } = jsonOf<Imported>(run)
    expect([run.code, files.map(({ path, result }) => [path, result])]).toEqual([
      1,
      [
        ['cut/checkout.log', 'taken'],
        ['cut/cut.tar/first.log', 'taken'],
        ['cut/cut.tar/second.log', 'failed'],
        ['cut/cut.tar', 'failed'],
      ],
    ])
  })
})

describe('heapcase import of a rotated log', () => {
  it('makes one source of it', async () => {
    const run = await runCli(['import', '--json', 'rotated', '-o', 'r.heapcase'], folder)
    expect(jsonOf<Imported>(run).files).toMatchObject([
      {
        result: 'taken',
        parts: ['rotated/app.log.2.gz', 'rotated/app.log.1', 'rotated/app.log'],
      },
    ])
    const info = jsonOf<{ case: object; sources: { counts: object }[] }>(
      await runCli(['info', '--json', 'r.heapcase'], folder),
    )
    expect(info).toMatchObject({
      case: { cycles: 29, issues: { dataLoss: 0 } },
      sources: [{ counts: { gc_lines_complete: 29 } }],
    })
  })

  it('lists its files before', async () => {
    const run = await runCli(['import', '--dry-run', 'rotated'], folder)
    expect([run.code, run.stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))]).toEqual([
      0,
      [
        ['gctrace go1.18+', 'rotated/app.log', expect.any(String)],
        ['', 'part 1', 'rotated/app.log.2.gz'],
        ['', 'part 2', 'rotated/app.log.1'],
        ['', 'part 3', 'rotated/app.log'],
        [''],
      ],
    ])
  })
})

describe('heapcase import --as', () => {
  it('reads a file as the kind that is said', async () => {
    const run = await runCli(['import', '--json', '--as', 'runtimeLog', 'rotated/app.log', '-o', 'as.heapcase'], folder)
    expect(jsonOf<Imported>(run).files).toMatchObject([{ result: 'taken', kind: 'runtimeLog' }])
  })

  it('says why where nothing of that kind is in it', async () => {
    const run = await runCli(['import', '--as', 'gctrace', 'plain.txt', '-o', 'as2.heapcase'], folder)
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('[gctrace/no-cycles]')])
  })

  it('knows only kinds that are', async () => {
    const run = await runCli(['import', '--as', 'heap', 'plain.txt', '-o', 'as3.heapcase'], folder)
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('gctrace')])
  })
})
