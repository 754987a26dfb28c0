// What goroutines wait for: by reason and stack, and by who ended the wait. Only waits whose both ends the trace shows are measured; those
// cut off by its start or end are counted beside.
import type { BlockingRow, GoroutineIntervals, WakerRow } from '../../../../shared/records/index.ts'
import { GoState, IntervalFlag } from '../../../../shared/records/index.ts'
import { DURATION_BUCKETS, durationBucket } from './DurationHistogram.ts'
import { KeyTable } from './KeyTable.ts'

const OPEN = IntervalFlag.BeganBefore | IntervalFlag.StillOpen

export class BlockingTotals {
  private readonly keys = new KeyTable(2)
  private readonly wakerKeys = new KeyTable(4)
  private figures = new Float64Array(8 * 64)
  private wakers = new Float64Array(2 * 64)
  private histograms = new Uint32Array(DURATION_BUCKETS * 64)
  private readonly state: number

  /** `state`: which state's intervals are counted; waiting, or syscall, or runnable. */
  constructor(state: number = GoState.waiting) {
    this.state = state
  }

  add(chunk: GoroutineIntervals): void {
    const { state, flags, begin, start, end } = chunk
    for (let row = 0; row < chunk.length; row++) {
      if (state[row] !== this.state) continue
      const flag = flags[row] as number
      const reason = chunk.reason[row] as number
      const stack = chunk.stack[row] as number
      const at = this.keys.find(reason, stack, 0, 0)
      if ((at + 1) * 8 > this.figures.length) this.grow()
      const f = this.figures
      const base = at * 8
      if ((flag & OPEN) !== 0) {
        // Parts of an open wait are one wait.
        if ((flag & IntervalFlag.Continued) === 0) f[base + 5]!++
        f[base + 6]! += (end[row] as number) - (start[row] as number)
        continue
      }
      if ((flag & (IntervalFlag.Continues | IntervalFlag.LengthUnknown)) !== 0) continue
      const ns = (end[row] as number) - (begin[row] as number)
      f[base]!++
      f[base + 1]! += ns
      if (ns > (f[base + 2] as number)) {
        f[base + 2] = ns
        f[base + 3] = chunk.goroutine[row] as number
        f[base + 4] = begin[row] as number
      }
      this.histograms[at * DURATION_BUCKETS + durationBucket(ns)]!++
      if (this.state === GoState.waiting) this.addWaker(reason, stack, chunk, row, ns)
    }
  }

  /** Longest total first. */
  rows(): BlockingRow[] {
    const rows: BlockingRow[] = []
    for (let at = 0; at < this.keys.length; at++) {
      const base = at * 8
      const [count, totalNs, maxNs, maxGoroutine, maxBeginNs, openCount, openNs] = this.figures.subarray(base, base + 7)
      rows.push({
        reason: this.keys.part(at, 0),
        stack: this.keys.part(at, 1),
        count: count as number,
        totalNs: totalNs as number,
        maxNs: maxNs as number,
        maxGoroutine: maxGoroutine as number,
        maxBeginNs: maxBeginNs as number,
        openCount: openCount as number,
        openNs: openNs as number,
        histogram: this.histograms.slice(at * DURATION_BUCKETS, (at + 1) * DURATION_BUCKETS),
      })
    }
    return rows.sort((a, b) => b.totalNs - a.totalNs || b.openNs - a.openNs)
  }

  wakerRows(): WakerRow[] {
    const rows: WakerRow[] = []
    for (let at = 0; at < this.wakerKeys.length; at++)
      rows.push({
        reason: this.wakerKeys.part(at, 0),
        stack: this.wakerKeys.part(at, 1),
        wakerStack: this.wakerKeys.part(at, 2),
        isRuntime: this.wakerKeys.part(at, 3) === 1,
        count: this.wakers[at * 2] as number,
        totalNs: this.wakers[at * 2 + 1] as number,
      })
    return rows.sort((a, b) => b.totalNs - a.totalNs)
  }

  private addWaker(reason: number, stack: number, chunk: GoroutineIntervals, row: number, ns: number): void {
    const isRuntime = chunk.waker[row] === 0 ? 1 : 0
    const at = this.wakerKeys.find(reason, stack, chunk.wakerStack[row] as number, isRuntime)
    if ((at + 1) * 2 > this.wakers.length) {
      const wakers = new Float64Array(this.wakers.length * 2)
      wakers.set(this.wakers)
      this.wakers = wakers
    }
    this.wakers[at * 2]!++
    this.wakers[at * 2 + 1]! += ns
  }

  private grow(): void {
    const figures = new Float64Array(this.figures.length * 2)
    figures.set(this.figures)
    this.figures = figures
    const histograms = new Uint32Array(this.histograms.length * 2)
    histograms.set(this.histograms)
    this.histograms = histograms
  }
}
