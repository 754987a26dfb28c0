import { computed, type ComputedRef, type Ref, type WritableComputedRef } from 'vue'
import { useElementSize } from './useElementSize.ts'

/**
 * Height of a view's charts, CSS pixels: the share of the view's height that the user gave them, as long as they and what else the
 * view shows keep their least heights. Where there is no layout yet the view counts as 640 high.
 */
export function useChartHeight(
  view: Readonly<Ref<HTMLElement | null>>,
  share: Ref<number>,
  least: { charts: number; rest: number },
): {
  chartHeight: WritableComputedRef<number>
  /** What the rest leaves to them at most. */
  most: ComputedRef<number>
} {
  const { height } = useElementSize(view)
  const most = computed(() => Math.max(least.charts, height.value - least.rest))
  const chartHeight = computed({
    get: () => Math.round(Math.min(most.value, Math.max(least.charts, (height.value || 640) * share.value))),
    set: (next) => {
      if (height.value > 0) share.value = next / height.value
    },
  })
  return { chartHeight, most }
}
