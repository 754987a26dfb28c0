import type { ProfileListEntry, TopRow } from '../../../shared/contract/caseCalls.ts'
import {
  topFields,
  topValue,
  type SortKey,
  type TableListing,
  type TopColumn,
} from '../../../shared/contract/tables.ts'
import { fuzzyMatch } from '../../../shared/lib/fuzzy.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import type { ProfileColumns, ProfileType, SourceId } from '../../../shared/records/index.ts'
import {
  callTree,
  cumulativeTypeOf,
  growth,
  listingOf,
  longestRun,
  pageOf,
  profileLines,
  profileTop,
  sampleTypeIndex,
  spread,
  topStacks,
} from '../../engine/analysis/index.ts'
import type { ColumnReader, ListedRows, ProfileSide, ProfileTop } from '../../engine/analysis/index.ts'
import { seriesOf } from '../../engine/jobs/caseFacts.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

const MAX_ROWS = 1000
/** Profiles of a series that growth is computed over; of a longer one as many, evenly spread, first and last included. */
const MAX_GROWTH_PROFILES = 60

/** Profiles: the list with its series, and of one (or against a base) functions, lines, stacks, flame graph, growth. */
export const profileHandlers = (
  context: CaseContext,
): Handlers<
  | 'profiles.list'
  | 'profiles.top'
  | 'profiles.findFunctions'
  | 'profiles.withFunction'
  | 'profiles.lines'
  | 'profiles.stacks'
  | 'profiles.flame'
  | 'profiles.growth'
> => ({
  'profiles.list': () => listProfiles(context).entries,

  'profiles.top': ({ sourceId, sampleType, baseSourceId, sort, filter, offset, limit }) => {
    const unit = unitOf(sideOf(context, sourceId, sampleType))
    const top = topOf(context, sourceId, sampleType, baseSourceId)
    const listing = context.topListings.get(JSON.stringify([sourceId, sampleType, baseSourceId, sort, filter]), () =>
      topListing(top, unit, { sort, filter }),
    )
    return {
      ...pageOf(listing, { offset, limit: Math.min(limit, MAX_ROWS) }, (row) => top.rows[row] as TopRow),
      profileTotal: top.total,
      baseTotal: top.baseTotal,
      unit,
    }
  },

  'profiles.findFunctions': ({ query, limit }) =>
    context
      .functionNames()
      .flatMap((name) => {
        const match = fuzzyMatch(name, query)
        return match ? [{ name, score: match.score }] : []
      })
      .sort((a, b) => b.score - a.score)
      .slice(0, Math.min(limit, MAX_ROWS))
      .map(({ name }) => name),

  'profiles.withFunction': ({ functionName }) => {
    const { profiles, goroutines, traces } = context.caseFile
    const holders = new Set(profiles.withFunction(functionName))
    return {
      profiles: listProfiles(context)
        .entries.map(({ sourceId }) => sourceId)
        .filter((sourceId) => holders.has(sourceId)),
      dumps: goroutines.withFunction(functionName),
      traces: traces.withFunction(functionName),
    }
  },

  'profiles.lines': ({ sourceId, sampleType, functionName }) => {
    const { columns, typeIndex } = sideOf(context, sourceId, sampleType)
    return profileLines(columns, typeIndex, functionName)
  },

  'profiles.stacks': ({ sourceId, sampleType, functionName, limit }) => {
    const { columns, typeIndex } = sideOf(context, sourceId, sampleType)
    return topStacks(columns, typeIndex, functionName, Math.min(limit, MAX_ROWS))
  },

  'profiles.flame': ({ sourceId, sampleType, baseSourceId }) => {
    const side = sideOf(context, sourceId, sampleType)
    const base = baseSourceId === null ? undefined : sideOf(context, baseSourceId, sampleType)
    const { buffer, ...tree } = callTree(side.columns, side.typeIndex, base)
    return { data: context.data.put(new Uint8Array(buffer)), ...tree, unit: unitOf(side), sampleType }
  },

  'profiles.growth': ({ seriesId, sampleType, limit }) => {
    const { entries, series } = listProfiles(context)
    const found = series.find(({ id }) => id === seriesId)
    if (!found) throw new CodedError('profiles/no-such-series', 'The case has no such series of profiles (any more).')
    const inOrder = found.sourceIds.flatMap((id) => entries.find(({ sourceId }) => sourceId === id) ?? [])
    const profiles = ofOneProcess(context, found.type, spread(inOrder, MAX_GROWTH_PROFILES))
    const first = profiles[0]
    if (!first) return { profiles: [], rows: [], totals: [], unit: '' }
    const { rows, totals } = growth(
      profiles.map(({ sourceId, placementMs }) => ({
        timeMs: placementMs ?? 0,
        ...sideOf(context, sourceId, sampleType),
      })),
    )
    const unit = unitOf(sideOf(context, first.sourceId, sampleType))
    return { profiles, rows: rows.slice(0, Math.min(limit, MAX_ROWS)), totals, unit }
  },
})

