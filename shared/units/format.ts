// Figures for people: true minus, no-break space before the unit, thousands comma, stable precision.
// Both shells, the report and the command line print figures with these functions only. Times are in time.ts, columns and ranges
// in unitScale.ts, what people type in parse.ts. Languages differ in words, and in how large counts are cut short; in nothing else.
import type { Language } from '../lib/localText.ts'
import { withSign } from './sign.ts'

const NBSP = '\u00a0'
const MINUS = '\u2212'

/** `1234.5` → `1,234.5`; digits after the point as asked. NaN and infinities become an en dash. */
export function formatNumber(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '–'
  const rounded = Math.abs(value).toFixed(digits)
  const [whole = '0', fraction] = rounded.split('.')
  // eslint-disable-next-line regexp/no-super-linear-move -- a number has some hundred digits at most
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`
  return value < 0 && Number(rounded) !== 0 ? MINUS + text : text
}

/** Digits after the point that keep about three significant figures, after rounding: 99.96 is written 100. */
export function digitsFor(value: number): number {
  const size = Math.abs(value)
  if (size >= 99.95 || size === 0) return 0
  return size >= 9.995 ? 1 : 2
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

/** Nanoseconds in the unit that reads best: `850 ns`, `12.4 µs`, `1.25 ms`, `3.2 s`, `4 min 05 s`, `2 h 03 min`, `3 d 04 h`. */
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
  if (minutes >= 48 * 60) {
    const hours = Math.round(minutes / 60)
    return `${sign}${formatNumber(Math.floor(hours / 24))}${NBSP}d${NBSP}${pad(hours % 24)}${NBSP}h`
  }
  return `${sign}${formatNumber(Math.floor(minutes / 60))}${NBSP}h${NBSP}${pad(minutes % 60)}${NBSP}min`
}

/** A share between 0 and 1 as percent: `12.4 %`. */
export function formatShare(value: number, digits?: number): string {
  const percent = value * 100
  if (!Number.isFinite(percent)) return '–'
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

/** A value with its sign: `+1.5 MiB`, `−1.5 MiB`, `0 B`. */
export const formatDelta = (value: number, format: (value: number) => string): string => withSign(format(value))

/** Something per time: `68.6 MiB/min`, `200.2/min`. `per` is what stands behind the slash. */
export function formatRate(value: number, unit: 'bytes' | 'ns' | 'count', per: string): string {
  if (!Number.isFinite(value)) return '–'
  if (unit === 'count') return `${formatNumber(value, value === 0 ? 0 : Math.max(1, digitsFor(value)))}/${per}`
  return `${unit === 'bytes' ? formatBytes(value) : formatDuration(value)}/${per}`
}

const COMPACT: Record<Language, readonly { size: number; unit: string }[]> = {
  en: [
    { size: 1e9, unit: 'G' },
    { size: 1e6, unit: 'M' },
    { size: 1e3, unit: 'k' },
  ],
  'zh-CN': [
    { size: 1e8, unit: '亿' },
    { size: 1e4, unit: '万' },
  ],
}

/** A large count where there is no room for it: `12.4 k`, `1.2 M`; in Chinese by ten thousands: `1.24 万`, `1.2 亿`. */
export function formatCompactCount(value: number, language: Language): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  // 999,950 would read 1000 k.
  const step = COMPACT[language].find((entry) => size >= entry.size * 0.9995)
  return step ? withUnit(value / step.size, step.unit) : formatNumber(value)
}

export {
  formatDate,
  formatDateInProse,
  formatDateTime,
  formatSince,
  formatTimeOfDay,
  formatTimeRange,
  timeDigits,
  UTC,
  zoneLabel,
  zoneOf,
  type Zone,
} from './time.ts'
