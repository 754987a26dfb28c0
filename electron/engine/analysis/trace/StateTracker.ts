// Events of a trace → what each goroutine and proc was in and for how long, and the ranges over them. One pass, no object per
// event of a state; memory grows with what lives at a time, not with the length of the trace.
//
// Times before the trace: a goroutine or proc that a status tells of was in that state when the trace began (Go's own summaries count it
// from there, too), so its interval begins at the trace's start with the flag BeganBefore.
import type {
  CollectorLoad,
  GoroutineIntervals,
  ProcIntervals,
  ProcTotals,
  TraceEventColumns,
  TraceFamily,
  TraceRanges,
  TraceTables,
} from '../../../../shared/records/index.ts'
import {
  CollectorWork,
  GoState,
  IntervalFlag,
  ProcActivity,
  ProcState,
  TraceKind,
  WorldStop,
} from '../../../../shared/records/index.ts'
import { CauseClocks } from './CauseClocks.ts'
import { GoroutineTracks } from './GoroutineTracks.ts'
import type { Entered } from './GoroutineTracks.ts'
import { LoadRows } from './LoadRows.ts'
import { ProcTracks } from './ProcTracks.ts'
import { RangeTracks } from './RangeTracks.ts'
import { isGcStop } from './traceFigures.ts'
import type { Clocks, GoroutineStates, ProcStates, TrackKernel } from './TrackKernel.ts'

/** Takes intervals as they end. Chunks are reused: copy or use them before returning. */
export interface IntervalSink {
  goroutines?(chunk: GoroutineIntervals): void
  procs?(chunk: ProcIntervals): void
  ranges?(chunk: TraceRanges): void
  /** At once, where chunks come later: a range of RangeKind ended, before its goroutine does. */
  rangeEnded?(kind: number, goroutine: number, ns: number): void
  load?(chunk: CollectorLoad): void
}

/** Kinds of GC workers by their labels. */
const WORK_OF_LABEL: Readonly<Record<string, number>> = {
  'GC (dedicated)': CollectorWork.dedicated,
  'GC (fractional)': CollectorWork.fractional,
  'GC (idle)': CollectorWork.idle,
}

const ignore = (): void => undefined

export class StateTracker {
  private readonly tables: TraceTables
  private readonly isV1: boolean
  private readonly clocks: Clocks
  private readonly goroutines: GoroutineStates
  private readonly procs: ProcStates
  private readonly ranges: RangeTracks
  /** Reused for each event: what the goroutine enters. */
  private readonly entered: Entered = { reason: 0, stack: 0, proc: 0, thread: 0, waker: 0, wakerStack: 0 }
  private startNs = 0
  private isStarted = false
  private readonly load: LoadRows
  /** Why the world is stopped now (WorldStop). */
  private stop = 0
  /** Strings that are labels of GC workers: their kind + 1; 0: not looked at. */
  private labels = new Uint8Array(256)

  private readonly kernel: TrackKernel | null

  /** With a kernel, the intervals of goroutines and procs are the kernel's to give. */
  constructor(tables: TraceTables, family: TraceFamily, sink: IntervalSink, kernel: TrackKernel | null = null) {
    this.tables = tables
    this.isV1 = family === 'v1'
    this.kernel = kernel
    const clocks = new CauseClocks()
    this.clocks = kernel?.clocks ?? clocks
    this.goroutines = kernel?.goroutines ?? new GoroutineTracks(clocks, sink.goroutines?.bind(sink) ?? ignore)
    const idOf = (proc: number): number => Number(tables.procs.id[proc] ?? 0n)
    const onWork = (proc: number, work: number, isFromStart: boolean): void =>
      isFromStart ? this.load.since(this.startNs, proc, work, this.clocks.procs) : this.noteLoad(proc, work)
    kernel?.connect(idOf, onWork)
    this.procs = kernel?.procs ?? new ProcTracks(clocks, sink.procs?.bind(sink) ?? ignore, idOf, onWork)
    this.ranges = new RangeTracks(
      () => this.startNs,
      sink.ranges?.bind(sink) ?? ignore,
      sink.rangeEnded?.bind(sink) ?? ignore,
      kernel?.ranges ?? null,
    )
    this.load = new LoadRows(sink.load?.bind(sink) ?? ignore)
  }

