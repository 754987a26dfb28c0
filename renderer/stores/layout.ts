import { defineStore } from 'pinia'
import { ref, watch, type Ref } from 'vue'

/** A number kept on this computer until it is set again; without storage it lasts as long as the window. */
function keptNumber(name: string, initial: number): Ref<number> {
  const key = `heapcase.layout.${name}`
  const value = ref(initial)
  try {
    const kept = Number(localStorage.getItem(key) ?? Number.NaN)
    if (Number.isFinite(kept)) value.value = kept
  } catch {
    return value
  }
  watch(value, (next) => localStorage.setItem(key, String(next)))
  return value
}

/** How the panes of the frame are arranged. */
export const useLayoutStore = defineStore('layout', () => {
  const isInspectorOpen = ref(true)
  /** Height of the lower pane of Sources (raw lines), in pixels. */
  const sourceDetailHeight = keptNumber('sourceDetailHeight', 320)
  /** Share of the GC cycles view that its charts take. */
  const gcChartShare = keptNumber('gcChartShare', 0.6)
  /** Height of the table below the flame graph, in pixels; short windows keep most for the graph. */
  const profileTableHeight = keptNumber(
    'profileTableHeight',
    Math.round(Math.max(200, 240 + (window.innerHeight - 800) * 0.6)),
  )

  /** Which of its two lists the Findings view shows; its inspector follows. */
  const findingsTab = ref<'found' | 'rules'>('found')

  function toggleInspector(): void {
    isInspectorOpen.value = !isInspectorOpen.value
  }

  return { isInspectorOpen, sourceDetailHeight, gcChartShare, profileTableHeight, findingsTab, toggleInspector }
})
