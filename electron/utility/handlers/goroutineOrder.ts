// Orders of the paged tables of goroutines: several keys, the first counts most; equal rows keep the order they came in.
import type { CaseParams } from '../../../shared/contract/caseCalls.ts'
import { namingFrame } from '../../engine/analysis/index.ts'
import type { GoroutineGroup, GoroutineSet } from '../../engine/analysis/index.ts'

type GroupKeys = CaseParams<'goroutines.groups'>['sort']
type RowKeys = CaseParams<'goroutines.page'>['sort']
type Compare<Row> = (a: Row, b: Row) => number

/** The largest change or the heaviest first where no key is given: the order they come in. */
export function groupsInOrder(groups: GoroutineGroup[], set: GoroutineSet, sort: GroupKeys): GoroutineGroup[] {
  return sort.length === 0 ? groups : groups.sort(chained(sort.map((key) => signed(groupOrder(groups, set, key), key))))
}

function groupOrder(
  groups: GoroutineGroup[],
  set: GoroutineSet,
  { column }: GroupKeys[number],
): Compare<GoroutineGroup> {
  switch (column) {
    case 'goroutines':
      return (a, b) => a.goroutines - b.goroutines
    case 'delta':
      return (a, b) => a.goroutines - (a.baseGoroutines ?? 0) - (b.goroutines - (b.baseGoroutines ?? 0))
    case 'wait': {
      const known = new Map(groups.map((group) => [group, longestWait(set, group)]))
      return (a, b) => (known.get(a) ?? 0) - (known.get(b) ?? 0)
    }
    case 'name': {
      const known = new Map(groups.map((group) => [group, nameOf(group)]))
      return (a, b) => (known.get(a) ?? '').localeCompare(known.get(b) ?? '', 'en')
    }
  }
}

const longestWait = (set: GoroutineSet, { rows }: GoroutineGroup): number =>
  rows.reduce((most, row) => Math.max(most, set.rows.waitMinutes[row] as number), 0)

const nameOf = ({ sample }: GoroutineGroup): string =>
  namingFrame(sample.set, sample.set.rows.stack[sample.row] as number)?.functionName ?? ''

/** Compares rows of the set; those that are equal in every key stand as in the source. */
export function rowOrder(set: GoroutineSet, sort: RowKeys): Compare<number> {
  const chain = chained(sort.map((key) => signed(rowKey(set, key), key)))
  return (a, b) => chain(a, b) || a - b
}

function rowKey({ rows, tables }: GoroutineSet, { column }: RowKeys[number]): Compare<number> {
  if (column === 'status') {
    const status = (row: number): string => tables.statuses[rows.status[row] as number] ?? ''
    return (a, b) => (status(a) < status(b) ? -1 : status(a) > status(b) ? 1 : 0)
  }
  const values = column === 'id' ? rows.id : column === 'wait' ? rows.waitMinutes : rows.line
  // Rows without the figure are equal to all others in it.
  return (a, b) => (values[a] as number) - (values[b] as number) || 0
}

const signed =
  <Row>(compare: Compare<Row>, { descending }: { descending: boolean }): Compare<Row> =>
  (a, b) =>
    descending ? compare(b, a) : compare(a, b)

const chained =
  <Row>(orders: readonly Compare<Row>[]): Compare<Row> =>
  (a, b) => {
    for (const order of orders) {
      const found = order(a, b)
      if (found !== 0) return found
    }
    return 0
  }
