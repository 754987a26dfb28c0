import type { LifeOnAxis, RuntimeChart } from '../../../shared/contract/caseCalls.ts'
import { runtimeColumn } from '../../../shared/records/index.ts'
import type { LifeId, RuntimeNumber, RuntimeTable, TimeRange } from '../../../shared/records/index.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import {
  axisOriginMs,
  detailQueues,
  pacerChart,
  procQueues,
  rowClock,
  scavengeChart,
  scavengeSeries,
  scavengeSummary,
  schedulerChart,
  schedulerSeries,
  schedulerSummary,
  snapshotsBetween,
} from '../../engine/analysis/index.ts'
import type { PackedChart, SchedulerSeries } from '../../engine/analysis/index.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

const MAX_CHART_POINTS = 20_000
const MAX_PAGE = 1000

/** What the runtime printed beside its GC cycles: tables, and series of the scheduler, the scavenger and the pacer. */
export const runtimeHandlers = (
  context: CaseContext,
): Handlers<
  | 'runtime.counts'
  | 'runtime.page'
  | 'scheduler.chart'
  | 'scheduler.procs'
  | 'scheduler.snapshot'
  | 'scheduler.summary'
  | 'scavenging.chart'
  | 'scavenging.summary'
  | 'pacer.chart'
> => {
  const store = context.caseFile.runtimeRows
  const points = (asked: number): number => Math.min(Math.max(1, asked), MAX_CHART_POINTS)

  const packed = <Column extends string>(
    { columns, rows, values, points: count, isDecimated }: PackedChart<Column>,
    unplaced: number,
  ): RuntimeChart<Column> => ({
    data: context.data.put(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    rows,
    columns: [...columns],
    points: count,
    isDecimated,
    unplaced,
  })

  const scavenges = (lifeId: LifeId, life: LifeOnAxis) => {
    const rows = store.rows(lifeId, 'scavenges')
    const clock = rowClock(runtimeColumn(rows, 'cycle'), runtimeColumn(rows, 'wallMs'), context.cyclesOf(lifeId), life)
    return scavengeSeries(rows, clock)
  }

  /** With scheddetail the queues stand in lines of their own. */
  function withQueues(lifeId: LifeId, rows: Record<string, number | string | null>[]) {
    if (rows.every(({ localRunQueues }) => localRunQueues !== null)) return rows
    const listed = detailQueues(store.rows(lifeId, 'schedProcs'))
    return rows.map((row) => {
      const queues = row['localRunQueues'] === null ? listed.get(row['line'] as number) : undefined
      return queues ? { ...row, localRunQueues: Array.from(queues, (length) => length ?? '–').join(' ') } : row
    })
  }

  return {
    'runtime.counts': ({ lifeId }) => store.counts(lifeId),

    'runtime.page': ({ lifeId, table, sort, limit, range, ...page }) => {
      const answer = store.page(lifeId, table, {
        ...page,
        ...(range && { atNs: nanosIn(context.life(lifeId), range) }),
        // A name that is no column of the table keeps the order of the log.
        sort: sort as RuntimeNumber<typeof table> | null,
        limit: Math.min(limit, MAX_PAGE),
      })
      return table === 'schedSnapshots' ? { ...answer, rows: withQueues(lifeId, answer.rows) } : answer
    },

    'scheduler.chart': ({ lifeId, range, maxPoints }) => {
      const life = context.life(lifeId)
      const series = schedulerSeries(store.rows(lifeId, 'schedSnapshots'))
      return packed(schedulerChart(series, toX(life), points(maxPoints), snapshotsIn(life, series, range)), 0)
    },

    'scheduler.procs': ({ lifeId, range, maxPoints }) => {
      const life = context.life(lifeId)
      const snapshots = store.rows(lifeId, 'schedSnapshots')
      const chosen = snapshotsIn(life, schedulerSeries(snapshots), range)
      const details = store.rows(lifeId, 'schedProcs')
      const { values, ...chart } = procQueues(snapshots, details, toX(life), points(maxPoints), chosen)
      return { ...chart, data: context.data.put(new Uint8Array(values.buffer)) }
    },

    'scheduler.snapshot': ({ lifeId, line }) => {
      const life = context.life(lifeId)
      const below = <Table extends RuntimeTable>(table: Table) =>
        store.page(lifeId, table, { sort: null, descending: false, offset: 0, limit: MAX_PAGE, cycle: null, line }).rows
      const [row] = below('schedSnapshots')
      if (!row) return null
      const x = row.atNs === null ? Number.NaN : toX(life)(row.atNs)
      return { x, row, procs: below('schedProcs'), goroutines: below('schedGoroutines') }
    },

    'scheduler.summary': ({ lifeId, range }) => {
      const life = context.life(lifeId)
      const series = schedulerSeries(store.rows(lifeId, 'schedSnapshots'))
      return schedulerSummary(series, snapshotsIn(life, series, range))
    },

    'scavenging.chart': ({ lifeId, range, maxPoints }) => {
      const life = context.life(lifeId)
      const chart = scavengeChart(scavenges(lifeId, life), toX(life), points(maxPoints), within(life, range))
      return packed(chart, chart.unplaced)
    },

    'scavenging.summary': ({ lifeId }) => scavengeSummary(scavenges(lifeId, context.life(lifeId))),

    'pacer.chart': ({ lifeId, range, maxPoints }) => {
      const life = context.life(lifeId)
      const rows = store.rows(lifeId, 'pacerCycles')
      const clock = rowClock(
        runtimeColumn(rows, 'cycle'),
        runtimeColumn(rows, 'wallMs'),
        context.cyclesOf(lifeId),
        life,
      )
      const chart = pacerChart(rows, clock, toX(life), points(maxPoints), within(life, range))
      return packed(chart, chart.unplaced)
    },
  }
}

/** ms on the life's axis for ns since process start. */
function toX(life: LifeOnAxis): (ns: number) => number {
  const origin = axisOriginMs(life)
  return (ns) => origin + ns / NANOS_PER_MILLI
}

const isOnAxis = (life: LifeOnAxis, { axis }: TimeRange): boolean =>
  axis.kind === life.axis.kind &&
  (axis.kind === 'wall' || (life.axis.kind === 'life' && axis.lifeId === life.axis.lifeId))

/** A range on another axis holds nothing of this life. */
function within(life: LifeOnAxis, range: TimeRange | null): (x: number) => boolean {
  if (range === null) return () => true
  if (!isOnAxis(life, range)) return () => false
  return (x) => x >= range.from && x <= range.to
}

function snapshotsIn(life: LifeOnAxis, series: SchedulerSeries, range: TimeRange | null): { from: number; to: number } {
  if (range === null) return { from: 0, to: series.length }
  const { from, to } = nanosIn(life, range)
  return snapshotsBetween(series, from, to + 1)
}

/** ns since process start; the end of a range belongs to it. Of a range on another axis nothing. */
function nanosIn(life: LifeOnAxis, range: TimeRange): { from: number; to: number } {
  if (!isOnAxis(life, range)) return { from: 0, to: -1 }
  const origin = axisOriginMs(life)
  return { from: (range.from - origin) * NANOS_PER_MILLI, to: (range.to - origin) * NANOS_PER_MILLI }
}
