import { computed, type ComputedRef } from 'vue'
import type { RecentCase } from '../../../shared/contract/appCalls.ts'
import { useLiveHeaps } from '../../components/TimeStrip/useLiveHeaps.ts'
import { useCaseQuery } from '../../composables/useCaseQuery.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { sampled } from './recentList.ts'

type Fresh = Pick<RecentCase, 'sources' | 'findings' | 'evidenceFromMs' | 'headline' | 'liveHeap'>

/** What the recent list says of the open case is from the last time it was closed; the case itself knows better. */
export function useOpenCase(): ComputedRef<((entry: RecentCase) => RecentCase) | null> {
  const cases = useCaseStore()
  const { data: found } = useCaseQuery('findings.list', () => (cases.isOpen ? {} : null))
  const lives = computed(() => cases.overview?.lives ?? [])
  const longest = computed(() => lives.value.toSorted((a, b) => b.durationNs - a.durationNs).slice(0, 1))
  const heaps = useLiveHeaps(
    () => longest.value,
    () => cases.revisions.sources,
  )

  return computed(() => {
    const { overview, opened } = cases
    if (!overview || !opened) return null
    const { critical, warning, notice } = overview.findings
    const line = heaps.value.find(({ lifeId }) => lifeId === longest.value[0]?.id)
    const findings = found.value?.findings
    const headline = findings?.find(({ isStale, verdict }) => !isStale && verdict?.kind !== 'dismissed')
    return (entry) => {
      if (entry.path !== opened.path) return entry
      const fresh: Fresh = {
        sources: overview.sources,
        findings: { critical, warning, notice },
        evidenceFromMs: overview.range?.from ?? entry.evidenceFromMs,
        headline: findings ? (headline?.claim ?? null) : entry.headline,
        liveHeap: line ? sampled(line.y) : entry.liveHeap,
      }
      return { ...entry, ...fresh }
    }
  })
}
