// The moments of a case at which its goroutines were seen: dumps in any source, and goroutine profiles.
import type { GoroutineSeries, GoroutineSnapshot, LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { GoroutineDump, ProfileSummary, ProfileType, Source, SourceId } from '../../../shared/records/index.ts'
import { goroutineSeries } from '../analysis/index.ts'
import type { SnapshotKey } from '../analysis/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'

/** What tells of goroutines in a case. */
export interface GoroutineSources {
  sources: readonly Source[]
  dumps: readonly GoroutineDump[]
  profiles: readonly ProfileSummary[]
}

export const goroutineSources = (caseFile: CaseFile): GoroutineSources => ({
  sources: caseFile.sources.list(),
  dumps: caseFile.goroutines.dumps(),
  profiles: caseFile.profiles.list(),
})

const PROFILES: ReadonlySet<ProfileType> = new Set<ProfileType>(['goroutine', 'goroutineleak'])

/** In the order of import; which belong together is in `series`. */
export function goroutineSnapshots(
  { sources: all, dumps, profiles }: GoroutineSources,
  lives: readonly LifeOnAxis[],
): { snapshots: GoroutineSnapshot[]; series: GoroutineSeries[] } {
  const sources = new Map(all.map((source) => [source.id, source]))
  const snapshots = [...ofDumps(dumps, sources), ...ofProfiles(profiles, sources)]
  const series = goroutineSeries(
    snapshots.map(({ key }) => key),
    lives,
  )
  for (const { id, snapshots: members } of series)
    for (const index of members) {
      const member = snapshots[index]
      if (member) member.snapshot.seriesId = id
    }
  return { snapshots: snapshots.map(({ snapshot }) => snapshot), series }
}

interface Keyed {
  snapshot: GoroutineSnapshot
  key: SnapshotKey
}

function ofDumps(dumps: readonly GoroutineDump[], sources: ReadonlyMap<SourceId, Source>): Keyed[] {
  return dumps.flatMap((dump): Keyed[] => {
    const source = sources.get(dump.sourceId)
    if (!source) return []
    // Where the lines of a dump have no time, its source may: a file named by when it was taken.
    const placement = dump.placement ?? (source.kind === 'goroutines' ? source.placement : null)
    const { sourceId, ordinal, cause, message, culpritId, crash, goroutines, goVersions, program, maxId } = dump
    const atMs = placement?.startMs ?? null
    const errorMs = placement?.errorMs ?? null
    return [
      {
        snapshot: {
          sourceId,
          dump: ordinal,
          name: source.name,
          path: source.path,
          cause,
          message,
          culpritId,
          crash,
          goroutines,
          hasIds: maxId !== null,
          atMs,
          errorMs,
          goVersions,
          program,
          lines: { from: dump.firstLine, to: dump.lastLine },
          seriesId: '',
        },
        key: { sourceId, dump: ordinal, cause, process: dump.process, program, maxId, atMs, errorMs, goroutines },
      },
    ]
  })
}

function ofProfiles(profiles: readonly ProfileSummary[], sources: ReadonlyMap<SourceId, Source>): Keyed[] {
  return profiles.flatMap((profile): Keyed[] => {
    const source = sources.get(profile.sourceId)
    if (!source || !PROFILES.has(profile.type)) return []
    const cause = profile.type === 'goroutineleak' ? 'leakProfile' : 'profile'
    const atMs = profile.timeMs ?? source.placement?.startMs ?? null
    const errorMs = source.placement?.errorMs ?? null
    const goroutines = profile.totals[0] ?? 0
    const { sourceId, binary: program } = profile
    return [
      {
        snapshot: {
          sourceId,
          dump: null,
          name: source.name,
          path: source.path,
          cause,
          message: null,
          culpritId: null,
          crash: null,
          goroutines,
          hasIds: false,
          atMs,
          errorMs,
          goVersions: null,
          program,
          lines: null,
          seriesId: '',
        },
        key: { sourceId, dump: null, cause, process: 1, program, maxId: null, atMs, errorMs, goroutines },
      },
    ]
  })
}
