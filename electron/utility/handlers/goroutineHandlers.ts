import type { CaseParams, GoroutineMoment, GoroutineRow, GoroutineSeries } from '../../../shared/contract/caseCalls.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import { GOROUTINE_LOCKED, goroutineStatus } from '../../../shared/records/index.ts'
import {
  countOf,
  creationSites,
  filteredRows,
  goroutineGroups,
  groupGrowth,
  groupRow,
  labelCounts,
  hasIds,
  lockGroups,
  namingFrame,
  rowOfId,
  siteOf,
  spread,
  statusCounts,
  stillThere,
  stuckGroups,
  theilSen,
} from '../../engine/analysis/index.ts'
import type { GoroutineSet } from '../../engine/analysis/index.ts'
import type { CaseContext } from '../CaseContext.ts'
import { goroutineDetail } from './goroutineDetail.ts'
import { groupsInOrder, rowOrder } from './goroutineOrder.ts'
import type { Handlers } from './index.ts'

const MAX_ROWS = 1000
/** Moments of a series that growth is computed over; of a longer one as many, evenly spread, first and last included. */
const MAX_MOMENTS = 24
/** Goroutines of a series that are held together; of a longer one the latest moments. */
const MAX_HELD = 3_000_000
const MINUTE = 60_000

type Names =
  | 'goroutines.snapshots'
  | 'goroutines.groups'
  | 'goroutines.group'
  | 'goroutines.page'
  | 'goroutines.get'
  | 'goroutines.overTime'
  | 'goroutines.stuck'
  | 'goroutines.locks'
  | 'goroutines.sites'
  | 'goroutines.labels'

/** Goroutines of dumps and goroutine profiles: groups, pages, one of them, over time, locks, creation sites, labels. */
export const goroutineHandlers = (context: CaseContext): Handlers<Names> => ({
  'goroutines.snapshots': () => context.goroutineSnapshots(),

  'goroutines.groups': ({ moment, base, view, filter, sort, offset, limit }) => {
    const set = context.goroutines(moment)
    const baseSet = base === null ? undefined : context.goroutines(base)
    const { groups, goroutines, baseGoroutines } = goroutineGroups(set, view, filter, baseSet)
    const ordered = groupsInOrder(groups, set, sort)
    return {
      rows: ordered.slice(offset, offset + Math.min(limit, MAX_ROWS)).map((group) => groupRow(set, group, view)),
      matching: groups.length,
      goroutines,
      baseGoroutines,
      statuses: statusCounts(set, filteredRows(set, { ...filter, status: null })),
      common: baseSet && hasIds(set) && hasIds(baseSet) ? stillThere(baseSet, set) : null,
    }
  },

  'goroutines.group': ({ moment, base, view, filter, row }) => {
    const set = context.goroutines(moment)
    const baseSet = base === null ? undefined : context.goroutines(base)
    const group = goroutineGroups(set, view, filter, baseSet).groups.find(({ rows }) => rows.includes(row))
    return group ? groupRow(set, group, view) : null
  },

  'goroutines.page': ({ moment, view, filter, group, sort, offset, limit }) => {
    const set = context.goroutines(moment)
    const rows =
      group === null
        ? filteredRows(set, filter)
        : (goroutineGroups(set, view, filter).groups.find(({ rows: members }) => members.includes(group))?.rows ?? [])
    const ordered = [...rows].sort(rowOrder(set, sort))
    return {
      rows: ordered.slice(offset, offset + Math.min(limit, MAX_ROWS)).map((row) => toRow(set, row)),
      total: rows.length,
    }
  },

  'goroutines.get': ({ moment, of, foldRuntime }) => {
    const set = context.goroutines(moment)
    const row = rowNamed(set, of)
    if (row === null) return null
    return goroutineDetail(context, moment, set, toRow(set, row), foldRuntime)
  },

  'goroutines.overTime': ({ seriesId, view, limit }) => {
    const { moments, sets } = momentsOf(context, seriesId)
    const times = moments.map(({ atMs }) => atMs)
    const { groups } = groupGrowth(sets, view)
    return {
      moments,
      rows: groups
        .slice(0, Math.min(limit, MAX_ROWS))
        .map(({ place, frames, creator, counts, delta, isMonotonic }) => ({
          place,
          frames,
          creator,
          counts,
          delta,
          isMonotonic,
          perMinute: perMinute(times, counts),
        })),
      stillThere: sets.slice(1).map((set, index) => {
        const before = sets[index] as GoroutineSet
        return hasIds(before) && hasIds(set) ? stillThere(before, set) : null
      }),
    }
  },

  'goroutines.stuck': ({ seriesId, view, minMinutes, limit }) => {
    const { moments, sets } = momentsOf(context, seriesId)
    const timed = sets.map((set, index) => ({ set, atMs: moments[index]?.atMs ?? null }))
    const groups = stuckGroups(timed, view).filter((group) => group.minMinutes >= minMinutes)
    return { moments, groups: groups.slice(0, Math.min(limit, MAX_ROWS)) }
  },

  'goroutines.locks': ({ moment, minWaiters, limit }) =>
    lockGroups(context.goroutines(moment), Math.max(1, minWaiters)).slice(0, Math.min(limit, MAX_ROWS)),

  'goroutines.sites': ({ moment, limit }) =>
    creationSites(context.goroutines(moment)).slice(0, Math.min(limit, MAX_ROWS)),

  'goroutines.labels': ({ moment, limit }) => {
    const set = context.goroutines(moment)
    const all = Array.from({ length: set.rows.length }, (_, row) => row)
    return labelCounts(set, all).slice(0, Math.min(limit, MAX_ROWS))
  },
})

