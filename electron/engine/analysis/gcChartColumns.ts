// Columns of the GC charts, thinned out without losing what a reader looks for: extremes and gaps.
import type { GcCycleColumns } from '../../../shared/records/index.ts'
import { GC_CHART_COLUMNS, type GcChartColumn } from '../../../shared/contract/caseCalls.ts'
import { cyclePauseNs, type CycleRows } from './gcSummary.ts'

export interface GcChartColumns {
  columns: readonly GcChartColumn[]
  rows: number
  /** GC_CHART_COLUMNS one after the other, each `rows` long. NaN is a gap. */
  values: Float64Array
  cycles: number
  isDecimated: boolean
}

/**
 * The chart's columns of rows `range`. Up to `maxPoints` rows each cycle is a point. Above, cycles are put into buckets
 * of equal count, and each bucket keeps whole cycles: the lowest and highest live heap, the highest heap at end, the longest
 * pause, the highest GC CPU; so the extremes of the range always survive, and every point is a cycle that was. Where cycle
 * numbers jump, a row of NaN (its x between the neighbours) breaks the lines.
 * `toX` gives milliseconds on the life's axis for nanoseconds since process start.
 */
export function gcChartColumns(
  columns: GcCycleColumns,
  toX: (startNs: number) => number,
  maxPoints: number,
  range: CycleRows = { from: 0, to: columns.length },
): GcChartColumns {
  const kept = keptRows(columns, range, maxPoints)
  const gaps: boolean[] = kept.map((row, i) => i > 0 && hasGap(columns, kept[i - 1] as number, row))
  const rows = kept.length + gaps.filter(Boolean).length
  const values = new Float64Array(rows * GC_CHART_COLUMNS.length)
  for (const [c, name] of GC_CHART_COLUMNS.entries()) {
    const read = readerOf(columns, name, toX)
    let at = c * rows
    for (const [i, row] of kept.entries()) {
      if (gaps[i]) {
        values[at++] = name === 'x' ? (read(kept[i - 1] as number) + read(row)) / 2 : Number.NaN
      }
      values[at++] = read(row)
    }
  }
  const cycles = Math.max(0, range.to - range.from)
  return { columns: GC_CHART_COLUMNS, rows, values, cycles, isDecimated: kept.length < cycles }
}

/** Extremes a bucket keeps. */
const PER_BUCKET = 5

function keptRows(columns: GcCycleColumns, { from, to }: CycleRows, maxPoints: number): number[] {
  const cycles = Math.max(0, to - from)
  if (cycles <= maxPoints) return Array.from({ length: cycles }, (_, i) => from + i)
  const buckets = Math.max(1, Math.floor(maxPoints / PER_BUCKET))
  const kept: number[] = []
  const { liveHeapBytes, heapEndBytes, assistCpuNs, backgroundCpuNs } = columns
  for (let bucket = 0; bucket < buckets; bucket++) {
    const first = from + Math.floor((bucket * cycles) / buckets)
    const end = from + Math.floor(((bucket + 1) * cycles) / buckets)
    let [lowest, highest, tallest, longest, costliest] = [first, first, first, first, first]
    let [longestPause, highestCpu] = [-1, -1]
    for (let row = first; row < end; row++) {
      const live = liveHeapBytes[row] as number
      if (live < (liveHeapBytes[lowest] as number)) lowest = row
      if (live > (liveHeapBytes[highest] as number)) highest = row
      if ((heapEndBytes[row] as number) > (heapEndBytes[tallest] as number)) tallest = row
      const pause = cyclePauseNs(columns, row)
      if (pause > longestPause) {
        longestPause = pause
        longest = row
      }
      const cpu = (assistCpuNs[row] as number) + (backgroundCpuNs[row] as number)
      if (cpu > highestCpu) {
        highestCpu = cpu
        costliest = row
      }
    }
    const rows = [...new Set([lowest, highest, tallest, longest, costliest])].sort((a, b) => a - b)
    kept.push(...rows)
  }
  return kept
}

/** True where cycle numbers between two kept rows jump, that is, lines of the log are lost. */
function hasGap(columns: GcCycleColumns, before: number, row: number): boolean {
  const numbers = (columns.number[row] as number) - (columns.number[before] as number)
  return numbers > row - before
}

function readerOf(
  columns: GcCycleColumns,
  name: GcChartColumn,
  toX: (startNs: number) => number,
): (row: number) => number {
  switch (name) {
    case 'x':
      return (row) => toX(columns.startNs[row] as number)
    case 'stwCpuNs':
      return (row) => (columns.sweepTermCpuNs[row] as number) + (columns.markTermCpuNs[row] as number)
    default: {
      const column = columns[name]
      return (row) => column[row] as number
    }
  }
}
