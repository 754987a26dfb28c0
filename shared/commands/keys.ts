// Keys as text, the same in declarations, in people's preferences and in files they exchange: presses separated by spaces, modifiers
// before the key with `+`. `$mod+k` is ⌘K on a Mac and Ctrl+K elsewhere; `g o` is G, then O.
//
// A key is named by what it types, not by where it lies: `z` is the key labelled Z on every Latin layout. On layouts that type other
// letters (Cyrillic, Greek, Hebrew, Chinese input) the place of the Latin letter counts, as it does for the system's own shortcuts.
// Characters that need Shift somewhere (`?`) are written as they are, without Shift: which keys make them differs between layouts.

export type Modifier = '$mod' | 'Control' | 'Alt' | 'Shift'
/** The order in which modifiers are written. */
const MODIFIERS: readonly Modifier[] = ['$mod', 'Control', 'Alt', 'Shift']

/** Keys that type nothing, as `KeyboardEvent.key` names them, and the two that the notation cannot write as themselves. */
const NAMED = new Set([
  ...['Enter', 'Escape', 'Tab', 'Space', 'Plus', 'Backspace', 'Delete', 'Insert', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'ContextMenu'],
  ...Array.from({ length: 24 }, (_, index) => `F${index + 1}`),
])
const MAX_PRESSES = 3

export interface KeyPress {
  modifiers: readonly Modifier[]
  /** A lower-case character, or a name of `NAMED`. */
  key: string
}
export interface Platform {
  isMac: boolean
}

const isLetter = (key: string): boolean => key.length === 1 && key.toLowerCase() !== key.toUpperCase()
const isDigit = (key: string): boolean => /^\d$/.test(key)
/** True for `?`, `,` …: Shift belongs to how the layout types it. */
export const impliesShift = (key: string): boolean =>
  key === 'Plus' || (key.length === 1 && !isLetter(key) && !isDigit(key))

function parsePress(text: string): KeyPress | null {
  const parts = text.split('+')
  const key = parts.pop() ?? ''
  const modifiers = MODIFIERS.filter((modifier) => parts.includes(modifier))
  if (modifiers.length !== parts.length) return null
  if (!NAMED.has(key) && ([...key].length !== 1 || key.trim() === '' || key !== key.toLowerCase())) return null
  return impliesShift(key) && modifiers.includes('Shift') ? null : { modifiers, key }
}

/** The presses of a text, or null where it is not the notation. */
export function parseKeys(text: string): readonly KeyPress[] | null {
  const presses = text.split(' ').map(parsePress)
  if (presses.length > MAX_PRESSES || presses.some((press) => press === null)) return null
  return presses as KeyPress[]
}

const pressText = ({ modifiers, key }: KeyPress): string =>
  [...MODIFIERS.filter((modifier) => modifiers.includes(modifier)), key].join('+')
export const keysText = (presses: readonly KeyPress[]): string => presses.map(pressText).join(' ')

/** The one way to write the same keys on this platform (`Control` is `$mod` where there is no ⌘); null: not the notation. */
export function canonicalKeys(text: string, { isMac }: Platform): string | null {
  const presses = parseKeys(text)
  if (!presses) return null
  if (isMac) return keysText(presses)
  return keysText(
    presses.map(({ modifiers, key }) => ({
      key,
      modifiers: modifiers.map((modifier) => (modifier === 'Control' ? '$mod' : modifier)),
    })),
  )
}

/** How one sequence of keys stands to another: the same, the beginning of it, or neither. */
export function keysClash(a: string, b: string, platform: Platform): 'same' | 'prefix' | null {
  const [first, second] = [canonicalKeys(a, platform), canonicalKeys(b, platform)]
  if (first === null || second === null) return null
  if (first === second) return 'same'
  return first.startsWith(`${second} `) || second.startsWith(`${first} `) ? 'prefix' : null
}

/** True where a field that has the focus needs the press itself: it types, moves the caret, edits or undoes. */
export function typesInField({ modifiers, key }: KeyPress, { isMac }: Platform): boolean {
  const has = (modifier: Modifier): boolean => modifiers.includes(modifier)
  const commands = has('$mod') || (!isMac && has('Control'))
  if (/^F\d+$/.test(key)) return false
  if (key === 'Escape' || key === 'Tab' || key === 'ContextMenu') return modifiers.length === 0
  if (/^(Arrow|Home|End|Page|Backspace|Delete|Insert)/.test(key)) return true
  // Enter with a modifier types nothing; ⌥ types on a Mac, and AltGr is Ctrl and Alt on Windows.
  if (key === 'Enter') return !commands && !has('Alt')
  if (commands && !has('Alt')) return /^[zyxcva]$/.test(key)
  return isMac ? !has('$mod') : !has('Alt') || commands
}

