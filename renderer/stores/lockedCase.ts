import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { CallError } from '../../shared/lib/result.ts'

/** A case that somebody else is writing to: the frame offers to read it only. */
export const useLockedCaseStore = defineStore('lockedCase', () => {
  const locked = shallowRef<{ path: string; error: CallError } | null>(null)
  return { locked }
})
