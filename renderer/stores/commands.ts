import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

export type CommandGroup = 'view' | 'case' | 'edit' | 'import' | 'report' | 'window' | 'help' | 'selection'

/** Something the user can do, wherever it is offered: palette, menu, button, shortcut. */
export interface Command {
  /** `<group>.<verb>`, such as `case.open`; menus of the desktop shell name it. */
  id: string
  group: CommandGroup
  /** In the language shown; asked again at each display. */
  title: () => string
  /** Name of an icon (components/icons.ts). */
  icon?: string
  /** tinykeys notation, first one shown: `$mod+KeyK`, `g o`. */
  keys?: readonly string[]
  /** False: offered nowhere and its keys do nothing. */
  isEnabled?: () => boolean
  run: () => unknown
}

/** The one list of commands. The frame registers its own at start; a view adds and removes its own. */
export const useCommandStore = defineStore('commands', () => {
  const registered = shallowRef(new Map<string, Command>())
  const isPaletteOpen = ref(false)
  const isShortcutsOpen = ref(false)
  const isSettingsOpen = ref(false)

  const all = computed(() => [...registered.value.values()])
  const isEnabled = (command: Command): boolean => command.isEnabled?.() ?? true

  /** Adds commands until the returned function is called. An id can be registered once. */
  function register(commands: readonly Command[]): () => void {
    const next = new Map(registered.value)
    for (const command of commands) {
      if (next.has(command.id)) throw new Error(`command ${command.id} is registered twice`)
      next.set(command.id, command)
    }
    registered.value = next
    return () => {
      const rest = new Map(registered.value)
      for (const command of commands) if (rest.get(command.id) === command) rest.delete(command.id)
      registered.value = rest
    }
  }

  /** Runs a command by id; false where there is none or it is not possible now. */
  function run(id: string): boolean {
    const command = registered.value.get(id)
    if (!command || !isEnabled(command)) return false
    command.run()
    return true
  }

  const find = (id: string): Command | null => registered.value.get(id) ?? null

  return { all, isPaletteOpen, isShortcutsOpen, isSettingsOpen, register, run, find, isEnabled }
})
