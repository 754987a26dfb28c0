// What collectors put around a line (facts/gctrace.md 9): docker JSON, CRI, kubectl, docker compose, journald, syslog, heroku and
// the like. `unwrapCollector` finds what the program wrote, when the collector took it, and which process it came from;
// `unwrapLogger` (loggers.ts) then takes off what a log package of the program put around its message.
import { FROM_STDOUT } from './channels.ts'
import { readEpochTime, readFullTime, readTaiTime } from './otherTimes.ts'
import { readBsdTime, readIsoTime, stamp } from './timestamps.ts'
import { findByte, hashBytes, isDigit, isLetter, literal, startsWith } from './bytes.ts'
import { readJsonLine, readJsonMember, readTimedText } from './jsonLine.ts'
import { textAt } from './jsonList.ts'
import { setTime, unwrapped } from './unwrapped.ts'
import type { Unwrapped } from './unwrapped.ts'

const SPACE = 32
const TAB = 9
const QUOTE = 0x22
const BRACKET = 0x5b
const COLON = 58
const COMMA = 44
const AT = 0x40
const EVENT_DATA = literal('data: {')
const EVENTS = literal('EVENTS\t')
export const ESCAPE = 27

/** What looks like `host name: ` and is a sentence of the runtime. */
const SENTENCES = [
  'SCHED ',
  'forced scvg: ',
  'fatal error: ',
  'runtime error: ',
  'GC forced',
  'goroutine profile: ',
  'goroutineleak profile: ',
  'heap profile: ',
].map((text) => new TextEncoder().encode(text))

let stripped = new Uint8Array(4096)

/** The line without `ESC [ … m` colour codes, in a scratch buffer. */
function withoutColours(bytes: Uint8Array, from: number, to: number): number {
  if (stripped.length < to - from) stripped = new Uint8Array((to - from) * 2)
  let length = 0
  for (let at = from; at < to; at++) {
    if (bytes[at] === ESCAPE && bytes[at + 1] === 91) {
      at += 2
      while (at < to && !((bytes[at] as number) >= 0x40 && (bytes[at] as number) <= 0x7e)) at++
    } else stripped[length++] = bytes[at] as number
  }
  return length
}

/**
 * Sets `unwrapped` for a line. A line without a known wrapping is its own text. `hasColours`: there is an escape character in it.
 */
export function unwrapCollector(bytes: Uint8Array, from: number, to: number, hasColours: boolean): void {
  const result = unwrapped
  result.bytes = bytes
  result.from = from
  result.to = to
  result.ms = Number.NaN
  result.resolutionMs = 0
  result.hasYear = true
  result.hasZone = true
  result.datedMs = Number.NaN
  result.bootSeconds = Number.NaN
  result.stream = 0
  result.channel = 0
  result.hasBreaks = false
  result.isOpaque = false
  result.isPartial = false
  result.fields = null
  if (from >= to) return
  if (hasColours) {
    const length = withoutColours(bytes, from, to)
    result.bytes = stripped
    result.from = 0
    result.to = length
  }
  const first = result.bytes[result.from]
  if (first === 0x7b) {
    readJsonLine(result, false)
    result.isOpaque = result.channel === 0
    return
  }
  if (first === SPACE || first === TAB) {
    const at = behindBlanks(result.bytes, result.from, result.to)
    if (result.bytes[at] === QUOTE) return readJsonMember(result, at)
  }
  if (first === BRACKET) {
    const at = textAt(result.bytes, result.from, result.to)
    if (at > 0) return readTimedText(result, at)
  }
  unwrapText(result)
}

function behindBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at++
  return at
}

function unwrapText(result: Unwrapped): void {
  const { bytes, to } = result
  let at = result.from
  // kubectl --prefix: `[pod/NAME/CONTAINER] `, before or without a time.
  if (bytes[at] === 0x5b && bytes[at + 1] === 0x70 && bytes[at + 2] === 0x6f && bytes[at + 3] === 0x64) {
    const end = findByte(bytes, 0x5d, at, to)
    if (end > 0 && end + 1 < to && bytes[end + 1] === SPACE) {
      result.stream = hashBytes(bytes, at, end)
      at = result.from = end + 2
    }
  }
  const first = bytes[at] as number
  if (first >= 0x30 && first <= 0x39) {
    // foreman: `10:03:37 web.1  | text`, a time of no known day.
    if (at + 9 <= to && bytes[at + 2] === COLON && bytes[at + 5] === COLON && bytes[at + 8] === SPACE)
      return afterCompose(result, at + 9, to)
    if (isDigit(bytes[at + 4])) return readEpochTime(bytes, at, to) ? afterTime(result, to) : undefined
    return afterIsoTime(result, at, to)
  }
  if (first === AT && readTaiTime(bytes, at, to)) return afterTime(result, to)
  if (first >= 0x46 && first <= 0x57 && readFullTime(bytes, at, to)) return afterTime(result, to)
  if (first === 0x45 && startsWith(bytes, at, to, EVENTS)) return afterEvents(result, at, to)
  // journalctl's gateway sends its entries as events.
  if (first === 0x64 && startsWith(bytes, at, to, EVENT_DATA)) return afterData(result, at + EVENT_DATA.length - 1)
  if (first === 0x3c) return afterPriority(result, at, to)
  if (first >= 0x41 && first <= 0x53 && readBsdTime(bytes, at, to)) {
    if (bytes[stamp.end] !== SPACE) return
    setTime(result)
    return afterHost(result, stamp.end + 1, to)
  }
  afterCompose(result, at, to)
}

