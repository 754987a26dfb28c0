// Lines of the runtime that say no time of their own: their place on the life's clock.
import type { GcCycleColumns } from '../../../shared/records/index.ts'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { cycleEndNs } from './gcSummary.ts'

/** Row of the cycle with this number; −1: the log lost it. Numbers count up within a life. */
export function cycleRow({ number, length }: GcCycleColumns, wanted: number): number {
  let [low, high] = [0, length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = number[middle] as number
    if (found === wanted) return middle
    if (found < wanted) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/**
 * Where rows lie, ns since process start: the end of the cycle they belong to; without it the collector's time of their line, if
 * the life is placed by collector's times too. NaN where neither tells. A scavenger line is printed up to a sweep after that end.
 */
export function rowClock(
  cycle: ArrayLike<number>,
  wallMs: ArrayLike<number>,
  cycles: GcCycleColumns,
  { startMs }: Pick<LifeOnAxis, 'startMs'>,
): Float64Array {
  return Float64Array.from({ length: cycle.length }, (_, row) => {
    const at = Number.isNaN(cycle[row]) ? -1 : cycleRow(cycles, cycle[row] as number)
    if (at >= 0) return cycleEndNs(cycles, at)
    return startMs === null ? Number.NaN : ((wallMs[row] as number) - startMs) * NANOS_PER_MILLI
  })
}
