import type { GoroutineDetail, GoroutineMoment, GoroutineRow } from '../../../shared/contract/caseCalls.ts'
import { GOROUTINE_DAMAGED, GOROUTINE_UNAVAILABLE, LOCK_KINDS } from '../../../shared/records/index.ts'
import { framesOf, namingFrame, rowOfId, siteOf } from '../../engine/analysis/index.ts'
import type { GoroutineSet } from '../../engine/analysis/index.ts'
import type { CaseContext } from '../CaseContext.ts'

const MAX_STARTED = 1000
/** Moments of a series a goroutine is looked for in, the latest ones. */
const MAX_HISTORY = 12

/** Everything the case knows of one goroutine. */
export function goroutineDetail(
  context: CaseContext,
  moment: GoroutineMoment,
  set: GoroutineSet,
  row: GoroutineRow,
  foldRuntime: boolean,
): GoroutineDetail {
  const { rows } = set
  const at = row.row
  const flags = rows.flags[at] as number
  const elided = rows.elided[at] as number
  const thread = rows.thread[at] as number
  const bubble = rows.bubble[at] as number
  return {
    ...row,
    frames: framesOf(set, rows.stack[at] as number, foldRuntime),
    elidedFrames: Number.isNaN(elided) ? null : elided,
    isStackUnavailable: (flags & GOROUTINE_UNAVAILABLE) !== 0,
    isDamaged: (flags & GOROUTINE_DAMAGED) !== 0,
    bubble: bubble > 0 ? bubble : null,
    thread: Number.isNaN(thread) ? null : thread,
    lock: lockOf(set, at),
    startedIds: row.id === null ? [] : startedBy(set, row.id),
    ancestors: ancestorsOf(context, moment, set, at, foldRuntime),
    history: row.id === null ? [] : historyOf(context, moment, set, row),
  }
}

function lockOf({ rows }: GoroutineSet, row: number): GoroutineDetail['lock'] {
  const kind = LOCK_KINDS[rows.lockKind[row] as number] ?? 'none'
  if (kind === 'none') return null
  const address = rows.lockAddress[row] as number
  return {
    kind,
    address: Number.isNaN(address) ? null : `0x${Math.abs(address).toString(16)}`,
    isStale: address < 0,
  }
}

function startedBy({ rows }: GoroutineSet, id: number): number[] {
  const started: number[] = []
  for (let row = 0; row < rows.length && started.length < MAX_STARTED; row++)
    if (rows.creatorId[row] === id) started.push(rows.id[row] as number)
  return started
}

function ancestorsOf(
  context: CaseContext,
  { sourceId, dump }: GoroutineMoment,
  set: GoroutineSet,
  row: number,
  foldRuntime: boolean,
): GoroutineDetail['ancestors'] {
  if (dump === null) return []
  return context
    .goroutineTables(sourceId)
    .ancestors.filter((ancestor) => ancestor.dump === dump && ancestor.row === row)
    .map(({ id, stack, site }) => ({ id, frames: framesOf(set, stack, foldRuntime), creator: siteOf(set, site) }))
}

/** The goroutine in the moments of its series; the same id in another process would be another goroutine. */
function historyOf(
  context: CaseContext,
  moment: GoroutineMoment,
  set: GoroutineSet,
  row: GoroutineRow,
): GoroutineDetail['history'] {
  const { snapshots, series } = context.goroutineSnapshots()
  const isMoment = (index: number): boolean =>
    snapshots[index]?.sourceId === moment.sourceId && snapshots[index].dump === moment.dump
  const found = series.find((entry) => entry.snapshots.some(isMoment))
  if (!found || found.snapshots.length < 2) return []
  const place = (frame: GoroutineRow['place']): string => JSON.stringify(frame)
  return found.snapshots.slice(-MAX_HISTORY).flatMap((snapshot) => {
    const other = snapshots[snapshot]
    if (!other?.hasIds) return []
    const otherSet = isMoment(snapshot) ? set : context.goroutines(other)
    const at = rowOfId(otherSet, row.id ?? 0)
    if (at === null) return []
    const status = otherSet.tables.statuses[otherSet.rows.status[at] as number] ?? ''
    const standing = namingFrame(otherSet, otherSet.rows.stack[at] as number)
    const isSame = status === row.status && place(standing) === place(row.place)
    return [{ snapshot, status, waitMinutes: otherSet.rows.waitMinutes[at] as number, place: standing, isSame }]
  })
}
