// How each function grew over the profiles of one series.
import type { ProfileColumns } from '../../../shared/records/index.ts'
import type { GrowthRow } from '../../../shared/contract/caseCalls.ts'
import { newNames, numberFrames, stackValues, type Names } from './frames.ts'
import { flatAndCum } from './profileTop.ts'
import { theilSen } from './statistics.ts'

/** A profile of a series with its time, epoch milliseconds. */
export interface TimedProfile {
  timeMs: number
  columns: ProfileColumns
  typeIndex: number
}

export interface Growth {
  /** By |delta|, then name. */
  rows: GrowthRow[]
  /** Sum of each profile's samples. */
  totals: number[]
  /** Slope of the totals; null with fewer than three profiles. */
  perMinute: GrowthRow['perMinute']
}

const MS_PER_MINUTE = 60_000

/**
 * Cum of every function in every profile, in the order given (by time). `perMinute` is Theil–Sen over the profiles; with fewer
 * than three there is no way to tell a slope from noise, so it is null and only the difference stands.
 */
export function growth(profiles: readonly TimedProfile[]): Growth {
  const names = newNames()
  const numbered = profiles.map(({ columns }) => numberFrames(columns, names))
  const sides = profiles.map(({ columns, typeIndex }, i) =>
    flatAndCum(columns, numbered[i] as (typeof numbered)[number], stackValues(columns, typeIndex), names.names.length),
  )
  const minutes = profiles.map(({ timeMs }) => (timeMs - (profiles[0]?.timeMs ?? 0)) / MS_PER_MINUTE)
  const rows: GrowthRow[] = []
  for (let name = 1; name < names.names.length; name++) {
    const values = sides.map(({ cum }) => cum[name] ?? 0)
    if (values.every((value) => value === 0)) continue
    rows.push({
      functionName: names.names[name] as string,
      values,
      delta: (values.at(-1) ?? 0) - (values[0] ?? 0),
      perMinute: slope(minutes, values),
    })
  }
  rows.sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || (a.functionName < b.functionName ? -1 : 1))
  const totals = sides.map(({ total }) => total)
  return { rows, totals, perMinute: slope(minutes, totals) }
}

function slope(minutes: number[], values: number[]): GrowthRow['perMinute'] {
  if (values.length < 3) return null
  const trend = theilSen(minutes, values)
  return trend && { value: trend.slope, low: trend.low, high: trend.high }
}

/** Estimates of the same records may differ by rounding. */
const ROUNDING = 0.999

/**
 * False where a function of the earlier profile has allocated (or waited) less in the later one: what is counted since program
 * start never falls within a process, so the two are of different runs or programs. True says only that nothing speaks against it.
 */
export function mayBeOneProcess(before: ProfileColumns, after: ProfileColumns, cumulativeType: number): boolean {
  const names = newNames()
  const early = cumulative(before, cumulativeType, names)
  return nothingFalls(early, cumulative(after, cumulativeType, names))
}

/** The longest stretch of neighbours that may be of one process, the later one of equals: `from` included, `to` not. */
export function longestRun(
  count: number,
  columnsAt: (index: number) => ProfileColumns,
  cumulativeType: number,
): { from: number; to: number } {
  const names = newNames()
  let best = { from: 0, to: 0 }
  let from = 0
  let early: Float64Array | null = null
  for (let index = 0; index < count; index++) {
    const late = cumulative(columnsAt(index), cumulativeType, names)
    if (early !== null && !nothingFalls(early, late)) from = index
    if (index + 1 - from >= best.to - best.from) best = { from, to: index + 1 }
    early = late
  }
  return best
}

/** Cum of every function, by number in `names`. */
function cumulative(columns: ProfileColumns, typeIndex: number, names: Names): Float64Array {
  return flatAndCum(columns, numberFrames(columns, names), stackValues(columns, typeIndex), names.names.length).cum
}

const nothingFalls = (early: Float64Array, late: Float64Array): boolean =>
  early.every((value, name) => (late[name] ?? 0) >= value * ROUNDING)
