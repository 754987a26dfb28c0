import { describe, expect, it } from 'vitest'
import { fuzzTraces } from './gotrace.ts'

const RUNS = 20_000

describe('20,000 damaged traces', () => {
  it('end as promised, in both cores alike', { timeout: 600_000 }, () => {
    const { endings, peakMib } = fuzzTraces(RUNS, 20_261_127)
    expect(Object.values(endings).reduce((sum, count) => sum + count, 0)).toBe(RUNS)
    // The damage is neither always fatal nor ever without effect.
    expect(endings.ok).toBeGreaterThan(RUNS / 100)
    expect(endings['gotrace/inconsistent']).toBeGreaterThan(RUNS / 20)
    expect(endings['gotrace/malformed']).toBeGreaterThan(RUNS / 20)
    expect(endings['gotrace/truncated']).toBeGreaterThan(RUNS / 50)
    expect(peakMib).toBeLessThan(1024)
  })
})
