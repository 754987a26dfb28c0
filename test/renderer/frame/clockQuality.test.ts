import { describe, expect, it } from 'vitest'
import { clockQuality, errorText, troubledSources } from '../../../renderer/frame/status/clockQuality.ts'
import { sources } from '../fakeCase.ts'

describe('clockQuality', () => {
  it('is as good as the least certain placement, and counts what has none', () => {
    const [log, profile] = sources
    const later = { ...log!, placement: { ...log!.placement!, errorMs: 30_000 } }
    const { placed, unplaced, worst } = clockQuality([log!, later, profile!])
    expect([placed, unplaced.map(({ path }) => path), worst?.errorMs]).toEqual([2, ['incident/heap.pb.gz'], 30_000])
    expect(clockQuality([]).worst).toBeNull()
  })

  it.each([
    [0.4, '±\u00a00.4\u00a0ms'],
    [1.5, '±\u00a01.5\u00a0ms'],
    [30, '±\u00a030\u00a0ms'],
    [1000, '±\u00a01\u00a0s'],
    [30_000, '±\u00a030\u00a0s'],
    [300_000, '±\u00a05\u00a0min'],
    [10_800_000, '±\u00a03\u00a0h'],
    [604_800_000, '±\u00a07\u00a0d'],
  ])('%d ms', (error, text) => {
    expect(errorText(error)).toBe(text)
  })

  it('puts what failed before what was lost', () => {
    const [log, profile] = sources
    const failed = { ...profile!, issues: { note: 0, dataLoss: 0, error: 1 } }
    expect(troubledSources([log!, profile!, failed]).map(({ kind }) => kind)).toEqual(['profile', 'gctrace'])
  })
})
