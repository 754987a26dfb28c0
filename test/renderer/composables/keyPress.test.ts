import { describe, expect, it } from 'vitest'
import { pressesOf, type KeyEvent } from '../../../renderer/composables/keyPress.ts'
import { keysText } from '../../../shared/commands/index.ts'

const event = (change: Partial<KeyEvent> & { altGr?: boolean }): KeyEvent => ({
  key: 'k',
  code: 'KeyK',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 75,
  getModifierState: (name) => name === 'AltGraph' && change.altGr === true,
  ...change,
})
const on = (isMac: boolean, change: Parameters<typeof event>[0]): string[] =>
  pressesOf(event(change), { isMac }).map((press) => keysText([press]))
const pc = (change: Parameters<typeof event>[0]): string[] => on(false, change)
const mac = (change: Parameters<typeof event>[0]): string[] => on(true, change)

describe('a key event as a press', () => {
  it('has the command key of its system', () => {
    expect(pc({ ctrlKey: true })).toEqual(['$mod+k'])
    expect(mac({ metaKey: true })).toEqual(['$mod+k'])
    expect(mac({ ctrlKey: true })).toEqual(['Control+k'])
    // The Windows key is the system's.
    expect(pc({ metaKey: true })).toEqual([])
  })

  it('goes by what a Latin layout types: Z is Z on AZERTY, wherever it lies', () => {
    expect(pc({ key: 'z', code: 'KeyW', ctrlKey: true })).toEqual(['$mod+z'])
    expect(pc({ key: 'K', code: 'KeyV', shiftKey: true })).toEqual(['Shift+k'])
  })

  it('goes by the place where a layout types no Latin letter', () => {
    expect(pc({ key: 'л', code: 'KeyK', ctrlKey: true })).toEqual(['$mod+k'])
    expect(pc({ key: 'κ', code: 'KeyK' })).toEqual(['k'])
    expect(pc({ key: '٥', code: 'Digit5', ctrlKey: true })).toEqual(['$mod+5'])
    // No Latin letter lies there: it is a key of its own.
    expect(pc({ key: 'ö', code: 'Semicolon', ctrlKey: true })).toEqual(['$mod+ö'])
  })

  it('takes characters as they are, however a layout makes them', () => {
    expect(pc({ key: '?', code: 'Slash', shiftKey: true })).toEqual(['?'])
    expect(pc({ key: '?', code: 'Minus', shiftKey: true })).toEqual(['?'])
    expect(pc({ key: '@', code: 'KeyQ', altGr: true, ctrlKey: true, altKey: true })).toEqual(['@'])
    expect(pc({ key: '+', code: 'Equal', shiftKey: true, ctrlKey: true })).toEqual(['$mod+Plus'])
    expect(pc({ key: ' ', code: 'Space' })).toEqual(['Space'])
  })

  it('takes Option with a letter both ways on a Mac', () => {
    expect(mac({ key: '˚', code: 'KeyK', altKey: true })).toEqual(['Alt+k', 'Alt+˚'])
    expect(mac({ key: '@', code: 'KeyL', altKey: true })).toEqual(['Alt+l', '@'])
    expect(mac({ key: 'Dead', code: 'KeyN', altKey: true, metaKey: true })).toEqual(['$mod+Alt+n'])
  })

  it('is nothing for modifiers, dead keys and compositions', () => {
    expect(pc({ key: 'Control', code: 'ControlLeft', ctrlKey: true })).toEqual([])
    expect(pc({ key: 'Dead', code: 'BracketLeft' })).toEqual([])
    expect(pc({ isComposing: true, ctrlKey: true })).toEqual([])
    expect(pc({ keyCode: 229, ctrlKey: true })).toEqual([])
    expect(pc({ key: 'Process', ctrlKey: true })).toEqual([])
  })
})
