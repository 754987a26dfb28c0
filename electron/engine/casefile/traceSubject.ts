// One execution trace on its way into the case: blocks of columns as they come, rows of results at the end.
import type {
  AllocTotals,
  BlockingRow,
  GroupRow,
  ObjectRow,
  ProcTotals,
  RangeRow,
  SchedulingRow,
  SourceId,
  TraceEnd,
  TraceFigures,
  TraceGcCycle,
  TraceGeneration,
  TraceIds,
  TraceLog,
  TracePause,
  TraceTask,
  WakerRow,
} from '../../../shared/records/index.ts'
import { runOut } from '../../../shared/lib/runOut.ts'
import { GROUP_FIGURES, GROUP_SUMS, WAIT_CLASSES } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import { stringInterner } from './stringInterner.ts'
import { compressTraceBlock, packTraceBlock, splitIds } from './traceBlocks.ts'
import type { BlockColumns, TraceBlockKind } from './traceBlocks.ts'
import { traceResultRows } from './traceResultRows.ts'
import type { ResultWrite } from './traceResultRows.ts'
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
  /** As many as are kept as rows; all of them are in blocks. */
  tasks: readonly TraceTask[]
  logs: readonly TraceLog[]
  blocking: Readonly<Record<'waiting' | 'syscall', readonly BlockingRow[]>>
  wakers: readonly WakerRow[]
  scheduling: readonly SchedulingRow[]
  ranges: readonly RangeRow[]
  groups: readonly GroupRow[]
  procs: readonly ProcTotals[]
  figures: TraceFigures
  /** Mean share of the procs left to the program; null where GOMAXPROCS is not known. */
  utilization: number | null
  /** Of the alloc/free experiment; null without it. */
  alloc: { totals: AllocTotals; objects: readonly ObjectRow[] } | null
  /** Function that says what a stack is about, by name; for people who query. */
  placeOf: (stack: number) => string
}

/** Segment of blocks that are of the whole trace. */
export const WHOLE_TRACE = -1
/** Rows of tables of the whole trace per block. */
const TABLE_ROWS = 65_536
/** What a write of result rows counts as: more than its bytes, as rows take time, too. Four of them are a transaction. */
const RESULT_BYTES = 1024 * 1024

interface PackedBlock {
  segment: number
  kind: TraceBlockKind
  ordinal: number
  rows: number
  firstKey: number
  lastKey: number
  content: Uint8Array
}

