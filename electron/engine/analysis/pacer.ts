// What gcpacertrace says of each cycle: what the pacer planned, and what came of it.
import { PACER_CHART_COLUMNS, type PacerChartColumn } from '../../../shared/contract/caseCalls.ts'
import { runtimeColumn } from '../../../shared/records/index.ts'
import type { RuntimeRows } from '../../../shared/records/index.ts'
import type { PackedChart } from './scheduler.ts'
import { quantile } from './statistics.ts'
import { packedColumns, thinned } from './thinned.ts'

/** The chart's columns of the cycles whose time is known; `toX` gives ms on the life's axis for ns since process start. */
export function pacerChart(
  rows: RuntimeRows<'pacerCycles'>,
  atNs: Float64Array,
  toX: (atNs: number) => number,
  maxPoints: number,
  keep: (x: number) => boolean = () => true,
): PackedChart<PacerChartColumn> & { unplaced: number } {
  const x = atNs.map(toX)
  const endBytes = runtimeColumn(rows, 'endBytes')
  const aboveGoalBytes = runtimeColumn(rows, 'aboveGoalBytes')
  const goalBytes = endBytes.map((end, row) => end - (aboveGoalBytes[row] as number))
  const placed: number[] = []
  let unplaced = 0
  x.forEach((value, row) => {
    if (Number.isNaN(value)) unplaced++
    else if (keep(value)) placed.push(row)
  })
  const columns = PACER_CHART_COLUMNS.map((name) =>
    name === 'x' ? x : name === 'goalBytes' ? goalBytes : runtimeColumn(rows, name),
  )
  const watched = ['assistRatio', 'cpuPercent'] as const
  const { rows: kept, isDecimated } = thinned(
    placed.length,
    watched.map((name) => placed.map((row) => runtimeColumn(rows, name)[row] as number)),
    maxPoints,
  )
  const chosen = kept.map((at) => placed[at] as number)
  return {
    columns: PACER_CHART_COLUMNS,
    rows: chosen.length,
    values: packedColumns(columns, chosen),
    points: placed.length,
    isDecimated,
    unplaced,
  }
}

/** What the pacer planned and got for the cycles numbered `from … to`, medians; null where it printed none of them. */
export function pacerOf(
  rows: RuntimeRows<'pacerCycles'>,
  from: number,
  to: number,
): { cycles: number; assistRatio: number; cpuPercent: number; expectedCpuPercent: number; line: number } | null {
  const cycle = runtimeColumn(rows, 'cycle')
  const chosen: number[] = []
  cycle.forEach((number, row) => {
    if (number >= from && number <= to) chosen.push(row)
  })
  const values = (name: 'assistRatio' | 'cpuPercent' | 'expectedCpuPercent'): number[] =>
    chosen.map((row) => runtimeColumn(rows, name)[row] as number).filter((value) => !Number.isNaN(value))
  const [ratio, cpu, expected] = [values('assistRatio'), values('cpuPercent'), values('expectedCpuPercent')]
  if (cpu.length === 0 || ratio.length === 0) return null
  return {
    cycles: cpu.length,
    assistRatio: quantile(ratio, 0.5),
    cpuPercent: quantile(cpu, 0.5),
    expectedCpuPercent: quantile(expected, 0.5),
    line: runtimeColumn(rows, 'line')[chosen[0] ?? 0] ?? 1,
  }
}
