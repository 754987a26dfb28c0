// One JSON object per line: docker's json-file driver (`log`, `stream`, `time`), journald's `-o json` (`MESSAGE`,
// `__REALTIME_TIMESTAMP`, `_PID`), shippers and log packages (zap, logrus, slog, zerolog) with `message` or `msg`. One pass over the
// strings of the object finds the keys that matter, at any depth, without parsing it: a log may hold millions of such lines.
import { findByte, hashBytes, isDigit, startsWith } from './bytes.ts'
import { FROM_STDOUT, IN_INNER_JSON, IN_JSON } from './channels.ts'
import { setTime } from './unwrapped.ts'
import type { Unwrapped } from './unwrapped.ts'
import { readIsoTime, stamp } from './timestamps.ts'

/** Where docker's json-file driver splits a line, bytes. */
const DOCKER_PIECE = 16 * 1024
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const AMPERSAND = 0x26
const OPEN_BRACE = 0x7b
/** A MESSAGE that is not UTF-8 comes as an array of byte values. */
const BRACKET = 0x5b
const LF = 10

// What keys may mean. The first of each that is there wins; within a meaning the order of the names below decides.
const TEXT = 0
const TIME = 1
const JOURNAL_TIME = 2
const IDENTITY = 3
const STREAM = 4
/** Fields in which log packages put a stack: its lines are read behind the message's. */
const STACK = 5
/** Fields in which a supervisor logs what its child printed, beside a message of its own (`"msg":"child","line":"gc 1 @…"`). */
const CHILD = 6
/** A field of MemStats: they stand beside the message. */
const STATISTICS = 7
const NAMES: string[][] = [
  ['log', 'MESSAGE', 'message', 'msg', '@message', 'textPayload', 'Output'],
  ['time', '@timestamp', 'timestamp', 'ts', 'T', 't'],
  ['_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP'],
  ['_PID', 'pid', 'container_id', 'pod_name', 'pod', 'container', 'Package'],
  ['stream'],
  ['stacktrace', 'stack', 'stack_trace', 'errorVerbose', 'error', 'err', 'panic', 'exception', 'trace', 'goroutines'],
  ['line', 'output', 'stderr', 'stdout'],
  ['HeapAlloc', 'heap_alloc', 'heapAlloc', 'heap_alloc_bytes'],
]
/** Keys whose value is an entry's text. */
export const TEXT_KEYS: ReadonlySet<string> = new Set(NAMES[TEXT])
const DOCKER_LOG = 0
/** `go test -json`: what a test printed, in pieces; those that end a line have its end. */
const TEST_OUTPUT = (NAMES[TEXT] as string[]).length - 1

interface Key {
  name: Uint8Array
  slot: number
}

const KEYS: { byHash: Map<number, Key>; firstSlot: number[]; slots: number } = (() => {
  const encoder = new TextEncoder()
  const byHash = new Map<number, Key>()
  const firstSlot: number[] = []
  let slots = 0
  for (const names of NAMES) {
    firstSlot.push(slots)
    for (const text of names) {
      const name = encoder.encode(text)
      byHash.set(hashBytes(name, 0, name.length), { name, slot: slots++ })
    }
  }
  firstSlot.push(slots)
  return { byHash, firstSlot, slots }
})()
const LONGEST_KEY = Math.max(...NAMES.flat().map((name) => name.length))
/** Where the value of each key begins; −1: the object has no such key. Reused. */
const values = new Int32Array(KEYS.slots)
/** Where the value ends that begins there, if it is a string. */
const ends = new Int32Array(KEYS.slots)
/** A string of the object, which is not its text, holds MemStats as JSON or as Go prints them. */
let hasStatisticsText = false
const HEAP_ALLOC = new TextEncoder().encode('HeapAlloc')

/** An object inside the message of another is read into a buffer of its own. */
const scratches: [Uint8Array, Uint8Array] = [new Uint8Array(4096), new Uint8Array(4096)]
let scratch = scratches[0]

/** Where a string that opens at `at` closes, or `to`. */
export function stringEnd(bytes: Uint8Array, at: number, to: number): number {
  let end = at + 1
  let byte: number
  while (end < to && (byte = bytes[end] as number) !== QUOTE) end += byte === BACKSLASH ? 2 : 1
  return Math.min(end, to)
}

