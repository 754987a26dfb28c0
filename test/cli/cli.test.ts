import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import { steadyLine } from '../support/builtCase.ts'
import { CAPTURES, jsonOf, runCli, startCli } from './cli.ts'

interface Info {
  case: { sources: number; cycles: number }
  sources: {
    name: string
    path: string
    kind: string
    sha256: string
    bytes: number
    counts: object
    issues: object[]
  }[]
  diagnosis: {
    retention: boolean | null
    allocation: boolean | null
    steps: { question: string; headline: string; missing: { command: string }[] }[]
  }
  findings: {
    id: string
    severity: string
    confidence: string
    summary: string
    claim: string
    evidence: { id: string }[]
    functions: string[]
  }[]
}

let folder = ''
let imported: Awaited<ReturnType<typeof runCli>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-cli-'))
  cpSync(CAPTURES, join(folder, 'captures'), { recursive: true })
  writeFileSync(join(folder, 'captures/incident/notes.txt'), 'Slow since the deployment of 10:03.\n')
  imported = await runCli(['import', 'captures/baseline', 'captures/incident', '-o', 'shop.heapcase'], folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('heapcase import', () => {
  it('makes a case of what a folder holds and says what was not taken and why', () => {
    expect(imported.code).toBe(0)
    expect(imported.stdout).toMatch(/shop\.heapcase: 38 taken, 1 of other kinds, \d+ findings\n$/)
    expect(imported.stderr).toContain('not taken  incident/notes.txt: ')
    // A pipe gets no progress and no colours.
    expect(imported.stdout + imported.stderr).not.toContain('\u001b')
  })

  it('adds to a case, takes nothing twice, and tells it in JSON', async () => {
    const { code, stdout } = await runCli(['import', '--json', 'captures/baseline', '-o', 'shop.heapcase'], folder)
    const { files } = JSON.parse(stdout) as { files: { result: string }[] }
    const count = (result: string): number => files.filter((file) => file.result === result).length
    expect([code, count('duplicate'), count('skipped'), count('taken')]).toEqual([0, 14, 0, 0])
  })

  it('fails for a file that was named and not taken, and still takes the others', async () => {
    writeFileSync(join(folder, 'empty.log'), '')
    const run = await runCli(['import', 'empty.log', 'captures/baseline/checkout.log', '-o', 'part.heapcase'], folder)
    expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(/^not taken {2}empty\.log: .+ \[file\/empty\]/)])
    expect(run.stdout).toContain('1 taken, 1 failed')
  })

  it('leaves no case behind where there was nothing to take', async () => {
    mkdirSync(join(folder, 'images'))
    writeFileSync(join(folder, 'images/a.png'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
    writeFileSync(join(folder, 'images/b.jpg'), Buffer.from('ffd8ffe000104a46494600010100', 'hex'))
    const run = await runCli(['import', 'images', '-o', 'images.heapcase', '--json'], folder)
    expect([run.code, jsonOf(run)]).toMatchObject([
      1,
      {
        case: null,
        files: [
          { path: 'images/a.png', result: 'skipped', error: { code: 'file/image', detail: { file: 'images/a.png' } } },
          { path: 'images/b.jpg', result: 'skipped', error: { code: 'file/image' } },
        ],
      },
    ])
    expect(readdirSync(folder).filter((name) => name.startsWith('images.'))).toEqual([])
  })

  it('says what it would take without writing', async () => {
    const run = await runCli(['import', '--dry-run', 'captures/baseline/checkout.log'], folder)
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('gctrace go1.18+')])
  })
})

// Windows has no SIGINT to send.
describe.runIf(process.platform !== 'win32')('heapcase import, cancelled', () => {
  beforeAll(() => {
    const lines: string[] = []
    for (let number = 1; number <= 250_000; number++) lines.push(steadyLine(number))
    writeFileSync(join(folder, 'slow.log'), lines.join(''))
  })

  /** Ctrl-C as soon as the case is being written to. */
  async function interrupt(casePath: string): Promise<number | null> {
    const { child, done } = startCli(['import', 'captures/baseline/checkout.log', 'slow.log', '-o', casePath], folder)
    const before = existsSync(join(folder, casePath)) ? readFileSync(join(folder, casePath)).length : 0
    // One that ends by itself is not interrupted, and its code says so.
    while (child.exitCode === null) {
      // A log beside the file tells that rows are written.
      const wal = join(folder, `${casePath}-wal`)
      if (existsSync(wal) && readFileSync(wal).length > before + 1_000_000) break
      await new Promise((tick) => setTimeout(tick, 10))
    }
    child.kill('SIGINT')
    return (await done).code
  }

  it('leaves no case where there was none', async () => {
    expect(await interrupt('cancelled.heapcase')).toBe(130)
    expect(readdirSync(folder).filter((name) => name.startsWith('cancelled'))).toEqual([])
  })

  it('leaves a case with the sources it had', async () => {
    await runCli(['import', 'captures/incident/checkout.log', '-o', 'kept.heapcase'], folder)
    const before = jsonOf<Info>(await runCli(['info', 'kept.heapcase', '--json'], folder))
    expect(await interrupt('kept.heapcase')).toBe(130)
    const after = jsonOf<Info>(await runCli(['info', 'kept.heapcase', '--json'], folder))
    expect(after.sources).toEqual(before.sources)
    const caseFile = CaseFile.open(join(folder, 'kept.heapcase'), { mode: 'readWrite' })
    expect((await caseFile.checkIntegrity()).faults).toEqual([])
    caseFile.close()
  })
})

