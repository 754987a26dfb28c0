// The worst stretch of a life: an average over hours hides the minute that hurt.
import type { GcCycleColumns } from '../../../shared/records/index.ts'
import { availableCpuNs, cycleEndNs, type CycleRows } from './gcSummary.ts'

export interface WorstWindow extends CycleRows {
  /** Cost of the window's cycles over the CPU time its Ps had. */
  share: number
  /** From the first cycle's start to the start of the cycle after the last, or the end of the last one. */
  spanNs: number
}

/**
 * The window of at least `windowNs` that begins with a cycle and in which `cost` (ns of CPU per cycle) takes the largest share
 * of the Ps' time; the whole range where it is shorter. Null for an empty range. Linear in the cycles.
 */
export function worstWindow(
  columns: GcCycleColumns,
  windowNs: number,
  cost: (columns: GcCycleColumns, row: number) => number,
  rows: CycleRows = { from: 0, to: columns.length },
): WorstWindow | null {
  const { from, to } = rows
  if (to <= from) return null
  const startOf = (row: number): number => (row < to ? (columns.startNs[row] as number) : cycleEndNs(columns, to - 1))
  let worst: WorstWindow | null = null
  let [spent, available] = [0, 0]
  let end = from
  for (let first = from; first < to; first++) {
    while (end < to && startOf(end) - startOf(first) < windowNs) {
      spent += cost(columns, end)
      available += stretchCpu(columns, end, startOf)
      end++
    }
    const span = startOf(end) - startOf(first)
    // The last windows are too short to be compared with full ones.
    if (span < windowNs && worst) break
    const share = available > 0 ? spent / available : 0
    if (!worst || share > worst.share) worst = { from: first, to: end, share, spanNs: span }
    if (span < windowNs) break
    spent -= cost(columns, first)
    available -= stretchCpu(columns, first, startOf)
  }
  return worst
}

const stretchCpu = (columns: GcCycleColumns, row: number, startOf: (row: number) => number): number =>
  Math.max(0, startOf(row + 1) - startOf(row)) * (columns.procs[row] as number)

/** Share of the Ps' time that `cost` takes over all rows. */
export function costShare(
  columns: GcCycleColumns,
  cost: (columns: GcCycleColumns, row: number) => number,
  { from, to }: CycleRows = { from: 0, to: columns.length },
): number {
  let spent = 0
  for (let row = from; row < to; row++) spent += cost(columns, row)
  const available = availableCpuNs(columns, from, to)
  return available > 0 ? spent / available : 0
}
