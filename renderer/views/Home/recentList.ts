// The list of recent cases without Vue: what is found, in which order, and the line of its live heap.
import type { RecentCase } from '../../../shared/contract/appCalls.ts'
import { SPARK_POINTS } from '../../../shared/contract/messages.ts'
import type { FindingMark } from '../../../shared/records/index.ts'

export type RecentColumn = 'name' | 'finding' | 'sources' | 'bytes' | 'opened'
export interface RecentSort {
  column: RecentColumn
  descending: boolean
}

/** Every word in name, path, service or headline. */
export function findRecent(
  cases: readonly RecentCase[],
  search: string,
  say: (headline: RecentCase['headline']) => string,
): RecentCase[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return cases.filter(({ name, path, service, headline }) => {
    const text = [name, path, service, say(headline)].join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

const RANK: Record<FindingMark, number> = { critical: 0, warning: 1, notice: 2, clear: 3, notApplicable: 4 }

/** Pinned ones stay above the others whatever the order. */
export function orderRecent(cases: readonly RecentCase[], { column, descending }: RecentSort): RecentCase[] {
  const sign = descending ? -1 : 1
  const by: Record<RecentColumn, (a: RecentCase, b: RecentCase) => number> = {
    name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
    finding: (a, b) => RANK[markOf(b)] - RANK[markOf(a)],
    sources: (a, b) => a.sources - b.sources,
    bytes: (a, b) => (a.bytes ?? -1) - (b.bytes ?? -1),
    opened: (a, b) => a.openedAtMs - b.openedAtMs,
  }
  return [...cases].sort(
    (a, b) => Number(b.isPinned) - Number(a.isPinned) || by[column](a, b) * sign || b.openedAtMs - a.openedAtMs,
  )
}

/** The mark of the most serious finding that stands. */
export function markOf({
  findings,
  headline,
  sources,
}: Pick<RecentCase, 'findings' | 'headline' | 'sources'>): FindingMark {
  if (findings.critical > 0) return 'critical'
  if (findings.warning > 0) return 'warning'
  if (findings.notice > 0) return 'notice'
  return headline === null && sources === 0 ? 'notApplicable' : 'clear'
}

/** Evenly taken values with first and last, as many as a close keeps; gaps are left out. */
export function sampled(values: ArrayLike<number>): number[] {
  const known = Array.from(values).filter(Number.isFinite)
  const count = Math.min(known.length, SPARK_POINTS)
  return Array.from(
    { length: count },
    (_, i) => known[Math.round((i * (known.length - 1)) / Math.max(1, count - 1))] ?? 0,
  )
}

/** A line of `width` × `height`, from zero so that heights of one row are comparable; '' for less than two points. */
export function sparkLine(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return ''
  const most = Math.max(...values)
  const step = width / (values.length - 1)
  return values
    .map((value, index) => {
      const y = height - 1 - (most > 0 ? value / most : 0) * (height - 2)
      return `${(index * step).toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}
