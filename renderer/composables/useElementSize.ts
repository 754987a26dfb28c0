import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** Width and height of an element's content box in CSS pixels, 0 until it is laid out. Out of the page it keeps its last size. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): {
  width: Ref<number>
  height: Ref<number>
} {
  const width = ref(0)
  const height = ref(0)
  const observer = new ResizeObserver(([entry]) => {
    // A pane behind another tab is taken out of the page: its drawings wait as they are.
    if (!entry?.target.isConnected) return
    width.value = entry.contentRect.width
    height.value = entry.contentRect.height
  })
  watch(
    element,
    (next, before) => {
      if (before) observer.unobserve(before)
      if (next) observer.observe(next)
    },
    { immediate: true, flush: 'post' },
  )
  onBeforeUnmount(() => observer.disconnect())
  return { width, height }
}
