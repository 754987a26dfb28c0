// A key event as presses of the notation (shared/commands/keys.ts), whatever the layout.
import { impliesShift, parseKeys, type KeyPress, type Modifier, type Platform } from '../../shared/commands/index.ts'

export type KeyEvent = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing' | 'keyCode' | 'getModifierState'
>

/** True while an input method puts a character together: its keys are its own. 229 is what Chromium says before `isComposing` does. */
const isComposing = (event: KeyEvent): boolean => event.isComposing || event.keyCode === 229 || event.key === 'Process'

const isAscii = (key: string): boolean => key.length === 1 && key > ' ' && key <= '~'
/** The Latin letter or digit of a key's place. */
const byPlace = (code: string): string | null => /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase() ?? null

/**
 * What an event may mean, likeliest first; nothing for modifiers alone, compositions and keys of the system. On a Mac, Option with a
 * key is both the key with Alt and the character it types.
 */
export function pressesOf(event: KeyEvent, { isMac }: Platform): KeyPress[] {
  if (isComposing(event) || (!isMac && event.metaKey)) return []
  // AltGr is how a layout types a character, not a modifier of a command.
  const isAltGr = !isMac && event.getModifierState('AltGraph') && [...event.key].length === 1
  const held: Modifier[] = []
  if (isMac ? event.metaKey : event.ctrlKey && !isAltGr) held.push('$mod')
  if (isMac && event.ctrlKey) held.push('Control')
  if (event.altKey && !isAltGr) held.push('Alt')
  if (event.shiftKey) held.push('Shift')

  const press = (key: string, modifiers: readonly Modifier[]): KeyPress | null => {
    const kept = impliesShift(key) ? modifiers.filter((modifier) => modifier !== 'Shift') : modifiers
    const [parsed] = parseKeys([...kept, key].join('+')) ?? []
    return parsed ?? null
  }
  const name = event.key === ' ' ? 'Space' : event.key === '+' ? 'Plus' : event.key
  if (name.length > 1 && name !== 'Dead') return [press(name, held)].filter((one) => one !== null)

  const place = byPlace(event.code)
  const typed = name === 'Dead' ? null : press(name.toLowerCase(), held)
  const placed = place === null ? null : press(place, held)
  if (isMac && event.altKey)
    return [
      placed,
      isAscii(name)
        ? press(
            name.toLowerCase(),
            held.filter((one) => one !== 'Alt'),
          )
        : typed,
    ].filter((one) => one !== null)
  const found = isAscii(name) ? typed : (placed ?? typed)
  return found ? [found] : []
}
