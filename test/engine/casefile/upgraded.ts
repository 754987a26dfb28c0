import { MIGRATIONS } from '../../../electron/engine/casefile/migrations/index.ts'
import type { Migration } from '../../../electron/engine/casefile/migrations/index.ts'

/** Two more steps of the schema, as later releases will have them: one adds a table, one a column. */
export const UPGRADED: readonly Migration[] = [
  ...MIGRATIONS,
  { to: MIGRATIONS.length + 1, name: 'second', sql: 'CREATE TABLE second (id INTEGER PRIMARY KEY) STRICT;' },
  { to: MIGRATIONS.length + 2, name: 'third', sql: 'ALTER TABLE second ADD COLUMN value TEXT;' },
]
