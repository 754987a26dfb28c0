// An execution trace from its reader into the case: events as they are, what goroutines and procs were in, and results, in one pass. What
// is held in between is one segment's intervals, whatever the length of the trace.
import type { TraceCounts, TraceSoFar } from '../../../shared/contract/appCalls.ts'
import { runOut } from '../../../shared/lib/runOut.ts'
import type {
  GroupRow,
  SpanColumn,
  SpanCycleColumn,
  TraceEnd,
  TraceEventColumns,
  TraceGeneration,
  TraceSink,
  TraceTables,
} from '../../../shared/records/index.ts'
import { SPAN_COLUMNS, SPAN_CYCLE_COLUMNS, TraceKind } from '../../../shared/records/index.ts'
import type { PickedRows } from '../analysis/trace/RowPicker.ts'
import { GOROUTINE_SUMS, GoroutineSums } from '../analysis/trace/GoroutineSums.ts'
import { goroutineQuality } from '../analysis/trace/goroutineQuality.ts'
import { COUNTED_STATES } from '../analysis/trace/StateCounts.ts'
import { StateTracker } from '../analysis/trace/StateTracker.ts'
import type { IntervalSink } from '../analysis/trace/StateTracker.ts'
import { COARSE_BUCKETS } from '../analysis/trace/zoomLevel.ts'
import { unpackTraceColumns } from '../casefile/traceBlocks.ts'
import type { BlockColumns, TraceBlockKind } from '../casefile/traceBlocks.ts'
import { WHOLE_TRACE } from '../casefile/traceSubject.ts'
import type { ImportWriter } from '../casefile/types.ts'
import { PointColumns } from './PointColumns.ts'
import { TraceCollectors } from './TraceCollectors.ts'
import type { CollectedRows } from './TraceCollectors.ts'
import type { PackedBlock } from './traceKernel/kernelInstance.ts'
import { TraceKernel } from './traceKernel/TraceKernel.ts'
import type { SegmentSink } from './traceKernel/TraceKernel.ts'

/**
 * A segment ends with the chunk that takes it over this: small enough that its intervals are put in order within the cache, and large against
 * the goroutines alive, whose states its border cuts in two.
 */
const SEGMENT_EVENTS = 196_608
const SEGMENT_EVENTS_PER_GOROUTINE = 8
/** Or with a generation once it has this share of them: short generations share one. */
const LEAST_SHARE = 0.5

const TASK_TYPES = {
  task: Uint32Array,
  parent: Uint32Array,
  name: Uint32Array,
  beginNs: Float64Array,
  endNs: Float64Array,
  goroutine: Uint32Array,
  endGoroutine: Uint32Array,
  stack: Uint32Array,
} as const

/** Lowest and highest of the first rows. */
function bounds(column: Float64Array | Uint32Array, rows: number): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let row = 0; row < rows; row++) {
    low = Math.min(low, column[row] as number)
    high = Math.max(high, column[row] as number)
  }
  return [low, high]
}

const STATE_COUNT_TYPES = {
  time: Float64Array,
  length: Float64Array,
  ...Object.fromEntries(COUNTED_STATES.map((name) => [name, Float64Array])),
} as const

const OVERVIEW_TYPES = {
  segment: Uint32Array,
  track: Uint32Array,
  ...Object.fromEntries(Array.from({ length: COARSE_BUCKETS }, (_, bucket) => [`bucket${bucket}`, Uint8Array])),
} as const

/** Coarse levels of a segment's tracks, as the kernel packs them. */
function addCoarse(
  overview: PointColumns,
  segment: number,
  kind: 'goroutineCoarse' | 'procCoarse',
  block: PackedBlock,
): void {
  const columns = unpackTraceColumns(kind, block.bytes, block.rows)
  if (columns === null) throw new Error('the kernel packed coarse levels that can not be read')
  const inOrder = Object.keys(OVERVIEW_TYPES).slice(1)
  for (let row = 0; row < block.rows; row++)
    overview.add([segment, ...inOrder.map((name) => columns[name]?.[row] ?? 0)])
}

/** Whoever watches the import of a trace. */
export interface TraceWatcher {
  /** The header was read; what is known can be asked from now on. */
  begun(soFar: () => TraceSoFar): void
  /** So many more events were read. */
  events(count: number): void
  /** The first generation was read. */
  firstRead(): void
}

/** A sink that writes what it is given; the results with `end`. */
export class TraceImport implements TraceSink {
  private readonly writer: ImportWriter
  private readonly watcher: TraceWatcher
  private readonly metrics: PointColumns
  private readonly samples: PointColumns
  private readonly tasks: PointColumns
  private readonly logs: PointColumns
  private readonly spans: PointColumns
  private readonly spanCycles: PointColumns
  private readonly counts: PointColumns
  private readonly overviews: Readonly<Record<'goroutine' | 'proc', PointColumns>>
  private readonly generations: TraceGeneration[] = []
  private readonly sums = new GoroutineSums()
  private kernel: TraceKernel | null = null
  private tracker: StateTracker | null = null
  private collectors: TraceCollectors | null = null
  private read: Omit<TraceSoFar, keyof TraceCounts> & { events: number } = {
    header: '',
    generations: 0,
    first: null,
    events: 0,
  }
  private segment = 0
  private segmentFrom = 0
  private segmentGeneration = 0
  private segmentEvents = 0
  private lastNs = 0
  /** Work that was put off: see `rest`. */
  private readonly left: Generator<void, void>[] = []

