import { describe, expect, it } from 'vitest'
import {
  clashesOf,
  exportedBindings,
  importedBindings,
  keysIn,
  withAdded,
  withKeys,
} from '../../../renderer/commands/bindings.ts'

const PC = { isMac: false }
const MAC = { isMac: true }
const named = (clashes: ReturnType<typeof clashesOf>): string[] =>
  clashes.map(({ kind, command, keys }) => `${kind} ${command.id} ${keys}`)

describe('keys that others have', () => {
  it('conflict in one scope, and between the window and a view', () => {
    expect(named(clashesOf('help.open', '$mod+o', {}, PC))).toEqual(['conflict case.open $mod+o'])
    expect(named(clashesOf('help.open', '4', {}, PC))).toEqual([
      'conflict goroutines.stuck 4',
      'conflict profile.growth 4',
      'conflict trace.goroutines 4',
    ])
    expect(named(clashesOf('table.open', 'ArrowDown', {}, PC))).toEqual(['conflict table.next ArrowDown'])
  })

  it('conflict as the beginning of a sequence, which would never be heard', () => {
    expect(named(clashesOf('help.open', 'g', {}, PC)).every((text) => /^conflict [a-zA-Z.]+ g [a-z]$/.test(text))).toBe(
      true,
    )
    expect(named(clashesOf('help.open', 'g o x', {}, PC))).toEqual(['conflict view.overview g o'])
  })

  it('hide or are hidden between the window and a part of a view', () => {
    expect(named(clashesOf('flame.showInTable', 'a', {}, PC))).toEqual(['hides selection.annotate a'])
    expect(named(clashesOf('help.open', 't', {}, PC))).toEqual(['hidden flame.showInTable t'])
  })

  it('are no clash between two views, two parts, and with nobody', () => {
    expect(named(clashesOf('profile.search', 'j', {}, PC))).toEqual([])
    expect(named(clashesOf('flame.zoomReset', 'Backspace', {}, PC))).toEqual([])
    expect(named(clashesOf('help.open', '$mod+j', {}, PC))).toEqual([])
  })

  it('follow what the user changed, and the system', () => {
    expect(named(clashesOf('help.open', '$mod+o', { 'case.open': [] }, PC))).toEqual([])
    expect(named(clashesOf('help.open', 'Control+o', {}, PC))).toEqual(['conflict case.open $mod+o'])
    expect(named(clashesOf('help.open', 'Control+o', {}, MAC))).toEqual([])
  })
})

describe('giving keys', () => {
  it('takes them from whoever conflicts, and keeps no entry for the default', () => {
    const next = withAdded({}, 'help.open', '$mod+o', PC)
    expect(next).toEqual({ 'case.open': [], 'help.open': ['F1', '$mod+o'] })
    expect(withKeys(withKeys(next, 'case.open', ['$mod+o']), 'help.open', ['F1'])).toEqual({})
    expect([keysIn(next, 'case.open'), keysIn(next, 'case.create')]).toEqual([[], ['$mod+Alt+n']])
  })
})

describe('the file of keys', () => {
  it('gives back what was written', () => {
    const bindings = { 'help.open': ['F2'], 'case.open': [], 'view.home': ['g x', '$mod+Shift+h'] }
    expect(importedBindings(exportedBindings(bindings), PC)).toEqual({ bindings, refused: [] })
  })

  it('takes what is sound and names the rest', () => {
    const text = JSON.stringify({
      form: 'heapcase-keys/1',
      bindings: { 'help.open': ['Control+F2'], 'no.such': ['k'], 'case.open': ['not keys'], 'view.home': 'g' },
    })
    expect(importedBindings(text, PC)).toEqual({
      bindings: { 'help.open': ['$mod+F2'] },
      refused: ['no.such', 'case.open', 'view.home'],
    })
    expect(importedBindings(text, MAC)?.bindings).toEqual({ 'help.open': ['Control+F2'] })
  })

  it.each(['', '[]', 'null', '{"form":"other/1","bindings":{}}', '{"form":"heapcase-keys/1","bindings":[]}'])(
    'refuses %s',
    (text) => {
      expect(importedBindings(text, PC)).toBeNull()
    },
  )
})
