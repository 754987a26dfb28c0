// Columns thinned out without losing extremes, for charts of series that are not GC cycles.

/** A bucket keeps the row with the lowest and the row with the highest value of each of these columns. */
export interface Thinning {
  /** Rows kept, in order. */
  rows: number[]
  isDecimated: boolean
}

/**
 * Up to `maxPoints` rows all are kept. Above, rows are put into buckets of equal count, and each keeps whole rows: first, and lowest
 * and highest of every column of `watched`; so every point is a row that was. NaN is no extreme.
 */
export function thinned(count: number, watched: readonly ArrayLike<number>[], maxPoints: number, first = 0): Thinning {
  if (count <= maxPoints) return { rows: Array.from({ length: count }, (_, i) => first + i), isDecimated: false }
  const buckets = Math.max(1, Math.floor(maxPoints / (1 + 2 * watched.length)))
  const rows: number[] = []
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = first + Math.floor((bucket * count) / buckets)
    const end = first + Math.floor(((bucket + 1) * count) / buckets)
    const kept = new Set<number>([from])
    for (const column of watched) {
      let [lowest, highest] = [-1, -1]
      for (let row = from; row < end; row++) {
        const value = column[row] as number
        if (Number.isNaN(value)) continue
        if (lowest < 0 || value < (column[lowest] as number)) lowest = row
        if (highest < 0 || value > (column[highest] as number)) highest = row
      }
      if (lowest >= 0) kept.add(lowest).add(highest)
    }
    rows.push(...[...kept].sort((a, b) => a - b))
  }
  return { rows, isDecimated: true }
}

/** Columns one after the other in one buffer, each `rows` long: the layout of chart answers. */
export function packedColumns(columns: readonly ArrayLike<number>[], rows: readonly number[]): Float64Array {
  const values = new Float64Array(columns.length * rows.length)
  let at = 0
  for (const column of columns) for (const row of rows) values[at++] = column[row] ?? Number.NaN
  return values
}
