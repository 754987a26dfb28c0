// Kills a process that imports, at seeded random moments and at every named commit point, and looks at what is left.
import { fork } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import { COMMIT_POINTS } from '../../../../electron/engine/casefile/commitPoints.ts'
import type { CommitPoint } from '../../../../electron/engine/casefile/commitPoints.ts'
import { randomNumbers } from '../sampleSources.ts'
import { filesOf, temporaryFolder } from '../support.ts'
import { assertSound } from './assertSound.ts'
import type { Seen } from './assertSound.ts'
import { UPGRADED } from '../upgraded.ts'

const SCRIPT = join(import.meta.dirname, 'importLoop.ts')
const RANDOM_KILLS = 50
/** Two at a time: as many as the smallest machine has cores. */
const LANES = 2
/** A kill comes so many rounds of two imports after the case is about to be opened, and up to so much later. */
const ROUNDS = 3
const LATER_MS = 250

interface Paths {
  path: string
  journal: string
}

const freshPaths = (): Paths => {
  const folder = temporaryFolder()
  const journal = join(folder, 'journal.txt')
  writeFileSync(journal, '')
  return { path: join(folder, 'killed.heapcase'), journal }
}

/** Runs the script until it ends or is killed: `laterMs` after it has told that it begins and of `rounds` rounds. */
function run(
  { path, journal }: Paths,
  args: string[],
  kill: { rounds: number; laterMs: number } | null,
): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    const child = fork(SCRIPT, [path, journal, ...args], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    const killLater = (): void => void sleep(kill?.laterMs).then(() => child.kill('SIGKILL'))
    let complaint = ''
    let told = 0
    child.stderr?.on('data', (text: Buffer) => (complaint += text.toString()))
    child.on('message', () => {
      if (told++ === kill?.rounds) killLater()
    })
    child.on('exit', (code, signal) => {
      // Windows tells of no signal where a process ends itself; one that fails says why.
      if (process.platform === 'win32' && code === 1 && complaint === '') resolve('SIGKILL')
      else if (signal === null && code !== 0) reject(new Error(`importLoop ended with ${code}: ${complaint}`))
      else resolve(signal)
    })
  })
}

describe('a case whose process is killed', () => {
  it(`at ${RANDOM_KILLS} random moments is whole each time`, async () => {
    const outcomes = await Promise.all(
      Array.from({ length: LANES }, async (_lane, lane) => {
        // One file through all kills of a lane: what an earlier kill left must not disturb a later one.
        const paths = freshPaths()
        const next = randomNumbers(2026 + lane)
        let unfinished = 0
        let sources = 0
        for (let kill = 0; kill < RANDOM_KILLS / LANES; kill++) {
          // The first goes through a round, so that there is a case.
          const rounds = kill === 0 ? 1 : next() % ROUNDS
          const laterMs = next() % LATER_MS
          expect(await run(paths, ['loop', String(lane * 1000 + kill)], { rounds, laterMs })).toBe('SIGKILL')
          const sound = await assertSound(paths.path, paths.journal)
          unfinished = sound.unfinished
          sources = sound.sources
          expect(filesOf(paths.path)).toEqual(['killed.heapcase'])
        }
        return { unfinished, sources }
      }),
    )
    // The sweep has to have hit imports, or it showed nothing.
    for (const { unfinished, sources } of outcomes) {
      expect(unfinished).toBeGreaterThan(RANDOM_KILLS / LANES / 4)
      expect(sources).toBeGreaterThan(0)
    }
  }, 180_000)

  it('at every named commit point is whole each time', async () => {
    const waiting: [CommitPoint, number][] = COMMIT_POINTS.flatMap((point) =>
      occurrences(point).map((occurrence): [CommitPoint, number] => [point, occurrence]),
    )
    const killed = new Set<CommitPoint>()
    await Promise.all(
      Array.from({ length: LANES }, async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const [point, occurrence] = next
          const paths = freshPaths()
          expect([point, occurrence, await run(paths, ['at', point, String(occurrence)], null)]).toEqual([
            point,
            occurrence,
            'SIGKILL',
          ])
          killed.add(point)
          await assertAfter(point, occurrence, paths)
        }
      }),
    )
    expect([...killed].sort()).toEqual([...COMMIT_POINTS].sort())
  }, 180_000)
})

