// What is counted of goroutines' intervals as these end: one row per goroutine, waits and who ends them, syscalls, waits for a proc.
import type {
  BlockingRow,
  GoroutineIntervals,
  GoroutineRows,
  SchedulingRow,
  TraceTables,
  WakerRow,
} from '../../../../shared/records/index.ts'
import { GoState } from '../../../../shared/records/index.ts'
import { BlockingTotals } from './BlockingTotals.ts'
import { GoroutineTotals } from './GoroutineTotals.ts'
import { SchedulingTotals } from './SchedulingTotals.ts'

/** The answers; the import's kernel counts them itself (jobs/traceKernel), IntervalTotals is the reference it is tested against. */
export interface IntervalAnswers {
  /** Most goroutines that existed at a time, those created and those that ended in the trace. */
  readonly peak: number
  readonly created: number
  readonly ended: number
  /** Spans were swept for a goroutine, or it assisted; it has not ended. */
  addSweep(slot: number, ns: number): void
  addAssist(slot: number, ns: number): void
  /** After the last interval: gives the rows of goroutines that are left. */
  finish(): void
  /** Each with the longest total first. */
  waiting(): BlockingRow[]
  wakers(): WakerRow[]
  syscalls(): BlockingRow[]
  scheduling(): SchedulingRow[]
}

export class IntervalTotals implements IntervalAnswers {
  private readonly goroutines: GoroutineTotals
  private readonly waits = new BlockingTotals(GoState.waiting)
  private readonly calls = new BlockingTotals(GoState.syscall)
  private readonly procWaits = new SchedulingTotals()

  /** The trace's tables may grow; `give` takes the rows of goroutines, which are reused. */
  constructor(tables: TraceTables, give: (rows: GoroutineRows) => void) {
    this.goroutines = new GoroutineTotals(tables, give)
  }

  add(chunk: GoroutineIntervals): void {
    this.goroutines.add(chunk)
    this.waits.add(chunk)
    this.calls.add(chunk)
    this.procWaits.add(chunk)
  }

  get peak(): number {
    return this.goroutines.peak
  }
  get created(): number {
    return this.goroutines.created
  }
  get ended(): number {
    return this.goroutines.ended
  }
  addSweep(slot: number, ns: number): void {
    this.goroutines.extras.addSweep(slot, ns)
  }
  addAssist(slot: number, ns: number): void {
    this.goroutines.extras.addAssist(slot, ns)
  }
  finish(): void {
    this.goroutines.finish()
  }
  waiting(): BlockingRow[] {
    return this.waits.rows()
  }
  wakers(): WakerRow[] {
    return this.waits.wakerRows()
  }
  syscalls(): BlockingRow[] {
    return this.calls.rows()
  }
  scheduling(): SchedulingRow[] {
    return this.procWaits.rows()
  }
}
