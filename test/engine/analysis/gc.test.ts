import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GC_CHART_COLUMNS, type GcChartColumn } from '../../../shared/contract/caseCalls.ts'
import type { GcCycleColumns } from '../../../shared/records/index.ts'
import { MIB } from '../../../shared/units/units.ts'
import {
  cycleCpuNs,
  cyclePauseNs,
  cyclesBetween,
  gcChartColumns,
  gcSummary,
  pauseQuantile,
  rowsInRange,
  worstWindow,
  type GcChartColumns,
} from '../../../electron/engine/analysis/index.ts'
import { CASE_START_MS, regularCycles, writtenCycles, writtenFacts } from '../../support/factsBuilder.ts'

describe('gcSummary', () => {
  it('computes every figure of a small log by hand', () => {
    // Three cycles, 1 s apart, 2 Ps: CPU per cycle 2·(1 + 1) + 4 + 10 = 18 ms of 2 s per second.
    const columns = regularCycles(3, 1, (i) => ({
      sweepTerm: 1,
      markTerm: 1,
      mark: 8,
      assist: 4,
      background: 10,
      idle: 50,
      live: 10 + i,
      start: 18,
      end: 20,
      goal: i === 2 ? 19 : 21,
      trigger: i === 1 ? 'forced' : 'heap',
    }))
    expect(gcSummary(columns)).toMatchObject({
      cycles: 3,
      forced: 1,
      periodic: 0,
      spanNs: 2.01e9,
      cyclesPerMinute: expect.closeTo(60, 9) as number,
      pause: { medianNs: 2e6, p95Ns: 2e6, p99Ns: 2e6, maxNs: 2e6, totalNs: 6e6, maxCycle: 1 },
      gcCpuShare: expect.closeTo(0.054 / 4.02, 12) as number,
      assistShare: expect.closeTo(0.012 / 4.02, 12) as number,
      assistOfGc: 12 / 54,
      liveHeap: { firstBytes: 10 * MIB, lastBytes: 12 * MIB, minBytes: 10 * MIB, maxBytes: 12 * MIB },
      liveHeapTrend: null,
      goal: { minBytes: 19 * MIB, maxBytes: 21 * MIB },
      overshoots: 1,
      // (20 − 10) + (20 − 11) MiB in 2 s; figures that do not vary may be off by a MiB per pair.
      allocationBytesPerSecond: { value: 9.5 * MIB, errorBytesPerSecond: MIB },
    })
  })

  it('leaves idle marking out of the CPU share, and no goal out of goals', () => {
    const columns = regularCycles(2, 1, () => ({
      background: 0,
      assist: 0,
      sweepTerm: 0,
      markTerm: 0,
      idle: 900,
      goal: null,
    }))
    expect(gcSummary(columns)).toMatchObject({ gcCpuShare: 0, assistOfGc: 0, goal: null, overshoots: 0 })
  })

  it('counts each stretch with the Ps of its time', () => {
    const columns = writtenCycles([
      { at: 1, procs: 1, background: 100, sweepTerm: 0, markTerm: 0, mark: 0 },
      { at: 2, procs: 9, background: 0, sweepTerm: 0, markTerm: 0, mark: 1000 },
    ])
    expect(gcSummary(columns)?.gcCpuShare).toBeCloseTo(0.1 / (1 + 9), 9)
  })

  it('skips pairs with a lost cycle between them when it adds up allocation', () => {
    const columns = writtenCycles([
      { at: 1, number: 1, live: 10, end: 30 },
      { at: 2, number: 3, live: 10, end: 30 },
      { at: 3, number: 4, live: 10, end: 30 },
    ])
    expect(gcSummary(columns)?.allocationBytesPerSecond?.value).toBeCloseTo(20 * MIB, 3)
  })

  it('answers null for an empty range and nothing absurd for one cycle', () => {
    const one = regularCycles(1, 1)
    expect(gcSummary(one, 1, 1)).toBeNull()
    expect(gcSummary(one)).toMatchObject({
      cycles: 1,
      cyclesPerMinute: 0,
      allocationBytesPerSecond: null,
      liveHeapTrend: null,
    })
  })

  it('finds slope and interval of the live heap per minute', () => {
    const columns = regularCycles(120, 1, (i) => ({ live: 100 + i }))
    expect(gcSummary(columns)?.liveHeapTrend).toMatchObject({ perMinute: 60 * MIB })
  })
})

describe('ranges of a life', () => {
  it('takes the cycles that start within', () => {
    const columns = regularCycles(10, 1)
    expect(cyclesBetween(columns, 3e9, 5e9)).toEqual({ from: 2, to: 5 })
    expect(cyclesBetween(columns, 20e9, 30e9)).toEqual({ from: 10, to: 10 })
  })

  it('knows the life’s axis', () => {
    const facts = writtenFacts([{ cycles: regularCycles(10, 1) }, { cycles: regularCycles(10, 1), startSeconds: null }])
    const [placed, unplaced] = facts.lives
    if (!placed || !unplaced) throw new Error('two lives were written')
    const wall = { axis: { kind: 'wall' as const }, from: CASE_START_MS + 3000, to: CASE_START_MS + 5000 }
    expect(rowsInRange(placed.life, placed.cycles, wall)).toEqual({ from: 2, to: 5 })
    expect(rowsInRange(unplaced.life, unplaced.cycles, wall)).toEqual({ from: 0, to: 0 })
    const own = { axis: unplaced.life.axis, from: 3000, to: 5000 }
    expect(rowsInRange(unplaced.life, unplaced.cycles, own)).toEqual({ from: 2, to: 5 })
    expect(rowsInRange(placed.life, placed.cycles, null)).toEqual({ from: 0, to: 10 })
  })
})

