// What rules about profiles share: series with their profiles, columns by sample type, what they cite.
import type { ProfileType, ViewLink } from '../../../shared/records/index.ts'
import { sampleTypeIndex, type ProfileSeries, type Site } from '../analysis/index.ts'
import type { CaseFacts, EvidenceDraft, LifeFacts, ProfileFacts } from './rule.ts'
import { COMMANDS, formatSampleValue, localText, shortName, type LocalText } from './words.ts'

export interface SeriesFacts {
  series: ProfileSeries
  /** In time order. */
  profiles: ProfileFacts[]
}

/** Series of these types, with their profiles. */
export function seriesOf(facts: CaseFacts, types: readonly ProfileType[]): SeriesFacts[] {
  const bySource = new Map(facts.profiles.map((profile) => [profile.source.id, profile]))
  return facts.series
    .filter(({ type }) => types.includes(type))
    .map((series) => ({ series, profiles: series.sourceIds.flatMap((id) => bySource.get(id) ?? []) }))
    .filter(({ profiles }) => profiles.length > 0)
}

/** What a finding about profiles is anchored to: the bytes of the first one and the function. */
export const profilesAnchor = (profiles: readonly ProfileFacts[], functionName?: string): string =>
  `${profiles[0]?.source.sha256.slice(0, 12) ?? ''}${functionName === undefined ? '' : `/${functionName}`}`

/** Index of `inuse_space` and the like; −1 where the profile has no such column. */
export const typeIndexOf = ({ summary }: ProfileFacts, type: string): number => sampleTypeIndex(summary, type)

export const totalOf = (profile: ProfileFacts, type: string): number =>
  profile.summary.totals[typeIndexOf(profile, type)] ?? 0

export const siteValue = (sites: readonly Site[], functionName: string): number =>
  sites.find((site) => site.functionName === functionName)?.value ?? 0

/** The life on the wall clock that a profile's time falls into, by its series. */
export const lifeOfSeries = (facts: CaseFacts, { series }: SeriesFacts): LifeFacts | null =>
  facts.lives.find(({ life }) => life.id === series.lifeId) ?? null

/** Cites profiles: the Profile view at a function, compared with `base` where given. */
export function profileEvidence(
  profile: ProfileFacts,
  sampleType: string,
  functionName: string | null,
  shows: LocalText,
  base?: ProfileFacts,
): EvidenceDraft {
  const index = typeIndexOf(profile, sampleType)
  const unit = profile.summary.sampleTypes[index]?.unit ?? ''
  const link: ViewLink = {
    view: 'profile',
    sourceId: profile.source.id,
    sampleType: `${sampleType}/${unit}`,
    ...(functionName !== null && { functionName }),
    ...(base && { baseSourceId: base.source.id }),
  }
  const sourceIds = base ? [base.source.id, profile.source.id] : [profile.source.id]
  return { shows, link, at: { kind: 'profiles', sourceIds, functionName, sampleType: `${sampleType}/${unit}` } }
}

/** `, called by shop.(*Shop).basket`; with the library function it allocates through: `, through fmt.Sprintf`. In Chinese in brackets. */
export function siteContext(site: Site): LocalText {
  const leaf = site.leaves.find(({ functionName }) => functionName !== site.functionName)
  const isThrough = leaf !== undefined && leaf.value > site.value / 2
  const caller = site.callers[0]
  const through = isThrough ? shortName(leaf.functionName) : null
  const by = caller ? shortName(caller.functionName) : null
  const zh = [through && `经由 ${through}`, by && `由 ${by} 调用`].filter((part) => part !== null).join('，')
  return localText(
    `${through ? `, through ${through}` : ''}${by ? `, called by ${by}` : ''}`,
    zh === '' ? '' : `（${zh}）`,
  )
}

/** Standard deviation of an estimate from samples drawn every `period` bytes, bytes. Upper bound: large objects err less. */
export const samplingError = (bytes: number, period: number): number => Math.sqrt(Math.abs(bytes) * Math.max(1, period))

export { COMMANDS, formatSampleValue }
