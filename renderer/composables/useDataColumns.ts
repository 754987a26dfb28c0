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

/** Of the answers of a query whose bytes lie beside them: what `read` makes of both. Keeps the last picture until the next is there. */
export function useAnswerData<Answer extends { data: DataRef }, Data>(
  query: CaseQuery<Answer | null>,
  read: (answer: Answer, bytes: ArrayBuffer) => Data,
): {
  data: ShallowRef<Data | null>
  error: ShallowRef<CallError | null>
  isLoading: ShallowRef<boolean>
} {
  const data: ShallowRef<Data | null> = shallowRef(null)
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
      data.value = bytes.ok ? read(answer, bytes.value) : null
      if (!bytes.ok) error.value = bytes.error
      isLoading.value = false
    },
    { immediate: true },
  )
  return { data, error, isLoading }
}

/** Fetches the columns of a query's answers. `count` is how many columns an answer has. */
export const useDataColumns = <Answer extends { data: DataRef; rows: number }>(
  query: CaseQuery<Answer | null>,
  count: (answer: Answer) => number,
): ReturnType<typeof useAnswerData<Answer, DataColumns<Answer>>> =>
  useAnswerData(query, (answer, bytes) => ({ answer, columns: columnsOf(bytes, answer.rows, count(answer)) }))
