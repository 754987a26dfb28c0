// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { setBridge } from '../../../renderer/api/client.ts'
import { frameCommands } from '../../../renderer/commands/index.ts'
import { shortcutText } from '../../../renderer/composables/useShortcuts.ts'
import { matchEntries, type PaletteEntry } from '../../../renderer/frame/palette.ts'
import { useCommandStore, type Command } from '../../../renderer/stores/commands.ts'
import { fakeBridge } from '../fakeBridge.ts'

const command = (id: string, change: Partial<Command> = {}): Command => ({
  id,
  group: 'window',
  title: () => id,
  run: () => undefined,
  ...change,
})

beforeEach(() => {
  setActivePinia(createPinia())
  setBridge(fakeBridge())
})

describe('the registry of commands', () => {
  it('runs what is registered and possible, and nothing else', () => {
    const store = useCommandStore()
    const ran: string[] = []
    const stop = store.register([
      command('a', { run: () => ran.push('a') }),
      command('b', { run: () => ran.push('b'), isEnabled: () => false }),
    ])
    expect([store.run('a'), store.run('b'), store.run('c'), ran]).toEqual([true, false, false, ['a']])
    stop()
    expect(store.run('a')).toBe(false)
  })

  it('refuses one id twice', () => {
    const store = useCommandStore()
    store.register([command('a')])
    expect(() => store.register([command('a')])).toThrow('registered twice')
  })

  it('has no two frame commands on the same keys', () => {
    const keys = frameCommands().flatMap((entry) => entry.keys ?? [])
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  it('offers nothing that needs a case while none is open', () => {
    const store = useCommandStore()
    store.register(frameCommands())
    const offered = store.all.filter(store.isEnabled).map(({ id }) => id)
    expect(offered.filter((id) => /^(edit|report)\.|^case\.(saveAs|close|analyse)|^view\.(?!home)/.test(id))).toEqual(
      [],
    )
  })

  it('keeps the ids that native menus name', () => {
    const ids = frameCommands().map(({ id }) => id)
    expect(ids).toEqual(
      expect.arrayContaining([
        'case.create',
        'case.open',
        'case.openSample',
        'case.saveAs',
        'case.close',
        'import.files',
        'import.folder',
        'edit.undo',
        'edit.redo',
        'report.export.pdf',
        'window.palette',
        'window.settings',
        'help.shortcuts',
        'view.overview',
      ]),
    )
  })
})

describe('shortcutText', () => {
  it.each([
    ['$mod+Shift+KeyZ', false, 'Ctrl Shift Z'],
    ['$mod+KeyK', true, '⌘ K'],
    ['g o', false, 'G O'],
    ['Alt+ArrowLeft', false, 'Alt ←'],
  ] as const)('%s', (keys, isMac, text) => {
    expect(shortcutText(keys, isMac)).toBe(text)
  })
})

describe('matchEntries', () => {
  const entry = (title: string): PaletteEntry => ({
    id: title,
    title,
    kind: '',
    icon: '',
    keys: null,
    run: () => undefined,
  })
  const titles = ['Show heap goal', 'Heap profiles', 'F-004 near the goal', 'GC cycles']
  const found = (query: string): string[] => matchEntries(titles.map(entry), query).map((match) => match.entry.title)

  it('puts words that start with the query first', () => {
    expect(found('heap')).toEqual(['Heap profiles', 'Show heap goal'])
  })
  it('finds letters that are close together in order', () => {
    expect(found('gccy')).toEqual(['GC cycles'])
  })
  it('gives everything for nothing and nothing for nonsense', () => {
    expect([found(''), found('zzz')]).toEqual([titles, []])
  })
})
