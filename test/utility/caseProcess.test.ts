import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import { treeViews } from '../../electron/engine/analysis/callTree.ts'
import type { GC_CHART_COLUMNS } from '../../shared/contract/caseCalls.ts'
import type { AnnotationId, FindingKey, LifeId, SourceId } from '../../shared/records/index.ts'
import { addLog, addProfile, steadyLine } from '../support/builtCase.ts'
import { writtenProfile } from '../support/profileBuilder.ts'
import { processEntry } from '../../electron/loopback/forkProcess.ts'
import { CaseChild } from './children.ts'

const START_MS = Date.UTC(2026, 10, 21, 3, 40)
const CYCLES = 3000
const SPACE = 'inuse_space/bytes'

let folder = ''
let path = ''
let log = 0 as SourceId
let placed = 0 as LifeId
let unplaced = 0 as LifeId
let heaps: SourceId[] = []
let child: CaseChild

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-case-process-'))
  path = join(folder, 'built.heapcase')
  const caseFile = CaseFile.create(path)
  const first = addLog(caseFile, { name: 'checkout.log', cycles: CYCLES, startMs: START_MS })
  log = first.sourceId
  placed = first.lifeId
  unplaced = addLog(caseFile, { name: 'bare.log', cycles: 20, startMs: null }).lifeId
  heaps = [0, 1, 2].map((i) =>
    addProfile(
      caseFile,
      `heap-${i}.pb.gz`,
      writtenProfile(
        [
          {
            stack: ['session.(*Store).Put:42', 'shop.handle:7', 'main.main:1'],
            values: [9, 900, 3 * i, 1000 * (i + 1)],
          },
          { stack: ['bytes.growSlice:9', 'shop.handle:8', 'main.main:1'], values: [9, 900, 1, 64] },
        ],
        { timeMs: START_MS + (i + 1) * 60_000 },
      ),
    ),
  )
  caseFile.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One process for the tests of a subject, as a window has it. */
function openForAll(): void {
  beforeAll(async () => {
    child = new CaseChild()
    expect(await child.open(path, 'readWrite')).toMatchObject({
      ok: true,
      value: { name: 'built', isReadOnly: false },
    })
  })
  afterAll(() => child.close())
}

