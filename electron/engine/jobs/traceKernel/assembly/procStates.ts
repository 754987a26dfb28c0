// What each proc does, and which thread holds it, as analysis/trace/ProcTracks.ts.
import { Clocks } from './clocks'
import { allocate, enlarge } from './memory'
import { addProcInterval, procTracks } from './procs'
import { trackOf } from './tracks'

/** A proc's own number, by its slot; and who is told what the collector does on a proc from now on, or has since the trace began. */
declare function procId(proc: u32): u32
declare function onWork(proc: u32, work: u32, isFromStart: u32): void

const UNKNOWN: u32 = 255
const SEARCHING: u32 = 1
const RUNNING: u32 = 2
const SYSCALL: u32 = 3
const CONTINUES: u32 = 32
const CONTINUED: u32 = 16
const BEGAN_BEFORE: u32 = 4
const STILL_OPEN: u32 = 8
const GC_WORKER: u32 = 128

// A record.
const BEGIN: usize = 0
const START: usize = 8
const GOROUTINE: usize = 16
const THREAD: usize = 20
const ACTIVITY: usize = 24
const FLAGS: usize = 25
/** CollectorWork. */
const WORK: usize = 26
/** Class its time goes to, since when, and nanoseconds by class: as analysis/trace/ProcClock.ts. */
const TIME: usize = 27
const ID: usize = 28
const SINCE: usize = 32
const RUNS: usize = 40
/** Number of its track in the segment (tracks.ts). */
const TRACK: usize = 44
const NS: usize = 48
const CLASSES: usize = 11
const RECORD: usize = NS + 8 * CLASSES

// CollectorWork.
const DEDICATED: u32 = 1
const FRACTIONAL: u32 = 2
const IDLE_WORK: u32 = 4
const ASSIST: u32 = 8
const SWEEP: u32 = 16
const WORKERS: u32 = DEDICATED | FRACTIONAL | IDLE_WORK

// Classes of time, in the order of PROC_TIMES, and one for procs that do not exist.
const TIME_PROGRAM: u32 = 0
const TIME_SYSCALL: u32 = 1
const TIME_ASSIST: u32 = 2
const TIME_SWEEP: u32 = 3
const TIME_DEDICATED: u32 = 4
const TIME_FRACTIONAL: u32 = 5
const TIME_IDLE_WORKER: u32 = 6
const TIME_STOPPED: u32 = 7
const TIME_SEARCHING: u32 = 8
const TIME_IDLE: u32 = 9
const TIME_GONE: u32 = 10
const NO_TIME: u32 = 255

/** The goroutine that stops the world; 0: the world runs. */
let stopper: u32 = 0

let procs: usize = 0
/** Procs whose records are there. */
let known: u32 = 0
let capacity: u32 = 0
/** Slot of the proc a thread holds, by the thread's slot. */
let procOfThread: usize = allocate(64 * 4)
let threads: u32 = 64

function at(proc: u32): usize {
  if (proc >= known) grow(proc)
  return procs + <usize>proc * RECORD
}

function grow(proc: u32): void {
  if (proc >= capacity) {
    const larger = max(proc + 1, max(capacity * 2, 64))
    procs =
      capacity == 0
        ? allocate(<usize>larger * RECORD)
        : enlarge(procs, <usize>capacity * RECORD, <usize>larger * RECORD)
    capacity = larger
  }
  for (; known <= proc; known++) {
    const record = procs + <usize>known * RECORD
    store<u8>(record, <u8>UNKNOWN, ACTIVITY)
    store<u8>(record, <u8>NO_TIME, TIME)
    store<u32>(record, procId(known), ID)
  }
}

export function procOfThreadAt(thread: u32): u32 {
  return thread < threads ? load<u32>(procOfThread + ((<usize>thread) << 2)) : 0
}

export function isProcKnown(proc: u32): bool {
  return load<u8>(at(proc), ACTIVITY) != UNKNOWN
}

export function goroutineOn(proc: u32): u32 {
  return load<u32>(at(proc), GOROUTINE)
}

