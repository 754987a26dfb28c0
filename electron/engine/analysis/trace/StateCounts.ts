// How many goroutines are running, waiting for a proc, waiting, in a syscall: their time added up over equal stretches of a segment. One
// addition per interval, however many stretches it takes.
import { GoState } from '../../../../shared/records/index.ts'

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
  /** Time within a stretch of intervals that begin or end in it. */
  private readonly parts: Float64Array
  /** How many more take a whole stretch than took the one before. */
  private readonly steps: Int32Array

  constructor(fromNs: number, toNs: number) {
    this.fromNs = fromNs
    this.toNs = toNs
    // Whole nanoseconds, which are stored in few bytes.
    this.lengthNs = Math.max(1, Math.ceil((toNs - fromNs) / STRETCHES))
    this.stretches = Math.max(0, Math.ceil((toNs - fromNs) / this.lengthNs))
    this.parts = new Float64Array((this.stretches + 1) * STATES)
    this.steps = new Int32Array((this.stretches + 2) * STATES)
  }

  /** An interval, in GoState. */
  add(state: number, startNs: number, endNs: number): void {
    const place = PLACE[state] as number
    const { fromNs, lengthNs, parts, steps } = this
    const start = Math.max(startNs, fromNs)
    const end = Math.min(endNs, this.toNs)
    if (place < 0 || end <= start) return
    const first = Math.floor((start - fromNs) / lengthNs)
    const last = Math.floor((end - fromNs) / lengthNs)
    if (first === last) {
      parts[first * STATES + place]! += end - start
      return
    }
    parts[first * STATES + place]! += fromNs + (first + 1) * lengthNs - start
    parts[last * STATES + place]! += end - (fromNs + last * lengthNs)
    steps[(first + 1) * STATES + place]!++
    steps[last * STATES + place]!--
  }

  /** Each stretch: its begin, its length, then the time in each of COUNTED_STATES. */
  give(take: (row: number[]) => void): void {
    const whole = new Float64Array(STATES)
    for (let stretch = 0; stretch < this.stretches; stretch++) {
      const begin = this.fromNs + stretch * this.lengthNs
      const length = Math.min(this.lengthNs, this.toNs - begin)
      const row = [begin, length]
      for (let place = 0; place < STATES; place++) {
        const at = stretch * STATES + place
        whole[place]! += this.steps[at] as number
        row.push((whole[place] as number) * length + (this.parts[at] as number))
      }
      take(row)
    }
  }
}
