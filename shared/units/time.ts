// Wall times and times since a start, for people: always in a named zone, with the precision the reader of the column needs.
import type { Language } from '../lib/localText.ts'

const NBSP = '\u00a0'
const MINUS = '\u2212'
const two = (value: number): string => String(value).padStart(2, '0')

/** Where a wall time is shown: UTC, or minutes east of it as the browser or the settings say. */
export interface Zone {
  label: string
  offsetMinutes: number
}
export const UTC: Zone = { label: 'UTC', offsetMinutes: 0 }

/** `UTC`, `UTC+8`, `UTC−3:30`. */
export function zoneLabel(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'UTC'
  const size = Math.abs(offsetMinutes)
  const minutes = size % 60 === 0 ? '' : `:${two(size % 60)}`
  return `UTC${offsetMinutes < 0 ? MINUS : '+'}${Math.floor(size / 60)}${minutes}`
}

export const zoneOf = (offsetMinutes: number): Zone => ({ label: zoneLabel(offsetMinutes), offsetMinutes })

const inZone = (epochMilliseconds: number, zone: Zone): Date =>
  new Date(epochMilliseconds + zone.offsetMinutes * 60_000)

/** `2026-11-21`. */
export function formatDate(epochMilliseconds: number, zone: Zone = UTC): string {
  const at = inZone(epochMilliseconds, zone)
  if (Number.isNaN(at.getTime())) return '–'
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
}

/** `03:43:56`, with `digits` decimals of the second, cut and not rounded: a time is never shown before it was. */
export function formatTimeOfDay(epochMilliseconds: number, zone: Zone = UTC, digits = 0): string {
  const at = inZone(epochMilliseconds, zone)
  if (Number.isNaN(at.getTime())) return '–'
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
  return digits === 0 ? time : `${time}.${String(at.getUTCMilliseconds()).padStart(3, '0').slice(0, digits)}`
}

