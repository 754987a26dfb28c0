// Tokens to a filter. Terms beside each other must all hold, OR binds weaker, `-` and NOT stronger than both.
import { parseQuantity, TYPED_UNITS } from '../units/parse.ts'
import { unitFactor } from '../units/unitScale.ts'
import { familyOf, fieldNamed, type FilterField } from './filterField.ts'
import { plainForms, tokensOf, type Token, type ValuePart } from './tokens.ts'

export type Filter =
  | { kind: 'all' }
  | { kind: 'and' | 'or'; parts: Filter[] }
  | { kind: 'not'; part: Filter }
  /** In any of the searched fields. */
  | { kind: 'words'; text: string }
  /** Any of the texts lies in the field; `*` stands for anything between. */
  | { kind: 'contains'; field: string; texts: string[] }
  /** The field is any of the texts, whatever their case. */
  | { kind: 'equals'; field: string; texts: string[] }
  /** In the unit of the field; null is no bound. Bounds belong to the range unless `isOpen…`. */
  | {
      kind: 'range'
      field: string
      low: number | null
      high: number | null
      isLowOpen: boolean
      isHighOpen: boolean
    }

export type FilterErrorCode =
  | 'unknownField'
  | 'unknownChoice'
  | 'valueMissing'
  | 'notAQuantity'
  | 'unitMissing'
  | 'unknownUnit'
  | 'emptyRange'
  | 'notComparable'
  | 'quoteOpen'
  | 'parenthesisOpen'
  | 'parenthesisStray'
  | 'operandMissing'
  | 'tooLong'
  | 'tooDeep'

/** What is wrong and where: offsets in the text as typed, the end exclusive. */
export interface FilterError {
  code: FilterErrorCode
  from: number
  to: number
  /** The word it is about: a field, a value. */
  subject: string
  /** What would be right: names, choices, units. */
  expected: readonly string[]
}

export type ParsedFilter = { ok: true; filter: Filter } | { ok: false; errors: FilterError[] }

const MAX_LENGTH = 2000
const MAX_DEPTH = 32

/** Reads a filter over these fields. The empty text lets everything pass. */
export function parseFilter(text: string, fields: readonly FilterField[]): ParsedFilter {
  if (text.length > MAX_LENGTH)
    return { ok: false, errors: [{ code: 'tooLong', from: MAX_LENGTH, to: text.length, subject: '', expected: [] }] }
  const parser = new Parser(plainForms(text), fields)
  const filter = parser.parse()
  return parser.errors.length === 0 ? { ok: true, filter } : { ok: false, errors: parser.errors }
}

/** Recursive descent over the tokens; goes on after an error, so that all are shown at once. */
class Parser {
  readonly errors: FilterError[] = []
  private readonly tokens: Token[]
  private at = 0
  private depth = 0
  private readonly text: string
  private readonly fields: readonly FilterField[]

  constructor(text: string, fields: readonly FilterField[]) {
    this.text = text
    this.fields = fields
    this.tokens = tokensOf(text)
  }

  parse(): Filter {
    const filter = this.alternatives()
    for (let stray = this.next; stray !== undefined; stray = this.next) {
      this.fail('parenthesisStray', stray)
      this.at++
      // What follows is read for its own errors.
      this.alternatives()
    }
    return filter
  }

  private get next(): Token | undefined {
    return this.tokens[this.at]
  }

  private fail(
    code: FilterErrorCode,
    { from, to }: { from: number; to: number },
    subject = '',
    expected: readonly string[] = [],
  ): Filter {
    this.errors.push({ code, from, to, subject, expected })
    return { kind: 'all' }
  }

  private alternatives(): Filter {
    const parts = [this.conjunction()]
    while (this.next?.kind === 'or') {
      const operator = this.next
      this.at++
      if (parts.length === 1 && isAll(parts[0])) this.fail('operandMissing', operator)
      const part = this.conjunction()
      if (isAll(part) && this.errors.at(-1)?.from !== operator.from) this.fail('operandMissing', operator)
      parts.push(part)
    }
    return parts.length === 1 ? (parts[0] as Filter) : { kind: 'or', parts }
  }

