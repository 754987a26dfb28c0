import { nextTick, onScopeDispose, ref, watch, type Ref } from 'vue'
import { yieldToMain } from './yieldToMain.ts'

/**
 * How many of `count` parts may be there: one more in each task, so that parts which would be a long task together hold up neither a key
 * nor a picture. Starts again where it stands when there are more of them.
 */
export function useInTurn(count: () => number): Ref<number> {
  const turn = ref(0)
  let isGone = false
  let isGoing = false
  async function go(): Promise<void> {
    if (isGoing) return
    isGoing = true
    while (!isGone && turn.value < count()) {
      await yieldToMain()
      turn.value++
      // Drawn in this task, not in the next one.
      await nextTick()
    }
    isGoing = false
  }
  watch(count, () => void go(), { immediate: true })
  onScopeDispose(() => (isGone = true))
  return turn
}
