import { computed, type ComputedRef } from 'vue'
import type { ProfileListEntry } from '../../../shared/contract/caseCalls.ts'
import { useCaseQuery, type CaseQuery } from '../../composables/useCaseQuery.ts'
import { useZone } from '../../composables/useZone.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { useSelectionStore } from '../../stores/selection.ts'
import { profileChoice, type ProfileChoice } from './profileChoice.ts'

/** What view and inspector show, from the case's profiles and the selection. */
export function useProfileChoice(): {
  list: CaseQuery<ProfileListEntry[]>
  choice: ComputedRef<ProfileChoice | null>
  /** When a profile was taken; its file name where nobody knows. */
  timeText: (profile: ProfileListEntry) => string
} {
  const store = useCaseStore()
  const selection = useSelectionStore()
  const { time } = useZone()
  const list = useCaseQuery('profiles.list', () => (store.isOpen ? {} : null))
  const choice = computed(() => profileChoice(list.data.value ?? [], selection))
  const timeText = (profile: ProfileListEntry): string => {
    const at = profile.placementMs ?? profile.timeMs
    return at === null ? profile.name : time(at)
  }
  return { list, choice, timeText }
}