  private conjunction(): Filter {
    const parts: Filter[] = []
    for (let token = this.next; token && token.kind !== ')' && token.kind !== 'or'; token = this.next) {
      if (token.kind === 'and') {
        this.at++
        const isBetween = parts.length > 0 && this.next && this.next.kind !== ')' && this.next.kind !== 'or'
        if (!isBetween) this.fail('operandMissing', token)
      } else parts.push(this.operand())
    }
    const meant = parts.filter((part) => !isAll(part))
    if (meant.length === 0) return { kind: 'all' }
    return meant.length === 1 ? (meant[0] as Filter) : { kind: 'and', parts: meant }
  }

  private operand(): Filter {
    const token = this.next as Token
    this.at++
    switch (token.kind) {
      case 'not': {
        const follows = this.next && this.next.kind !== ')' && this.next.kind !== 'or' && this.next.kind !== 'and'
        if (!follows) return this.fail('operandMissing', token)
        const part = this.deeper(token, () => this.operand())
        return isAll(part) ? part : { kind: 'not', part }
      }
      case '(': {
        const inner = this.deeper(token, () => this.alternatives())
        if (this.next?.kind === ')') this.at++
        else if (this.depth < MAX_DEPTH) this.fail('parenthesisOpen', token)
        return inner
      }
      case 'compare':
        return this.comparison(token)
      case 'word':
        if (token.isOpen) return this.fail('quoteOpen', { from: token.from, to: token.from + 1 })
        return token.text === '' ? { kind: 'all' } : { kind: 'words', text: token.text }
      default:
        return { kind: 'all' }
    }
  }

  private deeper(token: Token, read: () => Filter): Filter {
    if (++this.depth >= MAX_DEPTH) {
      this.at = this.tokens.length
      return this.fail('tooDeep', token)
    }
    const filter = read()
    if (this.depth < MAX_DEPTH) this.depth--
    return filter
  }

  private comparison(token: Token & { kind: 'compare' }): Filter {
    const { operator, values } = token
    const field = fieldNamed(this.fields, token.field)
    if (!field) {
      const names = this.fields.map(({ name }) => name)
      return this.fail('unknownField', { from: token.from, to: token.fieldTo }, token.field, names)
    }
    const open = values.find(({ isOpen }) => isOpen)
    if (open) return this.fail('quoteOpen', { from: open.from, to: open.from + 1 })
    const empty = values.find(({ text, isQuoted }) => text === '' && !(isQuoted && operator !== ':'))
    if (empty) return this.fail('valueMissing', { from: token.from, to: token.to }, field.name, field.choices ?? [])
    if (field.kind === 'quantity') return this.quantity(token, field)

    const texts = values.map(({ text }) => text)
    if (operator !== ':' && operator !== '=' && operator !== '!=')
      return this.fail('notComparable', { from: token.from, to: token.to }, field.name, [':', '=', '!='])
    if (field.kind === 'choice') {
      const choices = field.choices ?? []
      const wrong = values.find(({ text }) => !choices.some((choice) => choice.toLowerCase() === text.toLowerCase()))
      if (wrong) return this.fail('unknownChoice', wrong, wrong.text, choices)
      return negated({ kind: 'equals', field: field.name, texts }, operator === '!=')
    }
    if (operator === ':') return { kind: 'contains', field: field.name, texts }
    return negated({ kind: 'equals', field: field.name, texts }, operator === '!=')
  }

