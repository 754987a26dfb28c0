// Mark assists, sweeping, GC workers and user regions by name and by where they began.
import type { RangeRow, TraceRanges } from '../../../../shared/records/index.ts'
import { OPEN_ENDS, RangeKind } from '../../../../shared/records/index.ts'
import { DurationTable, byTotal } from './DurationTable.ts'

export class RangeTotals {
  /** Bytes swept and reclaimed. */
  private readonly ranges = new DurationTable(3, 2)

  add(chunk: TraceRanges): void {
    const { kind, flags, begin, end, length } = chunk
    for (let row = 0; row < length; row++) {
      const of = kind[row] as number
      // These are few and rows of their own: cycles and pauses.
      if (of === RangeKind.gcMark || of === RangeKind.stopTheWorld) continue
      const stack = of === RangeKind.gcWorker ? 0 : (chunk.stack[row] as number)
      const at = this.ranges.row(of, chunk.string[row], stack)
      const ns = (end[row] as number) - (begin[row] as number)
      if (((flags[row] as number) & OPEN_ENDS) !== 0) this.ranges.countOpen(at, ns)
      else this.ranges.count(at, ns, chunk.goroutine[row] as number, begin[row] as number)
      if (of !== RangeKind.sweep) continue
      this.ranges.add(at, 0, chunk.value[row] as number)
      this.ranges.add(at, 1, chunk.value2[row] as number)
    }
  }

  /** Longest total first. */
  rows(): RangeRow[] {
    return Array.from({ length: this.ranges.length }, (_, at): RangeRow => ({
      kind: this.ranges.part(at, 0) as RangeRow['kind'],
      string: this.ranges.part(at, 1),
      stack: this.ranges.part(at, 2),
      sweptBytes: this.ranges.sum(at, 0),
      reclaimedBytes: this.ranges.sum(at, 1),
      ...this.ranges.figuresOf(at),
    })).sort(byTotal)
  }
}
