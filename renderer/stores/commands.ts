import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import {
  commandNamed,
  commandOf,
  COMMANDS,
  keysForPeople,
  type CommandId,
  type ComponentScope,
  type DeclaredCommand,
  type GlobalCommandId,
  type KeyPress,
  type ScopedCommandId,
  type ViewCommandId,
} from '../../shared/commands/index.ts'
import { PLATFORM } from '../api/platform.ts'
import { localized } from '../i18n/index.ts'
import { useCaseStore } from './caseStore.ts'
import { usePreferencesStore } from './preferences.ts'

/** What a declared command does in this window. */
export interface CommandBehaviour<Id extends CommandId = CommandId> {
  id: Id
  /** The event where a key ran it. `false`: nothing was done, the key may mean something further out. */
  run: (event?: KeyboardEvent) => unknown
  /** False: not possible now, beside what the command needs by its declaration. */
  isEnabled?: () => boolean
  /** In place of the declared title, where it can say more: "Undo: verdict on F-001". */
  title?: () => string
}

/** What a command of the frame or of a view does. */
export type FrameCommand = CommandBehaviour<GlobalCommandId | ViewCommandId>

/** A part of the window that has commands of its own while the focus is in it. */
export interface KeyScope {
  name: ComponentScope
  element: () => HTMLElement | null
  behaviours: ReadonlyMap<string, CommandBehaviour<ScopedCommandId>>
  /** Holds only while the element itself has the focus, not a control inside it. */
  isSelf: boolean
}

/** The one list of commands: what is declared (shared/commands) and what it does here. The frame, views and parts add their own. */
export const useCommandStore = defineStore('commands', () => {
  const cases = useCaseStore()
  const preferences = usePreferencesStore()
  /** Behaviours of the frame and of the views shown. */
  const registered = shallowRef(new Map<string, CommandBehaviour>())
  const scopes = shallowRef<ReadonlySet<KeyScope>>(new Set())
  /** Scopes around what has, or had before a dialog opened, the focus; innermost first. */
  const focusScopes = shallowRef<readonly KeyScope[]>([])

  const isPaletteOpen = ref(false)
  /** What the palette's field holds when it opens: `>`, `@` … or nothing. */
  const palettePrefix = ref('')
  const isShortcutsOpen = ref(false)
  const isSettingsOpen = ref(false)
  const settingsPage = ref<'general' | 'keyboard'>('general')
  /** Takes every press instead of the commands: somebody is giving a command new keys. True: the press was taken. */
  const recorder = shallowRef<((press: KeyPress) => boolean) | null>(null)

  const liveScopes = computed(() => focusScopes.value.filter((scope) => scopes.value.has(scope)))

  function behaviourOf(id: string): CommandBehaviour | null {
    const own = registered.value.get(id)
    if (own) return own
    for (const scope of liveScopes.value) {
      const scoped = scope.behaviours.get(id)
      if (scoped) return scoped
    }
    return null
  }

  /** Whether what a command is declared to need is there. */
  function hasNeeds({ needs }: DeclaredCommand): boolean {
    if (needs === undefined) return true
    return cases.isOpen && (needs === 'case' || !cases.isReadOnly)
  }
  const isPossible = (behaviour: CommandBehaviour): boolean =>
    hasNeeds(commandOf(behaviour.id)) && (behaviour.isEnabled?.() ?? true)

  /** Everything that somebody answers now, in declared order. */
  const all = computed(() => COMMANDS.filter(({ id }) => behaviourOf(id) !== null))
  const isEnabled = (id: string): boolean => {
    const behaviour = behaviourOf(id)
    return behaviour !== null && isPossible(behaviour)
  }
  /** In the language shown. */
  const titleOf = (id: CommandId): string => behaviourOf(id)?.title?.() ?? localized(commandOf(id).title)
  /** The user's keys, or the declared ones. */
  const keysOf = (id: string): readonly string[] => preferences.bindings[id] ?? commandNamed(id)?.keys ?? []
  /** Its first keys as people read them; empty where it has none. */
  function shortcutOf(id: CommandId): string {
    const [first] = keysOf(id)
    return first === undefined ? '' : keysForPeople(first, PLATFORM)
  }
  /** Title and keys, for a tooltip. */
  function hintOf(id: CommandId): string {
    const shortcut = shortcutOf(id)
    return shortcut === '' ? titleOf(id) : `${titleOf(id)} (${shortcut})`
  }

  /** Adds behaviours until the returned function is called. A command has one behaviour at a time. */
  function register(behaviours: readonly CommandBehaviour[]): () => void {
    const next = new Map(registered.value)
    for (const behaviour of behaviours) {
      if (next.has(behaviour.id)) throw new Error(`command ${behaviour.id} is registered twice`)
      next.set(behaviour.id, behaviour)
    }
    registered.value = next
    return () => {
      const rest = new Map(registered.value)
      for (const behaviour of behaviours) if (rest.get(behaviour.id) === behaviour) rest.delete(behaviour.id)
      registered.value = rest
    }
  }

  function addScope(scope: KeyScope): () => void {
    scopes.value = new Set(scopes.value).add(scope)
    return () => {
      const rest = new Set(scopes.value)
      rest.delete(scope)
      scopes.value = rest
    }
  }

  /** Runs a command by id; false where nobody answers it, it is not possible now, or it did nothing. */
  function run(id: string, event?: KeyboardEvent): boolean {
    const behaviour = behaviourOf(id)
    return behaviour !== null && perform(behaviour, event)
  }
  /** The same for the behaviour of one scope. */
  const perform = (behaviour: CommandBehaviour, event?: KeyboardEvent): boolean =>
    isPossible(behaviour) && behaviour.run(event) !== false

  function openPalette(prefix: string): void {
    palettePrefix.value = prefix
    isPaletteOpen.value = true
  }
  function openSettings(page: 'general' | 'keyboard'): void {
    settingsPage.value = page
    isSettingsOpen.value = true
  }

  return {
    all,
    registered,
    scopes,
    focusScopes,
    isPaletteOpen,
    palettePrefix,
    isShortcutsOpen,
    isSettingsOpen,
    settingsPage,
    recorder,
    register,
    addScope,
    run,
    perform,
    isPossible,
    isEnabled,
    titleOf,
    keysOf,
    shortcutOf,
    hintOf,
    openPalette,
    openSettings,
  }
})
