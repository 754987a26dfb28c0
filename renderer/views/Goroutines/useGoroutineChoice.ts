import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { CaseResult, GoroutineSnapshot } from '../../../shared/contract/caseCalls.ts'
import { useCaseQuery, type CaseQuery } from '../../composables/useCaseQuery.ts'
import { useViewState } from '../../composables/useViewState.ts'
import { useZone } from '../../composables/useZone.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { useSelectionStore } from '../../stores/selection.ts'
import { momentChoice, type MomentChoice } from './momentChoice.ts'

/** The dump that view and inspector show, from the case's moments and the selection. */
export function useGoroutineChoice(): {
  list: CaseQuery<CaseResult<'goroutines.snapshots'>>
  choice: ComputedRef<MomentChoice | null>
  /** Shows a moment; what was selected in another one is let go. */
  choose: (snapshot: GoroutineSnapshot) => void
  compareWith: (snapshot: GoroutineSnapshot | null) => void
  /** When it was taken; where nobody knows, its file, and its number where the file has several. */
  timeText: (snapshot: GoroutineSnapshot) => string
} {
  const store = useCaseStore()
  const selection = useSelectionStore()
  const { t } = useI18n()
  const { time } = useZone()
  const dump = useViewState<string>('dump', '')
  const baseDump = useViewState<string>('baseDump', '')
  const group = useViewState<string>('group', '')
  const list = useCaseQuery('goroutines.snapshots', () => (store.isOpen ? {} : null))
  const choice = computed(() =>
    momentChoice(list.data.value ?? { snapshots: [], series: [] }, {
      sourceId: selection.sourceId,
      dump: dump.value,
      baseSourceId: selection.baseSourceId,
      baseDump: baseDump.value,
    }),
  )

  function choose(snapshot: GoroutineSnapshot): void {
    const { sourceId } = snapshot
    if (selection.sourceId !== sourceId || dump.value !== String(snapshot.dump)) group.value = ''
    // Ids mean nothing in another process, nor does what was compared with.
    if (choice.value && choice.value.snapshot.seriesId !== snapshot.seriesId) {
      selection.entity = null
      compareWith(null)
    }
    selection.sourceId = sourceId
    dump.value = String(snapshot.dump)
    if (selection.baseSourceId === sourceId && baseDump.value === dump.value) compareWith(null)
  }
  function compareWith(snapshot: GoroutineSnapshot | null): void {
    const shown = choice.value?.snapshot
    if (shown) {
      selection.sourceId = shown.sourceId
      dump.value = String(shown.dump)
    }
    selection.baseSourceId = snapshot?.sourceId ?? null
    baseDump.value = snapshot ? String(snapshot.dump) : ''
  }
  function timeText(snapshot: GoroutineSnapshot): string {
    if (snapshot.atMs !== null) return time(snapshot.atMs)
    const isOnly = !list.data.value?.snapshots.some(
      ({ sourceId, dump: other }) => sourceId === snapshot.sourceId && other !== snapshot.dump,
    )
    return isOnly || snapshot.dump === null
      ? snapshot.name
      : t('goroutines.numbered', { name: snapshot.name, n: snapshot.dump })
  }
  return { list, choice, choose, compareWith, timeText }
}
