const STAMP = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?(Z)?$/

/** `2026-11-21 03:40:00.123` in a zone as epoch milliseconds; null where it is no such time. `Z` means UTC. */
export function parseWallTime(text: string, offsetMinutes: number): number | null {
  const match = STAMP.exec(text.trim())
  if (!match) return null
  const [, year, month, day, hour, minute, second = '0', fraction = '0', utc] = match
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(3, '0')),
  )
  const parts = new Date(at)
  const isReal =
    parts.getUTCMonth() + 1 === Number(month) &&
    parts.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60
  return isReal ? at - (utc ? 0 : offsetMinutes * 60_000) : null
}
