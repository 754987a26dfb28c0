// What is typed over the tables of goroutines, as a test of a row. Texts are the same for every row with the same stack, status, labels or
// place of creation, so each is looked at once, however many goroutines share it.
import { MINUTE_NS, type GoroutineFieldName } from '../../../../shared/contract/tables.ts'
import { compileFilter, type FieldValue } from '../../../../shared/filter/evaluate.ts'
import type { Filter } from '../../../../shared/filter/parseFilter.ts'
import type { GoroutineSet } from './goroutineSet.ts'
import { splitFilter } from './groupFilter.ts'
import { framesOf, namingFrame, siteOf } from './signatures.ts'

type RowTest = (row: number) => boolean

/** Null where everything passes; what is asked of groups does not concern a row. Throws `filter/invalid` (groupFilter.ts). */
export function goroutineFilter(set: GoroutineSet, text: string): RowTest | null {
  const filter = splitFilter(text).rows
  return filter.kind === 'all' ? null : testOf(set, filter)
}

function testOf(set: GoroutineSet, filter: Filter): RowTest {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.parts.map((part) => testOf(set, part))
      return (row) => parts.every((part) => part(row))
    }
    case 'or': {
      const parts = filter.parts.map((part) => testOf(set, part))
      return (row) => parts.some((part) => part(row))
    }
    case 'not': {
      const part = testOf(set, filter.part)
      return (row) => !part(row)
    }
    default: {
      const field = filter.kind === 'words' || filter.kind === 'all' ? 'stack' : (filter.field as GoroutineFieldName)
      const test = leafTest(set, filter)
      const shared = sharedBy(set, field)
      return shared ? once(shared, test) : test
    }
  }
}

function leafTest(set: GoroutineSet, filter: Filter): RowTest {
  if (filter.kind === 'equals' && (filter.field === 'label' || filter.field === 'stack')) {
    // A goroutine has several labels and frames: one of them is enough.
    const { field } = filter
    const isOne = compileFilter<string>(filter, () => (text) => text, [])
    return (row) =>
      String(valueOf(set, field, row))
        .split('\n')
        .some(isOne)
  }
  return compileFilter<number>(filter, (name) => (row) => valueOf(set, name as GoroutineFieldName, row), ['stack'])
}

/** Number of what rows with the same text share; null where every row has a figure of its own. */
function sharedBy({ rows }: GoroutineSet, field: GoroutineFieldName): ((row: number) => number) | null {
  switch (field) {
    case 'name':
    case 'stack':
      return (row) => rows.stack[row] as number
    case 'status':
      return (row) => rows.status[row] as number
    case 'creator':
      return (row) => rows.site[row] as number
    case 'label':
      return (row) => rows.labelSet[row] as number
    default:
      return null
  }
}

function once(keyOf: (row: number) => number, test: RowTest): RowTest {
  const known = new Map<number, boolean>()
  return (row) => {
    const key = keyOf(row)
    let answer = known.get(key)
    if (answer === undefined) known.set(key, (answer = test(row)))
    return answer
  }
}

function valueOf(set: GoroutineSet, field: GoroutineFieldName, row: number): FieldValue {
  const { rows, tables } = set
  switch (field) {
    case 'name':
      return namingFrame(set, rows.stack[row] as number)?.functionName
    case 'stack':
      return framesOf(set, rows.stack[row] as number, false)
        .map(({ functionName, file, line }) => `${functionName}\n${line > 0 ? `${file}:${line}` : file}`)
        .join('\n')
    case 'status':
      return tables.statuses[rows.status[row] as number]
    case 'creator':
      return siteOf(set, rows.site[row] as number)?.functionName
    case 'label':
      return (tables.labelSets[rows.labelSet[row] as number] ?? [])
        .map(({ key, value }) => `${key}=${value}`)
        .join('\n')
    case 'wait':
      return (rows.waitMinutes[row] as number) * MINUTE_NS
    case 'id':
      return rows.id[row]
    case 'by':
      return rows.creatorId[row]
    case 'line':
      return rows.line[row]
  }
}
