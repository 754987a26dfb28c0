import { describe, expect, it } from 'vitest'
import type { FindingWithVerdict, Source } from '../../../shared/records/index.ts'
import { aboutStep } from '../../../renderer/views/Memory/memoryTable.ts'
import { isOfGroup } from '../../../renderer/views/Memory/memoryFindings.ts'
import {
  chosenStep,
  isFunctionStep,
  roleOf,
  waterfallBars,
  waterfallScale,
  wholeOf,
} from '../../../renderer/views/Memory/waterfall.ts'
import { sourceId } from '../fakeCase.ts'
import { MIB, partOf, steps, totalOf, waterfall } from './memoryBuilder.ts'

describe('waterfallBars', () => {
  it('takes parts from their whole, from the right, and begins anew at the next whole', () => {
    const bars = waterfallBars(steps)
    expect(bars.map(({ from, to, joint }) => [from / MIB, to / MIB, joint === null ? null : joint / MIB])).toEqual([
      [0, 100, 100],
      [90, 100, 90],
      [85, 90, 85],
      [80, 85, 80],
      [0, 80, 80],
      [20, 80, 20],
      [20, 20, null],
    ])
    expect(bars.map(({ startsGroup }) => startsGroup)).toEqual([false, false, false, false, true, false, false])
  })

  it('goes below zero where the parts are more than their whole, and the remainder says by how much', () => {
    const more = [
      totalOf('live', 50, 'live'),
      partOf('heap-a.b', 70, 'live'),
      { ...partOf('remainder-2', -20, 'remainder'), kind: 'remainder' as const },
    ]
    const bars = waterfallBars(more)
    expect(bars.map(({ from, to }) => [from / MIB, to / MIB])).toEqual([
      [0, 50],
      [-20, 50],
      [-20, 0],
    ])
    const scale = waterfallScale(bars, null)
    expect(scale.min).toBe(-20 * MIB)
    expect(scale.ticks.every((tick) => tick >= 0)).toBe(true)
  })

  it('has no bars and a scale that can be drawn where there are no steps', () => {
    expect(waterfallBars([])).toEqual([])
    const scale = waterfallScale([], null)
    expect(scale.max).toBeGreaterThan(scale.min)
  })
})

describe('the scale of a waterfall', () => {
  it('reaches to the limit, but not to one that is far off', () => {
    const bars = waterfallBars(steps)
    expect(waterfallScale(bars, 180 * MIB).max).toBeGreaterThan(180 * MIB)
    expect(waterfallScale(bars, 900 * MIB).max).toBeLessThan(110 * MIB)
  })
})

describe('steps', () => {
  it('are found by id, with the whole they are taken from', () => {
    expect(chosenStep(waterfall, 'stacks')?.bytes).toBe(10 * MIB)
    expect(chosenStep(waterfall, 'nonesuch')).toBeNull()
    expect(chosenStep(null, 'stacks')).toBeNull()
    expect(wholeOf(steps, 'stacks')?.id).toBe('resident')
    expect(wholeOf(steps, 'heap-shop.(*Store).Put')?.id).toBe('live')
  })

  it('have the colour of their class, wholes that of ink, and each says what it is', () => {
    expect(steps.map(roleOf)).toEqual([
      'ink2',
      'memStacks',
      'memDead',
      'memRemainder',
      'memLive',
      'memLive',
      'memRemainder',
    ])
    expect(steps.map(aboutStep)).toEqual([
      'memoryResident',
      'memoryStacks',
      'memoryDead',
      'memoryRemainder',
      'memoryLive',
      'memoryHolder',
      'memoryRemainder',
    ])
    expect(steps.filter(isFunctionStep).map(({ id }) => id)).toEqual(['heap-shop.(*Store).Put'])
  })
})

describe('findings of a process', () => {
  const sources = new Map(
    ['incident/a.log', 'baseline/a.log'].map((path, place) => [sourceId(place + 1), { path } as Source]),
  )
  const finding = (ruleId: string, source: number, isStale = false): FindingWithVerdict =>
    ({
      ruleId,
      isStale,
      evidence: [{ at: { kind: 'source', sourceId: sourceId(source) } }],
    }) as unknown as FindingWithVerdict

  it('are those of rules about memory whose evidence lies in the folder of its sources', () => {
    const incident = { id: 'incident|' }
    expect(isOfGroup(finding('memory/idle-heap', 1), incident, sources)).toBe(true)
    expect(isOfGroup(finding('memory/idle-heap', 2), incident, sources)).toBe(false)
    expect(isOfGroup(finding('scheduler/thread-growth', 1), incident, sources)).toBe(false)
    expect(isOfGroup(finding('gc/growing-live-heap', 1, true), incident, sources)).toBe(false)
    expect(isOfGroup(finding('gc/growing-live-heap', 2), { id: '|job' }, sources)).toBe(true)
  })
})
