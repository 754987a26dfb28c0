// Reads of people who know SQL: one SELECT over the documented tables and views, on a connection that can not write.
import type { Connection } from './connection.ts'
import { CaseFileError } from './errors.ts'

export type QueryValue = string | number | null
export interface QueryAnswer {
  columns: string[]
  rows: QueryValue[][]
  /** There are more rows than were asked for. */
  isCut: boolean
  /** Tables the statement names that do not hold all there is. */
  partial: PartialTable[]
}
export interface PartialTable {
  table: string
  /** Path of the execution trace. */
  source: string
  rows: number
  all: number
}
/** A table whose rows are made when they are asked for. */
export interface SqlTable {
  name: string
  columns: readonly string[]
  /** A hidden column that narrows the rows: `= value`, or the argument of the table. */
  parameter: string
  /**
   * `parameter`: null, not narrowed. What stands in columns that the statement does not look at is all the same; a row may be the one before,
   * filled anew.
   */
  rows: (parameter: SqlValue, isRead: (column: number) => boolean) => Generator<SqlValue[]>
}
export type SqlValue = string | number | null

export interface QueryOptions {
  /** Rows at most. */
  limit: number
  /** By name without the sign: `:name`, `@name`, `$name`. */
  parameters?: Readonly<Record<string, string | number | null>>
  /** Tables beside those of the case file. */
  tables?: readonly SqlTable[]
}

const READS = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:select|with|values|explain)\b/i
const MAX_SQL = 100_000
/** Of a trace these hold the first rows; blocks, which other questions read, hold all. */
const FIRST_ROWS = [
  { names: ['trace_tasks', 'trace_task_list'], table: 'trace_tasks', figure: 'tasks' },
  { names: ['trace_logs'], table: 'trace_logs', figure: 'logs' },
] as const

/** Cells of made rows that one statement may hold. */
const HELD_CELLS = 4_000_000

/**
 * Rows of a made table that are read more than once by a statement, as the inner table of a join is for each row of the outer one, are made
 * twice at most and held from then on; SQLite asks for them anew each time. Too many to be held, they are made each time.
 */
function heldRows({ columns, rows }: SqlTable, isRead: (column: number) => boolean): SqlTable['rows'] {
  const seen = new Map<SqlValue, { rows: SqlValue[][] | null; isHoldable: boolean }>()
  let room = HELD_CELLS
  return function* (parameter) {
    const known = seen.get(parameter)
    if (known?.rows) {
      yield* known.rows
      return
    }
    if (!known) seen.set(parameter, { rows: null, isHoldable: true })
    // What is read once, as most is, costs no memory.
    if (!known?.isHoldable) {
      yield* rows(parameter, isRead)
      return
    }
    const held: SqlValue[][] = []
    for (const row of rows(parameter, isRead)) {
      if (known.isHoldable && (held.length + 1) * columns.length > room) {
        known.isHoldable = false
        held.length = 0
      }
      if (known.isHoldable) held.push([...row])
      yield row
    }
    if (!known.isHoldable) return
    room -= held.length * columns.length
    known.rows = held
  }
}

/** Throws `casefile/query` with SQLite's own words where the statement is wrong, or does anything but read. */
export function queryCase(
  { db, path }: Connection,
  sql: string,
  { limit, parameters = {}, tables = [] }: QueryOptions,
): QueryAnswer {
  const refuse = (message: string): CaseFileError => new CaseFileError('casefile/query', message, { path })
  if (sql.length > MAX_SQL) throw refuse(`The statement is longer than ${MAX_SQL} characters.`)
  if (!READS.test(sql)) throw refuse('Only SELECT, WITH, VALUES and EXPLAIN are answered.')
  let read: ReadonlySet<number> | null = null
  const isRead = (column: number): boolean => read?.has(column) ?? true
  for (const table of tables) {
    const { name, columns, parameter } = table
    const rows = heldRows(table, isRead)
    db.table(name, {
      columns: [...columns],
      parameters: [parameter],
      *rows(value: unknown) {
        yield* rows(
          typeof value === 'bigint'
            ? Number(value)
            : typeof value === 'string' || typeof value === 'number'
              ? value
              : null,
          isRead,
        )
      },
    })
  }
  try {
    if (tables.length > 0) read = columnsRead({ db }, sql, parameters)
    const statement = db.prepare<[Record<string, unknown>], unknown[]>(sql)
    if (!statement.readonly || !statement.reader) throw refuse('The statement would write; only reads are answered.')
    const columns = statement.columns().map(({ name }) => name)
    const rows: QueryValue[][] = []
    const partial = partialTables({ db }, sql)
    for (const row of statement.raw().safeIntegers().iterate(parameters)) {
      if (rows.length === limit) return { columns, rows, isCut: true, partial }
      rows.push(row.map(shown))
    }
    return { columns, rows, isCut: false, partial }
  } catch (thrown) {
    if (thrown instanceof CaseFileError) throw thrown
    throw refuse(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

/**
 * Columns of made tables that a statement looks at, those of all of them together; null: that cannot be told. SQLite names them in the program
 * it runs, and a table of millions of rows has fifty columns.
 */
function columnsRead(
  { db }: Pick<Connection, 'db'>,
  sql: string,
  parameters: Record<string, unknown>,
): ReadonlySet<number> | null {
  if (/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*explain\b/i.test(sql)) return null
  const program = db.prepare<[Record<string, unknown>], { opcode: string; p2: number }>(`EXPLAIN ${sql}`)
  // The first column is the hidden one that narrows the rows.
  return new Set(program.all(parameters).flatMap(({ opcode, p2 }) => (opcode === 'VColumn' ? [p2 - 1] : [])))
}

function partialTables({ db }: Pick<Connection, 'db'>, sql: string): PartialTable[] {
  return FIRST_ROWS.filter(({ names }) => names.some((name) => new RegExp(`\\b${name}\\b`, 'i').test(sql))).flatMap(
    ({ table, figure }) =>
      db
        .prepare<[], Omit<PartialTable, 'table'>>(
          `SELECT sources.path AS source, count(kept.ordinal) AS rows, trace_figures.${figure} AS "all"
          FROM trace_figures JOIN sources ON sources.id = trace_figures.source_id
          LEFT JOIN ${table} AS kept ON kept.source_id = trace_figures.source_id
          GROUP BY trace_figures.source_id HAVING rows < "all"`,
        )
        .all()
        .map((row) => ({ table, ...row })),
  )
}

/** Whole numbers beyond 2^53 as their digits, binary content as its length. */
function shown(value: unknown): QueryValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Uint8Array) return `<${value.length} bytes>`
  return typeof value === 'string' || typeof value === 'number' ? value : null
}
