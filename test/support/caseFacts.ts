// Facts of a case from files, through the readers that import uses: what rules see, without a case file.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { LifeOnAxis } from '../../shared/contract/caseCalls.ts'
import {
  NO_ISSUES,
  appendGcCycles,
  appendRuntimeRows,
  emptyGcCycleColumns,
  copyDumpRows,
  emptyDumpRows,
  emptyRuntimeRows,
  type AllocTables,
  type DumpTables,
  type GcCycleColumns,
  type DumpRows,
  type LifeId,
  type ProfileColumns,
  type ProfileSummary,
  type RuntimeRows,
  type RuntimeTable,
  type Source,
  type SourceId,
  type SourceKind,
} from '../../shared/records/index.ts'
import { profileSeries, setOfProfile } from '../../electron/engine/analysis/index.ts'
import type {
  AllocFacts,
  CaseFacts,
  LifeFacts,
  MomentFacts,
  ProfileFacts,
  RuntimeFacts,
} from '../../electron/engine/findings/index.ts'
import { createReader, type ReadSummary } from '../../electron/engine/formats/index.ts'
import { goroutineSnapshots } from '../../electron/engine/jobs/goroutineSnapshots.ts'
import { memoryModel } from '../../electron/engine/jobs/memoryModel.ts'
import { placementFromName } from '../../electron/engine/jobs/placement.ts'
import { MemoryTablesBuilder } from './memoryTables.ts'

export interface CaseFile {
  /** As the case would show it. */
  path: string
  file: string
  kind: SourceKind
}

/** Reads the files in this order: ids count up from 1, as an import of the same list would give them. */
export function factsOfFiles(files: readonly CaseFile[]): CaseFacts {
  const sources: Source[] = []
  const lives: LifeFacts[] = []
  const profiles: ProfileFacts[] = []
  const runtime: RuntimeFacts[] = []
  let ids = 0
  const statistics = new MemoryTablesBuilder()
  const allocLogs: AllocFacts[] = []
  const rowsOf = new Map<SourceId, DumpRows[]>()
  const dumpTables = new Map<SourceId, DumpTables>()
  for (const { path, file, kind } of files) {
    const bytes = readFileSync(file)
    const cycles = new Map<number, GcCycleColumns>()
    const rows = new Map<string, RuntimeRows>()
    let columns: ProfileColumns | null = null
    let allocTables: AllocTables | null = null
    const goroutines: DumpRows[] = []
    const sourceId = (sources.length + 1) as SourceId
    rowsOf.set(sourceId, goroutines)
    const { output, finish } = statistics.source(sourceId)
    const reader = createReader(
      kind,
      {
        ...output,
        cycles: (ordinal, batch) =>
          void cycles.set(ordinal, appendGcCycles(cycles.get(ordinal) ?? emptyGcCycleColumns(256), batch)),
        runtimeRows: (ordinal, batch) => {
          const key = `${ordinal} ${batch.table}`
          rows.set(key, appendRuntimeRows(rows.get(key) ?? emptyRuntimeRows(batch.table, 0), batch))
        },
        profile: (read) => (columns = read),
        goroutines: (ordinal, batch) => void (goroutines[ordinal - 1] = appended(goroutines[ordinal - 1], batch)),
        dumps: (read) => void dumpTables.set(sourceId, read),
        allocTables: (read) => (allocTables = read),
        issue: () => undefined,
      },
      { name: path.slice(path.lastIndexOf('/') + 1), named: placementFromName(path.slice(path.lastIndexOf('/') + 1)) },
    )
    reader.push(bytes)
    const summary = reader.finish()
    finish(summary)
    const source = sourceOf(sources.length + 1, path, kind, bytes, summary)
    sources.push(source)
    const events = allocTables as AllocTables | null
    if (events) allocLogs.push(allocFactsOf(source, events))
    for (const record of summary.lives) {
      const id = (ids + 1) as LifeId
      const startMs = record.startMs
      const life: LifeOnAxis = {
        ...record,
        id,
        sourceId: source.id,
        sourceName: source.name,
        sourcePath: path,
        axis: startMs === null ? { kind: 'life', lifeId: id } : { kind: 'wall' },
        range: {
          axis: startMs === null ? { kind: 'life', lifeId: id } : { kind: 'wall' },
          from: startMs ?? 0,
          to: (startMs ?? 0) + record.durationNs / 1e6,
        },
      }
      const facts = { life, source, cycles: cycles.get(record.ordinal) ?? emptyGcCycleColumns(0) }
      if (record.cycles > 0) lives.push(facts)
      const own = [...rows].filter(([key]) => key.startsWith(`${record.ordinal} `)).map(([, each]) => each)
      if (own.length > 0) runtime.push({ ...facts, ...runtimeFactsOf(own) })
      ids++
    }
    const read = columns as ProfileColumns | null
    if (read) profiles.push({ source, summary: summaryOf(source.id, read, summary), columns: () => read })
  }
  lives.sort((a, b) => a.life.range.from - b.life.range.from || a.life.id - b.life.id)
  profiles.sort((a, b) => (a.summary.timeMs ?? Infinity) - (b.summary.timeMs ?? Infinity))
  const summaries = profiles.map(({ summary }) => summary)
  const onAxis = lives.map(({ life }) => life)
  const dumps = [...dumpTables].flatMap(([sourceId, tables]) => tables.dumps.map((dump) => ({ ...dump, sourceId })))
  const { snapshots, series } = goroutineSnapshots({ sources, dumps, profiles: summaries }, onAxis)
  const moments = snapshots.map((snapshot): MomentFacts => {
    const { sourceId, dump } = snapshot
    const source = sources.find(({ id }) => id === sourceId)
    const tables = dumpTables.get(sourceId)
    const profile = profiles.find((other) => other.source.id === sourceId)
    if (!source) throw new Error(`no source ${sourceId}`)
    return {
      source,
      snapshot,
      set: () => {
        if (dump === null && profile) return setOfProfile(profile.columns())
        const rows = rowsOf.get(sourceId)?.[(dump ?? 0) - 1] ?? emptyDumpRows(0)
        if (!tables) throw new Error(`no dumps in source ${sourceId}`)
        return { rows, tables }
      },
    }
  })
  return {
    sources,
    lives,
    runtime,
    profiles,
    traces: [],
    series: profileSeries(summaries, onAxis),
    memory: { ...memoryModel(statistics.tables(), sources, lives, profiles), judged: [] },
    moments,
    goroutineSeries: series,
    allocLogs,
  }
}

