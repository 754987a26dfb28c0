import { describe, expect, it } from 'vitest'
import { crashMessages } from '../../../renderer/views/Goroutines/crashMessages.ts'
import { momentBefore, momentChoice, momentGroups } from '../../../renderer/views/Goroutines/momentChoice.ts'
import { stateShares } from '../../../renderer/views/Goroutines/stateShares.ts'
import { labelOf } from '../../../renderer/views/Goroutines/useGoroutineFilter.ts'
import { sourceId } from '../fakeCase.ts'
import { snapshot } from './goroutineCase.ts'

const none = { sourceId: null, dump: '', baseSourceId: null, baseDump: '' }
const series = (...snapshots: number[]) => ({
  id: 'shop',
  lifeId: null,
  program: null,
  isOrderedByTime: true,
  snapshots,
})
const counts = (id: number, goroutines: number) =>
  snapshot(id, goroutines, { hasIds: false, dump: null, cause: 'profile' })

describe('momentChoice', () => {
  it('opens on the most goroutines, on single ones before counts unless these are more than twice as many', () => {
    const of = (...snapshots: ReturnType<typeof snapshot>[]) =>
      momentChoice({ snapshots, series: [series()] }, none)?.snapshot.sourceId
    expect(of(snapshot(1, 70), snapshot(2, 413), snapshot(3, 20))).toBe(2)
    expect(of(snapshot(1, 70), counts(2, 140))).toBe(1)
    expect(of(snapshot(1, 70), counts(2, 141))).toBe(2)
    expect(momentChoice({ snapshots: [], series: [] }, none)).toBeNull()
  })

  it('takes the dump that is named, else the leading one of its source; never compares one with itself', () => {
    const snapshots = [snapshot(1, 70), snapshot(1, 90, { dump: 2 }), snapshot(2, 413)]
    const choose = (chosen: Partial<Parameters<typeof momentChoice>[1]>) => {
      const choice = momentChoice({ snapshots, series: [series(0, 1, 2)] }, { ...none, ...chosen })
      return [choice?.snapshot.sourceId, choice?.snapshot.dump, choice?.base?.sourceId, choice?.base?.dump]
    }
    expect(choose({ sourceId: sourceId(1), dump: '1' })).toEqual([1, 1, undefined, undefined])
    expect(choose({ sourceId: sourceId(1), dump: '9' })).toEqual([1, 2, undefined, undefined])
    expect(choose({ sourceId: sourceId(7) })).toEqual([2, 1, undefined, undefined])
    expect(choose({ sourceId: sourceId(1), dump: '1', baseSourceId: sourceId(1), baseDump: '2' })).toEqual([1, 1, 1, 2])
    expect(choose({ baseSourceId: sourceId(2) })).toEqual([2, 1, undefined, undefined])
  })

  it('offers the moment before of the same kind', () => {
    const snapshots = [snapshot(1, 70), counts(2, 90), snapshot(3, 413)]
    const choice = momentChoice({ snapshots, series: [series(0, 1, 2)] }, none)!
    expect(momentBefore(choice)?.sourceId).toBe(1)
    expect(momentBefore({ ...choice, snapshot: snapshots[0]! })).toBeNull()
  })

  it('names processes by folder and program, larger series first', () => {
    const snapshots = [snapshot(1, 70), snapshot(2, 90), snapshot(3, 5)]
    const groups = momentGroups(snapshots, [
      { ...series(2), id: 'b' },
      { ...series(0, 1), id: 'a', program: 'example.com/shop' },
    ])
    expect(groups.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'incident · shop'],
      ['b', 'incident'],
    ])
  })
})

describe('crashMessages', () => {
  const crash = { panics: [], signal: null, details: [], registers: {}, runtimeStack: null, repeats: 1 }
  it('says it as the runtime prints it, the last panic first', () => {
    expect(crashMessages({ cause: 'fatal', message: 'concurrent map writes', crash })).toEqual([
      'fatal error: concurrent map writes',
    ])
    const panics = ['first\nline two', 'closing'].map((message) => ({
      message,
      isRecovered: false,
      isRepanicked: false,
    }))
    const signal = { name: 'SIGSEGV', text: 'segmentation violation', code: '0x1', address: '0x0', pc: null }
    expect(crashMessages({ cause: 'panic', message: 'closing', crash: { ...crash, panics, signal } })).toEqual([
      'panic: closing',
      'panic: first',
      'SIGSEGV: segmentation violation',
    ])
    expect(crashMessages({ cause: 'recovered', message: 'boom', crash: null })).toEqual(['panic: boom [recovered]'])
    expect(crashMessages({ cause: 'debug2', message: null, crash: null })).toEqual([])
  })
})

describe('stateShares', () => {
  it('draws states as wide as they are many, and nothing that is there as nothing', () => {
    const statuses = [
      { text: 'running', state: 'running' as const, reason: null, isLeaked: false, goroutines: 1 },
      { text: 'select', state: 'waiting' as const, reason: 'select', isLeaked: false, goroutines: 500 },
      { text: 'IO wait', state: 'waiting' as const, reason: 'IO wait', isLeaked: false, goroutines: 250 },
    ]
    expect(stateShares(statuses, 1000, 80).map(({ state, x, width }) => [state, x, width])).toEqual([
      ['running', 0, 1],
      ['waiting', 1, 60],
    ])
    expect(stateShares(statuses, 0, 80)).toEqual([])
  })
})

describe('labelOf', () => {
  it('cuts at the first equals sign', () => {
    expect(labelOf('route=/a?b=c')).toEqual({ key: 'route', value: '/a?b=c' })
    expect(labelOf('')).toBeNull()
  })
})
