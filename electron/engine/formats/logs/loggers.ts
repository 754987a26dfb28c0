// What a log package of the program puts around its own messages: JSON inside a collector's envelope, klog's header, Go's log
// package, logfmt with a quoted message; and what the kernel's ring buffer puts around its. A crash that a program caught and logged
// (`log.Printf("%s", debug.Stack())`, `logger.Error("panic", "stack", …)`) is readable only without these.
import { grown } from '../../../../shared/lib/grown.ts'
import { findByte, isDigit, startsWith } from './bytes.ts'
import { IN_KERNEL, IN_KLOG, IN_LOGFMT, IN_STD_LOG } from './channels.ts'
import { readJsonLine } from './jsonLine.ts'
import { setTime } from './unwrapped.ts'
import type { Unwrapped } from './unwrapped.ts'
import { readDate, readIsoTime, readKernelDate, readKlogTime, stamp } from './timestamps.ts'

const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
const LF = 10

const encoder = new TextEncoder()
const LOGFMT_STARTS = ['time=', 'level=', 'ts=', 't=', 'lvl=', 'msg='].map((key) => encoder.encode(key))
/** Keys of logfmt whose quoted values are read, first to last; a space or the line's beginning stands before them. */
const MESSAGE_KEYS = ['msg', 'message', 'err', 'error', 'stack', 'stacktrace'].map((key) => encoder.encode(key))
/** Escaped line ends are undone only in messages that hold a stack or one of these: `C:\new` is a path. */
const WORTH_UNESCAPING = ['goroutine profile: ', 'gc ', 'SCHED ', 'fatal error: '].map((text) => encoder.encode(text))
const ALLOC_KEYS = ['lloc', 'lloc_bytes'].map((text) => encoder.encode(text))
const GOROUTINE = encoder.encode('goroutine ')

let scratch = new Uint8Array(4096)

/** Takes the envelope of a log package off `result`, in place. The collector's time and identity hold where there are some. */
export function unwrapLogger(result: Unwrapped): void {
  const { bytes, from, to } = result
  if (to - from < 4) return
  const first = bytes[from] as number
  if (first === 0x7b) {
    if (!result.isOpaque) readJsonLine(result, true)
  } else if (first >= 0x30 && first <= 0x39) stdLog(result)
  else if (first === 0x49 || first === 0x57 || first === 0x45 || first === 0x46) klog(result)
  else if (first === 0x5b) kernel(result)
  else if (first === 0x74 || first === 0x6c || first === 0x6d) logfmt(result)
  if (result.mayHaveEscapes && !result.hasBreaks) undoEscapes(result)
}

/** `2026/11/20 10:03:37[.123456] [file.go:12: ]text` */
function stdLog(result: Unwrapped): void {
  const { bytes, from, to } = result
  if (!readDate(bytes, from, to)) return
  setTime(result)
  result.channel |= IN_STD_LOG
  result.from = Math.min(to, bytes[stamp.end] === SPACE ? stamp.end + 1 : stamp.end)
}

/** `I1120 10:03:37.123456   12345 file.go:42] text` */
function klog(result: Unwrapped): void {
  const { bytes, from, to } = result
  if (!isDigit(bytes[from + 1]) || !readKlogTime(bytes, from + 1, to)) return
  const end = findByte(bytes, 0x5d, stamp.end, Math.min(to, stamp.end + 160))
  if (end < 0 || (end + 1 < to && bytes[end + 1] !== SPACE)) return
  setTime(result)
  result.channel |= IN_KLOG
  result.from = Math.min(to, end + 2)
}

