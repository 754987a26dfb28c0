// Columns of one GC chart as they come from the case, and what the three charts of the GC view derive from them.
import { GC_CHART_COLUMNS, type GcChart, type GcChartColumn } from '../../shared/contract/caseCalls.ts'

export interface GcChartData {
  rows: number
  /** Cycles the rows stand for; more than `rows` where buckets keep extremes only. */
  cycles: number
  isDecimated: boolean
  column: Readonly<Record<GcChartColumn, Float64Array>>
}

/** Reads the bytes of `GcChart.data`. A column the case does not send is all gaps. */
export function gcChartData(chart: GcChart, bytes: ArrayBuffer): GcChartData {
  const { rows, columns } = chart
  if (bytes.byteLength < rows * columns.length * 8) {
    throw new RangeError(`GC chart of ${rows} rows needs ${rows * columns.length * 8} bytes, ${bytes.byteLength} came`)
  }
  const column = Object.fromEntries(
    GC_CHART_COLUMNS.map((name) => {
      const place = columns.indexOf(name)
      return [
        name,
        place < 0 ? new Float64Array(rows).fill(Number.NaN) : new Float64Array(bytes, place * rows * 8, rows),
      ]
    }),
  ) as Record<GcChartColumn, Float64Array>
  return { rows, cycles: chart.cycles, isDecimated: chart.isDecimated, column }
}

/** What the x axis counts: time, or GC cycles. */
export type GcXColumn = 'x' | 'number'

/** Row whose x is nearest; null without rows. x is ascending. */
export function nearestRow(xs: Float64Array, at: number): number | null {
  if (xs.length === 0) return null
  let low = 0
  let high = xs.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((xs[middle] as number) < at) low = middle + 1
    else high = middle
  }
  const before = Math.max(0, low - 1)
  return Math.abs((xs[before] as number) - at) <= Math.abs((xs[low] as number) - at) ? before : low
}

/** Translates a position from one ascending column to another by straight lines between rows; ends are kept. */
export function translate(from: Float64Array, to: Float64Array, at: number): number {
  const last = from.length - 1
  if (last < 0) return at
  if (at <= (from[0] as number)) return to[0] as number
  if (at >= (from[last] as number)) return to[last] as number
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((from[middle] as number) <= at) low = middle
    else high = middle
  }
  const width = (from[high] as number) - (from[low] as number)
  const share = width > 0 ? (at - (from[low] as number)) / width : 0
  return (to[low] as number) + share * ((to[high] as number) - (to[low] as number))
}

/** Parts of the CPU a cycle had, as shares of its wall time × Ps. STW counts all Ps, as the runtime computes it. */
export interface CpuShares {
  background: Float64Array
  assist: Float64Array
  idle: Float64Array
  stw: Float64Array
}

export function cpuShares({ rows, column }: GcChartData): CpuShares {
  const shares: CpuShares = {
    background: new Float64Array(rows),
    assist: new Float64Array(rows),
    idle: new Float64Array(rows),
    stw: new Float64Array(rows),
  }
  for (let row = 0; row < rows; row++) {
    const wall =
      (column.sweepTermNs[row] as number) + (column.markNs[row] as number) + (column.markTermNs[row] as number)
    const available = wall * (column.procs[row] as number)
    const share = (value: number): number => (available > 0 ? value / available : Number.NaN)
    shares.background[row] = share(column.backgroundCpuNs[row] as number)
    shares.assist[row] = share(column.assistCpuNs[row] as number)
    shares.idle[row] = share(column.idleCpuNs[row] as number)
    shares.stw[row] = share(column.stwCpuNs[row] as number)
  }
  return shares
}

/** Last value that is not a gap; NaN where there is none. */
export function lastValue(values: Float64Array): number {
  for (let row = values.length - 1; row >= 0; row--) if (!Number.isNaN(values[row])) return values[row] as number
  return Number.NaN
}

/** Lowest and highest value beside gaps; NaN where there is none. */
export function extent(values: Float64Array, isKept: (value: number) => boolean = () => true): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (Number.isNaN(value) || !isKept(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? [low, high] : [Number.NaN, Number.NaN]
}
