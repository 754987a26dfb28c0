// What each proc does, and which thread holds it. There are few: plain arrays by slot.
import type { ProcIntervals } from '../../../../shared/records/index.ts'
import { IntervalFlag, ProcActivity, emptyProcIntervals } from '../../../../shared/records/index.ts'
import type { CauseClocks } from './CauseClocks.ts'

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
  /** Its goroutine works for the GC; is in a mark assist. */
  isWorker: boolean
  isAssisting: boolean
}

export class ProcTracks {
  private readonly procs: ProcTrack[] = []
  /** Slot of the proc a thread holds, by the thread's slot. */
  private procOfThread = new Uint32Array(64)
  private readonly clocks: CauseClocks
  private readonly give: (chunk: ProcIntervals) => void
  private readonly out = emptyProcIntervals(4096)

  constructor(clocks: CauseClocks, give: (chunk: ProcIntervals) => void) {
    this.clocks = clocks
    this.give = give
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
    this.enter(track, activity, begin, flag, 0, thread)
    if (thread !== 0) this.hold(thread, proc)
  }

  /** From `time` on it does this. Saying the same again changes nothing. */
  set(proc: number, activity: number, time: number, goroutine: number, thread: number): void {
    if (proc === 0) return
    const track = this.track(proc)
    if (track.activity === activity && track.goroutine === goroutine && track.thread === thread) return
    if (track.activity !== UNKNOWN) this.close(proc, track, time, 0)
    this.enter(track, activity, time, 0, goroutine, thread)
  }

  /** It has had this goroutine all along: a status told of the proc first and of its goroutine now. */
  recognise(proc: number, activity: number, goroutine: number, thread: number): void {
    const track = this.track(proc)
    if (track.activity === UNKNOWN) return
    this.enter(track, activity, track.begin, track.flags, goroutine, thread)
  }

  /** The goroutine on it turns out to work for the GC. */
  markWorker(proc: number): void {
    const track = this.track(proc)
    if (track.isWorker || !isBusy(track.activity)) return
    track.isWorker = true
    this.clocks.workers++
  }

  /** The goroutine on it begins or ends a mark assist. */
  setAssisting(proc: number, isAssisting: boolean): void {
    const track = this.track(proc)
    if (track.isAssisting === isAssisting || (isAssisting && !isBusy(track.activity))) return
    track.isAssisting = isAssisting
    this.clocks.assists += isAssisting ? 1 : -1
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
      if (track.activity !== UNKNOWN) this.close(proc, track, time, IntervalFlag.StillOpen)
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
        isWorker: false,
        isAssisting: false,
      })
    return this.procs[proc] as ProcTrack
  }

  private enter(
    track: ProcTrack,
    activity: number,
    time: number,
    flags: number,
    goroutine: number,
    thread: number,
  ): void {
    if (isBusy(track.activity)) this.clocks.busy--
    if (isBusy(activity)) this.clocks.busy++
    if (track.isWorker) {
      track.isWorker = false
      this.clocks.workers--
    }
    if (track.isAssisting) {
      track.isAssisting = false
      this.clocks.assists--
    }
    track.activity = activity
    track.flags = flags
    track.begin = time
    track.start = time
    track.goroutine = goroutine
    track.thread = thread
  }

  private close(proc: number, track: ProcTrack, time: number, closing: number): void {
    const { out } = this
    // A thread that finds work at once leaves stretches of no length.
    if (time === track.start && closing === 0 && (track.flags & IntervalFlag.Continued) === 0) return
    const row = out.length
    out.proc[row] = proc
    out.activity[row] = track.activity
    out.flags[row] = track.flags | closing | (track.isWorker ? IntervalFlag.GcWorker : 0)
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
