// What SCHED lines say of the scheduler: how many goroutines wait for a processor, how many processors have nothing to do, how many
// threads there are. Each line is a glance at one moment; what happened between two of them is not known.
import { SCHED_CHART_COLUMNS, type SchedChartColumn, type SchedSummary } from '../../../shared/contract/caseCalls.ts'
import { runtimeColumn, runtimeTexts } from '../../../shared/records/index.ts'
import type { RuntimeRows } from '../../../shared/records/index.ts'
import { quantile } from './statistics.ts'
import { packedColumns, thinned } from './thinned.ts'

export interface SchedulerSeries {
  length: number
  line: Float64Array
  /** Since process start, ns. */
  atNs: Float64Array
  procs: Float64Array
  idleProcs: Float64Array
  threads: Float64Array
  idleThreads: Float64Array
  spinningThreads: Float64Array
  /** Runnable goroutines of no P; of all Ps together; their sum. The goroutine each P runs next is in none of them. */
  runQueue: Float64Array
  localRunQueue: Float64Array
  waiting: Float64Array
  longestLocalRunQueue: Float64Array
  /** With scheddetail; NaN without. */
  goroutines: Float64Array
}

/** The series of a life's snapshots, in the order of their clock. */
export function schedulerSeries(rows: RuntimeRows<'schedSnapshots'>): SchedulerSeries {
  const runQueue = runtimeColumn(rows, 'runQueue')
  const localRunQueue = runtimeColumn(rows, 'localRunQueue')
  return {
    length: rows.length,
    line: runtimeColumn(rows, 'line'),
    atNs: runtimeColumn(rows, 'atNs'),
    procs: runtimeColumn(rows, 'procs'),
    idleProcs: runtimeColumn(rows, 'idleProcs'),
    threads: runtimeColumn(rows, 'threads'),
    idleThreads: runtimeColumn(rows, 'idleThreads'),
    spinningThreads: runtimeColumn(rows, 'spinningThreads'),
    runQueue,
    localRunQueue,
    // A list that another line cut is not known; the queue of no P still is.
    waiting: runQueue.map((global, row) => global + (localRunQueue[row] || 0)),
    longestLocalRunQueue: runtimeColumn(rows, 'longestLocalRunQueue'),
    goroutines: runtimeColumn(rows, 'goroutines'),
  }
}

/** Snapshots at or after `fromNs` and before `toNs`, as a range of rows. */
export function snapshotsBetween(
  { atNs }: SchedulerSeries,
  fromNs: number,
  toNs: number,
): { from: number; to: number } {
  let from = 0
  while (from < atNs.length && (atNs[from] as number) < fromNs) from++
  let to = from
  while (to < atNs.length && (atNs[to] as number) < toNs) to++
  return { from, to }
}

export interface PackedChart<Column> {
  columns: readonly Column[]
  rows: number
  values: Float64Array
  points: number
  isDecimated: boolean
}

/** The chart's columns of a range of snapshots; `toX` gives ms on the life's axis for ns since process start. */
export function schedulerChart(
  series: SchedulerSeries,
  toX: (atNs: number) => number,
  maxPoints: number,
  { from, to }: { from: number; to: number } = { from: 0, to: series.length },
): PackedChart<SchedChartColumn> {
  const { rows, isDecimated } = thinned(to - from, [series.waiting, series.idleProcs, series.threads], maxPoints, from)
  const columns = SCHED_CHART_COLUMNS.map((name) => (name === 'x' ? series.atNs.map(toX) : series[name]))
  const values = packedColumns(columns, rows)
  return { columns: SCHED_CHART_COLUMNS, rows: rows.length, values, points: to - from, isDecimated }
}

/** Run queues of each P over time: `x`, then one column per P. Ps that a snapshot does not have are NaN. */
export interface ProcQueues {
  procs: number
  rows: number
  values: Float64Array
  points: number
}

/**
 * Above `maxPoints` snapshots every k-th bucket keeps the longest queue of each P in it, at the time of its first snapshot: a heat
 * map must not lose a full queue.
 */
export function procQueues(
  rows: RuntimeRows<'schedSnapshots'>,
  details: RuntimeRows<'schedProcs'>,
  toX: (atNs: number) => number,
  maxPoints: number,
  { from, to }: { from: number; to: number } = { from: 0, to: rows.length },
): ProcQueues {
  const queues = queuesOf(rows, details)
  const procs = queues.reduce((most, list) => Math.max(most, list.length), 0)
  const count = Math.max(0, to - from)
  const kept = Math.min(count, Math.max(1, maxPoints))
  const atNs = runtimeColumn(rows, 'atNs')
  const values = new Float64Array((procs + 1) * kept).fill(Number.NaN)
  for (let bucket = 0; bucket < kept; bucket++) {
    const first = from + Math.floor((bucket * count) / kept)
    const end = from + Math.floor(((bucket + 1) * count) / kept)
    values[bucket] = toX(atNs[first] as number)
    for (let row = first; row < end; row++)
      (queues[row] ?? []).forEach((length, proc) => {
        const at = (proc + 1) * kept + bucket
        if (!((values[at] as number) >= length) && !Number.isNaN(length)) values[at] = length
      })
  }
  return { procs, rows: kept, values, points: count }
}

