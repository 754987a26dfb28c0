// What rules and report may know of a case, read from the case file.
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type {
  AllocTables,
  AllocTotals,
  DumpTables,
  GcCycleColumns,
  LifeId,
  ProfileColumns,
  ProfileSummary,
  SeriesThreshold,
  Source,
  SourceId,
  TraceFigures,
  TraceSummary,
} from '../../../shared/records/index.ts'
import { holdsFor } from '../../../shared/records/index.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { profileSeries, setOfProfile } from '../analysis/index.ts'
import type { GoroutineSet } from '../analysis/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import type {
  AllocFacts,
  CaseFacts,
  JudgedSeries,
  LifeFacts,
  MemoryFacts,
  MomentFacts,
  ProfileFacts,
  RuntimeFacts,
  TraceFacts,
} from '../findings/index.ts'
import { BoundedCache } from './BoundedCache.ts'
import { goroutineSnapshots, goroutineSources } from './goroutineSnapshots.ts'
import { memoryModel } from './memoryModel.ts'
import { ProfileColumnsCache } from './ProfileColumnsCache.ts'
import { traceTable } from './trace/tables.ts'
import { TraceView } from './trace/TraceView.ts'

/** All lives with the axis their times are on: placed ones oldest first, then those with a clock of their own, as imported. */
export function livesOnAxis(caseFile: CaseFile, sources: readonly Source[] = caseFile.sources.list()): LifeOnAxis[] {
  const byId = new Map(sources.map((source) => [source.id, source]))
  const lives = caseFile.lives.list().map((life): LifeOnAxis => {
    const source = byId.get(life.sourceId)
    const durationMs = life.durationNs / NANOS_PER_MILLI
    const shared = { ...life, sourceName: source?.name ?? '', sourcePath: source?.path ?? '' }
    if (life.startMs === null) {
      const axis = { kind: 'life', lifeId: life.id } as const
      return { ...shared, axis, range: { axis, from: 0, to: durationMs } }
    }
    const axis = { kind: 'wall' } as const
    return { ...shared, axis, range: { axis, from: life.startMs, to: life.startMs + durationMs } }
  })
  const start = (life: LifeOnAxis): number => (life.axis.kind === 'wall' ? life.range.from : Number.POSITIVE_INFINITY)
  return lives.sort((a, b) => compare(start(a), start(b)) || compare(a.id, b.id))
}

/**
 * Everything of the case that a rule may look at. GC cycles are held (some hundred bytes each); columns of profiles are loaded
 * when a rule asks for them and dropped again, so memory does not grow with their number.
 */
