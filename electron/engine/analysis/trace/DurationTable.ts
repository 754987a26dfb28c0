// Durations by key: how many, how long together, the longest and where, and how they are spread. One row per key, no object per
// duration.
import { DURATION_BUCKETS } from '../../../../shared/records/index.ts'
import type { DurationFigures } from '../../../../shared/records/index.ts'
import { durationBucket } from './DurationHistogram.ts'
import { KeyTable } from './KeyTable.ts'

/** Figures of a row before its further sums. */
const WIDTH = 7
const FIRST_ROWS = 64

export class DurationTable {
  private readonly keys: KeyTable
  private readonly width: number
  private figures: Float64Array
  private histograms = new Uint32Array(DURATION_BUCKETS * FIRST_ROWS)

  /** Keys have `parts` parts; each row has `sums` further sums. */
  constructor(parts: number, sums = 0) {
    this.keys = new KeyTable(parts)
    this.width = WIDTH + sums
    this.figures = new Float64Array(this.width * FIRST_ROWS)
  }

  get length(): number {
    return this.keys.length
  }

  /** The row of a key, new or known. */
  row(a: number, b = 0, c = 0, d = 0): number {
    const row = this.keys.find(a, b, c, d)
    if ((row + 1) * this.width > this.figures.length) this.grow()
    return row
  }

  /** A duration whose both ends are known; `goroutine` and `beginNs` tell which it is. */
  count(row: number, ns: number, goroutine: number, beginNs: number): void {
    const f = this.figures
    const base = row * this.width
    f[base]!++
    f[base + 1]! += ns
    if (ns > (f[base + 2] as number)) {
      f[base + 2] = ns
      f[base + 3] = goroutine
      f[base + 4] = beginNs
    }
    this.histograms[row * DURATION_BUCKETS + durationBucket(ns)]!++
  }

  /** One that the trace's start or end cuts off: what the trace shows of it. */
  countOpen(row: number, ns: number): void {
    const base = row * this.width
    this.figures[base + 5]!++
    this.figures[base + 6]! += ns
  }

  add(row: number, sum: number, amount: number): void {
    this.figures[row * this.width + WIDTH + sum]! += amount
  }

  part(row: number, part: number): number {
    return this.keys.part(row, part)
  }

  sum(row: number, sum: number): number {
    return this.figures[row * this.width + WIDTH + sum] as number
  }

  figuresOf(row: number): DurationFigures {
    const base = row * this.width
    const [count, totalNs, maxNs, maxGoroutine, maxBeginNs, openCount, openNs] = this.figures.subarray(
      base,
      base + WIDTH,
    )
    return {
      count: count as number,
      totalNs: totalNs as number,
      maxNs: maxNs as number,
      maxGoroutine: maxGoroutine as number,
      maxBeginNs: maxBeginNs as number,
      openCount: openCount as number,
      openNs: openNs as number,
      histogram: this.histograms.slice(row * DURATION_BUCKETS, (row + 1) * DURATION_BUCKETS),
    }
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

/** Longest total first; those without a measured one by what was cut off. */
export const byTotal = (a: DurationFigures, b: DurationFigures): number => b.totalNs - a.totalNs || b.openNs - a.openNs