describe('heapcase info and analyze', () => {
  it('gives sources with what was read, and findings with their evidence', async () => {
    const info = jsonOf<Info>(await runCli(['info', 'shop.heapcase', '--json'], folder))
    expect(info.case).toMatchObject({ sources: 38, cycles: 1935 })
    expect(info.sources.find(({ path }) => path === 'incident/checkout.log')).toMatchObject({
      name: 'checkout.log',
      kind: 'gctrace',
      bytes: readFileSync(join(CAPTURES, 'incident/checkout.log')).length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      counts: { lines: 2793, gc_lines_complete: 1195, forced: 2 },
      issues: [],
    })
    expect(info.diagnosis).toMatchObject({ retention: true, allocation: true })
    expect(
      info.diagnosis.steps.map(({ question, missing }) => [question, missing.map(({ command }) => command)]),
    ).toEqual([
      ['memory', [expect.stringContaining('/sys/fs/cgroup/')]],
      ['allocationOrRetention', []],
      ['waits', []],
    ])
    for (const finding of info.findings) {
      expect(finding).toMatchObject({ id: expect.stringMatching(/^F-\d{3}$/) as string, severity: /./ })
      expect([finding.summary, finding.confidence, finding.evidence.length]).not.toContain('')
      expect(finding.evidence.length).toBeGreaterThan(0)
    }
  })

  it('names the session cache in the findings of the sample', async () => {
    const { findings } = jsonOf<Info>(await runCli(['info', 'shop.heapcase', '--json'], folder))
    const naming = findings.filter(({ summary }) => summary.includes('session.(*Store).Put'))
    expect(naming.map(({ severity }) => severity)).toContain('critical')
  })

  it('gives the same findings again, and speaks Chinese', async () => {
    const ids = async (args: string[]): Promise<unknown[]> =>
      jsonOf<Info>(await runCli(args, folder)).findings.map(({ id, severity, evidence }) => [id, severity, evidence])
    const before = await ids(['info', 'shop.heapcase', '--json'])
    expect(await ids(['analyze', 'shop.heapcase', '--json'])).toEqual(before)
    expect(await ids(['info', 'shop.heapcase', '--json'])).toEqual(before)
    const chinese = await runCli(['info', 'shop.heapcase', '--lang', 'zh-CN'], folder)
    expect(chinese.stdout).toContain('存活堆')
  })

  it('prints for people, in colour only where asked', async () => {
    const plain = await runCli(['info', 'shop.heapcase'], folder)
    const colour = await runCli(['info', 'shop.heapcase'], folder, { FORCE_COLOR: '1' })
    expect(plain.stdout).toMatch(/^shop\n38 sources, .* 1,935 GC cycles .* 19 profiles/)
    expect(plain.stdout).toMatch(/\n2\. Allocation or retention\? Both \(measured\)\n {3}The live heap grows by /)
    expect(plain.stdout).toMatch(/\nF-001 {2}Critical {2}/)
    // eslint-disable-next-line no-control-regex
    expect(colour.stdout.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain.stdout)
    expect(colour.stdout).not.toBe(plain.stdout)
  })
})

