import { shallowRef, watch, type ShallowRef } from 'vue'
import type { SeriesBaseline, SeriesData, SeriesRefParams } from '../../../shared/contract/seriesCalls.ts'
import type { TimeRange } from '../../../shared/records/index.ts'
import type { CallError, Result } from '../../../shared/lib/result.ts'
import { call, fetchData } from '../../api/client.ts'
import type { BaselineBand } from '../../charts/seriesPlot.ts'
import { columnsOf } from '../../composables/useDataColumns.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { usePane } from '../../stores/selection.ts'
import { keyOf, type ShownSeries } from './shownSeries.ts'

/** A series with its points and how it usually is. */
export interface LoadedSeries {
  shown: ShownSeries
  answer: SeriesData
  x: Float64Array
  y: Float64Array
  baseline: SeriesBaseline
  band: BaselineBand | null
}

async function load(shown: ShownSeries, range: TimeRange | null, maxPoints: number): Promise<Result<LoadedSeries>> {
  const asked: SeriesRefParams = { ...shown, range }
  const [answer, baseline] = await Promise.all([
    call('series.data', { ...asked, maxPoints }),
    call('series.baseline', { ...asked, maxPoints, limit: null }),
  ])
  if (!answer.ok) return answer
  if (!baseline.ok) return baseline
  const [points, bytes] = await Promise.all([
    fetchData(answer.value.data),
    baseline.value.band ? fetchData(baseline.value.band) : null,
  ])
  if (!points.ok) return points
  if (bytes && !bytes.ok) return bytes
  const [x, y] = columnsOf(points.value, answer.value.rows, 2) as [Float64Array, Float64Array]
  const [at, expected, low, high] = bytes
    ? (columnsOf(bytes.value, baseline.value.bandRows, 4) as [Float64Array, Float64Array, Float64Array, Float64Array])
    : []
  const band = at && expected && low && high ? { x: at, expected, low, high } : null
  return { ok: true, value: { shown, answer: answer.value, x, y, baseline: baseline.value, band } }
}

/** Loaded stretches kept, so that adding a series reads that one only. */
const MOST_KEPT = 48

/** Points of some series over a range; what is drawn stays until all of the next is there. A series that cannot be read is left out and named. */
export function useSeriesData(
  question: () => { series: readonly ShownSeries[]; range: TimeRange | null; maxPoints: number } | null,
): {
  data: ShallowRef<readonly LoadedSeries[]>
  failures: ShallowRef<readonly CallError[]>
  isLoading: ShallowRef<boolean>
} {
  const store = useCaseStore()
  const pane = usePane()
  const data: ShallowRef<readonly LoadedSeries[]> = shallowRef([])
  const failures: ShallowRef<readonly CallError[]> = shallowRef([])
  const isLoading = shallowRef(true)
  const kept = new Map<string, Promise<Result<LoadedSeries>>>()
  let latest = 0
  let key = ''
  let state = ''

  watch(
    // Behind another tab nothing is asked.
    () =>
      pane && !pane.isVisible.value
        ? key
        : (key = JSON.stringify([question(), store.opened?.handle, store.revisions.sources])),
    async () => {
      const request = ++latest
      const asked = question()
      const current = `${store.opened?.handle} ${store.revisions.sources}`
      if (current !== state) kept.clear()
      state = current
      if (!asked) {
        data.value = []
        failures.value = []
        isLoading.value = false
        return
      }
      isLoading.value = true
      const results = await Promise.all(
        asked.series.map((series) => {
          const name = JSON.stringify([keyOf(series), asked.range, asked.maxPoints])
          const known = kept.get(name) ?? load(series, asked.range, asked.maxPoints)
          kept.delete(name)
          kept.set(name, known)
          return known
        }),
      )
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT) break
        kept.delete(oldest)
      }
      if (request !== latest) return
      data.value = results.flatMap((result) => (result.ok ? [result.value] : []))
      failures.value = results.flatMap((result) => (result.ok ? [] : [result.error]))
      isLoading.value = false
    },
    { immediate: true },
  )
  return { data, failures, isLoading }
}
