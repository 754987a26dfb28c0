// Goroutines of a dump gathered by what they do, against another dump where asked.
import { GOROUTINE_LOCKED, goroutineStatus } from '../../../../shared/records/index.ts'
import type {
  GoroutineFilter,
  GoroutineGroupRow,
  GoroutineStatusCount,
} from '../../../../shared/contract/goroutineCalls.ts'
import { sortedQuantile } from '../statistics.ts'
import { countOf, hasIds } from './goroutineSet.ts'
import type { GoroutineSet } from './goroutineSet.ts'
import { splitFilter } from './groupFilter.ts'
import { goroutineFilter } from './rowFilter.ts'
import { Signatures, framesOf, namingFrame, siteOf } from './signatures.ts'
import type { GroupView } from './signatures.ts'

const MAX_LABELS = 6
const MAX_IDS = 5

/** One group: its rows in the set, and what they come to. */
export interface GoroutineGroup {
  /** Number in the Signatures, the same for both sets of a comparison. */
  signature: number
  /** Rows of the set, in order; empty where only the base has such goroutines. */
  rows: number[]
  goroutines: number
  /** Null without a base. */
  baseGoroutines: number | null
  /** A row that shows the stack: of the set, else of the base. */
  sample: { set: GoroutineSet; row: number }
}

export interface GoroutineGroups {
  groups: GoroutineGroup[]
  goroutines: number
  baseGoroutines: number | null
}

/** Rows of a set that a filter lets through. */
export function filteredRows(set: GoroutineSet, filter: GoroutineFilter): number[] {
  const { rows, tables } = set
  const matching = matchers(set, filter)
  const passes = goroutineFilter(set, filter.search)
  const found: number[] = []
  for (let row = 0; row < rows.length; row++) {
    if (filter.minWaitMinutes > 0 && (rows.waitMinutes[row] as number) < filter.minWaitMinutes) continue
    if (filter.status !== null && tables.statuses[rows.status[row] as number] !== filter.status) continue
    if (!matching.label(rows.labelSet[row] as number) || !matching.site(rows.site[row] as number)) continue
    if (passes && !passes(row)) continue
    found.push(row)
  }
  return found
}

/** Answers per site and label set are worked out once. */
function matchers(set: GoroutineSet, filter: GoroutineFilter) {
  const { label, creator } = filter
  const once = (isMatch: (index: number) => boolean): ((index: number) => boolean) => {
    const known = new Map<number, boolean>()
    return (index) => {
      let answer = known.get(index)
      if (answer === undefined) {
        answer = isMatch(index)
        known.set(index, answer)
      }
      return answer
    }
  }
  return {
    site: once((site) => creator === null || siteOf(set, site)?.functionName === creator),
    label: once(
      (labelSet) =>
        label === null ||
        (set.tables.labelSets[labelSet] ?? []).some(({ key, value }) => key === label.key && value === label.value),
    ),
  }
}

export const NO_FILTER: GoroutineFilter = { search: '', status: null, label: null, creator: null, minWaitMinutes: 0 }

/** Groups of a set, heaviest first; with a base the largest change first. Threads' own stacks (goroutine 0) are left out. */
export function goroutineGroups(
  set: GoroutineSet,
  view: GroupView,
  filter: GoroutineFilter = NO_FILTER,
  base?: GoroutineSet,
): GoroutineGroups {
  const bySite = hasIds(set) && (base === undefined || hasIds(base))
  const signatures = new Signatures(view, bySite)
  const bySignature = new Map<number, GoroutineGroup>()
  let goroutines = 0
  const ofSet = signatures.ofRows(set)
  for (const row of filteredRows(set, filter)) {
    const count = countOf(set, row)
    if (count === 0) continue
    goroutines += count
    const signature = ofSet[row] as number
    const group = bySignature.get(signature)
    if (group) {
      group.goroutines += count
      group.rows.push(row)
    } else
      bySignature.set(signature, {
        signature,
        rows: [row],
        goroutines: count,
        baseGoroutines: base ? 0 : null,
        sample: { set, row },
      })
  }
  let baseGoroutines: number | null = null
  if (base) {
    baseGoroutines = 0
    const ofBase = signatures.ofRows(base)
    for (const row of filteredRows(base, filter)) {
      const count = countOf(base, row)
      if (count === 0) continue
      baseGoroutines += count
      const signature = ofBase[row] as number
      const group = bySignature.get(signature)
      if (group) group.baseGoroutines = (group.baseGoroutines ?? 0) + count
      else
        bySignature.set(signature, {
          signature,
          rows: [],
          goroutines: 0,
          baseGoroutines: count,
          sample: { set: base, row },
        })
    }
  }
  const weight = (group: GoroutineGroup): number =>
    base ? Math.abs(group.goroutines - (group.baseGoroutines ?? 0)) : group.goroutines
  const passes = splitFilter(filter.search).groups
  const all = [...bySignature.values()]
  const groups = (passes ? all.filter(passes) : all).sort(
    (a, b) => weight(b) - weight(a) || b.goroutines - a.goroutines || a.sample.row - b.sample.row,
  )
  if (!passes) return { groups, goroutines, baseGoroutines }
  const sum = (of: (group: GoroutineGroup) => number): number => groups.reduce((total, group) => total + of(group), 0)
  return {
    groups,
    goroutines: sum((group) => group.goroutines),
    baseGoroutines: base ? sum((group) => group.baseGoroutines ?? 0) : null,
  }
}

