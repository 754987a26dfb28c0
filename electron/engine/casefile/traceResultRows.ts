// Rows of what analysis made of an execution trace, written with its source.
import type { SourceId, TraceFigure } from '../../../shared/records/index.ts'
import { PROC_TIMES, PROC_TIME_FIGURES, TRACE_FIGURES, TRACE_KINDS } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import { histogramBytes } from './histogramBytes.ts'
import type { TraceResults } from './traceSubject.ts'

const FIGURES = Object.keys(TRACE_FIGURES) as TraceFigure[]
/** `longestToStopNs` → `longest_to_stop_ns`, `mmu10ms` → `mmu_10ms`. */
export const columnOf = (name: string): string =>
  name.replace(/[A-Z]|(?<=[a-z])\d+ms$/g, (part) => `_${part.toLowerCase()}`)
const FIGURE_COLUMNS = FIGURES.map(columnOf)
const PROC_COLUMNS = PROC_TIMES.map((name) => columnOf(PROC_TIME_FIGURES[name]))

/** Of these there may be many: bound by place, several with one statement, which costs a quarter of binding each by name. */
const ROWS_AT_ONCE = 16
const TASK_ROW = 'source_id ordinal task parent name begin_ns end_ns goroutine stack end_goroutine'.split(' ')
const LOG_ROW = 'source_id ordinal time_ns task goroutine category message stack'.split(' ')

