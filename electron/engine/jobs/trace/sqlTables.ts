// All rows of the tables of the case's execution traces, for people who know SQL: `trace_all_goroutines` and the like, each row made when
// it is asked for. Tables of the case file itself hold results and, of tasks and logs, the first ones.
import { TRACE_FIELDS, TRACE_TABLE_NAMES } from '../../../../shared/contract/traceTables.ts'
import type { TraceTableName } from '../../../../shared/contract/traceTables.ts'
import type { SourceId } from '../../../../shared/records/index.ts'
import type { CaseFile } from '../../casefile/CaseFile.ts'
import type { SqlTable, SqlValue } from '../../casefile/queryCase.ts'
import { BoundedCache } from '../BoundedCache.ts'
import { traceTable } from './tables.ts'
import { TraceView } from './TraceView.ts'

const PREFIX = 'trace_all_'
/** `figures.runningNs.max` → `figures_running_ns_max`. */
const snake = (name: string): string =>
  name
    .replaceAll('.', '_')
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replace(/(\d+ms)$/, '_$1')

/** A table per table of a trace; its hidden column `trace`, or the argument in `trace_all_waits('a.trace')`, is one trace's path or number. */
export function traceSqlTables(caseFile: CaseFile): SqlTable[] {
  const views = new BoundedCache<SourceId, TraceView>(1)
  const viewOf = (id: SourceId): TraceView => views.get(id, () => new TraceView(caseFile.traces, id))
  function* rowsOf(name: TraceTableName, trace: SqlValue): Generator<SqlValue[]> {
    for (const { sourceId } of caseFile.traces.list()) {
      const source = caseFile.sources.get(sourceId)
      if (!source || !(trace === null || [source.path, source.name, String(sourceId)].includes(String(trace)))) continue
      const table = traceTable(viewOf(sourceId), name)
      const readers = TRACE_FIELDS[name].map(({ column }) => {
        const read = table.value(column)
        const isFlag = /^is[A-Z]/.test(column)
        return (row: number): SqlValue => {
          const value = read(row)
          if (isFlag) return Number(value === 'yes')
          return value === undefined || Number.isNaN(value) ? null : value
        }
      })
      for (let row = 0; row < table.length; row++) yield [source.path, ...readers.map((read) => read(row))]
    }
  }
  return TRACE_TABLE_NAMES.map((name) => ({
    name: `${PREFIX}${snake(name)}`,
    columns: ['source', ...TRACE_FIELDS[name].map(({ column }) => snake(column))],
    parameter: 'trace',
    rows: (trace) => rowsOf(name, trace),
  }))
}
