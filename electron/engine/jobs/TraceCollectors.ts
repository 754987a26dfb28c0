// Everything that analysis makes of a trace in one pass, beside what is stored as it comes: one collector per question, fed alike.
import type {
  CollectorLoad,
  GoroutineIntervals,
  SpanCycleRow,
  SpanRow,
  TraceEnd,
  TraceEventColumns,
  TraceGeneration,
  TraceLog,
  TraceRanges,
  TraceTables,
  TraceTask,
} from '../../../shared/records/index.ts'
import { RangeKind, TraceKind } from '../../../shared/records/index.ts'
import { AllocTracker } from '../analysis/trace/alloc/AllocTracker.ts'
import { COLLECTOR_PARTS, CollectorState } from '../analysis/trace/CollectorState.ts'
import { placeFrame } from '../analysis/trace/frames.ts'
import { GcCycleCollector } from '../analysis/trace/GcCycles.ts'
import { GroupTotals } from '../analysis/trace/GroupTotals.ts'
import type { GroupAnswers } from '../analysis/trace/GroupTotals.ts'
import { IntervalTotals } from '../analysis/trace/IntervalTotals.ts'
import type { IntervalAnswers } from '../analysis/trace/IntervalTotals.ts'
import { PauseCollector } from '../analysis/trace/Pauses.ts'
import { RangeTotals } from '../analysis/trace/RangeTotals.ts'
import type { PickedRows } from '../analysis/trace/RowPicker.ts'
import type { StateTracker } from '../analysis/trace/StateTracker.ts'
import { logOf, TaskCollector } from '../analysis/trace/Tasks.ts'
import { MMU_WINDOWS, traceFigures } from '../analysis/trace/traceFigures.ts'
import { UtilizationMeter } from '../analysis/trace/UtilizationMeter.ts'
import type { TraceResults } from '../casefile/traceSubject.ts'

/** Tasks and logs kept as rows for people who query; all of them are in blocks. Each row costs as much as ten events. */
const KEPT_ROWS = 10_000

/** Rows that are stored as they come. */
export interface CollectedRows {
  task(task: TraceTask): void
  log(chunk: TraceEventColumns, row: number): void
  span(span: SpanRow): void
  spanCycle(row: SpanCycleRow): void
}

export class TraceCollectors {
  readonly tables: TraceTables
  private readonly pauses = new PauseCollector()
  private readonly ranges_ = new RangeTotals()
  private readonly utilization = new UtilizationMeter(new CollectorState(COLLECTOR_PARTS), MMU_WINDOWS)
  private readonly totals: IntervalAnswers
  private readonly reference: IntervalTotals | null
  private readonly groups: GroupAnswers
  private readonly gc: GcCycleCollector
  private readonly alloc: AllocTracker
  private readonly tasks: TaskCollector
  private readonly keptTasks: TraceTask[] = []
  private readonly keptLogs: TraceLog[] = []
  private readonly counts = { tasks: 0, logs: 0, cpuSamples: 0 }
  private heapPeak = Number.NaN
  private goalPeak = Number.NaN

  /** `counted`: who counts goroutines' intervals; without it they are to be given to `goroutines`. */
  constructor(tables: TraceTables, rows: CollectedRows, counted?: IntervalAnswers & GroupAnswers) {
    this.tables = tables
    this.gc = new GcCycleCollector(tables.strings)
    const groups = new GroupTotals(tables)
    this.reference = counted === undefined ? new IntervalTotals(tables, (given) => groups.add(given)) : null
    this.totals = counted ?? (this.reference as IntervalTotals)
    this.groups = counted ?? groups
    this.alloc = new AllocTracker(tables, { span: (span) => rows.span(span), cycle: (row) => rows.spanCycle(row) })
    this.tasks = new TaskCollector({
      task: (task) => {
        if (++this.counts.tasks <= KEPT_ROWS) this.keptTasks.push(task)
        rows.task(task)
      },
      log: (chunk, row) => {
        if (++this.counts.logs <= KEPT_ROWS) this.keptLogs.push(logOf(chunk, row))
        rows.log(chunk, row)
      },
    })
  }

