// All rows of the tables of the case's execution traces, for people who know SQL: `trace_all_goroutines` and the like, each row made when
// it is asked for, of the columns that are looked at. Tables of the case file itself hold results and, of tasks and logs, the first ones.
import { TRACE_FIELDS, TRACE_TABLE_NAMES } from '../../../../shared/contract/traceTables.ts'
import type { TraceTableName } from '../../../../shared/contract/traceTables.ts'
import type { SourceId } from '../../../../shared/records/index.ts'
import type { CaseFile } from '../../casefile/CaseFile.ts'
import type { SqlTable, SqlValue } from '../../casefile/queryCase.ts'
import { BoundedCache } from '../BoundedCache.ts'
import { isCalled } from '../sourceNames.ts'
import type { CellValue } from './table.ts'
import { traceTable } from './tables.ts'
import { TraceView } from './TraceView.ts'

const PREFIX = 'trace_all_'
/** `figures.runningNs.max` → `figures_running_ns_max`. */
const snake = (name: string): string =>
  name
    .replaceAll('.', '_')
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replace(/(?<!\d)(\d+ms)$/, '_$1')

function sqlValue(read: (row: number) => CellValue, column: string): (row: number) => SqlValue {
  if (/^is[A-Z]/.test(column)) return (row) => Number(read(row) === 'yes')
  return (row) => {
    const value = read(row)
    return value === undefined || Number.isNaN(value) ? null : value
  }
}

/** A table per table of a trace; its hidden column `trace`, or the argument in `trace_all_waits('a.trace')`, is one trace's path or number. */
export function traceSqlTables(caseFile: CaseFile): SqlTable[] {
  const views = new BoundedCache<SourceId, TraceView>(1)
  const viewOf = (id: SourceId): TraceView => views.get(id, () => new TraceView(caseFile.traces, id))
  function* rowsOf(name: TraceTableName, trace: SqlValue, isRead: (column: number) => boolean): Generator<SqlValue[]> {
    for (const { sourceId } of caseFile.traces.list()) {
      const source = caseFile.sources.get(sourceId)
      if (!source || (trace !== null && !isCalled(source, String(trace)))) continue
      const table = traceTable(viewOf(sourceId), name)
      // One row for all of them, in which columns that nobody looks at stay empty.
      const values: SqlValue[] = [source.path, ...TRACE_FIELDS[name].map(() => null)]
      const reader = table.together?.() ?? ((column: string) => table.value(column))
      const columns = TRACE_FIELDS[name].flatMap(({ column }, at) =>
        isRead(at + 1) ? [{ at: at + 1, read: sqlValue(reader(column), column) }] : [],
      )
      for (let row = 0; row < table.length; row++) {
        for (const { at, read } of columns) values[at] = read(row)
        yield values
      }
    }
  }
  return TRACE_TABLE_NAMES.map((name) => ({
    name: `${PREFIX}${snake(name)}`,
    columns: ['source', ...TRACE_FIELDS[name].map(({ column }) => snake(column))],
    parameter: 'trace',
    rows: (trace, isRead) => rowsOf(name, trace, isRead),
  }))
}
