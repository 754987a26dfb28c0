// Units of series as the window writes them. Ratios are written in percent, as thresholds and findings write them.
import {
  digitsFor,
  formatDuration,
  formatNumber,
  formatSampleValue,
  formatShare,
} from '../../../shared/units/format.ts'
import { unitFamily } from '../../../shared/units/unitScale.ts'

/** Other names of units; CPU time is time. */
const ALIASES: Readonly<Record<string, string>> = { ratio: 'share', '1': 'count', 'cpu-seconds': 'seconds' }

/** The name under which scales and tables know a unit: `ratio` is a share, `1/s` counts. */
export function scaleUnit(unit: string): string {
  const [amount = '', per] = unit.split('/')
  const known = ALIASES[amount] ?? amount
  return per === undefined ? known : `${known}/${per}`
}

/** A value with its unit: `12.5 MiB`, `3.2 %`, `18.4/s`. Moments are written by `timeOf`. */
export function seriesText(value: number, unit: string, timeOf: (ms: number) => string): string {
  if (!Number.isFinite(value)) return String(value)
  if (unit === 'time') return timeOf(value)
  const [amount = '', per] = scaleUnit(unit).split('/')
  const own =
    unitFamily(amount) === 'share'
      ? formatShare(amount === 'percent' ? value / 100 : value, 1)
      : amount === 'count' || amount === ''
        ? formatNumber(value, Number.isInteger(value) ? 0 : digitsFor(value))
        : amount === 'ns'
          ? formatDuration(value)
          : formatSampleValue(value, amount)
  return per === undefined ? own : `${own}/${per}`
}