  /** Where the trace begins: the start of its first generation. */
  start(time: number): void {
    if (this.isStarted) return
    this.isStarted = true
    this.startNs = time
    this.clocks.now = time
    this.kernel?.ranges.start(time)
  }

  events(chunk: TraceEventColumns): void {
    const { kind, time, length } = chunk
    if (length > 0) this.start(time[0] as number)
    const { kernel } = this
    for (let row = 0; ; row++) {
      if (kernel !== null) row = kernel.track(chunk, row)
      if (row >= length) break
      const at = time[row] as number
      this.clocks.advance(at)
      const of = kind[row] as number
      this.event(of, at, chunk, row)
      if (kernel === null) continue
      this.watch(kernel, chunk.goroutine[row] as number)
      this.watch(kernel, chunk.subject[row] as number)
    }
  }

  private watch(kernel: TrackKernel, slot: number): void {
    kernel.watch(slot, this.ranges.isWatched(slot))
  }

  /** What each proc's time went to, and GOMAXPROCS × time, which they and what is not shown add up to. */
  procTimes(): { procs: ProcTotals[]; allProcsNs: number } {
    return { procs: this.procs.totals(), allProcsNs: this.clocks.allProcsNs() }
  }

  /** A row of the load: what the collector does on a proc from now on, or why the world is stopped (proc 0). */
  private noteLoad(proc: number, work: number): void {
    this.load.add(this.clocks.now, proc, work, this.clocks.procs)
  }

  /** Ends a part of every open state at `time`: what follows belongs to the next segment. */
  cut(time: number): void {
    this.clocks.advance(time)
    this.goroutines.cut(time)
    this.procs.cut(time)
    this.ranges.flush()
    this.load.flush()
  }

  /** The trace ends at `time`: everything open is given with that end and the flag StillOpen. */
  finish(time: number): void {
    this.clocks.advance(time)
    this.goroutines.finish(time)
    this.procs.finish(time)
    this.ranges.finish(time)
    this.load.flush()
  }

  private event(kind: number, at: number, chunk: TraceEventColumns, row: number): void {
    switch (kind) {
      case TraceKind.HeapAlloc:
      case TraceKind.HeapGoal:
      case TraceKind.CpuSample:
      case TraceKind.UserLog:
        return
      case TraceKind.GoStart:
      case TraceKind.GoStop:
      case TraceKind.GoBlock:
      case TraceKind.GoUnblock:
      case TraceKind.GoSwitch:
      case TraceKind.GoSwitchDestroy:
      case TraceKind.GoCreate:
      case TraceKind.GoCreateBlocked:
      case TraceKind.GoCreateSyscall:
      case TraceKind.GoDestroy:
      case TraceKind.GoDestroySyscall:
      case TraceKind.GoSyscallBegin:
      case TraceKind.GoSyscallEnd:
      case TraceKind.GoSyscallEndBlocked:
      case TraceKind.GoStatus:
      case TraceKind.GoStatusStack:
        return this.goroutine(kind, at, chunk, row)
      case TraceKind.ProcStart:
      case TraceKind.ProcStop:
      case TraceKind.ProcSteal:
      case TraceKind.ProcStatus:
        return this.proc(kind, at, chunk, row)
      case TraceKind.ProcsChange:
        this.setProcs(chunk.value[row] as number)
        return
      case TraceKind.GoLabel:
        return this.label(at, chunk, row)
      default:
        return this.range(kind, at, chunk, row)
    }
  }

