import { shallowRef, watch, type ShallowRef } from 'vue'
import type { CaseParams } from '../../../shared/contract/caseCalls.ts'
import { fetchData } from '../../api/client.ts'
import { useCaseQuery } from '../../composables/useCaseQuery.ts'

/** Pixels of tracks: asks, fetches the bytes, keeps the last until the next are there. */
export function useTracePixels(params: () => CaseParams<'traces.pixels'> | null): ShallowRef<Uint8Array | null> {
  const query = useCaseQuery('traces.pixels', params)
  const pixels = shallowRef<Uint8Array | null>(null)
  let latest = 0
  watch(
    query.data,
    async (answer) => {
      const request = ++latest
      if (!answer) return void (pixels.value = null)
      const bytes = await fetchData(answer.data)
      if (request === latest) pixels.value = bytes.ok ? new Uint8Array(bytes.value) : null
    },
    { immediate: true },
  )
  return pixels
}
