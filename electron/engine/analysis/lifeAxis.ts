// Between a life's own clock (nanoseconds since process start) and the axis it is shown on (milliseconds).
import { isSameAxis, type GcCycleColumns, type LifeId, type TimeRange } from '../../../shared/records/index.ts'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { cyclesBetween, type CycleRows } from './gcSummary.ts'

/** Clocks of a log and of what is taken beside it are the same host's; the log's prefix is written a little after the fact. */
const SLACK_MS = 2_000
/**
 * A log ends with its last GC cycle, the process does not: the runtime starts a cycle when two minutes passed without one, so for
 * that long nothing has to be printed. A heap that grows has cycles ever further apart, and its last profile is often behind them.
 */
const QUIET_MS = 120_000

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

/** Lives on the wall clock that cover the time; where none does, those that had ended so shortly before that they may have gone on. */
export function livesAround(timeMs: number, lives: readonly LifeOnAxis[]): LifeOnAxis[] {
  const begun = lives.filter(({ axis, range }) => axis.kind === 'wall' && timeMs >= range.from)
  const covering = begun.filter(({ range }) => timeMs <= range.to + SLACK_MS)
  if (covering.length > 0) return covering
  // Of one log only the life that began last: it ended the one before.
  return begun.filter(
    ({ sourceId, range }) =>
      timeMs <= range.to + QUIET_MS &&
      !begun.some((other) => other.sourceId === sourceId && other.range.from > range.from),
  )
}

/** The only life on the wall clock that the time belongs to, or null. */
export function lifeAt(timeMs: number | null, lives: readonly LifeOnAxis[]): LifeId | null {
  if (timeMs === null) return null
  const around = livesAround(timeMs, lives)
  return around.length === 1 && around[0] ? around[0].id : null
}