export function buildFacts(caseFile: CaseFile, cyclesOf?: (lifeId: LifeId) => GcCycleColumns): CaseFacts {
  const steps = factsInSteps(caseFile, cyclesOf)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The same, one life per step. With `cyclesOf` cycles are not held but asked for there, every time. */
export function* factsInSteps(
  caseFile: CaseFile,
  cyclesOf?: (lifeId: LifeId) => GcCycleColumns,
): Generator<void, CaseFacts> {
  const sources = caseFile.sources.list()
  const byId = new Map(sources.map((source) => [source.id, source]))
  const onAxis = livesOnAxis(caseFile, sources)
  const lives: LifeFacts[] = []
  const runtime: RuntimeFacts[] = []
  for (const life of onAxis) {
    const source = byId.get(life.sourceId)
    if (source) {
      const facts = cyclesOf
        ? {
            life,
            source,
            get cycles() {
              return cyclesOf(life.id)
            },
          }
        : { life, source, cycles: caseFile.gcCycles.columns(life.id) }
      if (life.cycles > 0) lives.push(facts)
      const counts = caseFile.runtimeRows.counts(life.id)
      if (Object.keys(counts).length > 0)
        runtime.push(runtimeFacts(facts, counts, (table) => caseFile.runtimeRows.rows(life.id, table)))
    }
    yield
  }
  const cache = new ProfileColumnsCache((sourceId) => caseFile.profiles.columns(sourceId))
  const summaries = caseFile.profiles.list()
  const profiles = summaries
    .flatMap((summary): ProfileFacts[] => {
      const source = byId.get(summary.sourceId)
      return source ? [{ source, summary, columns: () => cache.get(summary.sourceId) }] : []
    })
    .sort((a, b) => compare(timeOf(a.source), timeOf(b.source)) || compare(a.source.id, b.source.id))
  const { moments, goroutineSeries } = momentsOf(caseFile, byId, onAxis, (sourceId) => cache.get(sourceId))
  const totals = new BoundedCache<SourceId, AllocTables>(2)
  const allocLogs = caseFile.allocEvents.list().flatMap((log): AllocFacts[] => {
    const source = byId.get(log.sourceId)
    const load = (): AllocTables => caseFile.allocEvents.totals(log.sourceId, MAX_ALLOC_GOROUTINES)
    return source ? [{ source, log, totals: () => totals.get(log.sourceId, load) }] : []
  })
  const memory = memoryFacts(caseFile, sources, lives, profiles)
  const traces: TraceFacts[] = []
  const views = new BoundedCache<SourceId, TraceView>(1)
  for (const { sourceId, figures, alloc } of caseFile.traces.figures()) {
    const source = byId.get(sourceId)
    if (source) traces.push(traceFacts(caseFile, source, figures, alloc, views))
    yield
  }
  return {
    sources,
    lives,
    runtime,
    profiles,
    traces,
    series: seriesOf(summaries, byId, onAxis),
    moments,
    goroutineSeries,
    allocLogs,
    memory,
  }
}

/** The same facts with rows of the runtime; cycles stay those of the life, read when asked for. */
const runtimeFacts = (facts: LifeFacts, counts: RuntimeFacts['counts'], rows: RuntimeFacts['rows']): RuntimeFacts => ({
  life: facts.life,
  source: facts.source,
  get cycles() {
    return facts.cycles
  },
  counts,
  rows,
})

/** Traces are decoded when the first rule asks, one at a time, so that memory does not grow with their number. */
function traceFacts(
  caseFile: CaseFile,
  source: Source,
  figures: TraceFigures,
  alloc: AllocTotals | null,
  views: BoundedCache<SourceId, TraceView>,
): TraceFacts {
  const summary = caseFile.traces.get(source.id) as TraceSummary
  const view = (): TraceView => views.get(source.id, () => new TraceView(caseFile.traces, source.id))
  return {
    source,
    summary,
    figures,
    alloc,
    table(name) {
      const table = traceTable(view(), name)
      return Array.from({ length: table.length }, (_, row) => table.row(row))
    },
    frames: (stack) =>
      view()
        .frames(stack)
        .map(({ functionName }) => functionName),
  }
}

/** Series that a rule judges by one threshold, at most: a name may stand for every path of a service. */
const MAX_JUDGED = 200

function memoryFacts(
  caseFile: CaseFile,
  sources: readonly Source[],
  lives: readonly LifeFacts[],
  profiles: readonly ProfileFacts[],
): MemoryFacts {
  const model = memoryModel(caseFile, sources, lives, profiles)
  return { ...model, judged: model.thresholds.flatMap((threshold) => judgedBy(caseFile, threshold, sources)) }
}

/** The series of a threshold: those of its name that have all of its labels. */
export function judgedBy(caseFile: CaseFile, threshold: SeriesThreshold, sources: readonly Source[]): JudgedSeries[] {
  const { rows } = caseFile.series.list({ name: threshold.seriesName, withBuckets: true, offset: 0, limit: 10_000 })
  return rows
    .filter((series) => holdsFor(threshold, series))
    .slice(0, MAX_JUDGED)
    .flatMap((series): JudgedSeries[] => {
      const source = sources.find(({ id }) => id === series.sourceId)
      const points = (): ReturnType<JudgedSeries['points']> => caseFile.series.points(series.sourceId, series.ordinal)
      return source ? [{ threshold, source, series, points }] : []
    })
}

/** Goroutines of an allocation log that rules look at, the heaviest. */
const MAX_ALLOC_GOROUTINES = 1000

/** Moments with their goroutines, which are loaded when asked for: the last ones are held, as rules compare neighbours. */
function momentsOf(
  caseFile: CaseFile,
  sources: ReadonlyMap<SourceId, Source>,
  lives: readonly LifeOnAxis[],
  profile: (sourceId: SourceId) => ProfileColumns,
): { moments: MomentFacts[]; goroutineSeries: CaseFacts['goroutineSeries'] } {
  const { snapshots, series } = goroutineSnapshots(goroutineSources(caseFile), lives)
  const sets = new BoundedCache<string, GoroutineSet>(4)
  const tables = new BoundedCache<SourceId, DumpTables>(4)
  const moments = snapshots.flatMap((snapshot): MomentFacts[] => {
    const { sourceId, dump } = snapshot
    const source = sources.get(sourceId)
    if (!source) return []
    const load = (): GoroutineSet =>
      dump === null
        ? setOfProfile(profile(sourceId))
        : {
            rows: caseFile.goroutines.rows(sourceId, dump),
            tables: tables.get(sourceId, () => caseFile.goroutines.tables(sourceId)),
          }
    return [{ source, snapshot, set: () => sets.get(`${sourceId}.${dump}`, load) }]
  })
  return { moments, goroutineSeries: series }
}

/** Profiles grouped by process. A profile without a time of its own takes its place by the one in its file's name. */
export function seriesOf(
  summaries: readonly ProfileSummary[],
  sources: ReadonlyMap<SourceId, Source>,
  lives: readonly LifeOnAxis[],
): CaseFacts['series'] {
  const timed = summaries.map((summary) => ({
    ...summary,
    timeMs: summary.timeMs ?? sources.get(summary.sourceId)?.placement?.startMs ?? null,
  }))
  return profileSeries(timed, lives)
}

const timeOf = (source: Source): number => source.placement?.startMs ?? Number.POSITIVE_INFINITY

/** Like a − b, also for infinities. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)
