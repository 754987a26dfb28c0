// What each proc does, which thread holds it, and what its time goes to. There are few: plain arrays by slot.
import type { ProcIntervals, ProcTotals } from '../../../../shared/records/index.ts'
import { CollectorWork, IntervalFlag, ProcActivity, emptyProcIntervals } from '../../../../shared/records/index.ts'
import type { CauseClocks } from './CauseClocks.ts'
import { ProcClock, TIME } from './ProcClock.ts'

const WORKERS = CollectorWork.dedicated | CollectorWork.fractional | CollectorWork.idle

/** No activity is known: the trace has not told of this proc yet. */
const UNKNOWN = 255

const isBusy = (activity: number): boolean => activity === ProcActivity.running || activity === ProcActivity.syscall

interface ProcTrack {
  activity: number
  flags: number
  begin: number
  start: number
  goroutine: number
  thread: number
  /** CollectorWork. */
  work: number
  /** Goroutines put on it. */
  runs: number
  /** Number of the proc as the runtime counts: those from GOMAXPROCS on do not exist. */
  id: number
  clock: ProcClock
}

export class ProcTracks {
  private readonly procs: ProcTrack[] = []
  /** Slot of the proc a thread holds, by the thread's slot. */
  private procOfThread = new Uint32Array(64)
  private readonly clocks: CauseClocks
  private readonly give: (chunk: ProcIntervals) => void
  private readonly out = emptyProcIntervals(4096)
  private readonly idOf: (proc: number) => number
  private readonly onWork: (proc: number, work: number, isFromStart: boolean) => void
  /** The goroutine that stops the world; 0: the world runs. */
  private stopper = 0

  /** `idOf`: a proc's own number by its slot. `onWork` is told what the collector does on a proc from now on, or has since the trace began. */
  constructor(
    clocks: CauseClocks,
    give: (chunk: ProcIntervals) => void,
    idOf: (proc: number) => number,
    onWork: (proc: number, work: number, isFromStart: boolean) => void,
  ) {
    this.clocks = clocks
    this.give = give
    this.idOf = idOf
    this.onWork = onWork
  }

  ofThread(thread: number): number {
    return this.procOfThread[thread] ?? 0
  }

  isKnown(proc: number): boolean {
    return this.track(proc).activity !== UNKNOWN
  }

  goroutineOn(proc: number): number {
    return this.track(proc).goroutine
  }

  /** The trace tells of a proc for the first time; it has been so since `begin`. */
  appear(proc: number, activity: number, begin: number, flag: number, thread: number): void {
    const track = this.track(proc)
    this.enter(proc, track, activity, begin, flag, 0, thread)
    if (thread !== 0) this.hold(thread, proc)
  }

  /** From `time` on it does this. Saying the same again changes nothing. */
  set(proc: number, activity: number, time: number, goroutine: number, thread: number): void {
    if (proc === 0) return
    const track = this.track(proc)
    if (track.activity === activity && track.goroutine === goroutine && track.thread === thread) return
    if (track.activity !== UNKNOWN) this.close(proc, track, time, 0)
    this.enter(proc, track, activity, time, 0, goroutine, thread)
  }

  /** It has had this goroutine all along: a status told of the proc first and of its goroutine now. */
  recognise(proc: number, activity: number, goroutine: number, thread: number): void {
    const track = this.track(proc)
    if (track.activity === UNKNOWN) return
    this.enter(proc, track, activity, track.begin, track.flags, goroutine, thread)
  }

  /** The goroutine on it turns out to work for the GC; `kind` is one of CollectorWork. */
  markWorker(proc: number, kind: number): void {
    const track = this.track(proc)
    if ((track.work & WORKERS) !== 0 || !isBusy(track.activity)) return
    this.clocks.workers++
    this.setWork(proc, track, track.work | kind)
  }

  /** The goroutine on it begins or ends a mark assist; or is told to have been in one all along. */
  setAssisting(proc: number, isAssisting: boolean, isFromStart = false): void {
    const track = this.track(proc)
    if (isAssisting && !isBusy(track.activity)) return
    const { assist } = CollectorWork
    this.setWork(proc, track, isAssisting ? track.work | assist : track.work & ~assist, isFromStart)
  }

  setSweeping(proc: number, isSweeping: boolean, isFromStart = false): void {
    if (proc === 0) return
    const track = this.track(proc)
    const { sweep } = CollectorWork
    this.setWork(proc, track, isSweeping ? track.work | sweep : track.work & ~sweep, isFromStart)
  }

  /** The world is stopped by this goroutine, or runs again (0). */
  setStopper(goroutine: number): void {
    this.stopper = goroutine
    this.reclassify()
  }

  /** GOMAXPROCS or the world has changed: what every proc's time goes to may have. */
  reclassify(): void {
    for (const track of this.procs) this.enterTime(track, this.clocks.now)
  }

