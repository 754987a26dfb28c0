// Figures of the garbage collector over a range of one life, from its gctrace lines.
import { GC_TRIGGERS, type GcCycleColumns } from '../../../shared/records/index.ts'
import { MIB, NANOS_PER_SECOND } from '../../../shared/units/units.ts'
import type { GcSummary } from '../../../shared/contract/caseCalls.ts'
import { select, sortedQuantile, theilSen, type Trend } from './statistics.ts'

const NANOS_PER_MINUTE = 60 * NANOS_PER_SECOND
/** A trend of fewer cycles says nothing. */
const MIN_TREND_CYCLES = 10

/** Rows `from … to` (end excluded) of the columns. */
export interface CycleRows {
  from: number
  to: number
}

/**
 * Rows of the cycles that start within `fromNs … toNs` (both included), nanoseconds since process start. Cycles are in the
 * order of the log, so their starts do not fall.
 */
export function cyclesBetween(columns: GcCycleColumns, fromNs: number, toNs: number): CycleRows {
  const firstAtLeast = (limit: number): number => {
    let low = 0
    let high = columns.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((columns.startNs[middle] as number) < limit) low = middle + 1
      else high = middle
    }
    return low
  }
  const from = firstAtLeast(fromNs)
  return { from, to: Math.max(from, firstAtLeast(toNs + 1)) }
}

/** End of cycle `row`, nanoseconds since process start. */
export const cycleEndNs = (columns: GcCycleColumns, row: number): number =>
  (columns.startNs[row] as number) +
  (columns.sweepTermNs[row] as number) +
  (columns.markNs[row] as number) +
  (columns.markTermNs[row] as number)

/** Both stop-the-world pauses of cycle `row`. */
export const cyclePauseNs = (columns: GcCycleColumns, row: number): number =>
  (columns.sweepTermNs[row] as number) + (columns.markTermNs[row] as number)

/** CPU of cycle `row` without idle marking: pauses (clock × Ps, as the runtime computes them), assists, background workers. */
export const cycleCpuNs = (columns: GcCycleColumns, row: number): number =>
  (columns.sweepTermCpuNs[row] as number) +
  (columns.assistCpuNs[row] as number) +
  (columns.backgroundCpuNs[row] as number) +
  (columns.markTermCpuNs[row] as number)

/**
 * CPU time the program's Ps had from the start of row `from` to the end of row `to − 1`: each stretch from one cycle's start to
 * the next counts with the Ps of its first cycle, because GOMAXPROCS may change while a program runs (Go 1.25+).
 */
export function availableCpuNs(columns: GcCycleColumns, from: number, to: number): number {
  let total = 0
  for (let row = from; row < to; row++) {
    const until = row + 1 < to ? (columns.startNs[row + 1] as number) : cycleEndNs(columns, row)
    total += Math.max(0, until - (columns.startNs[row] as number)) * (columns.procs[row] as number)
  }
  return total
}

/**
 * Everything about rows `from … to` (end excluded) in one pass; null for an empty range. CPU shares come from the cycles' own
 * CPU figures over the Ps' time in the range, never from `U%`, which is an average since program start.
 */