/** Fills `values`. */
function findKeys(bytes: Uint8Array, from: number, to: number): void {
  values.fill(-1)
  hasStatisticsText = false
  let pending = -1
  for (let at = findByte(bytes, QUOTE, from, to); at >= 0 && at < to;) {
    const end = stringEnd(bytes, at, to)
    if (pending >= 0) ends[pending] = end
    pending = -1
    let next = end + 1
    while (next < to && bytes[next] === 32) next++
    if (next >= to) return
    if (bytes[next] === COLON) {
      next++
      while (next < to && bytes[next] === 32) next++
      if (end - at - 1 <= LONGEST_KEY) {
        const key = KEYS.byHash.get(hashBytes(bytes, at + 1, end))
        if (
          key !== undefined &&
          values[key.slot] === -1 &&
          key.name.length === end - at - 1 &&
          startsWith(bytes, at + 1, end, key.name)
        ) {
          values[key.slot] = next
          if (bytes[next] === QUOTE) pending = key.slot
        }
      }
      if (pending < 0 && bytes[next] === QUOTE && !hasStatisticsText)
        hasStatisticsText = opensStatistics(bytes, next, to)
    }
    at = bytes[next] === QUOTE ? next : findByte(bytes, QUOTE, next, to)
  }
}

/** Whether a string that opens at `at` is `{…` or `&{…` with MemStats in it. */
function opensStatistics(bytes: Uint8Array, at: number, to: number): boolean {
  const first = bytes[at + 1] === AMPERSAND ? at + 2 : at + 1
  if (bytes[first] !== OPEN_BRACE) return false
  const end = stringEnd(bytes, at, to)
  for (let head = findByte(bytes, HEAP_ALLOC[0] as number, first, end); head >= 0;) {
    if (startsWith(bytes, head, end, HEAP_ALLOC)) return true
    head = findByte(bytes, HEAP_ALLOC[0] as number, head + 1, end)
  }
  return false
}

