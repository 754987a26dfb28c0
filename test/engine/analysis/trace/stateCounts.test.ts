import { describe, expect, it } from 'vitest'
import { COUNTED_STATES, StateCounts } from '../../../../electron/engine/analysis/trace/StateCounts.ts'
import { GoState } from '../../../../shared/records/index.ts'

const rowsOf = (counts: StateCounts): number[][] => {
  const rows: number[][] = []
  counts.give((row) => rows.push(row))
  return rows
}

describe('goroutines counted by state', () => {
  it('are what intervals add up to, stretch by stretch', () => {
    const [from, to] = [1000, 1000 + 256 * 40 - 13]
    const counts = new StateCounts(from, to)
    const intervals: [state: number, start: number, end: number][] = []
    let seed = 7
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (let at = 0; at < 2000; at++) {
      const start = 900 + next(to - 900)
      intervals.push([next(6), start, start + next(at % 3 === 0 ? 6000 : 30)])
    }
    for (const interval of intervals) counts.add(...interval)
    const rows = rowsOf(counts)
    expect(rows[0]?.slice(0, 2)).toEqual([from, 40])
    expect(rows.at(-1)?.slice(0, 2)).toEqual([to - 27, 27])
    for (const [begin = 0, length = 0, ...times] of rows)
      COUNTED_STATES.forEach((name, place) => {
        const expected = intervals
          .filter(([state]) => state === GoState[name])
          .reduce((sum, [, a, b]) => sum + Math.max(0, Math.min(b, begin + length, to) - Math.max(a, begin)), 0)
        expect(times[place], `${name} from ${begin}`).toBe(expected)
      })
  })

  it('are none where there is no time', () => {
    const counts = new StateCounts(5, 5)
    counts.add(GoState.running, 5, 5)
    expect(rowsOf(counts)).toEqual([])
  })
})