function listProfiles(context: CaseContext): {
  entries: ProfileListEntry[]
  series: ReturnType<typeof seriesOf>
} {
  const sources = new Map(context.caseFile.sources.list().map((source) => [source.id, source]))
  const summaries = context.caseFile.profiles.list()
  const series = seriesOf(summaries, sources, context.allLives())
  const seriesIds = new Map(series.flatMap(({ id, sourceIds }) => sourceIds.map((sourceId) => [sourceId, id])))
  const entries = summaries
    .map((summary): ProfileListEntry => {
      const source = sources.get(summary.sourceId)
      return {
        ...summary,
        name: source?.name ?? '',
        path: source?.path ?? '',
        placementMs: source?.placement?.startMs ?? null,
        seriesId: seriesIds.get(summary.sourceId) ?? '',
      }
    })
    .sort((a, b) => orLast(a.placementMs) - orLast(b.placementMs) || a.sourceId - b.sourceId)
  return { entries, series }
}

/**
 * Summaries alone put profiles of two programs in one series where neither build nor log tells them apart: of such a series
 * the longest stretch counts in which no function's allocations fall.
 */
function ofOneProcess(context: CaseContext, type: ProfileType, profiles: ProfileListEntry[]): ProfileListEntry[] {
  const cumulative = cumulativeTypeOf(type)
  if (cumulative === null) return profiles
  const columnsAt = (index: number): ProfileColumns => context.profile((profiles[index] as ProfileListEntry).sourceId)
  const { from, to } = longestRun(profiles.length, columnsAt, cumulative)
  return profiles.slice(from, to)
}

const orLast = (timeMs: number | null): number => timeMs ?? Number.MAX_VALUE

/** Throws `casefile/no-such-source` and `profiles/no-such-sample-type`. */
function sideOf(context: CaseContext, sourceId: SourceId, sampleType: string): ProfileSide {
  const columns = context.profile(sourceId)
  const typeIndex = sampleTypeIndex(columns, sampleType)
  if (typeIndex >= 0) return { columns, typeIndex }
  throw new CodedError(
    'profiles/no-such-sample-type',
    `The profile has no sample type ${sampleType}; it has ${typeNames(columns)}.`,
    { sourceId },
  )
}

const typeNames = ({ sampleTypes }: ProfileColumns): string =>
  sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(', ')

const unitOf = ({ columns, typeIndex }: ProfileSide): string => columns.sampleTypes[typeIndex]?.unit ?? ''

/** Searching, sorting and paging ask for the same table again. */
function topOf(context: CaseContext, sourceId: SourceId, sampleType: string, baseId: SourceId | null): ProfileTop {
  return context.tops.get(JSON.stringify([sourceId, sampleType, baseId]), () => {
    const { columns, typeIndex } = sideOf(context, sourceId, sampleType)
    return profileTop(columns, typeIndex, baseId === null ? undefined : sideOf(context, baseId, sampleType))
  })
}

/** Differences are sorted by their size whatever their sign, values and names as they are; equal ones by name. */
function topListing(top: ProfileTop, unit: string, listing: TableListing<TopColumn>): ListedRows<TopColumn> {
  const read =
    (column: TopColumn): ColumnReader =>
    (row) =>
      topValue(top.rows[row] as TopRow, column)
  const byName: SortKey<TopColumn> = { column: 'name', descending: false }
  return listingOf(
    { from: 0, to: top.rows.length },
    { ...listing, sort: [...listing.sort, byName] },
    topFields(unit),
    read,
    {
      sortReaderOf: (column) =>
        column === 'flatDelta' || column === 'cumDelta'
          ? (row) => Math.abs(top.rows[row]?.[column] ?? 0)
          : read(column),
    },
  )
}
