// Which unit a whole column, axis or interval is written in: one unit and one precision, chosen by its largest value, so that
// figures can be compared by their length.
import { formatNumber } from './format.ts'
import { withSign } from './sign.ts'

export interface ShownUnit {
  /** As written: `MiB`, `ms`, `%`, `MiB/min`; empty for counts. */
  unit: string
  /** How many base units one of it is. */
  size: number
}

const BYTES: readonly ShownUnit[] = [
  { unit: 'B', size: 1 },
  { unit: 'KiB', size: 1024 },
  { unit: 'MiB', size: 1024 ** 2 },
  { unit: 'GiB', size: 1024 ** 3 },
  { unit: 'TiB', size: 1024 ** 4 },
  { unit: 'PiB', size: 1024 ** 5 },
]
const NANOS: readonly ShownUnit[] = [
  { unit: 'ns', size: 1 },
  { unit: 'µs', size: 1e3 },
  { unit: 'ms', size: 1e6 },
  { unit: 's', size: 1e9 },
]
const SHARE: readonly ShownUnit[] = [{ unit: '%', size: 0.01 }]
const COUNT: readonly ShownUnit[] = [{ unit: '', size: 1 }]

/** What a unit measures. `other`: a unit some profile brought along, shown as it is named. */
export type UnitFamily = 'bytes' | 'ns' | 'share' | 'count' | 'other'

/** Base unit of a name as findings, sample types of pprof and runtime/metrics give them, and what one is worth in it. */
const BASES: Record<string, { family: Exclude<UnitFamily, 'other'>; factor: number }> = {
  bytes: { family: 'bytes', factor: 1 },
  byte: { family: 'bytes', factor: 1 },
  b: { family: 'bytes', factor: 1 },
  kilobytes: { family: 'bytes', factor: 1024 },
  kilobyte: { family: 'bytes', factor: 1024 },
  kb: { family: 'bytes', factor: 1024 },
  megabytes: { family: 'bytes', factor: 1024 ** 2 },
  megabyte: { family: 'bytes', factor: 1024 ** 2 },
  mb: { family: 'bytes', factor: 1024 ** 2 },
  ns: { family: 'ns', factor: 1 },
  nanosecond: { family: 'ns', factor: 1 },
  nanoseconds: { family: 'ns', factor: 1 },
  us: { family: 'ns', factor: 1e3 },
  microsecond: { family: 'ns', factor: 1e3 },
  microseconds: { family: 'ns', factor: 1e3 },
  ms: { family: 'ns', factor: 1e6 },
  millisecond: { family: 'ns', factor: 1e6 },
  milliseconds: { family: 'ns', factor: 1e6 },
  s: { family: 'ns', factor: 1e9 },
  second: { family: 'ns', factor: 1e9 },
  seconds: { family: 'ns', factor: 1e9 },
  share: { family: 'share', factor: 1 },
  percent: { family: 'share', factor: 0.01 },
  count: { family: 'count', factor: 1 },
  '': { family: 'count', factor: 1 },
}

/** `bytes/min` measures bytes, each minute. */
function split(unit: string): { amount: string; per: string } {
  const slash = unit.indexOf('/')
  return slash < 0 ? { amount: unit, per: '' } : { amount: unit.slice(0, slash), per: unit.slice(slash) }
}

export const unitFamily = (unit: string): UnitFamily => BASES[split(unit).amount]?.family ?? 'other'

/** What one of a unit is worth in the base unit of its family: 1e6 for milliseconds, 0.01 for percent. */
export const unitFactor = (unit: string): number => BASES[split(unit).amount]?.factor ?? 1

const LADDERS: Record<Exclude<UnitFamily, 'other'>, readonly ShownUnit[]> = {
  bytes: BYTES,
  ns: NANOS,
  share: SHARE,
  count: COUNT,
}
/** Units in which values of a family are written, smallest first. */
export const unitsOf = (family: UnitFamily): readonly ShownUnit[] => (family === 'other' ? COUNT : LADDERS[family])

/** The unit in which a value of this size is written on an axis or in a column head. `size` is in the unit named. */
export function axisUnit(unit: string, size: number): ShownUnit {
  const { amount, per } = split(unit)
  const base = BASES[amount]
  if (!base) return { unit, size: 1 }
  const ladder = LADDERS[base.family]
  const largest = Math.abs(size) * base.factor
  const shown = ladder.findLast((entry) => largest >= entry.size * 0.9995) ?? ladder[0] ?? { unit, size: 1 }
  return { unit: `${shown.unit}${per}`, size: shown.size / base.factor }
}

export interface ColumnFormat extends ShownUnit {
  /** Decimals every value of the column has. */
  digits: number
  /** A value of the column without its unit, which stands in the head. */
  format: (value: number) => string
  /** The same with a sign, for a column of changes. */
  signed: (value: number) => string
}

/** One unit and precision for values up to `largest` (absolute). Whole units of counts and bytes have no decimals. */
export function columnFormat(unit: string, largest: number, digits?: number): ColumnFormat {
  const shown = axisUnit(unit, Number.isFinite(largest) ? largest : 0)
  const family = unitFamily(unit)
  const isWhole = (family === 'count' && !unit.includes('/')) || (family === 'bytes' && shown.size === 1)
  const decimals = digits ?? (isWhole ? 0 : Math.abs(largest) >= 10 * shown.size ? 1 : 2)
  const format = (value: number): string => formatNumber(value / shown.size, decimals)
  return { ...shown, digits: decimals, format, signed: (value) => withSign(format(value)) }
}

/** Both ends in the unit of the larger, the unit once: `68.1 – 69.0 MiB/min`. */
export function formatRange(low: number, high: number, unit: string, options: { isSigned?: boolean } = {}): string {
  const { format, signed, unit: shown } = columnFormat(unit, Math.max(Math.abs(low), Math.abs(high)))
  const text = options.isSigned ? signed : format
  return `${text(low)} – ${text(high)}${shown === '' ? '' : `\u00a0${shown}`}`
}