  events(chunk: TraceEventColumns, picked: PickedRows): void {
    const { kind } = chunk
    const { row: rows, leftGoroutine, leftStack, length } = picked
    for (let at = 0; at < length; at++) {
      const row = rows[at] as number
      const of = kind[row] as number
      if (of >= TraceKind.TaskBegin) this.tasks.event(chunk, row)
      else if (of >= TraceKind.GcActive) {
        this.gc.event(chunk, row)
        this.heap(of, chunk.value[row] as number)
      } else if (of === TraceKind.CpuSample) this.counts.cpuSamples++
      else this.pauses.event(chunk, row, leftGoroutine[at] as number, leftStack[at] as number)
    }
    this.alloc.events(chunk, picked.hasExperiment)
  }

  private heap(kind: number, value: number): void {
    if (kind === TraceKind.HeapAlloc && !(this.heapPeak >= value)) this.heapPeak = value
    else if (kind === TraceKind.HeapGoal && value > 0 && !(this.goalPeak >= value)) this.goalPeak = value
  }

  goroutines(chunk: GoroutineIntervals): void {
    this.reference?.add(chunk)
  }

  /** As soon as it ends: rows of goroutines are given when these end. */
  rangeEnded(kind: number, goroutine: number, ns: number): void {
    if (kind === RangeKind.markAssist) this.totals.addAssist(goroutine, ns)
    else if (kind === RangeKind.sweep) this.totals.addSweep(goroutine, ns)
  }

  ranges(chunk: TraceRanges): void {
    this.gc.ranges(chunk)
    this.ranges_.add(chunk)
  }

  /** For people who watch the import. */
  soFar(): { gcCycles: number; pauses: number; longestPauseNs: number | null } {
    const { pauses } = this.pauses
    const longest = pauses.reduce((most, { beginNs, endNs }) => (endNs - beginNs > most ? endNs - beginNs : most), -1)
    return { gcCycles: this.gc.cycles.length, pauses: pauses.length, longestPauseNs: longest < 0 ? null : longest }
  }

  load(chunk: CollectorLoad): void {
    this.utilization.add(chunk)
  }

  /** After the tracker's end: gives the rows that are left, and what it all comes to. In steps. */
  *finish(
    end: TraceEnd,
    generations: readonly TraceGeneration[],
    tracker: StateTracker,
    lastNs: number,
  ): Generator<void, TraceResults> {
    this.totals.finish()
    yield
    this.tasks.finish()
    const alloc = this.alloc.finish(lastNs)
    yield
    const { pauses } = this.pauses
    const gcCycles = this.gc.finish(pauses)
    const utilization = this.utilization.finish(lastNs)
    yield
    const { procs, allProcsNs } = tracker.procTimes()
    const groups = this.groups.groups()
    yield
    const scheduling = this.totals.scheduling()
    yield
    const results = { groups, pauses, gcCycles, procs, scheduling, ranges: this.ranges_.rows() }
    const syscalls = this.totals.syscalls()
    yield
    const waiting = this.totals.waiting()
    yield
    const wakers = this.totals.wakers()
    yield
    return {
      ...results,
      end,
      generations,
      tasks: this.keptTasks,
      logs: this.keptLogs,
      blocking: { waiting, syscall: syscalls },
      wakers,
      utilization: Number.isNaN(utilization.mean) ? null : utilization.mean,
      alloc,
      placeOf: (stack) => this.placeOf(stack),
      figures: traceFigures({
        ...results,
        ...this.counts,
        strings: this.tables.strings,
        firstNs: generations[0]?.startNs ?? end.firstNs,
        lastNs: end.lastNs,
        goroutines: this.totals,
        utilization,
        allProcsNs,
        syscalls,
        heapPeakBytes: this.heapPeak,
        goalPeakBytes: this.goalPeak,
        alloc: alloc?.totals ?? null,
      }),
    }
  }

  private placeOf(stack: number): string {
    const { tables } = this
    const frame = placeFrame(tables, tables.strings, stack)
    const of = frame < 0 ? 0 : (tables.frames.function[frame] as number)
    return tables.strings[tables.functions.name[of] as number] ?? ''
  }
}
