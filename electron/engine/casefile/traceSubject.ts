// One execution trace on its way into the case: blocks of columns as they come, rows of results at the end.
import type {
  BlockingRow,
  SourceId,
  TraceEnd,
  TraceGcCycle,
  TraceGeneration,
  TraceLog,
  TracePause,
  TraceTask,
  WakerRow,
} from '../../../shared/records/index.ts'
import { TRACE_KINDS } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import { stringInterner } from './stringInterner.ts'
import { packTraceBlock, splitIds } from './traceBlocks.ts'
import type { BlockColumns, TraceBlockKind } from './traceBlocks.ts'
import type { ImportWriter } from './types.ts'

/** A part of a trace: its own times and sizes. */
export interface TraceSegment {
  ordinal: number
  /** Ordinal of the generation it begins in. */
  generation: number
  fromNs: number
  toNs: number
  events: number
  goroutineIntervals: number
  procIntervals: number
}

/** What is known of a trace once all of it was read. */
export interface TraceResults {
  end: TraceEnd
  generations: readonly TraceGeneration[]
  gcCycles: readonly TraceGcCycle[]
  pauses: readonly TracePause[]
  tasks: readonly TraceTask[]
  logs: readonly TraceLog[]
  blocking: Readonly<Record<'waiting' | 'syscall' | 'runnable', readonly BlockingRow[]>>
  wakers: readonly WakerRow[]
  /** Mean share of the procs left to the program; null where GOMAXPROCS is not known. */
  utilization: number | null
}

/** Segment of blocks that are of the whole trace. */
export const WHOLE_TRACE = -1
/** Rows of tables of the whole trace per block. */
const TABLE_ROWS = 65_536

interface PackedBlock {
  segment: number
  kind: TraceBlockKind
  ordinal: number
  rows: number
  firstKey: number
  lastKey: number
  content: Uint8Array
}

