import { computed, type ComputedRef } from 'vue'
import type { GoroutineMoment } from '../../../shared/contract/caseCalls.ts'
import { useViewState } from '../../composables/useViewState.ts'
import { useSelectionStore } from '../../stores/selection.ts'

/** What is chosen within the dump shown: a group by one of its rows, and a goroutine by its id. */
export function useGoroutineSelection(moment: () => GoroutineMoment | null): {
  group: ComputedRef<number | null>
  goroutine: ComputedRef<number | null>
  chooseGroup: (row: number | null) => void
  chooseGoroutine: (id: number | null) => void
} {
  const selection = useSelectionStore()
  const groupState = useViewState<string>('group', '')
  const group = computed(() => (/^\d+$/.test(groupState.value) ? Number(groupState.value) : null))
  const goroutine = computed(() => {
    const { entity } = selection
    return entity?.kind === 'goroutine' && /^\d+$/.test(entity.id) ? Number(entity.id) : null
  })
  return {
    group,
    goroutine,
    chooseGroup: (row) => {
      groupState.value = row === null ? '' : String(row)
    },
    chooseGoroutine: (id) => {
      const shown = moment()
      selection.entity = id === null || !shown ? null : { kind: 'goroutine', id: String(id), sourceId: shown.sourceId }
    },
  }
}
