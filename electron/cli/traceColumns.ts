// Columns of a trace's tables as they are named on the command line.
import type { SortKey } from '../../shared/contract/tables.ts'
import type { TraceColumn, TraceField } from '../../shared/contract/traceTables.ts'
import { UsageError } from './command.ts'

export function fieldOf(fields: readonly TraceField[], name: string): TraceField {
  const field = fields.find((other) => other.name === name.toLowerCase() || other.column === name)
  if (field) return field
  throw new UsageError(`there is no column "${name}"; there are ${fields.map((other) => other.name).join(', ')}`)
}

/** `total,+max`: the highest first, unless a name has a plus before it. */
export const sortKeys = (text: string | null, fields: readonly TraceField[]): SortKey<TraceColumn>[] =>
  (text ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map((name) => ({
      column: fieldOf(fields, name.replace(/^[+-]/, '')).column,
      descending: !name.startsWith('+'),
    }))
