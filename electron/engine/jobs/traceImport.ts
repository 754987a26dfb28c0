// An execution trace from its reader into the case: events as they are, what goroutines and procs were in, and results, in one pass. What
// is held in between is one segment's intervals, whatever the length of the trace.
import type {
  GoroutineRows,
  TraceEnd,
  TraceEventColumns,
  TraceGeneration,
  TraceSink,
  TraceTables,
} from '../../../shared/records/index.ts'
import {
  GOROUTINE_COLUMNS,
  GoState,
  IntervalFlag,
  ProcActivity,
  RangeKind,
  TraceKind,
  WAIT_CLASSES,
} from '../../../shared/records/index.ts'
import { BlockingTotals } from '../analysis/trace/BlockingTotals.ts'
import { GcCycleCollector } from '../analysis/trace/GcCycles.ts'
import { GoroutineTotals } from '../analysis/trace/GoroutineTotals.ts'
import { PauseCollector } from '../analysis/trace/Pauses.ts'
import { SegmentTracks } from '../analysis/trace/SegmentTracks.ts'
import type { SegmentOfTracks, TrackLayout } from '../analysis/trace/SegmentTracks.ts'
import { StateTracker } from '../analysis/trace/StateTracker.ts'
import { TaskCollector } from '../analysis/trace/Tasks.ts'
import { UtilizationMean } from '../analysis/trace/UtilizationMean.ts'
import { TRACE_BLOCKS } from '../casefile/traceBlocks.ts'
import type { BlockColumns, TraceBlockKind } from '../casefile/traceBlocks.ts'
import { WHOLE_TRACE } from '../casefile/traceSubject.ts'
import type { ImportWriter } from '../casefile/types.ts'
import { PointColumns } from './PointColumns.ts'

/** A segment ends with the chunk that takes it over this … */
const SEGMENT_EVENTS = 1_048_576
/** … or with a generation once it has this many: short generations share one. */
const LEAST_EVENTS = 262_144

type Columns = Readonly<Record<string, Uint8Array | Uint32Array | Float64Array>>

const GOROUTINE_TRACKS: TrackLayout<string> = {
  columns: TRACE_BLOCKS.goroutines.map(({ name }) => name),
  track: 'goroutine',
  classOf: ({ state }, row) => state?.[row] ?? 0,
}

/** Classes of a proc's zoom level: its activity, and one for GC workers. */
export const GC_WORKER_CLASS = 4
const PROC_TRACKS: TrackLayout<string> = {
  columns: TRACE_BLOCKS.procs.map(({ name }) => name),
  track: 'proc',
  classOf: ({ activity, flags }, row) =>
    ((flags?.[row] ?? 0) & IntervalFlag.GcWorker) !== 0 ? GC_WORKER_CLASS : (activity?.[row] ?? ProcActivity.idle),
}

/** A sink that writes what it is given; the results with `end`. */
export class TraceImport implements TraceSink {
  private readonly writer: ImportWriter
  private readonly onEvents: (events: number) => void
  private readonly pauses = new PauseCollector()
  private readonly tasks = new TaskCollector()
  private readonly waiting = new BlockingTotals(GoState.waiting)
  private readonly syscalls = new BlockingTotals(GoState.syscall)
  private readonly runnable = new BlockingTotals(GoState.runnable)
  private readonly utilization = new UtilizationMean()
  private readonly goroutines = new SegmentTracks(GOROUTINE_TRACKS)
  private readonly procs = new SegmentTracks(PROC_TRACKS)
  private readonly metrics: PointColumns
  private readonly samples: PointColumns
  private readonly generations: TraceGeneration[] = []
  private tracker: StateTracker | null = null
  private totals: GoroutineTotals | null = null
  private gc: GcCycleCollector | null = null
  private segment = 0
  private segmentFrom = 0
  private segmentGeneration = 0
  private segmentEvents = 0
  private lastNs = 0

  /** `onEvents` is told how many more were read. */
  constructor(writer: ImportWriter, onEvents: (events: number) => void) {
    this.writer = writer
    this.onEvents = onEvents
    const give = (kind: TraceBlockKind) => (columns: BlockColumns, rows: number) => {
      const times = columns['time'] as Float64Array
      writer.addTraceBlock(WHOLE_TRACE, kind, columns, rows, times[0] as number, times[rows - 1] as number)
    }
    this.metrics = new PointColumns({ time: Float64Array, kind: Uint8Array, value: Float64Array }, give('metrics'))
    this.samples = new PointColumns(
      { time: Float64Array, thread: Uint32Array, proc: Uint32Array, goroutine: Uint32Array, stack: Uint32Array },
      give('samples'),
    )
  }

  begin({ tables, family }: { tables: TraceTables; family: 'v1' | 'v2' }): void {
    const { writer } = this
    this.totals = new GoroutineTotals(tables.strings, (rows) => this.goroutineRows(rows))
    this.gc = new GcCycleCollector(tables.strings)
    this.tracker = new StateTracker(tables, family, {
      goroutines: (chunk) => {
        this.goroutines.add(chunk as unknown as Columns & { length: number })
        this.totals?.add(chunk)
        this.waiting.add(chunk)
        this.syscalls.add(chunk)
        this.runnable.add(chunk)
      },
      procs: (chunk) => this.procs.add(chunk as unknown as Columns & { length: number }),
      ranges: (chunk) => {
        const { kind, goroutine, begin, end } = chunk
        for (let row = 0; row < chunk.length; row++)
          if (kind[row] === RangeKind.markAssist)
            this.totals?.addAssist(goroutine[row] as number, (end[row] as number) - (begin[row] as number))
        this.gc?.ranges(chunk)
        writer.addTraceBlock(
          WHOLE_TRACE,
          'ranges',
          chunk as unknown as BlockColumns,
          chunk.length,
          end[0] as number,
          end[chunk.length - 1] as number,
        )
      },
      load: (chunk) => {
        this.utilization.add(chunk)
        const { time, length } = chunk
        writer.addTraceBlock(
          WHOLE_TRACE,
          'load',
          chunk as unknown as BlockColumns,
          length,
          time[0] as number,
          time[length - 1] as number,
        )
      },
    })
  }