/** Lengths by P of every snapshot: from the list in the line, or from scheddetail. */
function queuesOf(rows: RuntimeRows<'schedSnapshots'>, details: RuntimeRows<'schedProcs'>): number[][] {
  const lists = runtimeTexts(rows, 'localRunQueues').slice(0, rows.length)
  const queues = lists.map((list) => (list === null ? [] : list.split(' ').map(Number)))
  if (details.length === 0) return queues
  const listed = detailQueues(details)
  const lines = runtimeColumn(rows, 'line')
  return queues.map((queue, row) => listed.get(lines[row] as number) ?? queue)
}

/** scheddetail: lengths by P, by the line of their snapshot. */
export function detailQueues(details: RuntimeRows<'schedProcs'>): Map<number, number[]> {
  const queues = new Map<number, number[]>()
  const [snapshotLine, proc, queue] = [
    runtimeColumn(details, 'snapshotLine'),
    runtimeColumn(details, 'proc'),
    runtimeColumn(details, 'runQueue'),
  ]
  for (let at = 0; at < details.length; at++) {
    const line = snapshotLine[at] as number
    const list = queues.get(line) ?? []
    list[proc[at] as number] = queue[at] as number
    queues.set(line, list)
  }
  return queues
}

/** Figures over a range of snapshots; null where it has none. */
export function schedulerSummary(
  series: SchedulerSeries,
  { from, to }: { from: number; to: number } = { from: 0, to: series.length },
): SchedSummary | null {
  const snapshots = to - from
  if (snapshots <= 0) return null
  const part = (column: Float64Array): Float64Array => column.subarray(from, to)
  const waiting = part(series.waiting)
  const threads = part(series.threads)
  let [idle, all, saturated] = [0, 0, 0]
  for (let row = from; row < to; row++) {
    idle += series.idleProcs[row] as number
    all += series.procs[row] as number
    if (series.idleProcs[row] === 0 && (series.waiting[row] as number) > 0) saturated++
  }
  const [leastProcs, mostProcs] = extremes(part(series.procs))
  return {
    snapshots,
    spanNs: (series.atNs[to - 1] as number) - (series.atNs[from] as number),
    procs: { min: leastProcs, max: mostProcs },
    waiting: { median: quantile(waiting, 0.5), p95: quantile(waiting, 0.95), max: extremes(waiting)[1] },
    idleProcShare: all > 0 ? idle / all : 0,
    saturatedShare: saturated / snapshots,
    threads: { first: threads[0] as number, last: threads.at(-1) as number, max: extremes(threads)[1] },
  }
}

/** Least and greatest: spreading a long column over the arguments of a call would overflow the stack. */
function extremes(values: Float64Array): [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return [least, greatest]
}

export interface SaturatedWindow {
  from: number
  to: number
  spanNs: number
  /** Mean over the window of goroutines that wait, per P. */
  waitingPerProc: number
  /** Share of the snapshots in which no P was idle and goroutines waited. */
  saturatedShare: number
  idleProcShare: number
}

/** The window of at least `windowNs` and `minSnapshots` with the most goroutines waiting per P; null where there is none so long. */
export function worstSaturation(
  series: SchedulerSeries,
  windowNs: number,
  minSnapshots: number,
): SaturatedWindow | null {
  const { atNs, procs, idleProcs, waiting, length } = series
  let worst: SaturatedWindow | null = null
  let [queued, ps, idle, saturated, end] = [0, 0, 0, 0, 0]
  const count = (row: number, sign: 1 | -1): void => {
    queued += sign * (waiting[row] as number)
    ps += sign * (procs[row] as number)
    idle += sign * (idleProcs[row] as number)
    if (idleProcs[row] === 0 && (waiting[row] as number) > 0) saturated += sign
  }
  for (let first = 0; first < length; first++) {
    while (
      end < length &&
      (end - first < minSnapshots || (atNs[end - 1] as number) - (atNs[first] as number) < windowNs)
    )
      count(end++, 1)
    const spanNs = (atNs[end - 1] as number) - (atNs[first] as number)
    if (end - first < minSnapshots || spanNs < windowNs) break
    const waitingPerProc = ps > 0 ? queued / ps : 0
    if (worst === null || waitingPerProc > worst.waitingPerProc)
      worst = {
        from: first,
        to: end,
        spanNs,
        waitingPerProc,
        saturatedShare: saturated / (end - first),
        idleProcShare: ps > 0 ? idle / ps : 0,
      }
    count(first, -1)
  }
  return worst
}
