import { shallowRef, watch, type ShallowRef } from 'vue'
import type { CaseParams } from '../../../shared/contract/caseCalls.ts'
import { fetchData } from '../../api/client.ts'
import { useCaseQuery } from '../../composables/useCaseQuery.ts'

/** Readings of a trace over time; a value holds until the next. */
export interface SeriesPoints {
  /** ns since the trace's start, ascending. */
  x: Float64Array
  y: Float64Array
  readings: number
  isDecimated: boolean
}

/** A series of a trace: asks, fetches the bytes, keeps the last until the next is there. */
export function useTraceSeries(params: () => CaseParams<'traces.series'> | null): ShallowRef<SeriesPoints | null> {
  const query = useCaseQuery('traces.series', params)
  const points = shallowRef<SeriesPoints | null>(null)
  let latest = 0
  watch(
    query.data,
    async (series) => {
      const request = ++latest
      if (!series) return void (points.value = null)
      const bytes = await fetchData(series.data)
      if (request !== latest) return
      const { rows, readings, isDecimated } = series
      points.value = bytes.ok
        ? {
            x: new Float64Array(bytes.value, 0, rows),
            y: new Float64Array(bytes.value, rows * 8, rows),
            readings,
            isDecimated,
          }
        : null
    },
    { immediate: true },
  )
  return points
}
