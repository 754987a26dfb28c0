// Questions to an execution trace in the case: any window of 200,000 events (bar O2), pixels of tracks, tables, a path.
import { performance } from 'node:perf_hooks'
import { goroutineDetail } from '../../electron/engine/jobs/trace/goroutineDetail.ts'
import { tracePath } from '../../electron/engine/jobs/trace/path.ts'
import { listTable } from '../../electron/engine/jobs/trace/tables.ts'
import { traceEvents, tracePixels } from '../../electron/engine/jobs/trace/timeline.ts'
import { TraceView } from '../../electron/engine/jobs/trace/TraceView.ts'
import { runOut } from '../../shared/lib/runOut.ts'
import { corpusPath, hasCorpus } from '../support/corpus.ts'
import { importedTraces } from '../support/importedTrace.ts'
import { median } from './bench.ts'
import type { BenchRow } from './bench.ts'

const FILE = 'exectrace/go1.19.8-orders-long.trace'
const WINDOW = 200_000
const RUNS = 100

const timed = (work: () => void): number => {
  const before = performance.now()
  work()
  return performance.now() - before
}

export async function run(): Promise<BenchRow[]> {
  if (!hasCorpus) return [{ name: 'questions to a trace', skipped: 'no corpus' }]
  const { caseFile, views } = await importedTraces(corpusPath(FILE))
  const view = views[0] as TraceView
  const { events } = view.summary
  const all = traceEvents(view, { fromNs: 0, toNs: view.endNs, limit: events }).bytes
  const times = new Float64Array(all.buffer, 0, events)
  const at = (run: number): number => Math.floor(((events - WINDOW) * run) / RUNS)
  const windows = Array.from({ length: RUNS }, (_, run) => {
    const range = { fromNs: times[at(run)] ?? 0, toNs: times[at(run) + WINDOW - 1] ?? 0, limit: events }
    return timed(() => traceEvents(view, range))
  }).sort((a, b) => a - b)
  const slots = Array.from({ length: Math.min(500, view.goroutines.rows) }, (_, row) => view.goroutines.at('slot', row))
  const fresh = (work: (of: TraceView) => void): number =>
    median(Array.from({ length: 5 }, () => timed(() => work(new TraceView(caseFile.traces, view.sourceId)))))
  const [slot = 0] = slots
  const rows: BenchRow[] = [
    {
      name: `O2 window of ${WINDOW} events, 99th percentile`,
      value: windows[Math.floor(RUNS * 0.99)] ?? 0,
      unit: 'ms',
      limit: { atMost: 50 },
      note: `${RUNS} windows of ${events} events, wall time, median ${(windows[RUNS >> 1] ?? 0).toFixed(1)} ms`,
    },
    {
      name: 'pixels of all tracks over the whole trace, cold',
      value: fresh((of) => tracePixels(of, 'goroutines', slots, { fromNs: 0, toNs: of.endNs, pixels: 1600 })),
      unit: 'ms',
      limit: null,
      note: `${slots.length} tracks, 1600 pixels`,
    },
    {
      name: 'goroutines by running time, with a filter, cold',
      value: fresh((of) => {
        const sort = [{ column: 'runningNs', descending: true }]
        listTable(of, 'goroutines', { sort, filter: 'name:main running>1us' })
      }),
      unit: 'ms',
      limit: null,
      note: `${view.goroutines.rows} goroutines, tables of names decoded`,
    },
    {
      name: 'one goroutine, cold',
      value: fresh((of) => runOut(goroutineDetail(of, slot))),
      unit: 'ms',
      limit: null,
      note: 'with whose waits it ended, over the whole trace',
    },
    {
      name: 'path of a goroutine over the whole trace, cold',
      value: fresh((of) => runOut(tracePath(of, slot, of.startNs, of.endNs))),
      unit: 'ms',
      limit: null,
      note: '',
    },
  ]
  caseFile.close()
  return rows
}
