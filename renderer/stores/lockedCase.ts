import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** A case that somebody else is writing to: the frame offers to read it only. */
export const useLockedCaseStore = defineStore('lockedCase', () => {
  const locked = shallowRef<{ path: string; message: string } | null>(null)
  return { locked }
})
