// GC cycles of a trace, one row each: phases and pauses, who marked and who paid, heap and goal.
import type { TraceEventColumns, TraceGcCycle, TracePause, TraceRanges } from '../../../../shared/records/index.ts'
import { IntervalFlag, RangeKind, TraceKind } from '../../../../shared/records/index.ts'

const newCycle = (sequence: number, beginNs: number): TraceGcCycle => ({
  sequence,
  beginNs,
  endNs: Number.NaN,
  sweepTermNs: Number.NaN,
  markTermNs: Number.NaN,
  heapBeginBytes: Number.NaN,
  heapEndBytes: Number.NaN,
  heapPeakBytes: Number.NaN,
  goalBytes: Number.NaN,
  stack: 0,
  dedicatedNs: 0,
  fractionalNs: 0,
  idleNs: 0,
  assistNs: 0,
  assists: 0,
  sweepNs: 0,
  sweptBytes: 0,
  reclaimedBytes: 0,
})

/** Feed it picked events and ranges of the tracker alike, then the pauses. */
export class GcCycleCollector {
  readonly cycles: TraceGcCycle[] = []
  private readonly strings: readonly string[]
  private current: TraceGcCycle | null = null
  private heap = Number.NaN
  private goal = Number.NaN

  constructor(strings: readonly string[]) {
    this.strings = strings
  }

  /** A row that was picked (RowPicker.ts). */
  event(chunk: TraceEventColumns, row: number): void {
    const value = chunk.value[row] as number
    switch (chunk.kind[row] as number) {
      case TraceKind.HeapAlloc:
        this.heap = value
        if (this.current !== null && !(this.current.heapPeakBytes >= value)) this.current.heapPeakBytes = value
        break
      case TraceKind.HeapGoal:
        this.goal = value || Number.NaN
        break
      case TraceKind.GcBegin:
        this.begin(chunk, row)
        break
      case TraceKind.GcActive:
        this.current ??= this.push(newCycle(value, Number.NaN))
        break
      case TraceKind.GcEnd:
        // A cycle that began before the trace and of which nothing told.
        this.current ??= this.push(newCycle(value, Number.NaN))
        this.current.endNs = chunk.time[row] as number
        this.current.heapEndBytes = this.heap
        this.current = null
        break
    }
  }

  ranges(chunk: TraceRanges): void {
    for (let row = 0; row < chunk.length; row++) {
      const begin = chunk.begin[row] as number
      const end = chunk.end[row] as number
      switch (chunk.kind[row] as number) {
        case RangeKind.gcWorker: {
          const cycle = this.cycleAt(begin)
          if (cycle !== null) this.addWorker(cycle, this.strings[chunk.string[row] as number] ?? '', end - begin)
          break
        }
        case RangeKind.markAssist: {
          const cycle = this.cycleAt(begin)
          if (cycle === null) break
          cycle.assistNs += end - begin
          cycle.assists++
          break
        }
        case RangeKind.sweep: {
          const cycle = this.cycleBefore(begin)
          if (cycle === null) break
          cycle.sweepNs += end - begin
          if (((chunk.flags[row] as number) & IntervalFlag.StillOpen) !== 0) break
          cycle.sweptBytes += chunk.value[row] as number
          cycle.reclaimedBytes += chunk.value2[row] as number
          break
        }
      }
    }
  }

  /** Puts the pauses to their cycles. Sweep termination follows the begin of its cycle, mark termination holds its end. */
  finish(pauses: readonly TracePause[]): TraceGcCycle[] {
    for (const { kind, beginNs, endNs } of pauses) {
      const name = this.strings[kind] ?? ''
      if (name !== 'GC sweep termination' && name !== 'GC mark termination') continue
      const cycle = this.cycleAt(beginNs)
      if (cycle === null) continue
      if (name === 'GC sweep termination') cycle.sweepTermNs = endNs - beginNs
      else cycle.markTermNs = endNs - beginNs
    }
    return this.cycles
  }

  private begin(chunk: TraceEventColumns, row: number): void {
    const cycle = newCycle(chunk.value[row] as number, chunk.time[row] as number)
    cycle.stack = chunk.stack[row] as number
    cycle.heapBeginBytes = this.heap
    cycle.heapPeakBytes = this.heap
    cycle.goalBytes = this.goal
    this.current = this.push(cycle)
  }

  private push(cycle: TraceGcCycle): TraceGcCycle {
    this.cycles.push(cycle)
    return cycle
  }

  private addWorker(cycle: TraceGcCycle, label: string, ns: number): void {
    if (label === 'GC (dedicated)') cycle.dedicatedNs += ns
    else if (label === 'GC (fractional)') cycle.fractionalNs += ns
    else cycle.idleNs += ns
  }

  /** The cycle that marks at `time`; ranges come when they end, so it is one of the last. */
  private cycleAt(time: number): TraceGcCycle | null {
    for (let at = this.cycles.length - 1; at >= 0; at--) {
      const cycle = this.cycles[at] as TraceGcCycle
      if (cycle.beginNs > time) continue
      return Number.isNaN(cycle.endNs) || cycle.endNs >= time ? cycle : null
    }
    return null
  }

  /** The last cycle that had begun at `time`. */
  private cycleBefore(time: number): TraceGcCycle | null {
    for (let at = this.cycles.length - 1; at >= 0; at--) {
      const cycle = this.cycles[at] as TraceGcCycle
      if (!(cycle.beginNs > time)) return cycle
    }
    return null
  }
}