  /** What each proc's time has gone to so far; those that never were in the trace left out. */
  totals(): ProcTotals[] {
    return this.procs.flatMap(({ activity, clock, runs }, proc) =>
      activity === UNKNOWN ? [] : [{ proc, ns: clock.totals(), runs }],
    )
  }

  hold(thread: number, proc: number): void {
    if (thread >= this.procOfThread.length) {
      const larger = new Uint32Array(Math.max(thread + 1, this.procOfThread.length * 2))
      larger.set(this.procOfThread)
      this.procOfThread = larger
    }
    this.procOfThread[thread] = proc
  }

  /** No thread holds it any more. */
  letGo(proc: number): void {
    const { thread } = this.track(proc)
    if (thread !== 0 && this.procOfThread[thread] === proc) this.procOfThread[thread] = 0
  }

  cut(time: number): void {
    this.procs.forEach((track, proc) => {
      if (track.activity === UNKNOWN || time <= track.start) return
      this.close(proc, track, time, IntervalFlag.Continues)
      track.flags = (track.flags & IntervalFlag.BeganBefore) | IntervalFlag.Continued
      track.start = time
    })
    this.flush()
  }

  finish(time: number): void {
    this.procs.forEach((track, proc) => {
      if (track.activity === UNKNOWN) return
      this.close(proc, track, time, IntervalFlag.StillOpen)
      track.clock.stop(time)
    })
    this.flush()
  }

  private track(proc: number): ProcTrack {
    while (this.procs.length <= proc)
      this.procs.push({
        activity: UNKNOWN,
        flags: 0,
        begin: 0,
        start: 0,
        goroutine: 0,
        thread: 0,
        work: 0,
        runs: 0,
        id: this.idOf(this.procs.length),
        clock: new ProcClock(),
      })
    return this.procs[proc] as ProcTrack
  }

  private enter(
    proc: number,
    track: ProcTrack,
    activity: number,
    time: number,
    flags: number,
    goroutine: number,
    thread: number,
  ): void {
    if (isBusy(track.activity)) this.clocks.busy--
    if (isBusy(activity)) this.clocks.busy++
    track.activity = activity
    track.flags = flags
    track.begin = time
    track.start = time
    track.thread = thread
    if (goroutine !== track.goroutine) this.putOn(proc, track, goroutine)
    this.enterTime(track, time)
  }

  /** Another goroutine, or none: what the one before did for the collector is over. A syscall changes nothing. */
  private putOn(proc: number, track: ProcTrack, goroutine: number): void {
    if (goroutine !== 0) track.runs++
    track.goroutine = goroutine
    const work = track.work & CollectorWork.sweep
    if (work === track.work) return
    if ((track.work & WORKERS) !== 0) this.clocks.workers--
    track.work = work
    this.onWork(proc, work, false)
  }

  private setWork(proc: number, track: ProcTrack, work: number, isFromStart = false): void {
    if (track.work === work) return
    track.work = work
    this.onWork(proc, work, isFromStart)
    this.enterTime(track, isFromStart ? track.clock.since : this.clocks.now)
  }

  /** From `time` on the proc's time goes to what now holds of it. */
  private enterTime(track: ProcTrack, time: number): void {
    if (track.activity !== UNKNOWN) track.clock.enter(this.timeOf(track), time)
  }

  private timeOf({ activity, work, goroutine, id }: ProcTrack): number {
    if (this.clocks.procs > 0 && id >= this.clocks.procs) return TIME.gone
    if (!isBusy(activity)) {
      if (this.stopper !== 0) return TIME.stopped
      return activity === ProcActivity.searching ? TIME.searching : TIME.idle
    }
    if (goroutine === this.stopper && goroutine !== 0) return TIME.stopped
    if ((work & CollectorWork.dedicated) !== 0) return TIME.dedicated
    if ((work & CollectorWork.fractional) !== 0) return TIME.fractional
    if ((work & CollectorWork.idle) !== 0) return TIME.idleWorker
    if ((work & CollectorWork.assist) !== 0) return TIME.assist
    if ((work & CollectorWork.sweep) !== 0) return TIME.sweep
    return activity === ProcActivity.syscall ? TIME.syscall : TIME.program
  }

  private close(proc: number, track: ProcTrack, time: number, closing: number): void {
    const { out } = this
    // A thread that finds work at once leaves stretches of no length.
    if (time === track.start && closing === 0 && (track.flags & IntervalFlag.Continued) === 0) return
    const row = out.length
    out.proc[row] = proc
    out.activity[row] = track.activity
    out.flags[row] = track.flags | closing | ((track.work & WORKERS) !== 0 ? IntervalFlag.GcWorker : 0)
    out.begin[row] = track.begin
    out.start[row] = track.start
    out.end[row] = time
    out.goroutine[row] = track.goroutine
    out.thread[row] = track.thread
    if (++out.length === out.proc.length) this.flush()
  }

  private flush(): void {
    if (this.out.length > 0) this.give(this.out)
    this.out.length = 0
  }
}
