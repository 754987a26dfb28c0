import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import { isSystemFunction } from '../../../../electron/engine/analysis/trace/frames.ts'
import { goroutineTable } from '../../../../electron/engine/jobs/trace/goroutineRows.ts'
import type { TraceView } from '../../../../electron/engine/jobs/trace/TraceView.ts'
import { importedTraces } from '../../../support/importedTrace.ts'
import { PlayedTrace } from '../../../support/playedTrace.ts'

// What iter.Pull makes is created waiting and runs when it is first asked for a value, here by another goroutine than its creator.
const ITERATOR = 7

let caseFile: CaseFile
let view: TraceView
beforeAll(async () => {
  const trace = new PlayedTrace(2)
  const [start, pull] = [trace.stack('runtime.corostart'), trace.stack('iter.Pull[...]', 'main.produce')]
  trace.tell(1, 100, `GoCreateBlocked ${ITERATOR} ${start} ${pull}`)
  trace.wake(2, 300, ITERATOR, 'main.consume').block(2, 400, 'sleep').start(2, 500, ITERATOR).end(2, 600)
  trace.create(1, 700, 8, 'runtime.bgsweep', 'runtime.gcenable')
  const imported = await importedTraces(trace.file())
  caseFile = imported.caseFile
  view = imported.views[0] as TraceView
}, 30_000)
afterAll(() => caseFile.close())

it('an iterator is of who made it, whoever asks it first, and is the program’s', () => {
  const table = goroutineTable(view)
  const rows = Array.from({ length: table.length }, (_, row) => table.row(row))
  expect(rows.find(({ id }) => id === String(ITERATOR))).toMatchObject({
    name: 'runtime.corostart',
    isSystem: false,
    creatorId: '1',
    createPlace: 'main.produce',
    waitingNs: 200,
    runnableNs: 200,
    runningNs: 100,
  })
  expect(rows.find(({ id }) => id === '8')).toMatchObject({ name: 'runtime.bgsweep', isSystem: true })
})

it.each([
  ['runtime.main', false],
  ['runtime.corostart', false],
  ['runtime.cgocallback', false],
  ['runtime.gcBgMarkWorker', true],
  ['runtime/trace.Start.func1', false],
  ['', true],
])('%j at the root of its stacks: a goroutine of the runtime: %s', (name, isSystem) => {
  expect(isSystemFunction(name)).toBe(isSystem)
})
