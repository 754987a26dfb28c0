import { shallowRef, watch, type ShallowRef } from 'vue'
import type { CaseParams, FlameGraph } from '../../shared/contract/caseCalls.ts'
import type { CallError } from '../../shared/lib/result.ts'
import { fetchData } from '../api/client.ts'
import { flameClasses } from '../charts/flameFill.ts'
import { flameLayout, type FlameLayout } from '../charts/flameLayout.ts'
import { useCaseQuery } from './useCaseQuery.ts'

/** A flame graph ready to draw. */
export interface Flame {
  graph: FlameGraph
  layout: FlameLayout
  /** Fill class per node. */
  classes: Uint8Array
  /** What steps of change are shares of. */
  scale: number
}

/** The call tree of a profile (and its change against a base): asks, fetches the bytes, lays them out once. */
export function useFlame(params: () => CaseParams<'profiles.flame'> | null): {
  flame: ShallowRef<Flame | null>
  error: ShallowRef<CallError | null>
  isLoading: ShallowRef<boolean>
} {
  const query = useCaseQuery('profiles.flame', params)
  const flame = shallowRef<Flame | null>(null)
  const error = shallowRef<CallError | null>(null)
  const isLoading = shallowRef(true)
  let latest = 0

  watch(
    [query.data, query.error, query.isLoading],
    async ([graph, failure, isAsking]) => {
      if (isAsking) return void (isLoading.value = true)
      const request = ++latest
      error.value = failure
      if (!graph) {
        flame.value = null
        isLoading.value = false
        return
      }
      const bytes = await fetchData(graph.data)
      if (request !== latest) return
      if (bytes.ok) {
        const layout = flameLayout(graph, bytes.value)
        const scale = Math.max(graph.total, graph.baseTotal ?? 0)
        flame.value = { graph, layout, scale, classes: flameClasses(layout, scale) }
      } else {
        flame.value = null
        error.value = bytes.error
      }
      isLoading.value = false
    },
    { immediate: true },
  )
  return { flame, error, isLoading }
}
