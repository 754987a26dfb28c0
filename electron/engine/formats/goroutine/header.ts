// The line a goroutine begins with (runtime/traceback.go goroutineheader, forms of Go 1.0 to 1.27):
//   goroutine 19 gp=0xc000002380 m=0 mp=0xa55540 [chan receive (leaked), 5 minutes, locked to thread] {route: "/x", k: v}:
// `gp= m= mp=` since Go 1.22 in tracebacks of the whole system, the rest since long. Labels (GODEBUG=tracebacklabels=1, 1.26)
// stand inside the brackets as `[select labels:{"route": "/x"}]:` or in braces behind them; quoted text in them may hold any of `],}`.
import {
  COLON,
  COMMA,
  SPACE,
  literal,
  decimal,
  endsWith,
  findByte,
  indexOf,
  isDigit,
  numberEnd,
  startsWith,
} from './bytes.ts'

const GOROUTINE = literal('goroutine ')
const GP = literal('gp=')
const M = literal('m=')
const NIL = literal('nil')
const MINUTES = literal(' minutes')
const LOCKED = literal('locked to thread')
const BUBBLE = literal('synctest bubble ')
const GROUP = literal('synctest group ')
const LABELS = literal(' labels:{')
const LABELS_END = literal('}]:')
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** Mentions of goroutines in a line that are looked at for the header at its end. */
const MAX_TRIES = 8

/** What the last header said; places refer to the bytes it was read from. */
export class Header {
  id = 0
  statusFrom = 0
  statusTo = 0
  /** Braces included; equal where there are no labels. */
  labelsFrom = 0
  labelsTo = 0
  waitMinutes = 0
  isLocked = false
  bubble = 0
  /** NaN: none or not printed. */
  thread = Number.NaN
  hasPointers = false
  /** `synctest group` of Go 1.24. */
  isGroup = false

  /** True: the line is a header, and the fields are its. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    if (!startsWith(bytes, from, to, GOROUTINE) || !isDigit(bytes[from + GOROUTINE.length])) return false
    this.id = decimal(bytes, from + GOROUTINE.length, to)
    let at = numberEnd
    if (Number.isNaN(this.id) || bytes[at] !== SPACE) return false
    at++
    this.thread = Number.NaN
    this.hasPointers = startsWith(bytes, at, to, GP)
    if (this.hasPointers) at = this.readPointers(bytes, at, to)
    if (at < 0 || bytes[at] !== OPEN_BRACKET) return false
    const close = findByte(bytes, CLOSE_BRACKET, at, to)
    if (close < 0) return false
    if (this.readLabelled(bytes, at + 1, to)) return true
    this.readStatus(bytes, at + 1, close)
    return this.readEnd(bytes, close + 1, to)
  }

  /** `gp=0xc000002380 m=0 mp=0xa55540 ` or `gp=0xc000002380 m=nil `; gives the place after, −1 where it is something else. */
  private readPointers(bytes: Uint8Array, from: number, to: number): number {
    const gpEnd = findByte(bytes, SPACE, from, to)
    if (gpEnd < 0 || !startsWith(bytes, gpEnd + 1, to, M)) return -1
    const value = gpEnd + 1 + M.length
    if (!startsWith(bytes, value, to, NIL)) this.thread = decimal(bytes, value, to)
    return findByte(bytes, OPEN_BRACKET, value, to)
  }

  private readStatus(bytes: Uint8Array, from: number, to: number): void {
    this.waitMinutes = 0
    this.isLocked = false
    this.bubble = 0
    this.isGroup = false
    let comma = findByte(bytes, COMMA, from, to)
    if (comma < 0) comma = to
    this.statusFrom = from
    this.statusTo = comma
    while (comma < to) {
      const part = comma + (bytes[comma + 1] === SPACE ? 2 : 1)
      let end = findByte(bytes, COMMA, part, to)
      if (end < 0) end = to
      if (startsWith(bytes, part, end, LOCKED)) this.isLocked = true
      else if (startsWith(bytes, part, end, BUBBLE)) this.bubble = decimal(bytes, part + BUBBLE.length, end) || 0
      else if (startsWith(bytes, part, end, GROUP)) {
        this.bubble = decimal(bytes, part + GROUP.length, end) || 0
        this.isGroup = true
      } else if (endsWith(bytes, part, end, MINUTES)) this.waitMinutes = decimal(bytes, part, end) || 0
      comma = end
    }
  }