/** `2026-11-21 03:43:56`, with `digits` decimals of the second. */
export function formatDateTime(epochMilliseconds: number, zone: Zone = UTC, digits = 0): string {
  const date = formatDate(epochMilliseconds, zone)
  return date === '–' ? date : `${date}${NBSP}${formatTimeOfDay(epochMilliseconds, zone, digits)}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A date within a sentence: `21 Nov 2026`, `2026 年 11 月 21 日`. */
export function formatDateInProse(epochMilliseconds: number, zone: Zone, language: Language): string {
  const at = inZone(epochMilliseconds, zone)
  if (Number.isNaN(at.getTime())) return '–'
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  return language === 'zh-CN'
    ? [year, '年', month + 1, '月', day, '日'].join(NBSP)
    : [day, MONTHS[month] ?? '', year].join(NBSP)
}

/** Two wall times with the zone once, the date only where they differ by day: `03:40:16 → 03:43:56 UTC`. */
export function formatTimeRange(fromMs: number, toMs: number, zone: Zone, digits = 0): string {
  const isOneDay = formatDate(fromMs, zone) === formatDate(toMs, zone)
  const text = (ms: number): string => (isOneDay ? formatTimeOfDay(ms, zone, digits) : formatDateTime(ms, zone, digits))
  return `${text(fromMs)} → ${text(toMs)}${NBSP}${zone.label}`
}

/** How much of its date a wall time needs, to be told from the others beside it. */
export type DatePart = 'none' | 'day' | 'year'

/** Nothing where all lie in one day of the zone; months and days within a year; whole dates else. */
export function datePartOf(epochMilliseconds: Iterable<number>, zone: Zone = UTC): DatePart {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const at of epochMilliseconds) {
    least = Math.min(least, at)
    most = Math.max(most, at)
  }
  if (!(least < most)) return 'none'
  const [first, last] = [formatDate(least, zone), formatDate(most, zone)]
  if (first === last) return 'none'
  return first.slice(0, 4) === last.slice(0, 4) ? 'day' : 'year'
}

/** `03:43:56`, `11-21 03:43:56` or `2026-11-21 03:43:56`: a wall time with the part of its date that is asked for. */
export function formatDated(epochMilliseconds: number, zone: Zone, part: DatePart, digits = 0): string {
  if (part === 'none') return formatTimeOfDay(epochMilliseconds, zone, digits)
  const text = formatDateTime(epochMilliseconds, zone, digits)
  return part === 'day' && text !== '–' ? text.slice(text.indexOf('-') + 1) : text
}

/**
 * Two wall times of a column whose times need `part` of their dates; the second one repeats it only on another day, and is left out
 * where it is less than a second later: `11-21 03:43:56 → 03:50:00`.
 */
export function formatDatedSpan(fromMs: number, toMs: number, zone: Zone, part: DatePart): string {
  const from = formatDated(fromMs, zone, part)
  if (toMs - fromMs < 1000) return from
  const isOneDay = formatDate(fromMs, zone) === formatDate(toMs, zone)
  return `${from} → ${formatDated(toMs, zone, isOneDay ? 'none' : part)}`
}

const ERROR_UNITS: readonly [unit: string, ms: number, below: number][] = [
  ['µs', 0.001, 0.1],
  ['ms', 1, 1000],
  ['s', 1000, 120_000],
  ['min', 60_000, 7_200_000],
  ['h', 3_600_000, 172_800_000],
  ['d', 86_400_000, Number.POSITIVE_INFINITY],
]

/** How far off a time may be: `± 0.4 ms`, `± 30 s`, `± 7 d`. Two figures are as much as anybody knows of an error. */
export function formatTimeError(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '–'
  if (milliseconds === 0) return `±${NBSP}0${NBSP}ms`
  const [unit, ms] = ERROR_UNITS.find(([, , below]) => milliseconds < below) ?? ['d', 86_400_000]
  const value = milliseconds / ms
  const digits = value >= 10 || Number.isInteger(value) ? 0 : 1
  return `±${NBSP}${value.toFixed(digits)}${NBSP}${unit}`
}

/** Decimals of the second that tell times `stepMs` apart from each other: 0 from a second on, at most 3. */
export function timeDigits(stepMs: number): number {
  if (!(stepMs > 0)) return 3
  return Math.max(0, Math.min(3, Math.ceil(-Math.log10(stepMs / 1000) - 1e-9)))
}

/**
 * Seconds since a start with a constant number of decimals: `12.345 s`, `1:02:03.4`. Figures of one column align; the column's head
 * says since when.
 */
export function formatSince(milliseconds: number, digits = 3): string {
  if (!Number.isFinite(milliseconds)) return '–'
  const sign = milliseconds < 0 ? MINUS : ''
  const unit = 10 ** digits
  const ticks = Math.floor((Math.abs(milliseconds) / 1000) * unit + 1e-6)
  const whole = Math.floor(ticks / unit)
  const fraction = digits === 0 ? '' : `.${String(ticks % unit).padStart(digits, '0')}`
  if (whole < 60) return `${sign}${whole}${fraction}${NBSP}s`
  const clock = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const shown = clock[0] === 0 ? clock.slice(1) : clock
  return `${sign}${shown.map((part, index) => (index === 0 ? String(part) : two(part))).join(':')}${fraction}`
}

const WALL = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/

/**
 * `2026-11-21 03:40:00.123` in the zone given, or with a zone of its own (`Z`, `+08:00`); epoch ms. Null where it is no such time,
 * also for the 31st of February.
 */
export function parseWallTime(text: string, offsetMinutes: number): number | null {
  const match = WALL.exec(text.trim().replaceAll(NBSP, ' '))
  if (!match) return null
  const [, year, month, day, hour, minute, second = '0', fraction = '', own] = match
  const parts = [year, month, day, hour, minute, second].map(Number) as [number, number, number, number, number, number]
  const at = Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3], parts[4], parts[5])
  const check = new Date(at)
  if (check.getUTCMonth() !== parts[1] - 1 || check.getUTCDate() !== parts[2]) return null
  if (parts[3] > 23 || parts[4] > 59 || parts[5] > 59) return null
  const offset = own === undefined ? offsetMinutes : zoneOffset(own)
  return at + Number(`0.${fraction || '0'}`) * 1000 - offset * 60_000
}

function zoneOffset(text: string): number {
  if (text === 'Z') return 0
  const size = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))
  return text.startsWith('-') ? -size : size
}