/** A group with everything a table shows of it. */
export function groupRow(set: GoroutineSet, group: GoroutineGroup, view: GroupView): GoroutineGroupRow {
  const { sample, goroutines, baseGoroutines } = group
  const { rows } = sample.set
  const waits = new Float64Array(group.rows.length)
  let locked = 0
  for (const [index, row] of group.rows.entries()) {
    waits[index] = set.rows.waitMinutes[row] as number
    if (((set.rows.flags[row] as number) & GOROUTINE_LOCKED) !== 0) locked += countOf(set, row)
  }
  waits.sort()
  const elided = rows.elided[sample.row] as number
  return {
    group: group.rows[0] ?? null,
    goroutines,
    baseGoroutines,
    statuses: statusCounts(set, group.rows),
    wait: {
      known: waits.reduce((sum, minutes) => sum + (minutes > 0 ? 1 : 0), 0),
      medianMinutes: waits.length === 0 ? 0 : sortedQuantile(waits, 0.5),
      p90Minutes: waits.length === 0 ? 0 : sortedQuantile(waits, 0.9),
      maxMinutes: waits.at(-1) ?? 0,
    },
    place: namingFrame(sample.set, rows.stack[sample.row] as number),
    frames: framesOf(sample.set, rows.stack[sample.row] as number, view.foldRuntime),
    elidedFrames: Number.isNaN(elided) ? null : elided,
    creator: siteOf(sample.set, rows.site[sample.row] as number),
    labels: labelCounts(set, group.rows).slice(0, MAX_LABELS),
    lockedToThread: locked,
    ids: group.rows.slice(0, MAX_IDS).flatMap((row) => {
      const id = set.rows.id[row] as number
      return Number.isNaN(id) ? [] : [id]
    }),
  }
}

/** Statuses of some rows, most frequent first. */
export function statusCounts(set: GoroutineSet, rows: Iterable<number>): GoroutineStatusCount[] {
  const counts = new Map<number, number>()
  for (const row of rows) {
    const status = set.rows.status[row] as number
    counts.set(status, (counts.get(status) ?? 0) + countOf(set, row))
  }
  return [...counts]
    .filter(([status, count]) => count > 0 && set.tables.statuses[status] !== '')
    .map(([status, goroutines]) => {
      const text = set.tables.statuses[status] ?? ''
      return { text, ...goroutineStatus(text), goroutines }
    })
    .sort((a, b) => b.goroutines - a.goroutines || (a.text < b.text ? -1 : 1))
}

/** Labels of some rows, most frequent first. */
export function labelCounts(
  set: GoroutineSet,
  rows: Iterable<number>,
): { key: string; value: string; goroutines: number }[] {
  const counts = new Map<string, { key: string; value: string; goroutines: number }>()
  for (const row of rows) {
    const labelSet = set.rows.labelSet[row] as number
    if (labelSet === 0) continue
    for (const { key, value } of set.tables.labelSets[labelSet] ?? []) {
      const id = JSON.stringify([key, value])
      const known = counts.get(id)
      if (known) known.goroutines += countOf(set, row)
      else counts.set(id, { key, value, goroutines: countOf(set, row) })
    }
  }
  return [...counts.values()].sort(
    (a, b) => b.goroutines - a.goroutines || (a.key + a.value < b.key + b.value ? -1 : 1),
  )
}

/** Places that start goroutines, most first. */
export function creationSites(set: GoroutineSet) {
  const rowsOf = new Map<number, number[]>()
  for (let row = 0; row < set.rows.length; row++) {
    if (countOf(set, row) === 0) continue
    const site = set.rows.site[row] as number
    const known = rowsOf.get(site)
    if (known) known.push(row)
    else rowsOf.set(site, [row])
  }
  return [...rowsOf]
    .map(([site, rows]) => ({
      site: siteOf(set, site),
      goroutines: rows.reduce((sum, row) => sum + countOf(set, row), 0),
      statuses: statusCounts(set, rows),
      creators: new Set(rows.map((row) => set.rows.creatorId[row]).filter((id) => !Number.isNaN(id))).size,
    }))
    .sort(
      (a, b) => b.goroutines - a.goroutines || ((a.site?.functionName ?? '') < (b.site?.functionName ?? '') ? -1 : 1),
    )
}