const hex = (byte: number): number =>
  byte >= 0x30 && byte <= 0x39
    ? byte - 0x30
    : (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66
      ? (byte | 0x20) - 0x57
      : -1

/** The four hexadecimal digits at `at`; −1: there are none. */
function codeUnit(bytes: Uint8Array, at: number, to: number): number {
  if (at + 4 > to) return -1
  let value = 0
  for (let index = 0; index < 4; index++) {
    const digit = hex(bytes[at + index] as number)
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

function put(point: number, length: number): number {
  if (point < 0x80) scratch[length++] = point
  else if (point < 0x800) {
    scratch[length++] = 0xc0 | (point >> 6)
    scratch[length++] = 0x80 | (point & 0x3f)
  } else {
    if (point < 0x1_0000) scratch[length++] = 0xe0 | (point >> 12)
    else {
      scratch[length++] = 0xf0 | (point >> 18)
      scratch[length++] = 0x80 | ((point >> 12) & 0x3f)
    }
    scratch[length++] = 0x80 | ((point >> 6) & 0x3f)
    scratch[length++] = 0x80 | (point & 0x3f)
  }
  return length
}

const ESCAPES: Record<number, number> = { 0x6e: LF, 0x74: 9, 0x72: 13, 0x62: 8, 0x66: 12 }

/** Where `unescape` put a line end last. */
let lastBreak = -1

/** The string's text into the scratch buffer, from `length` on; the new length. It never grows by more than the string has. */
function unescape(bytes: Uint8Array, from: number, to: number, length: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if (byte !== BACKSLASH) {
      scratch[length++] = byte
      continue
    }
    const escape = bytes[++at] as number
    if (escape !== 0x75 || at >= to) {
      if (escape === 0x6e) lastBreak = length
      scratch[length++] = ESCAPES[escape] ?? escape
      continue
    }
    const unit = codeUnit(bytes, at + 1, to)
    if (unit < 0) {
      length = put(0xfffd, length)
      continue
    }
    at += 4
    let point = unit
    if (unit >= 0xd800 && unit <= 0xdfff) {
      const isLead = unit <= 0xdbff && bytes[at + 1] === BACKSLASH && bytes[at + 2] === 0x75
      const trail = isLead ? codeUnit(bytes, at + 3, to) : -1
      if (trail >= 0xdc00 && trail <= 0xdfff) {
        point = 0x1_0000 + ((unit - 0xd800) << 10) + (trail - 0xdc00)
        at += 6
      } else point = 0xfffd
    }
    length = put(point, length)
  }
  return length
}

function byteArray(bytes: Uint8Array, from: number, to: number): number {
  let length = 0
  let value = -1
  for (let at = from + 1; at < to; at++) {
    const digit = (bytes[at] as number) - 48
    if (digit >= 0 && digit <= 9) value = Math.max(0, value) * 10 + digit
    else {
      if (value === LF) lastBreak = length
      if (value >= 0) scratch[length++] = value & 0xff
      value = -1
      if (bytes[at] === 0x5d) break
    }
  }
  return length
}

/**
 * Replaces the object by its text, where it has one; time and identity are taken from the other keys. `isInner`: the object stands
 * in a collector's envelope, whose time and identity hold.
 */
export function readJsonLine(result: Unwrapped, isInner: boolean): void {
  const { bytes, from, to } = result
  findKeys(bytes, from, to)
  const slot = textSlot(bytes)
  if (slot < 0) return
  const at = values[slot] as number
  if (hasStatisticsText || hasStatisticsField()) result.fields = { bytes, from, to }
  const which = isInner ? 1 : 0
  if (scratches[which].length < (to - from) * 2) scratches[which] = new Uint8Array((to - from) * 2)
  scratch = scratches[which]
  let length: number
  lastBreak = -1
  if (bytes[at] === QUOTE) {
    const end = ends[slot] as number
    length = unescape(bytes, at + 1, end, 0)
    // docker ends whole lines with \n inside the string; without it the line was longer than 16 KiB. Shippers strip the \n.
    const isDocker = slot === DOCKER_LOG && !isInner
    if (isDocker && scratch[length - 1] !== LF) result.isPartial = end < to && length >= DOCKER_PIECE
    if (slot === TEST_OUTPUT) result.isPartial = end < to && scratch[length - 1] !== LF
  } else length = byteArray(bytes, at, to)
  length = addStacks(bytes, length)
  while (length > 0 && (scratch[length - 1] === LF || scratch[length - 1] === 13)) length--
  result.hasBreaks = lastBreak >= 0 && findByte(scratch, LF, 0, length) >= 0
  if (Number.isNaN(result.ms) || !result.hasYear) readTime(result, bytes, to)
  if (result.stream === 0) readIdentity(result, bytes, to)
  result.channel |= isInner && (result.channel & IN_JSON) > 0 ? IN_INNER_JSON : IN_JSON
  const stream = values[KEYS.firstSlot[STREAM] as number] as number
  if (stream >= 0 && startsWith(bytes, stream, to, STDOUT)) result.channel |= FROM_STDOUT
  result.bytes = scratch
  result.from = 0
  result.to = length
}
const STDOUT = new TextEncoder().encode('"stdout"')

function hasStatisticsField(): boolean {
  for (let slot = KEYS.firstSlot[STATISTICS] as number; slot < (KEYS.firstSlot[STATISTICS + 1] as number); slot++)
    if ((values[slot] as number) >= 0) return true
  return false
}

/** A line of an object that is written over several: `"message": "text",`. */
export function readJsonMember(result: Unwrapped, at: number): void {
  const { from } = result
  result.from = at
  readJsonLine(result, false)
  if (result.channel === 0) result.from = from
}

/** A text with its time (jsonList.ts): `["1700753779000000000", "text"]`; `at`: where the text opens. */
export function readTimedText(result: Unwrapped, at: number): void {
  const { bytes, from, to } = result
  if (scratches[0].length < (to - from) * 2) scratches[0] = new Uint8Array((to - from) * 2)
  scratch = scratches[0]
  lastBreak = -1
  const time = findByte(bytes, QUOTE, from, at) + 1
  setEpoch(result, numberAt(bytes, time, at) / 1e6, 1e-3)
  let length = unescape(bytes, at + 1, stringEnd(bytes, at, to), 0)
  while (length > 0 && (scratch[length - 1] === LF || scratch[length - 1] === 13)) length--
  result.hasBreaks = lastBreak >= 0 && findByte(scratch, LF, 0, length) >= 0
  result.channel |= IN_JSON
  result.bytes = scratch
  result.from = 0
  result.to = length
}

/** Whether an object has a text. */
export function hasText(bytes: Uint8Array, from: number, to: number): boolean {
  findKeys(bytes, from, to)
  return textSlot(bytes) >= 0
}

/** The first key of text whose value is a string or an array, or what a child printed; −1: none. */
function textSlot(bytes: Uint8Array): number {
  const text = ownTextSlot(bytes)
  const child = childSlot(bytes)
  return child >= 0 && (text < 0 || isLabel(bytes, text)) ? child : text
}

/** A string that is no number (`"line":"42"` is a place in a source file) nor such a place (`"line":"store.go:42"`). */
function childSlot(bytes: Uint8Array): number {
  for (let slot = KEYS.firstSlot[CHILD] as number; slot < (KEYS.firstSlot[CHILD + 1] as number); slot++) {
    const at = values[slot] as number
    if (at < 0 || bytes[at] !== QUOTE) continue
    const end = ends[slot] as number
    const last = bytes[end - 1] as number
    const isPlace =
      end > at + 1 &&
      last >= 0x30 &&
      last <= 0x39 &&
      findByte(bytes, 32, at, end) < 0 &&
      findByte(bytes, BACKSLASH, at, end) < 0
    if (!isPlace) return slot
  }
  return -1
}

/** Messages longer than this say something themselves. */
const LONGEST_LABEL = 40

/** A word or two, the same for every line: not what the runtime prints. */
function isLabel(bytes: Uint8Array, slot: number): boolean {
  const at = values[slot] as number
  const end = ends[slot] as number
  return (
    bytes[at] === QUOTE &&
    end - at - 1 <= LONGEST_LABEL &&
    findByte(bytes, BACKSLASH, at, end) < 0 &&
    findByte(bytes, 0x40, at, end) < 0 &&
    findByte(bytes, BRACKET, at, end) < 0 &&
    findByte(bytes, COLON, at, end) < 0
  )
}

function ownTextSlot(bytes: Uint8Array): number {
  for (let slot = 0; slot < (KEYS.firstSlot[TEXT + 1] as number); slot++) {
    const at = values[slot] as number
    if (at >= 0 && (bytes[at] === QUOTE || bytes[at] === BRACKET)) return slot
  }
  return -1
}

/** Strings of several lines in the fields for stacks, each from a line of its own on. */
function addStacks(bytes: Uint8Array, length: number): number {
  for (let slot = KEYS.firstSlot[STACK] as number; slot < (KEYS.firstSlot[STACK + 1] as number); slot++) {
    const at = values[slot] as number
    if (at < 0 || bytes[at] !== QUOTE) continue
    const end = ends[slot] as number
    if (!hasEscapedBreak(bytes, at + 1, end)) continue
    scratch[length++] = LF
    length = unescape(bytes, at + 1, end, length)
  }
  return length
}

function hasEscapedBreak(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = findByte(bytes, BACKSLASH, from, to); at >= 0; at = findByte(bytes, BACKSLASH, at + 2, to))
    if (bytes[at + 1] === 0x6e) return true
  return false
}

/** A number at `at`: digits, perhaps with decimals. Sets `numberDecimals`. NaN: there is none. */
function numberAt(bytes: Uint8Array, at: number, to: number): number {
  let value = 0
  let scale = 0
  let digits = 0
  for (; at < to; at++) {
    const byte = bytes[at] as number
    if (byte === 0x2e && scale === 0) scale = 1
    else if (byte >= 0x30 && byte <= 0x39) {
      digits++
      if (scale === 0) value = value * 10 + byte - 48
      else value += (byte - 48) * (scale /= 10)
    } else break
  }
  numberDecimals = scale
  return digits === 0 || bytes[at] === 0x65 || bytes[at] === 0x45 ? Number.NaN : value
}
let numberDecimals = 0

/** From 2001 to 2286 in seconds; a thousand times that in milliseconds, and so on. */
const EPOCH_SECONDS = { least: 1e9, most: 1e10 }

function readTime(result: Unwrapped, bytes: Uint8Array, to: number): void {
  for (let slot = KEYS.firstSlot[TIME] as number; slot < (KEYS.firstSlot[TIME + 1] as number); slot++) {
    const at = values[slot] as number
    if (at < 0) continue
    const isText = bytes[at] === QUOTE
    if (isText && readIsoTime(bytes, at + 1, to)) {
      setTime(result)
      return
    }
    // zap: seconds with decimals; pino and others: milliseconds; some: nanoseconds.
    const value = numberAt(bytes, isText ? at + 1 : at, to)
    if (isText && !isNumber(bytes, at + 1, ends[slot] as number)) continue
    for (let unit = 1000, seconds = value; seconds >= EPOCH_SECONDS.least; seconds /= 1000, unit /= 1000) {
      if (seconds > EPOCH_SECONDS.most) continue
      setEpoch(result, seconds * 1000, numberDecimals > 0 ? unit * numberDecimals : unit)
      return
    }
  }
  for (let slot = KEYS.firstSlot[JOURNAL_TIME] as number; slot < (KEYS.firstSlot[JOURNAL_TIME + 1] as number); slot++) {
    const at = values[slot] as number
    if (at < 0) continue
    const micros = numberAt(bytes, bytes[at] === QUOTE ? at + 1 : at, to)
    if (!(micros > 0)) continue
    setEpoch(result, micros / 1000, 0.001)
    return
  }
}

/** A string of digits, perhaps with decimals: Loki's nanoseconds. */
function isNumber(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isDigit(bytes[at]) && bytes[at] !== 0x2e) return false
  return to > from
}

function setEpoch(result: Unwrapped, ms: number, resolutionMs: number): void {
  stamp.ms = ms
  stamp.resolutionMs = resolutionMs
  stamp.hasYear = true
  stamp.hasZone = true
  setTime(result)
}

function readIdentity(result: Unwrapped, bytes: Uint8Array, to: number): void {
  for (let slot = KEYS.firstSlot[IDENTITY] as number; slot < (KEYS.firstSlot[IDENTITY + 1] as number); slot++) {
    const at = values[slot] as number
    if (at < 0) continue
    let end = bytes[at] === QUOTE ? (ends[slot] as number) : at
    if (end === at) while (end < to && bytes[end] !== 0x2c && bytes[end] !== 0x7d) end++
    result.stream = hashBytes(bytes, at, end)
    return
  }
}
