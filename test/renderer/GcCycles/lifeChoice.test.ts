import { describe, expect, it } from 'vitest'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { LifeId, SourceId, TimeRange } from '../../../shared/records/index.ts'
import { heapBar } from '../../../renderer/views/GcCycles/gcTable.ts'
import { chosenLife, rangeOnLife } from '../../../renderer/views/GcCycles/lifeChoice.ts'

const lifeOf = (id: number, source: number, cycles: number, from: number, isWall = true): LifeOnAxis => {
  const axis = isWall ? ({ kind: 'wall' } as const) : ({ kind: 'life', lifeId: id as LifeId } as const)
  return { id, sourceId: source, cycles, axis, range: { axis, from, to: from + 100 } } as unknown as LifeOnAxis
}
const lives = [lifeOf(1, 1, 740, 0), lifeOf(2, 2, 371, 200), lifeOf(3, 2, 824, 400), lifeOf(4, 3, 9, 0, false)]
const none = { lifeId: null, sourceId: null, range: null }
const wall = (from: number, to: number): TimeRange => ({ axis: { kind: 'wall' }, from, to })

describe('chosenLife', () => {
  it('is the one named', () => expect(chosenLife(lives, { ...none, lifeId: 2 as LifeId })?.id).toBe(2))
  it('is one of the chosen source', () => expect(chosenLife(lives, { ...none, sourceId: 1 as SourceId })?.id).toBe(1))
  it('is one in the chosen range', () => expect(chosenLife(lives, { ...none, range: wall(210, 250) })?.id).toBe(2))
  it('is the longest where nothing is chosen, or what is chosen is gone', () => {
    expect([chosenLife(lives, none)?.id, chosenLife(lives, { ...none, lifeId: 99 as LifeId })?.id]).toEqual([3, 3])
  })
  it('is none without lives', () => expect(chosenLife([], none)).toBeNull())
})

describe('rangeOnLife', () => {
  it('is the range on the same axis only', () => {
    const own: TimeRange = { axis: { kind: 'life', lifeId: 4 as LifeId }, from: 1, to: 2 }
    expect([
      rangeOnLife(lives[0]!, wall(1, 2)),
      rangeOnLife(lives[3]!, wall(1, 2)),
      rangeOnLife(lives[3]!, own),
      rangeOnLife(lives[0]!, own),
    ]).toEqual([wall(1, 2), null, own, null])
  })
})

describe('heapBar', () => {
  it('splits a row on one scale', () => {
    expect(heapBar({ liveHeapBytes: 25, heapEndBytes: 50, heapGoalBytes: 80 }, 100)).toEqual({
      live: 0.25,
      collected: 0.25,
      goal: 0.8,
    })
  })
  it('has no goal where the log has none, and nothing without a scale', () => {
    expect(heapBar({ liveHeapBytes: 25, heapEndBytes: 50, heapGoalBytes: null }, 0)).toEqual({
      live: 0,
      collected: 0,
      goal: null,
    })
  })
})
