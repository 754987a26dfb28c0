// As analysis/trace/CauseClocks.ts.
export class Clocks {
  static stw: f64 = 0
  static gc: f64 = 0
  static full: f64 = 0
  static mark: f64 = 0
  static now: f64 = 0
  static procs: i32 = 0
  static busy: i32 = 0
  static workers: i32 = 0
  static stops: i32 = 0
  static isMarking: bool = false
}

export function advance(time: f64): void {
  const passed = time - Clocks.now
  if (passed <= 0) return
  Clocks.now = time
  if (Clocks.stops > 0) Clocks.stw += passed
  else if (Clocks.procs > 0 && Clocks.busy >= Clocks.procs) {
    if (Clocks.workers > 0) Clocks.gc += passed
    else Clocks.full += passed
  }
  if (Clocks.isMarking) Clocks.mark += passed
}

/** 0 now, 1 GOMAXPROCS, 2 stops, 3 marking (1 or 0). */
export function clock(which: u32): f64 {
  if (which == 0) return Clocks.now
  if (which == 1) return Clocks.procs
  if (which == 2) return Clocks.stops
  return Clocks.isMarking ? 1 : 0
}

export function setClock(which: u32, value: f64): void {
  if (which == 0) Clocks.now = value
  else if (which == 1) Clocks.procs = <i32>value
  else if (which == 2) Clocks.stops = <i32>value
  else Clocks.isMarking = value != 0
}