export function gcSummary(columns: GcCycleColumns, from = 0, to: number = columns.length): GcSummary | null {
  const cycles = to - from
  if (cycles <= 0) return null
  const pauses = new Float64Array(cycles)
  let [cpu, assist, pauseTotal, forced, periodic, overshoots] = [0, 0, 0, 0, 0, 0]
  let [minLive, maxLive, minGoal, maxGoal] = [Infinity, -Infinity, Infinity, -Infinity]
  let [maxPause, maxCycle] = [-1, 0]
  for (let row = from; row < to; row++) {
    const pause = cyclePauseNs(columns, row)
    pauses[row - from] = pause
    pauseTotal += pause
    if (pause > maxPause) {
      maxPause = pause
      maxCycle = columns.number[row] as number
    }
    cpu += cycleCpuNs(columns, row)
    assist += columns.assistCpuNs[row] as number
    const trigger = GC_TRIGGERS[columns.trigger[row] as number]
    if (trigger === 'forced') forced++
    else if (trigger === 'periodic') periodic++
    const live = columns.liveHeapBytes[row] as number
    minLive = Math.min(minLive, live)
    maxLive = Math.max(maxLive, live)
    const goal = columns.heapGoalBytes[row] as number
    if (!Number.isNaN(goal)) {
      minGoal = Math.min(minGoal, goal)
      maxGoal = Math.max(maxGoal, goal)
      // Both are cut to whole MiB: only a whole MiB more is surely more.
      if ((columns.heapEndBytes[row] as number) > goal) overshoots++
    }
  }
  pauses.sort()
  const available = availableCpuNs(columns, from, to)
  const firstStart = columns.startNs[from] as number
  const betweenStarts = (columns.startNs[to - 1] as number) - firstStart
  const trend = liveHeapTrend(columns, from, to)
  return {
    cycles,
    forced,
    periodic,
    spanNs: cycleEndNs(columns, to - 1) - firstStart,
    cyclesPerMinute: betweenStarts > 0 ? ((cycles - 1) / betweenStarts) * NANOS_PER_MINUTE : 0,
    pause: {
      medianNs: sortedQuantile(pauses, 0.5),
      p95Ns: sortedQuantile(pauses, 0.95),
      p99Ns: sortedQuantile(pauses, 0.99),
      maxNs: maxPause,
      totalNs: pauseTotal,
      maxCycle,
    },
    gcCpuShare: available > 0 ? cpu / available : 0,
    assistShare: available > 0 ? assist / available : 0,
    assistOfGc: cpu > 0 ? assist / cpu : 0,
    allocationBytesPerSecond: allocationRate(columns, from, to),
    liveHeap: {
      firstBytes: columns.liveHeapBytes[from] as number,
      lastBytes: columns.liveHeapBytes[to - 1] as number,
      minBytes: minLive,
      maxBytes: maxLive,
    },
    liveHeapTrend: trend && {
      perMinute: trend.slope,
      low: trend.low,
      high: trend.high,
      interceptBytes: trend.intercept,
    },
    goal: minGoal <= maxGoal ? { minBytes: minGoal, maxBytes: maxGoal } : null,
    overshoots,
  }
}

/** Live heap against the end of its cycle: slope in bytes per minute, intercept at process start. Null under ten cycles. */
export function liveHeapTrend(columns: GcCycleColumns, from = 0, to: number = columns.length): Trend | null {
  if (to - from < MIN_TREND_CYCLES) return null
  const minutes = new Float64Array(to - from)
  for (let row = from; row < to; row++) minutes[row - from] = cycleEndNs(columns, row) / NANOS_PER_MINUTE
  return theilSen(minutes, columns.liveHeapBytes.subarray(from, to))
}

/**
 * What was allocated: from the live heap of one cycle (to which the counter falls at mark termination) to the heap at the end
 * of the next one. Pairs with a cycle missing between them are left out. Every figure is cut to whole MiB; the error is
 * 95 % of the rounding of all pairs, which adds like √pairs where the figures vary by several MiB, and in full where they do not.
 */
export function allocationRate(
  columns: GcCycleColumns,
  from = 0,
  to: number = columns.length,
): GcSummary['allocationBytesPerSecond'] {
  let [allocated, time, pairs] = [0, 0, 0]
  let [lowest, highest] = [Infinity, -Infinity]
  for (let row = from; row + 1 < to; row++) {
    if ((columns.number[row + 1] as number) !== (columns.number[row] as number) + 1) continue
    const end = columns.heapEndBytes[row + 1] as number
    allocated += end - (columns.liveHeapBytes[row] as number)
    time += cycleEndNs(columns, row + 1) - cycleEndNs(columns, row)
    pairs++
    lowest = Math.min(lowest, end)
    highest = Math.max(highest, end)
  }
  if (pairs === 0 || time <= 0) return null
  const seconds = time / NANOS_PER_SECOND
  const varies = highest - lowest >= 4 * MIB
  // Two roundings of variance MiB²/12 per pair.
  const rounding = varies ? 1.96 * Math.sqrt(pairs / 6) * MIB : pairs * MIB
  return { value: Math.max(0, allocated / seconds), errorBytesPerSecond: rounding / seconds }
}

/** The k-th smallest pause of rows `from … to`, for those who need no other figure. */
export function pauseQuantile(columns: GcCycleColumns, p: number, from = 0, to: number = columns.length): number {
  const pauses = new Float64Array(Math.max(0, to - from))
  for (let row = from; row < to; row++) pauses[row - from] = cyclePauseNs(columns, row)
  if (pauses.length === 0) return Number.NaN
  return select(pauses, Math.min(pauses.length - 1, Math.max(0, Math.ceil(p * pauses.length) - 1)))
}
