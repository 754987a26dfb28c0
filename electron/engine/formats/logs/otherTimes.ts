// Times that begin a line and are neither RFC 3339 nor syslog's:
//   @400000006567a1c51dcd6500 text            TAI64N: multilog, svlogd, s6-log
//   Fri 2026-11-20 10:03:37.123456 UTC host app[1]: text     journalctl -o short-full, with-unit
//   1795168217.123456 host app[1]: text       journalctl -o short-unix
//   1795168217123 text                        ms since 1970
import { isDigit, isLetter } from './bytes.ts'
import { readIsoTime, stamp } from './timestamps.ts'

const SPACE = 0x20
const POINT = 0x2e
const ONE = 0x31
const TAI_DIGITS = 24
/** What the labels of TAI64 begin with in our time: 2^62 seconds. */
const TAI_EPOCH = 0x4000_0000
/**
 * multilog and svlogd write the clock's seconds and 10; s6-log writes TAI, which has been 37 ahead since 2017. A label does not say which, so it
 * may be any time from the one to the other.
 */
const TAI_MOST = 37
const TAI_SPREAD_MS = 27_000

const hexAt = (bytes: Uint8Array, at: number, count: number): number => {
  let value = 0
  for (let index = 0; index < count; index++) {
    const byte = bytes[at + index] as number
    const digit = isDigit(byte) ? byte - 0x30 : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1
    if (digit < 0) return Number.NaN
    value = value * 16 + digit
  }
  return value
}

/** Sets `stamp`. False: there is none. */
export function readTaiTime(bytes: Uint8Array, at: number, to: number): boolean {
  const end = at + 1 + TAI_DIGITS
  if (end >= to || bytes[end] !== SPACE || hexAt(bytes, at + 1, 8) !== TAI_EPOCH) return false
  const seconds = hexAt(bytes, at + 9, 8)
  const nanos = hexAt(bytes, at + 17, 8)
  if (!(seconds > 1e9) || !(nanos < 1e9)) return false
  stamp.ms = (seconds - TAI_MOST) * 1000 + nanos / 1e6
  stamp.resolutionMs = TAI_SPREAD_MS
  return found(end)
}

/** `Fri 2026-11-20 10:03:37 UTC`: a day's name, then a date. */
export function readFullTime(bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < 24 || bytes[at + 3] !== SPACE || !isDigit(bytes[at + 4]) || !readIsoTime(bytes, at + 4, to))
    return false
  const zone = stamp.end + 1
  let end = zone
  while (end < to && isLetter(bytes[end] as number)) end++
  if (end === zone || bytes[end] !== SPACE) return true
  // Names of other zones are those of several places.
  const name = String.fromCharCode(...bytes.subarray(zone, Math.min(end, zone + 4)))
  if (name === 'UTC' || name === 'GMT') stamp.hasZone = true
  if (/^[A-Z]{3,4}$/.test(name)) stamp.end = end
  return true
}

/** Seconds with decimals, or ms, since 1970; from 2001 to 2033. */
export function readEpochTime(bytes: Uint8Array, at: number, to: number): boolean {
  if (bytes[at] !== ONE) return false
  let end = at
  while (end < to && end - at < 14 && isDigit(bytes[end])) end++
  let value = digits(bytes, at, end)
  stamp.resolutionMs = 1
  if (end - at === 10 && bytes[end] === POINT) {
    const first = ++end
    while (end < to && isDigit(bytes[end])) end++
    if (end - first < 3) return false
    stamp.resolutionMs = 1000 / 10 ** (end - first)
    value = value * 1000 + digits(bytes, first, end) * stamp.resolutionMs
  } else if (end - at !== 13) return false
  if (end >= to || bytes[end] !== SPACE) return false
  stamp.ms = value
  return found(end)
}

function digits(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at] as number) - 0x30
  return value
}

function found(end: number): true {
  stamp.hasYear = true
  stamp.hasZone = true
  stamp.end = end
  return true
}
