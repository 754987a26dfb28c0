import { describe, expect, it } from 'vitest'
import { CONTAINER_FORMATS, fuzzContainers } from './containers.ts'

/** A packed tar is a tar behind what unpacks every other packed file. */
const RUNS = { zip: 20_000, tar: 20_000, 'tar.gz': 4_000, 'tar.zst': 4_000 }

describe.each(CONTAINER_FORMATS)('damaged containers: %s', (kind) => {
  const runs = RUNS[kind]
  it(`end as promised, ${runs} of them`, { timeout: 600_000 }, async () => {
    const { endings, peakMib } = await fuzzContainers(kind, runs, 20_261_127)
    expect(Object.values(endings).reduce((sum, count) => sum + count, 0)).toBe(runs)
    // The damage is neither always fatal nor ever without effect.
    expect(endings.ok).toBeGreaterThan(runs / 100)
    expect(runs - (endings.ok ?? 0)).toBeGreaterThan(runs / 20)
    expect(peakMib).toBeLessThan(1024)
  })
})