export function appearProc(proc: u32, activity: u32, begin: f64, flag: u32, thread: u32): void {
  enter(proc, at(proc), activity, begin, flag, 0, thread)
  if (thread != 0) hold(thread, proc)
}

/** From `time` on it does this. Saying the same again changes nothing. */
export function setProc(proc: u32, activity: u32, time: f64, goroutine: u32, thread: u32): void {
  if (proc == 0) return
  const record = at(proc)
  const before: u32 = load<u8>(record, ACTIVITY)
  if (before == activity && load<u32>(record, GOROUTINE) == goroutine && load<u32>(record, THREAD) == thread) return
  if (before != UNKNOWN) close(proc, record, time, 0)
  enter(proc, record, activity, time, 0, goroutine, thread)
}

export function recogniseProc(proc: u32, activity: u32, goroutine: u32, thread: u32): void {
  const record = at(proc)
  if (load<u8>(record, ACTIVITY) == UNKNOWN) return
  enter(proc, record, activity, load<f64>(record, BEGIN), load<u8>(record, FLAGS), goroutine, thread)
}

/** The goroutine on it turns out to work for the GC. */
export function markWorker(proc: u32, kind: u32): void {
  const record = at(proc)
  const work: u32 = load<u8>(record, WORK)
  if ((work & WORKERS) != 0 || !isBusy(load<u8>(record, ACTIVITY))) return
  Clocks.workers++
  setWork(proc, record, work | kind, 0)
}

export function setAssisting(proc: u32, isAssisting: u32, isFromStart: u32): void {
  const record = at(proc)
  if (isAssisting != 0 && !isBusy(load<u8>(record, ACTIVITY))) return
  const work: u32 = load<u8>(record, WORK)
  setWork(proc, record, isAssisting != 0 ? work | ASSIST : work & ~ASSIST, isFromStart)
}

export function setSweeping(proc: u32, isSweeping: u32, isFromStart: u32): void {
  if (proc == 0) return
  const record = at(proc)
  const work: u32 = load<u8>(record, WORK)
  setWork(proc, record, isSweeping != 0 ? work | SWEEP : work & ~SWEEP, isFromStart)
}

/** The world is stopped by this goroutine, or runs again (0). */
export function setStopper(goroutine: u32): void {
  stopper = goroutine
  reclassify()
}

export function reclassify(): void {
  for (let proc: u32 = 0; proc < known; proc++) enterTime(procs + <usize>proc * RECORD, Clocks.now)
}

export function procCount(): u32 {
  return known
}

/** Goroutines put on a proc. */
export function procRuns(proc: u32): u32 {
  return load<u32>(at(proc), RUNS)
}

/** Nanoseconds of a proc by class. */
export function procNs(proc: u32, which: u32): f64 {
  return load<f64>(at(proc) + NS + ((<usize>which) << 3))
}

export function hold(thread: u32, proc: u32): void {
  if (thread >= threads) {
    const larger = max(thread + 1, threads * 2)
    procOfThread = enlarge(procOfThread, (<usize>threads) << 2, (<usize>larger) << 2)
    threads = larger
  }
  store<u32>(procOfThread + ((<usize>thread) << 2), proc)
}

/** No thread holds it any more. */
export function letGo(proc: u32): void {
  const thread = load<u32>(at(proc), THREAD)
  if (thread != 0 && procOfThreadAt(thread) == proc) store<u32>(procOfThread + ((<usize>thread) << 2), 0)
}

/** Ends a part of every activity; `isLast`: the trace ends. */
export function cutProcs(time: f64, isLast: bool): void {
  for (let proc: u32 = 0; proc < known; proc++) {
    const record = procs + <usize>proc * RECORD
    if (load<u8>(record, ACTIVITY) == UNKNOWN) continue
    if (isLast) {
      close(proc, record, time, STILL_OPEN)
      stopTime(record, time)
      continue
    }
    if (time <= load<f64>(record, START)) continue
    close(proc, record, time, CONTINUES)
    store<u8>(record, <u8>((load<u8>(record, FLAGS) & BEGAN_BEFORE) | CONTINUED), FLAGS)
    store<f64>(record, time, START)
  }
}

