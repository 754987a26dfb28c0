// Filters written by the window: from a menu, a cell, a column's own filter.
import type { CompareOperator } from './tokens.ts'

/** A value as it must be typed: quoted where it would read as something else. Quotes cannot be escaped; inside they become blanks. */
export function filterValue(text: string): string {
  const isPlain = text !== '' && !/[\s\u00a0\u3000",|&()]|^-|^(OR|AND|NOT)$/.test(text)
  return isPlain ? text : `"${text.replaceAll('"', ' ')}"`
}

/** `name:store`, `kind=heap,cpu`. */
export const filterTerm = (field: string, operator: CompareOperator, values: readonly string[]): string =>
  `${field}${operator}${values.map(filterValue).join(',')}`

/** All of these filters must hold. */
export function allOf(filters: readonly string[]): string {
  const parts = filters.map((filter) => filter.trim()).filter((filter) => filter !== '')
  // Where there is only one, or nothing weaker than AND in it, it stands as it is.
  return parts.length <= 1
    ? (parts[0] ?? '')
    : parts.map((part) => (/\bOR\b|\|/.test(part) ? `(${part})` : part)).join(' ')
}
