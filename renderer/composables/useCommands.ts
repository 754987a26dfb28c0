import { onBeforeUnmount } from 'vue'
import { useCommandStore, type Command } from '../stores/commands.ts'

/** Offers a view's commands in the palette and by their keys for as long as the view is shown. */
export function useCommands(commands: readonly Command[]): void {
  onBeforeUnmount(useCommandStore().register(commands))
}
