// Cells that hold JSON. The case wrote them itself, but a file may have been damaged or changed by another program: what does not
// read names its table, column and row, so that the case says where it is hurt instead of a bare syntax error.
import { isObject } from '../../../shared/lib/isObject.ts'
import { CaseFileError } from './errors.ts'

/** `strings`: an array of nothing but strings. */
type CellShape = 'object' | 'array' | 'strings'

/** Which row: its key, as people would look it up in the table. */
export type CellRow = string | number

export function jsonCell<T>(text: string, shape: CellShape, table: string, column: string, row: CellRow): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw damaged('it is no JSON', table, column, row)
  }
  if (!hasShape(value, shape)) throw damaged(`it is no ${NAMES[shape]}`, table, column, row)
  return value as T
}

/** The same where NULL is a value. */
export const jsonCellOrNull = <T>(
  text: string | null,
  shape: CellShape,
  table: string,
  column: string,
  row: CellRow,
): T | null => (text === null ? null : jsonCell<T>(text, shape, table, column, row))

const NAMES: Record<CellShape, string> = { object: 'object', array: 'list', strings: 'list of texts' }

function hasShape(value: unknown, shape: CellShape): boolean {
  if (shape === 'object') return isObject(value)
  return Array.isArray(value) && (shape === 'array' || value.every((each) => typeof each === 'string'))
}

const damaged = (why: string, table: string, column: string, row: CellRow): CaseFileError =>
  new CaseFileError(
    'casefile/damaged',
    `The case file is damaged: ${column} of row ${row} in ${table} cannot be read, ${why}.`,
    {
      table,
      column,
      row,
    },
  )
