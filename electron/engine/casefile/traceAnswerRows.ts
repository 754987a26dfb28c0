// What import made of an execution trace, read back: rows of traceResultRows.ts, as records again.
import type {
  AllocTotals,
  BlockingRow,
  DurationFigures,
  ObjectRow,
  ProcTotals,
  RangeRow,
  SchedulingRow,
  SourceId,
  TraceFigure,
  TraceFigures,
  TraceGcCycle,
  TracePause,
  WakerRow,
} from '../../../shared/records/index.ts'
import { PROC_TIMES, PROC_TIME_FIGURES, TRACE_FIGURES } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import { histogramOf } from './histogramBytes.ts'
import { columnOf } from './traceResultRows.ts'
import { jsonCellOrNull } from './jsonCell.ts'

/** Rows as the case has them: texts in place of indexes, and the function that says what a stack is about. */
type Stored<Row, Index extends keyof Row> = Omit<Row, Index> & { place: string }
export type StoredPause = Omit<TracePause, 'kind'> & { ordinal: number; kind: string }
export type StoredBlocking = Stored<BlockingRow, 'reason'> & { reason: string }
export type StoredWaker = Omit<WakerRow, 'reason'> & { reason: string }
export type StoredScheduling = Stored<SchedulingRow, 'reason'> & { reason: string }
export type StoredRange = Stored<RangeRow, 'string'> & { name: string }
export type StoredObject = Omit<ObjectRow, 'maxGoroutine'> & { typeName: string; functionName: string }
export interface StoredGeneration {
  ordinal: number
  number: number
  startNs: number
  byteStart: number
  byteEnd: number
  frequency: number
  /** Null: no clock snapshot. */
  clockNs: number | null
  clockMonoNs: string | null
  clockWallMs: number | null
}
export interface StoredFigures {
  sourceId: SourceId
  figures: TraceFigures
  alloc: AllocTotals | null
}

export interface TraceAnswers {
  /** Of all traces, in the order of import. */
  figures(): StoredFigures[]
  generations(sourceId: SourceId): StoredGeneration[]
  gcCycles(sourceId: SourceId): TraceGcCycle[]
  pauses(sourceId: SourceId): StoredPause[]
  blocking(sourceId: SourceId, state: 'waiting' | 'syscall'): StoredBlocking[]
  wakers(sourceId: SourceId): StoredWaker[]
  scheduling(sourceId: SourceId): StoredScheduling[]
  ranges(sourceId: SourceId): StoredRange[]
  procs(sourceId: SourceId): (ProcTotals & { number: number })[]
  objects(sourceId: SourceId): StoredObject[]
}

const FIGURES = Object.keys(TRACE_FIGURES) as TraceFigure[]
const DURATION = ['count', 'totalNs', 'maxNs', 'maxGoroutine', 'maxBeginNs', 'openCount', 'openNs', 'histogram']
/** `maxNs` → `max_ns AS maxNs`. */
const named = (names: readonly string[], of: Readonly<Record<string, string>> = {}): string =>
  names.map((name) => `${of[name] ?? columnOf(name)} AS ${name}`).join(', ')

const TIMES = ['beginNs', 'endNs', 'sweepTermNs', 'markTermNs']
const HEAPS = ['heapBeginBytes', 'heapEndBytes', 'heapPeakBytes', 'goalBytes']
const WORK = ['dedicatedNs', 'fractionalNs', 'idleNs', 'assistNs', 'assists', 'sweepNs', 'sweptBytes', 'reclaimedBytes']