  /** `field>10MiB`, `field:1ms..5ms`, `field=1,2,3`. */
  private quantity(token: Token & { kind: 'compare' }, field: FilterField): Filter {
    const { operator, values } = token
    const ranges = values.map((part, index) => this.oneQuantity(part, field, index === values.length - 1))
    if (ranges.some((range) => range === null)) return { kind: 'all' }
    const known = ranges.filter((range) => range !== null)
    if (operator === ':' || operator === '=' || operator === '!=') {
      const filters = known.map(({ low, high }): Filter => rangeOf(field, low, high))
      const any: Filter = filters.length === 1 ? (filters[0] as Filter) : { kind: 'or', parts: filters }
      return negated(any, operator === '!=')
    }
    const [only] = known
    if (known.length > 1 || !only || only.low !== only.high || only.low === null)
      return this.fail('notComparable', { from: token.from, to: token.to }, field.name, [':', '='])
    const isOpen = operator === '>' || operator === '<'
    return operator.startsWith('>') ? rangeOf(field, only.low, null, isOpen) : rangeOf(field, null, only.low, isOpen)
  }

  private oneQuantity(
    part: ValuePart,
    field: FilterField,
    isLast: boolean,
  ): { low: number | null; high: number | null } | null {
    const dots = part.text.indexOf('..')
    if (dots < 0) {
      const value = this.figure(part, part.from, part.to, field, isLast)
      return value === null ? null : { low: value, high: value }
    }
    // `1..5ms`: the unit of the end holds for both. An end left out is no bound.
    const [left, right] = [part.text.slice(0, dots), part.text.slice(dots + 2)]
    const unit = /(?<![^\d.,_+-])[^\d.,_+-]+$/.exec(right)?.[0] ?? ''
    const ownUnit = /[^\d.,_+-]$/.test(left)
    const low = left === '' ? null : this.figure(part, part.from, part.from + dots, field, false, ownUnit ? '' : unit)
    const high = right === '' ? null : this.figure(part, part.from + dots + 2, part.to, field, isLast)
    if ((left !== '' && low === null) || (right !== '' && high === null)) return null
    if (low !== null && high !== null && low > high) {
      this.fail('emptyRange', part, part.text)
      return null
    }
    return { low, high }
  }

  private figure(
    part: ValuePart,
    from: number,
    to: number,
    field: FilterField,
    isLast: boolean,
    addedUnit = '',
  ): number | null {
    const inner = part.isQuoted ? part.text : this.text.slice(from, to)
    const family = familyOf(field)
    const read = parseQuantity(inner + addedUnit, family)
    if (read.ok) return inUnitOf(field, read.value)
    const following = isLast ? this.unitBehind(inner, family) : null
    if (following !== null) return inUnitOf(field, following)
    const code = read.fault === 'notANumber' ? 'notAQuantity' : read.fault
    this.fail(code, { from, to }, inner, TYPED_UNITS[family])
    return null
  }

  /** `value>10 MiB`: a unit after a space belongs to the number before it. */
  private unitBehind(number: string, family: ReturnType<typeof familyOf>): number | null {
    const follower = this.next
    if (follower?.kind !== 'word' || follower.isQuoted || !/^[\d.,_+-]+$/.test(number)) return null
    const read = parseQuantity(`${number}${follower.text}`, family)
    if (!read.ok || /^\d/.test(follower.text)) return null
    this.at++
    return read.value
  }
}

/** Its own function, as an assertion would narrow the caller's filter. */
function isAll(filter: Filter | undefined): boolean {
  return filter?.kind === 'all'
}
/** From base units to the unit the column keeps. */
const inUnitOf = (field: FilterField, value: number): number => value / unitFactor(field.unit ?? 'count')
const negated = (filter: Filter, isNot: boolean): Filter => (isNot ? { kind: 'not', part: filter } : filter)
const rangeOf = (field: FilterField, low: number | null, high: number | null, isOpen = false): Filter => ({
  kind: 'range',
  field: field.name,
  low,
  high,
  isLowOpen: isOpen && low !== null,
  isHighOpen: isOpen && high !== null,
})
