// Times as log collectors and log packages write them, read from bytes: RFC 3339 and relatives (`2026-11-20T10:03:37.123456789Z`,
// also with a space for the T and offsets as +01:00, +0100 or none), the BSD one without year or zone (`Nov 20 10:03:37`), those of
// Go's log package (`2026/11/20 10:03:37`), of klog (`1120 10:03:37.123456`) and of `dmesg -T` (`Fri Nov 20 10:03:37 2026`).

/** Result of the last successful reading, reused. */
export interface Stamp {
  /** Epoch milliseconds; for times without a year, of the year YEARLESS_BASE. */
  ms: number
  /** What the last digit is worth, ms. */
  resolutionMs: number
  hasYear: boolean
  hasZone: boolean
  /** First byte after the time. */
  end: number
}

/** A leap year, so that 29 February is a date. */
export const YEARLESS_BASE = 2000

export const stamp: Stamp = { ms: 0, resolutionMs: 1000, hasYear: true, hasZone: true, end: 0 }

const digitsAt = (bytes: Uint8Array, at: number, count: number): number => {
  let value = 0
  for (let index = 0; index < count; index++) {
    const digit = (bytes[at + index] as number) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

// The date of successive lines is the same: its epoch day is computed once.
let cachedKey = -1
let cachedDayMs = 0

function dayMs(year: number, month: number, day: number): number {
  const key = (year * 16 + month) * 32 + day
  if (key !== cachedKey) {
    cachedDayMs = Date.UTC(year, month - 1, day)
    cachedKey = key
  }
  return cachedDayMs
}

/** `hh:mm:ss[.fraction]` from `at`; sets `stamp.ms`, `resolutionMs` and `end`. */
function readClock(bytes: Uint8Array, at: number, to: number, day: number): boolean {
  if (to - at < 8 || bytes[at + 2] !== 58 || bytes[at + 5] !== 58) return false
  const hour = digitsAt(bytes, at, 2)
  const minute = digitsAt(bytes, at + 3, 2)
  const second = digitsAt(bytes, at + 6, 2)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return false
  let end = at + 8
  let fraction = 0
  let scale = 1000
  if (end < to && (bytes[end] === 46 || bytes[end] === 44)) {
    const start = ++end
    let digit: number
    while (end < to && (digit = (bytes[end] as number) - 48) >= 0 && digit <= 9) {
      scale /= 10
      fraction += digit * scale
      end++
    }
    if (end === start) return false
  }
  stamp.ms = day + hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction
  stamp.resolutionMs = scale
  stamp.end = end
  return true
}

/** RFC 3339 and relatives. False: there is no such time at `at`; `stamp` is then of no meaning. */
export function readIsoTime(bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < 19 || bytes[at + 4] !== 45 || bytes[at + 7] !== 45) return false
  const separator = bytes[at + 10]
  if (separator !== 84 && separator !== 32) return false
  const year = digitsAt(bytes, at, 4)
  const month = digitsAt(bytes, at + 5, 2)
  const day = digitsAt(bytes, at + 8, 2)
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return false
  if (!readClock(bytes, at + 11, to, dayMs(year, month, day))) return false
  stamp.hasYear = true
  stamp.hasZone = false
  const end = stamp.end
  const sign = bytes[end]
  if (end < to && sign === 90) {
    stamp.hasZone = true
    stamp.end = end + 1
  } else if (end + 4 < to && (sign === 43 || sign === 45)) {
    const hours = digitsAt(bytes, end + 1, 2)
    const colon = bytes[end + 3] === 58 ? 1 : 0
    const minutes = digitsAt(bytes, end + 3 + colon, 2)
    if (hours >= 0 && minutes >= 0 && end + 5 + colon <= to) {
      stamp.ms -= (sign === 43 ? 1 : -1) * (hours * 60 + minutes) * 60_000
      stamp.hasZone = true
      stamp.end = end + 5 + colon
    }
  }
  return true
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Nov 20 10:03:37`, `Nov  2 10:03:37.123456`. */
export function readBsdTime(bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < 15 || bytes[at + 3] !== 32 || bytes[at + 6] !== 32) return false
  const name = String.fromCharCode(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number)
  const month = MONTHS.indexOf(name) + 1
  if (month === 0) return false
  const day = bytes[at + 4] === 32 ? digitsAt(bytes, at + 5, 1) : digitsAt(bytes, at + 4, 2)
  if (day < 1 || day > 31) return false
  if (!readClock(bytes, at + 7, to, dayMs(YEARLESS_BASE, month, day))) return false
  stamp.hasYear = false
  stamp.hasZone = false
  return true
}

/** `2026/11/20 10:03:37[.123456]` in some local zone. */
export function readDate(bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < 19 || bytes[at + 4] !== 47 || bytes[at + 7] !== 47 || bytes[at + 10] !== 32) return false
  const year = digitsAt(bytes, at, 4)
  const month = digitsAt(bytes, at + 5, 2)
  const day = digitsAt(bytes, at + 8, 2)
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return false
  if (!readClock(bytes, at + 11, to, dayMs(year, month, day))) return false
  stamp.hasYear = true
  stamp.hasZone = false
  return true
}

/** `1120 10:03:37.123456`: month and day, no year, some local zone. */
export function readKlogTime(bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < 13 || bytes[at + 4] !== 32) return false
  const month = digitsAt(bytes, at, 2)
  const day = digitsAt(bytes, at + 2, 2)
  if (month < 1 || month > 12 || day < 1 || day > 31) return false
  if (!readClock(bytes, at + 5, to, dayMs(YEARLESS_BASE, month, day))) return false
  stamp.hasYear = false
  stamp.hasZone = false
  return true
}

/** `Fri Nov 20 10:03:37 2026` */
export function readKernelDate(bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < 24 || !readBsdTime(bytes, at + 4, to) || bytes[stamp.end] !== 32) return false
  const year = digitsAt(bytes, stamp.end + 1, 4)
  if (year < 1970) return false
  const shown = new Date(stamp.ms)
  stamp.ms = Date.UTC(year, shown.getUTCMonth(), shown.getUTCDate()) + (stamp.ms % 86_400_000)
  stamp.hasYear = true
  stamp.end += 5
  return true
}

/** A time that was read without a year, in the year it belongs to: the one that puts it at or before `knownMs` (plus a day). */
export function withYear(ms: number, knownMs: number): number {
  const at = new Date(ms)
  const inYear = (year: number): number => {
    const day = Date.UTC(year, at.getUTCMonth(), at.getUTCDate())
    return day + (ms % 86_400_000)
  }
  const year = new Date(knownMs).getUTCFullYear()
  const same = inYear(year)
  return same <= knownMs + 86_400_000 ? same : inYear(year - 1)
}
