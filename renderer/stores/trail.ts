import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Where the window was before, and where it can go forward to. The router keeps it in step with the browser's history. */
export const useTrailStore = defineStore('trail', () => {
  const canGoBack = ref(false)
  const canGoForward = ref(false)

  function back(): void {
    if (canGoBack.value) history.back()
  }
  function forward(): void {
    if (canGoForward.value) history.forward()
  }

  return { canGoBack, canGoForward, back, forward }
})
