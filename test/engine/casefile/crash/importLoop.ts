// The process that the SIGKILL sweep ends. It works on a case the way a case process and its jobs do, and writes to a
// journal file what it has been told is done; the test compares the journal with what it finds in the case.
//   node importLoop.ts <case> <journal> loop <seed>             imports until it is killed
//   node importLoop.ts <case> <journal> at <point> <occurrence> goes through everything once, killing itself at a point
import { existsSync, openSync, writeSync } from 'node:fs'
import { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import type { CommitPoint } from '../../../../electron/engine/casefile/commitPoints.ts'
import type { SourceId } from '../../../../shared/records/index.ts'
import { bulkyBytes, importLog, importProfile, randomNumbers, sampleCycles } from '../sampleSources.ts'
import { UPGRADED } from '../upgraded.ts'

const [path = '', journalPath = '', mode = '', what = '', occurrence = '1'] = process.argv.slice(2)
const journal = openSync(journalPath, 'a')
/** Survives the kill: written by the system call, read by the test. */
const note = (...words: (string | number)[]): void => void writeSync(journal, `${words.join(' ')}\n`)

function imported(caseFile: CaseFile, name: string, body: () => SourceId): SourceId {
  note('begin', name)
  const id = body()
  note('committed', name, id, caseFile.sources.get(id)?.sha256 ?? '')
  return id
}

function removed(caseFile: CaseFile, id: SourceId): void {
  note('removing', id)
  caseFile.sources.remove(id, 'no longer needed')
  note('removed', id)
}

function annotated(caseFile: CaseFile, text: string): void {
  const { id } = caseFile.annotations.create({
    anchor: { kind: 'function', name: 'main.main', sourceId: null },
    text,
    tags: [],
    colour: 'neutral',
  })
  note('annotated', id)
}

function loop(seed: number): void {
  const next = randomNumbers(seed)
  // Whoever kills counts from here: how long a process takes to start depends on what else the machine does.
  process.send?.(-1)
  const caseFile = existsSync(path)
    ? CaseFile.open(path, { mode: 'readWrite' })
    : CaseFile.create(path, { author: 'Ada' })
  note('ready')
  for (let round = 0; ; round++) {
    const name = `${seed}-${round}`
    imported(caseFile, `${name}.log`, () =>
      importLog(caseFile, `${name}.log`, next(), bulkyBytes(4_300_000, next()), 5000),
    )
    imported(caseFile, `${name}.pb.gz`, () => importProfile(caseFile, `${name}.pb.gz`, next()))
    annotated(caseFile, name)
    process.send?.(round)
    const [oldest] = caseFile.sources.list()
    if (oldest && caseFile.sources.list().length > 4) removed(caseFile, oldest.id)
  }
}

async function everythingOnce(): Promise<void> {
  let left = Number(occurrence)
  const onCommitPoint = (point: CommitPoint): void => {
    if (point === what && --left === 0) process.kill(process.pid, 'SIGKILL')
  }
  const caseFile = CaseFile.create(path, { author: 'Ada', onCommitPoint })
  note('created')
  const log = imported(caseFile, 'a.log', () => importLog(caseFile, 'a.log', 1, bulkyBytes(4_300_000, 1), 5000))
  imported(caseFile, 'b.pb.gz', () => importProfile(caseFile, 'b.pb.gz', 2))
  annotated(caseFile, 'first')
  caseFile.report.update({ title: 'Sessions' })
  caseFile.edits.undo()
  caseFile.edits.redo()
  caseFile.findings.replaceAll([], [])
  const aborted = caseFile.imports.begin({ kind: 'gctrace', name: 'c.log', path: 'c.log' })
  aborted.addRaw(bulkyBytes(5_000_000, 3))
  aborted.addCycles(1, sampleCycles(40_000))
  aborted.abort()
  await caseFile.saveCopy(`${path}.copy.heapcase`)
  note('copied')
  removed(caseFile, log)
  caseFile.close()
  note('closed')
  const upgraded = CaseFile.open(path, { mode: 'readWrite', onCommitPoint, migrations: UPGRADED })
  note('upgraded')
  annotated(upgraded, 'second')
  upgraded.close()
  note('end')
}

if (mode === 'loop') loop(Number(what))
else await everythingOnce()