/** Shells differ in what reaches the page: a browser keeps its tabs for itself. */
export interface KeyHost extends Platform {
  shell: 'desktop' | 'loopback'
}

const BROWSER = ['t', 'n', 'w', 'Shift+t', 'Shift+n', 'Shift+w'].map((key) => `$mod+${key}`)
const BROWSER_PC = ['$mod+Tab', '$mod+Shift+Tab', '$mod+PageUp', '$mod+PageDown', '$mod+F4', 'F11']
const SYSTEM_PC = ['Alt+F4', 'Alt+Tab', 'Alt+Shift+Tab', 'Alt+Escape', 'Alt+Space', '$mod+Alt+Delete', '$mod+Escape']
const SYSTEM_MAC = [
  ...[
    '$mod+q',
    '$mod+h',
    '$mod+m',
    '$mod+Alt+h',
    '$mod+Tab',
    '$mod+Shift+Tab',
    '$mod+Space',
    '$mod+`',
    '$mod+Alt+Escape',
  ],
  ...['$mod+Shift+3', '$mod+Shift+4', '$mod+Shift+5', '$mod+Control+q', '$mod+Control+f', '$mod+Alt+d'],
  ...['Control+ArrowUp', 'Control+ArrowDown', 'Control+ArrowLeft', 'Control+ArrowRight'],
]

/** Who keeps these keys, so that they would never reach a command; null: nobody. */
export function reservedBy(text: string, { isMac, shell }: KeyHost): 'browser' | 'system' | null {
  const presses = canonicalKeys(text, { isMac })?.split(' ') ?? []
  const has = (list: readonly string[]): boolean => presses.some((press) => list.includes(press))
  if (has(isMac ? SYSTEM_MAC : SYSTEM_PC)) return 'system'
  return shell === 'loopback' && (has(BROWSER) || (!isMac && has(BROWSER_PC))) ? 'browser' : null
}

const CAPS: Record<string, string> = {
  Escape: 'Esc',
  Plus: '+',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Delete: 'Del',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ContextMenu: 'Menu',
}
const CAPS_MAC: Record<string, string> = {
  $mod: '⌘',
  Control: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '↩',
  Backspace: '⌫',
  Delete: '⌦',
  Tab: '⇥',
}
const CAPS_PC: Record<string, string> = { $mod: 'Ctrl', Control: 'Ctrl' }
/** Apple writes ⌃⌥⇧⌘, in this order. */
const MAC_ORDER: readonly Modifier[] = ['Control', 'Alt', 'Shift', '$mod']

/** Keys as people read them: `Ctrl Shift Z`, `⇧ ⌘ Z`, `G O`. */
export function keysForPeople(text: string, { isMac }: Platform): string {
  const cap = (name: string): string =>
    (isMac ? CAPS_MAC[name] : CAPS_PC[name]) ?? CAPS[name] ?? (name.length === 1 ? name.toUpperCase() : name)
  return (parseKeys(text) ?? [])
    .flatMap(({ modifiers, key }) => [...(isMac ? MAC_ORDER : MODIFIERS).filter((one) => modifiers.includes(one)), key])
    .map(cap)
    .join(' ')
}

const ACCELERATORS: Record<string, string> = {
  $mod: 'CmdOrCtrl',
  Control: 'Ctrl',
  Escape: 'Esc',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
}

/** Keys as Electron names an accelerator; null where it has none: sequences, and plain characters, which a field needs. */
export function acceleratorOf(text: string): string | null {
  const [press, ...more] = parseKeys(text) ?? []
  if (!press || more.length > 0) return null
  const { modifiers, key } = press
  if (key.length === 1 && !modifiers.includes('$mod') && !modifiers.includes('Control')) return null
  return [...modifiers, key]
    .map((name) => ACCELERATORS[name] ?? (name.length === 1 ? name.toUpperCase() : name))
    .join('+')
}
