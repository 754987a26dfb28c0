// Characters to tokens. Names of Go functions are typed as they are (`session.(*Store).Put`), so a parenthesis groups only where a
// term could begin, and inside a word parentheses belong to the word as long as they balance.

export type CompareOperator = ':' | '=' | '!=' | '>' | '>=' | '<' | '<='

interface Place {
  /** Offsets in the text, the end exclusive. */
  from: number
  to: number
}
export type Token = Place &
  (
    | { kind: '(' | ')' | 'or' | 'and' | 'not' }
    | { kind: 'word'; text: string; isQuoted: boolean; isOpen: boolean }
    | {
        kind: 'compare'
        field: string
        fieldTo: number
        operator: CompareOperator
        values: ValuePart[]
      }
  )

/** One value of a list behind an operator. */
export interface ValuePart extends Place {
  text: string
  isQuoted: boolean
  /** The closing quote is missing. */
  isOpen: boolean
}

const OPERATORS: readonly [string, CompareOperator][] = [
  ['!=', '!='],
  ['≠', '!='],
  ['>=', '>='],
  ['≥', '>='],
  ['<=', '<='],
  ['≤', '<='],
  [':', ':'],
  ['=', '='],
  ['>', '>'],
  ['<', '<'],
]
const FIELD = /^[a-z][a-z0-9_]*/i
const SPACE = /[\s\u00a0\u3000]/
const KEYWORDS: Record<string, 'or' | 'and' | 'not'> = { OR: 'or', AND: 'and', NOT: 'not' }

/** Full-width forms and curly quotes, as an input method leaves them, become the ASCII characters they stand for; lengths are kept. */
export const plainForms = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (form) => String.fromCharCode(form.charCodeAt(0) - 0xfee0))
    .replace(/[\u201c\u201d]/g, '"')

/** Tokens of a filter. Never throws: what is unfinished is a token that says so. */
export function tokensOf(typed: string): Token[] {
  const text = plainForms(typed)
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at] as string
    if (SPACE.test(character)) at++
    else if (character === ')') tokens.push({ kind: ')', from: at, to: ++at })
    // `(*Store).Put` is a name.
    else if (character === '(' && text[at + 1] !== '*') tokens.push({ kind: '(', from: at, to: ++at })
    else if (character === '-' && at + 1 < text.length && !SPACE.test(text[at + 1] as string))
      tokens.push({ kind: 'not', from: at, to: ++at })
    else if (character === '|' || text.startsWith('&&', at)) {
      const length = text.startsWith('||', at) || character === '&' ? 2 : 1
      tokens.push({ kind: character === '|' ? 'or' : 'and', from: at, to: (at += length) })
    } else {
      const token = readTerm(text, at)
      tokens.push(token)
      at = token.to
    }
  }
  return tokens
}

function readTerm(text: string, from: number): Token {
  const field = FIELD.exec(text.slice(from, from + 64))?.[0]
  if (field !== undefined) {
    const fieldTo = from + field.length
    const found = OPERATORS.find(([form]) => text.startsWith(form, fieldTo))
    // `http://…` and `std::string` are words.
    const isName = found?.[1] === ':' && /^[:/]/.test(text.slice(fieldTo + 1))
    if (found && !isName) {
      const values = readValues(text, fieldTo + found[0].length)
      const to = values.at(-1)?.to ?? fieldTo + found[0].length
      return { kind: 'compare', field, fieldTo, operator: found[1], values, from, to }
    }
  }
  const part = readPart(text, from, false)
  const keyword = part.isQuoted ? undefined : KEYWORDS[part.text]
  if (keyword) return { kind: keyword, from, to: part.to }
  return { kind: 'word', ...part }
}

/** `a,b,"c d"`: at least one part, which may be empty. A comma between digits groups thousands. */
function readValues(text: string, from: number): ValuePart[] {
  const parts: ValuePart[] = []
  let at = from
  for (;;) {
    const part = readPart(text, at, true)
    parts.push(part)
    if (text[part.to] !== ',') return parts
    at = part.to + 1
  }
}

function readPart(text: string, from: number, isInList: boolean): ValuePart {
  if (text[from] === '"') {
    const end = text.indexOf('"', from + 1)
    const isOpen = end < 0
    const to = isOpen ? text.length : end + 1
    return { text: text.slice(from + 1, isOpen ? to : end), isQuoted: true, isOpen, from, to }
  }
  let depth = 0
  let to = from
  for (; to < text.length; to++) {
    const character = text[to] as string
    if (SPACE.test(character) || character === '"') break
    if (isInList && character === ',' && !isThousands(text, from, to)) break
    if (character === '(') depth++
    else if (character === ')' && depth-- === 0) break
  }
  return { text: text.slice(from, to), isQuoted: false, isOpen: false, from, to }
}

const isThousands = (text: string, from: number, comma: number): boolean =>
  /^[+-]?\d{1,3}(,\d{3})*$/.test(text.slice(from, comma)) && /^\d{3}(?!\d)/.test(text.slice(comma + 1, comma + 5))
