// Times of a range as people type them: on the wall clock in the case's zone, or since the start of a process.
import type { TimeRange } from '../../../shared/records/index.ts'

const DAY = 86_400_000

/** `03:41:07.330`; milliseconds only where there are any. With `+` in front: seconds since process start. */
export function typedMoment(ms: number, axis: TimeRange['axis'], offsetMinutes: number): string {
  if (axis.kind === 'life') return `+${trimmed((ms / 1000).toFixed(3))} s`
  const local = ms + offsetMinutes * 60_000
  const inDay = ((Math.round(local) % DAY) + DAY) % DAY
  const [h, m, s] = [inDay / 3_600_000, (inDay / 60_000) % 60, (inDay / 1000) % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  )
  const rest = Math.floor(inDay % 1000)
  return `${h}:${m}:${s}${rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`}`
}

/**
 * Milliseconds on the axis; null where the text is no time. A wall time is that of the day `near` lies in, or of the day beside
 * it where that is nearer.
 */
export function momentOf(text: string, axis: TimeRange['axis'], near: number, offsetMinutes: number): number | null {
  const clean = text.trim().replace(',', '.')
  if (axis.kind === 'life') {
    const found = /^\+?(\d+(?:\.\d+)?)\s*(ms|s|min)?$/.exec(clean)
    if (!found) return null
    return Number(found[1]) * { ms: 1, s: 1000, min: 60_000 }[(found[2] ?? 's') as 'ms' | 's' | 'min']
  }
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?$/.exec(clean)
  if (!found) return null
  const [h, m, s] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
  if (h > 23 || m > 59 || s > 59) return null
  const inDay = h * 3_600_000 + m * 60_000 + s * 1000 + Math.round(Number(found[4] ?? 0) * 1000)
  const offset = offsetMinutes * 60_000
  const day = Math.floor((near + offset) / DAY) * DAY - offset
  return [day - DAY, day, day + DAY]
    .map((start) => start + inDay)
    .reduce((best, at) => (Math.abs(at - near) < Math.abs(best - near) ? at : best))
}

// eslint-disable-next-line regexp/no-super-linear-move -- a few digits
const trimmed = (digits: string): string => digits.replace(/\.?0+$/, '')
