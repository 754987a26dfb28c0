// What puts the heap goal where it is: GOGC, or a memory limit. The log has neither setting, statistics of the process may have both.
import type { CaseFacts, LifeFacts } from '../../rule.ts'
import { samplesOf, type Sample } from '../../memory.ts'
import { knownLimit, type KnownLimit } from './memoryLimitSeries.ts'

export interface GoalSettings {
  /** As a share; null: not known, or off. */
  gogc: number | null
  gogcSample: Sample | null
  /** Null: no source says whether there is one. */
  limit: KnownLimit | null
  /** Which of the two a goal comes from that stands as this GOGC (a share) would put it. */
  heldBy(implied: number, goal: number): 'gogc' | 'limit' | 'unknown'
}

/** GOGC=off is the largest number there is. */
const OFF = 1e9
/** A GOGC that is named may be below what goals imply by so much: they are printed in whole MiB. */
const NEAR = 1.25
const POINTS = 0.02

export function goalSettings(life: LifeFacts, { memory }: CaseFacts): GoalSettings {
  const group = memory.groups.find((own) => own.lives.some((candidate) => candidate.life.id === life.life.id))
  const limit = knownLimit(group)
  const named = group ? (samplesOf(group, 'go.gogc').at(-1) ?? null) : null
  const gogcSample = named && named.value < OFF ? named : null
  const gogc = gogcSample ? gogcSample.value / 100 : null
  return {
    gogc,
    gogcSample,
    limit,
    heldBy(implied, goal) {
      if (gogc !== null) return gogc <= NEAR * implied + POINTS ? 'gogc' : 'limit'
      if (limit === null) return named === null ? 'unknown' : 'limit'
      // The goal of a limit lies below it by what is not heap, which is seldom more than the heap.
      return limit.bytes === null || goal < limit.bytes / 2 ? 'gogc' : 'limit'
    },
  }
}

/** A cycle's goal was set from what the cycle before had found live, and since Go 1.18 from stacks and globals. */
export function impliedGogc({ cycles }: LifeFacts, row: number): number {
  const live = cycles.liveHeapBytes[row - 1] as number
  const roots = (cycles.stacksBytes[row] as number) + (cycles.globalsBytes[row] as number)
  return ((cycles.heapGoalBytes[row] as number) - live) / Math.max(1, live + (Number.isNaN(roots) ? 0 : roots))
}