  constructor(writer: ImportWriter, watcher: TraceWatcher) {
    this.writer = writer
    this.watcher = watcher
    const give =
      (kind: TraceBlockKind, key = 'time') =>
      (columns: BlockColumns, rows: number) => {
        const [low, high] = bounds(columns[key] as Float64Array, rows)
        this.writeColumns(kind, columns, rows, low, high)
      }
    this.metrics = new PointColumns({ time: Float64Array, kind: Uint8Array, value: Float64Array }, give('metrics'), [
      'time',
      'kind',
      'value',
    ])
    this.samples = new PointColumns(
      { time: Float64Array, thread: Uint32Array, proc: Uint32Array, goroutine: Uint32Array, stack: Uint32Array },
      give('samples'),
      ['time', 'thread', 'proc', 'goroutine', 'stack'],
    )
    this.tasks = new PointColumns(TASK_TYPES, give('tasks', 'task'))
    this.logs = new PointColumns(
      {
        timeNs: Float64Array,
        task: Uint32Array,
        goroutine: Uint32Array,
        category: Uint32Array,
        message: Uint32Array,
        stack: Uint32Array,
      },
      give('logs', 'timeNs'),
      ['time', 'subject', 'goroutine', 'string', 'extra', 'stack'],
    )
    this.overviews = {
      goroutine: new PointColumns(OVERVIEW_TYPES, give('goroutineOverview', 'segment')),
      proc: new PointColumns(OVERVIEW_TYPES, give('procOverview', 'segment')),
    }
    this.counts = new PointColumns(STATE_COUNT_TYPES, give('stateCounts'))
    const numbers = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, Float64Array]))
    this.spans = new PointColumns(numbers(SPAN_COLUMNS), give('spans', 'page'))
    this.spanCycles = new PointColumns(numbers(SPAN_CYCLE_COLUMNS), give('spanCycles', 'timeNs'))
  }

  begin({ header, tables, family }: Parameters<NonNullable<TraceSink['begin']>>[0]): void {
    const { writer } = this
    this.read.header = header
    const rows: CollectedRows = {
      task: ({ task, parent, name, beginNs, endNs, goroutine, endGoroutine, stack }) =>
        this.tasks.add([task, parent, name, beginNs, endNs, goroutine, endGoroutine, stack]),
      log: (chunk, row) => this.logs.take(chunk, row),
      span: (span) => this.spans.add(SPAN_COLUMNS.map((name: SpanColumn) => span[name])),
      spanCycle: (row) => this.spanCycles.add(SPAN_CYCLE_COLUMNS.map((name: SpanCycleColumn) => row[name])),
    }
    const kernel = new TraceKernel(family, tables, {
      goroutines: (given, packed) => {
        this.sums.add(given)
        const { bytes, rows: length, firstKey, lastKey } = packed()
        writer.addTraceBlock(WHOLE_TRACE, 'goroutineRows', bytes, length, firstKey, lastKey)
      },
      events: (block) => this.writePacked('events', block),
    })
    this.kernel = kernel
    const collectors = new TraceCollectors(tables, rows, kernel.totals)
    this.collectors = collectors
    const sink: IntervalSink = {
      rangeEnded: (kind, goroutine, ns) => collectors.rangeEnded(kind, goroutine, ns),
      ranges: (chunk) => {
        collectors.ranges(chunk)
        const [low, high] = [chunk.end[0] as number, chunk.end[chunk.length - 1] as number]
        this.writeColumns('ranges', chunk as unknown as BlockColumns, chunk.length, low, high)
      },
      load: (chunk) => {
        collectors.load(chunk)
        const [low, high] = [chunk.time[0] as number, chunk.time[chunk.length - 1] as number]
        this.writeColumns('load', chunk as unknown as BlockColumns, chunk.length, low, high)
      },
    }
    this.tracker = new StateTracker(tables, family, sink, this.kernel)
    this.watcher.begun(() => ({ ...this.read, ...this.countsOf(tables) }))
  }

  private countsOf({ goroutines, procs }: TraceTables): TraceCounts {
    const spanNs = this.lastNs - (this.generations[0]?.startNs ?? this.lastNs)
    const counted = this.collectors?.soFar() ?? { gcCycles: 0, pauses: 0, longestPauseNs: null }
    return { events: this.read.events, goroutines: goroutines.length - 1, procs: procs.length - 1, spanNs, ...counted }
  }

  *rest(): Generator<void, void> {
    for (let steps = this.left[0]; steps !== undefined; steps = this.left[0]) {
      yield* steps
      this.left.shift()
    }
  }

  generation(generation: TraceGeneration): void {
    runOut(this.rest())
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
    runOut(this.rest())
    const { kernel } = this
    if (kernel === null) return
    kernel.take(chunk)
    const picked = kernel.pick(chunk)
    // Cycles first: ranges of this chunk, which the tracker gives, belong to them.
    this.collectors?.events(chunk, picked)
    this.points(chunk, picked)
    this.tracker?.events(chunk)
    this.lastNs = time[length - 1] as number
    this.segmentEvents += length
    this.read.events += length
    this.watcher.events(length)
    if (this.segmentEvents >= this.segmentSize()) this.endSegment()
  }

  generationEnd(): void {
    runOut(this.rest())
    this.read.generations++
    if (this.read.first === null && this.collectors !== null) {
      this.read.first = this.countsOf(this.collectors.tables)
      this.watcher.firstRead()
    }
    if (this.segmentEvents >= this.segmentSize() * LEAST_SHARE) this.endSegment()
  }

  private segmentSize(): number {
    return Math.max(SEGMENT_EVENTS, SEGMENT_EVENTS_PER_GOROUTINE * (this.kernel?.livePlaces ?? 0))
  }

  end(end: TraceEnd): void {
    runOut(this.rest())
    this.tracker?.finish(this.lastNs)
    if (this.tracker === null || this.collectors === null) return
    this.left.push(this.endSteps(end, this.collectors, this.tracker))
  }

  private *endSteps(end: TraceEnd, collectors: TraceCollectors, tracker: StateTracker): Generator<void, void> {
    yield
    const results = yield* collectors.finish(end, this.generations, tracker, this.lastNs)
    for (const columns of [this.metrics, this.samples, this.tasks, this.logs, this.spans, this.spanCycles]) {
      columns.flush()
      yield
    }
    yield* this.segmentSteps()
    for (const columns of [...Object.values(this.overviews), this.counts]) {
      columns.flush()
      yield
    }
    this.writeQuality(results.groups)
    this.writeColumns('goroutineSums', this.sums.columns(), GOROUTINE_SUMS.length, 0, 0)
    yield* this.writer.addTraceResults(results)
  }

  private points(chunk: TraceEventColumns, { row: rows, length }: PickedRows): void {
    const { kind } = chunk
    for (let at = 0; at < length; at++) {
      const row = rows[at] as number
      const of = kind[row] as number
      if (of === TraceKind.HeapAlloc || of === TraceKind.HeapGoal || of === TraceKind.ProcsChange)
        this.metrics.take(chunk, row)
      else if (of === TraceKind.CpuSample) this.samples.take(chunk, row)
    }
  }

  private endSegment(): void {
    this.tracker?.cut(this.lastNs)
    this.left.push(this.segmentSteps())
  }

  /** A block is a step: a segment takes too long for one. */
  private *segmentSteps(): Generator<void, void> {
    const { writer, segment, segmentFrom: fromNs, lastNs: toNs } = this
    const { kernel } = this
    yield
    kernel?.flushEvents()
    yield
    const goroutineIntervals = kernel?.goroutineRows ?? 0
    const procIntervals = kernel?.procRows ?? 0
    if (kernel) {
      yield* kernel.goroutineSegment(fromNs, toNs, this.segmentSink('goroutine'))
      kernel.stateCounts((row) => this.counts.add(row))
      yield
      yield* kernel.procSegment(fromNs, toNs, this.segmentSink('proc'))
      yield
    }
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

  private writePacked(kind: TraceBlockKind, { bytes, rows, firstKey, lastKey }: PackedBlock): void {
    this.writer.addTraceBlock(this.segment, kind, bytes, rows, firstKey, lastKey)
  }

  private segmentSink(of: 'goroutine' | 'proc'): SegmentSink {
    return {
      intervals: (block) => this.writePacked(`${of}s`, block),
      tracks: (block) => this.writePacked(`${of}Tracks`, block),
      levels: (block) => this.writePacked(`${of}Levels`, block),
      coarse: (block) => addCoarse(this.overviews[of], this.segment, `${of}Coarse`, block),
    }
  }

  private writeColumns(kind: TraceBlockKind, columns: BlockColumns, rows: number, low: number, high: number): void {
    const bytes = this.kernel?.packer.pack(kind, columns, rows)
    if (bytes !== undefined) this.writer.addTraceBlock(WHOLE_TRACE, kind, bytes, rows, low, high)
  }

  private writeQuality(groups: readonly GroupRow[]): void {
    const { unnamed, fromBefore, undeterminedNs } = goroutineQuality(groups, this.sums.sum('undeterminedNs'))
    const columns = {
      unnamed: Float64Array.of(unnamed),
      fromBefore: Float64Array.of(fromBefore),
      undeterminedNs: Float64Array.of(undeterminedNs),
    }
    this.writeColumns('goroutineQuality', columns, 1, 0, 0)
  }
}
