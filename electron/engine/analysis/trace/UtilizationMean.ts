import type { CollectorLoad } from '../../../../shared/records/index.ts'
import { ALL_PARTS, stepShare } from './mutatorUtilization.ts'

/** Mean share of the procs left to the program over a whole trace, while its load comes in chunks. */
export class UtilizationMean {
  private share = Number.NaN
  private since = 0
  private sum = 0
  private length = 0

  add(load: CollectorLoad): void {
    for (let row = 0; row < load.length; row++) {
      const time = load.time[row] as number
      this.until(time)
      this.share = (load.procs[row] as number) === 0 ? Number.NaN : stepShare(load, row, ALL_PARTS)
      this.since = time
    }
  }

  /** Null while GOMAXPROCS was never known. */
  mean(lastNs: number): number | null {
    this.until(lastNs)
    return this.length > 0 ? this.sum / this.length : null
  }

  private until(time: number): void {
    if (!Number.isNaN(this.share) && time > this.since) {
      this.sum += this.share * (time - this.since)
      this.length += time - this.since
    }
    this.since = time
  }
}
