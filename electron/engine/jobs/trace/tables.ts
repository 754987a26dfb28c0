// All tables of a trace by name, and how their rows are listed: filtered, sorted, summed, by page.
import type { ColumnTotal, TableAnswer, TableListing, TablePage } from '../../../../shared/contract/tables.ts'
import { TRACE_FIELDS, TRACE_RANKING_FIELDS } from '../../../../shared/contract/traceTables.ts'
import type {
  TraceColumn,
  TraceField,
  TraceRankingRow,
  TraceTableName,
  TraceTableRows,
} from '../../../../shared/contract/traceTables.ts'
import { CodedError } from '../../../../shared/lib/result.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'
import {
  columnTotals,
  filteredListing,
  filterOf,
  pageOf,
  passingRows,
  quantitiesOf,
  type ListedRows,
} from '../../analysis/index.ts'
import type { CaseFile } from '../../casefile/CaseFile.ts'
import {
  rangeRows,
  regionRows,
  regionSiteRows,
  schedulingRows,
  syscallRows,
  waitRows,
  wakerRows,
} from './durationRows.ts'
import { gcCycleRows, generationRows, pauseRows, procRows } from './gcRows.ts'
import { readMarks } from './goroutineMarks.ts'
import { goroutineTable, groupRows } from './goroutineRows.ts'
import { objectRows, spanClassRows, spanCycleRows, spanTable } from './memoryRows.ts'
import { stageTable } from './stageRows.ts'
import type { TraceView } from './TraceView.ts'
import { tableOf } from './table.ts'
import type { CellValue, TableSource } from './table.ts'
import { readTaskIndex } from './taskIndex.ts'
import { logTable, taskKindRows, taskTable } from './taskRows.ts'

const SOURCES: { readonly [Name in TraceTableName]: (view: TraceView) => TableSource<TraceTableRows[Name]> } = {
  generations: (view) => tableOf(generationRows(view)),
  groups: (view) => tableOf(groupRows(view)),
  goroutines: goroutineTable,
  waits: (view) => tableOf(waitRows(view)),
  syscalls: (view) => tableOf(syscallRows(view)),
  wakers: (view) => tableOf(wakerRows(view)),
  scheduling: (view) => tableOf(schedulingRows(view)),
  regions: (view) => tableOf(regionRows(view)),
  regionSites: (view) => tableOf(regionSiteRows(view)),
  ranges: (view) => tableOf(rangeRows(view)),
  pauses: (view) => tableOf(pauseRows(view)),
  gcCycles: (view) => tableOf(gcCycleRows(view)),
  procs: (view) => tableOf(procRows(view)),
  tasks: taskTable,
  taskKinds: (view) => tableOf(taskKindRows(view)),
  stages: stageTable,
  logs: logTable,
  spans: spanTable,
  spanClasses: (view) => tableOf(spanClassRows(view)),
  spanCycles: (view) => tableOf(spanCycleRows(view)),
  objects: (view) => tableOf(objectRows(view)),
}

export const traceTable = <Name extends TraceTableName>(
  view: TraceView,
  name: Name,
): TableSource<TraceTableRows[Name]> => view.keep(`table.${name}`, () => SOURCES[name](view))

/** Throws `filter/invalid` where the filter or a sort does not fit the fields. */
export function traceListing(
  source: TableSource<unknown>,
  fields: readonly TraceField[],
  { sort, filter }: TableListing<TraceColumn>,
): ListedRows<TraceColumn> {
  const parsed = filterOf(filter, fields)
  const columns = new Set(fields.map(({ column }) => column))
  for (const { column } of sort)
    if (!columns.has(column))
      throw new CodedError('filter/invalid', `The table has no column ${column} to sort by.`, {
        fault: 'unknownColumn',
      })
  const rows = { from: 0, to: source.length }
  const read = (column: TraceColumn): ReturnType<typeof source.value> => source.value(column)
  const isAll = parsed.kind === 'all'
  return filteredListing(rows, { sort, filter: parsed }, fields, source.together?.() ?? read, {
    sortReaderOf: (column) => (isId(column) ? inNumbers(read(column)) : read(column)),
    totalsOf: (columns, passing) => (isAll ? runOut(totalsOfAll(source, columns)) : totalsOf(source, columns, passing)),
  })
}

type Totals = (ColumnTotal | null)[]
function totalsOf(source: TableSource<unknown>, columns: readonly string[], rows: Uint32Array): Totals {
  if (source.totals) return runOut(source.totals(columns, rows))
  const readers = columns.map((column) => source.value(column))
  return columnTotals(rows, readers)
}

/** Rows of a table never change, and each listing without a filter asks for the totals of all: made once, in steps where the table has some. */
const knownTotals = new WeakMap<TableSource<unknown>, Totals>()
function* totalsOfAll(source: TableSource<unknown>, columns: readonly string[]): Generator<void, Totals> {
  const known = knownTotals.get(source)
  if (known) return known
  const rows = (): Uint32Array => passingRows({ from: 0, to: source.length }, null)
  const totals = source.totals ? yield* source.totals(columns, null) : totalsOf(source, columns, rows())
  knownTotals.set(source, totals)
  return totals
}

/** Reads in steps what listing a table and a page of it takes long to read by themselves: they find it then. */
export function* prepareTable(
  view: TraceView,
  name: TraceTableName,
  { filter }: TableListing<TraceColumn>,
): Generator<void, void> {
  if (name === 'stages') yield* readTaskIndex(view)
  if (name !== 'goroutines') return
  yield* view.readGoroutines()
  yield* readMarks(view)
  if (filter.trim() === '') yield* totalsOfAll(traceTable(view, name), quantitiesOf(TRACE_FIELDS[name]))
}

/** Ids of goroutines and tasks are texts, as they may have more digits than a number holds; 9 comes before 10 all the same. */
const isId = (column: string): boolean => column === 'id' || column.endsWith('Id')
const inNumbers =
  (read: (row: number) => CellValue) =>
  (row: number): number | null => {
    const id = read(row)
    return id === '' || id == null ? null : Number(id)
  }

export const tracePage = <Row>(
  source: TableSource<Row>,
  listing: ListedRows<TraceColumn>,
  page: TablePage,
): TableAnswer<Row, TraceColumn> => ({
  ...pageOf(listing, page, (row) => source.row(row)),
  ...(source.leftOut && { leftOut: source.leftOut }),
})

export const listTable = (
  view: TraceView,
  name: TraceTableName,
  listing: TableListing<TraceColumn>,
): ListedRows<TraceColumn> => traceListing(traceTable(view, name), TRACE_FIELDS[name], listing)

/** Traces of the case by their figures; those without any (imported before these were kept) are left out. */
export function traceRanking(caseFile: CaseFile): TableSource<TraceRankingRow> {
  const summaries = new Map(caseFile.traces.list().map((summary) => [summary.sourceId, summary]))
  return tableOf(
    caseFile.traces.figures().flatMap(({ sourceId, figures }): TraceRankingRow[] => {
      const summary = summaries.get(sourceId)
      const source = caseFile.sources.get(sourceId)
      if (!summary || !source) return []
      const { name, path } = source
      const { header, events, failure } = summary
      return [{ ...figures, sourceId, name, path, header, events, isCut: failure !== null }]
    }),
  )
}

export const listRanking = (
  source: TableSource<TraceRankingRow>,
  listing: TableListing<TraceColumn>,
): ListedRows<TraceColumn> => traceListing(source, TRACE_RANKING_FIELDS, listing)
