// Times beside values: numbers since 1970 in whatever unit, and the texts that people and `date` write between scrapes.
import { isDigit } from '../logs/bytes.ts'

/** Whole seconds, ms, µs or ns since 1970 are told apart by their size: 2001 … 2286 in each unit. */
export function epochMs(value: number): number | null {
  if (!Number.isFinite(value) || value < 1e9) return null
  if (value < 1e10) return value * 1000
  if (value >= 1e12 && value < 1e13) return value
  if (value >= 1e15 && value < 1e16) return value / 1000
  if (value >= 1e18 && value < 1e19) return value / 1e6
  return null
}

const ISO =
  /^(?<date>\d{4}-\d\d-\d\d)[T ](?<clock>\d\d:\d\d(?::\d\d)?)(?:[.,](?<fraction>\d{1,9}))?\s*(?<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i
/** `Sat Nov 21 03:43:56 UTC 2026`, `Sat, 21 Nov 2026 03:43:56 +0000`, with or without the day's name. */
const DATE_COMMAND =
  /^(?:[A-Z][a-z]{2}\s+)?(?<month>[A-Z][a-z]{2})\s+(?<day>\d{1,2})\s+(?<clock>\d\d:\d\d:\d\d)(?:\s+(?<half>[AP]M))?(?:\s+(?<zone>[A-Z]{2,5}|[+-]\d{2,4}))?\s+(?<year>20\d\d)$/
const RFC_1123 =
  /^(?:[A-Z][a-z]{2},?\s+)?(?<day>\d{1,2})\s+(?<month>[A-Z][a-z]{2})\s+(?<year>20\d\d)\s+(?<clock>\d\d:\d\d:\d\d)(?:\s+(?<half>[AP]M))?(?:\s+(?<zone>[A-Z]{2,5}|[+-]\d{2}:?\d{2}))?$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Half of the width of the zones of the world: a local time says no more. */
const ANY_ZONE_MS = 14 * 3_600_000

export interface ReadTime {
  ms: number
  /** Half-width of what is known: the last digit written, or any zone of the world. */
  errorMs: number
}

/** Whether a text that begins with this byte can be one of those below: all begin with a digit or a capital, and white space of any kind is cut. */
export const mayBeginTime = (byte: number): boolean =>
  isDigit(byte) || (byte >= 0x41 && byte <= 0x5a) || byte <= 0x20 || byte >= 0x80

/** A whole text that is a time; null where it is none. */
export function readTimeText(text: string): ReadTime | null {
  const trimmed = text.trim()
  if (trimmed.length < 9 || trimmed.length > 48) return null
  if (/^\d{10}(?:\.\d{1,9})?$|^\d{13}$|^\d{16}$|^\d{19}$/.test(trimmed)) {
    const ms = epochMs(Number(trimmed))
    return ms === null ? null : { ms, errorMs: trimmed.length === 10 ? 500 : 1 }
  }
  const iso = ISO.exec(trimmed)?.groups
  if (iso) {
    const day = Date.parse(`${iso.date}T00:00:00Z`)
    return placed(day, iso.clock ?? '', undefined, iso.fraction, iso.zone)
  }
  const parts = (DATE_COMMAND.exec(trimmed) ?? RFC_1123.exec(trimmed))?.groups
  if (!parts) return null
  const month = MONTHS.indexOf(parts.month ?? '')
  if (month < 0) return null
  const day = Date.UTC(Number(parts.year), month, Number(parts.day))
  return placed(day, parts.clock ?? '', parts.half, undefined, parts.zone)
}

function placed(
  dayMs: number,
  clock: string,
  half: string | undefined,
  fraction: string | undefined,
  zone: string | undefined,
): ReadTime | null {
  const [hour = 0, minute = 0, second = 0] = clock.split(':').map(Number)
  if (!Number.isFinite(dayMs) || hour > 23 || minute > 59 || second > 60) return null
  const hours = half === undefined ? hour : (hour % 12) + (half === 'PM' ? 12 : 0)
  const offset = zoneOffsetMs(zone)
  const ms = dayMs + hours * 3_600_000 + minute * 60_000 + second * 1000 + Number(`0.${fraction ?? '0'}`) * 1000
  if (offset === null) return { ms, errorMs: ANY_ZONE_MS }
  return { ms: ms - offset, errorMs: fraction === undefined ? 500 : 1 }
}

/** Null where no zone is named, or one whose name several places share. */
function zoneOffsetMs(zone: string | undefined): number | null {
  if (zone === undefined) return null
  if (/^(?:Z|UTC|GMT)$/i.test(zone)) return 0
  const numeric = /^(?<sign>[+-])(?<hours>\d\d):?(?<minutes>\d\d)?$/.exec(zone)?.groups
  if (!numeric) return null
  const size = Number(numeric.hours) * 60 + Number(numeric.minutes ?? '0')
  return (numeric.sign === '-' ? -size : size) * 60_000
}
