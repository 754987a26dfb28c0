import { fork, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { finding, firstLife, newCase, opened, outcome, refusal, temporaryFolder } from './support.ts'
import { importLog, importProfile } from './sampleSources.ts'
import { UPGRADED } from './upgraded.ts'

const NOBODY = 65534

function filledCase(): CaseFile {
  const caseFile = newCase()
  const log = importLog(caseFile, 'a.log', 1)
  importProfile(caseFile, 'b.pb.gz', 2)
  caseFile.findings.replaceAll([finding('A', log)], [outcome])
  caseFile.report.update({ title: 'T' })
  return caseFile
}

/** Everything a reader can ask, so that every repository is used. */
const allOf = (caseFile: CaseFile): unknown => ({
  sources: caseFile.sources.list(),
  raw: caseFile.sources.rawBytes(caseFile.sources.list()[0]?.id as never, 0, 20),
  cycles: [caseFile.gcCycles.columns(firstLife(caseFile)), caseFile.gcCycles.find(firstLife(caseFile), 1)],
  profiles: caseFile.profiles.list().map(({ sourceId }) => caseFile.profiles.columns(sourceId)),
  findings: [
    caseFile.findings.list(),
    caseFile.findings.outcomes(),
    caseFile.findings.limits(),
    caseFile.findings.state(),
  ],
  judgement: [caseFile.annotations.list(), caseFile.report.get(), caseFile.edits.state(), caseFile.settings.get()],
  audit: [caseFile.audit.list(0, 99), caseFile.audit.verify(), caseFile.audit.head()],
})

const readOnly = (path: string): CaseFile => opened(CaseFile.open(path, { mode: 'readOnly' }))

const READER = join(import.meta.dirname, 'crash', 'reader.ts')

/** Why the script cannot run as that user, such as a checkout below a home folder that nobody else may enter; null: it can. */
function obstacle(): string | null {
  if (process.getuid?.() !== 0) return null
  const look = `require('node:fs').accessSync(${JSON.stringify(READER)})`
  const { status } = spawnSync(process.execPath, ['-e', look], { uid: NOBODY, gid: NOBODY, cwd: tmpdir() })
  return status === 0 ? null : 'another user cannot read this checkout'
}

/** What the script saw of a case as a user without rights, in a folder without rights. */
async function asNobody(folder: string, path: string): Promise<Record<string, unknown>> {
  const child = fork(READER, [path], {
    execArgv: [],
    cwd: folder,
    ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
  })
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Record<string, unknown>))
    child.once('exit', (code) => reject(new Error(`the reader ended with ${code}`)))
  })
}

/** Files and permissions of a case that another user may read but not write. */
function lockedAway(path: string, sides: string[]): string {
  const folder = temporaryFolder()
  const copy = join(folder, 'evidence.heapcase')
  for (const side of sides) {
    copyFileSync(path + side, copy + side)
    chmodSync(copy + side, 0o444)
  }
  chmodSync(folder, 0o555)
  return copy
}

