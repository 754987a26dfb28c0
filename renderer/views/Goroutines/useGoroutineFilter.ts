import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import type { GoroutineFilter, GoroutineView } from '../../../shared/contract/caseCalls.ts'
import { GROUP_FIELDS } from '../../../shared/contract/tables.ts'
import { parseFilter } from '../../../shared/filter/parseFilter.ts'
import { useViewState } from '../../composables/useViewState.ts'

export interface FilterState {
  /** In the language of shared/filter, over the fields of the table shown. */
  search: WritableComputedRef<string>
  status: WritableComputedRef<string>
  /** `key=value`; keys have no `=` in them. */
  label: WritableComputedRef<string>
  creator: WritableComputedRef<string>
  minutes: WritableComputedRef<string>
  isFolded: WritableComputedRef<boolean>
  isByLine: WritableComputedRef<boolean>
  filter: ComputedRef<GoroutineFilter>
  view: ComputedRef<GoroutineView>
  isFiltered: ComputedRef<boolean>
  clear: () => void
}

/** Steps of the shortest wait, in minutes. */
export const WAIT_STEPS = ['', '1', '2', '5', '10', '30', '60', '120', '360', '1440'] as const

/** What of a dump is shown and how it is gathered; part of the view's link. */
export function useGoroutineFilter(): FilterState {
  const search = useViewState<string>('search', '')
  const status = useViewState<string>('status', '')
  const label = useViewState<string>('label', '')
  const creator = useViewState<string>('creator', '')
  const minutes = useViewState<string>('minutes', '', WAIT_STEPS)
  const fold = useViewState('fold', 'yes', ['yes', 'no'])
  const lines = useViewState('lines', 'yes', ['yes', 'no'])
  const asFlag = (state: WritableComputedRef<'yes' | 'no'>): WritableComputedRef<boolean> =>
    computed({ get: () => state.value === 'yes', set: (next) => (state.value = next ? 'yes' : 'no') })
  // A text typed over another table of the view may ask for what a dump cannot answer: the field says so, nothing is left out.
  const isReadable = computed(() => parseFilter(search.value, GROUP_FIELDS).ok)
  const filter = computed<GoroutineFilter>(() => ({
    search: isReadable.value ? search.value : '',
    status: status.value === '' ? null : status.value,
    label: labelOf(label.value),
    creator: creator.value === '' ? null : creator.value,
    minWaitMinutes: Number(minutes.value),
  }))
  const isFolded = asFlag(fold)
  const isByLine = asFlag(lines)
  const parts = [search, status, label, creator, minutes]
  return {
    search,
    status,
    label,
    creator,
    minutes,
    isFolded,
    isByLine,
    filter,
    view: computed(() => ({ foldRuntime: isFolded.value, byLine: isByLine.value })),
    isFiltered: computed(() => parts.some(({ value }) => value !== '')),
    clear: () => {
      for (const part of parts) part.value = ''
    },
  }
}

export function labelOf(text: string): GoroutineFilter['label'] {
  const at = text.indexOf('=')
  return at < 0 ? null : { key: text.slice(0, at), value: text.slice(at + 1) }
}
