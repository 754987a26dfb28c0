import { onBeforeUnmount } from 'vue'
import { useCommandStore, type FrameCommand } from '../stores/commands.ts'

/** Says what commands of the frame or of a view do, for as long as it is shown. Their words and keys are in shared/commands. */
export function useCommands(behaviours: readonly FrameCommand[]): void {
  onBeforeUnmount(useCommandStore().register(behaviours))
}
