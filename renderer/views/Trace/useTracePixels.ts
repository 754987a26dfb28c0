import type { ShallowRef } from 'vue'
import type { CaseParams } from '../../../shared/contract/caseCalls.ts'
import { useCaseQuery } from '../../composables/useCaseQuery.ts'
import { useAnswerData } from '../../composables/useDataColumns.ts'

/** Pixels of tracks: asks, fetches the bytes, keeps the last until the next are there. */
export const useTracePixels = (
  params: () => CaseParams<'traces.pixels'> | null,
): ShallowRef<{ bytes: Uint8Array; isSampled: boolean } | null> =>
  useAnswerData(useCaseQuery('traces.pixels', params), ({ isSampled }, bytes) => ({
    bytes: new Uint8Array(bytes),
    isSampled,
  })).data