export function traceSubject({ db }: Context) {
  const statements = {
    block: db.prepare(`
      INSERT INTO trace_blocks (source_id, segment, kind, ordinal, rows, first_key, last_key)
      VALUES (@sourceId, @segment, @kind, @ordinal, @rows, @firstKey, @lastKey)`),
    content: db.prepare('INSERT INTO trace_block_contents (id, source_id, content) VALUES (?, ?, ?)'),
    segment: db.prepare(`
      INSERT INTO trace_segments (source_id, ordinal, generation, from_ns, to_ns, events, goroutine_intervals, proc_intervals)
      VALUES (@sourceId, @ordinal, @generation, @fromNs, @toNs, @events, @goroutineIntervals, @procIntervals)`),
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
    task: db.prepare(`
      INSERT INTO trace_tasks (source_id, ordinal, task, parent, name, begin_ns, end_ns, goroutine, stack)
      VALUES (@sourceId, @ordinal, @task, @parent, @name, @beginNs, @endNs, @goroutine, @stack)`),
    log: db.prepare(`
      INSERT INTO trace_logs (source_id, ordinal, time_ns, task, goroutine, category, message, stack)
      VALUES (@sourceId, @ordinal, @timeNs, @task, @goroutine, @category, @message, @stack)`),
    blocking: db.prepare(`
      INSERT INTO trace_blocking (source_id, ordinal, state, reason, stack, count, total_ns, max_ns, max_goroutine, max_begin_ns,
        open_count, open_ns, histogram)
      VALUES (@sourceId, @ordinal, @state, @reason, @stack, @count, @totalNs, @maxNs, @maxGoroutine, @maxBeginNs, @openCount,
        @openNs, @histogram)`),
    waker: db.prepare(`
      INSERT INTO trace_wakers (source_id, ordinal, reason, stack, waker_stack, is_runtime, count, total_ns)
      VALUES (@sourceId, @ordinal, @reason, @stack, @wakerStack, @isRuntime, @count, @totalNs)`),
  }
  const intern = stringInterner(db)

  const insertBlock = (sourceId: SourceId, { content, ...place }: PackedBlock): void => {
    const id = statements.block.run({ ...place, sourceId }).lastInsertRowid
    statements.content.run(id, sourceId, content)
  }

  return (
    onGrown: () => void,
  ): SubjectWriter & Pick<ImportWriter, 'addTraceBlock' | 'addTraceSegment' | 'addTraceResults'> => {
    let blocks: PackedBlock[] = []
    let segments: TraceSegment[] = []
    let pending = 0
    let results: TraceResults | null = null
    const ordinals = new Map<string, number>()

    const addBlock = (
      segment: number,
      kind: TraceBlockKind,
      columns: Readonly<BlockColumns>,
      from: number,
      to: number,
      firstKey: number,
      lastKey: number,
    ): void => {
      const place = `${segment} ${kind}`
      const ordinal = ordinals.get(place) ?? 0
      ordinals.set(place, ordinal + 1)
      const content = packTraceBlock(kind, columns, from, to)
      blocks.push({ segment, kind, ordinal, rows: to - from, firstKey, lastKey, content })
      pending += content.length + 64
    }
    /** A table of the whole trace, in blocks; keys are row numbers. */
    const addTable = (kind: TraceBlockKind, columns: Readonly<BlockColumns>, rows: number): void => {
      for (let from = 0; from < rows; from += TABLE_ROWS) {
        const to = Math.min(rows, from + TABLE_ROWS)
        addBlock(WHOLE_TRACE, kind, columns, from, to, from, to - 1)
      }
    }

    return {
      addTraceBlock(segment, kind, columns, rows, firstKey, lastKey) {
        if (rows > 0) addBlock(segment, kind, columns, 0, rows, firstKey, lastKey)
        onGrown()
      },
      addTraceSegment(segment) {
        segments.push(segment)
        // What belongs to a segment that is done needs no counting any more.
        for (const place of ordinals.keys()) if (place.startsWith(`${segment.ordinal} `)) ordinals.delete(place)
        onGrown()
      },
      addTraceResults(given) {
        if (results) throw new TypeError('a source holds one trace')
        results = given
        const { tables } = given.end
        addTable('goroutineIds', idColumns(tables.goroutines), tables.goroutines.length)
        addTable('threadIds', idColumns(tables.threads), tables.threads.length)
        addTable('procIds', idColumns(tables.procs), tables.procs.length)
        addTable('taskIds', idColumns(tables.tasks), tables.tasks.length)
        const { low, high } = splitIds(tables.frames.pc, tables.frames.length)
        addTable(
          'frames',
          { pcLow: low, pcHigh: high, function: tables.frames.function, line: tables.frames.line },
          tables.frames.length,
        )
        addTable('stacks', { start: tables.stacks.start }, tables.stacks.length + 1)
        addTable('stackFrames', { frame: tables.stacks.frame }, tables.stacks.start[tables.stacks.length] ?? 0)
        const addresses = splitIds(tables.types.address, tables.types.length)
        addTable(
          'types',
          {
            name: tables.types.name,
            addressLow: addresses.low,
            addressHigh: addresses.high,
            size: tables.types.size,
            pointerBytes: tables.types.pointerBytes,
          },
          tables.types.length,
        )
        onGrown()
      },
      pendingBytes: () => pending,
      writePending(sourceId) {
        for (const block of blocks) insertBlock(sourceId, block)
        for (const segment of segments) statements.segment.run({ ...segment, sourceId })
        blocks = []
        segments = []
        pending = 0
      },
      finish(sourceId) {
        if (results === null) return
        // Strings and functions are interned across sources: that must not be seen before the source is.
        const { tables } = results.end
        const strings = intern.strings(tables.strings)
        addTable('strings', { id: strings }, strings.length)
        addTable('functions', { id: functionIds(results, strings) }, tables.functions.length)
        for (const block of blocks) insertBlock(sourceId, block)
        blocks = []
        writeResults(sourceId, results)
      },
    }
  }

  function functionIds({ end: { tables } }: TraceResults, strings: Uint32Array): Uint32Array {
    const ids = new Uint32Array(tables.functions.length)
    for (let row = 0; row < ids.length; row++) {
      const name = strings[tables.functions.name[row] as number] as number
      ids[row] = intern.function(name, name, strings[tables.functions.file[row] as number] as number, 0)
    }
    return ids
  }

  function writeResults(sourceId: SourceId, results: TraceResults): void {
    const { end } = results
    const { tables } = end
    const text = (index: number): string => tables.strings[index] ?? ''
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
    for (const { clock, ...generation } of results.generations)
      statements.generation.run({
        ...generation,
        sourceId,
        clockNs: clock?.timeNs ?? null,
        monoNs: clock?.monoNs.toString() ?? null,
        wallMs: clock && clock.wallSeconds * 1000 + clock.wallNanos / 1e6,
      })
    results.gcCycles.forEach((cycle, ordinal) => {
      const row = Object.fromEntries(Object.entries(cycle).map(([name, value]) => [name, orNull(value as number)]))
      statements.gcCycle.run({ ...row, sourceId, ordinal })
    })
    results.pauses.forEach(({ kind, endNs, isLastSyscall, ...pause }, ordinal) =>
      statements.pause.run({
        ...pause,
        sourceId,
        ordinal,
        kind: text(kind),
        endNs: orNull(endNs),
        isLastSyscall: Number(isLastSyscall),
      }),
    )
    results.tasks.forEach(({ name, beginNs, endNs, ...task }, ordinal) =>
      statements.task.run({
        ...task,
        sourceId,
        ordinal,
        name: text(name),
        beginNs: orNull(beginNs),
        endNs: orNull(endNs),
      }),
    )
    results.logs.forEach(({ category, message, ...log }, ordinal) =>
      statements.log.run({ ...log, sourceId, ordinal, category: text(category), message: text(message) }),
    )
    for (const [state, rows] of Object.entries(results.blocking))
      rows.forEach(({ reason, histogram, ...row }, ordinal) =>
        statements.blocking.run({
          ...row,
          sourceId,
          ordinal,
          state,
          reason: text(reason),
          histogram: Buffer.from(histogram.buffer, histogram.byteOffset, histogram.byteLength),
        }),
      )
    results.wakers.forEach(({ reason, isRuntime, ...row }, ordinal) =>
      statements.waker.run({ ...row, sourceId, ordinal, reason: text(reason), isRuntime: Number(isRuntime) }),
    )
  }
}

const idColumns = ({ id, length }: { id: BigUint64Array; length: number }): BlockColumns => {
  const { low, high } = splitIds(id, length)
  return { idLow: low, idHigh: high }
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
