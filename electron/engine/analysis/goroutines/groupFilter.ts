// What is typed over groups of goroutines asks of two things: of the goroutines in them (status, stack, wait) and of the groups as
// wholes (how many, how much more than in the base). Both stand in one text; where they are joined by "and" it falls apart into two.
import { GROUP_FIELDS } from '../../../../shared/contract/tables.ts'
import { compileFilter } from '../../../../shared/filter/evaluate.ts'
import type { Filter } from '../../../../shared/filter/parseFilter.ts'
import { CodedError } from '../../../../shared/lib/result.ts'
import { filterOf } from '../tableListing.ts'

/** What a group is judged by. */
export interface GroupSize {
  goroutines: number
  baseGoroutines: number | null
}

export interface SplitFilter {
  rows: Filter
  /** Null: groups of any size pass. */
  groups: ((group: GroupSize) => boolean) | null
}

const ALL: Filter = { kind: 'all' }
const OF_GROUPS = new Set(['count', 'delta'])

/**
 * Throws `filter/invalid` where the text does not fit the fields, or asks by "or" and "not" for both at once: a goroutine that passes or
 * a group that passes have no rows in common to count.
 */
export function splitFilter(text: string): SplitFilter {
  const filter = filterOf(text, GROUP_FIELDS)
  const parts = filter.kind === 'and' ? filter.parts : [filter]
  const ofGroups: Filter[] = []
  const ofRows: Filter[] = []
  for (const part of parts) {
    const asks = subjectsOf(part)
    if (asks.groups && asks.rows)
      throw new CodedError(
        'filter/invalid',
        'Sizes of groups and what their goroutines do can be asked together by AND only.',
        { at: 0, fault: 'notComparable' },
      )
    if (part.kind !== 'all') (asks.groups ? ofGroups : ofRows).push(part)
  }
  return { rows: joined(ofRows), groups: ofGroups.length === 0 ? null : testOf(joined(ofGroups)) }
}

const joined = (parts: Filter[]): Filter =>
  parts.length === 0 ? ALL : parts.length === 1 ? (parts[0] as Filter) : { kind: 'and', parts }

function subjectsOf(filter: Filter): { groups: boolean; rows: boolean } {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const all = filter.parts.map(subjectsOf)
      return { groups: all.some(({ groups }) => groups), rows: all.some(({ rows }) => rows) }
    }
    case 'not':
      return subjectsOf(filter.part)
    case 'all':
      return { groups: false, rows: false }
    case 'words':
      return { groups: false, rows: true }
    default: {
      const groups = OF_GROUPS.has(filter.field)
      return { groups, rows: !groups }
    }
  }
}

const testOf = (filter: Filter): ((group: GroupSize) => boolean) =>
  compileFilter<GroupSize>(
    filter,
    (name) =>
      ({ goroutines, baseGoroutines }) =>
        name === 'count' ? goroutines : goroutines - (baseGoroutines ?? 0),
    [],
  )
