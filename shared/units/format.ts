// Figures for people: true minus, no-break space before the unit, thousands comma, stable precision.
// Both shells, the report and the command line print figures with these functions only.

const NBSP = '\u00a0'
const MINUS = '\u2212'

/** `1234.5` → `1,234.5`; digits after the point as asked. NaN and infinities become an en dash. */
export function formatNumber(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '–'
  const rounded = Math.abs(value).toFixed(digits)
  const [whole = '0', fraction] = rounded.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`
  return value < 0 && Number(rounded) !== 0 ? MINUS + text : text
}

/** Digits after the point that keep about three significant figures. */
export function digitsFor(value: number): number {
  const size = Math.abs(value)
  if (size >= 100 || size === 0) return 0
  return size >= 10 ? 1 : 2
}

function withUnit(value: number, unit: string): string {
  return `${formatNumber(value, digitsFor(value))}${NBSP}${unit}`
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

/** Bytes in binary units: `12.3 MiB`. Whole bytes below 1 KiB. */
export function formatBytes(value: number): string {
  if (!Number.isFinite(value)) return '–'
  let size = Math.abs(value)
  let unit = 0
  while (size >= 1023.5 && unit < BYTE_UNITS.length - 1) {
    size /= 1024
    unit++
  }
  const signed = value < 0 ? -size : size
  return unit === 0 ? `${formatNumber(signed)}${NBSP}B` : withUnit(signed, BYTE_UNITS[unit] ?? 'B')
}

/** Nanoseconds in the unit that reads best: `850 ns`, `12.4 µs`, `1.25 ms`, `3.2 s`, `4 min 05 s`, `2 h 03 min`. */
export function formatDuration(nanoseconds: number): string {
  if (!Number.isFinite(nanoseconds)) return '–'
  const size = Math.abs(nanoseconds)
  if (size < 999.5) return withUnit(nanoseconds, 'ns')
  if (size < 999_500) return withUnit(nanoseconds / 1e3, 'µs')
  if (size < 999_500_000) return withUnit(nanoseconds / 1e6, 'ms')
  if (size < 119.5e9) return withUnit(nanoseconds / 1e9, 's')
  const sign = nanoseconds < 0 ? MINUS : ''
  const seconds = Math.round(size / 1e9)
  const pad = (value: number): string => String(value).padStart(2, '0')
  if (seconds < 7200) return `${sign}${Math.floor(seconds / 60)}${NBSP}min${NBSP}${pad(seconds % 60)}${NBSP}s`
  const minutes = Math.round(seconds / 60)
  return `${sign}${formatNumber(Math.floor(minutes / 60))}${NBSP}h${NBSP}${pad(minutes % 60)}${NBSP}min`
}

/** A share between 0 and 1 as percent: `12.4 %`. */
export function formatShare(value: number, digits?: number): string {
  if (!Number.isFinite(value)) return '–'
  const percent = value * 100
  return `${formatNumber(percent, digits ?? (Math.abs(percent) >= 10 ? 0 : 1))}${NBSP}%`
}

/** A count: `1,234`. */
export const formatCount = (value: number): string => formatNumber(value)

/** A value of a profile's sample type, by its unit as pprof names it. */
export function formatSampleValue(value: number, unit: string): string {
  switch (unit) {
    case 'bytes':
    case 'byte':
      return formatBytes(value)
    case 'nanoseconds':
    case 'nanosecond':
    case 'ns':
      return formatDuration(value)
    case 'microseconds':
    case 'us':
      return formatDuration(value * 1e3)
    case 'milliseconds':
    case 'ms':
      return formatDuration(value * 1e6)
    case 'seconds':
    case 's':
      return formatDuration(value * 1e9)
    case 'kilobytes':
    case 'kb':
      return formatBytes(value * 1024)
    case 'megabytes':
    case 'mb':
      return formatBytes(value * 1_048_576)
    case 'count':
    case '':
      return formatCount(value)
    default:
      return `${formatNumber(value, digitsFor(value))}${NBSP}${unit}`
  }
}

/** A figure of a finding, by its unit (FigureUnit of shared/records/finding.ts). */
export function formatFigure(value: number, unit: string): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(value)
    case 'bytes/min':
      return `${formatBytes(value)}/min`
    case 'ns':
      return formatDuration(value)
    case 'share':
      return formatShare(value)
    case 'count/min':
      return `${formatNumber(value, digitsFor(value))}/min`
    default:
      return formatNumber(value, Number.isInteger(value) ? 0 : digitsFor(value))
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Where a wall time is shown: UTC, or minutes east of it as the browser or the settings say. */
export interface Zone {
  label: string
  offsetMinutes: number
}
export const UTC: Zone = { label: 'UTC', offsetMinutes: 0 }

/** `2026-11-21 03:43:56`, with `digits` decimals of the second. */
export function formatDateTime(epochMilliseconds: number, zone: Zone = UTC, digits = 0): string {
  if (!Number.isFinite(epochMilliseconds)) return '–'
  const at = new Date(epochMilliseconds + zone.offsetMinutes * 60_000)
  const date = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
  return `${date}${NBSP}${formatTimeOfDay(epochMilliseconds, zone, digits)}`
}

/** `03:43:56`, with `digits` decimals of the second. */
export function formatTimeOfDay(epochMilliseconds: number, zone: Zone = UTC, digits = 0): string {
  if (!Number.isFinite(epochMilliseconds)) return '–'
  const at = new Date(epochMilliseconds + zone.offsetMinutes * 60_000)
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
  return digits === 0 ? time : `${time}.${String(at.getUTCMilliseconds()).padStart(3, '0').slice(0, digits)}`
}
