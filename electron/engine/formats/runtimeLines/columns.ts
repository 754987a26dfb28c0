import { RUNTIME_TABLES } from '../../../../shared/records/index.ts'
import type { RuntimeNumber, RuntimeTable } from '../../../../shared/records/index.ts'

/** Place of each column of a table in a row. */
export function placesOf<Table extends RuntimeTable>(table: Table): Record<RuntimeNumber<Table>, number> {
  const names: readonly string[] = RUNTIME_TABLES[table].numbers
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<RuntimeNumber<Table>, number>
}

/** A row of which nothing is known yet. */
export const emptyRow = (table: RuntimeTable): Float64Array =>
  new Float64Array(RUNTIME_TABLES[table].numbers.length).fill(Number.NaN)
