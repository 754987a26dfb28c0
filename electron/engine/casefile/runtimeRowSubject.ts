import type Database from 'better-sqlite3'
import { appendRuntimeRows, emptyRuntimeRows } from '../../../shared/records/index.ts'
import type { RuntimeRows, RuntimeTable, SourceId } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import { STORED_TABLES } from './runtimeRowTables.ts'
import type { ImportWriter } from './types.ts'

/** Rows per statement: binding many at once is what makes inserting fast. */
const ROWS_PER_INSERT = 16
/** Of a row in the file, per column, about. */
const COLUMN_BYTES = 6

type Inserter = (sourceId: SourceId, lifeOrdinal: number, rows: RuntimeRows, firstOrdinal: number) => void

/** What the runtime printed beside its GC cycles, by table and life. Statements of a table are prepared when it first has rows. */
export function runtimeRowSubject({
  db,
}: Context): (onGrown: () => void) => SubjectWriter & Pick<ImportWriter, 'addRuntimeRows'> {
  const inserters = new Map<RuntimeTable, Inserter>()
  const inserterOf = (table: RuntimeTable): Inserter => {
    const inserter = inserters.get(table) ?? rowInserter(db, table)
    inserters.set(table, inserter)
    return inserter
  }

  return (onGrown) => {
    const held = new Map<string, { lifeOrdinal: number; pending: RuntimeRows; written: number }>()
    let pending = 0

    return {
      addRuntimeRows(lifeOrdinal, batch) {
        const key = `${batch.table} ${lifeOrdinal}`
        const rows = held.get(key) ?? { lifeOrdinal, pending: emptyRuntimeRows(batch.table, 64), written: 0 }
        held.set(key, rows)
        rows.pending = appendRuntimeRows(rows.pending, batch)
        pending += batch.length * (batch.numbers.length + batch.texts.length) * COLUMN_BYTES
        onGrown()
      },
      pendingBytes: () => pending,
      writePending(sourceId) {
        for (const rows of held.values()) {
          inserterOf(rows.pending.table)(sourceId, rows.lifeOrdinal, rows.pending, rows.written)
          rows.written += rows.pending.length
          rows.pending.length = 0
        }
        pending = 0
      },
      finish(_sourceId, summary) {
        const known = new Set(summary.lives.map(({ ordinal }) => ordinal))
        for (const { lifeOrdinal, pending: rows } of held.values())
          if (!known.has(lifeOrdinal))
            throw new TypeError(`${rows.table} of life ${lifeOrdinal} were added, the summary does not know it`)
      },
    }
  }
}

/** Inserts the used rows of one table; `firstOrdinal` counts those of the life inserted before. */
function rowInserter(db: Database.Database, table: RuntimeTable): Inserter {
  const { name, numbers, texts } = STORED_TABLES[table]
  const columns = ['source_id', 'life_ordinal', 'ordinal', ...numbers, ...texts]
  const width = columns.length
  const prepare = (rows: number): Database.Statement<unknown[]> =>
    db.prepare(`INSERT INTO ${name} (${columns.join(', ')})
      VALUES ${Array<string>(rows)
        .fill(`(${Array<string>(width).fill('?').join(', ')})`)
        .join(', ')}`)
  const one = prepare(1)
  const many = prepare(ROWS_PER_INSERT)

  return (sourceId, lifeOrdinal, rows, firstOrdinal) => {
    const fill = (values: unknown[], at: number, row: number): void => {
      values[at++] = sourceId
      values[at++] = lifeOrdinal
      values[at++] = firstOrdinal + row
      for (const column of rows.numbers) values[at++] = numberOrNull(column[row])
      for (const column of rows.texts) values[at++] = column[row] ?? null
    }
    const values = new Array<unknown>(width * ROWS_PER_INSERT).fill(null)
    let row = 0
    for (; row + ROWS_PER_INSERT <= rows.length; row += ROWS_PER_INSERT) {
      for (let index = 0; index < ROWS_PER_INSERT; index++) fill(values, index * width, row + index)
      many.run(values)
    }
    for (; row < rows.length; row++) {
      const single: unknown[] = []
      fill(single, 0, row)
      one.run(single)
    }
  }
}

/** What is not printed is NULL; a whole figure that no process can reach (above 2^53) is kept at the largest exact number. */
function numberOrNull(value: number | undefined): number | null {
  if (value === undefined || !Number.isFinite(value)) return null
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? Math.sign(value) * Number.MAX_SAFE_INTEGER : value
}
