import { describe, expect, it } from 'vitest'
import { counted } from '../../shared/lib/counted.ts'
import { readSource } from '../support/readSource.ts'

describe('counted', () => {
  it('has the singular for one only', () => {
    expect(counted(1, 'line is', 'lines are')).toBe('1 line is')
    expect(counted(0, 'line is', 'lines are')).toBe('0 lines are')
    expect(counted(1234, 'line', 'lines', '1,234')).toBe('1,234 lines')
  })

  it.each([
    ['# TYPE a counter\na 1\nb c d\n', /^1 line is neither/],
    ['# TYPE a counter\na 1\nb c d\ne f g\n', /^2 lines are neither/],
  ])('is what issues of statistics are worded with', (text, message) => {
    expect(readSource('metrics', text).issues.map((issue) => issue.message)).toEqual([expect.stringMatching(message)])
  })
})