const rowNamed = (set: GoroutineSet, of: CaseParams<'goroutines.get'>['of']): number | null =>
  'id' in of ? rowOfId(set, of.id) : of.row < set.rows.length ? of.row : null

function toRow(set: GoroutineSet, row: number): GoroutineRow {
  const { rows, tables } = set
  const status = tables.statuses[rows.status[row] as number] ?? ''
  const orNull = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value
  return {
    row,
    id: orNull(rows.id[row]),
    goroutines: countOf(set, row),
    status,
    state: goroutineStatus(status).state,
    waitMinutes: rows.waitMinutes[row] as number,
    isLockedToThread: ((rows.flags[row] as number) & GOROUTINE_LOCKED) !== 0,
    place: namingFrame(set, rows.stack[row] as number),
    creator: siteOf(set, rows.site[row] as number),
    creatorId: orNull(rows.creatorId[row]),
    labels: tables.labelSets[rows.labelSet[row] as number] ?? [],
    line: rows.line[row] as number,
  }
}

type TimedMoment = GoroutineMoment & { atMs: number | null; goroutines: number }

/** Moments of a series with their goroutines. Throws `goroutines/no-such-series`. */
function momentsOf(context: CaseContext, seriesId: string): { moments: TimedMoment[]; sets: GoroutineSet[] } {
  const { snapshots, series } = context.goroutineSnapshots()
  const found: GoroutineSeries | undefined = series.find(({ id }) => id === seriesId)
  if (!found) throw new CodedError('goroutines/no-such-series', 'The case has no such series of dumps (any more).')
  const all = found.snapshots.flatMap((index): TimedMoment[] => {
    const snapshot = snapshots[index]
    if (!snapshot) return []
    const { sourceId, dump, atMs, goroutines } = snapshot
    return [{ sourceId, dump, atMs, goroutines }]
  })
  const moments = bounded(spread(all, MAX_MOMENTS))
  return { moments, sets: moments.map((moment) => context.goroutines(moment)) }
}

/** The latest moments that fit in memory together; at least two. */
function bounded(moments: readonly TimedMoment[]): TimedMoment[] {
  const kept: TimedMoment[] = []
  let goroutines = 0
  for (const moment of [...moments].reverse()) {
    goroutines += moment.goroutines
    if (goroutines > MAX_HELD && kept.length >= 2) break
    kept.unshift(moment)
  }
  return kept
}

function perMinute(times: readonly (number | null)[], counts: readonly number[]) {
  if (times.length < 3 || times.some((time) => time === null)) return null
  const trend = theilSen(
    times.map((time) => (time ?? 0) / MINUTE),
    counts,
  )
  return trend && { value: trend.slope, low: trend.low, high: trend.high }
}
