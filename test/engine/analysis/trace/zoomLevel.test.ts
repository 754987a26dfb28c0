import { describe, expect, it } from 'vitest'
import { COARSE_BUCKETS, coarseLevel, hasCoarse } from '../../../../electron/engine/analysis/trace/zoomLevel.ts'

describe('a level in few buckets', () => {
  it('has the class with most of each, with its share, and nothing where nothing was', () => {
    const level = new Uint8Array(3 + 64)
    level.set([2 * 16 + 15, 3 * 16 + 4, 2 * 16 + 3, 0], 3)
    level.set([4 * 16 + 1, 0, 0, 0], 3 + 4)
    level.set([5 * 16 + 15, 5 * 16 + 15, 5 * 16 + 15, 5 * 16 + 15], 3 + 60)
    const into = new Uint8Array(COARSE_BUCKETS).fill(99)
    coarseLevel(level, 3, 6, into)
    expect(into[0]).toBe(2 * 16 + Math.round(18 / 4))
    // What is there at all is seen.
    expect(into[1]).toBe(4 * 16 + 1)
    expect([...into.subarray(2, 15)].every((value) => value === 0)).toBe(true)
    expect(into[15]).toBe(5 * 16 + 15)
  })

  it('is made of finer ones alone', () => {
    expect([0, 4, 5, 16].map(hasCoarse)).toEqual([false, false, true, true])
  })
})
