import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { SeriesListRow } from '../../../shared/contract/seriesCalls.ts'
import {
  seriesLabel,
  type AnnotationAnchor,
  type EntityRef,
  type SeriesSummary,
} from '../../../shared/records/index.ts'
import { useCaseQuery } from '../../composables/useCaseQuery.ts'
import { useSelectionStore } from '../../stores/selection.ts'

/** What an entity of this view is called in links and annotations; its id is the series as Prometheus writes it. */
export const SERIES = 'series'

/** The series that view and inspector are about: found by its name and labels, which a new import does not change. */
export function useChosenSeries(): {
  chosen: ComputedRef<SeriesListRow | null>
  choose: (series: SeriesSummary) => void
} {
  const selection = useSelectionStore()
  /** Kept while something of another view is chosen: a pane beside that one goes on showing its series. */
  const named = shallowRef<EntityRef | null>(null)
  watch(
    () => selection.entity,
    (entity) => {
      if (entity === null || entity.kind === SERIES) named.value = entity
    },
    { immediate: true },
  )
  const found = useCaseQuery('series.list', () =>
    named.value
      ? {
          search: named.value.id.split('{')[0] ?? '',
          sourceId: named.value.sourceId ?? null,
          kind: null,
          canonicalOnly: false,
          withBuckets: true,
          offset: 0,
          limit: 1000,
        }
      : null,
  )
  const chosen = computed(() => {
    const { value } = named
    if (!value) return null
    const rows = found.data.value?.rows ?? []
    return rows.find((row) => seriesLabel(row) === value.id) ?? rows.find((row) => row.name === value.id) ?? null
  })
  function choose(series: SeriesSummary): void {
    selection.entity = { kind: SERIES, id: seriesLabel(series), sourceId: series.sourceId }
  }
  return { chosen, choose }
}

export function seriesAnchor(series: SeriesSummary): AnnotationAnchor {
  const label = seriesLabel(series)
  return { kind: 'entity', type: SERIES, key: label, name: label, sourceId: series.sourceId, range: null }
}
