// A filter as a function over rows. A row may be anything, also an index into columns: what a field is, `read` says.
import type { Filter } from './parseFilter.ts'

export type FieldValue = string | number | null | undefined

/** Gives the reader of one field. It is asked once per field when the filter is compiled, not once per row. */
export type FieldReader<Row> = (field: string) => (row: Row) => FieldValue

/**
 * Compiles a filter. `searched` are the fields words without a field are looked for in. A row without a value in a field is in no
 * range, equals nothing and contains nothing; so `-value>10` lets it pass.
 */
export function compileFilter<Row>(
  filter: Filter,
  read: FieldReader<Row>,
  searched: readonly string[],
): (row: Row) => boolean {
  switch (filter.kind) {
    case 'all':
      return () => true
    case 'and': {
      const parts = filter.parts.map((part) => compileFilter(part, read, searched))
      return (row) => parts.every((part) => part(row))
    }
    case 'or': {
      const parts = filter.parts.map((part) => compileFilter(part, read, searched))
      return (row) => parts.some((part) => part(row))
    }
    case 'not': {
      const part = compileFilter(filter.part, read, searched)
      return (row) => !part(row)
    }
    case 'words': {
      const matches = textMatcher(filter.text)
      const readers = searched.map(read)
      return (row) => readers.some((reader) => matches(textOf(reader(row))))
    }
    case 'contains': {
      const matchers = filter.texts.map(textMatcher)
      const reader = read(filter.field)
      return (row) => {
        const text = textOf(reader(row))
        return matchers.some((matches) => matches(text))
      }
    }
    case 'equals': {
      const wanted = new Set(filter.texts.map((text) => text.toLowerCase()))
      const reader = read(filter.field)
      return (row) => wanted.has(textOf(reader(row)))
    }
    case 'range': {
      const { low, high, isLowOpen, isHighOpen } = filter
      const reader = read(filter.field)
      return (row) => {
        const value = reader(row)
        if (typeof value !== 'number' || Number.isNaN(value)) return false
        if (low !== null && (isLowOpen ? value <= low : value < low)) return false
        return high === null || (isHighOpen ? value < high : value <= high)
      }
    }
  }
}

const textOf = (value: FieldValue): string => (value === null || value === undefined ? '' : String(value).toLowerCase())

/** Whether a lower-case text contains the pieces between the asterisks, in their order. */
function textMatcher(pattern: string): (text: string) => boolean {
  const pieces = pattern
    .toLowerCase()
    // `(*Store)` is written with an asterisk that means itself.
    .split(/(?<!\()\*/)
    .filter((piece) => piece !== '')
  const [first = ''] = pieces
  if (pieces.length <= 1) return (text) => text.includes(first)
  return (text) => {
    let at = 0
    for (const piece of pieces) {
      const found = text.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return true
  }
}
