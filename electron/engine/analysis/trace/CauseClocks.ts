/**
 * Clocks that run only while something holds: the total so far of each. What part of any stretch of time lay in the world stopped,
 * in all procs being busy and so on is then the difference of two readings, whatever the stretch and however many there are.
 *
 * `stw`, `gc` and `full` exclude each other: a stopped world counts as that alone.
 */
export class CauseClocks {
  /** Nanoseconds up to `now` in which the world was stopped. */
  stw = 0
  /** … in which every proc was busy, at least one of them with a GC worker. */
  gc = 0
  /** … in which every proc was busy, none with a GC worker. */
  full = 0
  /** … in which a GC cycle marked. */
  mark = 0
  now = 0
  /** GOMAXPROCS; 0 while the trace has not said. */
  procs = 0
  /** Procs with a goroutine on them, running or in a syscall, and those of them that run a GC worker. */
  busy = 0
  workers = 0
  /** Stops under way: one per goroutine that stops the world. */
  stops = 0
  isMarking = false
  /** Nanoseconds of all procs: GOMAXPROCS summed up over time. */
  private procNs = 0
  private procsSince = 0

  /** GOMAXPROCS is this from now on. What is told first was so from the trace's start. */
  setProcs(procs: number, startNs: number): void {
    this.procNs = this.procs === 0 ? 0 : this.allProcsNs()
    this.procsSince = this.procs === 0 ? startNs : this.now
    this.procs = procs
  }

  /** GOMAXPROCS × time up to now. */
  allProcsNs(): number {
    return this.procNs + this.procs * (this.now - this.procsSince)
  }

  /** Lets the clocks run to `time`. To be called before anything that they depend on changes, and before reading them. */
  advance(time: number): void {
    const passed = time - this.now
    if (passed <= 0) return
    this.now = time
    if (this.stops > 0) this.stw += passed
    else if (this.procs > 0 && this.busy >= this.procs) {
      if (this.workers > 0) this.gc += passed
      else this.full += passed
    }
    if (this.isMarking) this.mark += passed
  }
}