/** `[12345.678901] text` and `[Fri Nov 20 10:03:37 2026] text` (dmesg -T). */
function kernel(result: Unwrapped): void {
  const { bytes, from, to } = result
  let at = from + 1
  while (at < to && bytes[at] === SPACE) at++
  const close = findByte(bytes, 0x5d, at, Math.min(to, at + 40))
  if (close < 0 || (close + 1 < to && bytes[close + 1] !== SPACE)) return
  if (isDigit(bytes[at])) {
    const seconds = secondsIn(bytes, at, close)
    if (Number.isNaN(seconds)) return
    result.bootSeconds = seconds
  } else {
    if (!readKernelDate(bytes, at, close)) return
    setTime(result)
  }
  result.channel |= IN_KERNEL
  result.from = Math.min(to, close + 2)
}

/** Digits, a point, six digits: what the kernel prints. */
function secondsIn(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  let scale = 0
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - 48
    if (bytes[at] === 0x2e && scale === 0) scale = 1
    else if (digit >= 0 && digit <= 9) {
      if (scale === 0) value = value * 10 + digit
      else value += digit * (scale /= 10)
    } else return Number.NaN
  }
  return scale < 1e-4 && scale > 0 ? value : Number.NaN
}

/** `time=2026-11-20T10:03:37Z level=ERROR msg="text\nmore" stack="…"`: the quoted texts, each from a line of its own on. */
function logfmt(result: Unwrapped): void {
  const { bytes, from, to } = result
  if (!beginsLogfmt(bytes, from, to)) return
  let length = 0
  let isFound = false
  for (let open = findByte(bytes, QUOTE, from, to); open >= 0;) {
    const close = closingQuote(bytes, open, to)
    if (bytes[open - 1] === 0x3d && isMessageKey(bytes, from, open - 1)) {
      if (length > 0) scratch[length++] = LF
      length = copyUnescaped(bytes, open + 1, close, length)
      isFound = true
    }
    open = findByte(bytes, QUOTE, close + 1, to)
  }
  if (!isFound) {
    length = bareMessage(bytes, from, to)
    if (length < 0) return
  }
  if (hasStatistics(bytes, from, to)) result.fields = { bytes, from, to }
  const time = findByte(bytes, 0x3d, from, to) + 1
  if (readIsoTime(bytes, bytes[time] === QUOTE ? time + 1 : time, to)) setTime(result)
  take(result, length)
  result.channel |= IN_LOGFMT
}

/** Whether a key ends in `HeapAlloc` or the like (`mem.heap_alloc=`), or a value is MemStats as `%+v` or JSON prints them. */
function hasStatistics(bytes: Uint8Array, from: number, to: number): boolean {
  for (let sign = findByte(bytes, 0x3d, from, to); sign >= 0; sign = findByte(bytes, 0x3d, sign + 1, to)) {
    if (ALLOC_KEYS.some((key) => startsWith(bytes, Math.max(from, sign - key.length), sign, key))) return true
    const value = bytes[sign + 1] === QUOTE ? (bytes[sign + 2] === 0x26 ? sign + 3 : sign + 2) : to
    if (value < to && bytes[value] === 0x7b && !isMessageKey(bytes, from, sign)) return true
  }
  return false
}

/** `msg=main.work(0x1)`: a text without blanks or quotes stands bare. Its length in the scratch buffer; −1: there is none. */
function bareMessage(bytes: Uint8Array, from: number, to: number): number {
  for (let sign = findByte(bytes, 0x3d, from, to); sign >= 0; sign = findByte(bytes, 0x3d, sign + 1, to)) {
    if (!isMessageKey(bytes, from, sign)) continue
    const space = findByte(bytes, SPACE, sign + 1, to)
    return copyUnescaped(bytes, sign + 1, space < 0 ? to : space, 0)
  }
  return -1
}

function beginsLogfmt(bytes: Uint8Array, from: number, to: number): boolean {
  for (const key of LOGFMT_STARTS) if (startsWith(bytes, from, to, key)) return true
  return false
}

/** True where one of MESSAGE_KEYS ends at `to`. */
function isMessageKey(bytes: Uint8Array, from: number, to: number): boolean {
  for (const key of MESSAGE_KEYS) {
    const at = to - key.length
    if (at < from || bytes[at] !== key[0] || (at > from && bytes[at - 1] !== SPACE)) continue
    if (startsWith(bytes, at, to, key)) return true
  }
  return false
}