  private goroutine(kind: number, at: number, chunk: TraceEventColumns, row: number): void {
    const { goroutines, entered } = this
    const slot = chunk.subject[row] as number
    const transition = chunk.transition[row] as number
    const from = transition >> 4
    const to = transition & 15
    const current = chunk.goroutine[row] as number
    const thread = chunk.thread[row] as number
    const proc = chunk.proc[row] as number
    const place = goroutines.place(slot)

    entered.reason = 0
    entered.stack = chunk.stack[row] as number
    entered.waker = 0
    entered.wakerStack = 0
    entered.proc = proc
    entered.thread = thread

    if (from === GoState.notExist) {
      // A new goroutine: its stack is the start function's; who created it made it runnable.
      if (place >= 0) this.end(place, slot, at)
      entered.stack = kind === TraceKind.GoCreateSyscall ? 0 : (chunk.extra[row] as number)
      entered.waker = current
      entered.wakerStack = chunk.stack[row] as number
      if (to !== GoState.syscall) {
        entered.proc = 0
        entered.thread = 0
      }
      goroutines.appear(slot, to, at, IntervalFlag.Created, entered)
      if (to === GoState.syscall && proc !== 0) this.procs.set(proc, ProcActivity.syscall, at, slot, thread)
      return
    }
    if (from === GoState.undetermined || place < 0) {
      if (to === GoState.notExist) return
      // Told of for the first time.
      const isStatus = kind === TraceKind.GoStatus || kind === TraceKind.GoStatusStack
      if (isStatus) {
        entered.thread = chunk.extra[row] as number
        entered.proc = to === GoState.running || to === GoState.syscall ? this.procs.ofThread(entered.thread) : 0
      }
      goroutines.appear(slot, to, this.startNs, IntervalFlag.BeganBefore, entered)
      if (entered.proc !== 0 && to === GoState.running)
        this.procs.recognise(entered.proc, ProcActivity.running, slot, entered.thread)
      if (entered.proc !== 0 && to === GoState.syscall)
        this.procs.recognise(entered.proc, ProcActivity.syscall, slot, entered.thread)
      return
    }
    if (from === to) return // restated once per generation

    if (to === GoState.notExist) {
      this.leaveProc(kind, at, slot, proc, thread)
      this.end(place, slot, at)
      return
    }
    let closing = 0
    if (to === GoState.running) {
      if (kind === TraceKind.GoSyscallEnd && this.isPoint(place, at)) closing = IntervalFlag.LengthUnknown
      entered.stack = goroutines.stackOf(place)
      entered.reason = goroutines.reasonOf(place)
      this.procs.set(proc, ProcActivity.running, at, slot, thread)
      // It waited for credit, and marks on.
      if (this.ranges.hasAssists && this.ranges.isAssisting(slot)) this.procs.setAssisting(proc, true)
    } else if (from === GoState.waiting) {
      // Made runnable by `current`, for the reason it waited for.
      entered.reason = goroutines.reasonOf(place)
      entered.waker = current
      entered.wakerStack = chunk.stack[row] as number
      entered.stack = goroutines.stackOf(place)
      entered.proc = goroutines.procOf(place)
      entered.thread = goroutines.threadOf(place)
    } else {
      entered.reason = chunk.string[row] as number
      if (from === GoState.syscall) entered.stack = goroutines.stackOf(place)
      this.leaveProc(kind, at, slot, proc, thread)
    }
    goroutines.change(place, to, at, closing, entered)
  }

  /** Before Go 1.22 a syscall that kept its proc is one point; the reader gives it one nanosecond. */
  private isPoint(place: number, at: number): boolean {
    return this.isV1 && at - this.goroutines.beginOf(place) <= 1
  }
  /** The goroutine of an event goes off its proc, or into a syscall with it. */
  private leaveProc(kind: number, at: number, slot: number, proc: number, thread: number): void {
    if (kind === TraceKind.GoSyscallBegin) {
      this.procs.set(proc, ProcActivity.syscall, at, slot, thread)
      return
    }
    if (this.ranges.hasWorkers) this.ranges.workerEnd(slot, at)
    if (proc !== 0 && this.procs.goroutineOn(proc) === slot) this.procs.set(proc, ProcActivity.searching, at, 0, thread)
  }

  private end(place: number, slot: number, at: number): void {
    this.ranges.goroutineEnd(slot, at)
    this.goroutines.disappear(place, at)
  }

  private proc(kind: number, at: number, chunk: TraceEventColumns, row: number): void {
    const { procs } = this
    const proc = chunk.subject[row] as number
    const thread = chunk.thread[row] as number
    const transition = chunk.transition[row] as number
    const from = transition >> 4
    const to = transition & 15
    if (!procs.isKnown(proc)) {
      const isNew = from === ProcState.notExist
      const activity = to === ProcState.running ? ProcActivity.searching : ProcActivity.idle
      procs.appear(
        proc,
        activity,
        isNew ? at : this.startNs,
        isNew ? IntervalFlag.Created : IntervalFlag.BeganBefore,
        to === ProcState.running ? thread : 0,
      )
      return
    }
    if (kind === TraceKind.ProcStatus) return
    if (to === ProcState.running) {
      procs.set(proc, ProcActivity.searching, at, 0, thread)
      procs.hold(thread, proc)
    } else {
      procs.letGo(proc)
      procs.set(proc, ProcActivity.idle, at, 0, 0)
    }
  }

