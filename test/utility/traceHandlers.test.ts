// Every call about execution traces as a window makes it: checked by its schema, answered by its handler.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCall } from '../../electron/host/schemas.ts'
import type { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import { CaseContext } from '../../electron/utility/CaseContext.ts'
import { createHandlers } from '../../electron/utility/handlers/index.ts'
import type { CaseCallName, CaseParams, CaseResult } from '../../shared/contract/caseCalls.ts'
import { TRACE_FIELDS, TRACE_TABLE_NAMES } from '../../shared/contract/traceTables.ts'
import { TRACE_PPROF_KINDS } from '../../shared/contract/traceCalls.ts'
import type { SourceId } from '../../shared/records/index.ts'
import { corpusPath, hasCorpus } from '../support/corpus.ts'
import { importedTraces } from '../support/importedTrace.ts'

describe.skipIf(!hasCorpus)('calls about execution traces', () => {
  let caseFile: CaseFile
  let context: CaseContext
  let sourceId: SourceId
  beforeAll(async () => {
    const { caseFile: made, views } = await importedTraces(corpusPath('exectrace/go1.26.10-maps-allocfree.trace'))
    caseFile = made
    context = new CaseContext(caseFile, () => undefined)
    sourceId = views[0]?.sourceId as SourceId
  })
  afterAll(() => caseFile.close())
  const call = async <Name extends CaseCallName>(name: Name, params: CaseParams<Name>): Promise<CaseResult<Name>> => {
    const parsed = parseCall({
      to: 'case',
      handle: 'case-1',
      name,
      params: JSON.parse(JSON.stringify(params)) as unknown,
    })
    const handlers = createHandlers(context) as unknown as Record<
      string,
      (given: unknown) => CaseResult<Name> | Promise<CaseResult<Name>>
    >
    return (await handlers[name]?.(parsed.params)) as CaseResult<Name>
  }
  const page = { sort: [], filter: '', offset: 0, limit: 5 }

  it('give every table by page, sorted by any of its columns', async () => {
    for (const table of TRACE_TABLE_NAMES) {
      const { rows, total, all } = await call(`traces.${table}`, { sourceId, ...page })
      expect([rows.length, total], table).toEqual([Math.min(5, all), all])
      for (const { column } of TRACE_FIELDS[table]) {
        const sort = [{ column, descending: true }]
        const sorted = await call(`traces.${table}`, { sourceId, ...page, sort, limit: 1 })
        expect(sorted.rows.length, `${table} ${column}`).toBe(Math.min(1, all))
      }
    }
    await expect(call('traces.waits', { sourceId, ...page, filter: 'count>' })).rejects.toThrow('filter')
  })

  it('give what is no table', async () => {
    const { rows } = await call('traces.list', page)
    expect(rows.map(({ sourceId: of }) => of)).toEqual([sourceId])
    const { endNs, spans, quality } = await call('traces.get', { sourceId })
    expect([spans?.overflowRate, quality.isShort]).toEqual([null, true])
    expect(spans?.reuseShare).toBeCloseTo(65 / 254, 9)
    const whole = { fromNs: 0, toNs: endNs }
    const [{ goroutine = 0 } = {}] = (await call('traces.goroutines', { sourceId, ...page, filter: 'name:main' })).rows
    expect(await call('traces.goroutine', { sourceId, goroutine })).toMatchObject({ row: { goroutine } })
    expect(await call('traces.goroutine', { sourceId, goroutine: 99_999 })).toBeNull()
    const intervals = await call('traces.intervals', { sourceId, goroutine, ...whole, offset: 0, limit: 2 })
    expect(intervals.rows.length).toBe(2)
    expect((await call('traces.path', { sourceId, goroutine, ...whole })).total).toBeGreaterThan(0)
    expect(await call('traces.task', { sourceId, task: 77 })).toBeNull()
    const tree = { sourceId, ...page, open: [2, 77], whole: [99_999], closed: [] }
    expect(await call('traces.taskTree', tree)).toEqual({
      rows: [],
      total: 0,
      all: 0,
      longestNs: 0,
      isCut: false,
      leftOut: 0,
    })
    const scope = { kind: 'system' } as const
    expect((await call('traces.utilization', { sourceId, scope, windowNs: 1e6 })).worst.length).toBeGreaterThan(0)
    const [wait] = (await call('traces.waits', { sourceId, ...page, filter: 'reason:chan' })).rows
    expect((await call('traces.stack', { sourceId, stack: wait?.stack ?? 0 })).length).toBeGreaterThan(0)
  })

  it('give large answers as data', async () => {
    const { endNs } = await call('traces.get', { sourceId })
    const range = { fromNs: 0, toNs: endNs }
    const tracks = [1, 2, 3]
    const answers = [
      await call('traces.series', { sourceId, series: 'heap', ...range, maxPoints: 100 }),
      await call('traces.pixels', { sourceId, kind: 'procs', tracks, ...range, pixels: 100 }),
      await call('traces.spanMap', { sourceId, filter: 'pages>0', ...range, columns: 100, lanes: 50 }),
      await call('traces.parts', { sourceId, kind: 'goroutines', tracks, ...range, limit: 100 }),
      await call('traces.events', { sourceId, ...range, limit: 100 }),
    ]
    const refs = answers.map(({ data }) => data)
    for (const kind of TRACE_PPROF_KINDS) refs.push((await call('traces.pprof', { sourceId, kind })).data)
    for (const { id, byteLength } of refs) expect(context.data.take(id)?.length).toBe(byteLength)
  })

  it('are given up where nobody waits for the answer', async () => {
    const { endNs } = await call('traces.get', { sourceId })
    const [{ goroutine = 0 } = {}] = (await call('traces.goroutines', { sourceId, ...page, filter: 'name:main' })).rows
    const { askers } = context
    const handlers = createHandlers(context)
    const range = { fromNs: 0, toNs: endNs }
    const sort = [{ column: 'runningNs', descending: true }]
    const fresh = (): SourceId => {
      context.forget()
      return sourceId
    }
    const questions = [
      (signal?: AbortSignal) => handlers['traces.goroutines']({ sourceId: fresh(), ...page, sort }, signal),
      (signal?: AbortSignal) => handlers['traces.stages']({ sourceId: fresh(), ...page }, signal),
      (signal?: AbortSignal) =>
        handlers['traces.taskTree']({ sourceId: fresh(), ...page, open: [], whole: [], closed: [] }, signal),
      (signal?: AbortSignal) => handlers['traces.goroutine']({ sourceId, goroutine }, signal),
      (signal?: AbortSignal) => handlers['traces.path']({ sourceId, goroutine, ...range }, signal),
      (signal?: AbortSignal) =>
        handlers['traces.intervals']({ sourceId, goroutine, ...range, offset: 0, limit: 5 }, signal),
    ]
    for (const ask of questions) {
      const first = askers.begin('pane')
      const second = askers.begin('pane')
      const other = askers.begin('other')
      await expect(ask(first)).rejects.toMatchObject({ code: 'job/cancelled' })
      askers.end('pane', first)
      expect(await ask(second)).toEqual(await ask(other))
      await handlers['case.drop']({ asker: 'pane' })
      await expect(ask(second)).rejects.toMatchObject({ code: 'job/cancelled' })
      askers.dropAll()
      expect(other?.aborted).toBe(true)
      expect(await ask(askers.begin(undefined))).toEqual(await ask())
    }
  })

  it('refuse what does not fit', async () => {
    const refused = (name: string, params: unknown): unknown => {
      try {
        return parseCall({ to: 'case', handle: 'case-1', name, params })
      } catch (thrown) {
        return (thrown as { code: string }).code
      }
    }
    expect(refused('traces.waits', { sourceId, ...page, limit: 1e9 })).toBe('call/bad-request')
    expect(refused('traces.pixels', { sourceId, kind: 'threads', tracks: [1], fromNs: 0, toNs: 1, pixels: 1 })).toBe(
      'call/bad-request',
    )
    const tree = { sourceId, ...page, open: [1], whole: [], closed: ['x'] }
    expect(refused('traces.taskTree', tree)).toBe('call/bad-request')
    const map = { sourceId, filter: '', fromNs: 0, toNs: 1, columns: 1e6, lanes: 1 }
    expect(refused('traces.spanMap', map)).toBe('call/bad-request')
    expect(refused('traces.pprof', { sourceId, kind: 'heap' })).toBe('call/bad-request')
    expect(refused('case.drop', { asker: '' })).toBe('call/bad-request')
    await expect(call('traces.get', { sourceId: 999 as SourceId })).rejects.toThrow('not an execution trace')
  })
})
