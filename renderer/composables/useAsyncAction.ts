import { readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { CallError, Result } from '../../shared/lib/result.ts'
import { useToastStore } from '../stores/toasts.ts'
import { engineText } from '../i18n/engineText.ts'

/**
 * A button's work: one run at a time, its error kept until the next run and said in a toast. `run` gives the value, or
 * null where it failed or was under way already.
 */
export function useAsyncAction<Params extends unknown[], T>(
  action: (...params: Params) => Promise<Result<T>>,
): {
  run: (...params: Params) => Promise<T | null>
  isRunning: Readonly<Ref<boolean>>
  error: ShallowRef<CallError | null>
} {
  const isRunning = ref(false)
  const error = shallowRef<CallError | null>(null)
  const toasts = useToastStore()

  async function run(...params: Params): Promise<T | null> {
    if (isRunning.value) return null
    isRunning.value = true
    error.value = null
    try {
      const result = await action(...params)
      if (result.ok) return result.value
      error.value = result.error
      toasts.show(engineText(result.error), { tone: 'error' })
      return null
    } finally {
      isRunning.value = false
    }
  }

  return { run, isRunning: readonly(isRunning), error }
}
