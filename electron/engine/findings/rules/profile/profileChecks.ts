// A heap profile held against the log of its time: which life and cycle it belongs to, how old its values are, whether both agree.
import { cycleEndNs, livesAround } from '../../../analysis/index.ts'
import type { LifeFacts, ProfileFacts } from '../../rule.ts'
import { atMs } from '../../lives.ts'
import { totalOf } from '../../profiles.ts'

export const TYPE = 'inuse_space'

export interface Check {
  profile: ProfileFacts
  life: LifeFacts
  /** The cycle whose end the in-use values are of. */
  row: number
  ageNs: number
  inuse: number
  live: number
  /** (in use − live heap) ÷ live heap. */
  deviation: number
}

/** Lives on the wall clock that the profile's time belongs to. */
export function livesAt(lives: readonly LifeFacts[], { summary }: ProfileFacts): LifeFacts[] {
  const around = livesAround(
    summary.timeMs ?? Number.NaN,
    lives.map(({ life }) => life),
  )
  return lives.filter(({ life }) => around.includes(life))
}

/** One check, or none where no life or several cover the time, or no cycle had ended. `maxDeviation`: what still counts as agreement. */
export function checksOf(lives: readonly LifeFacts[], profile: ProfileFacts, maxDeviation: number): Check[] {
  const covering = livesAt(lives, profile)
  const life = covering[0]
  // Two replicas at once: nothing says which one the profile is of.
  if (!life || covering.length > 1) return []
  const at = profile.summary.timeMs ?? 0
  let last = -1
  for (let i = 0; i < life.cycles.length && atMs(life, cycleEndNs(life.cycles, i)) <= at; i++) last = i
  if (last < 0) return []
  const inuse = totalOf(profile, TYPE)
  const checkOf = (row: number): Check => {
    const live = life.cycles.liveHeapBytes[row] as number
    return {
      profile,
      life,
      row,
      ageNs: (at - atMs(life, cycleEndNs(life.cycles, row))) * 1e6,
      inuse,
      live,
      deviation: live > 0 ? (inuse - live) / live : 0,
    }
  }
  // The runtime publishes what a cycle found alive when the next one ends, since frees are counted while sweeping; runtime.GC()
  // (`?gc=1`) publishes its own at once (mprof.go, memRecord). So a profile that does not fit the last cycle may be of the one before.
  const own = checkOf(last)
  const before = last > 0 && Math.abs(own.deviation) > maxDeviation ? checkOf(last - 1) : null
  return [before && Math.abs(before.deviation) <= maxDeviation ? before : own]
}

/** Checks of one life together, the worst first; lives in the order of the facts. */
export function byLife(checks: readonly Check[], badness: (check: Check) => number): Check[][] {
  const lives = [...new Set(checks.map(({ life }) => life))]
  return lives.map((life) => checks.filter((check) => check.life === life).sort((a, b) => badness(b) - badness(a)))
}
