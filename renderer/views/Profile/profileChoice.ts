// Which profile, column and base the view shows: what is selected, as far as the case has it, else what an investigator would open.
import type { ProfileListEntry } from '../../../shared/contract/caseCalls.ts'
import type { SampleType, SourceId } from '../../../shared/records/index.ts'

export const sampleTypeKey = ({ type, unit }: SampleType): string => `${type}/${unit}`

/** Profiles of one process over time, in time order. */
export interface ProfileGroup {
  seriesId: string
  /** What they have in common: folder and type, `incident · heap`. */
  name: string
  profiles: ProfileListEntry[]
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const timeOf = ({ placementMs, timeMs }: ProfileListEntry): number => placementMs ?? timeMs ?? Number.POSITIVE_INFINITY

/** Profiles by series; series of one type stand together, heap first. */
export function profileGroups(profiles: readonly ProfileListEntry[]): ProfileGroup[] {
  const groups = new Map<string, ProfileListEntry[]>()
  for (const profile of profiles) groups.set(profile.seriesId, [...(groups.get(profile.seriesId) ?? []), profile])
  return [...groups]
    .map(([seriesId, members]) => {
      const ordered = members.sort((a, b) => timeOf(a) - timeOf(b) || a.sourceId - b.sourceId)
      const [first] = ordered
      const folder = first ? folderOf(first.path) : ''
      return { seriesId, name: [folder, first?.type ?? ''].filter(Boolean).join(' · '), profiles: ordered }
    })
    .sort((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name))
}

const TYPES = ['heap', 'allocs', 'cpu', 'mutex', 'block', 'goroutine']
function rankOf({ profiles }: ProfileGroup): number {
  const place = TYPES.indexOf(profiles[0]?.type ?? '')
  return place < 0 ? TYPES.length : place
}

export interface ProfileChoice {
  profile: ProfileListEntry
  group: ProfileGroup
  /** `type/unit` of the column shown, and its place among the profile's sample types. */
  sampleType: string
  typeIndex: number
  unit: string
  base: ProfileListEntry | null
  /** Place of the column in the base. */
  baseTypeIndex: number
}

/**
 * The chosen profile; else the last one of the longest heap series (of any series without heap profiles). The column: the chosen
 * one where the profile has it, else the profile's default. A base must be another profile with that column.
 */
export function profileChoice(
  profiles: readonly ProfileListEntry[],
  chosen: { sourceId: SourceId | null; sampleType: string | null; baseSourceId: SourceId | null },
): ProfileChoice | null {
  const groups = profileGroups(profiles)
  const heaps = groups.filter(({ profiles: [first] }) => first?.type === 'heap')
  const longest = (heaps.length > 0 ? heaps : groups).reduce<ProfileGroup | null>(
    (best, group) => (best && best.profiles.length >= group.profiles.length ? best : group),
    null,
  )
  const named = profiles.find(({ sourceId }) => sourceId === chosen.sourceId)
  const profile = named ?? longest?.profiles.at(-1)
  const group = groups.find(({ seriesId }) => seriesId === profile?.seriesId)
  if (!profile || !group) return null
  const keys = profile.sampleTypes.map(sampleTypeKey)
  const wanted = chosen.sampleType === null ? -1 : keys.indexOf(chosen.sampleType)
  const typeIndex = wanted >= 0 ? wanted : profile.defaultSampleType
  const sampleType = keys[typeIndex] ?? ''
  const base =
    profiles.find(
      ({ sourceId, sampleTypes }) =>
        sourceId === chosen.baseSourceId &&
        sourceId !== profile.sourceId &&
        sampleTypes.some((entry) => sampleTypeKey(entry) === sampleType),
    ) ?? null
  return {
    profile,
    group,
    sampleType,
    typeIndex,
    unit: profile.sampleTypes[typeIndex]?.unit ?? '',
    base,
    baseTypeIndex: base ? base.sampleTypes.findIndex((entry) => sampleTypeKey(entry) === sampleType) : -1,
  }
}

/** The command that collects what is missing: a heap profile of a running service with net/http/pprof. */
export const COLLECT_COMMAND = 'curl -o heap-$(date +%H%M%S).pb.gz http://localhost:6060/debug/pprof/heap'
