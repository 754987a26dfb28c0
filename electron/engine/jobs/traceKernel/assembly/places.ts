// The state each goroutine is in, and since when, as analysis/trace/GoroutineTracks.ts: a record (placeRecord.ts) per goroutine that exists.
// Intervals that end go to the segment (goroutines.ts) and are counted (goroutineTotals.ts, waits.ts).
import { Clocks } from './clocks'
import { addInterval, goroutineTracks } from './goroutines'
import { countGoroutine, growFigures, leaveAlive } from './goroutineTotals'
import { allocate, enlarge } from './memory'
import {
  BEGIN,
  BEGUN_FULL,
  BEGUN_GC,
  BEGUN_STW,
  FLAGS,
  FROM,
  FULL,
  GC,
  HAS_RUN,
  MARK,
  NEXT,
  PLACE,
  PROC,
  REASON,
  RECORD,
  SLOT,
  STACK,
  START,
  STATE,
  STW,
  THREAD,
  TRACK,
  WAKER,
  WAKER_STACK,
  WATCHED,
} from './placeRecord'
import { givePage, inPage, PAGE, PAGE_BITS, takePage } from './pages'
import { trackOf } from './tracks'
import { countWait } from './waits'

let places: usize = allocate(256 * RECORD)
let capacity: u32 = 256
let used: u32 = 0
let free: u32 = 0
/** Place + 1 by slot, 0: does not exist. In pages (pages.ts): where each is, and how many of its slots exist; NO_PLACES where none does. */
const ENTRY: usize = 8
const EXISTING: usize = 4
const NO_PLACES = takePage()
let pages: usize = 0
let slots: u32 = 0
growSlots(PAGE)

const NOT_EXIST: u32 = 1
const RUNNABLE: u32 = 2
const RUNNING: u32 = 3
const WAITING: u32 = 4
const CREATED: u32 = 1
const DESTROYED: u32 = 2
const BEGAN_BEFORE: u32 = 4
const STILL_OPEN: u32 = 8
const CONTINUED: u32 = 16
const CONTINUES: u32 = 32
const NOT_RUN_YET: u32 = 128

/** What is known of the state a goroutine enters. */
export class Entered {
  static reason: u32 = 0
  static stack: u32 = 0
  static proc: u32 = 0
  static thread: u32 = 0
  static waker: u32 = 0
  static wakerStack: u32 = 0
}

export function setEntered(reason: u32, stack: u32, proc: u32, thread: u32, waker: u32, wakerStack: u32): void {
  Entered.reason = reason
  Entered.stack = stack
  Entered.proc = proc
  Entered.thread = thread
  Entered.waker = waker
  Entered.wakerStack = wakerStack
}

function entryOf(slot: u32): usize {
  return pages + <usize>(slot >> PAGE_BITS) * ENTRY
}

/** There are entries for so many slots then. */
function growSlots(to: u32): void {
  const before: usize = slots >> PAGE_BITS
  const after: usize = (to + PAGE - 1) >> PAGE_BITS
  pages = before == 0 ? allocate(after * ENTRY) : enlarge(pages, before * ENTRY, after * ENTRY)
  for (let page = before; page < after; page++) store<u32>(pages + page * ENTRY, <u32>NO_PLACES)
  slots = (<u32>after) << PAGE_BITS
}

/** The place's record; 0: no goroutine of this slot exists. */
export function placeAt(slot: u32): usize {
  if (slot >= slots) return 0
  const place = load<u32>(<usize>load<u32>(entryOf(slot)) + inPage(slot))
  return place == 0 ? 0 : places + <usize>(place - 1) * RECORD
}

/** Places taken so far. */
export function livePlaces(): u32 {
  return used
}

export function isWatched(at: usize): bool {
  return load<u8>(at, WATCHED) != 0
}
export function setWatched(slot: u32, watched: u32): void {
  const at = placeAt(slot)
  if (at != 0) store<u8>(at, <u8>watched, WATCHED)
}
export function stateAt(at: usize): u32 {
  return load<u8>(at, STATE)
}
export function beginAt(at: usize): f64 {
  return load<f64>(at, BEGIN)
}
export function reasonAt(at: usize): u32 {
  return load<u32>(at, REASON)
}
export function stackAt(at: usize): u32 {
  return load<u32>(at, STACK)
}
export function procAt(at: usize): u32 {
  return load<u32>(at, PROC)
}
export function threadAt(at: usize): u32 {
  return load<u32>(at, THREAD)
}

/** A goroutine appears at `begin` in a state; `flag` says whether it was created then or was there before. */
export function appear(slot: u32, state: u32, begin: f64, flag: u32): void {
  const at = take(slot)
  store<u8>(at, <u8>(flag == CREATED ? NOT_EXIST : 0), STATE)
  open(at, state, begin, flag)
}

/** Its state ends at `time`. */
export function change(at: usize, state: u32, time: f64, closing: u32): void {
  // One created waiting keeps who created it.
  if (load<u8>(at, STATE) == WAITING && load<u8>(at, FROM) != NOT_EXIST) {
    store<u32>(at, Entered.waker, WAKER)
    store<u32>(at, Entered.wakerStack, WAKER_STACK)
  }
  close(at, time, closing)
  open(at, state, time, 0)
}

export function disappear(at: usize, time: f64): void {
  close(at, time, DESTROYED)
  release(at)
}

/** Ends a part of every state; `isLast`: the trace ends. */
export function cutPlaces(time: f64, isLast: bool): void {
  for (let place: u32 = 0; place < used; place++) {
    const at = places + <usize>place * RECORD
    if (load<u8>(at, STATE) == NOT_EXIST) continue
    if (isLast) {
      close(at, time, STILL_OPEN)
      continue
    }
    if (time <= load<f64>(at, START)) continue
    close(at, time, CONTINUES)
    store<u8>(at, <u8>((load<u8>(at, FLAGS) & BEGAN_BEFORE) | CONTINUED), FLAGS)
    store<f64>(at, time, START)
    readClocks(at)
  }
  if (isLast) leaveAll()
}

