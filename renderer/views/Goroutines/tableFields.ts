// What can be asked of each table of the view in its one search field. Names mean the same in all of them.
import { GOROUTINE_FIELDS, GROUP_FIELDS } from '../../../shared/contract/tables.ts'
import type { FilterField } from '../../../shared/filter/filterField.ts'

export const ARRANGEMENTS = ['groups', 'each', 'overTime', 'stuck', 'locks', 'sites'] as const
export type Arrangement = (typeof ARRANGEMENTS)[number]

const text = (name: string, isSearched = false): FilterField => ({ name, kind: 'text', isSearched })
const count = (name: string): FilterField => ({ name, kind: 'quantity' })
const WAIT: FilterField = { name: 'wait', kind: 'quantity', unit: 'ns' }
const STACK = [text('name'), text('stack', true), text('creator')]

/** The same as the columns of the tables have; those of a dump are answered by the case. */
const FIELDS: Record<Arrangement, readonly FilterField[]> = {
  groups: GROUP_FIELDS,
  each: GOROUTINE_FIELDS,
  overTime: [...STACK, count('first'), count('last'), count('delta'), count('slope')],
  stuck: [...STACK, text('status'), WAIT, count('count')],
  locks: [text('name', true), text('holder', true), text('address', true), text('kind'), WAIT, count('waiters')],
  sites: [text('name', true), text('file', true), text('status'), count('count'), count('by')],
}

/** Fields of the table shown, and what they are called on the screen. */
export function tableFields(
  shown: Arrangement,
  t: (key: string) => string,
): { fields: readonly FilterField[]; titles: Record<string, string> } {
  return {
    fields: FIELDS[shown],
    titles: {
      name: t(shown === 'sites' ? 'goroutines.column.site' : 'goroutines.column.place'),
      stack: t('goroutines.stack'),
      status: t('goroutines.status'),
      creator: t('goroutines.column.creator'),
      label: t('goroutines.label'),
      wait: t('goroutines.waited'),
      id: t('goroutines.column.id'),
      by: t(shown === 'sites' ? 'goroutines.column.creators' : 'goroutines.column.creatorId'),
      line: t('goroutines.column.line'),
      first: t('goroutines.column.first'),
      last: t('goroutines.column.last'),
      delta: t('goroutines.column.delta'),
      slope: t('goroutines.column.perMinute'),
      count: t('goroutines.column.goroutines'),
      holder: t('goroutines.column.holder'),
      address: t('goroutines.column.address'),
      kind: t('goroutines.column.kind'),
      waiters: t('goroutines.column.waiters'),
      file: t('goroutines.column.file'),
    },
  }
}
