import type Database from 'better-sqlite3'
import { RUNTIME_TABLE_NAMES, emptyRuntimeRows, runtimeRowAt } from '../../../shared/records/index.ts'
import type { LifeId, RuntimeRow, RuntimeRows, RuntimeTable, SourceId } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import { CaseFileError } from './errors.ts'
import { STORED_TABLES } from './runtimeRowTables.ts'
import type { RuntimeRowPage, RuntimeRowStore } from './types.ts'

type Values = (number | string | null)[]
interface Key {
  sourceId: SourceId
  ordinal: number
}

/** What the runtime printed beside its GC cycles, by life. Rows are written once, at import, and never updated. */
export function runtimeRowRepository({ db, path }: Connection): RuntimeRowStore {
  const life = db.prepare<[LifeId], Key>(`
    SELECT source_id AS sourceId, ordinal FROM process_lives JOIN sources ON sources.id = source_id
    WHERE process_lives.id = ?`)
  const existing = (lifeId: LifeId): Key => {
    const row = life.get(lifeId)
    if (!row)
      throw new CaseFileError('casefile/no-such-life', `The case has no process life ${lifeId}.`, { path, lifeId })
    return row
  }
  const prepared = new Map<string, Database.Statement<unknown[], unknown>>()
  const statement = (sql: string): Database.Statement<unknown[], unknown> => {
    const known = prepared.get(sql) ?? db.prepare<unknown[], unknown>(sql)
    prepared.set(sql, known)
    return known
  }
  const columnsOf = (table: RuntimeTable): string => {
    const { numbers, texts } = STORED_TABLES[table]
    return [...numbers, ...texts].join(', ')
  }
  const ofLife = 'source_id = @sourceId AND life_ordinal = @ordinal'
  const countOf = (table: RuntimeTable, key: Key, condition = '', values: Record<string, unknown> = {}): number =>
    statement(`SELECT count(*) FROM ${STORED_TABLES[table].name} WHERE ${ofLife}${condition}`)
      .pluck()
      .get({ ...key, ...values }) as number

  return {
    counts: (lifeId) => {
      const key = existing(lifeId)
      const counts: Partial<Record<RuntimeTable, number>> = {}
      for (const table of RUNTIME_TABLE_NAMES) {
        const rows = countOf(table, key)
        if (rows > 0) counts[table] = rows
      }
      return counts
    },
    rows: <Table extends RuntimeTable>(lifeId: LifeId, table: Table): RuntimeRows<Table> => {
      const key = existing(lifeId)
      const rows = emptyRuntimeRows(table, countOf(table, key))
      const { name } = STORED_TABLES[table]
      const all = statement(`SELECT ${columnsOf(table)} FROM ${name} WHERE ${ofLife} ORDER BY ordinal`).raw()
      for (const values of all.iterate(key) as IterableIterator<Values>) setRow(rows, rows.length++, values)
      return rows
    },
    page: <Table extends RuntimeTable>(lifeId: LifeId, table: Table, page: RuntimeRowPage<Table>) => {
      const key = existing(lifeId)
      const { name, numbers } = STORED_TABLES[table]
      const sort = sortColumn(table, page.sort)
      // Order is not a parameter in SQL: only columns of the declaration come here.
      const order = sort === null ? 'ordinal' : `${sort} ${page.descending ? 'DESC' : 'ASC'}, ordinal`
      const isByCycle = page.cycle !== null && numbers.includes('cycle')
      // What scheddetail prints below a snapshot names its line.
      const lineColumn = numbers.includes('snapshot_line') ? 'snapshot_line' : 'line'
      const isByLine = page.line !== undefined && numbers.includes(lineColumn)
      const isByTime = page.atNs !== undefined && numbers.includes('at_ns')
      const condition = `${isByTime ? ' AND at_ns BETWEEN @fromNs AND @toNs' : ''}${isByCycle ? ' AND cycle = @cycle' : ''}${isByLine ? ` AND ${lineColumn} = @line` : ''}`
      const values = {
        ...(isByTime && { fromNs: page.atNs?.from, toNs: page.atNs?.to }),
        ...(isByCycle && { cycle: page.cycle }),
        ...(isByLine && { line: page.line }),
      }
      const read = statement(
        `SELECT ${columnsOf(table)} FROM ${name} WHERE ${ofLife}${condition} ORDER BY ${order} LIMIT @limit OFFSET @offset`,
      ).raw()
      const found = read.all({ ...key, ...values, limit: page.limit, offset: page.offset }) as Values[]
      const one = emptyRuntimeRows(table, 1)
      one.length = 1
      const rows = found.map((row): RuntimeRow<Table> => {
        setRow(one, 0, row)
        return runtimeRowAt(one, 0)
      })
      return { rows, total: countOf(table, key, condition, values) }
    },
  }
}

function sortColumn<Table extends RuntimeTable>(table: Table, sort: RuntimeRowPage<Table>['sort']): string | null {
  if (sort === null) return null
  const { numbers, texts } = STORED_TABLES[table]
  const wanted = sort.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return [...numbers, ...texts].find((column) => column === wanted) ?? null
}

function setRow(rows: RuntimeRows, index: number, values: Values): void {
  rows.numbers.forEach((column, at) => {
    const value = values[at]
    column[index] = typeof value === 'number' ? value : Number.NaN
  })
  rows.texts.forEach((column, at) => {
    const value = values[rows.numbers.length + at]
    column[index] = typeof value === 'string' ? value : null
  })
}