export function traceAnswerRows({ db }: Pick<Connection, 'db'>): TraceAnswers {
  const select = <Row>(columns: string, table: string, order = 'ordinal') =>
    db.prepare<[SourceId], Row>(`SELECT ${columns} FROM ${table} WHERE source_id = ? ORDER BY ${order}`)
  type Raw<Row> = Omit<Row, 'histogram'> & { histogram: Buffer }

  const figures = db.prepare<[], Record<TraceFigure, never> & { sourceId: SourceId; allocJson: string | null }>(`
    SELECT source_id AS sourceId, alloc_json AS allocJson, ${named(FIGURES)} FROM trace_figures
    WHERE source_id IN (SELECT id FROM sources) ORDER BY source_id`)
  const generations = select<StoredGeneration>(
    named(
      ['ordinal', 'number', 'startNs', 'byteStart', 'byteEnd', 'frequency', 'clockNs', 'clockMonoNs', 'clockWallMs'],
      {
        byteStart: 'from_byte',
        byteEnd: 'to_byte',
      },
    ),
    'trace_generations',
  )
  const gcCycles = select<Record<keyof TraceGcCycle, number | null>>(
    named(['sequence', 'stack', ...TIMES, ...HEAPS, ...WORK]),
    'trace_gc_cycles',
  )
  const pauses = select<Omit<StoredPause, 'endNs' | 'isLastSyscall'> & { endNs: number | null; isLastSyscall: 0 | 1 }>(
    named(
      'ordinal kind beginNs stoppedNs endNs goroutine stack stoppedProcs lastProc lastGoroutine lastStack isLastSyscall'.split(
        ' ',
      ),
    ),
    'trace_pauses',
  )
  const blocking = db.prepare<[SourceId, string], Raw<StoredBlocking>>(`
    SELECT ${named(['reason', 'stack', ...DURATION])}, coalesce(place, '') AS place FROM trace_blocking
    WHERE source_id = ? AND state = ? ORDER BY ordinal`)
  const wakers = select<Omit<StoredWaker, 'isRuntime'> & { isRuntime: 0 | 1 }>(
    `${named(['reason', 'stack', 'wakerStack', 'isRuntime', 'count', 'totalNs'])}, coalesce(max_ns, 0) AS maxNs`,
    'trace_wakers',
  )
  const scheduling = select<Raw<Omit<StoredScheduling, 'isFirstRun'>> & { isFirstRun: 0 | 1 }>(
    `from_state AS "from", ${named(['reason', 'stack', 'wakerStack', 'isFirstRun', 'stwNs', 'gcNs', 'fullNs', 'place', ...DURATION])}`,
    'trace_scheduling',
  )
  const ranges = select<Raw<StoredRange>>(
    named(['kind', 'name', 'stack', 'sweptBytes', 'reclaimedBytes', 'place', ...DURATION]),
    'trace_ranges',
  )
  const procColumns = PROC_TIMES.map((name) => `${columnOf(PROC_TIME_FIGURES[name])} AS ${name}`).join(', ')
  const procs = select<ProcTotals['ns'] & { proc: number; number: number; runs: number }>(
    `proc, number, runs, ${procColumns}`,
    'trace_procs',
    'number, proc',
  )
  const objects = select<Raw<StoredObject>>(
    named(
      'type typeName function functionName allocated freed existing live allocatedBytes liveBytes survived'
        .split(' ')
        .concat(DURATION.filter((name) => name !== 'maxGoroutine')),
    ),
    'trace_objects',
  )

  return {
    figures: () =>
      figures.all().map(({ sourceId, allocJson, ...row }) => ({
        sourceId,
        figures: row,
        alloc: jsonCellOrNull<AllocTotals>(allocJson, 'object', 'trace_figures', 'alloc_json', sourceId),
      })),
    generations: (sourceId) => generations.all(sourceId),
    gcCycles: (sourceId) =>
      gcCycles
        .all(sourceId)
        .map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, orNaN(value)])),
        ) as unknown as TraceGcCycle[],
    pauses: (sourceId) =>
      pauses.all(sourceId).map((row) => ({ ...row, endNs: orNaN(row.endNs), isLastSyscall: row.isLastSyscall === 1 })),
    blocking: (sourceId, state) => blocking.all(sourceId, state).map(withCounts),
    wakers: (sourceId) => wakers.all(sourceId).map((row) => ({ ...row, isRuntime: row.isRuntime === 1 })),
    scheduling: (sourceId) =>
      scheduling.all(sourceId).map((row) => ({ ...withCounts(row), isFirstRun: row.isFirstRun === 1 })),
    ranges: (sourceId) => ranges.all(sourceId).map(withCounts),
    procs: (sourceId) => procs.all(sourceId).map(({ proc, number, runs, ...ns }) => ({ proc, number, runs, ns })),
    objects: (sourceId) => objects.all(sourceId).map(withCounts),
  }
}

const orNaN = (value: number | null): number => value ?? Number.NaN

const withCounts = <Row extends { histogram: Buffer }>(
  row: Row,
): Omit<Row, 'histogram'> & Pick<DurationFigures, 'histogram'> => ({
  ...row,
  histogram: histogramOf(row.histogram),
})
