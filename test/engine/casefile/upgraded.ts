import { MIGRATIONS } from '../../../electron/engine/casefile/migrations/index.ts'
import type { Migration } from '../../../electron/engine/casefile/migrations/index.ts'

/** Version of the product's own schema. */
export const PRESENT = MIGRATIONS.length

/** Two more steps of the schema, as later releases will have them: one adds a table, one a column. */
export const UPGRADED: readonly Migration[] = [
  ...MIGRATIONS,
  { to: PRESENT + 1, name: 'second', sql: 'CREATE TABLE second (id INTEGER PRIMARY KEY) STRICT;' },
  { to: PRESENT + 2, name: 'third', sql: 'ALTER TABLE second ADD COLUMN value TEXT;' },
]
