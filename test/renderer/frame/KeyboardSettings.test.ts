// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import FrameLayout from '../../../renderer/frame/FrameLayout.vue'
import { useCommandStore } from '../../../renderer/stores/commands.ts'
import { usePreferencesStore } from '../../../renderer/stores/preferences.ts'
import { mountView, settle, type Mounted } from '../mountView.ts'

const byTestId = <T extends HTMLElement>(id: string, within: ParentNode = document): T | null =>
  within.querySelector<T>(`[data-testid="${id}"]`)
const row = (id: string): HTMLElement => document.querySelector<HTMLElement>(`[data-row="${id}"]`)!
const press = (key: string, change: KeyboardEventInit = {}): void => {
  document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}`, bubbles: true, cancelable: true, ...change }),
  )
}

async function openKeyboard(): Promise<Mounted> {
  const mounted = await mountView(FrameLayout, { before: ({ selection }) => selection.restore({ view: 'overview' }) })
  useCommandStore().openSettings('keyboard')
  await settle()
  return mounted
}
async function record(id: string, ...keys: [string, KeyboardEventInit?][]): Promise<void> {
  byTestId('keyboard-add', row(id))!.click()
  await settle()
  expect(document.activeElement).toBe(byTestId('keyboard-record'))
  for (const [key, change] of keys) press(key, change)
  await settle()
}

describe('keyboard settings', () => {
  it('records a chord, keeps it and applies it at once', async () => {
    const { bridge, selection } = await openKeyboard()
    await record('view.report', ['j', { ctrlKey: true }])
    expect(byTestId<HTMLInputElement>('keyboard-record')?.value).toBe('Ctrl J')
    byTestId('keyboard-save')!.click()
    await settle()
    expect(bridge.calls.filter(([name]) => name === 'app.setPreferences')).toEqual([
      ['app.setPreferences', { bindings: { 'view.report': ['g r', '$mod+j'] } }],
    ])
    expect(row('view.report').textContent).toContain('Ctrl J')
    useCommandStore().isSettingsOpen = false
    await settle()
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ', ctrlKey: true, cancelable: true }))
    expect(selection.view).toBe('report')
  })

  it('records a sequence with Enter, and runs no command meanwhile', async () => {
    const { selection } = await openKeyboard()
    await record('view.findings', ['g'], ['o'], ['Enter'])
    // `g o` is taken: the overview loses it.
    expect(usePreferencesStore().bindings).toEqual({ 'view.findings': ['g f', 'g o'], 'view.overview': [] })
    expect(selection.view).toBe('overview')
  })

  it('says who has the keys, and that the browser keeps its own', async () => {
    await openKeyboard()
    await record('help.open', ['o', { ctrlKey: true }])
    expect(byTestId('keyboard-conflict')?.textContent).toContain('“Open a case…” has Ctrl O')
    press('Backspace')
    press('t', { ctrlKey: true })
    await settle()
    expect(byTestId('keyboard-reserved')).not.toBeNull()
    expect(byTestId<HTMLButtonElement>('keyboard-save')?.disabled).toBe(true)
    press('Escape')
    await settle()
    expect([byTestId('keyboard-record'), byTestId('settings-keyboard') !== null]).toEqual([null, true])
    expect(document.activeElement).toBe(row('help.open').querySelector('.add'))
  })

  it('gives one command its keys back, and all of them, which can be undone', async () => {
    await openKeyboard()
    const preferences = usePreferencesStore()
    const changed = { 'help.open': ['F2'], 'view.home': [] }
    await preferences.set({ bindings: changed })
    await settle()
    byTestId('keyboard-reset', row('help.open'))!.click()
    expect(preferences.bindings).toEqual({ 'view.home': [] })
    byTestId('keyboard-reset-all')!.click()
    await settle()
    expect(preferences.bindings).toEqual({})
    byTestId('toast')!.querySelector<HTMLButtonElement>('.link')!.click()
    expect(preferences.bindings).toEqual({ 'view.home': [] })
  })

  it('finds commands by name and by keys', async () => {
    await openKeyboard()
    const search = byTestId<HTMLInputElement>('keyboard-search')!
    const found = async (text: string): Promise<string[]> => {
      search.value = text
      search.dispatchEvent(new Event('input'))
      await settle()
      return [...document.querySelectorAll<HTMLElement>('[data-row]')].map((element) => element.dataset['row'] ?? '')
    }
    expect(await found('Ctrl Shift L')).toContain('selection.copyLink')
    expect((await found('export report')).every((id) => id.startsWith('report.'))).toBe(true)
  })

  it('takes a file of keys and says what it could not take', async () => {
    await openKeyboard()
    const input = byTestId<HTMLInputElement>('keyboard-file')!
    const text = JSON.stringify({ form: 'heapcase-keys/1', bindings: { 'help.open': ['F2'], 'no.such': ['k'] } })
    Object.defineProperty(input, 'files', { value: [new File([text], 'keys.json')] })
    input.dispatchEvent(new Event('change'))
    await settle()
    expect(usePreferencesStore().bindings).toEqual({ 'help.open': ['F2'] })
    expect(byTestId('toast')?.textContent).toContain('no.such')
  })
})
