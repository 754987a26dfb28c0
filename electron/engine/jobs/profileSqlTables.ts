// Rows that are made of the case's profiles when SQL asks for them: what `go tool pprof -top`, `-lines` and `-raw` would count, of every profile
// and every sample type, under the case's own names.
import type { ProfileColumns } from '../../../shared/records/index.ts'
import { profileLines, profileTop, topStacks } from '../analysis/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import type { SqlTable, SqlValue } from '../casefile/queryCase.ts'
import { isCalled } from './sourceNames.ts'

type RowsOf = (columns: ProfileColumns, typeIndex: number) => SqlValue[][]

const TABLES: readonly { name: string; columns: readonly string[]; rowsOf: RowsOf }[] = [
  {
    name: 'profile_all_functions',
    columns: ['function', 'file', 'flat', 'cum'],
    rowsOf: (columns, typeIndex) =>
      profileTop(columns, typeIndex).rows.map(({ functionName, file, flat, cum }) => [functionName, file, flat, cum]),
  },
  {
    name: 'profile_all_lines',
    columns: ['function', 'file', 'line', 'flat', 'cum'],
    rowsOf: (columns, typeIndex) =>
      profileLines(columns, typeIndex, null).map(({ functionName, file, line, flat, cum }) => [
        functionName,
        file,
        line,
        flat,
        cum,
      ]),
  },
  {
    // Root first, as other tools fold stacks.
    name: 'profile_all_stacks',
    columns: ['stack', 'labels', 'value'],
    rowsOf: (columns, typeIndex) =>
      topStacks(columns, typeIndex, null, Number.POSITIVE_INFINITY).map(({ frames, labels, value }) => [
        frames
          .map(({ functionName }) => functionName)
          .reverse()
          .join(';'),
        labels.map(({ key, value: text }) => `${key}=${text}`).join(', '),
        value,
      ]),
  },
]

/**
 * The tables; their hidden column `profile`, or the argument in `profile_all_functions('heap.pb.gz')`, is one profile's path or number. The rows of
 * a sample type come in the order of their weight; values are in the unit beside them.
 */
export function profileSqlTables(caseFile: CaseFile): SqlTable[] {
  function* rows(rowsOf: RowsOf, profile: SqlValue): Generator<SqlValue[]> {
    for (const { sourceId } of caseFile.profiles.list()) {
      const source = caseFile.sources.get(sourceId)
      if (!source || (profile !== null && !isCalled(source, String(profile)))) continue
      const columns = caseFile.profiles.columns(sourceId)
      for (const [typeIndex, { type, unit }] of columns.sampleTypes.entries())
        for (const row of rowsOf(columns, typeIndex)) yield [source.path, type, unit, ...row]
    }
  }
  return TABLES.map(({ name, columns, rowsOf }) => ({
    name,
    columns: ['source', 'sample_type', 'unit', ...columns],
    parameter: 'profile',
    rows: (profile) => rows(rowsOf, profile),
  }))
}