function closingQuote(bytes: Uint8Array, open: number, to: number): number {
  let at = open + 1
  while (at < to && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return Math.min(at, to)
}

/** `\n`, `\t` in text, and rsyslog's `#012`, `#011`: a crash that was logged as one line. */
function undoEscapes(result: Unwrapped): void {
  const { bytes, from, to } = result
  if (!hasEscapedBreak(bytes, from, to)) return
  if (!hasStack(bytes, from, to) && !WORTH_UNESCAPING.some((needle) => contains(bytes, from, to, needle))) return
  take(result, copyUnescaped(bytes, from, to, 0))
}

function hasEscapedBreak(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at + 1 < to; at++) {
    const byte = bytes[at]
    if (byte === BACKSLASH) {
      if (bytes[at + 1] === 0x6e) return true
      at++
    } else if (byte === 0x23 && isOctalBreak(bytes, at, to)) return true
  }
  return false
}

/**
 * `goroutine 7 [running]:\nmain.main()…`: the escaped line end stands behind the header. One inside the labels of a header, or inside
 * the text of a panic, is what the program wrote; the line is whole.
 */
function hasStack(bytes: Uint8Array, from: number, to: number): boolean {
  let isBehind = false
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (!isBehind) isBehind = byte === GOROUTINE[0] && startsWith(bytes, at, to, GOROUTINE)
    else if (byte === 0x3a && (bytes[at - 1] === 0x5d || bytes[at - 1] === 0x7d) && isBreak(bytes, at + 1, to))
      return true
  }
  return false
}

/** `\n`, `\r\n` or `#012`. */
const isBreak = (bytes: Uint8Array, at: number, to: number): boolean =>
  bytes[at] === BACKSLASH
    ? at + 1 < to && (bytes[at + 1] === 0x6e || bytes[at + 1] === 0x72)
    : at < to && bytes[at] === 0x23 && isOctalBreak(bytes, at, to)

/** `#012` */
const isOctalBreak = (bytes: Uint8Array, at: number, to: number): boolean =>
  at + 3 < to && bytes[at + 1] === 0x30 && bytes[at + 2] === 0x31 && bytes[at + 3] === 0x32

function contains(bytes: Uint8Array, from: number, to: number, needle: Uint8Array): boolean {
  const first = needle[0] as number
  for (let at = findByte(bytes, first, from, to); at >= 0; at = findByte(bytes, first, at + 1, to))
    if (startsWith(bytes, at, to, needle)) return true
  return false
}

const ESCAPES: Record<number, number> = { 0x6e: LF, 0x74: 9, 0x72: 13 }

/** Appends to the scratch buffer; the new length, which grows by no more than was read. */
function copyUnescaped(bytes: Uint8Array, from: number, to: number, length: number): number {
  const needed = length + to - from + 8
  if (scratch.length < needed) scratch = grown(scratch, needed)
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if (byte === BACKSLASH && at + 1 < to) scratch[length++] = ESCAPES[bytes[++at] as number] ?? (bytes[at] as number)
    else if (
      byte === 0x23 &&
      at + 3 < to &&
      bytes[at + 1] === 0x30 &&
      bytes[at + 2] === 0x31 &&
      isBreakOrTab(bytes[at + 3])
    ) {
      scratch[length++] = bytes[at + 3] === 0x32 ? LF : 9
      at += 3
    } else scratch[length++] = byte
  }
  return length
}

const isBreakOrTab = (byte: number | undefined): boolean => byte === 0x31 || byte === 0x32

function take(result: Unwrapped, length: number): void {
  let end = length
  while (end > 0 && (scratch[end - 1] === LF || scratch[end - 1] === 13)) end--
  result.bytes = scratch
  result.from = 0
  result.to = end
  result.hasBreaks = findByte(scratch, LF, 0, end) >= 0
}
