import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import { goroutineDetail, intervalPage } from '../../../../electron/engine/jobs/trace/goroutineDetail.ts'
import { tracePath } from '../../../../electron/engine/jobs/trace/path.ts'
import { traceSeries } from '../../../../electron/engine/jobs/trace/series.ts'
import { traceTable } from '../../../../electron/engine/jobs/trace/tables.ts'
import { taskDetail } from '../../../../electron/engine/jobs/trace/taskDetail.ts'
import type { TraceView } from '../../../../electron/engine/jobs/trace/TraceView.ts'
import { traceUtilization } from '../../../../electron/engine/jobs/trace/utilization.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'
import { corpusPath, hasCorpus } from '../../../support/corpus.ts'
import { importedTraces } from '../../../support/importedTrace.ts'

const FILES = ['go1.26.10-http.trace', 'go1.26.10-orders.trace', 'go1.19.8-http.trace']

describe.skipIf(!hasCorpus)('one goroutine of a trace', () => {
  let caseFile: CaseFile
  let views: TraceView[]
  beforeAll(async () => {
    ;({ caseFile, views } = await importedTraces(...FILES.map((name) => corpusPath(`exectrace/${name}`))))
  })
  afterAll(() => caseFile.close())
  const whole = { fromNs: -Infinity, toNs: Infinity }

  it('has intervals that follow each other and add up to its row', () => {
    for (const view of views)
      for (let row = 0; row < view.goroutines.rows; row++) {
        const of = traceTable(view, 'goroutines').row(row)
        const { rows } = runOut(intervalPage(view, of.goroutine, whole, { offset: 0, limit: 1e6 }))
        const sums: Record<string, number> = { running: 0, runnable: 0, waiting: 0, syscall: 0 }
        rows.forEach(({ state, startNs, lengthNs }, at) => {
          if (at > 0) expect(startNs).toBe(rows[at - 1]?.endNs)
          sums[state] = (sums[state] ?? 0) + lengthNs
        })
        expect(sums).toMatchObject({
          running: of.runningNs,
          runnable: of.runnableNs,
          waiting: of.waitingNs,
          syscall: of.syscallNs,
        })
      }
  })

  it('has waits, a wait for a proc by cause, and procs that add up, and is known by those it waited for', () => {
    const view = views[0] as TraceView
    const ended = new Map<string, number>()
    const caused = new Map<string, number>()
    for (let row = 0; row < view.goroutines.rows; row++) {
      const detail = runOut(goroutineDetail(view, traceTable(view, 'goroutines').row(row).goroutine))
      if (detail === null) throw new Error('no such goroutine')
      const sum = (rows: { totalNs: number; openNs: number }[]): number =>
        rows.reduce((total, { totalNs, openNs }) => total + totalNs + openNs, 0)
      expect(sum(detail.waits)).toBe(detail.row.waitingNs)
      expect(sum(detail.syscalls)).toBe(detail.row.syscallNs)
      const { totalNs, stwNs, gcNs, fullNs, otherNs } = detail.scheduling
      expect([totalNs, stwNs]).toEqual([detail.row.runnableNs, detail.row.runnableStwNs])
      expect(stwNs + gcNs + fullNs + otherNs).toBeCloseTo(totalNs, 3)
      expect(detail.procs.reduce((all, { runningNs }) => all + runningNs, 0)).toBe(detail.row.runningNs)
      for (const { goroutine, totalNs: ns } of detail.wokenBy) {
        const key = `${goroutine} ${detail.row.goroutine}`
        ended.set(key, (ended.get(key) ?? 0) + ns)
      }
      for (const { goroutine, totalNs: ns } of detail.wakes) {
        const key = `${detail.row.goroutine} ${goroutine}`
        caused.set(key, (caused.get(key) ?? 0) + ns)
      }
    }
    const byGoroutines = [...ended].filter(([key]) => !key.startsWith('0 ')).sort()
    expect([...caused].sort()).toEqual(byGoroutines)
    expect(byGoroutines.length).toBeGreaterThan(50)
  })

  it('has a path without gap or overlap, which follows those who ended its waits', () => {
    for (const view of views) {
      const [main] = Array.from({ length: view.goroutines.rows }, (_, row) => row).filter(
        (row) => traceTable(view, 'goroutines').row(row).name === 'main.main' || view.goroutines.rows === 0,
      )
      const slot = traceTable(view, 'goroutines').row(main ?? 0).goroutine
      const { steps, total, summary, cutNs } = runOut(tracePath(view, slot, view.startNs, view.endNs))
      expect(cutNs).toBeNull()
      expect(steps[0]?.fromNs).toBe(view.startNs)
      steps.forEach(({ fromNs }, at) => at > 0 && expect(fromNs).toBe(steps[at - 1]?.toNs))
      if (steps.length === total) expect(steps.at(-1)?.toNs).toBe(view.endNs)
      expect(summary.reduce((sum, { totalNs }) => sum + totalNs, 0)).toBeCloseTo(view.endNs - view.startNs, 3)
      expect(Math.max(...steps.map(({ depth }) => depth))).toBeGreaterThan(0)
      const some = runOut(tracePath(view, slot, view.startNs, view.startNs + 1e6))
      expect(some.steps.at(-1)?.toNs).toBe(view.startNs + 1e6)
    }
  })

  it('tells a task by its stages', () => {
    const view = views[1] as TraceView
    const detail = taskDetail(view, 5)
    expect(detail?.row.name).toBe('handleRequest')
    expect(detail?.stages.map(({ name, count }) => [name, count])).toEqual([
      ['decode', 1],
      ['growSlice', 1],
      ['growMap', 1],
    ])
    const stages = detail?.stages.reduce((sum, { totalNs }) => sum + totalNs, 0) ?? 0
    expect(stages + (detail?.uncoveredNs ?? 0)).toBe(detail?.row.lengthNs)
    expect(detail?.logs.map(({ message }) => message)).toEqual(['id=0/3'])
    expect(taskDetail(view, 999_999)).toBeNull()
    const kinds = traceTable(view, 'taskKinds')
    expect(kinds.row(0)).toMatchObject({ name: 'handleRequest', count: 1301, openCount: 0 })
  })

  it('has the utilization of its own, and the trace its worst windows', () => {
    const view = views[1] as TraceView
    const { curve, worst, mean } = traceUtilization(view, { kind: 'system' }, { windowNs: 1e7 })
    expect(curve.find(({ windowNs }) => windowNs === 1e7)?.share).toBeCloseTo(view.figures?.mmu10ms ?? -1, 9)
    expect(worst[0]?.share).toBeCloseTo(view.figures?.mmu10ms ?? -1, 9)
    expect(mean).toBeCloseTo(1 - (view.figures?.gcShare ?? -1), 9)
    const slot = view.slotOfId('10')
    const own = traceUtilization(view, { kind: 'goroutine', goroutine: slot }, { windowNs: 1e6 })
    const row = traceTable(view, 'goroutines').row((view.goroutines.rowOf[slot] ?? 0) - 1)
    const active = row.runningNs + row.syscallNs
    expect(own.mean).toBeCloseTo(active / (active + row.runnableNs), 9)
    for (const { fromNs, toNs } of own.worst) expect(toNs - fromNs).toBeGreaterThanOrEqual(1e6)
  })

  it('thins series out to the points asked for, extremes kept', () => {
    const view = views[1] as TraceView
    const read = (maxPoints: number) => {
      const { bytes, rows, isDecimated } = traceSeries(view, 'heap', { fromNs: 0, toNs: view.endNs, maxPoints })
      const values = new Float64Array(bytes.buffer)
      return { time: values.slice(0, rows), value: values.slice(rows), rows, isDecimated }
    }
    const all = read(1e6)
    const few = read(100)
    expect(all.isDecimated).toBe(false)
    expect([few.isDecimated, few.rows <= 101]).toEqual([true, true])
    expect(Math.max(...few.value)).toBe(Math.max(...all.value))
    expect(Math.min(...few.value)).toBe(Math.min(...all.value))
    expect([...few.time]).toEqual([...few.time].sort((a, b) => a - b))
    expect(Math.max(...all.value)).toBe(view.figures?.heapPeakBytes)
  })

  it('counts goroutines by state so that their times add up to those of the goroutines', () => {
    for (const view of views) {
      const { rows, columns } = view.traces.table(view.sourceId, 'stateCounts')
      expect(rows).toBeGreaterThan(200)
      for (const state of ['running', 'runnable', 'waiting', 'syscall']) {
        const sum = (of: ArrayLike<number>): number => Array.from(of).reduce((all, ns) => all + ns, 0)
        const read = view.goroutines.reader(`${state}Ns` as 'runningNs')
        const own = sum(Array.from({ length: view.goroutines.rows }, (_, row) => read(row)))
        expect(sum(columns[state] ?? []) / own).toBeCloseTo(1, 9)
      }
      const { bytes, rows: points } = traceSeries(view, 'running', { fromNs: 0, toNs: view.endNs, maxPoints: 1e6 })
      expect(points).toBe(rows)
      const values = Array.from(new Float64Array(bytes.buffer, points * 8, points))
      expect(Math.max(...values)).toBeGreaterThan(0.5)
      expect(Math.max(...values)).toBeLessThanOrEqual(view.traces.procs(view.sourceId).length)
    }
  })
})
