// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { setBridge } from '../../../renderer/api/client.ts'
import { frameCommands } from '../../../renderer/commands/index.ts'
import { useCommandStore, type FrameCommand } from '../../../renderer/stores/commands.ts'
import { usePreferencesStore } from '../../../renderer/stores/preferences.ts'
import { COMMANDS } from '../../../shared/commands/index.ts'
import { MENUS } from '../../../shared/commands/menu.ts'
import { fakeBridge } from '../fakeBridge.ts'

const behaviour = (id: FrameCommand['id'], change: Partial<FrameCommand> = {}): FrameCommand => ({
  id,
  run: () => undefined,
  ...change,
})

beforeEach(() => {
  setActivePinia(createPinia())
  setBridge(fakeBridge())
})

describe('the registry of commands', () => {
  it('runs what somebody answers and is possible, and nothing else', () => {
    const store = useCommandStore()
    const ran: string[] = []
    const stop = store.register([
      behaviour('case.open', { run: () => ran.push('open') }),
      behaviour('help.open', { run: () => ran.push('help'), isEnabled: () => false }),
      // Needs a case, and none is open.
      behaviour('case.close', { run: () => ran.push('close') }),
      behaviour('window.jobs', { run: () => false }),
    ])
    expect(['case.open', 'help.open', 'case.close', 'window.jobs', 'nobody.knows'].map((id) => store.run(id))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ])
    expect(ran).toEqual(['open'])
    stop()
    expect(store.run('case.open')).toBe(false)
  })

  it('refuses two behaviours of one command', () => {
    const store = useCommandStore()
    store.register([behaviour('case.open')])
    expect(() => store.register([behaviour('case.open')])).toThrow('registered twice')
  })

  it('has a behaviour of the frame for every global command, but those of what is registered with a case', () => {
    const ids = new Set<string>(frameCommands().map(({ id }) => id))
    const missing = COMMANDS.filter(({ id, scope }) => scope === 'global' && !ids.has(id)).map(({ id }) => id)
    expect(missing).toEqual(['selection.annotate', 'selection.annotations'])
    expect([...ids].filter((id) => !COMMANDS.some((command) => command.id === id))).toEqual([])
  })

  it('answers every entry of the native menu', () => {
    const store = useCommandStore()
    store.register(frameCommands())
    const known = new Set(store.all.map(({ id }) => id))
    const named = MENUS.flatMap(({ entries }) =>
      entries.flatMap((entry) => (entry.kind === 'command' ? [entry.id] : [])),
    )
    expect(named.filter((id) => !known.has(id))).toEqual([])
  })

  it('offers nothing that needs a case while none is open', () => {
    const store = useCommandStore()
    store.register(frameCommands())
    const offered = store.all.map(({ id }) => id).filter(store.isEnabled)
    expect(
      offered.filter((id) => /^(edit|report)\.|^case\.(saveAs|close|analyse)|^view\.(?!home)|inspector/.test(id)),
    ).toEqual([])
    expect(offered).toEqual(expect.arrayContaining(['case.open', 'help.open', 'window.palette', 'view.home']))
  })

  it('shows the user’s keys in place of its own', async () => {
    const store = useCommandStore()
    const preferences = usePreferencesStore()
    store.register([behaviour('case.open')])
    expect([store.shortcutOf('case.open'), store.hintOf('case.open')]).toEqual(['Ctrl O', 'Open a case… (Ctrl O)'])
    await preferences.set({ bindings: { 'case.open': ['F4', '$mod+o'] } })
    expect(store.shortcutOf('case.open')).toBe('F4')
    await preferences.set({ bindings: { 'case.open': [] } })
    expect([store.shortcutOf('case.open'), store.hintOf('case.open')]).toEqual(['', 'Open a case…'])
  })
})
