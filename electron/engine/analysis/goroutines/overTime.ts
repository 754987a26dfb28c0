// Several dumps of one process: how groups grow, and which goroutines stay where they are.
import type { GoroutineFrame, StuckGroup } from '../../../../shared/contract/goroutineCalls.ts'
import { countOf, hasIds } from './goroutineSet.ts'
import type { GoroutineSet } from './goroutineSet.ts'
import { Signatures, framesOf, namingFrame, siteOf } from './signatures.ts'
import type { GroupView } from './signatures.ts'

export interface GroupGrowth {
  place: GoroutineFrame | null
  frames: GoroutineFrame[]
  creator: GoroutineFrame | null
  /** Goroutines per set, in order. */
  counts: number[]
  /** Last minus first. */
  delta: number
  /** The same of all goroutines that the same place started, wherever they stand; of all there are where creators are unknown. */
  startedDelta: number
  /** True: no set has fewer than the one before. */
  isMonotonic: boolean
  /** A row that shows the group, and its set. */
  sample: { set: number; row: number }
}

/** Groups over sets in time order, largest growth first. */
export function groupGrowth(
  sets: readonly GoroutineSet[],
  view: GroupView,
): { groups: GroupGrowth[]; totals: number[] } {
  const signatures = new Signatures(view, sets.every(hasIds))
  const bySignature = new Map<number, Pick<GroupGrowth, 'counts' | 'sample'>>()
  const totals = sets.map(() => 0)
  const started = new Map<string, number[]>()
  const startedAt = (set: GoroutineSet, row: number): string | null =>
    siteOf(set, set.rows.site[row] as number)?.functionName ?? null
  for (const [index, set] of sets.entries()) {
    const ofRows = signatures.ofRows(set)
    for (let row = 0; row < set.rows.length; row++) {
      const count = countOf(set, row)
      if (count === 0) continue
      totals[index] = (totals[index] ?? 0) + count
      const creator = startedAt(set, row)
      if (creator !== null) {
        const known = started.get(creator) ?? sets.map(() => 0)
        known[index] = (known[index] ?? 0) + count
        started.set(creator, known)
      }
      const signature = ofRows[row] as number
      let group = bySignature.get(signature)
      if (group === undefined) {
        group = { counts: sets.map(() => 0), sample: { set: index, row } }
        bySignature.set(signature, group)
      }
      group.counts[index] = (group.counts[index] ?? 0) + count
    }
  }
  const groups = [...bySignature.values()].map(({ counts, sample }): GroupGrowth => {
    const set = sets[sample.set] as GoroutineSet
    const creator = startedAt(set, sample.row)
    const all = (creator === null ? undefined : started.get(creator)) ?? totals
    return {
      counts,
      startedDelta: (all.at(-1) ?? 0) - (all[0] ?? 0),
      sample,
      place: namingFrame(set, set.rows.stack[sample.row] as number),
      frames: framesOf(set, set.rows.stack[sample.row] as number, view.foldRuntime),
      creator: siteOf(set, set.rows.site[sample.row] as number),
      delta: (counts.at(-1) ?? 0) - (counts[0] ?? 0),
      isMonotonic: counts.every((count, index) => index === 0 || count >= (counts[index - 1] ?? 0)),
    }
  })
  groups.sort((a, b) => b.delta - a.delta || (b.counts.at(-1) ?? 0) - (a.counts.at(-1) ?? 0))
  return { groups, totals }
}

/** How much two dumps look like one process: goroutines of the same id, and those of them that the same place started. */
export interface Continuity {
  common: number
  sameSite: number
}

/** Ids of goroutines the runtime and package main start first are the same in every run: these count for nothing. */
const FIRST_IDS = 64

export function continuity(before: GoroutineSet, after: GoroutineSet): Continuity {
  const rowOf = rowsById(after)
  let common = 0
  let sameSite = 0
  for (let row = 0; row < before.rows.length; row++) {
    const id = before.rows.id[row] as number
    if (!(id > FIRST_IDS)) continue
    const other = rowOf.get(id)
    if (other === undefined) continue
    common++
    if (sameCreation(before, row, after, other)) sameSite++
  }
  return { common, sameSite }
}

/** Goroutines of a dump that another dump of the same process still has: the same id, started by the same place. */
export function stillThere(before: GoroutineSet, after: GoroutineSet): number {
  const rowOf = rowsById(after)
  let count = 0
  for (let row = 0; row < before.rows.length; row++) {
    if (countOf(before, row) === 0) continue
    const other = rowOf.get(before.rows.id[row] as number)
    if (other !== undefined && sameCreation(before, row, after, other)) count++
  }
  return count
}

function rowsById({ rows }: GoroutineSet): Map<number, number> {
  const found = new Map<number, number>()
  for (let row = 0; row < rows.length; row++) {
    const id = rows.id[row] as number
    if (id > 0) found.set(id, row)
  }
  return found
}

