import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useToastStore } from '../../../renderer/stores/toasts.ts'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => void vi.useRealTimers())

const texts = (store: ReturnType<typeof useToastStore>): string[] => store.toasts.map(({ text }) => text)

describe('toasts', () => {
  it('go away by themselves, errors later, and can be looked up', () => {
    const store = useToastStore()
    store.show('copied')
    store.show('failed', { tone: 'error' })
    vi.advanceTimersByTime(6000)
    expect(texts(store)).toEqual(['failed'])
    vi.advanceTimersByTime(6000)
    expect(texts(store)).toEqual([])
    expect(store.history.map(({ text }) => text)).toEqual(['failed', 'copied'])
    expect(store.unseenErrors).toBe(1)
    store.look()
    expect(store.unseenErrors).toBe(0)
  })

  it('stay while somebody is on one of them', () => {
    const store = useToastStore()
    store.show('copied')
    store.hold(true)
    vi.advanceTimersByTime(60_000)
    expect(texts(store)).toEqual(['copied'])
    store.hold(false)
    vi.advanceTimersByTime(6000)
    expect(texts(store)).toEqual([])
  })

  it('offer to undo the last edit only, and once', () => {
    const store = useToastStore()
    const undone: string[] = []
    const undo = (what: string) => ({ action: { title: 'Undo', run: () => void undone.push(what) } })
    store.show('verdict saved', undo('verdict'))
    store.show('copied')
    store.show('annotation deleted', undo('annotation'))
    expect(texts(store)).toEqual(['copied', 'annotation deleted'])
    expect(store.history.map(({ action }) => action !== null)).toEqual([true, false, false])
    const last = store.toasts.at(-1)?.id ?? 0
    store.act(last)
    store.act(last)
    expect(undone).toEqual(['annotation'])
    expect(store.history[0]?.action).toBeNull()
  })

  it('are three at most', () => {
    const store = useToastStore()
    for (const text of ['a', 'b', 'c', 'd']) store.show(text)
    expect(texts(store)).toEqual(['b', 'c', 'd'])
  })
})
