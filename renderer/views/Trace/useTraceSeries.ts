import type { ShallowRef } from 'vue'
import type { CaseParams } from '../../../shared/contract/caseCalls.ts'
import { useCaseQuery } from '../../composables/useCaseQuery.ts'
import { columnsOf, useAnswerData } from '../../composables/useDataColumns.ts'

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
  return useAnswerData(query, ({ rows, readings, isDecimated }, bytes): SeriesPoints => {
    const [x, y] = columnsOf(bytes, rows, 2) as [Float64Array, Float64Array]
    return { x, y, readings, isDecimated }
  }).data
}
