// Memory that the scavenger gave back to the operating system, and that allocation took again. Each line says how much was given
// back since the line before and how much is given back at that moment; what was taken again is the difference.
import {
  SCAVENGE_CHART_COLUMNS,
  type ScavengeChartColumn,
  type ScavengeSummary,
} from '../../../shared/contract/caseCalls.ts'
import { runtimeColumn, SCAVENGE_FORMS } from '../../../shared/records/index.ts'
import { NANOS_PER_MINUTE } from '../../../shared/units/units.ts'
import type { RuntimeRows } from '../../../shared/records/index.ts'
import type { PackedChart } from './scheduler.ts'
import { packedColumns, thinned } from './thinned.ts'

export interface ScavengeSeries {
  length: number
  line: Float64Array
  cycle: Float64Array
  /** On the life's clock, ns; NaN where neither cycle nor collector tells. */
  atNs: Float64Array
  /** Given back since the line before: in the background (before Go 1.21 all of it), and at allocation. */
  workBytes: Float64Array
  eagerBytes: Float64Array
  /** Given back and not taken again at that moment. */
  releasedBytes: Float64Array
  /** Taken again since the line before: given back in between, less what `released` grew by. Never below 0. */
  retakenBytes: Float64Array
  utilPercent: Float64Array
  isForced: Float64Array
}

const STATE = SCAVENGE_FORMS.indexOf('scvgState')
const RELEASED = SCAVENGE_FORMS.indexOf('scvgReleased')

/**
 * The series of a life's scavenger lines. `scvg` lines (before Go 1.14) say a state and, apart, what was released: both are rows here,
 * and only rows with a state have `releasedBytes`. `atNs` comes from the caller, who knows cycles and clock.
 */
export function scavengeSeries(rows: RuntimeRows<'scavenges'>, atNs: Float64Array): ScavengeSeries {
  const form = runtimeColumn(rows, 'form')
  const workBytes = runtimeColumn(rows, 'workBytes')
  const eagerBytes = runtimeColumn(rows, 'eagerBytes')
  const releasedBytes = runtimeColumn(rows, 'releasedBytes')
  const retakenBytes = new Float64Array(rows.length).fill(Number.NaN)
  let before = Number.NaN
  let givenBack = 0
  for (let row = 0; row < rows.length; row++) {
    givenBack += (workBytes[row] || 0) + (eagerBytes[row] || 0)
    if (form[row] === RELEASED) continue
    const released = releasedBytes[row] as number
    // Before Go 1.14 not every release is printed, so what was taken again cannot be told.
    if (form[row] !== STATE && !Number.isNaN(before)) retakenBytes[row] = Math.max(0, givenBack - (released - before))
    before = released
    givenBack = 0
  }
  return {
    length: rows.length,
    line: runtimeColumn(rows, 'line'),
    cycle: runtimeColumn(rows, 'cycle'),
    atNs,
    workBytes,
    eagerBytes,
    releasedBytes,
    retakenBytes,
    utilPercent: runtimeColumn(rows, 'utilPercent'),
    isForced: runtimeColumn(rows, 'isForced'),
  }
}

/** The chart's columns of the rows whose time is known; `toX` gives ms on the life's axis for ns since process start. */
export function scavengeChart(
  series: ScavengeSeries,
  toX: (atNs: number) => number,
  maxPoints: number,
  keep: (x: number) => boolean = () => true,
): PackedChart<ScavengeChartColumn> & { unplaced: number } {
  const x = series.atNs.map(toX)
  const placed: number[] = []
  let unplaced = 0
  x.forEach((value, row) => {
    if (Number.isNaN(value)) unplaced++
    else if (keep(value)) placed.push(row)
  })
  const watched = [series.workBytes, series.releasedBytes, series.retakenBytes].map((column) =>
    placed.map((row) => column[row] as number),
  )
  const { rows, isDecimated } = thinned(placed.length, watched, maxPoints)
  const chosen = rows.map((at) => placed[at] as number)
  const columns = SCAVENGE_CHART_COLUMNS.map((name) => (name === 'x' ? x : series[name]))
  return {
    columns: SCAVENGE_CHART_COLUMNS,
    rows: chosen.length,
    values: packedColumns(columns, chosen),
    points: placed.length,
    isDecimated,
    unplaced,
  }
}

/** Figures over rows `from … to`; null where there are none. */
export function scavengeSummary(
  series: ScavengeSeries,
  { from, to }: { from: number; to: number } = { from: 0, to: series.length },
): ScavengeSummary | null {
  if (to <= from) return null
  let [work, eager, retaken, forced, judged] = [0, 0, 0, 0, 0]
  for (let row = from; row < to; row++) {
    work += series.workBytes[row] || 0
    eager += series.eagerBytes[row] || 0
    if (!Number.isNaN(series.retakenBytes[row])) judged++
    retaken += series.retakenBytes[row] || 0
    forced += series.isForced[row] as number
  }
  const timed = (step: 1 | -1): number => {
    for (let row = step > 0 ? from : to - 1; row >= from && row < to; row += step)
      if (!Number.isNaN(series.atNs[row])) return series.atNs[row] as number
    return Number.NaN
  }
  const spanNs = timed(-1) - timed(1)
  return {
    lines: to - from,
    forced,
    workBytes: work,
    eagerBytes: eager,
    retakenBytes: judged > 0 ? retaken : null,
    spanNs: Number.isNaN(spanNs) ? null : spanNs,
  }
}

export interface ChurnWindow {
  from: number
  to: number
  spanNs: number
  /** Given back and taken again per minute: the lesser of the two, so that growth and shrinking do not count. */
  churnPerMinute: number
  givenBackBytes: number
  retakenBytes: number
  eagerShare: number
}

/** The window of at least `windowNs` in which most memory was given back and taken again; null where there is none so long. */
export function worstChurn(series: ScavengeSeries, windowNs: number): ChurnWindow | null {
  const { atNs, workBytes, eagerBytes, retakenBytes } = series
  const rows = Array.from(atNs.keys()).filter((row) => !Number.isNaN(atNs[row]))
  const time = (index: number): number => atNs[rows[index] as number] as number
  let worst: ChurnWindow | null = null
  // Over the lines after `first` up to `end`: what the first one speaks of came before the window.
  let [given, eager, retaken, end] = [0, 0, 0, 0]
  const count = (index: number, sign: 1 | -1): void => {
    const row = rows[index] as number
    given += sign * ((workBytes[row] || 0) + (eagerBytes[row] || 0))
    eager += sign * (eagerBytes[row] || 0)
    retaken += sign * (retakenBytes[row] || 0)
  }
  for (let first = 0; first < rows.length; first++) {
    if (end < first) end = first
    while (time(end) - time(first) < windowNs && end + 1 < rows.length) count(++end, 1)
    const spanNs = time(end) - time(first)
    if (spanNs < windowNs || spanNs <= 0) break
    const churnPerMinute = (Math.min(given, retaken) / spanNs) * NANOS_PER_MINUTE
    if (worst === null || churnPerMinute > worst.churnPerMinute)
      worst = {
        from: rows[first] as number,
        to: (rows[end] as number) + 1,
        spanNs,
        churnPerMinute,
        givenBackBytes: given,
        retakenBytes: retaken,
        eagerShare: given > 0 ? eager / given : 0,
      }
    if (end > first) count(first + 1, -1)
  }
  return worst
}
