// Stretches of a log in which the heap goal stands still although the live heap grows.
import type { GcCycleColumns } from '../../../../../shared/records/index.ts'
import { cycleEndNs, quantile, theilSen, type CycleRows } from '../../../analysis/index.ts'
import type { LifeFacts } from '../../rule.ts'
import { NANOS_PER_MINUTE, rowsSpanNs } from '../../lives.ts'

/** A stretch in which the goal stands still while the live heap grows. */
export interface Pressure {
  rows: CycleRows
  goalMin: number
  goalMax: number
  liveStart: number
  liveEnd: number
  /** Cycles after the stretch, to the end of the life, whose live heap alone is above the goal the stretch held. */
  above: number
  /** GC cycles per minute in the first and the last third of the stretch, and after it (0: the life ends with it). */
  rateFirst: number
  rateLast: number
  rateAfter: number
}

/** The goal of a stretch may wander so much: overhead outside the heap moves the goal of a fixed limit a little. */
const FLATNESS = 0.05

type Limits = Readonly<Record<'minCycles' | 'minTime' | 'minLiveGrowth' | 'minGoal', number>>

/** The stretch with a flat goal in which the live heap grew most; null where none grew enough. */
export function pressureOf(facts: LifeFacts, limits: Limits): Pressure | null {
  const { cycles } = facts
  // The stretch with the largest rise by means of its first and last fifth; only that one is fitted.
  const sums = new Float64Array(cycles.length + 1)
  for (let row = 0; row < cycles.length; row++) {
    sums[row + 1] = (sums[row] as number) + (cycles.liveHeapBytes[row] as number)
  }
  const mean = (from: number, to: number): number => ((sums[to] as number) - (sums[from] as number)) / (to - from)
  let best: { rows: CycleRows; growth: number } | null = null
  for (const rows of flatStretches(cycles, limits.minGoal)) {
    if (rows.to - rows.from < limits.minCycles || rowsSpanNs(facts, rows) < limits.minTime) continue
    const fifth = Math.max(1, Math.floor((rows.to - rows.from) / 5))
    const growth = mean(rows.to - fifth, rows.to) / Math.max(1, mean(rows.from, rows.from + fifth)) - 1
    if (!best || growth > best.growth) best = { rows, growth }
  }
  if (!best || best.growth <= 0) return null
  const { rows } = best
  const goals = cycles.heapGoalBytes.subarray(rows.from, rows.to)
  const goalMax = quantile(goals, 1)
  let above = 0
  for (let row = rows.to; row < cycles.length; row++) if ((cycles.liveHeapBytes[row] as number) > goalMax) above++
  const { start, end } = fittedLive(cycles, rows)
  if ((end - start) / start < limits.minLiveGrowth) return null
  const third = Math.max(1, Math.floor((rows.to - rows.from) / 3))
  const cycleRate = (part: CycleRows): number => {
    const span = rowsSpanNs(facts, part)
    return span > 0 ? ((part.to - part.from) / span) * NANOS_PER_MINUTE : 0
  }
  return {
    rows,
    goalMin: quantile(goals, 0),
    goalMax,
    liveStart: start,
    liveEnd: end,
    above,
    rateFirst: cycleRate({ from: rows.from, to: rows.from + third }),
    rateLast: cycleRate({ from: rows.to - third, to: rows.to }),
    rateAfter: rows.to < cycles.length ? cycleRate({ from: rows.to, to: cycles.length }) : 0,
  }
}

/** Longest stretches of neighbours whose goals differ by at most FLATNESS, by two ends that only move forward. */
function* flatStretches({ heapGoalBytes, length }: GcCycleColumns, minGoal: number): Generator<CycleRows> {
  // Indexes of candidates for the largest and smallest goal of the window, best first.
  const largest: number[] = []
  const smallest: number[] = []
  let from = 0
  const goal = (row: number): number => heapGoalBytes[row] as number
  const isUsable = (row: number): boolean => goal(row) >= minGoal
  for (let row = 0; row <= length; row++) {
    const ends = row === length || !isUsable(row)
    if (!ends) {
      while (largest.length > 0 && goal(largest.at(-1) as number) <= goal(row)) largest.pop()
      while (smallest.length > 0 && goal(smallest.at(-1) as number) >= goal(row)) smallest.pop()
      largest.push(row)
      smallest.push(row)
      const spread = (): number => goal(largest[0] as number) - goal(smallest[0] as number)
      if (spread() <= FLATNESS * goal(largest[0] as number)) continue
      yield { from, to: row }
      while (spread() > FLATNESS * goal(largest[0] as number)) {
        from++
        while ((largest[0] as number) < from) largest.shift()
        while ((smallest[0] as number) < from) smallest.shift()
      }
    } else {
      if (row > from) yield { from, to: row }
      from = row + 1
      largest.length = 0
      smallest.length = 0
    }
  }
}

function fittedLive(cycles: GcCycleColumns, { from, to }: CycleRows): { start: number; end: number } {
  const minutes = Float64Array.from({ length: to - from }, (_, i) => cycleEndNs(cycles, from + i) / NANOS_PER_MINUTE)
  const trend = theilSen(minutes, cycles.liveHeapBytes.subarray(from, to))
  const first = cycles.liveHeapBytes[from] as number
  if (!trend) return { start: Math.max(1, first), end: first }
  return {
    start: Math.max(1, trend.intercept + trend.slope * (minutes[0] as number)),
    end: trend.intercept + trend.slope * (minutes.at(-1) as number),
  }
}
