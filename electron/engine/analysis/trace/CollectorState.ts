// What the collector does at a moment, followed along the rows of its load.
import type { CollectorLoad } from '../../../../shared/records/index.ts'
import { CollectorWork, WorldStop } from '../../../../shared/records/index.ts'

/** Which shares are taken from the program. */
export interface UtilizationParts {
  /** The pauses of GC cycles; other stops of the world. */
  stops: boolean
  otherStops: boolean
  /** Dedicated and fractional GC workers; idle ones. */
  workers: boolean
  idleWorkers: boolean
  assists: boolean
  sweep: boolean
}

export const COLLECTOR_PARTS: UtilizationParts = {
  stops: true,
  otherStops: false,
  workers: true,
  idleWorkers: false,
  assists: true,
  sweep: false,
}

export class CollectorState {
  /** GOMAXPROCS; 0 while not known. */
  procs = 0
  isStopped = false
  /** Procs the parts hold. */
  taken = 0
  private readonly work: number[] = []
  private readonly workMask: number
  private readonly stopMask: number

  /** `without`: CollectorWork that does not count. */
  constructor(parts: UtilizationParts, without = 0) {
    this.workMask =
      ((parts.workers ? CollectorWork.dedicated | CollectorWork.fractional : 0) |
        (parts.idleWorkers ? CollectorWork.idle : 0) |
        (parts.assists ? CollectorWork.assist : 0) |
        (parts.sweep ? CollectorWork.sweep : 0)) &
      ~without
    this.stopMask = (parts.stops ? WorldStop.gc : 0) | (parts.otherStops ? WorldStop.other : 0)
  }

  take(load: CollectorLoad, row: number): void {
    const proc = load.proc[row] as number
    const work = load.work[row] as number
    this.procs = load.procs[row] as number
    if (proc === 0) {
      this.isStopped = (work & this.stopMask) !== 0
      return
    }
    const before = (this.work[proc] ?? 0) & this.workMask
    const now = work & this.workMask
    this.work[proc] = work
    if ((before === 0) !== (now === 0)) this.taken += now === 0 ? -1 : 1
  }

  /** Share of the procs left to the program; NaN while GOMAXPROCS is not known. */
  share(): number {
    if (this.procs === 0) return Number.NaN
    return this.isStopped ? 0 : Math.max(0, 1 - this.taken / this.procs)
  }
}
