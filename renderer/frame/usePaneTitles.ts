import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useCaseStore } from '../stores/caseStore.ts'
import { usePaneStore } from '../stores/panes.ts'
import { useSharedSelection } from '../stores/selection.ts'
import { subjectName } from './subjectName.ts'

/** Names of the tabs. Where one view is open more than once, each says what it shows. */
export function usePaneTitles(): ComputedRef<ReadonlyMap<string, string>> {
  const { t } = useI18n()
  const cases = useCaseStore()
  const panes = usePaneStore()
  const selection = useSharedSelection()
  return computed(() => {
    const counts = new Map<string, number>()
    for (const { view } of panes.panes) counts.set(view, (counts.get(view) ?? 0) + 1)
    return new Map(
      panes.panes.map(({ id, view }) => {
        const name = t(`common.view.${view}`)
        if (counts.get(view) === 1) return [id, name]
        const about = subjectName(selection.held.get(id) ?? selection.subjectOf(view), cases, t)
        return [id, about === '' ? name : `${name}: ${about}`]
      }),
    )
  })
}