describe('a case process: opening and closing', () => {
  it('makes a case, and says at the end what the recent list shows', async () => {
    const maker = new CaseChild()
    expect(await maker.open(join(folder, 'new.heapcase'), 'create')).toMatchObject({ ok: true, value: { name: 'new' } })
    expect(await maker.close()).toEqual({
      sources: 0,
      headline: null,
      findings: { critical: 0, warning: 0, notice: 0 },
      liveHeap: [],
      service: '',
      evidenceFromMs: null,
    })
    expect(await maker.exited).toMatchObject({ code: 0, lastWords: '' })
  })

  it('answers with an error for people what can not be opened', async () => {
    const second = new CaseChild()
    expect(await second.open(join(folder, 'missing.heapcase'), 'readWrite')).toMatchObject({
      ok: false,
      error: { code: 'casefile/missing' },
    })
    expect(await second.result('case.overview', {})).toMatchObject({ ok: false, error: { code: 'case/not-open' } })
    await second.close()
  })

  it('closes the file and ends when the shell is gone', async () => {
    const orphan = join(folder, 'orphan.heapcase')
    const process = fork(processEntry('case'), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    process.send({ kind: 'open', path: orphan, mode: 'create' })
    await once(process, 'message')
    const exit = once(process, 'exit')
    process.disconnect()
    expect((await exit)[0]).toBe(0)
    // Nothing but the case: no log beside it, no lock.
    expect(readdirSync(folder).filter((name) => name.startsWith('orphan'))).toEqual(['orphan.heapcase'])
    expect(CaseFile.open(orphan, { mode: 'readOnly' }).close()).toBeUndefined()
  })
})

describe('a case process: what the case is', () => {
  openForAll()

  it('gives the overview', async () => {
    expect(await child.call('case.overview', {})).toMatchObject({
      name: 'built',
      sources: 5,
      cycles: CYCLES + 20,
      profiles: 3,
      unplacedSources: 1,
      goVersion: 'go1.18+',
      range: { axis: { kind: 'wall' }, from: START_MS, to: START_MS + CYCLES * 200 },
      profileTicks: [60_000, 120_000, 180_000].map((after) => ({ atMs: START_MS + after, type: 'heap' })),
      analysedAtMs: null,
      lives: [
        { id: placed, sourcePath: 'checkout.log', axis: { kind: 'wall' } },
        {
          id: unplaced,
          sourcePath: 'bare.log',
          axis: { kind: 'life', lifeId: unplaced },
          range: { from: 0, to: 4000 },
        },
      ],
    })
  })

  it('gives a source with its issues, lives and storage', async () => {
    expect(await child.call('sources.get', { sourceId: log })).toMatchObject({
      source: { name: 'checkout.log', counts: { lines: CYCLES + 1 } },
      lives: [{ id: placed }],
      profile: null,
      chunks: 1,
    })
  })

  it('pages through the lines of a source', async () => {
    expect(await child.call('sources.rawLines', { sourceId: log, from: CYCLES, count: 5 })).toEqual({
      lines: [
        { line: CYCLES, text: steadyLine(CYCLES - 1).trimEnd(), isCut: false },
        { line: CYCLES + 1, text: steadyLine(CYCLES).trimEnd(), isCut: false },
      ],
      total: CYCLES + 1,
    })
  })

  it.each([
    ['sources.get', { sourceId: 999 as SourceId }, 'casefile/no-such-source'],
    ['gcCycles.summary', { lifeId: 999 as LifeId, range: null }, 'casefile/no-such-life'],
    ['sources.pin', { lifeId: 999 as LifeId, startMs: 1 }, 'casefile/no-such-life'],
    ['annotations.delete', { id: 999 as AnnotationId }, 'casefile/no-such-annotation'],
    ['findings.setVerdict', { key: 'x' as FindingKey, kind: 'confirmed', reason: '' }, 'casefile/no-such-finding'],
    [
      'annotations.create',
      { anchor: { kind: 'finding', key: 'x' as FindingKey }, text: '', tags: [], colour: 'neutral' },
      'casefile/no-such-finding',
    ],
    ['findings.setLimit', { ruleId: 'x', name: 'y', value: 1 }, 'findings/no-such-limit'],
  ] as const)('answers %s about what is not there with %s %s', async (name, params, code) => {
    expect(await child.result(name, params as never)).toMatchObject({ ok: false, error: { code } })
  })
})

describe('a case process: GC cycles', () => {
  openForAll()

  it('gives chart columns as bytes, once', async () => {
    const chart = await child.call('gcCycles.chart', { lifeId: placed, range: null, maxPoints: 5000 })
    expect(chart).toMatchObject({ rows: CYCLES, cycles: CYCLES, isDecimated: false })
    const bytes = await child.data(chart.data.id)
    const values = new Float64Array(Uint8Array.from(bytes ?? []).buffer)
    const column = (name: (typeof GC_CHART_COLUMNS)[number], row: number) =>
      values[chart.columns.indexOf(name) * chart.rows + row]
    expect([column('x', 10), column('number', 10), column('procs', 10)]).toEqual([START_MS + 2000, 11, 4])
    expect(await child.data(chart.data.id)).toBeNull()
  })

  it('thins out a chart and keeps within a range', async () => {
    const range = { axis: { kind: 'wall' }, from: START_MS, to: START_MS + 200 * 999 } as const
    expect(await child.call('gcCycles.chart', { lifeId: placed, range, maxPoints: 100 })).toMatchObject({
      cycles: 1000,
      isDecimated: true,
    })
  })

  it('pages and sorts a range', async () => {
    const range = { axis: { kind: 'wall' }, from: START_MS + 200 * 100, to: START_MS + 200 * 199 } as const
    const sort = [{ column: 'x', descending: true }] as const
    const page = { lifeId: placed, range, sort: [...sort], filter: '', offset: 1, limit: 2 }
    const { rows, total, all, totals } = await child.call('gcCycles.page', page)
    expect([total, all, ...rows.map(({ number, x }) => [number, x])]).toEqual([
      100,
      100,
      [199, START_MS + 200 * 198],
      [198, START_MS + 200 * 197],
    ])
    expect(totals.markNs).toEqual({ sum: 100 * 2e6, min: 2e6, max: 2e6 })
    expect(await child.call('gcCycles.page', { ...page, lifeId: unplaced })).toEqual({
      rows: [],
      total: 0,
      all: 0,
      totals: {},
    })
  })

  it('filters by figures, sums what passes, and sorts by several columns', async () => {
    const page = {
      lifeId: placed,
      range: null,
      filter: 'markterm>39µs gc:..100 trigger=heap',
      sort: [
        { column: 'sweepTermNs', descending: true },
        { column: 'number', descending: true },
      ] as { column: 'sweepTermNs' | 'number'; descending: boolean }[],
      offset: 0,
      limit: 3,
    }
    const { rows, total, all, totals } = await child.call('gcCycles.page', page)
    // Mark terminations take 30 to 40 µs in turn of eleven, sweep terminations 20 to 26 µs in turn of seven.
    const expected = Array.from({ length: 100 }, (_, row) => ({ number: row + 1, sweep: row % 7, mark: row % 11 }))
      .filter(({ mark }) => mark === 10)
      .sort((a, b) => b.sweep - a.sweep || b.number - a.number)
    expect([total, all, rows.map(({ number }) => number)]).toEqual([
      expected.length,
      CYCLES,
      expected.slice(0, 3).map(({ number }) => number),
    ])
    expect(totals.markTermNs).toEqual({ sum: expected.length * 40_000, min: 40_000, max: 40_000 })
    const [, second] = rows
    const { offset: _offset, limit: _limit, ...listing } = page
    expect(await child.call('gcCycles.place', { ...listing, number: second?.number ?? 0 })).toBe(1)
    expect(await child.call('gcCycles.place', { ...listing, number: 1 })).toBeNull()
    expect(await child.result('gcCycles.page', { ...page, filter: 'markterm>fast' })).toMatchObject({
      ok: false,
      error: { code: 'filter/invalid', detail: { at: 9, fault: 'notAQuantity' } },
    })
  })

  it('sums up a range', async () => {
    const axis = { kind: 'life', lifeId: unplaced } as const
    const range = { axis, from: 0, to: 999 }
    expect(await child.call('gcCycles.summary', { lifeId: unplaced, range })).toMatchObject({
      cycles: 5,
      cyclesPerMinute: 300,
    })
  })

  it('gives one cycle with the line it was read from', async () => {
    expect(await child.call('gcCycles.get', { lifeId: placed, number: 1000 })).toMatchObject({
      row: { number: 1000, x: START_MS + 999 * 200, line: 1001 },
      raw: { line: 1001, text: steadyLine(1000).trimEnd() },
    })
    expect(await child.call('gcCycles.get', { lifeId: placed, number: CYCLES + 1 })).toBeNull()
  })
})

describe('a case process: profiles', () => {
  openForAll()

  it('lists profiles in time order, those of one process as one series', async () => {
    const list = await child.call('profiles.list', {})
    expect(list.map(({ sourceId }) => sourceId)).toEqual(heaps)
    expect(new Set(list.map(({ seriesId }) => seriesId)).size).toBe(1)
  })

  it('searches, sorts and pages the table, also against a base', async () => {
    const question = {
      sourceId: heaps[2] as SourceId,
      sampleType: SPACE,
      baseSourceId: heaps[0] as SourceId,
      filter: '',
      sort: [{ column: 'cumDelta' as const, descending: true }],
      offset: 0,
      limit: 10,
    }
    const top = await child.call('profiles.top', question)
    expect(top).toMatchObject({ profileTotal: 3064, baseTotal: 1064, unit: 'bytes', total: 4, all: 4 })
    expect(top.rows.map(({ functionName, cumDelta }) => [functionName, cumDelta])).toEqual([
      ['main.main', 2000],
      ['session.(*Store).Put', 2000],
      ['shop.handle', 2000],
      ['bytes.growSlice', 0],
    ])
    expect(await child.call('profiles.top', { ...question, filter: 'STORE flat>1KiB', sort: [] })).toMatchObject({
      total: 1,
      all: 4,
      totals: { flat: { sum: 3000 } },
      rows: [{ functionName: 'session.(*Store).Put', flat: 3000 }],
    })
    expect(await child.result('profiles.top', { ...question, sampleType: 'delay/nanoseconds' })).toMatchObject({
      ok: false,
      error: { code: 'profiles/no-such-sample-type' },
    })
  })

  it('finds functions by a few letters, and the profiles they occur in', async () => {
    expect(await child.call('profiles.findFunctions', { query: 'store put', limit: 5 })).toEqual([
      'session.(*Store).Put',
    ])
    expect(await child.call('profiles.findFunctions', { query: 'sp', limit: 1 })).toEqual(['session.(*Store).Put'])
    expect(await child.call('profiles.findFunctions', { query: 'zzz', limit: 5 })).toEqual([])
    const holders = await child.call('profiles.withFunction', { functionName: 'session.(*Store).Put' })
    expect(holders).toEqual({ profiles: expect.arrayContaining(heaps) as unknown, dumps: [], traces: [] })
    expect(await child.call('profiles.withFunction', { functionName: 'no.such' })).toEqual({
      profiles: [],
      dumps: [],
      traces: [],
    })
  })

  it('gives lines, stacks and the growth of a series', async () => {
    const sourceId = heaps[2] as SourceId
    const functionName = 'session.(*Store).Put'
    expect(await child.call('profiles.lines', { sourceId, sampleType: SPACE, functionName })).toMatchObject([
      { line: 42, flat: 3000 },
    ])
    const [stack] = await child.call('profiles.stacks', { sourceId, sampleType: SPACE, functionName: null, limit: 1 })
    expect(stack?.frames.map((frame) => frame.functionName)).toEqual([functionName, 'shop.handle', 'main.main'])
    const [entry] = await child.call('profiles.list', {})
    const growth = await child.call('profiles.growth', {
      seriesId: entry?.seriesId ?? '',
      sampleType: SPACE,
      limit: 10,
    })
    expect(growth.totals).toEqual([1064, 2064, 3064])
    expect(growth.rows.find((row) => row.functionName === functionName)).toMatchObject({
      values: [1000, 2000, 3000],
      perMinute: { value: 1000 },
    })
  })

  it('gives a flame graph as bytes', async () => {
    const flame = await child.call('profiles.flame', {
      sourceId: heaps[0] as SourceId,
      sampleType: SPACE,
      baseSourceId: null,
    })
    const bytes = Uint8Array.from((await child.data(flame.data.id)) ?? [])
    expect(bytes).toHaveLength(flame.data.byteLength)
    const { function: names, value } = treeViews(bytes.buffer, flame.nodes, false)
    expect(Array.from(names, (name, i) => [flame.names[name], value[i]])).toEqual([
      ['all', 1064],
      ['main.main', 1064],
      ['shop.handle', 1064],
      ['session.(*Store).Put', 1000],
      ['bytes.growSlice', 64],
    ])
  })
})

describe('a case process: edits', () => {
  openForAll()

  it('writes at once, tells what changed, and takes back', async () => {
    const draft = {
      anchor: { kind: 'gcCycle', lifeId: placed, number: 7, range: null },
      text: 'before the deploy',
      tags: [],
      colour: 'neutral',
    } as const
    const { id } = await child.call('annotations.create', { ...draft, tags: [...draft.tags] })
    await child.call('annotations.update', { id, text: 'after the deploy', tags: ['deploy'], colour: 'incident' })
    await child.call('edits.undo', {})
    expect(await child.call('annotations.list', {})).toMatchObject([{ id, text: 'before the deploy', tags: [] }])
    const { redo } = await child.call('edits.undo', {})
    expect([redo?.en, await child.call('annotations.list', {})]).toEqual([expect.any(String), []])
    await child.call('edits.redo', {})
    expect(await child.call('annotations.list', {})).toHaveLength(1)
    expect(child.changes).toEqual(Array.from({ length: 5 }, () => ['annotations', 'edits']))
    await child.call('annotations.delete', { id })
  })

  it('keeps an edit through a kill', async () => {
    const copy = join(folder, 'killed.heapcase')
    await child.call('case.saveCopy', { path: copy })
    const killed = new CaseChild()
    await killed.open(copy, 'readWrite')
    await killed.call('report.update', { title: 'Sessions stay for ever' })
    killed.kill()
    await killed.exited
    const again = new CaseChild()
    await again.open(copy, 'readWrite')
    expect((await again.call('report.get', {})).title).toBe('Sessions stay for ever')
    expect((await again.call('edits.undo', {})).redo).not.toBeNull()
    expect((await again.call('report.get', {})).title).not.toBe('Sessions stay for ever')
    await again.close()
  })

  it('moves a life by a pin and back', async () => {
    await child.call('sources.pin', { lifeId: unplaced, startMs: START_MS })
    const pinned = (await child.call('case.overview', {})).lives.find(({ id }) => id === unplaced)
    expect(pinned).toMatchObject({ axis: { kind: 'wall' }, range: { from: START_MS } })
    await child.call('sources.pin', { lifeId: unplaced, startMs: null })
    expect((await child.call('case.overview', {})).unplacedSources).toBe(1)
  })

  it('refuses edits of a case opened for reading', async () => {
    const reader = new CaseChild()
    expect(await reader.open(path, 'readOnly')).toMatchObject({ ok: true, value: { isReadOnly: true } })
    expect(await reader.result('report.update', { title: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'casefile/read-only' },
    })
    await reader.close()
  })

  it('refuses a time zone that is none, and gives report and audit chain', async () => {
    expect(await child.result('settings.update', { zoneOffsetMinutes: 900 })).toMatchObject({
      error: { code: 'settings/zone' },
    })
    expect(await child.call('report.document', { language: 'zh-CN' })).toMatchObject({ language: 'zh-CN' })
    const { entries, isIntact } = await child.call('audit.list', { offset: 0, limit: 3 })
    expect([entries.map(({ action }) => action), isIntact]).toEqual([
      ['case.create', 'source.import', 'source.import'],
      true,
    ])
  })

  it('removes a source, and forgets what it held of it', async () => {
    const flame = { sourceId: heaps[0] as SourceId, sampleType: SPACE, baseSourceId: null }
    expect(await child.result('profiles.flame', flame)).toMatchObject({ ok: true })
    await child.call('sources.remove', { sourceId: flame.sourceId, reason: 'taken from the wrong host' })
    expect((await child.call('case.overview', {})).profiles).toBe(2)
    expect(await child.result('profiles.flame', flame)).toMatchObject({ error: { code: 'casefile/no-such-source' } })
  })

  it('sees what another process has written once it is told', async () => {
    const shared = join(folder, 'shared.heapcase')
    const holder = new CaseChild()
    const opened = await holder.open(shared, 'create')
    const lockToken = opened.ok ? opened.value.lockToken : null
    expect((await holder.call('case.overview', {})).lives).toEqual([])
    const beside = CaseFile.open(shared, { mode: 'readWrite', lockToken })
    const { lifeId } = addLog(beside, { name: 'late.log', cycles: 10, startMs: START_MS })
    beside.close()
    holder.tellChanged()
    expect((await holder.call('case.overview', {})).lives).toMatchObject([{ id: lifeId, cycles: 10 }])
    expect(await holder.call('gcCycles.summary', { lifeId, range: null })).toMatchObject({ cycles: 10 })
    await holder.close()
  })
})
