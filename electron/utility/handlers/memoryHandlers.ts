import type { MemoryGroupInfo, RegionRow } from '../../../shared/contract/memoryCalls.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'
import {
  DEFAULT_TOLERANCE_MS,
  bestInstant,
  classTotals,
  classesOverTime,
  identityChecks,
  memoryInstants,
  memoryWaterfall,
  regionClasses,
  saysAnything,
  type MemoryGroup,
} from '../../engine/analysis/index.ts'

const MAX_CHART_POINTS = 20_000
const MAX_PAGE = 1000

/** Memory of the processes of a case: the waterfall at an instant, classes over time, mappings, kills, containers. */
export const memoryHandlers = (
  context: CaseContext,
): Handlers<
  | 'memory.instants'
  | 'memory.waterfall'
  | 'memory.classes'
  | 'memory.checks'
  | 'memory.listings'
  | 'memory.regions'
  | 'memory.oomEvents'
  | 'memory.containers'
> => ({
  'memory.instants': () => {
    const groups = context.memory().groups.filter(saysAnything)
    return {
      groups: groups.map(infoOf),
      instants: groups.flatMap((group) => memoryInstants(group, DEFAULT_TOLERANCE_MS)),
    }
  },

  'memory.waterfall': ({ atMs, groupId, toleranceMs }) => {
    const tolerance = toleranceMs ?? DEFAULT_TOLERANCE_MS
    const groups = groupsOf(context, groupId).filter(saysAnything)
    const instants = groups.flatMap((group) => memoryInstants(group, tolerance))
    const near = atMs === null ? bestInstant(instants) : nearest(instants, atMs)
    const group = groups.find(({ id }) => id === near?.groupId)
    return group && near ? memoryWaterfall(group, atMs ?? near.atMs, tolerance) : null
  },

  'memory.classes': ({ groupId, range, maxPoints }) => {
    const group = groupsOf(context, groupId)
      .filter(saysAnything)
      .sort((a, b) => (b.figures.get('go.total')?.length ?? 0) - (a.figures.get('go.total')?.length ?? 0))[0]
    if (!group) return null
    const wall = range?.axis.kind === 'wall' ? range : { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
    const { values, ...chart } = classesOverTime(group, wall, Math.min(Math.max(2, maxPoints), MAX_CHART_POINTS))
    return { ...chart, group: infoOf(group), data: context.data.put(new Uint8Array(values.buffer)) }
  },

  'memory.checks': () => identityChecks(context.memory().groups),

  'memory.listings': () => {
    const paths = new Map(context.caseFile.sources.list().map(({ id, path }) => [id, path]))
    return context.caseFile.osMemory
      .snapshots()
      .map((snapshot) => ({ ...snapshot, path: paths.get(snapshot.sourceId) ?? '' }))
  },

  'memory.regions': ({ sourceId, listing, sort, descending, offset, limit }) => {
    context.source(sourceId)
    const regions = context.caseFile.osMemory.regions(sourceId, listing)
    if (regions.length === 0)
      throw new CodedError('memory/no-such-listing', 'The case has no such listing of mappings.', { sourceId, listing })
    const classes = regionClasses(regions)
    const rows = regions.map((region, index): RegionRow => ({ ...region, regionClass: classes[index] ?? 'anonymous' }))
    const sign = descending ? -1 : 1
    if (sort !== 'start') rows.sort((a, b) => sign * compare(a[sort], b[sort]))
    else if (descending) rows.reverse()
    return {
      rows: rows.slice(offset, offset + Math.min(limit, MAX_PAGE)),
      total: rows.length,
      byClass: classTotals(regions, classes).map(({ regionClass, regions: count, rss, size }) => ({
        regionClass,
        regions: count,
        rss,
        size,
      })),
    }
  },

  'memory.oomEvents': () => context.caseFile.osMemory.oomEvents(),
  'memory.containers': () => context.caseFile.osMemory.containers(),
})

const infoOf = ({ id, name, fromMs, toMs }: MemoryGroup): MemoryGroupInfo => ({ id, name, fromMs, toMs })

/** Throws `memory/no-such-group`. */
function groupsOf(context: CaseContext, groupId: string | null): MemoryGroup[] {
  const { groups } = context.memory()
  if (groupId === null) return groups
  const group = groups.find(({ id }) => id === groupId)
  if (group) return [group]
  throw new CodedError('memory/no-such-group', 'The case has no such process (any more).', { groupId })
}

const nearest = <Instant extends { atMs: number }>(instants: readonly Instant[], atMs: number): Instant | null =>
  instants.reduce<Instant | null>(
    (best, instant) => (!best || Math.abs(instant.atMs - atMs) < Math.abs(best.atMs - atMs) ? instant : best),
    null,
  )

/** Numbers by size, what is missing last; texts by their characters. */
function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a - b
  }
  return a < b ? -1 : a > b ? 1 : 0
}
