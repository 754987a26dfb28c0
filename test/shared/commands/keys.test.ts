import { describe, expect, it } from 'vitest'
import {
  acceleratorOf,
  canonicalKeys,
  keysClash,
  keysForPeople,
  parseKeys,
  reservedBy,
  typesInField,
  type KeyPress,
} from '../../../shared/commands/index.ts'

const MAC = { isMac: true }
const PC = { isMac: false }
const press = (text: string): KeyPress => parseKeys(text)![0]!

describe('the notation of keys', () => {
  it.each([
    'k',
    'g o',
    '$mod+k',
    '$mod+Shift+z',
    'F1',
    '?',
    '$mod+,',
    'Alt+ArrowLeft',
    'Plus',
    '$mod+Plus',
    'Space',
    'é',
  ])('takes %s and writes it the same', (text) => {
    expect(canonicalKeys(text, PC)).toBe(text)
  })

  it.each(['', ' ', 'K', '$mod+', 'Shift+?', 'Hyper+k', '$mod+$mod+k', 'F25', 'a b c d', 'KeyK', 'k+$mod', 'ab'])(
    'refuses "%s"',
    (text) => {
      expect(parseKeys(text)).toBeNull()
    },
  )

  it('has one way to write modifiers, and Control is the command key where there is no ⌘', () => {
    expect(canonicalKeys('Shift+$mod+k', PC)).toBe('$mod+Shift+k')
    expect(canonicalKeys('Control+k', PC)).toBe('$mod+k')
    expect(canonicalKeys('Control+k', MAC)).toBe('Control+k')
  })

  it('knows the same keys and beginnings of others', () => {
    expect([
      keysClash('$mod+k', 'Control+k', PC),
      keysClash('$mod+k', 'Control+k', MAC),
      keysClash('g', 'g o', PC),
      keysClash('g o', 'g s', PC),
      keysClash('g', 'gg', PC),
    ]).toEqual(['same', null, 'prefix', null, null])
  })
})

describe('keys for people', () => {
  it.each([
    ['$mod+Shift+z', 'Ctrl Shift Z', '⇧ ⌘ Z'],
    ['g o', 'G O', 'G O'],
    ['Alt+ArrowLeft', 'Alt ←', '⌥ ←'],
    ['Control+Alt+Shift+ArrowLeft', 'Ctrl Alt Shift ←', '⌃ ⌥ ⇧ ←'],
    ['?', '?', '?'],
    ['$mod+Plus', 'Ctrl +', '⌘ +'],
  ])('%s is %s, and %s on a Mac', (text, pc, mac) => {
    expect([keysForPeople(text, PC), keysForPeople(text, MAC)]).toEqual([pc, mac])
  })

  it('are accelerators of a menu where it can show them', () => {
    expect(['$mod+Shift+s', '$mod+,', 'Alt+ArrowLeft', 'F1', 'g o', '?', 'a', 'Shift+a'].map(acceleratorOf)).toEqual([
      'CmdOrCtrl+Shift+S',
      'CmdOrCtrl+,',
      'Alt+Left',
      'F1',
      null,
      null,
      null,
      null,
    ])
  })
})

describe('keys of others', () => {
  it('are those a browser keeps, in the loopback shell only', () => {
    expect([
      reservedBy('$mod+t', { ...PC, shell: 'loopback' }),
      reservedBy('$mod+t', { ...PC, shell: 'desktop' }),
      reservedBy('$mod+w', { ...MAC, shell: 'loopback' }),
      reservedBy('F11', { ...PC, shell: 'loopback' }),
      reservedBy('g $mod+n', { ...PC, shell: 'loopback' }),
      reservedBy('$mod+k', { ...PC, shell: 'loopback' }),
    ]).toEqual(['browser', null, 'browser', 'browser', 'browser', null])
  })

  it('are those the system keeps', () => {
    expect([
      reservedBy('$mod+q', { ...MAC, shell: 'desktop' }),
      reservedBy('$mod+q', { ...PC, shell: 'desktop' }),
      reservedBy('Alt+F4', { ...PC, shell: 'desktop' }),
    ]).toEqual(['system', null, 'system'])
  })

  it.each([
    ['a', true, true],
    ['?', true, true],
    ['Enter', true, true],
    ['ArrowLeft', true, true],
    ['$mod+z', true, true],
    ['$mod+k', false, false],
    ['$mod+Enter', false, false],
    ['F1', false, false],
    // AltGr on Windows, Option on a Mac: both type.
    ['$mod+Alt+q', true, false],
    ['Alt+q', false, true],
    ['Alt+ArrowLeft', true, true],
  ])('%s belongs to a field: %s, and %s on a Mac', (text, pc, mac) => {
    expect([typesInField(press(text), PC), typesInField(press(text), MAC)]).toEqual([pc, mac])
  })
})
