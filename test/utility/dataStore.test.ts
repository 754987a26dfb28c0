import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataStore } from '../../electron/utility/dataStore.ts'

const bytes = (length: number): Uint8Array => new Uint8Array(length)

describe('DataStore', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('gives bytes once', () => {
    const store = new DataStore()
    const given = bytes(8)
    const { id, byteLength } = store.put(given)
    expect([byteLength, store.take(id), store.take(id), store.take('another')]).toEqual([8, given, null, null])
  })

  it('drops after a minute what nobody fetched', () => {
    const store = new DataStore()
    const { id } = store.put(bytes(8))
    vi.advanceTimersByTime(59_000)
    const later = store.put(bytes(8)).id
    vi.advanceTimersByTime(2_000)
    expect([store.take(id), store.take(later)?.length]).toEqual([null, 8])
  })

  it('drops the oldest where newer answers need the room', () => {
    const store = new DataStore(60_000, 100)
    const ids = [60, 30, 20].map((length) => store.put(bytes(length)).id)
    expect(ids.map((id) => store.take(id)?.length ?? null)).toEqual([null, 30, 20])
  })

  it('keeps an answer that is larger than its bounds for the one fetch', () => {
    const store = new DataStore(60_000, 100)
    const small = store.put(bytes(10)).id
    const large = store.put(bytes(500)).id
    expect([store.take(small), store.take(large)?.length]).toEqual([null, 500])
  })

  it('gives the memory of what was sent back where nobody else has a part of it', () => {
    const store = new DataStore()
    const [own, another] = [bytes(1 << 20), bytes(1 << 20)]
    const sent: (number | null)[] = []
    for (const { id } of [store.put(own, true), store.put(another), { id: 'unknown' }])
      store.send(id, (given) => sent.push(given?.length ?? null))
    expect(sent).toEqual([1 << 20, 1 << 20, null])
    expect([own.length, another.length]).toEqual([0, 1 << 20])
  })
})
