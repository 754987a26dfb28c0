// Rules about runtime frames that weigh much in a profile: growth of maps and of slices.
import { sites, type Site } from '../analysis/index.ts'
import type { CaseFacts, ProfileFacts } from './rule.ts'
import { seriesOf, totalOf, typeIndexOf } from './profiles.ts'

export interface FrameWeight {
  profile: ProfileFacts
  sampleType: 'cpu' | 'alloc_space'
  total: number
  /** Of stacks with such a frame. */
  value: number
  share: number
  /** Who is answerable for them, heaviest first. */
  sites: Site[]
}

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
        const own = sites(profile.columns(), typeIndexOf(profile, sampleType), (name) => pattern.test(name))
        const value = own.reduce((sum, site) => sum + site.value, 0)
        return { profile, sampleType, total, value, share: value / total, sites: own }
      }),
  )
}
