// How long goroutines that could run waited for a proc: by where they came from, with what the time went to. The causes never overlap,
// and what none of them explains is what is left of the total.
import type { GoroutineIntervals, SchedulingRow } from '../../../../shared/records/index.ts'
import { GoState, IntervalFlag, OPEN_ENDS } from '../../../../shared/records/index.ts'
import { DurationTable, byTotal } from './DurationTable.ts'

/** In the key beside the state before: it has not run since the trace began, or since it was created. */
const NOT_RUN_YET = 16
const STW = 0
const GC = 1
const FULL = 2

export class SchedulingTotals {
  private readonly waits = new DurationTable(4, 3)
  /** Causes of the parts so far of waits that go on in the next segment, by goroutine. */
  private readonly begun = new Map<number, [stw: number, gc: number, full: number]>()

  add(chunk: GoroutineIntervals): void {
    const { state, flags, begin, end, length } = chunk
    for (let row = 0; row < length; row++) {
      if (state[row] !== GoState.runnable) continue
      const flag = flags[row] as number
      const goroutine = chunk.goroutine[row] as number
      let [stw, gc, full] = [chunk.stwNs[row] as number, chunk.gcNs[row] as number, chunk.fullNs[row] as number]
      if ((flag & IntervalFlag.Continued) !== 0) {
        const before = this.begun.get(goroutine)
        if (before !== undefined) {
          stw += before[0]
          gc += before[1]
          full += before[2]
        }
        this.begun.delete(goroutine)
      }
      if ((flag & IntervalFlag.Continues) !== 0) {
        this.begun.set(goroutine, [stw, gc, full])
        continue
      }
      const origin = (chunk.from[row] as number) | ((flag & IntervalFlag.NotRunYet) !== 0 ? NOT_RUN_YET : 0)
      const at = this.waits.row(chunk.reason[row] as number, chunk.stack[row], chunk.wakerStack[row], origin)
      const from = begin[row] as number
      const ns = (end[row] as number) - from
      if ((flag & OPEN_ENDS) !== 0) {
        this.waits.countOpen(at, ns)
        continue
      }
      this.waits.count(at, ns, goroutine, from)
      this.waits.add(at, STW, stw)
      this.waits.add(at, GC, gc)
      this.waits.add(at, FULL, full)
    }
  }

  /** Longest total first. */
  rows(): SchedulingRow[] {
    const { waits } = this
    return Array.from({ length: waits.length }, (_, at): SchedulingRow => {
      const origin = waits.part(at, 3)
      return {
        reason: waits.part(at, 0),
        stack: waits.part(at, 1),
        wakerStack: waits.part(at, 2),
        ...procWaitOrigin(origin),
        stwNs: waits.sum(at, STW),
        gcNs: waits.sum(at, GC),
        fullNs: waits.sum(at, FULL),
        ...waits.figuresOf(at),
      }
    }).sort(byTotal)
  }
}

/** The last part of a key. */
export const procWaitOrigin = (origin: number): Pick<SchedulingRow, 'from' | 'isFirstRun'> => ({
  from: origin & 15,
  isFirstRun: (origin & NOT_RUN_YET) !== 0,
})
