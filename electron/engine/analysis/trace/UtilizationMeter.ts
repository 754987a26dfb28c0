// Mean and minimum of the share of the procs left to the program, while the load comes in chunks: what is held is the steps within the
// longest window, whatever the length of the trace. The same figures as over the whole curve (mutatorUtilization.ts).
import type { CollectorLoad } from '../../../../shared/records/index.ts'
import type { CollectorState } from './CollectorState.ts'

/** One window length: the lowest share so far, and where in the steps its two cursors are. */
interface Minimum {
  windowNs: number
  share: number
  /** Step that the begin of a window ending now lies in. */
  low: number
  /** The next step at which a window begins whose end is still to come. */
  next: number
}

export class UtilizationMeter {
  private readonly state: CollectorState
  private readonly minima: Minimum[]
  /** Steps: the share from each time on, and its integral up to there. */
  private time: number[] = []
  private shares: number[] = []
  private integral: number[] = []
  private first = Number.NaN

  constructor(state: CollectorState, windowsNs: readonly number[]) {
    this.state = state
    this.minima = windowsNs.map((windowNs) => ({ windowNs, share: Number.NaN, low: 0, next: 0 }))
  }

  add(load: CollectorLoad): void {
    for (let row = 0; row < load.length; row++) {
      this.state.take(load, row)
      // Rows of one moment may come in two chunks: a step of no length changes nothing.
      this.step(load.time[row] as number, this.state.share())
    }
  }

  /** The trace ends. NaN: never known, or the trace is shorter than the window. */
  finish(lastNs: number): { mean: number; minima: number[] } {
    if (this.time.length > 0) this.reach(lastNs)
    const first = this.first
    const whole = this.integralAt(this.time.length - 1, lastNs)
    const mean = this.time.length > 0 && lastNs > first ? whole / (lastNs - first) : Number.NaN
    return { mean, minima: this.minima.map(({ share }) => share) }
  }

  private step(at: number, share: number): void {
    if (Number.isNaN(share)) return
    const last = this.time.length - 1
    if (last < 0) this.first = at
    else {
      if (this.shares[last] === share) return
      if (this.time[last] === at) {
        this.shares[last] = share
        return
      }
      this.reach(at)
    }
    this.integral.push(last < 0 ? 0 : this.integralAt(last, at))
    this.time.push(at)
    this.shares.push(share)
    if (this.time.length > 4096) this.forget()
  }

  private integralAt(step: number, at: number): number {
    return step < 0
      ? 0
      : (this.integral[step] as number) + (this.shares[step] as number) * (at - (this.time[step] as number))
  }

  /** Judges the windows that end at `at`, and those that begin at a step and end since the last one. */
  private reach(at: number): void {
    const last = this.time.length - 1
    const since = this.time[last] as number
    for (const minimum of this.minima) {
      const { windowNs } = minimum
      const from = at - windowNs
      if (from >= this.first) {
        while (minimum.low < last && (this.time[minimum.low + 1] as number) <= from) minimum.low++
        keep(minimum, this.integralAt(last, at) - this.integralAt(minimum.low, from))
      }
      for (; minimum.next <= last; minimum.next++) {
        const begin = this.time[minimum.next] as number
        const end = begin + windowNs
        if (end > at) break
        // An end before the last step was reached with it.
        if (end >= since) keep(minimum, this.integralAt(last, end) - (this.integral[minimum.next] as number))
      }
    }
  }

  /** Drops the steps no window needs any more. */
  private forget(): void {
    const unused = Math.min(this.time.length - 1, ...this.minima.map(({ low, next }) => Math.min(low, next)))
    if (unused < this.time.length / 2) return
    this.time.splice(0, unused)
    this.shares.splice(0, unused)
    this.integral.splice(0, unused)
    for (const minimum of this.minima) {
      minimum.low -= unused
      minimum.next -= unused
    }
  }
}

function keep(minimum: Minimum, left: number): void {
  const share = Math.max(0, left / minimum.windowNs)
  if (!(minimum.share <= share)) minimum.share = share
}