const insertOf = (table: string, columns: readonly string[], rows = 1): string =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array<string>(rows)
    .fill(`(${columns.map(() => '?').join(', ')})`)
    .join(', ')}`

/** Inserts a list of rows, given their values. */
function manyInto(db: Context['db'], table: string, columns: readonly string[]) {
  const many = db.prepare(insertOf(table, columns, ROWS_AT_ONCE))
  const one = db.prepare(insertOf(table, columns))
  return <Row>(rows: readonly Row[], valuesOf: (row: Row, ordinal: number) => (string | number | null)[]): void => {
    const whole = rows.length - (rows.length % ROWS_AT_ONCE)
    let values: (string | number | null)[] = []
    for (let ordinal = 0; ordinal < rows.length; ordinal++) {
      const row = valuesOf(rows[ordinal] as Row, ordinal)
      if (ordinal >= whole) {
        one.run(row)
        continue
      }
      values.push(...row)
      if (ordinal % ROWS_AT_ONCE !== ROWS_AT_ONCE - 1) continue
      many.run(values)
      values = []
    }
  }
}

export function traceResultRows({ db }: Context) {
  const statements = {
    trace: db.prepare(`
      INSERT INTO traces (source_id, header, family, version, first_ns, last_ns, start_clock_ns, events, complete_events,
        complete_generations, goroutines, threads, procs, kinds_json, failure_json, heap_layout_json, utilization)
      VALUES (@sourceId, @header, @family, @version, @firstNs, @lastNs, @startClockNs, @events, @completeEvents,
        @completeGenerations, @goroutines, @threads, @procs, @kinds, @failure, @heapLayout, @utilization)`),
    generation: db.prepare(`
      INSERT INTO trace_generations (source_id, ordinal, number, start_ns, from_byte, to_byte, frequency, clock_ns,
        clock_mono_ns, clock_wall_ms)
      VALUES (@sourceId, @ordinal, @number, @startNs, @byteStart, @byteEnd, @frequency, @clockNs, @monoNs, @wallMs)`),
    gcCycle: db.prepare(`
      INSERT INTO trace_gc_cycles (source_id, ordinal, sequence, begin_ns, end_ns, sweep_term_ns, mark_term_ns, heap_begin_bytes,
        heap_end_bytes, heap_peak_bytes, goal_bytes, stack, dedicated_ns, fractional_ns, idle_ns, assist_ns, assists, sweep_ns,
        swept_bytes, reclaimed_bytes)
      VALUES (@sourceId, @ordinal, @sequence, @beginNs, @endNs, @sweepTermNs, @markTermNs, @heapBeginBytes, @heapEndBytes,
        @heapPeakBytes, @goalBytes, @stack, @dedicatedNs, @fractionalNs, @idleNs, @assistNs, @assists, @sweepNs, @sweptBytes,
        @reclaimedBytes)`),
    pause: db.prepare(`
      INSERT INTO trace_pauses (source_id, ordinal, kind, begin_ns, stopped_ns, end_ns, goroutine, stack, stopped_procs,
        last_proc, last_goroutine, last_stack, is_last_syscall)
      VALUES (@sourceId, @ordinal, @kind, @beginNs, @stoppedNs, @endNs, @goroutine, @stack, @stoppedProcs, @lastProc,
        @lastGoroutine, @lastStack, @isLastSyscall)`),
    task: manyInto(db, 'trace_tasks', TASK_ROW),
    log: manyInto(db, 'trace_logs', LOG_ROW),
    blocking: db.prepare(`
      INSERT INTO trace_blocking (source_id, ordinal, state, reason, stack, count, total_ns, max_ns, max_goroutine, max_begin_ns,
        open_count, open_ns, histogram, place)
      VALUES (@sourceId, @ordinal, @state, @reason, @stack, @count, @totalNs, @maxNs, @maxGoroutine, @maxBeginNs, @openCount,
        @openNs, @histogram, @place)`),
    waker: db.prepare(`
      INSERT INTO trace_wakers (source_id, ordinal, reason, stack, waker_stack, is_runtime, count, total_ns, max_ns)
      VALUES (@sourceId, @ordinal, @reason, @stack, @wakerStack, @isRuntime, @count, @totalNs, @maxNs)`),
    scheduling: db.prepare(`
      INSERT INTO trace_scheduling (source_id, ordinal, reason, stack, waker_stack, from_state, is_first_run, count, total_ns, stw_ns,
        gc_ns, full_ns, max_ns, max_goroutine, max_begin_ns, open_count, open_ns, place, histogram)
      VALUES (@sourceId, @ordinal, @reason, @stack, @wakerStack, @from, @isFirstRun, @count, @totalNs, @stwNs, @gcNs, @fullNs,
        @maxNs, @maxGoroutine, @maxBeginNs, @openCount, @openNs, @place, @histogram)`),
    range: db.prepare(`
      INSERT INTO trace_ranges (source_id, ordinal, kind, name, stack, count, total_ns, max_ns, max_goroutine, max_begin_ns,
        open_count, open_ns, swept_bytes, reclaimed_bytes, place, histogram)
      VALUES (@sourceId, @ordinal, @kind, @name, @stack, @count, @totalNs, @maxNs, @maxGoroutine, @maxBeginNs, @openCount, @openNs,
        @sweptBytes, @reclaimedBytes, @place, @histogram)`),
    object: db.prepare(`
      INSERT INTO trace_objects (source_id, ordinal, type, type_name, function, function_name, allocated, freed, existing, live,
        allocated_bytes, live_bytes, survived, count, total_ns, max_ns, max_begin_ns, open_count, open_ns, histogram)
      VALUES (@sourceId, @ordinal, @type, @typeName, @function, @functionName, @allocated, @freed, @existing, @live,
        @allocatedBytes, @liveBytes, @survived, @count, @totalNs, @maxNs, @maxBeginNs, @openCount, @openNs, @histogram)`),
    proc: db.prepare(insertOf('trace_procs', ['source_id', 'proc', 'number', 'runs', ...PROC_COLUMNS])),
    figures: db.prepare(insertOf('trace_figures', ['source_id', ...FIGURE_COLUMNS, 'alloc_json'])),
  }

  /** Writes of all rows, each of them some milliseconds; in any order, and in as many transactions as there are. */
  function* writes(results: TraceResults): Generator<ResultWrite, void> {
    const { end } = results
    const { tables } = end
    const text = (index: number): string => tables.strings[index] ?? ''
    yield (sourceId) => writeTrace(sourceId, results)
    yield* inSlices(results.generations, (sourceId, { clock, ...generation }) =>
      statements.generation.run({
        ...generation,
        sourceId,
        clockNs: clock?.timeNs ?? null,
        monoNs: clock?.monoNs.toString() ?? null,
        wallMs: clock && clock.wallSeconds * 1000 + clock.wallNanos / 1e6,
      }),
    )
    yield* inSlices(results.gcCycles, (sourceId, cycle, ordinal) => {
      const row = Object.fromEntries(Object.entries(cycle).map(([name, value]) => [name, orNull(value as number)]))
      statements.gcCycle.run({ ...row, sourceId, ordinal })
    })
    yield* inSlices(results.pauses, (sourceId, { kind, endNs, isLastSyscall, ...pause }, ordinal) =>
      statements.pause.run({
        ...pause,
        sourceId,
        ordinal,
        kind: text(kind),
        endNs: orNull(endNs),
        isLastSyscall: Number(isLastSyscall),
      }),
    )
    yield* slices(results.tasks, (sourceId, tasks, from) =>
      statements.task(tasks, (task, at) => [
        sourceId,
        from + at,
        task.task,
        task.parent,
        text(task.name),
        orNull(task.beginNs),
        orNull(task.endNs),
        task.goroutine,
        task.stack,
        task.endGoroutine,
      ]),
    )
    yield* slices(results.logs, (sourceId, logs, from) =>
      statements.log(logs, (log, at) => [
        sourceId,
        from + at,
        log.timeNs,
        log.task,
        log.goroutine,
        text(log.category),
        text(log.message),
        log.stack,
      ]),
    )
    for (const [state, blocking] of Object.entries(results.blocking))
      yield* inSlices(blocking, (sourceId, { reason, histogram, ...row }, ordinal) =>
        statements.blocking.run({
          ...row,
          sourceId,
          ordinal,
          state,
          reason: text(reason),
          histogram: histogramBytes(histogram),
          place: results.placeOf(row.stack),
        }),
      )
    yield* inSlices(results.wakers, (sourceId, { reason, isRuntime, ...row }, ordinal) =>
      statements.waker.run({ ...row, sourceId, ordinal, reason: text(reason), isRuntime: Number(isRuntime) }),
    )
    yield* inSlices(results.scheduling, (sourceId, { reason, histogram, isFirstRun, ...row }, ordinal) =>
      statements.scheduling.run({
        ...row,
        sourceId,
        ordinal,
        reason: text(reason),
        isFirstRun: Number(isFirstRun),
        histogram: histogramBytes(histogram),
        place: results.placeOf(row.stack),
      }),
    )
    yield* inSlices(results.ranges, (sourceId, { string, histogram, ...row }, ordinal) =>
      statements.range.run({
        ...row,
        sourceId,
        ordinal,
        name: text(string),
        histogram: histogramBytes(histogram),
        place: results.placeOf(row.stack),
      }),
    )
    const { functions, types, procs } = tables
    yield* inSlices(results.alloc?.objects ?? [], (sourceId, { histogram, maxGoroutine: _, ...row }, ordinal) =>
      statements.object.run({
        ...row,
        sourceId,
        ordinal,
        typeName: text(types.name[row.type] ?? 0),
        functionName: text(functions.name[row.function] ?? 0),
        histogram: histogramBytes(histogram),
      }),
    )
    yield* inSlices(results.procs, (sourceId, { proc, runs, ns }) =>
      statements.proc.run([sourceId, proc, Number(procs.id[proc] ?? 0n), runs, ...PROC_TIMES.map((name) => ns[name])]),
    )
  }

  /** Of each there is one. */
  function writeTrace(sourceId: SourceId, results: TraceResults): void {
    const { end } = results
    const { tables } = end
    statements.trace.run({
      sourceId,
      header: end.header,
      family: end.family,
      version: end.version,
      firstNs: orNull(end.firstNs),
      lastNs: orNull(end.lastNs),
      startClockNs: String(end.startClockNs),
      events: end.events,
      completeEvents: end.completeEvents,
      completeGenerations: end.completeGenerations,
      goroutines: tables.goroutines.length - 1,
      threads: tables.threads.length - 1,
      procs: tables.procs.length - 1,
      kinds: JSON.stringify(
        Object.fromEntries(
          TRACE_KINDS.flatMap(({ kind, name }) => (end.counts[kind] ? [[name, end.counts[kind]]] : [])),
        ),
      ),
      failure: end.failure && JSON.stringify({ ...end.failure, thread: end.failure.thread?.toString() ?? null }),
      heapLayout:
        tables.heapLayout &&
        JSON.stringify({ ...tables.heapLayout, minAddress: tables.heapLayout.minAddress.toString() }),
      utilization: results.utilization,
    })
    statements.figures.run([
      sourceId,
      ...FIGURES.map((name) => results.figures[name]),
      results.alloc && JSON.stringify(results.alloc.totals),
    ])
  }

  return { writes }
}

/** Rows of one write: each holds a histogram, and takes some ten microseconds. */
const SLICE_ROWS = 256

/** Within a transaction. */
export type ResultWrite = (sourceId: SourceId) => void

function* slices<Row>(
  rows: readonly Row[],
  insert: (sourceId: SourceId, rows: readonly Row[], from: number) => void,
): Generator<ResultWrite, void> {
  for (let from = 0; from < rows.length; from += SLICE_ROWS)
    yield (sourceId) => insert(sourceId, rows.slice(from, from + SLICE_ROWS), from)
}

const inSlices = <Row>(
  rows: readonly Row[],
  insert: (sourceId: SourceId, row: Row, ordinal: number) => void,
): Generator<ResultWrite, void> =>
  slices(rows, (sourceId, some, from) => some.forEach((row, at) => insert(sourceId, row, from + at)))

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
