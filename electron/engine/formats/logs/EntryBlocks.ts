// Entries that are written over several lines, put together as one line of JSON so that their text, time and process are known:
//   {                                  JSON with its members line by line: journalctl -o json-pretty, aws logs, gcloud --format json
//       "MESSAGE" : "text",
//   __CURSOR=s=…                       journalctl -o export: up to an empty line
//   MESSAGE=text
//   Fri 2026-11-20 10:03:37.123 UTC [s=…;i=…]      journalctl -o verbose: the lines below it that are indented
//       MESSAGE=text
//   ["1700753779000000000",            Loki's pairs of time and text, line by line
//   ---                                gcloud logging read: documents of YAML, with textPayload and timestamp
// What turns out to be none of them is given line by line as it stands.
import { literal, startsWith, textOf } from './bytes.ts'
import { hasText } from './jsonLine.ts'
import { isTimedText } from './jsonList.ts'
import { readFullTime } from './otherTimes.ts'
import { stamp } from './timestamps.ts'

/** An entry is longer where it is none. */
const MAX_BYTES = 256 * 1024
const MAX_LINES = 2000
const SPACE = 0x20
const TAB = 9
const BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const COMMA = 0x2c
const BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const MARKER = literal('---')
const CURSOR = literal('__CURSOR=')
/** A cursor of the journal, as verbose prints it. */
const VERBOSE = literal('[s=')
const FIELD = /^\s*([A-Z_][A-Z0-9_]*)=(.*)$/s

interface Line {
  bytes: Uint8Array
  line: number
  isTerminated: boolean
}

/** A line, or an entry put together; `lastLine` is the last of its lines. */
export type BlockSink = (
  bytes: Uint8Array,
  line: number,
  lastLine: number,
  isTerminated: boolean,
  isEntry: boolean,
) => void

type Form = 'json' | 'export' | 'verbose' | 'yaml'

/** First bytes of lines that may begin one: blanks, brackets, `-`, `_`, the days of the week. */
const BEGINS = new Uint8Array(256)
for (const first of ' \t{[-_FMSTW') BEGINS[first.charCodeAt(0)] = 1

export class EntryBlocks {
  private readonly give: BlockSink
  private form: Form | null = null
  private lines: Line[] = []
  private bytes = 0
  private indent = 0
  /** What closes the JSON at hand. */
  private closing = CLOSE_BRACE

  constructor(give: BlockSink) {
    this.give = give
  }

  /** False: `take` need not be asked. Runs for every line of a log. */
  mayTake(bytes: Uint8Array, from: number): boolean {
    return this.form !== null || BEGINS[bytes[from] as number] === 1
  }

  /** True: the line is held, or was given. */
  take(bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean): boolean {
    if (this.form === null) return this.begins(bytes, from, to) && this.hold(bytes, from, to, line, isTerminated)
    if (this.form === 'json') return this.takeJson(bytes, from, to, line, isTerminated)
    const isOf =
      this.form === 'export'
        ? to > from
        : this.form === 'yaml'
          ? !isMarker(bytes, from, to)
          : bytes[from] === SPACE || bytes[from] === TAB
    if (isOf && this.lines.length < MAX_LINES && this.bytes < MAX_BYTES)
      return this.hold(bytes, from, to, line, isTerminated)
    this.complete()
    return this.take(bytes, from, to, line, isTerminated)
  }

  finish(): void {
    if (this.form === 'json') this.release()
    else this.complete()
  }

  private begins(bytes: Uint8Array, from: number, to: number): boolean {
    const first = bytes[from]
    if (first === SPACE || first === TAB || first === BRACE || first === BRACKET) {
      const indent = bareOpening(bytes, from, to)
      if (indent < 0) return false
      this.form = 'json'
      this.indent = indent
      this.closing = (bytes[from + indent] as number) + 2
      return true
    }
    if (first === CURSOR[0] && startsWith(bytes, from, to, CURSOR)) this.form = 'export'
    else if (isMarker(bytes, from, to)) this.form = 'yaml'
    else if (isVerboseHead(bytes, from, to)) this.form = 'verbose'
    return this.form !== null
  }

  private takeJson(bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean): boolean {
    const indent = bareOpening(bytes, from, to)
    if (indent >= 0 || this.lines.length >= MAX_LINES || this.bytes > MAX_BYTES) {
      // An object inside the one at hand: that is a list of entries.
      this.release()
      return this.take(bytes, from, to, line, isTerminated)
    }
    this.hold(bytes, from, to, line, isTerminated)
    if (closesAt(bytes, from, to, this.closing) !== this.indent) return true
    const whole = this.joined()
    const isList = this.closing === CLOSE_BRACKET
    if (isList ? isTimedText(whole, 0, whole.length) : hasText(whole, 0, whole.length)) this.giveEntry(whole)
    else this.release()
    return true
  }

