import { defineStore } from 'pinia'
import { ref } from 'vue'

/** How the panes of the frame are arranged. */
export const useLayoutStore = defineStore('layout', () => {
  const isInspectorOpen = ref(true)
  /** Height of the lower pane of Sources (raw lines), in pixels. */
  const sourceDetailHeight = ref(320)

  function toggleInspector(): void {
    isInspectorOpen.value = !isInspectorOpen.value
  }

  return { isInspectorOpen, sourceDetailHeight, toggleInspector }
})
