// Reads of people who know SQL: one SELECT over the documented tables and views, on a connection that can not write.
import type { Connection } from './connection.ts'
import { CaseFileError } from './errors.ts'

export type QueryValue = string | number | null
export interface QueryAnswer {
  columns: string[]
  rows: QueryValue[][]
  /** There are more rows than were asked for. */
  isCut: boolean
}
export interface QueryOptions {
  /** Rows at most. */
  limit: number
  /** By name without the sign: `:name`, `@name`, `$name`. */
  parameters?: Readonly<Record<string, string | number | null>>
}

const READS = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:select|with|values|explain)\b/i
const MAX_SQL = 100_000

/** Throws `casefile/query` with SQLite's own words where the statement is wrong, or does anything but read. */
export function queryCase(
  { db, path }: Connection,
  sql: string,
  { limit, parameters = {} }: QueryOptions,
): QueryAnswer {
  const refuse = (message: string): CaseFileError => new CaseFileError('casefile/query', message, { path })
  if (sql.length > MAX_SQL) throw refuse(`The statement is longer than ${MAX_SQL} characters.`)
  if (!READS.test(sql)) throw refuse('Only SELECT, WITH, VALUES and EXPLAIN are answered.')
  try {
    const statement = db.prepare<[Record<string, unknown>], unknown[]>(sql)
    if (!statement.readonly || !statement.reader) throw refuse('The statement would write; only reads are answered.')
    const columns = statement.columns().map(({ name }) => name)
    const rows: QueryValue[][] = []
    for (const row of statement.raw().safeIntegers().iterate(parameters)) {
      if (rows.length === limit) return { columns, rows, isCut: true }
      rows.push(row.map(shown))
    }
    return { columns, rows, isCut: false }
  } catch (thrown) {
    if (thrown instanceof CaseFileError) throw thrown
    throw refuse(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

/** Whole numbers beyond 2^53 as their digits, binary content as its length. */
function shown(value: unknown): QueryValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Uint8Array) return `<${value.length} bytes>`
  return typeof value === 'string' || typeof value === 'number' ? value : null
}
