// GC chart answers as the case sends them: columns of Float64 one after another.
import { GC_CHART_COLUMNS, type GcChart, type GcChartColumn, type GcRow } from '../../../shared/contract/caseCalls.ts'

const MIB = 1024 ** 2

/** A chart of `rows` cycles, one every second from `startMs`; `change` sets columns by row. */
export function gcChartOf(
  rows: number,
  startMs: number,
  change: Partial<Record<GcChartColumn, (row: number) => number>> = {},
): { chart: GcChart; bytes: ArrayBuffer } {
  const usual: Partial<Record<GcChartColumn, (row: number) => number>> = {
    x: (row) => startMs + row * 1000,
    number: (row) => row + 1,
    heapStartBytes: (row) => (40 + row) * MIB,
    heapEndBytes: (row) => (50 + row) * MIB,
    liveHeapBytes: (row) => (20 + row) * MIB,
    heapGoalBytes: (row) => (60 + row) * MIB,
    sweepTermNs: () => 1e5,
    markTermNs: () => 2e5,
    markNs: () => 9.7e6,
    backgroundCpuNs: () => 5e6,
    assistCpuNs: () => 2e6,
    idleCpuNs: () => 1e6,
    stwCpuNs: () => 6e5,
    gcCpuPercent: () => 3,
    trigger: () => 0,
    procs: () => 2,
    ...change,
  }
  const bytes = new ArrayBuffer(rows * GC_CHART_COLUMNS.length * 8)
  GC_CHART_COLUMNS.forEach((name, place) => {
    const column = new Float64Array(bytes, place * rows * 8, rows)
    for (let row = 0; row < rows; row++) column[row] = usual[name]?.(row) ?? 0
  })
  const chart: GcChart = {
    data: { id: 'gc', byteLength: bytes.byteLength },
    rows,
    columns: [...GC_CHART_COLUMNS],
    cycles: rows,
    isDecimated: false,
  }
  return { chart, bytes }
}

/** One row of the cycles table. */
export const gcRow = (number: number, x: number, change: Partial<GcRow> = {}): GcRow => ({
  number,
  line: number * 10,
  x,
  startNs: number * 1e9,
  gcCpuPercent: 3,
  sweepTermNs: 1e5,
  markNs: 9.7e6,
  markTermNs: 2e5,
  pauseNs: 3e5,
  sweepTermCpuNs: 2e5,
  assistCpuNs: 2e6,
  backgroundCpuNs: 5e6,
  idleCpuNs: 1e6,
  markTermCpuNs: 4e5,
  heapStartBytes: 40 * MIB,
  heapEndBytes: 50 * MIB,
  liveHeapBytes: 20 * MIB,
  heapGoalBytes: 60 * MIB,
  stacksBytes: null,
  globalsBytes: null,
  procs: 2,
  trigger: 'heap',
  isLeakCheck: false,
  ...change,
})
