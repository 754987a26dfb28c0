import { defineStore } from 'pinia'
import { ref } from 'vue'

/** How the panes of the frame are arranged. */
export const useLayoutStore = defineStore('layout', () => {
  const isInspectorOpen = ref(true)
  /** Height of the lower pane of Sources (raw lines), in pixels. */
  const sourceDetailHeight = ref(320)

  /** Which of its two lists the Findings view shows; its inspector follows. */
  const findingsTab = ref<'found' | 'rules'>('found')

  function toggleInspector(): void {
    isInspectorOpen.value = !isInspectorOpen.value
  }

  return { isInspectorOpen, sourceDetailHeight, findingsTab, toggleInspector }
})
