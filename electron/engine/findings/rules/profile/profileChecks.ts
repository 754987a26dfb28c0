// A heap profile held against the log of its time: which life and cycle it belongs to, how old its values are, whether both agree.
import { cycleEndNs } from '../../../analysis/index.ts'
import type { LifeFacts, ProfileFacts } from '../../rule.ts'
import { atMs } from '../../lives.ts'
import { totalOf } from '../../profiles.ts'

export const TYPE = 'inuse_space'

export interface Check {
  profile: ProfileFacts
  life: LifeFacts
  /** Last cycle that ended before the profile was taken. */
  row: number
  ageNs: number
  inuse: number
  live: number
  /** (in use − live heap) ÷ live heap. */
  deviation: number
}

/** Prefixes are written after the fact and clocks wander: a little slack at the end. */
const SLACK_MS = 5_000

/** Lives on the wall clock that cover the profile's time. */
export function livesAt(lives: readonly LifeFacts[], { summary }: ProfileFacts): LifeFacts[] {
  const at = summary.timeMs ?? Number.NaN
  return lives.filter((facts) => at >= facts.life.range.from && at <= facts.life.range.to + SLACK_MS)
}

/** One check, or none where no life or several cover the time, or no cycle had ended. */
export function checksOf(lives: readonly LifeFacts[], profile: ProfileFacts): Check[] {
  const covering = livesAt(lives, profile)
  const life = covering[0]
  // Two replicas at once: nothing says which one the profile is of.
  if (!life || covering.length > 1) return []
  const at = profile.summary.timeMs ?? 0
  let row = -1
  for (let i = 0; i < life.cycles.length && atMs(life, cycleEndNs(life.cycles, i)) <= at; i++) row = i
  if (row < 0) return []
  const inuse = totalOf(profile, TYPE)
  const live = life.cycles.liveHeapBytes[row] as number
  return [
    {
      profile,
      life,
      row,
      ageNs: (at - atMs(life, cycleEndNs(life.cycles, row))) * 1e6,
      inuse,
      live,
      deviation: live > 0 ? (inuse - live) / live : 0,
    },
  ]
}

/** Checks of one life together, the worst first; lives in the order of the facts. */
export function byLife(checks: readonly Check[], badness: (check: Check) => number): Check[][] {
  const lives = [...new Set(checks.map(({ life }) => life))]
  return lives.map((life) => checks.filter((check) => check.life === life).sort((a, b) => badness(b) - badness(a)))
}