/** Two binaries of one program have the same functions on other lines: only the names are compared. */
const sameCreation = (a: GoroutineSet, rowA: number, b: GoroutineSet, rowB: number): boolean =>
  siteOf(a, a.rows.site[rowA] as number)?.functionName === siteOf(b, b.rows.site[rowB] as number)?.functionName

/** One dump for `stuckGroups`. */
export interface TimedSet {
  set: GoroutineSet
  /** Epoch ms; null where it has no time. */
  atMs: number | null
}

/**
 * Goroutines of the last set that stand where they stood in the sets before: the same id, creator, stack and status. A goroutine
 * that moved and came back between two dumps cannot be told from one that stood still, unless its minutes say so: the runtime
 * counts them from the first GC that saw it wait, so fewer minutes than the time between two dumps prove it moved only where a GC
 * ran in between; they are given as they are.
 */
export function stuckGroups(timed: readonly TimedSet[], view: GroupView): StuckGroup[] {
  const last = timed.at(-1)?.set
  if (last === undefined) return []
  const groups = new Signatures(view, true).ofRows(last)
  const found = new Map<number, StuckGroup & { row: number }>()
  for (const [row, since] of standingSince(timed, view)) {
    const group = groups[row] as number
    const id = last.rows.id[row] as number
    const minutes = Math.max(minutesBetween(timed, since), last.rows.waitMinutes[row] as number)
    const known = found.get(group)
    if (known) {
      known.goroutines++
      known.firstSet = Math.min(known.firstSet, since)
      known.minMinutes = Math.max(known.minMinutes, minutes)
      if (known.ids.length < 8) known.ids.push(id)
      continue
    }
    found.set(group, {
      row,
      goroutines: 1,
      firstSet: since,
      minMinutes: minutes,
      status: last.tables.statuses[last.rows.status[row] as number] ?? '',
      place: namingFrame(last, last.rows.stack[row] as number),
      frames: framesOf(last, last.rows.stack[row] as number, view.foldRuntime),
      creator: siteOf(last, last.rows.site[row] as number),
      ids: [id],
    })
  }
  return [...found.values()]
    .sort((a, b) => b.goroutines - a.goroutines || a.row - b.row)
    .map(({ row: _row, ...group }) => group)
}

/** Rows of the last set whose goroutines stand where they stood before, and the index of the set since when. */
export function standingSince(timed: readonly TimedSet[], view: GroupView): Map<number, number> {
  const since = new Map<number, number>()
  const sets = timed.map(({ set }) => set)
  const last = sets.at(-1)
  if (last === undefined || sets.length < 2 || !sets.every(hasIds)) return since
  const signatures = new Signatures(view, true)
  const groupsOf = sets.map((set) => signatures.ofRows(set))
  const idsOf = sets.map(rowsById)
  const lastGroups = groupsOf.at(-1) as Uint32Array
  for (let row = 0; row < last.rows.length; row++) {
    const id = last.rows.id[row] as number
    if (!(id > 0)) continue
    const status = last.tables.statuses[last.rows.status[row] as number] ?? ''
    const first = firstStanding(timed, groupsOf, idsOf, { id, status, group: lastGroups[row] as number })
    if (first < sets.length - 1) since.set(row, first)
  }
  return since
}

/** Index of the first set from which on the goroutine stands in the same group with the same status. */
function firstStanding(
  timed: readonly TimedSet[],
  groupsOf: readonly Uint32Array[],
  idsOf: readonly ReadonlyMap<number, number>[],
  { id, status, group }: { id: number; status: string; group: number },
): number {
  let first = timed.length - 1
  while (first > 0) {
    const row = idsOf[first - 1]?.get(id)
    const { set } = timed[first - 1] as TimedSet
    if (row === undefined || groupsOf[first - 1]?.[row] !== group) break
    if (set.tables.statuses[set.rows.status[row] as number] !== status) break
    first--
  }
  return first
}

/** Whole minutes from a set to the last one, by their times; 0 where one has none. */
export function minutesBetween(timed: readonly TimedSet[], from: number): number {
  const start = timed[from]?.atMs ?? null
  const end = timed.at(-1)?.atMs ?? null
  return start === null || end === null ? 0 : Math.max(0, Math.floor((end - start) / 60_000))
}

/** One goroutine through the sets: where it stood in each; null where it is not in it. */
export function goroutineHistory(sets: readonly GoroutineSet[], id: number, foldRuntime: boolean) {
  return sets.map((set) => {
    const row = rowOfId(set, id)
    if (row === null) return null
    return {
      row,
      status: set.tables.statuses[set.rows.status[row] as number] ?? '',
      waitMinutes: set.rows.waitMinutes[row] as number,
      frames: framesOf(set, set.rows.stack[row] as number, foldRuntime),
      creator: siteOf(set, set.rows.site[row] as number),
    }
  })
}

export function rowOfId({ rows }: GoroutineSet, id: number): number | null {
  for (let row = 0; row < rows.length; row++) if (rows.id[row] === id) return row
  return null
}
