// Exports of log stores write many entries on one line: an array of objects (Google Cloud), an answer with one inside (Elasticsearch,
// CloudWatch), arrays of time and text (Loki). Each entry is found without parsing the whole.
import { isDigit, textOf } from './bytes.ts'
import { hasText, stringEnd, TEXT_KEYS } from './jsonLine.ts'

const OBJECT = 0x7b
const OBJECT_END = 0x7d
const ARRAY = 0x5b
const ARRAY_END = 0x5d
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a

/** Shorter lines have one entry. */
const LEAST = 256
const HEAD = 512
const LIST = /"(?:hits|events|streams|values|entries|logs|items|results?)"\s*:\s*[[{]/
const MAX_DEPTH = 32

interface Open {
  at: number
  isArray: boolean
  /** Entries were found inside. */
  hasEntries: boolean
}

/** Whether a line is a list of entries. */
export function isJsonList(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] === ARRAY) {
    const next = bytes[behindBlanks(bytes, from + 1, to)]
    return next === OBJECT || next === ARRAY
  }
  if (bytes[from] !== OBJECT || to - from < LEAST) return false
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(HEAD, to - from)).toString('latin1')
  return LIST.test(head) && !hasOwnText(bytes, from, to)
}

/** Whether the object itself, not one inside it, has a text: then it is one entry, whatever lists it has. */
function hasOwnText(bytes: Uint8Array, from: number, to: number): boolean {
  let depth = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte === OBJECT || byte === ARRAY) depth++
    else if (byte === OBJECT_END || byte === ARRAY_END) depth--
    if (byte !== QUOTE) continue
    const end = stringEnd(bytes, at, to)
    const colon = behindBlanks(bytes, end + 1, to)
    const isKey = depth === 1 && bytes[colon] === COLON && bytes[behindBlanks(bytes, colon + 1, to)] === QUOTE
    if (isKey && TEXT_KEYS.has(textOf(bytes, at + 1, end))) return true
    at = end
  }
  return false
}

/** Calls `give` with each entry: an object with a text, an element of an array; or `["1700753779000000000", "text"]`. */
export function eachEntry(bytes: Uint8Array, from: number, to: number, give: (from: number, to: number) => void): void {
  const open: Open[] = []
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = stringEnd(bytes, at, to)
    else if (byte === OBJECT || byte === ARRAY) {
      if (open.length === MAX_DEPTH) return
      open.push({ at, isArray: byte === ARRAY, hasEntries: false })
    } else if (byte === OBJECT_END || byte === ARRAY_END) {
      const closed = open.pop()
      const parent = open.at(-1)
      if (closed === undefined || parent === undefined) continue
      const isEntry =
        !closed.hasEntries &&
        parent.isArray &&
        (closed.isArray ? isTimedText(bytes, closed.at, at + 1) : hasText(bytes, closed.at, at + 1))
      if (isEntry) give(closed.at, at + 1)
      if (isEntry || closed.hasEntries) parent.hasEntries = true
    }
  }
}

/** `["1700753779000000000", "text"…`: nanoseconds since 1970, as Loki gives them. */
export function isTimedText(bytes: Uint8Array, from: number, to: number): boolean {
  return bytes[from] === ARRAY && textAt(bytes, from, to) > 0
}

/** Where the text of such an array opens; −1: it is none. */
export function textAt(bytes: Uint8Array, from: number, to: number): number {
  const time = behindBlanks(bytes, from + 1, to)
  if (bytes[time] !== QUOTE) return -1
  let at = time + 1
  while (at < to && isDigit(bytes[at])) at++
  if (at - time - 1 !== 19 || bytes[at] !== QUOTE) return -1
  at = behindBlanks(bytes, at + 1, to)
  if (bytes[at] !== COMMA) return -1
  at = behindBlanks(bytes, at + 1, to)
  return bytes[at] === QUOTE ? at : -1
}

function behindBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && (bytes[at] as number) <= 32) at++
  return at
}