export function traceSubject(context: Context) {
  const { db } = context
  const statements = {
    block: db.prepare(`
      INSERT INTO trace_blocks (source_id, segment, kind, ordinal, rows, first_key, last_key)
      VALUES (@sourceId, @segment, @kind, @ordinal, @rows, @firstKey, @lastKey)`),
    content: db.prepare('INSERT INTO trace_block_contents (id, source_id, content) VALUES (?, ?, ?)'),
    segment: db.prepare(`
      INSERT INTO trace_segments (source_id, ordinal, generation, from_ns, to_ns, events, goroutine_intervals, proc_intervals)
      VALUES (@sourceId, @ordinal, @generation, @fromNs, @toNs, @events, @goroutineIntervals, @procIntervals)`),
  }
  const rows = traceResultRows(context)
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
    let resultWrites: ResultWrite[] = []
    const ordinals = new Map<string, number>()

    const addContent = (
      segment: number,
      kind: TraceBlockKind,
      content: Uint8Array,
      rows: number,
      firstKey: number,
      lastKey: number,
    ): void => {
      const place = `${segment} ${kind}`
      const ordinal = ordinals.get(place) ?? 0
      ordinals.set(place, ordinal + 1)
      blocks.push({ segment, kind, ordinal, rows, firstKey, lastKey, content })
      pending += content.length + 64
    }
    const addBlock = (
      segment: number,
      kind: TraceBlockKind,
      columns: Readonly<BlockColumns>,
      from: number,
      to: number,
      firstKey: number,
      lastKey: number,
    ): void => addContent(segment, kind, packTraceBlock(kind, columns, from, to), to - from, firstKey, lastKey)
    /** A table of the whole trace, in blocks; keys are row numbers. A block is a step. */
    function* addTable(kind: TraceBlockKind, columns: Readonly<BlockColumns>, rows: number): Generator<void, void> {
      for (let from = 0; from < rows; from += TABLE_ROWS) {
        const to = Math.min(rows, from + TABLE_ROWS)
        addBlock(WHOLE_TRACE, kind, columns, from, to, from, to - 1)
        yield
      }
    }
    /** Of goroutines there may be millions: nothing is made of all of them at a time. */
    function* addIds(kind: TraceBlockKind, ids: TraceIds): Generator<void, void> {
      for (let from = 0; from < ids.length; from += TABLE_ROWS) {
        const to = Math.min(ids.length, from + TABLE_ROWS)
        const { low, high } = splitIds(ids.slice?.(from, to) ?? ids.id.subarray(from, to), to - from)
        addBlock(WHOLE_TRACE, kind, { idLow: low, idHigh: high }, 0, to - from, from, to - 1)
        yield
      }
    }
    function* tableSteps({ end: { tables }, groups: given }: TraceResults): Generator<void, void> {
      yield* addIds('goroutineIds', tables.goroutines)
      yield* addIds('threadIds', tables.threads)
      yield* addIds('procIds', tables.procs)
      yield* addIds('taskIds', tables.tasks)
      const { low, high } = splitIds(tables.frames.pc, tables.frames.length)
      yield* addTable(
        'frames',
        { pcLow: low, pcHigh: high, function: tables.frames.function, line: tables.frames.line },
        tables.frames.length,
      )
      yield* addTable('stacks', { start: tables.stacks.start }, tables.stacks.length + 1)
      yield* addTable('stackFrames', { frame: tables.stacks.frame }, tables.stacks.start[tables.stacks.length] ?? 0)
      const addresses = splitIds(tables.types.address, tables.types.length)
      yield* addTable(
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
      const { columns, histograms } = groupColumns(given)
      yield* addTable('groups', columns, given.length)
      yield* addTable('groupHistograms', { count: histograms }, histograms.length)
    }

    return {
      addTraceBlock(segment, kind, bytes, rows, firstKey, lastKey) {
        addContent(segment, kind, compressTraceBlock(bytes), rows, firstKey, lastKey)
        onGrown()
      },
      addTraceSegment(segment) {
        segments.push(segment)
        // What belongs to a segment that is done needs no counting any more.
        for (const place of ordinals.keys()) if (place.startsWith(`${segment.ordinal} `)) ordinals.delete(place)
        onGrown()
      },
      *addTraceResults(given) {
        if (results) throw new TypeError('a source holds one trace')
        results = given
        for (const _ of tableSteps(given)) {
          onGrown()
          yield
        }
        for (const write of rows.writes(given)) {
          resultWrites.push(write)
          pending += RESULT_BYTES
          onGrown()
          yield
        }
      },
      pendingBytes: () => pending,
      writePending(sourceId) {
        for (const block of blocks) insertBlock(sourceId, block)
        for (const segment of segments) statements.segment.run({ ...segment, sourceId })
        for (const write of resultWrites) write(sourceId)
        blocks = []
        segments = []
        resultWrites = []
        pending = 0
      },
      finish(sourceId) {
        if (results === null) return
        // Strings and functions are interned across sources: that must not be seen before the source is.
        const { tables } = results.end
        const strings = intern.strings(tables.strings)
        runOut(addTable('strings', { id: strings }, strings.length))
        runOut(addTable('functions', { id: functionIds(results, strings) }, tables.functions.length))
        for (const block of blocks) insertBlock(sourceId, block)
        blocks = []
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
}

function groupColumns(groups: readonly GroupRow[]): { columns: BlockColumns; histograms: Uint32Array } {
  const figure = (of: (group: GroupRow) => number): Float64Array => Float64Array.from(groups, of)
  const columns: BlockColumns = {
    function: Uint32Array.from(groups, ({ function: of }) => of),
    goroutines: figure(({ goroutines }) => goroutines),
    created: figure(({ created }) => created),
    ended: figure(({ ended }) => ended),
  }
  for (const name of GROUP_FIGURES)
    for (const part of ['count', 'sum', 'min', 'max'] as const)
      columns[`${name}.${part}`] = figure(({ figures }) => figures[name][part])
  for (const name of GROUP_SUMS) columns[name] = figure(({ sums }) => sums[name])
  for (const name of WAIT_CLASSES) columns[`wait.${name}`] = figure(({ waits }) => waits[name])
  const all = groups.flatMap(({ figures }) => GROUP_FIGURES.map((name) => figures[name].histogram))
  const histograms = new Uint32Array(all.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const histogram of all) {
    histograms.set(histogram, at)
    at += histogram.length
  }
  return { columns, histograms }
}
