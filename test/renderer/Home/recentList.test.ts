import { describe, expect, it } from 'vitest'
import { SPARK_POINTS } from '../../../shared/contract/messages.ts'
import { sampled, sparkLine } from '../../../renderer/views/Home/recentList.ts'

describe('sampled', () => {
  it('keeps first and last and as many points as a close keeps', () => {
    const values = Float64Array.from({ length: 301 }, (_, i) => i)
    const taken = sampled(values)
    expect(taken).toHaveLength(SPARK_POINTS)
    expect([taken[0], taken.at(-1)]).toEqual([0, 300])
    expect(taken).toEqual([...taken].sort((a, b) => a - b))
  })

  it('leaves gaps out and takes what there is', () => {
    expect(sampled([1, Number.NaN, 3])).toEqual([1, 3])
    expect(sampled([7])).toEqual([7])
    expect(sampled([])).toEqual([])
  })
})

describe('sparkLine', () => {
  it('runs over the width, from zero', () => {
    expect(sparkLine([0, 10], 72, 20)).toBe('0.0,19.0 72.0,1.0')
    expect(sparkLine([0, 0], 72, 20)).toBe('0.0,19.0 72.0,19.0')
    expect(sparkLine([5], 72, 20)).toBe('')
  })
})
