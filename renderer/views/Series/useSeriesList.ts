import { shallowRef, watch, type ShallowRef } from 'vue'
import type { SeriesListRow } from '../../../shared/contract/seriesCalls.ts'
import type { CallError } from '../../../shared/lib/result.ts'
import { call } from '../../api/client.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { usePane } from '../../stores/selection.ts'

/** Series that are listed at most; of more a word of the filter picks. */
export const MOST_LISTED = 20_000
const PAGE = 1000

/**
 * The named series of the case, as far as a screen can list them: sorted and filtered in the window. Where there are more,
 * `word` is looked for in the case.
 */
export function useSeriesList(question: () => { withBuckets: boolean; word: string }): {
  rows: ShallowRef<readonly SeriesListRow[]>
  /** Of the case; more than the rows where not all could be listed. */
  total: ShallowRef<number>
  error: ShallowRef<CallError | null>
  isLoading: ShallowRef<boolean>
  reload: () => void
} {
  const store = useCaseStore()
  const pane = usePane()
  const rows: ShallowRef<readonly SeriesListRow[]> = shallowRef([])
  const total = shallowRef(0)
  const error = shallowRef<CallError | null>(null)
  const isLoading = shallowRef(true)
  const reloads = shallowRef(0)
  let latest = 0
  let key = ''

  watch(
    () =>
      pane && !pane.isVisible.value
        ? key
        : (key = JSON.stringify([
            question(),
            store.opened?.handle,
            store.revisions.sources,
            store.revisions.settings,
            reloads.value,
          ])),
    async () => {
      const request = ++latest
      const { withBuckets, word } = question()
      isLoading.value = true
      const all: SeriesListRow[] = []
      for (;;) {
        const answer = await call('series.list', {
          search: word,
          sourceId: null,
          kind: null,
          canonicalOnly: false,
          withBuckets,
          offset: all.length,
          limit: PAGE,
        })
        if (request !== latest) return
        error.value = answer.ok ? null : answer.error
        if (!answer.ok) break
        all.push(...answer.value.rows)
        total.value = answer.value.total
        if (answer.value.rows.length === 0 || all.length >= Math.min(answer.value.total, MOST_LISTED)) break
      }
      rows.value = all
      isLoading.value = false
    },
    { immediate: true },
  )
  return { rows, total, error, isLoading, reload: () => void reloads.value++ }
}
