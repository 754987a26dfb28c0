import { computed, type ComputedRef } from 'vue'
import { checklistProgress, type ChecklistProgress } from '../../../shared/collecting/progress.ts'
import type { Result } from '../../../shared/lib/result.ts'
import type { CaseChecklist, ChecklistMark } from '../../../shared/records/index.ts'
import { call } from '../../api/client.ts'
import { useCaseQuery } from '../../composables/useCaseQuery.ts'
import { engineText } from '../../i18n/engineText.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { useToastStore } from '../../stores/toasts.ts'

/** The checklists of the open case with their progress, and the edits of them; each can be undone. */
export function useChecklists(): {
  lists: ComputedRef<readonly CaseChecklist[]>
  progress: ComputedRef<readonly ChecklistProgress[]>
  add: (template: string) => Promise<void>
  remove: (template: string) => Promise<void>
  mark: (template: string, item: string, mark: ChecklistMark | null) => Promise<void>
} {
  const cases = useCaseStore()
  const toasts = useToastStore()
  const { data, reload } = useCaseQuery('checklists.list', () => (cases.isOpen ? {} : null))
  const lists = computed(() => data.value ?? [])

  async function settle(answer: Promise<Result<null>>): Promise<void> {
    const result = await answer
    if (result.ok) reload()
    else toasts.show(engineText(result.error), { tone: 'error' })
  }
  return {
    lists,
    progress: computed(() => lists.value.flatMap((list) => checklistProgress(list, cases.sources) ?? [])),
    add: (template) => settle(call('checklists.add', { template })),
    remove: (template) => settle(call('checklists.remove', { template })),
    mark: (template, item, mark) => settle(call('checklists.mark', { template, item, mark })),
  }
}
