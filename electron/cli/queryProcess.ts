// The process in which a statement runs: one that takes too long is ended with it, as SQLite can not be interrupted from its own thread.
import { CodedError, toCallError } from '../../shared/lib/result.ts'
import type { CallError } from '../../shared/lib/result.ts'
import { CaseFile } from '../engine/casefile/CaseFile.ts'
import type { QueryAnswer, QueryOptions } from '../engine/casefile/queryCase.ts'
import { profileSqlTables } from '../engine/jobs/profileSqlTables.ts'
import { traceSqlTables } from '../engine/jobs/trace/sqlTables.ts'

export interface QueryRequest extends Omit<QueryOptions, 'tables'> {
  path: string
  sql: string
}
export type QueryReply = { answer: QueryAnswer } | { error: CallError; isCoded: boolean }

process.once('message', ({ path, sql, ...options }: QueryRequest) => {
  const reply = answer(path, sql, options)
  process.send?.(reply, () => process.disconnect())
})

function answer(path: string, sql: string, options: QueryOptions): QueryReply {
  try {
    const caseFile = CaseFile.open(path, { mode: 'readOnly' })
    // A connection that runs a statement answers no other: rows that are made meanwhile are read by one of their own.
    let beside: CaseFile | null = null
    try {
      beside = CaseFile.open(path, { mode: 'readOnly' })
      return {
        answer: caseFile.query(sql, { ...options, tables: [...traceSqlTables(beside), ...profileSqlTables(beside)] }),
      }
    } finally {
      beside?.close()
      caseFile.close()
    }
  } catch (thrown) {
    return { error: toCallError(thrown), isCoded: thrown instanceof CodedError }
  }
}
