import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { LifeOnAxis } from '../../shared/contract/caseCalls.ts'
import type { SourceId } from '../../shared/records/index.ts'
import { useCaseStore } from '../stores/caseStore.ts'

/** `life 2 of 3`: its place among all lives of its log, also those that a view has nothing to show of; they are numbered together. */
export function useLifeOrdinal(): (life: LifeOnAxis) => string {
  const store = useCaseStore()
  const { t } = useI18n()
  const counts = computed(() => {
    const all = new Map<SourceId, number>()
    for (const { sourceId } of store.overview?.lives ?? []) all.set(sourceId, (all.get(sourceId) ?? 0) + 1)
    return all
  })
  return ({ sourceId, ordinal }) => {
    const count = counts.value.get(sourceId) ?? 1
    return count > 1 ? t('gcCycles.lifeOf', { ordinal, count }) : t('gcCycles.life')
  }
}
