// Ranges over a trace: GC cycles, stops of the world, sweeping, mark assists, GC workers, user regions. Each is given once, when it ends.
import type { TraceRanges } from '../../../../shared/records/index.ts'
import { IntervalFlag, RangeKind, emptyTraceRanges } from '../../../../shared/records/index.ts'
import type { KernelRanges } from './TrackKernel.ts'

/** A range under way. Nested ranges of one goroutine (regions) are a list through `outer`. */
interface OpenRange {
  kind: number
  flags: number
  begin: number
  goroutine: number
  proc: number
  string: number
  stack: number
  value: number
  outer: OpenRange | null
}

export class RangeTracks {
  private gc: OpenRange | null = null
  /** By slot of the goroutine, sweeps by proc. */
  private readonly stops = new Map<number, OpenRange>()
  private readonly sweeps = new Map<number, OpenRange>()
  private readonly assists = new Map<number, OpenRange>()
  private readonly workers = new Map<number, OpenRange>()
  private readonly regions = new Map<number, OpenRange>()
  private readonly traceStart: () => number
  private readonly give: (chunk: TraceRanges) => void
  private readonly onEnd: (kind: number, goroutine: number, ns: number) => void
  private readonly out: TraceRanges
  private readonly kernel: KernelRanges | null
  /** Ranges that ended, to be used again: a list through `outer`. */
  private spare: OpenRange | null = null

  /** `traceStart`: where ranges begin that were open before the trace. With a kernel, regions are the kernel's, and so are rows. */
  constructor(
    traceStart: () => number,
    give: (chunk: TraceRanges) => void,
    onEnd: (kind: number, goroutine: number, ns: number) => void = () => undefined,
    kernel: KernelRanges | null = null,
  ) {
    this.traceStart = traceStart
    this.give = give
    this.onEnd = onEnd
    this.kernel = kernel
    this.out = emptyTraceRanges(kernel === null ? 4096 : 0)
    kernel?.connect(give)
  }

  gcBegin(time: number, sequence: number, stack: number): void {
    this.gc = this.open(RangeKind.gcMark, time, 0, 0, 0, stack, sequence)
  }
  /** Tells that a cycle marks; true where that is news. */
  gcActive(sequence: number): boolean {
    if (this.gc !== null) return false
    this.gc = this.fromBefore(RangeKind.gcMark, { value: sequence })
    return true
  }
  gcEnd(time: number): void {
    this.gc ??= this.fromBefore(RangeKind.gcMark, {})
    this.end(this.gc, time, 0)
    this.gc = null
  }

  stopBegin(goroutine: number, proc: number, time: number, kind: number, stack: number): void {
    this.stops.set(goroutine, this.open(RangeKind.stopTheWorld, time, goroutine, proc, kind, stack, 0))
  }
  /** True where the world was stopped by this goroutine. */
  stopEnd(goroutine: number, time: number): boolean {
    const stop = this.stops.get(goroutine)
    if (stop === undefined) return false
    this.stops.delete(goroutine)
    this.end(stop, time, 0)
    return true
  }

  sweepBegin(proc: number, goroutine: number, time: number, stack: number): void {
    this.sweeps.set(proc, this.open(RangeKind.sweep, time, goroutine, proc, 0, stack, 0))
  }
  /** Tells that a proc sweeps; true where that is news. */
  sweepActive(proc: number): boolean {
    if (this.sweeps.has(proc)) return false
    this.sweeps.set(proc, this.fromBefore(RangeKind.sweep, { proc }))
    return true
  }
  sweepEnd(proc: number, time: number, swept: number, reclaimed: number): void {
    const sweep = this.sweeps.get(proc) ?? this.fromBefore(RangeKind.sweep, { proc })
    this.sweeps.delete(proc)
    sweep.value = swept
    this.end(sweep, time, 0, reclaimed)
  }

  assistBegin(goroutine: number, proc: number, time: number, stack: number): void {
    this.assists.set(goroutine, this.open(RangeKind.markAssist, time, goroutine, proc, 0, stack, 0))
  }
  /** Tells that a goroutine assists; true where that is news. */
  assistActive(goroutine: number): boolean {
    if (this.assists.has(goroutine)) return false
    this.assists.set(goroutine, this.fromBefore(RangeKind.markAssist, { goroutine }))
    return true
  }
  assistEnd(goroutine: number, time: number): void {
    const assist = this.assists.get(goroutine) ?? this.fromBefore(RangeKind.markAssist, { goroutine })
    this.assists.delete(goroutine)
    this.end(assist, time, 0)
  }
  get hasAssists(): boolean {
    return this.assists.size > 0
  }
  isAssisting(goroutine: number): boolean {
    return this.assists.has(goroutine)
  }

