import { RUNTIME_TABLES, RUNTIME_TABLE_NAMES } from '../../../shared/records/index.ts'
import type { RuntimeTable } from '../../../shared/records/index.ts'

/** Where the rows of one runtime table are kept. */
export interface StoredTable {
  /** Name of the SQL table. */
  name: string
  /** SQL columns, numbers first, in the order of the declaration. */
  numbers: readonly string[]
  texts: readonly string[]
}

/** `pacerCycles` → `pacer_cycles`. */
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Tables and columns are named in SQL as in the records; a test holds the schema against this. */
export const STORED_TABLES = Object.fromEntries(
  RUNTIME_TABLE_NAMES.map((table): [RuntimeTable, StoredTable] => {
    const { numbers, texts } = RUNTIME_TABLES[table]
    return [table, { name: snakeCase(table), numbers: numbers.map(snakeCase), texts: texts.map(snakeCase) }]
  }),
) as Record<RuntimeTable, StoredTable>
