// The figures of a trace as the summary shows them, and what the time of its Ps went to.
import type { TraceOverview } from '../../../shared/contract/traceCalls.ts'
import { PROC_TIMES, PROC_TIME_FIGURES, type ProcTime, type TraceFigures } from '../../../shared/records/index.ts'

/** `stop` and `idle` are ink and grey; `unknown` is hatched. */
export interface TimeShare {
  id: ProcTime | 'unknown'
  ns: number
  share: number
}

/** Classes of the Ps' time that never overlap, what the trace does not show among them: they add up to GOMAXPROCS × time. */
export function timeShares(figures: TraceFigures): TimeShare[] {
  const whole = figures.procsNs
  if (!(whole > 0)) return []
  const known = PROC_TIMES.map((id) => ({ id, ns: figures[PROC_TIME_FIGURES[id]] as number }))
  const sum = known.reduce((total, { ns }) => total + ns, 0)
  // Rounding of the events' clocks may put the sum a little above the whole; that is no time nobody knows of.
  const total = Math.max(whole, sum)
  return [...known, { id: 'unknown' as const, ns: total - sum }]
    .filter(({ ns }) => ns > 0)
    .map(({ id, ns }) => ({ id, ns, share: ns / total }))
}

/** Mean number of Ps, where the trace knows it. */
export function meanProcs(figures: TraceFigures): number | null {
  return figures.durationNs > 0 && figures.procsNs > 0 ? figures.procsNs / figures.durationNs : null
}

/** Share of the Ps that mark assists took. */
export const assistShare = (figures: TraceFigures): number | null =>
  figures.procsNs > 0 ? figures.assistNs / figures.procsNs : null

/** Window lengths worth looking at in a trace of this length, shortest first. */
export const windowLengths = ({ startNs, endNs }: Pick<TraceOverview, 'startNs' | 'endNs'>): number[] =>
  [1e5, 1e6, 1e7, 1e8, 1e9].filter((length) => length <= endNs - startNs)