describe('a case opened read-only', () => {
  it('shows everything and refuses every change', async () => {
    const caseFile = filledCase()
    const seen = allOf(caseFile)
    caseFile.close()
    const bytes = readFileSync(caseFile.path)
    const reader = readOnly(caseFile.path)
    const source = reader.sources.list()[0]?.id as never
    expect(allOf(reader)).toMatchObject({ sources: (seen as { sources: unknown }).sources })
    const changes = [
      () => reader.imports.begin({ kind: 'gctrace', name: 'x', path: 'x' }),
      () => reader.sources.remove(source, ''),
      () => reader.lives.pin(firstLife(reader), 1),
      () => reader.findings.replaceAll([], []),
      () => reader.findings.setVerdict('A' as never, 'open', ''),
      () => reader.findings.setLimit('a', 'b', 1),
      () =>
        reader.annotations.create({
          anchor: { kind: 'source', sourceId: source },
          text: '',
          tags: [],
          colour: 'neutral',
        }),
      () => reader.report.update({ title: 'x' }),
      () => reader.edits.undo(),
      () => reader.settings.update({ author: 'x' }),
      () => reader.audit.append('x', {}),
    ]
    expect(new Set(changes.map((change) => refusal(change).code))).toEqual(new Set(['casefile/read-only']))
    expect((await reader.checkIntegrity()).faults).toEqual([])
    expect(await reader.saveCopy(join(temporaryFolder(), 'copy.heapcase'))).toEqual({ bytes: bytes.length })
    reader.close()
    expect(Buffer.compare(readFileSync(caseFile.path), bytes)).toBe(0)
  })

  it('beside its holder sees what the holder commits', () => {
    const caseFile = filledCase()
    const reader = readOnly(caseFile.path)
    importLog(caseFile, 'later.log', 9)
    expect(reader.sources.list().map(({ path }) => path)).toEqual(['a.log', 'b.pb.gz', 'later.log'])
  })

  it('with the log of a crash beside it shows what was committed last', () => {
    const caseFile = filledCase()
    const folder = temporaryFolder()
    const crashed = join(folder, 'crashed.heapcase')
    for (const side of ['', '-wal']) copyFileSync(caseFile.path + side, crashed + side)
    expect(allOf(readOnly(crashed))).toEqual(allOf(caseFile))
  })

  it('of an older version is read through an upgraded copy, its own file untouched', () => {
    const caseFile = filledCase()
    caseFile.close()
    const bytes = readFileSync(caseFile.path)
    const reader = opened(CaseFile.open(caseFile.path, { mode: 'readOnly', migrations: UPGRADED }))
    expect([reader.schemaVersion, reader.sources.list().length]).toEqual([UPGRADED.length, 2])
    reader.close()
    expect(Buffer.compare(readFileSync(caseFile.path), bytes)).toBe(0)
    expect(readdirSync(join(caseFile.path, '..'))).toEqual(['incident.heapcase'])
  })
})

// Permissions bind nobody who is root: the script runs as another user there, which only root can do.
const CANNOT = process.platform === 'win32' ? 'permissions of POSIX are needed' : obstacle()
if (CANNOT !== null) console.log(`skipped: read-only folders (${CANNOT})`)

describe.skipIf(CANNOT !== null)('in a folder that may not be written', () => {
  it.each([
    ['at rest', ['']],
    ['with a log and its index', ['', '-wal', '-shm']],
    ['with a log alone', ['', '-wal']],
    ['in log mode without its log', ['']],
  ])('a case %s can be read but not be opened for writing', async (situation, sides) => {
    const caseFile = filledCase()
    if (situation === 'at rest') caseFile.close()
    const expected = situation === 'in log mode without its log' ? 'any' : 2
    if (expected === 'any') {
      const { db } = (caseFile as unknown as { connection: { db: { pragma(sql: string): void } } }).connection
      db.pragma('wal_checkpoint(TRUNCATE)')
    }
    const path = lockedAway(caseFile.path, sides)
    const files = readdirSync(join(path, '..'))
    const copiesBefore = readdirSync(tmpdir()).filter((name) => /^heapcase-\w{6}$/.test(name))
    const seen = await asNobody(tmpdir(), path)
    expect(seen).toEqual({ sources: 2, title: 'T', isIntact: true, faults: [], writing: 'casefile/not-writable' })
    expect(readdirSync(join(path, '..'))).toEqual(files)
    // A private copy, where one was needed, is gone.
    expect(
      readdirSync(tmpdir()).filter((name) => /^heapcase-\w{6}$/.test(name) && !copiesBefore.includes(name)),
    ).toEqual([])
    chmodSync(join(path, '..'), 0o755)
  })

  it('a case nobody may read is refused as such', async () => {
    const caseFile = newCase()
    caseFile.close()
    const path = lockedAway(caseFile.path, [''])
    chmodSync(path, 0o000)
    expect(await asNobody(tmpdir(), path)).toEqual({ reading: 'casefile/not-readable' })
    expect(existsSync(`${path}.lock`)).toBe(false)
    chmodSync(join(path, '..'), 0o755)
  })
})
