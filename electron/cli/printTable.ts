// Tables of a trace on a terminal: columns by the names a filter knows, figures in their units, as wide as what they hold.
import type { TraceField } from '../../shared/contract/traceTables.ts'
import { formatFigure } from '../../shared/units/format.ts'
import type { CellValue } from '../engine/jobs/trace/table.ts'
import { onOneLine, type Terminal } from './terminal.ts'

const MAX_TEXT = 60

/** Long function names are told by their end. */
const shortened = (text: string): string => (text.length <= MAX_TEXT ? text : `…${text.slice(1 - MAX_TEXT)}`)

function shown(value: CellValue, { kind, unit = 'count' }: TraceField): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'string') return onOneLine(shortened(value))
  if (Number.isNaN(value)) return '–'
  return kind === 'quantity' ? formatFigure(value, unit) : String(value)
}

/** `read` gives a cell by row and column. */
export function printTable(
  terminal: Terminal,
  fields: readonly TraceField[],
  rows: number,
  read: (row: number, column: string) => CellValue,
): void {
  const cells = Array.from({ length: rows }, (_, row) => fields.map((field) => shown(read(row, field.column), field)))
  const widths = fields.map(({ name }, at) => Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)))
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, at) => {
        const isNumber = fields[at]?.kind === 'quantity'
        return isNumber ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)
      })
      .join('  ')
      .trimEnd()
  terminal.print(terminal.style(line(fields.map(({ name }) => name)), 'dim'))
  for (const row of cells) terminal.print(line(row))
}