describe('worstWindow', () => {
  it('finds the minute that hurt', () => {
    const columns = regularCycles(300, 1, (i) => ({
      background: i >= 100 && i < 160 ? 500 : 0,
      sweepTerm: 0,
      markTerm: 0,
    }))
    const worst = worstWindow(columns, 60e9, cycleCpuNs)
    expect(worst).toMatchObject({ from: 100, to: 160, spanNs: 60e9 })
    expect(worst?.share).toBeCloseTo(0.25, 6)
  })

  it('takes the whole of a life that is shorter', () => {
    const columns = regularCycles(5, 1, () => ({ background: 100, sweepTerm: 0, markTerm: 0, mark: 0 }))
    expect(worstWindow(columns, 60e9, cycleCpuNs)).toMatchObject({ from: 0, to: 5, spanNs: 4e9 })
  })

  it('is never below the share of any window', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 12, maxLength: 60 }), (work) => {
        const columns = regularCycles(work.length, 1, (i) => ({
          background: work[i],
          sweepTerm: 0,
          markTerm: 0,
        }))
        const worst = worstWindow(columns, 10e9, cycleCpuNs)
        for (let from = 0; from + 10 < work.length; from++) {
          const share = work.slice(from, from + 10).reduce((sum, ms) => sum + ms, 0) / 20_000
          expect(worst?.share).toBeGreaterThanOrEqual(share - 1e-9)
        }
      }),
    )
  })
})

describe('gcChartColumns', () => {
  const column = (chart: GcChartColumns, name: GcChartColumn): number[] => {
    const index = GC_CHART_COLUMNS.indexOf(name)
    return [...chart.values.subarray(index * chart.rows, (index + 1) * chart.rows)]
  }
  const finite = (values: number[]): number[] => values.filter((value) => !Number.isNaN(value))
  const identity = (ns: number): number => ns / 1e6
  const random = (cycles: [number, number, number][]): GcCycleColumns =>
    regularCycles(cycles.length, 1, (i) => {
      const [live, pause, assist] = cycles[i] as [number, number, number]
      return { live, sweepTerm: pause, assist, end: live + 5 }
    })

  it('shows every cycle as it is while there are few', () => {
    const chart = gcChartColumns(regularCycles(5, 1), identity, 100)
    expect(chart).toMatchObject({ rows: 5, cycles: 5, isDecimated: false })
    expect(column(chart, 'x')).toEqual([1000, 2000, 3000, 4000, 5000])
    expect(column(chart, 'stwCpuNs')).toEqual([4e5, 4e5, 4e5, 4e5, 4e5])
  })

  it('keeps extremes, whole cycles and their order above the limit', () => {
    const cycle = fc.tuple(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 0, max: 90 }),
    )
    fc.assert(
      fc.property(fc.array(cycle, { minLength: 60, maxLength: 300 }), (cycles) => {
        const columns = random(cycles)
        const chart = gcChartColumns(columns, identity, 50)
        expect(chart.isDecimated).toBe(true)
        expect(chart.rows).toBeLessThanOrEqual(50)
        const live = column(chart, 'liveHeapBytes')
        expect(Math.max(...live)).toBe(Math.max(...columns.liveHeapBytes))
        expect(Math.min(...live)).toBe(Math.min(...columns.liveHeapBytes))
        const pauses = column(chart, 'sweepTermNs').map((ns, i) => ns + (column(chart, 'markTermNs')[i] as number))
        expect(Math.max(...pauses)).toBe(Math.max(...cycles.map((_, row) => cyclePauseNs(columns, row))))
        const numbers = column(chart, 'number')
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
        for (const [i, number] of numbers.entries()) expect(live[i]).toBe(columns.liveHeapBytes[number - 1])
      }),
      { numRuns: 30 },
    )
  })

  it('breaks the lines where cycles are missing', () => {
    const columns = writtenCycles([1, 2, 3, 7, 8].map((number) => ({ at: number, number })))
    const chart = gcChartColumns(columns, identity, 100)
    expect(chart.rows).toBe(6)
    expect(column(chart, 'number')).toEqual([1, 2, 3, Number.NaN, 7, 8])
    expect(column(chart, 'x')).toEqual([1000, 2000, 3000, 5000, 7000, 8000])
    expect(finite(column(chart, 'liveHeapBytes'))).toHaveLength(5)
  })

  it('takes a range and an empty one', () => {
    const columns = regularCycles(10, 1)
    expect(column(gcChartColumns(columns, identity, 100, { from: 2, to: 4 }), 'number')).toEqual([3, 4])
    expect(gcChartColumns(columns, identity, 100, { from: 4, to: 4 })).toMatchObject({ rows: 0, cycles: 0 })
  })
})

it('pauseQuantile agrees with the order of pauses', () => {
  const columns = regularCycles(100, 1, (i) => ({ sweepTerm: i + 1, markTerm: 0 }))
  expect(pauseQuantile(columns, 0.99)).toBe(99e6)
  expect(pauseQuantile(columns, 1)).toBe(100e6)
})
