// What fits at the caret of a search field: names of fields, values of a field, units behind a number.
import { parseQuantity, TYPED_UNITS } from '../units/parse.ts'
import { familyOf, fieldNamed, type FilterField } from './filterField.ts'
import { tokensOf, type Token } from './tokens.ts'
import { filterValue } from './writeFilter.ts'

export interface Completion {
  kind: 'field' | 'value' | 'unit'
  /** What takes the place of `from … to`. */
  insert: string
  /** What the list shows. */
  label: string
  /** The field it names or belongs to. */
  field: FilterField
}

export interface Completions {
  from: number
  to: number
  items: Completion[]
}

const NONE = (caret: number): Completions => ({ from: caret, to: caret, items: [] })
const MOST = 12

/** `valuesOf` gives known values of a text field, such as file names; choices need none. */
export function completeFilter(
  text: string,
  caret: number,
  fields: readonly FilterField[],
  valuesOf: (field: FilterField) => readonly string[] = () => [],
): Completions {
  // What lies behind the caret does not count: completion replaces up to the end of the word the caret is in.
  const token = tokensOf(text).find(({ from, to }) => from < caret && caret <= to)
  if (!token) return fieldsFor('', caret, caret, fields)
  if (token.kind === 'compare') return inComparison(token, caret, fields, valuesOf)
  if (token.kind !== 'word' || token.isQuoted)
    return token.kind === 'word' ? NONE(caret) : fieldsFor('', caret, caret, fields)
  return fieldsFor(token.text.slice(0, caret - token.from), token.from, token.to, fields)
}

function fieldsFor(typed: string, from: number, to: number, fields: readonly FilterField[]): Completions {
  const wanted = typed.toLowerCase()
  const starting = fields.filter(({ name }) => name.toLowerCase().startsWith(wanted))
  const holding = fields.filter((field) => !starting.includes(field) && field.name.toLowerCase().includes(wanted))
  return {
    from,
    to,
    items: [...starting, ...(wanted === '' ? [] : holding)].slice(0, MOST).map((field) => ({
      kind: 'field',
      insert: `${field.name}${field.kind === 'quantity' ? '>' : field.kind === 'choice' ? '=' : ':'}`,
      label: field.name,
      field,
    })),
  }
}

function inComparison(
  token: Token & { kind: 'compare' },
  caret: number,
  fields: readonly FilterField[],
  valuesOf: (field: FilterField) => readonly string[],
): Completions {
  if (caret <= token.fieldTo) return fieldsFor('', token.from, token.fieldTo, fields)
  const field = fieldNamed(fields, token.field)
  const part = token.values.find(({ from, to }) => from <= caret && caret <= to)
  if (!field || !part) return NONE(caret)
  const typed = part.text.slice(0, Math.max(0, caret - part.from - (part.isQuoted ? 1 : 0)))
  const range = { from: part.from, to: part.to }
  if (field.kind === 'quantity') {
    const number = /(?:^|\.\.)([+-]?(?:[\d,_]*\.)?[\d,_]*\d)$/.exec(typed)?.[1]
    if (number === undefined || !parseQuantity(number, 'count').ok) return NONE(caret)
    return {
      ...range,
      items: TYPED_UNITS[familyOf(field)].map((unit) => ({
        kind: 'unit',
        insert: `${typed}${unit}`,
        label: `${number}\u00a0${unit}`,
        field,
      })),
    }
  }
  const wanted = typed.toLowerCase()
  const known = field.kind === 'choice' ? (field.choices ?? []) : valuesOf(field)
  const matching = known.filter((value) => value.toLowerCase().includes(wanted) && value.toLowerCase() !== wanted)
  return {
    ...range,
    items: matching.slice(0, MOST).map((value) => ({ kind: 'value', insert: filterValue(value), label: value, field })),
  }
}