  /** The lines as one, without blanks and a comma around it. */
  private joined(): Uint8Array {
    const whole = new Uint8Array(this.bytes + this.lines.length)
    let length = 0
    for (const { bytes } of this.lines) {
      whole.set(bytes, length)
      length += bytes.length
      whole[length++] = SPACE
    }
    while (length > 0 && whole[length - 1] !== this.closing) length--
    return whole.subarray(this.indent, length)
  }

  private hold(bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean): boolean {
    this.lines.push({ bytes: bytes.slice(from, to), line, isTerminated })
    this.bytes += to - from
    return true
  }

  /** The fields of the journal as an object. */
  private complete(): void {
    const fields: Record<string, string> = {}
    const [head] = this.lines
    if (head === undefined) return
    if (this.form === 'yaml') Object.assign(fields, yamlFields(this.lines))
    else if (this.form === 'verbose') fields.time = textOf(head.bytes, 4, stampEnd(head.bytes)).replace(' UTC', 'Z')
    for (const { bytes } of this.form === 'yaml' ? [] : this.lines) {
      const [, name, value] = FIELD.exec(textOf(bytes, 0, bytes.length)) ?? []
      if (name !== undefined && value !== undefined) fields[name] ??= value
    }
    if (fields.MESSAGE === undefined && fields.textPayload === undefined) this.release()
    else this.giveEntry(Buffer.from(JSON.stringify(fields)))
  }

  private giveEntry(entry: Uint8Array): void {
    const { lines } = this
    const first = lines[0] as Line
    const last = lines.at(-1) as Line
    this.drop()
    this.give(entry, first.line, last.line, last.isTerminated, true)
  }

  private release(): void {
    const { lines } = this
    this.drop()
    for (const { bytes, line, isTerminated } of lines) this.give(bytes, line, line, isTerminated, false)
  }

  private drop(): void {
    this.form = null
    this.lines = []
    this.bytes = 0
  }
}

/** The blanks before a brace or bracket that stands alone in its line; −1: there is none. */
function bareOpening(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  while (end > from && (bytes[end - 1] as number) <= SPACE) end--
  if (end === from || (bytes[end - 1] !== BRACE && bytes[end - 1] !== BRACKET)) return -1
  let at = from
  while (at < end && (bytes[at] as number) <= SPACE) at++
  return at === end - 1 ? blanks(bytes, from, to) : -1
}

function blanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && (bytes[at] as number) <= SPACE) at++
  return at - from
}

/** The blanks before what closes the JSON and ends its line; −1: there is none. */
function closesAt(bytes: Uint8Array, from: number, to: number, closing: number): number {
  const indent = blanks(bytes, from, to)
  if (bytes[from + indent] !== closing) return -1
  for (let at = from + indent + 1; at < to; at++) {
    const byte = bytes[at] as number
    if (byte > SPACE && byte !== COMMA) return -1
  }
  return indent
}

function isVerboseHead(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from] as number
  if (first < 0x46 || first > 0x57 || !readFullTime(bytes, from, to)) return false
  return startsWith(bytes, stamp.end + 1, to, VERBOSE)
}

function stampEnd(bytes: Uint8Array): number {
  readFullTime(bytes, 0, bytes.length)
  return stamp.end
}

/** `---` */
const isMarker = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from <= MARKER.length + 1 &&
  startsWith(bytes, from, to, MARKER) &&
  (to - from === MARKER.length || bytes[to - 1] === 13)

/** The text and the time of a document. Other forms of text than these gcloud does not write. */
function yamlFields(lines: readonly Line[]): Record<string, string> {
  const texts = lines.map(({ bytes }) => textOf(bytes, 0, bytes.length).trimEnd())
  const fields: Record<string, string> = {}
  texts.forEach((text, index) => {
    const [, name = '', value = ''] = /^(textPayload|timestamp): (.*)$/.exec(text) ?? []
    if (name !== '') fields[name] = /^\|-?$/.test(value) ? literalText(texts, index + 1) : scalar(value)
  })
  return fields
}

/** The indented lines of a text of several lines. */
function literalText(texts: readonly string[], from: number): string {
  const end = texts.findIndex((text, index) => index >= from && text !== '' && !text.startsWith('  '))
  const own = texts.slice(from, end < 0 ? texts.length : end)
  return own.map((text) => text.slice(2)).join('\n')
}

function scalar(value: string): string {
  if (/^'.*'$/.test(value)) return value.slice(1, -1).replaceAll("''", "'")
  if (!/^".*"$/.test(value)) return value
  try {
    return String(JSON.parse(value))
  } catch {
    return value
  }
}
