import { describe, expect, it } from 'vitest'
import { clockQuality, troubledSources } from '../../../renderer/frame/status/clockQuality.ts'
import { sources } from '../fakeCase.ts'

describe('clockQuality', () => {
  it('is as good as the least certain placement, and counts what has none', () => {
    const [log, profile] = sources
    const later = { ...log!, placement: { ...log!.placement!, errorMs: 30_000 } }
    const { placed, unplaced, worst } = clockQuality([log!, later, profile!])
    expect([placed, unplaced.map(({ path }) => path), worst?.errorMs]).toEqual([2, ['incident/heap.pb.gz'], 30_000])
    expect(clockQuality([]).worst).toBeNull()
  })

  it('puts what failed before what was lost', () => {
    const [log, profile] = sources
    const failed = { ...profile!, issues: { note: 0, dataLoss: 0, error: 1 } }
    expect(troubledSources([log!, profile!, failed]).map(({ kind }) => kind)).toEqual(['profile', 'gctrace'])
  })
})
