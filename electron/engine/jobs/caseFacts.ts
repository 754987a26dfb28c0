// What rules and report may know of a case, read from the case file.
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { ProfileSummary, Source, SourceId } from '../../../shared/records/index.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { profileSeries } from '../analysis/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import type { CaseFacts, LifeFacts, ProfileFacts, RuntimeFacts } from '../findings/index.ts'
import { ProfileColumnsCache } from './ProfileColumnsCache.ts'

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
export function buildFacts(caseFile: CaseFile): CaseFacts {
  const steps = factsInSteps(caseFile)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The same, one life per step. */
export function* factsInSteps(caseFile: CaseFile): Generator<void, CaseFacts> {
  const sources = caseFile.sources.list()
  const byId = new Map(sources.map((source) => [source.id, source]))
  const onAxis = livesOnAxis(caseFile, sources)
  const lives: LifeFacts[] = []
  const runtime: RuntimeFacts[] = []
  for (const life of onAxis) {
    const source = byId.get(life.sourceId)
    if (source) {
      const facts = { life, source, cycles: caseFile.gcCycles.columns(life.id) }
      if (life.cycles > 0) lives.push(facts)
      const counts = caseFile.runtimeRows.counts(life.id)
      if (Object.keys(counts).length > 0)
        runtime.push({ ...facts, counts, rows: (table) => caseFile.runtimeRows.rows(life.id, table) })
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
  return { sources, lives, runtime, profiles, series: seriesOf(summaries, byId, onAxis) }
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
