import { onBeforeUnmount, ref, type Ref } from 'vue'

/** The window's inner size in CSS pixels. */
export function useWindowSize(): { width: Ref<number>; height: Ref<number> } {
  const width = ref(window.innerWidth)
  const height = ref(window.innerHeight)
  const onResize = (): void => {
    width.value = window.innerWidth
    height.value = window.innerHeight
  }
  window.addEventListener('resize', onResize)
  onBeforeUnmount(() => window.removeEventListener('resize', onResize))
  return { width, height }
}
