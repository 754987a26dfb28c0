// Thresholds as people type and read them. The case keeps them in the series' own unit.
import type { SeriesSummary, SeriesThreshold } from '../../../shared/records/index.ts'
import { parseQuantity } from '../../../shared/units/parse.ts'
import { unitFactor, unitFamily, type UnitFamily } from '../../../shared/units/unitScale.ts'
import { scaleUnit } from './seriesUnit.ts'

/** What to type, by what the series measures. */
export const TYPED_EXAMPLES: Readonly<Record<UnitFamily, string>> = {
  bytes: '512 MiB',
  ns: '250 ms',
  share: '75 %',
  count: '1000',
  other: '1000',
}

/** `512 MiB`, `75 %`, `0.75` in the unit of a series; null where it is no such figure. */
export function typedThreshold(text: string, unit: string): number | null {
  if (text.trim() === '') return null
  const name = scaleUnit(unit)
  const family = unitFamily(name)
  const typed = parseQuantity(text, family)
  if (typed.ok) return family === 'other' ? typed.value : typed.value / unitFactor(name)
  // A bare number is meant in the unit the series itself has.
  const own = Number(text.trim().replace('\u2212', '-'))
  return typed.fault === 'unitMissing' && Number.isFinite(own) ? own : null
}

/** Where a name says what is too much: the share of overflow buckets of Go maps before Swiss tables. */
export function suggestedThreshold({
  name,
}: Pick<SeriesSummary, 'name'>): (Pick<SeriesThreshold, 'direction'> & { text: string }) | null {
  return /overflow[_-]?ratio$/i.test(name) ? { direction: 'above', text: '0.75' } : null
}
