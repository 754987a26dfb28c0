// What one proc's time goes to: it is in one class at a time, so that the classes add up.
import type { ProcTime } from '../../../../shared/records/index.ts'
import { PROC_TIMES } from '../../../../shared/records/index.ts'

/** Index of each class; `gone`: its number is not below GOMAXPROCS, so its time is nobody's. */
export const TIME = {
  ...(Object.fromEntries(PROC_TIMES.map((name, index) => [name, index])) as Record<ProcTime, number>),
  gone: PROC_TIMES.length,
} as const

export class ProcClock {
  private readonly ns = new Float64Array(PROC_TIMES.length + 1)
  private time = -1
  /** When its class began. */
  since = 0

  /** From `at` on its time goes to this class. */
  enter(time: number, at: number): void {
    if (time === this.time) return
    this.stop(at)
    this.time = time
  }

  /** Counts what has passed up to `at`. */
  stop(at: number): void {
    if (this.time >= 0) this.ns[this.time]! += at - this.since
    this.since = at
  }

  totals(): Record<ProcTime, number> {
    return Object.fromEntries(PROC_TIMES.map((name, index) => [name, this.ns[index]])) as Record<ProcTime, number>
  }
}
