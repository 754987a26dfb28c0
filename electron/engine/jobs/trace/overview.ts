// A trace as a whole: what it is, how well it was read, its figures.
import type { TraceOverview, TraceQuality, TraceSpanShares } from '../../../../shared/contract/traceCalls.ts'
import type { AllocTotals, Source } from '../../../../shared/records/index.ts'
import { PROC_TIMES, PROC_TIME_FIGURES } from '../../../../shared/records/index.ts'
import type { GoroutineQuality } from '../../analysis/trace/goroutineQuality.ts'
import type { TraceView } from './TraceView.ts'
import { ratio } from './table.ts'

/** Below this a trace shows single events, no habits. */
const SHORT_NS = 100e6

export function traceOverview(view: TraceView, { name, path }: Pick<Source, 'name' | 'path'>): TraceOverview {
  const { summary, startNs, endNs, figures, stored } = view
  const alloc = stored?.alloc ?? null
  return {
    summary,
    name,
    path,
    startNs,
    endNs,
    figures,
    alloc,
    spans: alloc && spanShares(alloc),
    quality: traceQuality(view),
  }
}

const spanShares = ({
  spanAllocs,
  reuses,
  partReuses,
  reuseDelayNs,
  overflowBuckets,
}: AllocTotals): TraceSpanShares => ({
  reuseShare: ratio(reuses + partReuses, spanAllocs),
  meanReuseDelayNs: ratio(reuseDelayNs, reuses),
  overflowRate: overflowBuckets === null ? null : ratio(overflowBuckets, spanAllocs),
})

export function traceQuality(view: TraceView): TraceQuality {
  const { summary, figures } = view
  const { unnamed, fromBefore, undeterminedNs } = storedQuality(view) ?? countedQuality(view)
  const clocks = view.traces
    .generations(view.sourceId)
    .flatMap(({ clockNs, clockWallMs }) => (clockNs === null || clockWallMs === null ? [] : [{ clockNs, clockWallMs }]))
  const [first, last] = [clocks[0], clocks.at(-1)]
  const shown = figures && PROC_TIMES.reduce((sum, time) => sum + (figures[PROC_TIME_FIGURES[time]] as number), 0)
  return {
    generations: summary.completeGenerations,
    events: summary.events,
    incompleteEvents: summary.events - summary.completeEvents,
    failure: summary.failure,
    unnamedGoroutines: unnamed,
    goroutinesFromBefore: fromBefore,
    undeterminedNs,
    clocks: clocks.length,
    clockDriftNs:
      first && last && clocks.length > 1
        ? (last.clockWallMs - first.clockWallMs) * 1e6 - (last.clockNs - first.clockNs)
        : null,
    unknownProcShare: figures && shown !== null ? ratio(Math.max(0, figures.procsNs - shown), figures.procsNs) : null,
    isShort: view.endNs - view.startNs < SHORT_NS,
  }
}

function storedQuality(view: TraceView): GoroutineQuality | null {
  const { rows, columns } = view.traces.table(view.sourceId, 'goroutineQuality')
  if (rows === 0) return null
  const [unnamed = 0, fromBefore = 0, undeterminedNs = 0] = ['unnamed', 'fromBefore', 'undeterminedNs'].map(
    (name) => columns[name]?.[0] ?? 0,
  )
  return { unnamed, fromBefore, undeterminedNs }
}

/** Of traces imported before it was kept: from every goroutine. */
export function countedQuality(view: TraceView): GoroutineQuality {
  const { goroutines } = view
  const [created, undetermined] = [goroutines.reader('createdNs'), goroutines.reader('undeterminedNs')]
  const quality = { unnamed: 0, fromBefore: 0, undeterminedNs: 0 }
  for (let row = 0; row < goroutines.rows; row++) {
    if (goroutines.startFunction[row] === 0) quality.unnamed++
    if (Number.isNaN(created(row))) quality.fromBefore++
    quality.undeterminedNs += undetermined(row)
  }
  return quality
}
