// The one place that hears keys. Each press goes to the parts of the view around the focus, innermost first, then to the view, then to
// the window; tinykeys follows sequences such as `g o`.
import { onBeforeUnmount } from 'vue'
import { createKeybindingsHandler } from 'tinykeys'
import {
  commandOf,
  typesInField,
  type DeclaredCommand,
  type KeyPress,
  type Modifier,
} from '../../shared/commands/index.ts'
import { PLATFORM } from '../api/platform.ts'
import { useCommandStore, type CommandBehaviour, type KeyScope } from '../stores/commands.ts'
import { useSelectionStore } from '../stores/selection.ts'
import { pressesOf } from './keyPress.ts'

const FIELD = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable="true"]'
const CONTROL =
  'a[href], button, input, select, summary, [role=button], [role=menuitem], [role=option], [role=tab], [role=switch]'
/** What lies over the window: dialogs, menus, popovers of Reka. */
const LAYER = '[data-dismissable-layer]'
/** The window behind a modal one, which Reka hides from screen readers. */
const MODAL = '#app[data-aria-hidden="true"], #app [data-aria-hidden="true"]'

const elementOf = (target: EventTarget | null): HTMLElement | null => (target instanceof HTMLElement ? target : null)

/** True where the focused control needs the press: it types, or presses the button. */
function belongsToControl(press: KeyPress, target: HTMLElement | null, within: HTMLElement | null): boolean {
  if (!target) return false
  if (target.closest(FIELD)) return typesInField(press, PLATFORM)
  if (press.modifiers.length > 0 || (press.key !== 'Enter' && press.key !== 'Space')) return false
  const control = target.closest(CONTROL) ?? target.closest('input')
  return control !== null && control !== within
}

/** Tells tinykeys of a press that was made out of an event: it must match by what was typed alone. */
function asEvent({ modifiers, key }: KeyPress): Event {
  const names: Record<Modifier, string> = {
    $mod: PLATFORM.isMac ? 'Meta' : 'Control',
    Control: 'Control',
    Alt: 'Alt',
    Shift: 'Shift',
  }
  const held = modifiers.map((modifier) => names[modifier])
  return { key, code: 'none', getModifierState: (name: string) => held.includes(name) } as unknown as Event
}

/** Says which commands a press completes, following sequences from press to press. */
type Follower = (press: KeyPress) => string | null

function follow(commands: ReturnType<typeof useCommandStore>, ids: readonly string[]): Follower {
  let hit: string | null = null
  const bindings: Record<string, () => void> = {}
  // The first command to claim keys has them, as the settings say when they warn of a clash.
  for (const id of ids) for (const keys of commands.keysOf(id)) bindings[keys] ??= () => (hit = id)
  const start = (): ((event: Event) => void) => createKeybindingsHandler(bindings, { ignore: () => false })
  let handler = start()
  return (press) => {
    hit = null
    handler(asEvent(press))
    // Sequences that shared their beginning with this one (`i b` after `i c`) would still wait for their second press.
    if (hit !== null) handler = start()
    return hit
  }
}

/** Listens to the keys of every command until the returned function is called. */
export function listenToKeys(): () => void {
  const commands = useCommandStore()
  const selection = useSelectionStore()
  /** Kept while the commands and their keys stay as they are: a sequence must not be forgotten between two presses. */
  const followers = new Map<string, Follower>()
  const follower = (ids: readonly string[]): Follower => {
    const key = ids.map((id) => `${id}=${commands.keysOf(id).join(',')}`).join(';')
    const known = followers.get(key) ?? follow(commands, ids)
    return followers.set(key, known).get(key) ?? known
  }

  /** Scopes around an element, innermost first; those behind a dialog are left out. */
  function scopesAround(target: HTMLElement | null): KeyScope[] {
    const layer = target?.closest(LAYER) ?? null
    return [...commands.scopes]
      .flatMap((scope) => {
        const element = scope.element()
        const holds =
          element !== null && target !== null && (scope.isSelf ? element === target : element.contains(target))
        return holds && (layer === null || layer.contains(element)) ? [{ scope, element }] : []
      })
      .sort((a, b) => (a.element === b.element ? 0 : a.element.contains(b.element) ? 1 : -1))
      .map(({ scope }) => scope)
  }

  /** The command that the press completes among these, run; false: none, or it did nothing. */
  function runFirst(
    press: KeyPress,
    event: KeyboardEvent,
    behaviours: ReadonlyMap<string, CommandBehaviour>,
    isAllowed: (command: DeclaredCommand) => boolean,
  ): boolean {
    const ids = [...behaviours.keys()].filter((id) => isAllowed(commandOf(id as CommandBehaviour['id'])))
    const behaviour = behaviours.get(follower(ids)(press) ?? '')
    return behaviour !== undefined && commands.perform(behaviour, event)
  }

  function dispatch(press: KeyPress, event: KeyboardEvent): boolean {
    const target = elementOf(event.target)
    for (const scope of scopesAround(target)) {
      const isTheirs = belongsToControl(press, target, scope.element())
      if (runFirst(press, event, scope.behaviours, ({ inFields }) => !isTheirs || inFields === true)) return true
    }
    const isTheirs = belongsToControl(press, target, null)
    const isCovered =
      document.querySelector(press.key === 'Escape' ? LAYER : MODAL) !== null ||
      (target?.closest(LAYER) ?? null) !== null
    return runFirst(
      press,
      event,
      commands.registered,
      ({ scope, inFields, overDialogs, repeats }) =>
        (!isTheirs || inFields === true) &&
        (!isCovered || overDialogs === true) &&
        (!event.repeat || repeats === true) &&
        (scope === 'global' || scope === `view:${selection.view}`),
    )
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented) return
    for (const press of pressesOf(event, PLATFORM)) {
      const isTaken = commands.recorder ? commands.recorder(press) : dispatch(press, event)
      if (!isTaken) continue
      event.preventDefault()
      return
    }
  }
  /** The palette offers what the focus was in, although the focus is in the palette by then. */
  function onFocusin(event: FocusEvent): void {
    const target = elementOf(event.target)
    if (target && !target.closest(LAYER)) commands.focusScopes = scopesAround(target)
  }

  window.addEventListener('keydown', onKeydown)
  document.addEventListener('focusin', onFocusin)
  return () => {
    window.removeEventListener('keydown', onKeydown)
    document.removeEventListener('focusin', onFocusin)
  }
}

/** Called once, by the frame. */
export function useShortcuts(): void {
  onBeforeUnmount(listenToKeys())
}