describe('heapcase report', () => {
  it('writes HTML and Markdown in the language asked for', async () => {
    const args = ['report', 'shop.heapcase', '--html', 'out.html', '--md', 'out.md', '--lang', 'zh-CN', '--json']
    const run = await runCli(args, folder)
    expect([run.code, jsonOf(run)]).toMatchObject([
      0,
      { reports: [{ format: 'markdown', path: join(folder, 'out.md') }, { format: 'html' }] },
    ])
    expect(readFileSync(join(folder, 'out.html'), 'utf8')).toContain('<html lang="zh-CN"')
    expect(readFileSync(join(folder, 'out.md'), 'utf8')).toContain('session.(*Store).Put')
  })

  it('ends with code 4 where it can not write, and says so', async () => {
    const run = await runCli(['report', 'shop.heapcase', '--md', 'missing/out.md'], folder)
    expect([run.code, run.stderr]).toEqual([4, expect.stringContaining('missing/out.md')])
  })

  it('writes what needs no browser where there is none', async () => {
    const nothing = { HEAPCASE_CHROMIUM: join(folder, 'no-chromium') }
    const run = await runCli(['report', 'shop.heapcase', '--pdf', 'no.pdf', '--md', 'yes.md'], folder, nothing)
    expect([run.code, existsSync(join(folder, 'no.pdf')), existsSync(join(folder, 'yes.md'))]).toEqual([4, false, true])
  })
})

describe('heapcase inspect', () => {
  it('gives the facts of one file without a case', async () => {
    const run = await runCli(['inspect', 'captures/incident/heap-20261121T034356Z.pb.gz', '--json'], folder)
    expect([run.code, jsonOf(run)]).toMatchObject([
      0,
      {
        kind: 'profile',
        version: 'heap',
        facts: { samples: 227, totals: [246411194, 34457346126, 2335197, 312463536] },
        error: null,
      },
    ])
  })

  it('prints what a dump of goroutines contains', async () => {
    const run = await runCli(['inspect', 'captures/incident/goroutines-20261121T034341Z.txt', '--json'], folder)
    expect([run.code, jsonOf(run)]).toMatchObject([
      0,
      { kind: 'goroutines', facts: { goroutine_headers: 413 }, error: null },
    ])
  })

  it('prints what a trace contains', async () => {
    const run = await runCli(['inspect', 'captures/incident/trace-20261121T034332Z.out', '--json'], folder)
    expect([run.code, jsonOf(run)]).toMatchObject([
      0,
      {
        kind: 'gotrace',
        version: 'go 1.26',
        facts: { result: 'ok', mark_assists_complete: { count: 1237 }, gc_mark_phases_complete: 6 },
        error: null,
      },
    ])
  })

  it('refuses with the error inside the answer', async () => {
    const run = await runCli(['inspect', 'captures/incident/notes.txt', '--json'], folder)
    expect([run.code, jsonOf(run)]).toMatchObject([1, { kind: null, error: { code: 'text/no-gc-line' } }])
    const missing = await runCli(['inspect', 'missing', '--json'], folder)
    expect([missing.code, jsonOf(missing)]).toMatchObject([1, { error: { code: /./ } }])
  })
})

describe('heapcase', () => {
  it.each([
    [['import'], 2],
    [['import', 'captures'], 2],
    [['info'], 2],
    [['info', '--bogus', 'x.heapcase'], 2],
    [['report', 'shop.heapcase'], 2],
    [['report', 'shop.heapcase', '--md', 'x.md', '--lang', 'fr'], 2],
    [['bogus'], 2],
    [[], 2],
    [['info', 'missing.heapcase'], 3],
    [['info', 'captures/baseline/checkout.log'], 3],
    [['import', 'captures/baseline/checkout.log', '-o', 'missing/folder/x.heapcase'], 3],
    [['--version'], 0],
    [['help', 'report'], 0],
  ])('%j ends with code %i', async (args, code) => {
    const run = await runCli(args, folder)
    expect([run.code, run.stderr.includes('internal')]).toEqual([code, false])
  })

  it('answers errors in JSON where asked', async () => {
    expect(jsonOf(await runCli(['info', 'missing.heapcase', '--json'], folder))).toMatchObject({
      error: { code: 'casefile/missing' },
    })
    expect(jsonOf(await runCli(['info', '--json', '--bogus'], folder))).toMatchObject({ error: { code: 'cli/usage' } })
  })

  it.each(['import', 'analyze', 'report', 'info', 'inspect', 'trace', 'query', 'serve'])(
    'explains %s',
    async (name) => {
      const { code, stdout } = await runCli([name, '--help'], folder)
      expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^Usage: heapcase ${name} [\\s\\S]+--json`))])
      expect(stdout.split('\n').filter((line) => line.length > 92)).toEqual([])
    },
  )

  it('takes paths as the caller means them when npm starts it', () => {
    const root = resolve(import.meta.dirname, '../..')
    const run = spawnSync('npm', ['--prefix', root, 'run', '-s', 'heapcase', '--', 'info', 'shop.heapcase'], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    expect([run.status, run.stdout]).toEqual([0, expect.stringMatching(/^shop\n/)])
  })
})
