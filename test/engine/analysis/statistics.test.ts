import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MIN_GROUP, quantile, shiftOf, theilSen } from '../../../electron/engine/analysis/index.ts'
import { MAX_TREND_POINTS, select } from '../../../electron/engine/analysis/statistics.ts'

const figure = fc.integer({ min: -1_000_000, max: 1_000_000 })

/** Repeatable noise around zero, evenly distributed in −1 … 1. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2_147_483_648 - 1
  }
}

describe('theilSen', () => {
  it('fits a line exactly, with an interval that is the slope', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), figure, fc.integer({ min: 2, max: 60 }), (slope, start, count) => {
        const x = Array.from({ length: count }, (_, i) => i * 2)
        const trend = theilSen(
          x,
          x.map((at) => start + slope * at),
        )
        expect(trend).toMatchObject({ slope, intercept: start, low: slope, high: slope, points: count })
      }),
    )
  })

  it('is not moved by a fifth of wild points', () => {
    const random = noise(7)
    const x = Array.from({ length: 100 }, (_, i) => i)
    const y = x.map((at) => (at % 5 === 0 ? 1e9 * random() : 3 * at + random()))
    expect(theilSen(x, y)?.slope).toBeCloseTo(3, 1)
  })

  it('is the median of all slopes', () => {
    fc.assert(
      fc.property(fc.array(figure, { minLength: 3, maxLength: 12 }), (y) => {
        const x = y.map((_, i) => i)
        const slopes: number[] = []
        for (let i = 0; i < y.length; i++) {
          for (let j = i + 1; j < y.length; j++) slopes.push(((y[j] as number) - (y[i] as number)) / (j - i))
        }
        expect(theilSen(x, y)?.slope).toBeCloseTo(quantile(slopes, 0.5), 6)
      }),
    )
  })

  it('gives an interval that holds the true slope about 19 times of 20', () => {
    const random = noise(1)
    let held = 0
    for (let run = 0; run < 300; run++) {
      const x = Array.from({ length: 40 }, (_, i) => i)
      const trend = theilSen(
        x,
        x.map((at) => 0.5 * at + 10 * (random() + random() + random())),
      )
      if (trend && trend.low <= 0.5 && trend.high >= 0.5) held++
    }
    expect(held / 300).toBeGreaterThan(0.9)
    expect(held / 300).toBeLessThan(0.99)
  })

  it('widens the interval where neighbours resemble each other', () => {
    const random = noise(3)
    const x = Array.from({ length: 200 }, (_, i) => i)
    let level = 0
    const wander = x.map(() => (level = 0.95 * level + random()))
    const trend = theilSen(x, wander)
    expect(trend?.effectivePoints).toBeLessThan(60)
    expect((trend?.low ?? 1) <= 0 && (trend?.high ?? -1) >= 0).toBe(true)
  })

  it('takes the same even choice of points of a long series each time', () => {
    const x = Array.from({ length: 20_000 }, (_, i) => i)
    const y = x.map((at) => 2 * at + (at % 7))
    const trend = theilSen(x, y)
    expect(trend?.points).toBe(MAX_TREND_POINTS)
    expect(trend?.slope).toBeCloseTo(2, 3)
    expect(theilSen(x, y)).toEqual(trend)
  })

  it('sorts by x, leaves out NaN, and says nothing for a single x', () => {
    expect(theilSen([3, 1, Number.NaN, 2], [30, 10, 5, 20])?.slope).toBe(10)
    expect(theilSen([1, 1, 1], [1, 2, 3])).toBeNull()
    expect(theilSen([1], [1])).toBeNull()
  })
})

describe('quantile and select', () => {
  it('selects what sorting would put there', () => {
    fc.assert(
      fc.property(fc.array(figure, { minLength: 1, maxLength: 200 }), fc.nat(), (values, pick) => {
        const k = pick % values.length
        const sorted = [...values].sort((a, b) => a - b)
        expect(select(Float64Array.from(values), k)).toBe(sorted[k])
      }),
    )
  })

  it('gives ends, middle, and NaN for nothing', () => {
    expect([0, 0.5, 1].map((p) => quantile([5, 1, 3], p))).toEqual([1, 3, 5])
    expect(quantile([], 0.5)).toBeNaN()
  })
})

describe('shiftOf', () => {
  it('finds a shift that is there', () => {
    const random = noise(11)
    const baseline = Array.from({ length: 12 }, () => 100 + random())
    const shift = shiftOf(
      baseline,
      baseline.map((value) => value + 10 + random()),
    )
    expect(shift?.shift).toBeCloseTo(10, 0)
    expect(shift?.low).toBeGreaterThan(5)
  })

  it('holds zero for two groups of one kind about 19 times of 20', () => {
    const random = noise(5)
    let held = 0
    for (let run = 0; run < 300; run++) {
      const group = (): number[] => Array.from({ length: 12 }, random)
      const shift = shiftOf(group(), group())
      if (shift && shift.low <= 0 && shift.high >= 0) held++
    }
    expect(held / 300).toBeGreaterThan(0.9)
  })

  it('answers only from enough figures', () => {
    const few = Array.from({ length: MIN_GROUP - 1 }, (_, i) => i)
    expect(shiftOf(few, [1, 2, 3, 4, 5])).toBeNull()
  })
})
