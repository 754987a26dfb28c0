// Everything analysis makes of a trace in one pass, in memory: what import would store.
import { logOf } from '../../electron/engine/analysis/trace/Tasks.ts'
import { TypedRowPicker } from '../../electron/engine/analysis/trace/RowPicker.ts'
import { StateTracker } from '../../electron/engine/analysis/trace/StateTracker.ts'
import type { TraceResults } from '../../electron/engine/casefile/traceSubject.ts'
import { runOut } from '../../shared/lib/runOut.ts'
import { TraceCollectors } from '../../electron/engine/jobs/TraceCollectors.ts'
import type {
  CollectorLoad,
  SpanCycleRow,
  SpanRow,
  TraceGeneration,
  TraceLog,
  TraceSink,
  TraceTables,
  TraceTask,
} from '../../shared/records/index.ts'
import type { RangeKind } from '../../shared/records/index.ts'
import { readTraceInto } from './traceInto.ts'

export interface CollectedRange {
  kind: RangeKind
  flags: number
  beginNs: number
  endNs: number
  goroutine: number
  string: number
}

export interface CollectedTrace {
  tables: TraceTables
  results: TraceResults
  load: CollectorLoad
  ranges: CollectedRange[]
  tasks: TraceTask[]
  logs: TraceLog[]
  spans: SpanRow[]
  spanCycles: SpanCycleRow[]
  lastNs: number
}

/** A sink that collects; `segmentEvents`: states are cut after so many events. The result is there after `end`. */
export function traceCollector(
  segmentEvents = Number.POSITIVE_INFINITY,
): TraceSink & { collected: () => CollectedTrace } {
  let collected: CollectedTrace | null = null
  let tracker: StateTracker | null = null
  let collectors: TraceCollectors | null = null
  const generations: TraceGeneration[] = []
  const lists = {
    ranges: [] as CollectedRange[],
    tasks: [] as TraceTask[],
    logs: [] as TraceLog[],
    spans: [] as SpanRow[],
    spanCycles: [] as SpanCycleRow[],
  }
  const load: [time: number, proc: number, work: number, procs: number][] = []
  const picker = new TypedRowPicker()
  let lastNs = 0
  let since = 0
  return {
    begin({ tables, family }) {
      const made = new TraceCollectors(tables, {
        task: (task) => lists.tasks.push(task),
        log: (chunk, row) => lists.logs.push(logOf(chunk, row)),
        span: (span) => lists.spans.push({ ...span }),
        spanCycle: (row) => lists.spanCycles.push(row),
      })
      collectors = made
      tracker = new StateTracker(tables, family, {
        goroutines: (chunk) => made.goroutines(chunk),
        rangeEnded: (kind, goroutine, ns) => made.rangeEnded(kind, goroutine, ns),
        ranges(chunk) {
          made.ranges(chunk)
          for (let row = 0; row < chunk.length; row++)
            lists.ranges.push({
              kind: chunk.kind[row] as RangeKind,
              flags: chunk.flags[row] as number,
              beginNs: chunk.begin[row] as number,
              endNs: chunk.end[row] as number,
              goroutine: chunk.goroutine[row] as number,
              string: chunk.string[row] as number,
            })
        },
        load(chunk) {
          made.load(chunk)
          for (let row = 0; row < chunk.length; row++)
            load.push([
              chunk.time[row] as number,
              chunk.proc[row] as number,
              chunk.work[row] as number,
              chunk.procs[row] as number,
            ])
        },
      })
    },
    generation(generation) {
      generations.push(generation)
      tracker?.start(generation.startNs)
    },
    events(chunk) {
      collectors?.events(chunk, picker.pick(chunk))
      tracker?.events(chunk)
      lastNs = chunk.time[chunk.length - 1] ?? lastNs
      since += chunk.length
      if (since < segmentEvents) return
      tracker?.cut(lastNs)
      since = 0
    },
    end(end) {
      if (tracker === null || collectors === null) return
      tracker.finish(lastNs)
      collected = {
        ...lists,
        tables: end.tables,
        results: runOut(collectors.finish(end, generations, tracker, lastNs)),
        load: {
          length: load.length,
          time: Float64Array.from(load, ([time]) => time),
          proc: Uint32Array.from(load, ([, proc]) => proc),
          work: Uint8Array.from(load, ([, , work]) => work),
          procs: Uint16Array.from(load, ([, , , procs]) => procs),
        },
        lastNs,
      }
    },
    collected() {
      if (collected === null) throw new Error('the trace was not read to its end')
      return collected
    },
  }
}

export function collectTrace(path: string, segmentEvents?: number): CollectedTrace {
  const collector = traceCollector(segmentEvents)
  readTraceInto(path, collector)
  return collector.collected()
}
