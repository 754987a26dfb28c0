import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Where the pointer is on the wall clock, over the time strip; null elsewhere. Commands that place instants mean it. */
export const useTimeCursorStore = defineStore('timeCursor', () => {
  const at = ref<number | null>(null)
  return { at }
})