  generation(generation: TraceGeneration): void {
    this.generations.push(generation)
    this.tracker?.start(generation.startNs)
    if (generation.ordinal === 0) {
      this.segmentFrom = generation.startNs
      this.lastNs = generation.startNs
    }
    if (this.segmentEvents === 0) this.segmentGeneration = generation.ordinal
  }

  events(chunk: TraceEventColumns): void {
    const { length, time } = chunk
    if (length === 0) return
    this.writer.addTraceBlock(
      this.segment,
      'events',
      chunk as unknown as BlockColumns,
      length,
      time[0] as number,
      time[length - 1] as number,
    )
    this.tracker?.events(chunk)
    this.pauses.events(chunk)
    this.gc?.events(chunk)
    this.tasks.events(chunk)
    this.points(chunk)
    this.lastNs = time[length - 1] as number
    this.segmentEvents += length
    this.onEvents(length)
    if (this.segmentEvents >= SEGMENT_EVENTS) this.endSegment()
  }

  generationEnd(): void {
    if (this.segmentEvents >= LEAST_EVENTS) this.endSegment()
  }

  end(end: TraceEnd): void {
    this.tracker?.finish(this.lastNs)
    this.totals?.finish()
    this.metrics.flush()
    this.samples.flush()
    this.writeSegment()
    this.writer.addTraceResults({
      end,
      generations: this.generations,
      pauses: this.pauses.pauses,
      gcCycles: this.gc?.finish(this.pauses.pauses) ?? [],
      tasks: this.tasks.tasks,
      logs: this.tasks.logs,
      blocking: { waiting: this.waiting.rows(), syscall: this.syscalls.rows(), runnable: this.runnable.rows() },
      wakers: this.waiting.wakerRows(),
      utilization: this.utilization.mean(this.lastNs),
    })
  }

  private points(chunk: TraceEventColumns): void {
    const { kind, length } = chunk
    for (let row = 0; row < length; row++) {
      const of = kind[row] as number
      if (of === TraceKind.HeapAlloc || of === TraceKind.HeapGoal || of === TraceKind.ProcsChange)
        this.metrics.add([chunk.time[row] as number, of, chunk.value[row] as number])
      else if (of === TraceKind.CpuSample)
        this.samples.add([
          chunk.time[row] as number,
          chunk.thread[row] as number,
          chunk.proc[row] as number,
          chunk.goroutine[row] as number,
          chunk.stack[row] as number,
        ])
    }
  }

  private endSegment(): void {
    this.tracker?.cut(this.lastNs)
    this.writeSegment()
  }

  private writeSegment(): void {
    const { writer, segment, segmentFrom: fromNs, lastNs: toNs } = this
    const goroutineIntervals = this.goroutines.rows
    const procIntervals = this.procs.rows
    this.writeTracks('goroutines', this.goroutines.finish(fromNs, toNs))
    this.writeTracks('procs', this.procs.finish(fromNs, toNs))
    writer.addTraceSegment({
      ordinal: segment,
      generation: this.segmentGeneration,
      fromNs,
      toNs,
      events: this.segmentEvents,
      goroutineIntervals,
      procIntervals,
    })
    this.segment++
    this.segmentEvents = 0
    this.segmentFrom = toNs
    this.segmentGeneration = this.generations.at(-1)?.ordinal ?? 0
  }

  private writeTracks(kind: 'goroutines' | 'procs', tracks: SegmentOfTracks | null): void {
    if (tracks === null) return
    const { writer, segment } = this
    const names = TRACE_BLOCKS[kind].map(({ name }) => name)
    for (const { columns, rows, firstTrack, lastTrack } of tracks.blocks)
      writer.addTraceBlock(
        segment,
        kind,
        Object.fromEntries(names.map((name, index) => [name, columns[index] as Uint32Array])),
        rows,
        firstTrack,
        lastTrack,
      )
    const of = kind === 'goroutines' ? 'goroutine' : 'proc'
    const { track } = tracks.tracks
    const last = track.length - 1
    writer.addTraceBlock(segment, `${of}Tracks`, tracks.tracks, track.length, track[0] as number, track[last] as number)
    writer.addTraceBlock(
      segment,
      `${of}Levels`,
      { level: tracks.levels },
      tracks.levels.length,
      0,
      tracks.levels.length,
    )
  }

  private goroutineRows(rows: GoroutineRows): void {
    const { length, slot } = rows
    let [low, high] = [Number.POSITIVE_INFINITY, 0]
    for (let row = 0; row < length; row++) {
      low = Math.min(low, slot[row] as number)
      high = Math.max(high, slot[row] as number)
    }
    const columns: BlockColumns = Object.fromEntries(GOROUTINE_COLUMNS.map((name) => [name, rows[name]]))
    WAIT_CLASSES.forEach((name, index) => (columns[`wait.${name}`] = rows.waits_[index] as Float64Array))
    this.writer.addTraceBlock(WHOLE_TRACE, 'goroutineRows', columns, length, low, high)
  }
}
