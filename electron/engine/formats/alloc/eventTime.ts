// Times of allocation events: a wall time in the forms people write, or a counter of nanoseconds (bpftrace's `nsecs`, a
// monotonic clock) that tells only what came when.

export interface EventTime {
  isWall: boolean
  /** Whole milliseconds, and nanoseconds beyond them: 64 bits of nanoseconds do not fit a number. */
  ms: number
  ns: number
}

const RFC3339 = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:[.,](\d{1,18}))?\s*([Zz]|[+-]\d\d:?\d\d)?$/
/** From here on a number of seconds is one since 1970: before, it is a process' or machine's own. */
const EPOCH_SECONDS = 1e9
const EPOCH_MILLIS = 1e12
const EPOCH_MICROS = 1e15

/** A value under a key such as `time`; null: it is no time. */
export function eventTime(value: unknown): EventTime | null {
  if (typeof value === 'string') {
    const found = RFC3339.exec(value.trim())
    if (found) return wallTime(found[1] ?? '', found[2] ?? '', found[3] ?? 'Z')
    const text = value.trim()
    return /^\d+(?:\.\d+)?$/.test(text) ? numberTime(Number(text), text) : null
  }
  return typeof value === 'number' ? numberTime(value, null) : null
}

/** A value under a key such as `ns`: nanoseconds of whatever clock. */
export function nanosTime(value: unknown): EventTime | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (!/^\d{1,19}$/.test(text)) return null
  const ms = Number(text.slice(0, -6) || '0')
  return { isWall: ms >= EPOCH_MILLIS, ms, ns: Number(text.slice(-6)) }
}

function wallTime(clock: string, fraction: string, zone: string): EventTime | null {
  const seconds = Date.parse(`${clock.replace(/[ t]/, 'T')}${zone === 'z' ? 'Z' : zone}`)
  if (Number.isNaN(seconds)) return null
  const digits = fraction.padEnd(9, '0').slice(0, 9)
  return { isWall: true, ms: seconds + Number(digits.slice(0, 3)), ns: Number(digits.slice(3)) }
}

/** Seconds since 1970 or since some start; milliseconds, micro- and nanoseconds since 1970 are told by their size. */
function numberTime(value: number, text: string | null): EventTime | null {
  if (!Number.isFinite(value) || value < 0) return null
  if (value >= EPOCH_MICROS * 1000) return nanosTime(text ?? value)
  const seconds = value >= EPOCH_MICROS ? value / 1e6 : value >= EPOCH_MILLIS ? value / 1e3 : value
  const ms = Math.floor(seconds * 1000)
  const ns = Math.round((seconds * 1000 - ms) * 1e6)
  return { isWall: seconds >= EPOCH_SECONDS, ms, ns: Math.min(ns, 999_999) }
}
