import { onBeforeUnmount, watch } from 'vue'
import { useCommandStore, type FrameCommand } from '../stores/commands.ts'
import { usePane } from '../stores/selection.ts'

/**
 * Says what commands of the frame or of a view do, for as long as it is shown; in a pane, while that is the active one. Their words
 * and keys are in shared/commands.
 */
export function useCommands(behaviours: readonly FrameCommand[]): void {
  const commands = useCommandStore()
  const pane = usePane()
  let leave = (): void => undefined
  const enter = (): void => {
    leave()
    leave = commands.register(behaviours)
  }
  if (!pane) enter()
  else {
    // Of two panes of one view one must have left before the other enters.
    watch(pane.isActive, (isActive) => !isActive && leave(), { flush: 'sync' })
    watch(pane.isActive, (isActive) => isActive && enter(), { immediate: true })
  }
  onBeforeUnmount(() => leave())
}
