import { shallowRef, watch, type ShallowRef } from 'vue'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { call, fetchData } from '../../api/client.ts'
import { gcChartData } from '../../charts/gcChartData.ts'
import type { LiveHeapLine } from '../../charts/stripShapes.ts'

/** Points per life: the strip is context, not a chart. */
const POINTS = 300
/** More lives than this are shown as bars only. */
const MOST_LIVES = 40

/** Live heap of every life on the wall clock; lines come in as they are read. `revision` changes when logs do. */
export function useLiveHeaps(
  lives: () => readonly LifeOnAxis[],
  revision: () => unknown,
): Readonly<ShallowRef<readonly LiveHeapLine[]>> {
  const heaps = shallowRef<readonly LiveHeapLine[]>([])
  let latest = 0

  watch(
    () => JSON.stringify([lives().map(({ id, axis }) => [id, axis.kind]), revision()]),
    async () => {
      const request = ++latest
      const lines: LiveHeapLine[] = []
      for (const life of lives()
        .filter(({ axis, cycles }) => axis.kind === 'wall' && cycles > 0)
        .slice(0, MOST_LIVES)) {
        const chart = await call('gcCycles.chart', { lifeId: life.id, range: null, maxPoints: POINTS })
        const bytes = chart.ok ? await fetchData(chart.value.data) : null
        if (request !== latest) return
        if (!chart.ok || !bytes?.ok) continue
        const { column } = gcChartData(chart.value, bytes.value)
        lines.push({ lifeId: life.id, x: column.x, y: column.liveHeapBytes })
        heaps.value = [...lines]
      }
      heaps.value = lines
    },
    { immediate: true },
  )
  return heaps
}
