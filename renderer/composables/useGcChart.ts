import { shallowRef, watch, type ShallowRef } from 'vue'
import type { LifeId, TimeRange } from '../../shared/records/index.ts'
import type { CallError } from '../../shared/lib/result.ts'
import { fetchData } from '../api/client.ts'
import { gcChartData, type GcChartData } from '../charts/gcChartData.ts'
import { useCaseQuery } from './useCaseQuery.ts'

/** Columns of one life for its charts: asks the case, fetches the bytes, keeps the last picture until the next is there. */
export function useGcChart(params: () => { lifeId: LifeId; range: TimeRange | null; maxPoints: number } | null): {
  data: ShallowRef<GcChartData | null>
  error: ShallowRef<CallError | null>
  isLoading: ShallowRef<boolean>
} {
  const query = useCaseQuery('gcCycles.chart', params)
  const data = shallowRef<GcChartData | null>(null)
  const error = shallowRef<CallError | null>(null)
  const isLoading = shallowRef(true)
  let latest = 0

  watch(
    [query.data, query.error, query.isLoading],
    async ([chart, failure, isAsking]) => {
      if (isAsking) return void (isLoading.value = true)
      const request = ++latest
      error.value = failure
      if (!chart) {
        data.value = null
        isLoading.value = false
        return
      }
      const bytes = await fetchData(chart.data)
      if (request !== latest) return
      data.value = bytes.ok ? gcChartData(chart, bytes.value) : null
      if (!bytes.ok) error.value = bytes.error
      isLoading.value = false
    },
    { immediate: true },
  )
  return { data, error, isLoading }
}
