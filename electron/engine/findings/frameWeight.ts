// Rules about runtime frames that weigh much in a profile: growth of maps and of slices.
import { originOf, sites, type Site } from '../analysis/index.ts'
import { round } from './lives.ts'
import { profileEvidence, seriesOf, totalOf, typeIndexOf } from './profiles.ts'
import type { CaseFacts, FindingDraft, ProfileFacts } from './rule.ts'
import { formatSampleValue, formatShare, joined, localText, sameText, shortName, type LocalText } from './words.ts'

/** Evidence in a finding at most. */
const MOST_EVIDENCE = 4

export interface FrameWeight {
  profile: ProfileFacts
  sampleType: 'cpu' | 'alloc_space'
  total: number
  /** Of stacks with such a frame. */
  value: number
  share: number
  /** Of it what code outside the runtime and the standard library is answerable for. */
  ownShare: number
  /** Who is answerable for them, heaviest first, the runtime and the standard library last. */
  sites: Site[]
}

/** Stacks of the runtime alone, such as its list of goroutines, nobody can write otherwise. */
const isSomebodys = ({ functionName, file }: Site): boolean => originOf(functionName, file) !== 'standard'

/** Share of stacks with a frame that matches, in every profile of the types given, newest builds and kinds alike. */
export function frameWeights(
  facts: CaseFacts,
  pattern: RegExp,
  sampleTypes: readonly FrameWeight['sampleType'][],
): FrameWeight[] {
  const kinds = { cpu: ['cpu'], alloc_space: ['allocs', 'heap'] } as const
  return sampleTypes.flatMap((sampleType) =>
    seriesOf(facts, kinds[sampleType])
      // alloc_space only adds up, so the last of a series holds the others.
      .flatMap(({ profiles }) => (sampleType === 'cpu' ? profiles : profiles.slice(-1)))
      .filter((profile) => typeIndexOf(profile, sampleType) >= 0 && totalOf(profile, sampleType) > 0)
      .map((profile) => {
        const total = totalOf(profile, sampleType)
        const all = sites(profile.columns(), typeIndexOf(profile, sampleType), (name) => pattern.test(name))
        const value = all.reduce((sum, site) => sum + site.value, 0)
        const [own, others] = [all.filter(isSomebodys), all.filter((site) => !isSomebodys(site))]
        const theirs = others.reduce((sum, site) => sum + site.value, 0)
        return {
          profile,
          sampleType,
          total,
          value,
          share: value / total,
          ownShare: (value - theirs) / total,
          sites: [...own, ...others],
        }
      }),
  )
}

export type FrameLimits = Record<'allocShare' | 'cpuShare', number>

export const frameLimit = ({ sampleType }: FrameWeight, limits: FrameLimits): number =>
  sampleType === 'cpu' ? limits.cpuShare : limits.allocShare

/** A weight in words: who is answerable most, and for how much of what. */
export function frameWords(worst: FrameWeight) {
  const { profile, sampleType, sites: own, total } = worst
  const site = own[0] ?? null
  const unit = profile.summary.sampleTypes.find(({ type }) => type === sampleType)?.unit ?? ''
  const isCpu = sampleType === 'cpu'
  return {
    site,
    name: site ? shortName(site.functionName) : '–',
    isCpu,
    what: isCpu ? localText('CPU', ' CPU ') : localText('allocation', '分配'),
    share: formatShare(worst.share),
    value: formatSampleValue(worst.value, unit),
    total: formatSampleValue(total, unit),
    ownShare: site ? formatShare(site.value / worst.value) : '–',
  }
}

/** What findings about such frames have in common. `said`: name of the share, of the share of who is answerable most, and of that of each profile. */
export function frameFinding(
  worst: FrameWeight,
  heavy: readonly FrameWeight[],
  limits: FrameLimits,
  said: { share: LocalText; own: LocalText; each: (share: string) => LocalText },
): Pick<FindingDraft, 'anchor' | 'figures' | 'evidence' | 'range' | 'functions' | 'subject'> {
  const { profile } = worst
  const [site] = worst.sites
  return {
    anchor: `${profile.summary.binary ?? profile.source.sha256.slice(0, 12)}/${site?.functionName ?? ''}`,
    figures: [
      { name: said.share, value: round(worst.share, 4), limit: frameLimit(worst, limits), unit: 'share', isMain: true },
      ...(site ? [{ name: said.own, value: round(site.value / worst.value, 4), unit: 'share' as const }] : []),
    ],
    evidence: heavy
      .slice(0, MOST_EVIDENCE)
      .map(({ profile: of, sampleType, sites: own, share }) =>
        profileEvidence(
          of,
          sampleType,
          own[0]?.functionName ?? null,
          joined([sameText(of.source.path), said.each(formatShare(share))], ': ', '：'),
        ),
      ),
    range: null,
    functions: site ? [site.functionName] : [],
    subject: sameText(profile.source.path),
  }
}
