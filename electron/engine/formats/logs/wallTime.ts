import type { LogEnvironment, TimeStamp } from './consumer.ts'
import { withYear } from './timestamps.ts'

/** A time without a zone may be any local time. */
const ZONE_ERROR_MS = 14 * 3_600_000

/** What a collector's time says: the middle of what it can mean, and half the width of that. */
export interface WallTime {
  ms: number
  errorMs: number
}

/**
 * The moment that a line's time stamp tells of, for `finish`: only then is the year of times without one known. Null where it is
 * not, or where the line has no time.
 */
export function wallTime(
  { wallMs, resolutionMs, hasYear, hasZone }: TimeStamp,
  { hints, year }: Pick<LogEnvironment, 'hints' | 'year'>,
): WallTime | null {
  if (Number.isNaN(wallMs)) return null
  let ms = wallMs
  if (!hasYear) {
    const known = hints.modifiedMs ?? (year() > 0 ? Date.UTC(year(), 11, 31) : Number.NaN)
    if (Number.isNaN(known)) return null
    ms = withYear(wallMs, known)
  }
  // Collectors cut the time to their resolution, and a line arrives a little after it was printed.
  return {
    ms: ms + (resolutionMs > 1 ? resolutionMs / 2 : 0),
    errorMs: Math.max(1, resolutionMs) / 2 + 1 + (hasZone ? 0 : ZONE_ERROR_MS),
  }
}