/** The part of RuntimeFacts that rows give. */
export function runtimeFactsOf(tables: readonly RuntimeRows[]): Pick<RuntimeFacts, 'counts' | 'rows'> {
  return {
    counts: Object.fromEntries(tables.map(({ table, length }) => [table, length])),
    rows: <Table extends RuntimeTable>(table: Table): RuntimeRows<Table> =>
      (tables.find((each) => each.table === table) ?? emptyRuntimeRows(table, 0)) as RuntimeRows<Table>,
  }
}

function appended(before: DumpRows | undefined, rows: DumpRows): DumpRows {
  const after = emptyDumpRows((before?.length ?? 0) + rows.length)
  if (before) copyDumpRows(after, before)
  copyDumpRows(after, rows)
  return after
}

const allocFactsOf = (source: Source, tables: AllocTables): AllocFacts => ({
  source,
  log: {
    sourceId: source.id,
    form: tables.form,
    startMs: tables.startMs,
    spanNs: tables.spanNs,
    uncounted: tables.uncounted,
    events: tables.classes.reduce((sum, { events }) => sum + events, 0),
    rows: 0,
  },
  totals: () => tables,
})

function sourceOf(id: number, path: string, kind: SourceKind, bytes: Uint8Array, read: ReadSummary): Source {
  return {
    id: id as SourceId,
    kind,
    variant: read.variant,
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    importedAtMs: 0,
    reader: `${kind}/1`,
    isReferenceOnly: false,
    // As an import does it: the clock inside a file beats its name.
    placement:
      read.placement ?? (kind === 'goroutines' ? placementFromName(path.slice(path.lastIndexOf('/') + 1)) : null),
    counts: read.counts,
    issues: NO_ISSUES,
  }
}

/** The summary row of a profile, as import makes it. */
export function summaryOf(
  sourceId: SourceId,
  columns: ProfileColumns,
  read: Pick<ReadSummary, 'placement'>,
): ProfileSummary {
  const file = columns.strings[columns.mappingFile[0] ?? 0] ?? ''
  return {
    sourceId,
    type: columns.type,
    sampleTypes: columns.sampleTypes,
    defaultSampleType: columns.defaultSampleType,
    totals: columns.values.map((values) => values.reduce((sum, value) => sum + value, 0)),
    samples: columns.sampleCount,
    locations: columns.locationAddress.length,
    functions: columns.functionName.length,
    mappings: columns.mappingStart.length,
    labelKeys: [],
    comments: columns.comments,
    periodType: columns.periodType,
    period: columns.period,
    timeMs: read.placement?.startMs ?? null,
    durationNs: columns.durationNanos,
    binary: file.slice(file.lastIndexOf('/') + 1) || null,
    buildId: columns.strings[columns.mappingBuildId[0] ?? 0] || null,
  }
}
