// Between a life's own clock (nanoseconds since process start) and the axis it is shown on (milliseconds).
import { isSameAxis, type GcCycleColumns, type LifeId, type TimeRange } from '../../../shared/records/index.ts'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { cyclesBetween, type CycleRows } from './gcSummary.ts'

/** Clocks of a log and of what is taken beside it are the same host's; the log's prefix is written a little after the fact. */
const SLACK_MS = 2_000

/** Process start on the life's axis, milliseconds: its wall time where it is placed, 0 on its own clock. */
export function axisOriginMs({ axis, startMs, range }: Pick<LifeOnAxis, 'axis' | 'startMs' | 'range'>): number {
  return axis.kind === 'wall' ? (startMs ?? range.from) : 0
}

/** Rows of the cycles that start within the range; all of them for null. A range of another axis has none. */
export function rowsInRange(life: LifeOnAxis, columns: GcCycleColumns, range: TimeRange | null): CycleRows {
  if (range === null) return { from: 0, to: columns.length }
  if (!isSameAxis(range.axis, life.axis)) return { from: 0, to: 0 }
  const origin = axisOriginMs(life)
  return cyclesBetween(columns, (range.from - origin) * NANOS_PER_MILLI, (range.to - origin) * NANOS_PER_MILLI)
}

/** The only life on the wall clock that covers the time, or null. */
export function lifeAt(timeMs: number | null, lives: readonly LifeOnAxis[]): LifeId | null {
  if (timeMs === null) return null
  const covering = lives.filter(
    ({ axis, range }) => axis.kind === 'wall' && timeMs >= range.from && timeMs <= range.to + SLACK_MS,
  )
  return covering.length === 1 && covering[0] ? covering[0].id : null
}
