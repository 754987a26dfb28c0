// Points of many series in blocks: sorted by series, cut at about BLOCK_POINTS, packed column by column. A block holds the
// points of neighbouring series of one stretch of the file, so a thousand series of a scrape a minute and three series of a
// million points both make blocks of one size. Times are kept to the microsecond.
import { packColumn, unpackColumn } from './columnCodec.ts'
import type { PackedColumn } from './columnCodec.ts'

export const BLOCK_POINTS = 65_536
const MICROS_PER_MILLI = 1000

/** Points in any order of their series; within a series in the order they came. */
export interface PendingPoints {
  length: number
  series: Uint32Array
  at: Float64Array
  value: Float64Array
}

export interface PackedBlock {
  firstSeries: number
  lastSeries: number
  points: number
  columns: { runs: PackedColumn; at: PackedColumn; value: PackedColumn }
}

export function* packBlocks({ length, series, at, value }: PendingPoints): Generator<PackedBlock> {
  const order = bySeries(series, length)
  for (let from = 0; from < length; from += BLOCK_POINTS) {
    const to = Math.min(length, from + BLOCK_POINTS)
    const times = new Float64Array(to - from)
    const values = new Float64Array(to - from)
    const runs: number[] = []
    let [first, second, previous] = [0, 0, -1]
    for (let index = from; index < to; index++) {
      const point = order[index] as number
      const own = series[point] as number
      if (own !== previous) {
        runs.push(own, 0)
        previous = own
        second = 0
        first = 0
      }
      const count = runs[runs.length - 1] as number
      const micros = Math.round((at[point] as number) * MICROS_PER_MILLI)
      const difference = micros - first
      times[index - from] = count < 2 ? difference : difference - second
      if (count > 0) second = difference
      first = micros
      values[index - from] = value[point] as number
      runs[runs.length - 1] = count + 1
    }
    yield {
      firstSeries: runs[0] ?? 0,
      lastSeries: previous,
      points: to - from,
      columns: { runs: packColumn(Uint32Array.from(runs)), at: packColumn(times), value: packColumn(values) },
    }
  }
}

/** Indexes of the points, series by series: a counting sort, which keeps the order within a series. */
function bySeries(series: Uint32Array, length: number): Uint32Array {
  let most = 0
  for (let index = 0; index < length; index++) most = Math.max(most, series[index] as number)
  const starts = new Uint32Array(most + 2)
  for (let index = 0; index < length; index++) {
    const next = (series[index] as number) + 1
    starts[next] = (starts[next] as number) + 1
  }
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] as number) + (starts[at - 1] as number)
  const order = new Uint32Array(length)
  for (let index = 0; index < length; index++) {
    const own = series[index] as number
    const at = starts[own] as number
    order[at] = index
    starts[own] = at + 1
  }
  return order
}

export interface UnpackedBlock {
  /** Pairs of series and number of points. */
  runs: Uint32Array
  at: Float64Array
  value: Float64Array
}

/** Null where the content is no longer what was packed. */
export function unpackBlock(columns: Record<'runs' | 'at' | 'value', PackedColumn>): UnpackedBlock | null {
  const runs = unpackColumn(columns.runs)
  const at = unpackColumn(columns.at)
  const value = unpackColumn(columns.value)
  if (!(runs instanceof Uint32Array) || !(at instanceof Float64Array) || !(value instanceof Float64Array)) return null
  if (at.length !== value.length || runs.length % 2 !== 0) return null
  let points = 0
  for (let run = 0; run < runs.length; run += 2) {
    const count = runs[run + 1] as number
    if (points + count > at.length) return null
    let [micros, difference] = [0, 0]
    for (let index = 0; index < count; index++) {
      const stored = at[points + index] as number
      difference = index < 2 ? stored : stored + difference
      micros += difference
      if (index === 0) difference = 0
      at[points + index] = micros / MICROS_PER_MILLI
    }
    points += count
  }
  return points === at.length ? { runs, at, value } : null
}