  private setStop(stop: number, goroutine: number): void {
    this.stop = stop
    this.procs.setStopper(goroutine)
    this.noteLoad(0, stop)
  }

  /** A goroutine that runs was in a mark assist when the trace began. */
  private assistGoesOn(slot: number): void {
    const place = this.goroutines.place(slot)
    if (place < 0 || this.goroutines.stateOf(slot) !== GoState.running) return
    const proc = this.goroutines.procOf(place)
    if (proc !== 0) this.procs.setAssisting(proc, true, true)
  }

  private setProcs(count: number): void {
    if (count === this.clocks.procs) return
    this.clocks.setProcs(count, this.startNs)
    this.procs.reclassify()
    this.noteLoad(0, this.stop)
  }

  private label(at: number, chunk: TraceEventColumns, row: number): void {
    const string = chunk.string[row] as number
    const slot = chunk.subject[row] as number
    const work = this.workOfLabel(string)
    if (work === 0) return
    const proc = chunk.proc[row] as number
    this.ranges.workerEnd(slot, at)
    this.ranges.workerBegin(slot, proc, at, string)
    this.procs.markWorker(proc, work)
  }

  /** CollectorWork that a label names; 0: none. */
  private workOfLabel(string: number): number {
    if (string >= this.labels.length) {
      const larger = new Uint8Array(Math.max(string + 1, this.labels.length * 2))
      larger.set(this.labels)
      this.labels = larger
    }
    const known = this.labels[string] as number
    if (known !== 0) return known - 1
    const label = this.tables.strings[string] ?? ''
    const work = WORK_OF_LABEL[label] ?? (label.startsWith('GC (') ? CollectorWork.dedicated : 0)
    this.labels[string] = work + 1
    return work
  }

  private range(kind: number, at: number, chunk: TraceEventColumns, row: number): void {
    const { ranges, clocks } = this
    const goroutine = chunk.goroutine[row] as number
    const proc = chunk.proc[row] as number
    const subject = chunk.subject[row] as number
    const string = chunk.string[row] as number
    const stack = chunk.stack[row] as number
    switch (kind) {
      case TraceKind.StwBegin:
        clocks.stops++
        this.setStop(isGcStop(this.tables.strings[string] ?? '') ? WorldStop.gc : WorldStop.other, subject)
        return ranges.stopBegin(subject, proc, at, string, stack)
      case TraceKind.StwEnd:
        if (ranges.stopEnd(subject, at) && --clocks.stops === 0) this.setStop(0, 0)
        return
      case TraceKind.GcActive:
        if (ranges.gcActive(chunk.value[row] as number)) clocks.isMarking = true
        return
      case TraceKind.GcBegin:
        clocks.isMarking = true
        return ranges.gcBegin(at, chunk.value[row] as number, stack)
      case TraceKind.GcEnd:
        clocks.isMarking = false
        return ranges.gcEnd(at)
      case TraceKind.SweepActive:
        if (ranges.sweepActive(subject)) this.procs.setSweeping(subject, true, true)
        return
      case TraceKind.SweepBegin:
        this.procs.setSweeping(subject, true)
        return ranges.sweepBegin(subject, goroutine, at, stack)
      case TraceKind.SweepEnd:
        this.procs.setSweeping(subject, false)
        return ranges.sweepEnd(subject, at, chunk.value[row] as number, chunk.value2[row] as number)
      case TraceKind.MarkAssistActive:
        if (ranges.assistActive(subject)) this.assistGoesOn(subject)
        return
      case TraceKind.MarkAssistBegin:
        if (proc !== 0) this.procs.setAssisting(proc, true)
        return ranges.assistBegin(subject, proc, at, stack)
      case TraceKind.MarkAssistEnd:
        if (proc !== 0) this.procs.setAssisting(proc, false)
        return ranges.assistEnd(subject, at)
      case TraceKind.RegionBegin:
        return ranges.regionBegin(goroutine, proc, at, string, subject, stack)
      case TraceKind.RegionEnd:
        return ranges.regionEnd(goroutine, at, string, subject)
    }
  }
}
