import { shallowRef, watch, type ShallowRef } from 'vue'
import type { DataRef } from '../../shared/contract/caseCalls.ts'
import type { CallError } from '../../shared/lib/result.ts'
import { fetchData } from '../api/client.ts'
import type { CaseQuery } from './useCaseQuery.ts'

/** An answer whose figures lie beside it, fetched: `columns` in the order the call names them, each as long as its rows. */
export interface DataColumns<Answer> {
  answer: Answer
  columns: readonly Float64Array[]
}

/** Columns of Float64 values, one after the other. Throws RangeError where bytes are missing. */
export function columnsOf(bytes: ArrayBuffer, rows: number, count: number): Float64Array[] {
  if (bytes.byteLength < rows * count * 8)
    throw new RangeError(`${count} columns of ${rows} rows need ${rows * count * 8} bytes, ${bytes.byteLength} came`)
  return Array.from({ length: count }, (_, column) => new Float64Array(bytes, column * rows * 8, rows))
}

/** Fetches the bytes of a query's answers; keeps the last picture until the next is there. `count` is how many columns an answer has. */
export function useDataColumns<Answer extends { data: DataRef; rows: number }>(
  query: CaseQuery<Answer | null>,
  count: (answer: Answer) => number,
): {
  data: ShallowRef<DataColumns<Answer> | null>
  error: ShallowRef<CallError | null>
  isLoading: ShallowRef<boolean>
} {
  const data: ShallowRef<DataColumns<Answer> | null> = shallowRef(null)
  const error = shallowRef<CallError | null>(null)
  const isLoading = shallowRef(true)
  let latest = 0

  watch(
    [query.data, query.error, query.isLoading],
    async ([answer, failure, isAsking]) => {
      if (isAsking) return void (isLoading.value = true)
      const request = ++latest
      error.value = failure
      if (!answer) {
        data.value = null
        isLoading.value = false
        return
      }
      const bytes = await fetchData(answer.data)
      if (request !== latest) return
      data.value = bytes.ok ? { answer, columns: columnsOf(bytes.value, answer.rows, count(answer)) } : null
      if (!bytes.ok) error.value = bytes.error
      isLoading.value = false
    },
    { immediate: true },
  )
  return { data, error, isLoading }
}
