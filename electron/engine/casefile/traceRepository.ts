// Execution traces of the case: their rows, and their blocks one at a time. What is made of them is analysis.
import type { SourceId, TraceSummary, TraceTables } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import { CaseFileError } from './errors.ts'
import { traceAnswerRows } from './traceAnswerRows.ts'
import { joinIds, unpackTraceBlock, unpackUpTo, unpackWaitsEndedBy } from './traceBlocks.ts'
import type { BlockColumns, TraceBlockKind } from './traceBlocks.ts'
import { traceNames } from './traceNames.ts'
import type { TraceSegment } from './traceSubject.ts'
import type { TraceBlockRef, Traces } from './types.ts'
import { jsonCell, jsonCellOrNull } from './jsonCell.ts'

interface TraceRow extends Omit<TraceSummary, 'kinds' | 'failure' | 'heapLayout'> {
  kinds: string
  failure: string | null
  heapLayout: string | null
}

const COLUMNS = `source_id AS sourceId, header, family, version, first_ns AS firstNs, last_ns AS lastNs,
  start_clock_ns AS startClockNs, events, complete_events AS completeEvents, complete_generations AS completeGenerations,
  goroutines, threads, procs, kinds_json AS kinds, failure_json AS failure, heap_layout_json AS heapLayout, utilization`
/** Traces of running imports have no source yet. */
const COMMITTED = 'source_id IN (SELECT id FROM sources)'

export function traceRepository({ db, path }: Connection): Traces {
  const all = db.prepare<[], TraceRow>(`SELECT ${COLUMNS} FROM traces WHERE ${COMMITTED} ORDER BY source_id`)
  const one = db.prepare<[SourceId], TraceRow>(`SELECT ${COLUMNS} FROM traces WHERE source_id = ? AND ${COMMITTED}`)
  const segments = db.prepare<[SourceId], TraceSegment>(`
    SELECT ordinal, generation, from_ns AS fromNs, to_ns AS toNs, events, goroutine_intervals AS goroutineIntervals,
      proc_intervals AS procIntervals
    FROM trace_segments WHERE source_id = ? ORDER BY ordinal`)
  const blocks = db.prepare<[Record<string, unknown>], TraceBlockRef>(`
    SELECT id, segment, kind, ordinal, rows, first_key AS firstKey, last_key AS lastKey FROM trace_blocks
    WHERE source_id = @sourceId AND kind = @kind AND (@segment IS NULL OR segment = @segment)
      AND first_key <= @to AND last_key >= @from
    ORDER BY segment, ordinal`)
  const functionIds = db
    .prepare<[string], number>('SELECT functions.id FROM functions JOIN strings ON strings.id = name_id WHERE text = ?')
    .pluck()
  const names = traceNames({ db })
  const content = db.prepare<[number], Buffer>('SELECT content FROM trace_block_contents WHERE id = ?').pluck()

  const get = (sourceId: SourceId): TraceSummary | null => {
    const row = one.get(sourceId)
    return row ? toSummary(row) : null
  }

  const damaged = (block: number): never => {
    const message = `Block ${block} of an execution trace is damaged in the case file.`
    throw new CaseFileError('casefile/damaged-source', message, { path, block })
  }

  return {
    ...traceAnswerRows({ db }),
    list: () => all.all().map(toSummary),
    get,
    withFunction(name) {
      const ids = new Set(functionIds.all(name))
      if (ids.size === 0) return []
      return all
        .all()
        .map(({ sourceId }) => sourceId)
        .filter((sourceId) =>
          (this.table(sourceId, 'functions').columns['id'] as Uint32Array | undefined)?.some((id) => ids.has(id)),
        )
    },
    segments: (sourceId) => segments.all(sourceId),
    blocks: (sourceId, kind, { segment = null, from = -Infinity, to = Infinity } = {}) =>
      blocks.all({ sourceId, kind, segment, from: finite(from), to: finite(to) }),
    read: ({ id, kind, rows }, into) => {
      const packed = content.get(id)
      return (packed && unpackTraceBlock(kind, packed, rows, into)) ?? damaged(id)
    },
    readUpTo: (goroutine, { id, rows }, into) => {
      const packed = content.get(id)
      return (packed === undefined ? null : unpackUpTo(goroutine, packed, rows, into)) ?? damaged(id)
    },
    readWaitsEndedBy: (waker, { id, rows }, into) => {
      const packed = content.get(id)
      const outcome = packed === undefined ? null : unpackWaitsEndedBy(waker, packed, rows, into)
      return outcome === null ? damaged(id) : outcome === 'read'
    },
    table(sourceId, kind) {
      const parts = blocks.all({ sourceId, kind, segment: -1, from: finite(-Infinity), to: finite(Infinity) })
      const rows = parts.reduce((sum, part) => sum + part.rows, 0)
      const whole: BlockColumns = {}
      let at = 0
      for (const part of parts) {
        for (const [name, column] of Object.entries(this.read(part))) {
          whole[name] ??= new (column.constructor as Float64ArrayConstructor)(rows)
          whole[name].set(column, at)
        }
        at += part.rows
      }
      return { rows, columns: whole }
    },
    tables(sourceId): TraceTables {
      const column = (kind: TraceBlockKind, name: string): Uint32Array =>
        (this.table(sourceId, kind).columns[name] ?? new Uint32Array(0)) as Uint32Array
      const ids = (kind: 'goroutineIds' | 'threadIds' | 'procIds' | 'taskIds') => {
        const { rows, columns } = this.table(sourceId, kind)
        return { length: rows, id: joinIds(columns['idLow'] ?? [], columns['idHigh'] ?? []) }
      }
      const { strings, functions } = names.read(column('strings', 'id'), column('functions', 'id'))
      const frames = this.table(sourceId, 'frames')
      const types = this.table(sourceId, 'types')
      const start = column('stacks', 'start')
      const layout = get(sourceId)?.heapLayout ?? null
      return {
        strings,
        functions,
        frames: {
          length: frames.rows,
          pc: joinIds(frames.columns['pcLow'] ?? [], frames.columns['pcHigh'] ?? []),
          function: (frames.columns['function'] ?? new Uint32Array(0)) as Uint32Array,
          line: (frames.columns['line'] ?? new Uint32Array(0)) as Uint32Array,
        },
        stacks: { length: Math.max(0, start.length - 1), start, frame: column('stackFrames', 'frame') },
        goroutines: ids('goroutineIds'),
        threads: ids('threadIds'),
        procs: ids('procIds'),
        tasks: ids('taskIds'),
        types: {
          length: types.rows,
          name: (types.columns['name'] ?? new Uint32Array(0)) as Uint32Array,
          address: joinIds(types.columns['addressLow'] ?? [], types.columns['addressHigh'] ?? []),
          size: (types.columns['size'] ?? new Float64Array(0)) as Float64Array,
          pointerBytes: (types.columns['pointerBytes'] ?? new Float64Array(0)) as Float64Array,
        },
        heapLayout: layout && { ...layout, minAddress: BigInt(layout.minAddress) },
      }
    },
  }
}

/** SQLite has no infinities. */
const finite = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value))

function toSummary({ kinds, failure, heapLayout, ...row }: TraceRow): TraceSummary {
  const { sourceId } = row
  return {
    ...row,
    kinds: jsonCell(kinds, 'object', 'traces', 'kinds_json', sourceId),
    failure: jsonCellOrNull(failure, 'object', 'traces', 'failure_json', sourceId),
    heapLayout: jsonCellOrNull(heapLayout, 'object', 'traces', 'heap_layout_json', sourceId),
  }
}
