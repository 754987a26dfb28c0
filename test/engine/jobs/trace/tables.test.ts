import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TRACE_FIELDS, TRACE_RANKING_FIELDS, TRACE_TABLE_NAMES } from '../../../../shared/contract/traceTables.ts'
import type { TraceTableName } from '../../../../shared/contract/traceTables.ts'
import { columnTotals, quantitiesOf } from '../../../../electron/engine/analysis/index.ts'
import { GOROUTINE_SUMS } from '../../../../electron/engine/analysis/trace/GoroutineSums.ts'
import type { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import { countedQuality, traceOverview } from '../../../../electron/engine/jobs/trace/overview.ts'
import { cell } from '../../../../electron/engine/jobs/trace/table.ts'
import {
  listRanking,
  listTable,
  tracePage,
  traceRanking,
  traceTable,
} from '../../../../electron/engine/jobs/trace/tables.ts'
import { TraceView } from '../../../../electron/engine/jobs/trace/TraceView.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'
import { TRACE_FIGURES } from '../../../../shared/records/index.ts'
import { collectTrace } from '../../../support/collectTrace.ts'
import { corpusPath, hasCorpus } from '../../../support/corpus.ts'
import { importedTraces } from '../../../support/importedTrace.ts'

const FILES = ['go1.26.10-orders.trace', 'go1.23.5-maps-allocfree.trace', 'go1.19.8-orders.trace']
const path = (name: string): string => corpusPath(`exectrace/${name}`)

describe.skipIf(!hasCorpus)('tables of a trace in the case', () => {
  let caseFile: CaseFile
  let views: TraceView[]
  let view: TraceView
  beforeAll(async () => {
    ;({ caseFile, views } = await importedTraces(...FILES.map(path)))
    view = views[0] as TraceView
  })
  afterAll(() => caseFile.close())
  const all = <Name extends TraceTableName>(name: Name, of = view, filter = '') =>
    tracePage(traceTable(of, name), listTable(of, name, { sort: [], filter }), { offset: 0, limit: 1e6 })

  it.each(FILES.map((name, index) => [name, index] as const))('have totals of all goroutines of %s', (_, index) => {
    const of = views[index] as TraceView
    const { traces, sourceId } = of
    const source = traceTable(of, 'goroutines')
    const rows = Uint32Array.from({ length: source.length }, (_, row) => row)
    const quantities = quantitiesOf(TRACE_FIELDS.goroutines)
    const readers = quantities.map((column) => source.value(column))
    const totals = columnTotals(rows, readers)
    expect(totals.filter((total) => total !== null && total.sum > 0).length).toBeGreaterThan(10)
    expect(runOut(source.totals!(quantities, null))).toEqual(totals)
    expect(runOut(source.totals!(quantities, rows))).toEqual(totals)
    const shown = listTable(of, 'goroutines', { sort: [], filter: '' }).totals
    expect(quantities.map((column) => shown[column] ?? null)).toEqual(totals)
    // A case from before they were kept.
    const without: typeof traces = {
      ...traces,
      table: (id, kind) => (kind === 'goroutineSums' ? { rows: 0, columns: {} } : traces.table(id, kind)),
    }
    const old = traceTable(new TraceView(without, sourceId), 'goroutines')
    expect(runOut(old.totals!(quantities, null))).toEqual(totals)
    expect(traces.table(sourceId, 'goroutineSums').rows).toBe(GOROUTINE_SUMS.length)
  })

  it.each(FILES.map((name, index) => [name, index] as const))('give back what was collected from %s', (name, index) => {
    const of = views[index] as TraceView
    const { results, tables, tasks, logs, spans, spanCycles } = collectTrace(path(name))
    expect(of.figures).toEqual(results.figures)
    expect(of.stored?.alloc ?? null).toEqual(results.alloc?.totals ?? null)
    expect(of.tables.strings).toEqual([...tables.strings])
    expect(of.tables.functions.name).toEqual(tables.functions.name.slice(0, tables.functions.length))
    expect(of.traces.gcCycles(of.sourceId)).toEqual(results.gcCycles)
    expect(of.traces.pauses(of.sourceId).map(({ kind, ordinal: _, ...pause }) => ({ kind, ...pause }))).toEqual(
      results.pauses.map(({ kind, ...pause }) => ({ kind: tables.strings[kind], ...pause })),
    )
    expect(of.traces.procs(of.sourceId).map(({ number: _, ...proc }) => proc)).toEqual(
      expect.arrayContaining([...results.procs]),
    )
    expect(all('groups', of).rows.map((group) => [group.name, group.goroutines, group.figures.runningNs.sum])).toEqual(
      results.groups.map((group) => [
        tables.strings[tables.functions.name[group.function] ?? 0],
        group.goroutines,
        group.figures.runningNs.sum,
      ]),
    )
    const stored = { waits: all('waits', of), syscalls: all('syscalls', of), scheduling: all('scheduling', of) }
    const { waiting, syscall } = results.blocking
    expect(stored.waits.rows.map(({ totalNs, count, stack }) => [totalNs, count, stack])).toEqual(
      waiting.map(({ totalNs, count, stack }) => [totalNs, count, stack]),
    )
    expect(stored.syscalls.totals['totalNs']?.sum ?? 0).toBe(syscall.reduce((sum, { totalNs }) => sum + totalNs, 0))
    expect(stored.scheduling.totals['stwNs']?.sum).toBeCloseTo(results.figures.schedulingStwNs, 3)
    expect(all('tasks', of).rows.map(({ task, beginNs }) => [task, beginNs ?? Number.NaN])).toEqual(
      tasks.map(({ task, beginNs }) => [task, beginNs]),
    )
    expect(all('logs', of).total).toBe(logs.length)
    expect(all('spans', of).rows.map(({ page, objects, left }) => [page, objects, left])).toEqual(
      spans.map(({ page, objects, left }) => [page, objects, left]),
    )
    expect(all('spanCycles', of).total).toBe(spanCycles.length)
  })

  it('have every field in their rows, with the value a filter reads', () => {
    for (const of of views)
      for (const name of TRACE_TABLE_NAMES) {
        const source = traceTable(of, name)
        const rows = Math.min(3, source.length)
        for (const { column } of TRACE_FIELDS[name])
          for (let row = 0; row < rows; row++) {
            const held = column
              .split('.')
              .reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], source.row(row))
            expect(held, `${name} ${column}`).not.toBeUndefined()
            const read = source.value(column)(row)
            expect(Number.isNaN(read) ? null : (read ?? null), `${name} ${column}`).toBe(cell(held) ?? null)
          }
      }
  })

  it('name every field once', () => {
    for (const fields of [...Object.values(TRACE_FIELDS), TRACE_RANKING_FIELDS])
      expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
  })

  it('are filtered, sorted and summed', () => {
    const workers = all('goroutines', view, 'name:main.wor life>1ms')
    expect(workers.rows.map(({ name }) => name)).toEqual(['main.worker'])
    expect(workers.all).toBe(12)
    expect(all('goroutines', view, 'label:GC').rows.map(({ name }) => name)).toEqual([
      'runtime.gcBgMarkWorker',
      'runtime.gcBgMarkWorker',
    ])
    expect(all('goroutines', view, 'task:handleRequest').rows.map(({ name }) => name)).toEqual(['main.worker'])
    const { rows } = listTable(view, 'pauses', { sort: [{ column: 'pauseNs', descending: true }], filter: 'gc=no' })
    const pauses = Array.from(rows, (row) => traceTable(view, 'pauses').row(row))
    expect(pauses.map(({ kind }) => kind)).toEqual(['start trace'])
    const byId = listTable(view, 'goroutines', { sort: [{ column: 'id', descending: false }], filter: '' })
    const ids = Array.from(byId.rows, (row) => Number(traceTable(view, 'goroutines').row(row).id))
    expect(ids, 'as numbers, 9 before 10').toEqual(ids.toSorted((a, b) => a - b))
    expect(ids.some((id) => id > 9) && ids.some((id) => id < 9)).toBe(true)
    expect(() => listTable(view, 'waits', { sort: [], filter: 'nothing>1' })).toThrow('filter')
    expect(() => listTable(view, 'waits', { sort: [{ column: 'x', descending: true }], filter: '' })).toThrow(
      'column x',
    )
  })

  it('keep what a wait for a proc went to, to the last nanosecond', () => {
    for (const of of views)
      for (const row of all('scheduling', of).rows) {
        expect(row.stwNs + row.gcNs + row.fullNs + row.otherNs).toBeCloseTo(row.totalNs, 3)
        expect(row.otherNs).toBeGreaterThanOrEqual(0)
      }
  })

  it('keep regions, which are of the program, apart from what is done for the GC', () => {
    for (const view of views) {
      for (const { kind } of all('ranges', view).rows) expect(['assist', 'sweep', 'worker']).toContain(kind)
      const regions = all('regions', view).rows
      const sites = all('regionSites', view).rows
      for (const { name, sites: count, totalNs } of regions) {
        const own = sites.filter((site) => site.name === name)
        expect([own.length, own.reduce((sum, site) => sum + site.totalNs, 0)]).toEqual([count, totalNs])
      }
      expect(regions.reduce((sum, { sites: count }) => sum + count, 0)).toBe(sites.length)
    }
  })

  it('give the cycles their work, whatever the order of events and ranges', () => {
    const cycles = all('gcCycles').rows
    const ranges = all('ranges').rows
    const assists = ranges.filter(({ kind }) => kind === 'assist')
    expect(cycles.reduce((sum, { assistNs }) => sum + assistNs, 0)).toBe(
      assists.reduce((sum, { totalNs, openNs }) => sum + totalNs + openNs, 0),
    )
    const worked = cycles.reduce(
      (sum, { dedicatedNs, fractionalNs, idleNs }) => sum + dedicatedNs + fractionalNs + idleNs,
      0,
    )
    const workers = ranges.filter(({ kind }) => kind === 'worker')
    expect(worked).toBe(workers.reduce((sum, { totalNs, openNs }) => sum + totalNs + openNs, 0))
  })

  it.each(FILES.map((name, index) => [name, index] as const))('number the cycles as they begin in %s', (_, index) => {
    const of = views[index] as TraceView
    const { rows } = all('gcCycles', of)
    const begun = rows.filter(({ beginNs }) => beginNs !== null)
    expect(begun.length).toBeGreaterThan(1)
    expect(begun.map(({ cycle }) => cycle)).toEqual(begun.map((_, at) => at + 1))
    expect(rows.filter(({ beginNs }) => beginNs === null).every(({ cycle }) => cycle === 0)).toBe(true)
    // The numbers of spans mean the same cycles: what is told of one is told when the next begins.
    const stands = all('spanCycles', of).rows
    expect(stands.length > 0).toBe(of.stored?.alloc !== null && of.stored?.alloc !== undefined)
    for (const { cycle, timeNs } of stands) {
      const [own, next] = [cycle, cycle + 1].map((number) => begun[number - 1]?.beginNs ?? null)
      if (own !== null && own !== undefined) expect(timeNs).toBeGreaterThan(own)
      if (next !== null && next !== undefined) expect(timeNs).toBeLessThanOrEqual(next)
    }
  })

  it('rank the traces of the case by any figure', () => {
    const source = traceRanking(caseFile)
    const ranked = listRanking(source, { sort: [{ column: 'longestPauseNs', descending: true }], filter: '' })
    const { rows } = tracePage(source, ranked, { offset: 0, limit: 10 })
    expect(rows.map(({ name }) => name).sort()).toEqual([...FILES].sort())
    const lengths = rows.map(({ longestPauseNs }) => longestPauseNs ?? 0)
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a))
    expect(Object.keys(rows[0] ?? {})).toEqual(expect.arrayContaining(Object.keys(TRACE_FIGURES)))
    expect(listRanking(source, { sort: [], filter: 'spanallocs>0' }).rows.length).toBe(1)
  })

  it('say how well the trace was read', () => {
    const { quality, figures } = traceOverview(view, { name: '', path: '' })
    expect(quality).toMatchObject({
      generations: 1,
      incompleteEvents: 0,
      failure: null,
      isShort: false,
      unknownProcShare: 0,
    })
    expect(figures?.gcCycles).toBe(15)
    const { unnamedGoroutines: unnamed, goroutinesFromBefore: fromBefore, undeterminedNs } = quality
    expect({ unnamed, fromBefore, undeterminedNs }).toEqual(countedQuality(view))
  })

  it('keep the names of traces when another source goes', async () => {
    const { caseFile: other, views: two } = await importedTraces(
      path('go1.26.10-tiny.trace'),
      path('go1.26.10-http.trace'),
    )
    const [, kept] = two as [TraceView, TraceView]
    const before = kept.tables.strings
    other.sources.remove((two[0] as TraceView).sourceId, 'not needed')
    expect(other.traces.tables(kept.sourceId).strings).toEqual(before)
    other.close()
  })
})
