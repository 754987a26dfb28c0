// Which profiles belong together: those of one process, in time order.
import type { LifeId, ProfileSummary, ProfileType, SourceId } from '../../../shared/records/index.ts'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { lifeAt } from './lifeAxis.ts'

/** Profiles of one type taken from one process over time. */
export interface ProfileSeries {
  /** Stable within a case: type, binary and the first source. */
  id: string
  type: ProfileType
  binary: string | null
  buildId: string | null
  /** The life of a log the profiles fall into; null where none or several could be it. */
  lifeId: LifeId | null
  /** In time order. */
  sourceIds: SourceId[]
}

/**
 * Profiles whose values only rise while a process lives, so that a fall tells of a restart: index of such a total per type.
 * Their records (samples) only get more, too.
 */
const CUMULATIVE: Partial<Record<ProfileType, number>> = { heap: 1, allocs: 1, block: 0, mutex: 0 }
/** Index of the column that only rises while a process lives; null where a type has none. */
export const cumulativeTypeOf = (type: ProfileType): number | null => CUMULATIVE[type] ?? null

/**
 * Puts every profile in exactly one series: same type, binary and build, in the same life of a log where exactly one life covers
 * its time, and split where what only grows (bytes allocated since start, contentions, records) falls. A profile without a time
 * is a series of its own: it has no place in an order.
 */
export function profileSeries(summaries: readonly ProfileSummary[], lives: readonly LifeOnAxis[]): ProfileSeries[] {
  const open = new Map<string, { series: ProfileSeries; last: ProfileSummary }>()
  const all: ProfileSeries[] = []
  const ordered = [...summaries].sort(
    (a, b) => (a.timeMs ?? Infinity) - (b.timeMs ?? Infinity) || a.sourceId - b.sourceId,
  )
  for (const summary of ordered) {
    const lifeId = lifeAt(summary.timeMs, lives)
    const key = JSON.stringify([summary.type, summary.binary, summary.buildId, lifeId, summary.sampleTypes])
    const known = summary.timeMs === null ? undefined : open.get(key)
    if (known && !falls(known.last, summary)) {
      known.series.sourceIds.push(summary.sourceId)
      known.last = summary
      continue
    }
    const series: ProfileSeries = {
      id: `${summary.type}:${summary.binary ?? ''}:${summary.sourceId}`,
      type: summary.type,
      binary: summary.binary,
      buildId: summary.buildId,
      lifeId,
      sourceIds: [summary.sourceId],
    }
    all.push(series)
    if (summary.timeMs !== null) open.set(key, { series, last: summary })
  }
  return all
}

function falls(before: ProfileSummary, after: ProfileSummary): boolean {
  const index = CUMULATIVE[after.type]
  if (index === undefined) return false
  return after.samples < before.samples || (after.totals[index] ?? 0) < (before.totals[index] ?? 0)
}
