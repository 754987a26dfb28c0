import { computed, type WritableComputedRef } from 'vue'
import { useSelectionStore } from '../stores/selection.ts'

/**
 * A setting of a view that a link restores: an arrangement, an axis, a search text. It belongs to the pane. What an address
 * says that is none of `allowed` counts as the default; without `allowed` any text will do.
 */
export function useViewState<Value extends string>(
  name: string,
  initial: Value,
  allowed?: readonly Value[],
): WritableComputedRef<Value> {
  const selection = useSelectionStore()
  return computed({
    get: () => {
      const kept = selection.state[name]
      if (kept === undefined) return initial
      return allowed ? (allowed.find((value) => value === kept) ?? initial) : (kept as Value)
    },
    set: (next) => selection.setState(name, next === initial ? null : next),
  })
}
