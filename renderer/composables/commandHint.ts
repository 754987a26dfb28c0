import type { Command } from '../stores/commands.ts'
import { shortcutText } from './useShortcuts.ts'

/** A command's title with its keys, as the hint of a button: `Split to the right (Ctrl \)`. */
export function commandHint(command: Command | null): string {
  const keys = command?.keys?.[0]
  return command ? [command.title(), keys && `(${shortcutText(keys)})`].filter(Boolean).join(' ') : ''
}
