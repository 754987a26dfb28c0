// What goroutines wait for: by reason and stack, and by who ended the wait. Only waits whose both ends the trace shows are measured; those
// cut off by its start or end are counted beside.
import type { BlockingRow, GoroutineIntervals, WakerRow } from '../../../../shared/records/index.ts'
import { GoState, IntervalFlag, OPEN_ENDS } from '../../../../shared/records/index.ts'
import { DurationTable, byTotal } from './DurationTable.ts'

export class BlockingTotals {
  private readonly waits = new DurationTable(2)
  private readonly wakers = new DurationTable(4)
  private readonly state: number

  /** `state`: which state's intervals are counted; waiting, or syscall. */
  constructor(state: number = GoState.waiting) {
    this.state = state
  }

  add(chunk: GoroutineIntervals): void {
    const { state, flags, begin, end, length } = chunk
    for (let row = 0; row < length; row++) {
      if (state[row] !== this.state) continue
      const flag = flags[row] as number
      // Its last part has the whole length.
      if ((flag & IntervalFlag.Continues) !== 0) continue
      const reason = chunk.reason[row] as number
      const stack = chunk.stack[row] as number
      const at = this.waits.row(reason, stack)
      const ns = (end[row] as number) - (begin[row] as number)
      if ((flag & OPEN_ENDS) !== 0) {
        this.waits.countOpen(at, ns)
        continue
      }
      if ((flag & IntervalFlag.LengthUnknown) !== 0) continue
      this.waits.count(at, ns, chunk.goroutine[row] as number, begin[row] as number)
      if (this.state !== GoState.waiting) continue
      const isRuntime = chunk.waker[row] === 0 ? 1 : 0
      const waker = this.wakers.row(reason, stack, chunk.wakerStack[row], isRuntime)
      this.wakers.count(waker, ns, chunk.waker[row] as number, begin[row] as number)
    }
  }

  /** Longest total first. */
  rows(): BlockingRow[] {
    return Array.from({ length: this.waits.length }, (_, at) => ({
      reason: this.waits.part(at, 0),
      stack: this.waits.part(at, 1),
      ...this.waits.figuresOf(at),
    })).sort(byTotal)
  }

  wakerRows(): WakerRow[] {
    return Array.from({ length: this.wakers.length }, (_, at): WakerRow => {
      const { count, totalNs, maxNs } = this.wakers.figuresOf(at)
      return {
        reason: this.wakers.part(at, 0),
        stack: this.wakers.part(at, 1),
        wakerStack: this.wakers.part(at, 2),
        isRuntime: this.wakers.part(at, 3) === 1,
        count,
        totalNs,
        maxNs,
      }
    }).sort((a, b) => b.totalNs - a.totalNs)
  }
}
