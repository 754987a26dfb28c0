// What charts say at one place of their x axis: for the readout under the pointer, for the keyboard, for screen readers.
import type { ChartSeries, Values } from './plot.ts'

export interface ReadoutLine {
  id: string
  name: string
  colour: string
  text: string
}

/** Index of the value nearest to `at` in an ascending column; null where it is empty. */
export function nearestIndex(x: Values, at: number): number | null {
  if (x.length === 0) return null
  let low = 0
  let high = x.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((x[middle] as number) < at) low = middle + 1
    else high = middle
  }
  const before = Math.max(0, low - 1)
  return Math.abs((x[before] as number) - at) <= Math.abs((x[low] as number) - at) ? before : low
}

/** The next value of an ascending column in a direction; null at its end. */
export function valueBeyond(x: Values, at: number, direction: -1 | 1): number | null {
  // First index whose value is not below `at`.
  let low = 0
  let high = x.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((x[middle] as number) < at) low = middle + 1
    else high = middle
  }
  if (direction < 0) return low > 0 ? (x[low - 1] as number) : null
  while (low < x.length && (x[low] as number) <= at) low++
  return low < x.length ? (x[low] as number) : null
}

/** Every series with figures, at the point of its own nearest to `at`. A gap says so. */
export function readoutAt(series: readonly ChartSeries[], at: number): ReadoutLine[] {
  return series.flatMap(({ id, name, colour, x, y, values = y, text, isAid, isTableOnly }) => {
    if (isAid || isTableOnly) return []
    const index = nearestIndex(x, at)
    const value = index === null ? null : values[index]
    const isGap = value === null || value === undefined || Number.isNaN(value)
    return [{ id, name, colour, text: isGap ? '–' : text(value) }]
  })
}