/** Those that live on when the trace ends. */
function leaveAll(): void {
  for (let slot: u32 = 0; slot < slots; slot += PAGE) {
    const page: usize = load<u32>(entryOf(slot))
    if (page == NO_PLACES) continue
    for (let at: usize = 0; at < <usize>PAGE; at++) {
      const place = load<u32>(page + (at << 2))
      if (place != 0) leaveAlive(place - 1)
    }
  }
}

function take(slot: u32): usize {
  if (slot >= slots) growSlots(max(slot + 1, slots * 2))
  let place = free
  if (place != 0) free = load<u32>(places + <usize>(place - 1) * RECORD, NEXT)
  else {
    if (used == capacity) {
      places = enlarge(places, <usize>capacity * RECORD, 2 * <usize>capacity * RECORD)
      growFigures(capacity, 2 * capacity)
      capacity *= 2
    }
    place = ++used
  }
  const entry = entryOf(slot)
  if (load<u32>(entry) == <u32>NO_PLACES) store<u32>(entry, <u32>takePage())
  const known = <usize>load<u32>(entry) + inPage(slot)
  if (load<u32>(known) == 0) store<u32>(entry, load<u32>(entry, EXISTING) + 1, EXISTING)
  store<u32>(known, place)
  const at = places + <usize>(place - 1) * RECORD
  store<u32>(at, slot, SLOT)
  store<u32>(at, place - 1, PLACE)
  store<u32>(at, 0, TRACK)
  store<u8>(at, 0, WATCHED)
  store<u8>(at, 0, HAS_RUN)
  return at
}

function release(at: usize): void {
  const place = load<u32>(at, PLACE) + 1
  const slot = load<u32>(at, SLOT)
  const entry = entryOf(slot)
  const page: usize = load<u32>(entry)
  store<u32>(page + inPage(slot), 0)
  const existing = load<u32>(entry, EXISTING) - 1
  store<u32>(entry, existing, EXISTING)
  if (existing == 0) {
    givePage(page)
    store<u32>(entry, <u32>NO_PLACES)
  }
  store<u8>(at, <u8>NOT_EXIST, STATE)
  store<u32>(at, free, NEXT)
  free = place
}

function open(at: usize, state: u32, time: f64, flags: u32): void {
  store<u8>(at, load<u8>(at, STATE), FROM)
  store<u8>(at, <u8>state, STATE)
  if (state == RUNNING) store<u8>(at, 1, HAS_RUN)
  store<u8>(at, <u8>flags, FLAGS)
  store<f64>(at, time, BEGIN)
  store<f64>(at, time, START)
  store<u32>(at, Entered.reason, REASON)
  store<u32>(at, Entered.stack, STACK)
  store<u32>(at, Entered.proc, PROC)
  store<u32>(at, Entered.thread, THREAD)
  store<u32>(at, Entered.waker, WAKER)
  store<u32>(at, Entered.wakerStack, WAKER_STACK)
  readClocks(at)
}

function readClocks(at: usize): void {
  store<f64>(at, Clocks.stw, STW)
  store<f64>(at, Clocks.gc, GC)
  store<f64>(at, Clocks.full, FULL)
  store<f64>(at, Clocks.mark, MARK)
}

function close(at: usize, time: f64, closing: u32): void {
  const state: u32 = load<u8>(at, STATE)
  const slot = load<u32>(at, SLOT)
  const notRunYet: u32 = load<u8>(at, HAS_RUN) == 0 ? NOT_RUN_YET : 0
  const flags: u32 = load<u8>(at, FLAGS) | closing | notRunYet
  const start = load<f64>(at, START)
  let stw: f64 = 0
  let gc: f64 = 0
  let full: f64 = 0
  let mark: f64 = 0
  if (state == RUNNABLE) {
    gc = Clocks.gc - load<f64>(at, GC)
    full = Clocks.full - load<f64>(at, FULL)
  }
  if (state == RUNNABLE || state == RUNNING) stw = Clocks.stw - load<f64>(at, STW)
  if (state != WAITING) mark = Clocks.mark - load<f64>(at, MARK)

  const hasCauses = stw != 0 || gc != 0 || full != 0 || mark != 0
  const track = trackOf(goroutineTracks, at + TRACK, slot, start)
  addInterval(
    track,
    start,
    time,
    load<f64>(at, BEGIN),
    state,
    load<u8>(at, FROM),
    flags,
    load<u32>(at, REASON),
    load<u32>(at, STACK),
    load<u32>(at, PROC),
    load<u32>(at, THREAD),
    load<u32>(at, WAKER),
    load<u32>(at, WAKER_STACK),
    hasCauses,
    stw,
    gc,
    full,
    mark,
  )
  countGoroutine(at, time, flags, hasCauses, stw, gc, full, mark)
  if (state != RUNNABLE) {
    countWait(at, time, flags, 0, 0, 0)
    return
  }
  if ((flags & CONTINUED) != 0) {
    stw += load<f64>(at, BEGUN_STW)
    gc += load<f64>(at, BEGUN_GC)
    full += load<f64>(at, BEGUN_FULL)
  }
  if ((flags & CONTINUES) != 0) {
    store<f64>(at, stw, BEGUN_STW)
    store<f64>(at, gc, BEGUN_GC)
    store<f64>(at, full, BEGUN_FULL)
    return
  }
  countWait(at, time, flags, stw, gc, full)
}