  /** `select, 5 minutes labels:{"route": "/x"}]:`, from behind the bracket. */
  private readLabelled(bytes: Uint8Array, from: number, to: number): boolean {
    let end = to
    while (end > from && bytes[end - 1] === SPACE) end--
    if (!endsWith(bytes, from, end, LABELS_END)) return false
    const labels = indexOf(bytes, from, end, LABELS)
    if (labels < 0) return false
    this.readStatus(bytes, from, labels)
    this.labelsFrom = labels + LABELS.length - 1
    this.labelsTo = end - LABELS_END.length + 1
    return true
  }

  /** `:` or ` {labels}:`, and blanks after. */
  private readEnd(bytes: Uint8Array, from: number, to: number): boolean {
    let end = to
    while (end > from && bytes[end - 1] === SPACE) end--
    this.labelsFrom = this.labelsTo = from
    if (end - from < 1 || bytes[end - 1] !== COLON) return false
    if (end - from === 1) return true
    if (bytes[from] !== SPACE || bytes[from + 1] !== OPEN_BRACE || bytes[end - 2] !== CLOSE_BRACE) return false
    this.labelsFrom = from + 1
    this.labelsTo = end - 1
    return true
  }
}

const probe = new Header()

/** Where a header stands that ends a line of somebody else's text; −1: there is none. */
export function headerAtEnd(bytes: Uint8Array, from: number, to: number): number {
  const before = bytes[to - 2]
  if (bytes[to - 1] !== COLON || (before !== CLOSE_BRACKET && before !== CLOSE_BRACE)) return -1
  let at = from
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    at = indexOf(bytes, at + 1, to, GOROUTINE)
    if (at < 0) return -1
    if (probe.read(bytes, at, to)) return at
  }
  return -1
}

/** Whether a header could begin here that the line's end cuts: `goroutine 12 [chan rec`. */
export function isCutHeader(bytes: Uint8Array, from: number, to: number): boolean {
  if (!startsWith(bytes, from, to, GOROUTINE)) return false
  decimal(bytes, from + GOROUTINE.length, to)
  const at = numberEnd
  if (at === to) return true
  const rest = bytes[at + 1]
  if (bytes[at] !== SPACE || (at + 1 < to && rest !== OPEN_BRACKET && rest !== GP[0])) return false
  return indexOf(bytes, at, to, literal(']:')) < 0
}

/**
 * `{route: "/upload {id}", tenant: acme}` → pairs. Keys and values are quoted (strconv.Quote) where they hold anything unusual.
 * A form that does not fit gives what came before it.
 */
export function headerLabels(text: string): { key: string; value: string }[] {
  const labels: { key: string; value: string }[] = []
  const pair = /\s*("(?:[^"\\]|\\.)*"|[^\s":,{}]+):(?:\s*("(?:[^"\\]|\\.)*")\s*|([^",{}]*))(?:,|$)/y
  const inner = text.slice(1, -1)
  while (pair.lastIndex < inner.length) {
    const found = pair.exec(inner)
    if (found === null) break
    labels.push({ key: unquoted(found[1] ?? ''), value: unquoted(found[2] ?? (found[3] ?? '').trim()) })
  }
  return labels
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }

/** A Go string literal in double quotes, or text as it is. */
export function unquoted(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text
  return text
    .slice(1, -1)
    .replace(
      /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g,
      (_all, byte?: string, short?: string, long?: string, letter?: string) => {
        const code = byte ?? short ?? long
        if (code === undefined) return ESCAPES[letter ?? ''] ?? letter ?? ''
        const point = Number.parseInt(code, 16)
        return point > 0x10_ffff ? '\ufffd' : String.fromCodePoint(point)
      },
    )
}
