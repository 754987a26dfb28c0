// What may be typed behind `:` in the palette: a number (GC cycle or line), a time of day, a time since the start.

export type GoTo =
  | { kind: 'number'; of: 'any' | 'cycle' | 'line'; number: number }
  /** `date` as `2026-11-21`; null: on the day of the case. Milliseconds of the day. */
  | { kind: 'time'; date: string | null; ms: number }
  /** Milliseconds since the process started. */
  | { kind: 'offset'; ms: number }

const UNITS: Record<string, number> = { ms: 1, s: 1e3, m: 6e4, min: 6e4, h: 3.6e6 }

/** Null where the text is none of these. */
export function parseGoTo(typed: string): GoTo | null {
  const text = typed.trim().replaceAll('：', ':')
  const number = /^(?:(gc|周期|line|行|第)\s*)?(\d{1,12})\s*(行|周期)?$/i.exec(text)
  if (number) {
    const word = (number[3] ?? number[1] ?? '').toLowerCase()
    const of = /gc|周期/.test(word) ? 'cycle' : /line|行/.test(word) ? 'line' : 'any'
    return { kind: 'number', of, number: Number(number[2]) }
  }
  const time = /^(?:(\d{4}-\d{2}-\d{2})[T\s]+)?(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?Z?$/.exec(text)
  if (time) {
    const [hours, minutes, seconds] = [Number(time[2]), Number(time[3]), Number(time[4] ?? 0)]
    if (hours > 23 || minutes > 59 || seconds > 59) return null
    const ms = Math.round(Number(`0${time[5] ?? ''}`) * 1000)
    return { kind: 'time', date: time[1] ?? null, ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms }
  }
  const offset = /^(?:\+|@)?(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)$/.exec(text)
  if (offset) return { kind: 'offset', ms: Number(offset[1]) * (UNITS[offset[2] ?? ''] ?? 1) }
  const clock = /^\+(\d+):(\d{2})(?::(\d{2}))?$/.exec(text)
  if (!clock) return null
  const [first, second] = [Number(clock[1]), Number(clock[2])]
  const seconds = clock[3] === undefined ? first * 60 + second : (first * 60 + second) * 60 + Number(clock[3])
  return { kind: 'offset', ms: seconds * 1000 }
}
