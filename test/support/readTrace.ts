import { createHash } from 'node:crypto'
import { createReader, FormatError } from '../../electron/engine/formats/index.ts'
import type { ReadSummary } from '../../electron/engine/formats/index.ts'
import { GotraceReader } from '../../electron/engine/formats/gotrace/readGotrace.ts'
import type { GotraceOptions } from '../../electron/engine/formats/gotrace/readGotrace.ts'
import type { ImportIssue, TraceEnd, TraceFailure, TraceGeneration, TraceSink } from '../../shared/records/index.ts'
import { TRACE_BYTE_COLUMNS, TRACE_FLOAT_COLUMNS, TRACE_UINT_COLUMNS } from '../../shared/records/index.ts'
import { TraceValidator } from './validateTrace.ts'

/** Everything a reader gave for one trace; two of them are equal where the two traces were read alike. */
export interface TraceResult {
  /** Null: the reader refused the file. */
  summary: ReadSummary | null
  issues: ImportIssue[]
  generations: TraceGeneration[]
  /** Of all columns of all events, and of all tables. */
  digest: string
  events: number
  failure: TraceFailure | null
  /** Code of what `push` or `finish` threw. */
  thrown: string | null
  /** What the validator found. */
  faults: string[]
}

export interface ReadTraceOptions extends GotraceOptions {
  /** Size of the pushed chunks; all at once without it. */
  chunk?: number
  /** Gets everything, too. */
  sink?: TraceSink
}

/** Reads bytes as an execution trace and validates what comes out. Chunks are pushed from one buffer that is overwritten. */
export function readTrace(bytes: Uint8Array, { chunk, sink, ...options }: ReadTraceOptions = {}): TraceResult {
  const issues: ImportIssue[] = []
  const generations: TraceGeneration[] = []
  const hash = createHash('sha256')
  const ends: TraceEnd[] = []
  const validator = new TraceValidator({
    ...(sink?.begin && { begin: (trace) => sink.begin?.(trace) }),
    generation(generation) {
      generations.push(generation)
      sink?.generation?.(generation)
    },
    events(columns) {
      for (const name of [...TRACE_FLOAT_COLUMNS, ...TRACE_UINT_COLUMNS, ...TRACE_BYTE_COLUMNS]) {
        const column = columns[name].subarray(0, columns.length)
        hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
      }
      sink?.events?.(columns)
    },
    generationEnd: (generation) => sink?.generationEnd?.(generation),
    end(end) {
      ends.push(end)
      sink?.end?.(end)
    },
  })
  const output = { trace: validator, issue: (issue: ImportIssue) => issues.push(issue) }
  const reader = options.core === undefined ? createReader('gotrace', output) : new GotraceReader(output, options)
  let summary: ReadSummary | null = null
  let thrown: string | null = null
  try {
    const size = Math.max(1, chunk ?? bytes.length)
    const buffer = new Uint8Array(size)
    for (let at = 0; at < bytes.length; at += size) {
      const part = bytes.subarray(at, at + size)
      buffer.set(part)
      reader.push(buffer.subarray(0, part.length))
      buffer.fill(0xaa)
    }
    summary = reader.finish()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    thrown = error.code
  }
  const [end] = ends
  hash.update(end === undefined ? '' : tablesText(end))
  return {
    summary,
    issues,
    generations,
    digest: hash.digest('hex'),
    events: end?.events ?? 0,
    failure: end?.failure ?? null,
    thrown,
    faults: validator.faults,
  }
}

function tablesText({ tables, failure: _failure, ...end }: TraceEnd): string {
  const { functions, frames, stacks, types, goroutines, threads, procs, tasks, heapLayout } = tables
  const column = (array: ArrayLike<number | bigint>, length: number): string =>
    Array.from({ length }, (_, row) => String(array[row])).join(',')
  return [
    JSON.stringify(tables.strings),
    column(functions.name, functions.length),
    column(functions.file, functions.length),
    column(frames.pc, frames.length),
    column(frames.function, frames.length),
    column(frames.line, frames.length),
    column(stacks.start, stacks.length + 1),
    column(stacks.frame, stacks.start[stacks.length] ?? 0),
    column(types.name, types.length),
    column(types.address, types.length),
    column(types.size, types.length),
    column(types.pointerBytes, types.length),
    ...[goroutines, threads, procs, tasks].map((ids) => column(ids.id, ids.length)),
    JSON.stringify(
      { ...end, startClockNs: String(end.startClockNs), counts: [...end.counts], heapLayout },
      (_, value) => (typeof value === 'bigint' ? String(value) : (value as unknown)),
    ),
  ].join('\n')
}
