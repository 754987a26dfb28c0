// What people ask of a long trace, one question after the other, each as from a window that has only just opened the case; CPU and wall
// time by question.
import { performance } from 'node:perf_hooks'
import { goroutineDetail, intervalPage } from '../../electron/engine/jobs/trace/goroutineDetail.ts'
import { tracePath } from '../../electron/engine/jobs/trace/path.ts'
import { listTable, tracePage, traceTable } from '../../electron/engine/jobs/trace/tables.ts'
import { TraceView } from '../../electron/engine/jobs/trace/TraceView.ts'
import type { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import type { TraceColumn } from '../../shared/contract/traceTables.ts'
import type { SourceId } from '../../shared/records/index.ts'
import { runOut } from '../../shared/lib/runOut.ts'

const PAGE = { offset: 0, limit: 200 }

/** Milliseconds of wall time by question. */
export function askLongTrace({ traces }: CaseFile, sourceId: SourceId): Record<string, number> {
  const view = new TraceView(traces, sourceId)
  const times: Record<string, number> = {}
  const ask = (name: string, question: () => void): void => {
    const began = performance.now()
    question()
    times[name] = performance.now() - began
  }
  const list = (column: TraceColumn, filter = ''): void => {
    const listing = listTable(view, 'goroutines', { sort: [{ column, descending: true }], filter })
    tracePage(traceTable(view, 'goroutines'), listing, PAGE)
  }
  ask('goroutinesMs', () => list('runningNs'))
  ask('sortedMs', () => list('waitingNs'))
  ask('filteredMs', () => list('lifeNs', 'waiting>1ms'))
  const runs = view.goroutines.reader('runs')
  let busiest = 0
  for (let row = 1; row < view.goroutines.rows; row++) if (runs(row) > runs(busiest)) busiest = row
  const slot = view.goroutines.at('slot', busiest)
  const whole = { fromNs: view.startNs, toNs: view.endNs }
  ask('busiestMs', () => runOut(goroutineDetail(view, slot)))
  ask('statesMs', () => runOut(intervalPage(view, slot, whole, { offset: 10_000, limit: 200 })))
  ask('pathMs', () => runOut(tracePath(view, slot, whole.fromNs, whole.toNs)))
  const short = view.goroutines.at('slot', view.goroutines.rows >> 1)
  ask('shortMs', () => runOut(goroutineDetail(view, short)))
  return { ...times, rows: view.goroutines.rows, runs: runs(busiest) }
}
