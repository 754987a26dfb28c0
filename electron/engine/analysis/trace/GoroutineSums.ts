// Sum, least and most of every figure of goroutines over all of them, taken while they are given: a table of millions of goroutines shows
// these below its rows, and would have to read all of them for that.
import type { ColumnTotal } from '../../../../shared/contract/tables.ts'
import type { GoroutineRows } from '../../../../shared/records/index.ts'
import { GOROUTINE_COLUMNS, WAIT_CLASSES } from '../../../../shared/records/index.ts'
import { addNumbers, emptyTotal, totalOrNull } from '../tableRows.ts'

/** The columns as they are stored, and the life: from the first to the last time. */
export const GOROUTINE_SUMS = [
  ...GOROUTINE_COLUMNS,
  ...WAIT_CLASSES.map((name) => `wait.${name}` as const),
  'lifeNs',
] as const
export type GoroutineSum = (typeof GOROUTINE_SUMS)[number]

/** By GOROUTINE_SUMS; of a figure that no goroutine has, the least is above the most. */
export type SumColumns = Record<'sum' | 'min' | 'max', Float64Array>

export class GoroutineSums {
  private readonly totals = GOROUTINE_SUMS.map(emptyTotal)
  private life = new Float64Array(0)

  add(rows: GoroutineRows): void {
    const { length, firstNs, lastNs, waits_ } = rows
    if (this.life.length < length) this.life = new Float64Array(length)
    const { life } = this
    for (let row = 0; row < length; row++) life[row] = (lastNs[row] as number) - (firstNs[row] as number)
    const columns = [...GOROUTINE_COLUMNS.map((name) => rows[name]), ...waits_, life]
    columns.forEach((column, at) => addNumbers(this.totals[at] as ColumnTotal, column, { length }))
  }

  /** Of all goroutines given so far. */
  sum(of: GoroutineSum): number {
    return this.totals[GOROUTINE_SUMS.indexOf(of)]?.sum ?? 0
  }

  columns(): SumColumns {
    const of = (part: keyof ColumnTotal): Float64Array => Float64Array.from(this.totals, (total) => total[part])
    return { sum: of('sum'), min: of('min'), max: of('max') }
  }
}

/** Back from columns; null where they are not of these figures. */
export function sumsOf(columns: Readonly<Partial<SumColumns>>): Map<string, ColumnTotal | null> | null {
  const { sum, min, max } = columns
  if (!sum || !min || !max || sum.length !== GOROUTINE_SUMS.length) return null
  return new Map(
    GOROUTINE_SUMS.map((name, at) => [
      name,
      totalOrNull({ sum: sum[at] as number, min: min[at] as number, max: max[at] as number }),
    ]),
  )
}
