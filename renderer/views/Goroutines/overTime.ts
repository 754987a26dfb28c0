import type { GoroutineGrowthRow } from '../../../shared/contract/caseCalls.ts'
import { frameLine } from './groupColumns.ts'

/** A group is known by its stack and who started it. */
export const growthKey = ({ frames, creator }: Pick<GoroutineGrowthRow, 'frames' | 'creator'>): string =>
  [...frames, ...(creator ? [creator] : [])].map(frameLine).join('\n')

/** Points of a line through `values` in a box of 102 × 16, zero at its foot. */
export function spark(values: readonly number[]): string {
  const most = values.reduce((high, value) => Math.max(high, value), 0)
  const step = 98 / Math.max(1, values.length - 1)
  return values
    .map((value, index) => `${(2 + index * step).toFixed(1)},${(14 - (most > 0 ? (value / most) * 12 : 0)).toFixed(1)}`)
    .join(' ')
}