/** `stamp`, then `host name[pid]: ` or the text itself. */
function afterTime(result: Unwrapped, to: number): void {
  if (result.bytes[stamp.end] !== SPACE) return
  setTime(result)
  afterHost(result, stamp.end + 1, to)
}

function afterData(result: Unwrapped, at: number): void {
  const { from } = result
  result.from = at
  readJsonLine(result, false)
  if (result.channel === 0) result.from = from
}

/** Digits of a time in ms since 1970. */
const MS_DIGITS = 13

/**
 * `aws logs … --output text`: `EVENTS\tINGESTED\tTEXT\tTIME`, or with the event and its stream before the text:
 * `EVENTS\tID\tINGESTED\tSTREAM\tTEXT\tTIME`.
 */
function afterEvents(result: Unwrapped, at: number, to: number): void {
  const { bytes } = result
  const second = at + EVENTS.length
  const third = findByte(bytes, TAB, second, to)
  const isShort = third - second === MS_DIGITS
  const fourth = isShort ? third : findByte(bytes, TAB, third + 1, to)
  const text = isShort ? third : findByte(bytes, TAB, fourth + 1, to)
  const end = to - MS_DIGITS - 1
  if (third < 0 || fourth < 0 || text < 0 || text >= end || bytes[end] !== TAB) return
  let ms = 0
  for (let digit = end + 1; digit < to; digit++) {
    if (!isDigit(bytes[digit])) return
    ms = ms * 10 + (bytes[digit] as number) - 0x30
  }
  Object.assign(stamp, { ms, resolutionMs: 1, hasYear: true, hasZone: true })
  setTime(result)
  if (!isShort) result.stream = hashBytes(bytes, fourth + 1, text)
  result.from = text + 1
  result.to = end
}

/** `TIME `, then CRI's `stderr F `, `host name[pid]: `, `app[web.1]: ` or the text itself. */
function afterIsoTime(result: Unwrapped, at: number, to: number): void {
  const { bytes } = result
  if (!readIsoTime(bytes, at, to)) return
  if (bytes[stamp.end] === TAB) return afterTab(result, stamp.end + 1, to)
  if (bytes[stamp.end] !== SPACE) return
  // A log package's own time (`2026-11-20 10:03:37 INFO …`) is taken for a collector's; that is harmless on foreign lines.
  setTime(result)
  const isComma = bytes[at + 19] === COMMA
  at = stamp.end + 1
  result.from = at
  // `dmesg --time-format=iso` and some log packages: nothing but the text follows.
  if (isComma) return
  // CRI: `stdout|stderr`, then `F` (full) or `P` (partial), possibly with more tags after a colon.
  // What stands behind the line is another's: a line that ends in `stderr` has no tag.
  if (
    at + 7 < to &&
    bytes[at] === 0x73 &&
    bytes[at + 1] === 0x74 &&
    bytes[at + 2] === 0x64 &&
    bytes[at + 6] === SPACE
  ) {
    const tag = bytes[at + 7]
    if (tag === 0x46 || tag === 0x50) {
      const end = findByte(bytes, SPACE, at + 7, to)
      // An empty message leaves the tag at the end of the line.
      const text = end < 0 ? to : end + 1
      result.isPartial = tag === 0x50
      if (bytes[at + 3] === 0x6f) result.channel |= FROM_STDOUT
      result.from = Math.min(text, to)
      return
    }
  }
  afterHost(result, at, to)
}

/** fluentd's files: `TIME\ttag\t{"log":"text"}`. Between the tabs of others stands what is theirs. */
function afterTab(result: Unwrapped, at: number, to: number): void {
  const { bytes } = result
  const tab = findByte(bytes, TAB, at, to)
  if (tab < 0 || bytes[tab + 1] !== 0x7b || bytes[to - 1] !== 0x7d) return
  setTime(result)
  const { from } = result
  result.from = tab + 1
  readJsonLine(result, false)
  if (result.channel === 0) result.from = from
}

