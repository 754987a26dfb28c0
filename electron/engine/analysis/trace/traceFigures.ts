// The figures by which traces are compared, from what the collectors of one trace give at its end.
import { DURATION_BUCKETS } from '../../../../shared/records/index.ts'
import type {
  AllocTotals,
  BlockingRow,
  GroupRow,
  ProcTime,
  ProcTotals,
  RangeRow,
  SchedulingRow,
  TraceFigures,
  TraceGcCycle,
  TracePause,
  WaitClass,
} from '../../../../shared/records/index.ts'
import {
  PROC_TIMES,
  PROC_TIME_FIGURES,
  RangeKind,
  WAIT_CLASSES,
  WAIT_FIGURES,
} from '../../../../shared/records/index.ts'
import { durationQuantile } from './DurationHistogram.ts'

/** Windows of the lowest shares left to the program that are kept per trace, nanoseconds. */
export const MMU_WINDOWS = [1e6, 1e7, 1e8] as const

export interface FigureParts {
  strings: readonly string[]
  firstNs: number
  lastNs: number
  goroutines: { created: number; ended: number; peak: number }
  groups: readonly GroupRow[]
  pauses: readonly TracePause[]
  gcCycles: readonly TraceGcCycle[]
  /** Mean share left to the program, and the lowest by MMU_WINDOWS; NaN: not known. */
  utilization: { mean: number; minima: readonly number[] }
  procs: readonly ProcTotals[]
  allProcsNs: number
  scheduling: readonly SchedulingRow[]
  syscalls: readonly BlockingRow[]
  ranges: readonly RangeRow[]
  heapPeakBytes: number
  goalPeakBytes: number
  tasks: number
  logs: number
  cpuSamples: number
  alloc: AllocTotals | null
}

export function traceFigures(parts: FigureParts): TraceFigures {
  const { firstNs, lastNs, goroutines, gcCycles, groups, alloc } = parts
  const [mmu1ms = Number.NaN, mmu10ms = Number.NaN, mmu100ms = Number.NaN] = parts.utilization.minima
  return {
    durationNs: Number.isNaN(lastNs - firstNs) ? 0 : lastNs - firstNs,
    goroutinesCreated: goroutines.created,
    goroutinesEnded: goroutines.ended,
    goroutinesPeak: goroutines.peak,
    ...pauseFigures(parts),
    gcCycles: gcCycles.length,
    gcMarkNs: gcCycles.reduce((sum, { beginNs, endNs }) => sum + orLast(endNs, lastNs) - orFirst(beginNs, firstNs), 0),
    gcShare: orNull(1 - parts.utilization.mean),
    mmu1ms: orNull(mmu1ms),
    mmu10ms: orNull(mmu10ms),
    mmu100ms: orNull(mmu100ms),
    procsNs: parts.allProcsNs,
    ...(Object.fromEntries(
      PROC_TIMES.map((name) => [PROC_TIME_FIGURES[name], sum(parts.procs, ({ ns }) => ns[name])]),
    ) as Pick<TraceFigures, `${ProcTime}Ns`>),
    ...assistFigures(parts),
    ...schedulingFigures(parts),
    ...(Object.fromEntries(
      WAIT_CLASSES.map((name) => [WAIT_FIGURES[name], sum(groups, ({ waits }) => waits[name])]),
    ) as Pick<TraceFigures, `wait${Capitalize<WaitClass>}Ns`>),
    syscalls: sum(groups, ({ figures }) => figures.syscalls.sum),
    syscallWallNs: sum(groups, ({ figures }) => figures.syscallNs.sum),
    longestSyscallNs: longest(parts.syscalls),
    heapPeakBytes: orNull(parts.heapPeakBytes),
    goalPeakBytes: orNull(parts.goalPeakBytes),
    migrations: sum(groups, ({ figures }) => figures.migrations.sum),
    tasks: parts.tasks,
    regions: sum(parts.ranges, ({ kind, count, openCount }) => (kind === RangeKind.region ? count + openCount : 0)),
    logs: parts.logs,
    cpuSamples: parts.cpuSamples,
    spanAllocs: alloc?.spanAllocs ?? null,
    spanReuses: alloc && alloc.reuses + alloc.partReuses,
    objectAllocs: alloc?.objectAllocs ?? null,
    objectFrees: alloc?.objectFrees ?? null,
    overflowBuckets: alloc?.overflowBuckets ?? null,
  }
}

function pauseFigures({ pauses, strings }: FigureParts) {
  const whole = pauses.filter(({ endNs }) => !Number.isNaN(endNs))
  const length = ({ beginNs, endNs }: TracePause): number => endNs - beginNs
  const longestPause = whole.reduce<TracePause | null>(
    (most, pause) => (most === null || length(pause) > length(most) ? pause : most),
    null,
  )
  const other = whole.filter(({ kind }) => !isGcStop(strings[kind] ?? ''))
  return {
    pauses: whole.length,
    pauseTotalNs: sum(whole, length),
    longestPauseNs: longestPause && length(longestPause),
    longestPauseKind: longestPause && (strings[longestPause.kind] ?? ''),
    longestToStopNs:
      whole.length === 0 ? null : Math.max(...whole.map(({ beginNs, stoppedNs }) => stoppedNs - beginNs)),
    otherStops: other.length,
    otherStopNs: sum(other, length),
  }
}

/** A stop that a GC cycle asked for, by the runtime's words. */
export const isGcStop = (kind: string): boolean => kind.includes('GC')

function assistFigures({ ranges }: FigureParts) {
  const assists = ranges.filter(({ kind }) => kind === RangeKind.markAssist)
  return {
    assists: sum(assists, ({ count, openCount }) => count + openCount),
    assistWallNs: sum(assists, ({ totalNs, openNs }) => totalNs + openNs),
    longestAssistNs: longest(assists),
  }
}

function schedulingFigures({ scheduling }: FigureParts) {
  const histogram = new Float64Array(DURATION_BUCKETS)
  // There are tens of thousands of rows.
  for (const { histogram: own } of scheduling)
    for (let bucket = 0; bucket < DURATION_BUCKETS; bucket++) histogram[bucket]! += own[bucket] as number
  const longestNs = longest(scheduling)
  const total = sum(scheduling, ({ totalNs }) => totalNs)
  const causes = {
    schedulingStwNs: sum(scheduling, ({ stwNs }) => stwNs),
    schedulingGcNs: sum(scheduling, ({ gcNs }) => gcNs),
    schedulingFullNs: sum(scheduling, ({ fullNs }) => fullNs),
  }
  return {
    schedulingWaits: sum(scheduling, ({ count }) => count),
    schedulingWaitNs: total,
    longestSchedulingWaitNs: longestNs,
    schedulingWaitP99Ns: orNull(durationQuantile(histogram, 0.99, longestNs ?? undefined)),
    ...causes,
    schedulingOtherNs: total - causes.schedulingStwNs - causes.schedulingGcNs - causes.schedulingFullNs,
  }
}

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0)
const longest = (rows: readonly { count: number; maxNs: number }[]): number | null =>
  rows.reduce<number | null>((most, { count, maxNs }) => (count > 0 ? Math.max(most ?? 0, maxNs) : most), null)
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
const orFirst = (value: number, first: number): number => (Number.isNaN(value) ? first : value)
const orLast = (value: number, last: number): number => (Number.isNaN(value) ? last : value)
