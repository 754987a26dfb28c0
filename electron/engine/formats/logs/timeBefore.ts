// A time in front of a text that no envelope is known for: `pod container 2026-11-20T10:03:37Z `, `Fri 2026-11-20 10:03:37 UTC host app[1]: `,
// `1795168217123\t`, `2026-11-20 10:03:37.123,"`.
import { isDigit, isLetter, literal, startsWith } from './bytes.ts'
import type { TimeStamp } from './consumer.ts'
import { readBsdTime, readDate, readIsoTime, stamp } from './timestamps.ts'

/** Prefixes are looked at so far. */
const LONGEST = 256
const ZONES = [' UTC', ' GMT'].map(literal)
/** Digits of a time since 1970 in seconds, milliseconds, microseconds and nanoseconds. */
const EPOCHS: Partial<Record<number, number>> = { 10: 1000, 13: 1, 16: 1e-3, 19: 1e-6 }

/** Sets the time of `found` to the first one in `from … to`, if there is one. */
export function timeBefore(bytes: Uint8Array, from: number, to: number, found: TimeStamp): void {
  const last = Math.min(to, from + LONGEST)
  for (let at = from; at < last; at++) {
    const byte = bytes[at] as number
    if (at > from && isDigit(byte) && isDigit(bytes[at - 1])) continue
    if (isDigit(byte)) {
      if (readIsoTime(bytes, at, to)) {
        const { end } = stamp
        found.hasZone = stamp.hasZone || ZONES.some((zone) => startsWith(bytes, end, to, zone))
      } else if (readDate(bytes, at, to)) found.hasZone = false
      else if (readEpoch(bytes, at, to)) found.hasZone = true
      else continue
    } else if (byte >= 0x41 && byte <= 0x53 && readBsdTime(bytes, at, to)) found.hasZone = false
    else continue
    found.wallMs = stamp.ms
    found.resolutionMs = stamp.resolutionMs
    found.hasYear = stamp.hasYear
    return
  }
}

/** From 2001 on; sets `stamp`. */
function readEpoch(bytes: Uint8Array, at: number, to: number): boolean {
  let end = at
  while (end < to && isDigit(bytes[end])) end++
  const unit = EPOCHS[end - at]
  // What begins with 1 is of the years 2001 to 2033.
  if (unit === undefined || bytes[at] !== 0x31) return false
  let stop = end
  if (unit === 1000 && bytes[end] === 0x2e) {
    stop++
    while (stop < to && isDigit(bytes[stop])) stop++
  }
  // Part of a longer word is no time.
  if (stop < to && isWordByte(bytes[stop] as number)) return false
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, stop - at).toString('latin1')
  stamp.ms = Number(text) * unit
  stamp.resolutionMs = stop > end + 1 ? unit / 10 ** (stop - end - 1) : unit
  stamp.hasYear = true
  return true
}

const isWordByte = (byte: number): boolean => isLetter(byte) || byte === 0x2d || byte === 0x5f