/** `<PRI>`: RFC 5424 with a version, or RFC 3164. */
function afterPriority(result: Unwrapped, at: number, to: number): void {
  const { bytes } = result
  const close = findByte(bytes, 0x3e, at, Math.min(to, at + 6))
  if (close < 0) return
  at = close + 1
  if (readBsdTime(bytes, at, to)) {
    setTime(result)
    result.from = at
    if (bytes[stamp.end] === SPACE) afterHost(result, stamp.end + 1, to)
    return
  }
  // `1 TIME HOST APP PROCID MSGID SD MSG`
  if (at + 2 >= to || bytes[at + 1] !== SPACE || !readIsoTime(bytes, at + 2, to)) return
  setTime(result)
  at = stamp.end + 1
  const identity = at
  for (let token = 0; token < 4; token++) {
    const space = findByte(bytes, SPACE, at, to)
    if (space < 0) return
    if (token === 2) result.stream = hashBytes(bytes, identity, space)
    at = space + 1
  }
  if (at < to && bytes[at] === 0x2d) at += 1
  else
    while (bytes[at] === 0x5b && at < to) {
      // Structured data: `[…]`, in which `\]` and quotes may hide a bracket.
      let isQuoted = false
      for (at++; at < to && (isQuoted || bytes[at] !== 0x5d); at++) {
        if (bytes[at] === 0x5c) at++
        else if (bytes[at] === 0x22) isQuoted = !isQuoted
      }
      at++
    }
  // One space ends the header; rsyslog keeps the one that stood before the text. More is the text's own: `  P0: status=1`.
  if (bytes[at] === SPACE && at < to) at++
  if (bytes[at] === SPACE && bytes[at + 1] !== SPACE && at < to) at++
  if (at + 2 < to && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3
  result.from = Math.min(at, to)
}

/** `[host ]name[pid]: ` or `[host ]name: `; anything else is the text itself. */
function afterHost(result: Unwrapped, at: number, to: number): void {
  const { bytes } = result
  result.from = at
  for (const sentence of SENTENCES) if (startsWith(bytes, at, to, sentence)) return
  const limit = Math.min(to, at + 128)
  let spaces = 0
  for (let end = at; end < limit; end++) {
    const byte = bytes[end]
    if (byte === COLON && bytes[end + 1] === SPACE) {
      const bracket = bytes[end - 1] === 0x5d
      if (!bracket && spaces === 0) break
      result.stream = hashBytes(bytes, at, end)
      result.from = end + 2
      return
    }
    if (byte === SPACE && (++spaces > 1 || isRuntimeWord(bytes, end + 1, to))) break
    // No names: `@`, `%`, `"`, `=`; and a bracket before any name (`[signal SIGSEGV: …`).
    if (byte === 0x40 || byte === 0x25 || byte === 0x22 || byte === 0x3d || (byte === 0x5b && end === at)) break
  }
}

/** Words of the runtime that look like a program's `name: ` behind that of a host. */
const RUNTIME_WORDS = ['pacer: ', 'scan: ', 'scvg', 'checkfinalizers: '].map(literal)

function isRuntimeWord(bytes: Uint8Array, at: number, to: number): boolean {
  for (const word of RUNTIME_WORDS) if (startsWith(bytes, at, to, word)) return true
  return false
}

/** docker compose: `name-1  | text`; the name has no spaces, the bar stands within the first 80 bytes. */
function afterCompose(result: Unwrapped, at: number, to: number): void {
  const { bytes } = result
  const limit = Math.min(to, at + 80)
  let end = at
  while (end < limit && bytes[end] !== SPACE) {
    const byte = bytes[end] as number
    // Names are [a-zA-Z0-9_.-].
    if (!isDigit(byte) && !isLetter(byte)) if (byte !== 0x5f && byte !== 0x2d && byte !== 0x2e) return
    end++
  }
  const name = end
  while (end < limit && bytes[end] === SPACE) end++
  if (name === at || name === end || end >= limit || bytes[end] !== 0x7c) return
  if (end + 1 < to && bytes[end + 1] !== SPACE) return
  result.stream = hashBytes(bytes, at, name)
  result.from = Math.min(end + 2, to)
  if (result.from < to && (bytes[result.from] as number) >= 0x30 && (bytes[result.from] as number) <= 0x39) {
    // compose logs --timestamps
    const inner = result.from
    if (readIsoTime(bytes, inner, to) && bytes[stamp.end] === SPACE) {
      setTime(result)
      result.from = stamp.end + 1
    }
  }
}
