// Limits are kept in base units; people type them in the unit they think in.
import type { FigureUnit } from '../../../shared/records/index.ts'
import { MIB } from '../../../shared/units/units.ts'

const UNITS: Record<FigureUnit, { factor: number; unit: string }> = {
  bytes: { factor: MIB, unit: 'MiB' },
  'bytes/min': { factor: MIB, unit: 'MiB/min' },
  ns: { factor: 1e6, unit: 'ms' },
  share: { factor: 0.01, unit: '%' },
  count: { factor: 1, unit: '' },
  'count/min': { factor: 1, unit: '/min' },
}

/** The unit a limit is typed in. */
export const typedUnit = (unit: FigureUnit): string => UNITS[unit].unit

/** Base value → what the field shows, without trailing zeros. */
export const toTyped = (value: number, unit: FigureUnit): string =>
  String(Number((value / UNITS[unit].factor).toPrecision(6)))

/** What was typed → base value; null where it is no number, or below zero. */
export function fromTyped(text: string, unit: FigureUnit): number | null {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(value) || value < 0 ? null : value * UNITS[unit].factor
}