function isBusy(activity: u32): bool {
  return activity >= RUNNING && activity != UNKNOWN
}

function enter(proc: u32, record: usize, activity: u32, time: f64, flags: u32, goroutine: u32, thread: u32): void {
  Clocks.busy += (isBusy(activity) ? 1 : 0) - (isBusy(load<u8>(record, ACTIVITY)) ? 1 : 0)
  store<u8>(record, <u8>activity, ACTIVITY)
  store<u8>(record, <u8>flags, FLAGS)
  store<f64>(record, time, BEGIN)
  store<f64>(record, time, START)
  store<u32>(record, thread, THREAD)
  if (goroutine != load<u32>(record, GOROUTINE)) putOn(proc, record, goroutine)
  enterTime(record, time)
}

/** Another goroutine, or none: what the one before did for the collector is over. A syscall changes nothing. */
function putOn(proc: u32, record: usize, goroutine: u32): void {
  if (goroutine != 0) store<u32>(record, load<u32>(record, RUNS) + 1, RUNS)
  store<u32>(record, goroutine, GOROUTINE)
  const before: u32 = load<u8>(record, WORK)
  const work = before & SWEEP
  if (work == before) return
  if ((before & WORKERS) != 0) Clocks.workers--
  store<u8>(record, <u8>work, WORK)
  onWork(proc, work, 0)
}

function setWork(proc: u32, record: usize, work: u32, isFromStart: u32): void {
  if (load<u8>(record, WORK) == work) return
  store<u8>(record, <u8>work, WORK)
  onWork(proc, work, isFromStart)
  enterTime(record, isFromStart != 0 ? load<f64>(record, SINCE) : Clocks.now)
}

/** From `time` on the proc's time goes to what now holds of it. */
function enterTime(record: usize, time: f64): void {
  if (load<u8>(record, ACTIVITY) == UNKNOWN) return
  const which = timeOf(record)
  if (which == load<u8>(record, TIME)) return
  stopTime(record, time)
  store<u8>(record, <u8>which, TIME)
}

/** Counts what has passed up to `time`. */
function stopTime(record: usize, time: f64): void {
  const which: u32 = load<u8>(record, TIME)
  if (which != NO_TIME) {
    const to = record + NS + ((<usize>which) << 3)
    store<f64>(to, load<f64>(to) + time - load<f64>(record, SINCE))
  }
  store<f64>(record, time, SINCE)
}

function timeOf(record: usize): u32 {
  if (Clocks.procs > 0 && load<u32>(record, ID) >= <u32>Clocks.procs) return TIME_GONE
  const activity: u32 = load<u8>(record, ACTIVITY)
  if (!isBusy(activity)) {
    if (stopper != 0) return TIME_STOPPED
    return activity == SEARCHING ? TIME_SEARCHING : TIME_IDLE
  }
  if (stopper != 0 && load<u32>(record, GOROUTINE) == stopper) return TIME_STOPPED
  const work: u32 = load<u8>(record, WORK)
  if (work != 0) {
    if ((work & DEDICATED) != 0) return TIME_DEDICATED
    if ((work & FRACTIONAL) != 0) return TIME_FRACTIONAL
    if ((work & IDLE_WORK) != 0) return TIME_IDLE_WORKER
    if ((work & ASSIST) != 0) return TIME_ASSIST
    if ((work & SWEEP) != 0) return TIME_SWEEP
  }
  return activity == SYSCALL ? TIME_SYSCALL : TIME_PROGRAM
}

function close(proc: u32, record: usize, time: f64, closing: u32): void {
  const flags: u32 = load<u8>(record, FLAGS)
  const start = load<f64>(record, START)
  if (time == start && closing == 0 && (flags & CONTINUED) == 0) return
  addProcInterval(
    trackOf(procTracks, record + TRACK, proc, start),
    start,
    time,
    load<f64>(record, BEGIN),
    load<u8>(record, ACTIVITY),
    flags | closing | ((load<u8>(record, WORK) & WORKERS) != 0 ? GC_WORKER : 0),
    load<u32>(record, GOROUTINE),
    load<u32>(record, THREAD),
  )
}
