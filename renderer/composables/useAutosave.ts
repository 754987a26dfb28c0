import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

const PAUSE_MS = 600

/**
 * A field that keeps itself: saved when typing pauses, when the field is left and when the view goes away. What somebody
 * else changed (undo, another window) comes in unless the user is typing.
 */
export function useAutosave(
  kept: () => string | undefined,
  save: (text: string) => Promise<unknown>,
): { text: Ref<string>; isDirty: Ref<boolean>; flush: () => void } {
  const text = ref(kept() ?? '')
  const isDirty = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let incoming = text.value

  watch(kept, (next) => {
    if (next === undefined) return
    if (!isDirty.value) {
      incoming = next
      text.value = next
    }
  })
  function flush(): void {
    clearTimeout(timer)
    if (!isDirty.value) return
    isDirty.value = false
    incoming = text.value
    void save(text.value)
  }
  watch(text, (next) => {
    if (next === incoming) return
    isDirty.value = true
    clearTimeout(timer)
    timer = setTimeout(flush, PAUSE_MS)
  })
  onBeforeUnmount(flush)

  return { text, isDirty, flush }
}
