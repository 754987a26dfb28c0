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
  if (!pane) leave = commands.register(behaviours)
  else {
    watch(
      pane.isActive,
      (isActive) => {
        leave()
        leave = isActive ? commands.register(behaviours) : (): void => undefined
      },
      // Of two panes of one view one leaves before the other enters.
      { immediate: true, flush: 'sync' },
    )
  }
  onBeforeUnmount(() => leave())
}
