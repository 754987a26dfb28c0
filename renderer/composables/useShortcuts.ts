import { onBeforeUnmount, watch } from 'vue'
import { tinykeys } from 'tinykeys'
import { useCommandStore, type Command } from '../stores/commands.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null

/** True where a command's keys may not be taken from a field: plain letters, and undo/redo, which the field has itself. */
const belongsToField = (keys: string): boolean => !keys.includes('$mod') || /Key[ZY]$/.test(keys)

/** Binds the keys of every registered command to the window. Called once, by the frame. */
export function useShortcuts(): void {
  const commands = useCommandStore()
  let unbind = (): void => {}

  const bind = (list: readonly Command[]): void => {
    unbind()
    const bindings: Record<string, (event: KeyboardEvent) => void> = {}
    for (const command of list) {
      for (const keys of command.keys ?? []) {
        bindings[keys] = (event) => {
          if (isTyping(event.target) && belongsToField(keys)) return
          if (document.querySelector('[role="dialog"][data-state="open"]') && !keys.includes('$mod')) return
          if (commands.run(command.id)) event.preventDefault()
        }
      }
    }
    unbind = tinykeys(window, bindings, { ignore: () => false })
  }

  watch(() => commands.all, bind, { immediate: true })
  onBeforeUnmount(() => unbind())
}

const SYMBOLS: Record<string, string> = {
  Shift: 'Shift',
  Alt: 'Alt',
  Comma: ',',
  Slash: '/',
  Period: '.',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
}

/** `$mod+Shift+KeyZ` as the system's user reads it: `Ctrl Shift Z`, `⌘ Shift Z`. */
export function shortcutText(keys: string, isMac = navigator.platform.startsWith('Mac')): string {
  return keys
    .split(/[+ ]/)
    .map((key) => (key === '$mod' ? (isMac ? '⌘' : 'Ctrl') : (SYMBOLS[key] ?? key.replace(/^(Key|Digit)/, ''))))
    .map((key) => (key.length === 1 ? key.toUpperCase() : key))
    .join(' ')
}