  workerBegin(goroutine: number, proc: number, time: number, label: number): void {
    this.workers.set(goroutine, this.open(RangeKind.gcWorker, time, goroutine, proc, label, 0, 0))
  }
  /** Ends what the goroutine did for the GC, if it did. */
  workerEnd(goroutine: number, time: number): void {
    const worker = this.workers.get(goroutine)
    if (worker === undefined) return
    this.workers.delete(goroutine)
    this.end(worker, time, 0)
  }
  get hasWorkers(): boolean {
    return this.workers.size > 0
  }

  regionBegin(goroutine: number, proc: number, time: number, name: number, task: number, stack: number): void {
    const region = this.open(RangeKind.region, time, goroutine, proc, name, stack, task)
    region.outer = this.regions.get(goroutine) ?? null
    this.regions.set(goroutine, region)
  }
  regionEnd(goroutine: number, time: number, name: number, task: number): void {
    const region = this.regions.get(goroutine)
    if (region === undefined) {
      this.end(this.fromBefore(RangeKind.region, { goroutine, string: name, value: task }), time, 0)
      return
    }
    if (region.outer === null) this.regions.delete(goroutine)
    else this.regions.set(goroutine, region.outer)
    this.end(region, time, 0)
  }

  /** Assists go on where the goroutine runs again, workers end where it leaves its proc: a kernel does not know of them. */
  isWatched(goroutine: number): boolean {
    if (this.assists.size > 0 && this.assists.has(goroutine)) return true
    return this.workers.size > 0 && this.workers.has(goroutine)
  }

  /** A goroutine may end inside its regions: nothing tells of their ends. */
  goroutineEnd(goroutine: number, time: number): void {
    if (this.kernel !== null) {
      this.kernel.endRegions(goroutine, time)
      return
    }
    for (let region = this.regions.get(goroutine) ?? null; region !== null;) {
      const { outer } = region
      this.end(region, time, IntervalFlag.StillOpen)
      region = outer
    }
    this.regions.delete(goroutine)
  }

  finish(time: number): void {
    const open: OpenRange[] = this.gc === null ? [] : [this.gc]
    for (const ranges of [this.stops, this.sweeps, this.assists, this.workers]) open.push(...ranges.values())
    for (const range of open) this.end(range, time, IntervalFlag.StillOpen)
    for (const goroutine of [...this.regions.keys()]) this.goroutineEnd(goroutine, time)
    this.kernel?.finishRegions(time)
    this.flush()
  }

  flush(): void {
    this.kernel?.flush()
    if (this.out.length > 0) this.give(this.out)
    this.out.length = 0
  }

  private fromBefore(kind: number, of: Partial<OpenRange>): OpenRange {
    const { goroutine = 0, proc = 0, string = 0, value = 0 } = of
    const open = this.open(kind, this.traceStart(), goroutine, proc, string, 0, value)
    open.flags = IntervalFlag.BeganBefore
    return open
  }

  private open(
    kind: number,
    begin: number,
    goroutine: number,
    proc: number,
    string: number,
    stack: number,
    value: number,
  ): OpenRange {
    const range = this.spare
    if (range === null) return { kind, flags: 0, begin, goroutine, proc, string, stack, value, outer: null }
    this.spare = range.outer
    range.kind = kind
    range.flags = 0
    range.begin = begin
    range.goroutine = goroutine
    range.proc = proc
    range.string = string
    range.stack = stack
    range.value = value
    range.outer = null
    return range
  }

  private end(open: OpenRange, time: number, closing: number, value2 = 0): void {
    const { kind, begin, goroutine, proc, string, stack, value } = open
    const flags = open.flags | closing
    open.outer = this.spare
    this.spare = open
    this.onEnd(kind, goroutine, time - begin)
    if (this.kernel !== null) {
      this.kernel.add(kind, flags, begin, time, goroutine, proc, string, stack, value, value2)
      return
    }
    const { out } = this
    const row = out.length
    out.kind[row] = kind
    out.flags[row] = flags
    out.begin[row] = begin
    out.end[row] = time
    out.goroutine[row] = goroutine
    out.proc[row] = proc
    out.string[row] = string
    out.stack[row] = stack
    out.value[row] = value
    out.value2[row] = value2
    if (++out.length === out.kind.length) this.flush()
  }
}
