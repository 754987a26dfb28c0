import { createReader } from '../../electron/engine/formats/index.ts'
import type { ReaderHints, ReadSummary } from '../../electron/engine/formats/index.ts'
import type { ContainerRecord, OomRecord } from '../../electron/engine/formats/reader.ts'
import {
  appendGcCycles,
  appendRuntimeRows,
  copyAllocEvents,
  copyDumpRows,
  emptyAllocEvents,
  emptyGcCycleColumns,
  emptyDumpRows,
  emptyRuntimeRows,
  gcCycleAt,
  runtimeRowAt,
} from '../../shared/records/index.ts'
import type {
  AllocEventColumns,
  AllocTables,
  BenchmarkTable,
  DumpTables,
  GcCycle,
  GcCycleColumns,
  DumpRows,
  ImportIssue,
  MemoryRegion,
  ProfileColumns,
  RegionSnapshot,
  RuntimeRow,
  RuntimeRows,
  RuntimeTable,
  SeriesDefinition,
  SourceKind,
} from '../../shared/records/index.ts'

/** Everything a reader gave for one input. */
export interface ReadResult {
  summary: ReadSummary
  issues: ImportIssue[]
  /** Columns of each life, by ordinal − 1. */
  lives: GcCycleColumns[]
  /** What the runtime printed beside its cycles, by table and life, in the order in which they came first. */
  runtime: { table: RuntimeTable; lifeOrdinal: number; rows: RuntimeRows }[]
  profile: ProfileColumns | null
  /** Definitions of the series, and the points of each in the order in which they came. */
  series: readonly SeriesDefinition[]
  points: { at: number[]; value: number[] }[]
  snapshots: readonly RegionSnapshot[]
  regions: MemoryRegion[][]
  oomEvents: OomRecord[]
  containers: ContainerRecord[]
  /** Goroutines of each dump, by ordinal − 1. */
  goroutines: DumpRows[]
  dumps: DumpTables | null
  benchmarks: BenchmarkTable | null
  events: AllocEventColumns
  allocTables: AllocTables | null
}

export interface ReadOptions extends ReaderHints {
  /** Size of the pushed chunks; all at once without it. */
  chunk?: number
}

/** Reads bytes as a file of this kind. Chunks are pushed from one buffer that is overwritten, as a file reader would. */
export function readSource(kind: SourceKind, input: Uint8Array | string, options: ReadOptions = {}): ReadResult {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  const lives: GcCycleColumns[] = []
  const issues: ImportIssue[] = []
  const runtime: ReadResult['runtime'] = []
  let profile: ProfileColumns | null = null
  let series: readonly SeriesDefinition[] = []
  let snapshots: readonly RegionSnapshot[] = []
  const points: ReadResult['points'] = []
  const regions: MemoryRegion[][] = []
  const oomEvents: OomRecord[] = []
  const containers: ContainerRecord[] = []
  const goroutines: DumpRows[] = []
  let dumps: DumpTables | null = null
  const results: BenchmarkTable['results'] = []
  let benchmarks: BenchmarkTable | null = null
  let events = emptyAllocEvents(0)
  let allocTables: AllocTables | null = null
  const reader = createReader(
    kind,
    {
      cycles: (ordinal, batch) => {
        lives[ordinal - 1] = appendGcCycles(lives[ordinal - 1] ?? emptyGcCycleColumns(16), batch)
      },
      runtimeRows: (lifeOrdinal, batch) => {
        const known = runtime.find((each) => each.table === batch.table && each.lifeOrdinal === lifeOrdinal)
        if (known) known.rows = appendRuntimeRows(known.rows, batch)
        else {
          const rows = appendRuntimeRows(emptyRuntimeRows(batch.table, batch.length), batch)
          runtime.push({ table: batch.table, lifeOrdinal, rows })
        }
      },
      profile: (columns) => {
        profile = columns
      },
      points: (batch) => {
        for (let index = 0; index < batch.length; index++) {
          const own = (points[batch.series[index] as number] ??= { at: [], value: [] })
          own.at.push(batch.at[index] as number)
          own.value.push(batch.value[index] as number)
        }
      },
      series: (definitions) => {
        series = definitions
      },
      regions: (snapshot, own) => {
        ;(regions[snapshot] ??= []).push(...own)
      },
      regionSnapshots: (all) => {
        snapshots = all
      },
      oomEvent: (event) => oomEvents.push(event),
      containerState: (state) => containers.push(state),
      goroutines: (ordinal, rows) => {
        const before = goroutines[ordinal - 1] ?? emptyDumpRows(0)
        const after = emptyDumpRows(before.length + rows.length)
        copyDumpRows(after, before)
        copyDumpRows(after, rows)
        goroutines[ordinal - 1] = after
      },
      dumps: (tables) => {
        dumps = tables
      },
      benchmarkResults: (rows) => results.push(...rows),
      benchmarks: (settings) => {
        benchmarks = { ...settings, results }
      },
      allocEvents: (rows) => {
        const after = emptyAllocEvents(events.length + rows.length)
        copyAllocEvents(after, events)
        copyAllocEvents(after, rows)
        events = after
      },
      allocTables: (tables) => {
        allocTables = tables
      },
      issue: (issue) => issues.push(issue),
    },
    options,
  )
  const size = Math.max(1, options.chunk ?? bytes.length)
  const buffer = new Uint8Array(size)
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size)
    buffer.set(part)
    reader.push(buffer.subarray(0, part.length))
    buffer.fill(0xaa)
  }
  const summary = reader.finish()
  return {
    summary,
    issues,
    lives,
    runtime,
    profile,
    series,
    points,
    snapshots,
    regions,
    oomEvents,
    containers,
    goroutines,
    dumps,
    benchmarks,
    events,
    allocTables,
  }
}

/** The cycles of all lives as records, life by life. */
export function cyclesOf(result: ReadResult): GcCycle[] {
  return result.lives.flatMap((columns) =>
    Array.from({ length: columns.length }, (_, index) => gcCycleAt(columns, index)),
  )
}

/** The rows of one table, life after life. */
export function runtimeRowsOf<Table extends RuntimeTable>(result: ReadResult, table: Table): RuntimeRow<Table>[] {
  return result.runtime
    .filter((each) => each.table === table)
    .sort((a, b) => a.lifeOrdinal - b.lifeOrdinal)
    .flatMap(({ rows }) =>
      Array.from({ length: rows.length }, (_, index) => runtimeRowAt(rows as RuntimeRows<Table>, index)),
    )
}

export const readLog = (input: Uint8Array | string, options: ReadOptions = {}): ReadResult =>
  readSource('gctrace', input, options)

export const readDumps = (input: Uint8Array | string, options: ReadOptions = {}): ReadResult =>
  readSource('goroutines', input, options)
