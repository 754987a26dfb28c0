import { computed, ref, watch, type ComputedRef } from 'vue'
import { isSameAxis, type Axis, type TimeRange } from '../../shared/records/index.ts'
import { useSelectionStore } from '../stores/selection.ts'

interface Stretch {
  from: number
  to: number
}
/** Shortest stretch that is shown, ms. */
const LEAST_SHOWN = 1

/**
 * Zoom of charts over one axis: the stretches zoomed to, one after the other, and the window's range as the brush. `whole` is null
 * while there is nothing to show; `subject` is what the zoom is about: with another one all is shown again. Ranges shorter than
 * `leastRange`, ms, are not zoomed to.
 */
export function useChartZoom(
  axis: () => Axis | null,
  whole: () => Stretch | null,
  { subject = axis, leastRange = LEAST_SHOWN }: { subject?: () => unknown; leastRange?: number } = {},
): {
  /** The window's range, where it is on this axis. */
  range: ComputedRef<TimeRange | null>
  /** Null: all is shown. */
  zoom: ComputedRef<TimeRange | null>
  /** What the width shows. */
  window: ComputedRef<Stretch>
  setRange: (next: Stretch | null) => void
  /** Shows only the range. */
  zoomToRange: () => void
  zoomTo: (next: Stretch) => void
  /** One zoom back; where there is none, the brush goes. */
  back: () => void
  /** To the range, or back to all. */
  toggle: () => void
} {
  const selection = useSelectionStore()
  const zooms = ref<TimeRange[]>([])
  const zoom = computed(() => zooms.value.at(-1) ?? null)
  const range = computed(() => {
    const own = axis()
    const shown = selection.range
    return own && shown && isSameAxis(shown.axis, own) ? shown : null
  })
  watch(
    () => JSON.stringify(subject()),
    () => (zooms.value = []),
  )

  function setRange(next: Stretch | null): void {
    const own = axis()
    if (next && own) selection.zoomTo({ axis: own, ...next })
    else selection.showAll()
  }
  function zoomToRange(): void {
    const { value } = range
    if (value && value.to - value.from >= leastRange && (value.from !== zoom.value?.from || value.to !== zoom.value.to))
      zooms.value = [...zooms.value, value]
  }
  function zoomTo({ from, to }: Stretch): void {
    const all = whole()
    const own = axis()
    if (!all || !own || to - from < LEAST_SHOWN) return
    const next = { axis: own, from: Math.max(all.from, from), to: Math.min(all.to, to) }
    const isAll = next.from === all.from && next.to === all.to
    // One step back undoes all turns of the wheel together.
    zooms.value = isAll ? [] : [...zooms.value.slice(0, -1), next]
  }
  function back(): void {
    if (zooms.value.length > 0) zooms.value = zooms.value.slice(0, -1)
    else setRange(null)
  }
  function toggle(): void {
    if (zoom.value) zooms.value = []
    else zoomToRange()
  }
  const window = computed(() => zoom.value ?? whole() ?? { from: 0, to: 1 })
  return { range, zoom, window, setRange, zoomToRange, zoomTo, back, toggle }
}
