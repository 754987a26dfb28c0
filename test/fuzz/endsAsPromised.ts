import { describe, expect, it } from 'vitest'
import { fuzzReader, type ReaderFormat } from './readers.ts'

const RUNS = 20_000

/** The tests of formats that are texts: 20,000 damaged inputs each. */
export const endsAsPromised = (formats: readonly ReaderFormat[]): void =>
  describe.each(formats)('20,000 damaged inputs: $name', (format) => {
    it('end as promised', { timeout: 600_000 }, () => {
      const { endings, peakMib } = fuzzReader(format, RUNS, 20_261_127)
      expect(Object.values(endings).reduce((sum, count) => sum + count, 0)).toBe(RUNS)
      // Damage is partial: readers that give up at the first fault would read next to nothing.
      expect(endings.ok).toBeGreaterThan(RUNS / 4)
      expect(peakMib).toBeLessThan(1024)
    })
  })
