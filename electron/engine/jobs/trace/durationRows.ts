// Waits, syscalls, waits for a proc, ranges: durations by what and where, with quantiles and with who ended them.
import type {
  DurationColumns,
  TraceRangeRow,
  TraceRegionRow,
  TraceRegionSiteRow,
  TraceSchedulingRow,
  TraceSyscallRow,
  TraceWaitRow,
  TraceWakerRow,
} from '../../../../shared/contract/traceTables.ts'
import { DURATION_BUCKETS } from '../../../../shared/records/index.ts'
import type { DurationFigures } from '../../../../shared/records/index.ts'
import { GoState, RangeKind } from '../../../../shared/records/index.ts'
import { durationQuantile } from '../../analysis/trace/DurationHistogram.ts'
import { waitClassOf } from '../../analysis/trace/waitClass.ts'
import type { StoredWaker } from '../../casefile/traceAnswerRows.ts'
import type { TraceView } from './TraceView.ts'
import { orNull, ratio } from './table.ts'

export function durationColumns(view: TraceView, of: DurationFigures): DurationColumns {
  const { count, totalNs, maxNs, maxGoroutine, maxBeginNs, openCount, openNs, histogram } = of
  const quantile = (share: number): number | null => orNull(durationQuantile(histogram, share, maxNs))
  return {
    count,
    totalNs,
    meanNs: ratio(totalNs, count),
    p50Ns: quantile(0.5),
    p90Ns: quantile(0.9),
    p99Ns: quantile(0.99),
    maxNs: count > 0 ? maxNs : null,
    maxGoroutine,
    maxGoroutineId: view.goroutineId(maxGoroutine),
    maxBeginNs: count > 0 ? maxBeginNs : null,
    openCount,
    openNs,
  }
}

/** Durations of several rows as one. */
export function mergeDurations(rows: readonly DurationFigures[]): DurationFigures {
  const histogram = new Uint32Array(DURATION_BUCKETS)
  const merged = { count: 0, totalNs: 0, maxNs: 0, maxGoroutine: 0, maxBeginNs: 0, openCount: 0, openNs: 0, histogram }
  for (const row of rows) {
    merged.count += row.count
    merged.totalNs += row.totalNs
    merged.openCount += row.openCount
    merged.openNs += row.openNs
    row.histogram.forEach((count, bucket) => (histogram[bucket]! += count))
    if (row.maxNs > merged.maxNs)
      Object.assign(merged, { maxNs: row.maxNs, maxGoroutine: row.maxGoroutine, maxBeginNs: row.maxBeginNs })
  }
  return merged
}

/** Who ended waits: a place, or the runtime where no goroutine did. */
export const wakerName = (view: TraceView, { isRuntime, wakerStack }: Pick<StoredWaker, 'isRuntime' | 'wakerStack'>) =>
  isRuntime ? 'runtime' : view.place(wakerStack)

export function waitRows(view: TraceView): TraceWaitRow[] {
  const wakers = Map.groupBy(view.traces.wakers(view.sourceId), ({ reason, stack }) => `${stack} ${reason}`)
  return view.traces.blocking(view.sourceId, 'waiting').map(({ reason, stack, place, ...of }) => {
    const byName = new Map<string, number>()
    for (const waker of wakers.get(`${stack} ${reason}`) ?? []) {
      const name = wakerName(view, waker)
      byName.set(name, (byName.get(name) ?? 0) + waker.totalNs)
    }
    const [most] = [...byName].sort(([, a], [, b]) => b - a)
    return {
      reason,
      class: waitClassOf(reason),
      place,
      stack,
      waker: most?.[0] ?? '',
      wakerShare: most ? ratio(most[1], of.totalNs) : null,
      ...durationColumns(view, of),
    }
  })
}

export const syscallRows = (view: TraceView): TraceSyscallRow[] =>
  view.traces
    .blocking(view.sourceId, 'syscall')
    .map(({ place, stack, ...of }) => ({ place, stack, ...durationColumns(view, of) }))

export const wakerRows = (view: TraceView): TraceWakerRow[] =>
  view.traces
    .wakers(view.sourceId)
    .map((row) => ({ ...row, place: view.place(row.stack), wakerPlace: wakerName(view, row) }))

const ORIGINS: Readonly<Record<number, TraceSchedulingRow['from']>> = {
  [GoState.notExist]: 'new',
  [GoState.running]: 'stopped',
  [GoState.waiting]: 'waited',
  [GoState.syscall]: 'syscall',
}

export const schedulingRows = (view: TraceView): TraceSchedulingRow[] =>
  view.traces.scheduling(view.sourceId).map(({ from, stwNs, gcNs, fullNs, ...row }) => ({
    reason: row.reason,
    from: ORIGINS[from] ?? 'unknown',
    isFirstRun: row.isFirstRun,
    place: row.place,
    stack: row.stack,
    wakerPlace: view.place(row.wakerStack),
    wakerStack: row.wakerStack,
    stwNs,
    gcNs,
    fullNs,
    otherNs: row.totalNs - stwNs - gcNs - fullNs,
    ...durationColumns(view, row),
  }))

const KINDS: Readonly<Partial<Record<number, TraceRangeRow['kind']>>> = {
  [RangeKind.sweep]: 'sweep',
  [RangeKind.markAssist]: 'assist',
  [RangeKind.gcWorker]: 'worker',
}

/** What is done for the GC; regions are the program's own, and have tables of their own. */
export const rangeRows = (view: TraceView): TraceRangeRow[] =>
  view.traces
    .ranges(view.sourceId)
    .flatMap(({ kind: of, name, place, stack, sweptBytes, reclaimedBytes, ...figures }) => {
      const kind = KINDS[of]
      return kind === undefined
        ? []
        : [{ kind, name, place, stack, sweptBytes, reclaimedBytes, ...durationColumns(view, figures) }]
    })

export const regionSiteRows = (view: TraceView): TraceRegionSiteRow[] =>
  view.traces
    .ranges(view.sourceId)
    .filter(({ kind }) => kind === RangeKind.region)
    .map(({ name, place, stack, ...figures }) => ({ name, place, stack, ...durationColumns(view, figures) }))
    .sort((a, b) => b.totalNs - a.totalNs)

/** User regions by name, wherever they begin. */
export function regionRows(view: TraceView): TraceRegionRow[] {
  const regions = view.traces.ranges(view.sourceId).filter(({ kind }) => kind === RangeKind.region)
  return [...Map.groupBy(regions, ({ name }) => name)]
    .map(([name, sites]) => ({ name, sites: sites.length, ...durationColumns(view, mergeDurations(sites)) }))
    .sort((a, b) => b.totalNs - a.totalNs)
}
