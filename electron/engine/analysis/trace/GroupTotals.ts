// Goroutines by their start function: what their figures add up to and how they are spread. Fed with the goroutines' rows as they are
// given, so that it costs per goroutine, not per event.
import { DURATION_BUCKETS } from '../../../../shared/records/index.ts'
import type { GoroutineRows, GroupFigure, GroupRow, TraceTables, WaitClass } from '../../../../shared/records/index.ts'
import { GROUP_FIGURES, GROUP_SUMS, WAIT_CLASSES } from '../../../../shared/records/index.ts'
import { durationBucket } from './DurationHistogram.ts'
import { rootFunction } from './frames.ts'

/** Numbers of a group: count, sum, lowest and highest of each figure; then the sums; then the classes of waiting; then three counts. */
const SUMS = GROUP_FIGURES.length * 4
const WAITS = SUMS + GROUP_SUMS.length
const COUNTS = WAITS + WAIT_CLASSES.length
export const GROUP_WIDTH = COUNTS + 3

export interface GroupNumbers {
  figures: Float64Array
  /** One of DURATION_BUCKETS per figure. */
  histograms: Uint32Array
}

/** The answers; the import's kernel counts them itself (jobs/traceKernel), GroupTotals is the reference it is tested against. */
export interface GroupAnswers {
  /** Most time on procs first. */
  groups(): GroupRow[]
}

export class GroupTotals implements GroupAnswers {
  private readonly tables: TraceTables
  private readonly byFunction = new Map<number, GroupNumbers>()
  private readonly byStack: (GroupNumbers | undefined)[] = []

  constructor(tables: TraceTables) {
    this.tables = tables
  }

  /** Column by column: a figure's column is read in one go. */
  add(rows: GoroutineRows): void {
    const { length, startStack, seenStack, createdNs, endedNs } = rows
    const of = Array.from({ length }, (_, row) =>
      this.groupOf((startStack[row] as number) || (seenStack[row] as number)),
    )
    GROUP_FIGURES.forEach((name, at) => {
      const base = at * 4
      for (let row = 0; row < length; row++) {
        const value = groupFigure(rows, row, name)
        if (Number.isNaN(value)) continue
        const { figures, histograms } = of[row] as GroupNumbers
        if (figures[base] === 0 || value < (figures[base + 2] as number)) figures[base + 2] = value
        if (value > (figures[base + 3] as number)) figures[base + 3] = value
        figures[base]!++
        figures[base + 1]! += value
        histograms[at * DURATION_BUCKETS + durationBucket(value)]!++
      }
    })
    GROUP_SUMS.forEach((name, at) => addUp(of, rows[name], SUMS + at))
    rows.waits_.forEach((column, at) => addUp(of, column, WAITS + at))
    for (let row = 0; row < length; row++) {
      const { figures } = of[row] as GroupNumbers
      figures[COUNTS]!++
      if (!Number.isNaN(createdNs[row])) figures[COUNTS + 1]!++
      if (!Number.isNaN(endedNs[row])) figures[COUNTS + 2]!++
    }
  }

  groups(): GroupRow[] {
    return groupRows(this.byFunction)
  }

  /** The group of goroutines with this stack; known by the stack after the first of them. */
  private groupOf(stack: number): GroupNumbers {
    const known = this.byStack[stack]
    if (known !== undefined) return known
    const of = rootFunction(this.tables, stack)
    const group = this.byFunction.get(of) ?? {
      figures: new Float64Array(GROUP_WIDTH),
      histograms: new Uint32Array(GROUP_FIGURES.length * DURATION_BUCKETS),
    }
    this.byFunction.set(of, group)
    this.byStack[stack] = group
    return group
  }
}

function addUp(of: readonly GroupNumbers[], column: Float64Array, to: number): void {
  for (let row = 0; row < of.length; row++) (of[row] as GroupNumbers).figures[to]! += column[row] as number
}

/** A figure of one goroutine; NaN: the trace does not show it. */
const groupFigure = (
  rows: Readonly<Record<Exclude<GroupFigure, 'lifeNs'> | 'firstNs' | 'lastNs', ArrayLike<number>>>,
  row: number,
  name: GroupFigure,
): number =>
  name === 'lifeNs' ? (rows.lastNs[row] as number) - (rows.firstNs[row] as number) : (rows[name][row] as number)

/** Most time on procs first. */
export function groupRows(groups: Iterable<readonly [of: number, numbers: GroupNumbers]>): GroupRow[] {
  return Array.from(groups, ([of, { figures, histograms }]): GroupRow => {
    const spread = GROUP_FIGURES.map((name, at) => [
      name,
      {
        count: figures[at * 4] as number,
        sum: figures[at * 4 + 1] as number,
        min: figures[at * 4 + 2] as number,
        max: figures[at * 4 + 3] as number,
        histogram: histograms.subarray(at * DURATION_BUCKETS, (at + 1) * DURATION_BUCKETS),
      },
    ])
    return {
      function: of,
      goroutines: figures[COUNTS] as number,
      created: figures[COUNTS + 1] as number,
      ended: figures[COUNTS + 2] as number,
      figures: Object.fromEntries(spread) as GroupRow['figures'],
      sums: Object.fromEntries(GROUP_SUMS.map((name, at) => [name, figures[SUMS + at]])) as GroupRow['sums'],
      waits: Object.fromEntries(WAIT_CLASSES.map((name, at) => [name, figures[WAITS + at]])) as Record<
        WaitClass,
        number
      >,
    }
  }).sort((a, b) => b.figures.runningNs.sum - a.figures.runningNs.sum || a.function - b.function)
}