/** Points that are passed several times are tried in different states of the case. */
function occurrences(point: CommitPoint): number[] {
  if (point === 'import/in-final' || point === 'import/after-final' || point === 'edit/in') return [1, 2]
  if (point === 'sweep/marked' || point === 'sweep/part-deleted') return [1, 2]
  if (point.startsWith('close/') || point.startsWith('migrate/')) return point === 'migrate/backed-up' ? [1] : [1, 2]
  return [1]
}

/** Inside a transaction nothing of it may be seen afterwards, after it all of it must: the order of importLoop's steps. */
const SEEN_AFTER: Partial<Record<string, Partial<Seen>>> = {
  'import/in-final#1': { sources: 0 },
  'import/after-final#1': { sources: 1 },
  'import/in-final#2': { sources: 1 },
  'import/after-final#2': { sources: 2 },
  'edit/in#1': { annotations: 0 },
  'edit/after#1': { annotations: 1 },
  'edit/in#2': { title: '' },
  'analysis/in#1': { isAnalysed: false },
  'analysis/after#1': { isAnalysed: true },
  'remove/in-tombstone#1': { sources: 2 },
  'remove/tombstone#1': { sources: 1 },
}

async function assertAfter(point: CommitPoint, occurrence: number, { path, journal }: Paths): Promise<void> {
  if (point === 'create/before-rename') {
    // Not there at all rather than half there; a new one can be made at once.
    expect(existsSync(path)).toBe(false)
    expect(filesOf(path).some((name) => name.endsWith('.partial'))).toBe(true)
    CaseFile.create(path).close()
    expect(filesOf(path)).toEqual(['killed.heapcase'])
    return
  }
  const backups = (): string[] => readdirSync(dirname(path)).filter((name) => name.endsWith('.bak'))
  const isUpgrading = backups().length > 0
  const seen = await assertSound(path, journal, isUpgrading ? UPGRADED : undefined)
  expect([point, occurrence, seen]).toMatchObject([point, occurrence, SEEN_AFTER[`${point}#${occurrence}`] ?? {}])
  // The copy under its name is whole, or it is not there.
  const copy = `${path}.copy.heapcase`
  if (existsSync(copy)) await assertSound(copy, emptyJournal(journal))
  if (point === 'copy/before-rename') expect(existsSync(copy)).toBe(false)
  if (isUpgrading) {
    expect(backups()).toContain(`${basename(path)}.v${UPGRADED.length - 2}.bak`)
    for (const backup of backups()) expect(versionOf(join(dirname(path), backup))).toBeLessThan(UPGRADED.length)
    expect(versionOf(path)).toBe(UPGRADED.length)
  }
  if (point === 'copy/before-rename') {
    // What the copy left unfinished goes when its name is used again.
    expect(filesOf(copy).some((name) => name.endsWith('.partial'))).toBe(true)
    CaseFile.create(copy).close()
  }
  expect(filesOf(path).filter((name) => /-wal|-shm|-journal|\.lock|\.partial/.test(name))).toEqual([])
}

/** Names a journal that says nothing: a copy holds what the case held at some moment. */
function emptyJournal(journal: string): string {
  const lines = readFileSync(journal, 'utf8').split('\n')
  const upToCopy = lines.filter((line) => line.startsWith('committed'))
  const path = `${journal}.copy`
  writeFileSync(path, upToCopy.join('\n'))
  return path
}

function versionOf(path: string): number {
  const db = new Database(path, { readonly: true })
  try {
    return db.pragma('user_version', { simple: true }) as number
  } finally {
    db.close()
  }
}
