// How many goroutines are running, waiting for a proc, waiting, in a syscall: their time added up over equal stretches of a segment. What
// the import's kernel counts is held against this.
import { GoState } from '../../../../shared/records/index.ts'
import { Stretches } from './Stretches.ts'

export const COUNTED_STATES = ['running', 'runnable', 'waiting', 'syscall'] as const
const PLACE = new Int8Array(16).fill(-1)
COUNTED_STATES.forEach((name, place) => (PLACE[GoState[name]] = place))
const STATES = COUNTED_STATES.length

/** Stretches of a segment: a trace of 1 GB has some thousand segments, a short one a single one. */
const STRETCHES = 256

export class StateCounts {
  private readonly fromNs: number
  private readonly toNs: number
  private readonly lengthNs: number
  private readonly stretches: number
  private readonly times: Stretches

  constructor(fromNs: number, toNs: number) {
    this.fromNs = fromNs
    this.toNs = toNs
    // Whole nanoseconds, which are stored in few bytes.
    this.lengthNs = Math.max(1, Math.ceil((toNs - fromNs) / STRETCHES))
    this.stretches = Math.max(0, Math.ceil((toNs - fromNs) / this.lengthNs))
    this.times = new Stretches(STATES, this.stretches, this.lengthNs)
  }

  /** An interval, in GoState. */
  add(state: number, startNs: number, endNs: number): void {
    const place = PLACE[state] as number
    const start = Math.max(startNs, this.fromNs)
    const end = Math.min(endNs, this.toNs)
    if (place >= 0 && end > start) this.times.add(place, start - this.fromNs, end - this.fromNs)
  }

  /** Each stretch: its begin, its length, then the time in each of COUNTED_STATES. */
  give(take: (row: number[]) => void): void {
    const times = this.times.values()
    for (let stretch = 0; stretch < this.stretches; stretch++) {
      const begin = this.fromNs + stretch * this.lengthNs
      const row = [begin, Math.min(this.lengthNs, this.toNs - begin)]
      for (let place = 0; place < STATES; place++) row.push(times[place * this.stretches + stretch] as number)
      take(row)
    }
  }
}
