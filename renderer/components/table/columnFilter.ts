// A filter of one column, edited in its head's menu and written into the table's one filter text.
import type { FilterField } from '../../../shared/filter/filterField.ts'
import type { Filter } from '../../../shared/filter/parseFilter.ts'
import { allOf, filterTerm } from '../../../shared/filter/writeFilter.ts'

export type ColumnFilter =
  | { kind: 'text'; text: string }
  | { kind: 'choice'; choices: string[] }
  /** As typed, with their units. */
  | { kind: 'quantity'; low: string; high: string }

export const emptyFilter = (field: FilterField): ColumnFilter =>
  field.kind === 'text'
    ? { kind: 'text', text: '' }
    : field.kind === 'choice'
      ? { kind: 'choice', choices: [] }
      : { kind: 'quantity', low: '', high: '' }

/** The term that says it; empty where it lets everything pass. */
export function termOf(field: FilterField, filter: ColumnFilter): string {
  if (filter.kind === 'text') return filter.text.trim() === '' ? '' : filterTerm(field.name, ':', [filter.text.trim()])
  if (filter.kind === 'choice') {
    const isAll = filter.choices.length === 0 || filter.choices.length === field.choices?.length
    return isAll ? '' : filterTerm(field.name, '=', filter.choices)
  }
  const [low, high] = [filter.low, filter.high].map((text) => text.replace(/\s/g, ''))
  if (low && high) return `${field.name}:${low}..${high}`
  if (low) return `${field.name}>=${low}`
  return high ? `${field.name}<=${high}` : ''
}

/** The table's filter with one term in the place of another, or added. */
export function withTerm(text: string, before: string, after: string): string {
  const at = before === '' ? -1 : text.indexOf(before)
  if (at < 0) return after === '' ? text : allOf([text, after])
  return `${text.slice(0, at)}${after}${text.slice(at + before.length)}`.replace(/\s+/g, ' ').trim()
}

/** Fields a filter asks about. */
export function fieldsIn(filter: Filter): Set<string> {
  switch (filter.kind) {
    case 'all':
    case 'words':
      return new Set()
    case 'not':
      return fieldsIn(filter.part)
    case 'and':
    case 'or':
      return new Set(filter.parts.flatMap((part) => [...fieldsIn(part)]))
    default:
      return new Set([filter.field])
  }
}
