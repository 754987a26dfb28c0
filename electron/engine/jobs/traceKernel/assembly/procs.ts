// Intervals of procs, as goroutines.ts; casefile/traceCodecs/procs.ts.
import { anyVarint, beginPacked, enlarge, longVarint, putDouble, putStream, putWord, wholeOf, zigzag } from './memory'
import { addRow, clearRows, newTracks, nextRow, setFirstClass, Walk } from './tracks'
import { goToNext, hasLevel, setBlockTracks } from './walks'
import { addToLevel } from './zoom'

export const INTERVAL_BLOCK_ROWS: u32 = 32768

// A row.
const END: usize = 0
const START: usize = 8
const GOROUTINE: usize = 16
const THREAD: usize = 20
/** Number + 1 of where it began, if that was before its start; else 0. */
const EARLIER: usize = 24
const ACTIVITY: usize = 28
const FLAGS: usize = 29

const CHUNK_BITS: u32 = 6
export const procTracks = newTracks(CHUNK_BITS)

/** Begins before starts. */
let earlier: usize = heap.alloc(64 * 8)
let earlierCapacity: u32 = 64
let earlierLength: u32 = 0

export function addProcInterval(
  track: usize,
  start: f64,
  end: f64,
  begin: f64,
  activity: u32,
  flags: u32,
  goroutine: u32,
  thread: u32,
): void {
  const to = addRow(procTracks, track)
  store<f64>(to, end, END)
  store<f64>(to, start, START)
  store<u32>(to, goroutine, GOROUTINE)
  store<u32>(to, thread, THREAD)
  store<u32>(to, begin == start ? 0 : addEarlier(begin), EARLIER)
  store<u8>(to, <u8>activity, ACTIVITY)
  store<u8>(to, <u8>flags, FLAGS)
}

function addEarlier(begin: f64): u32 {
  if (earlierLength == earlierCapacity) {
    earlier = enlarge(earlier, <usize>earlierCapacity * 8, 2 * <usize>earlierCapacity * 8)
    earlierCapacity *= 2
  }
  store<f64>(earlier + ((<usize>earlierLength) << 3), begin)
  return ++earlierLength
}

const HEADS = heap.alloc(INTERVAL_BLOCK_ROWS)
const ENDS = heap.alloc(10 * INTERVAL_BLOCK_ROWS)
const TRACKS = heap.alloc(16 * INTERVAL_BLOCK_ROWS)
const GOROUTINES = heap.alloc(5 * INTERVAL_BLOCK_ROWS)
const RARES = heap.alloc(40 * INTERVAL_BLOCK_ROWS)

const RUNNING: u32 = 2
const SYSCALL: u32 = 3
const GC_WORKER: u32 = 128
const GC_WORKER_CLASS: u32 = 4

// In the head of a row, over its activity.
const NEW_TRACK: u32 = 4
const OTHER_START: u32 = 8
const WITH_FLAGS: u32 = 16
const OTHER_BEGIN: u32 = 32
const OTHER_GOROUTINE: u32 = 64
const OTHER_THREAD: u32 = 128

/** Rows `from … to` in their order as a block (memory.ts); times are told from `base` on. Blocks come one after the other. */
export function packProcs(from: u32, to: u32, base: f64): void {
  let heads = HEADS
  let ends = ENDS
  let tracks = TRACKS
  let goroutines = GOROUTINES
  let rares = RARES
  let firstSlot: u32 = 0
  let lastSlot: u32 = 0
  let lastEnd: f64 = base
  let lastGoroutine: u32 = 0
  let lastThread: u32 = 0
  for (let row: usize = from; row < <usize>to; row++) {
    const isOther = <u32>row == Walk.end
    if (isOther) goToNext(procTracks)
    const at = nextRow(procTracks)
    const activity: u32 = load<u8>(at, ACTIVITY)
    const flags: u32 = load<u8>(at, FLAGS)
    const start = load<f64>(at, START)
    const end = load<f64>(at, END)
    const level = (flags & GC_WORKER) != 0 ? GC_WORKER_CLASS : activity
    if (isOther) setFirstClass(procTracks, level)
    if (hasLevel) addToLevel(level, start, end)

    let head = activity
    if (isOther || row == <usize>from) {
      head |= NEW_TRACK
      tracks = longVarint(tracks, Walk.slot - lastSlot)
      tracks = longVarint(tracks, zigzag(<i64>(start - base)))
      lastSlot = Walk.slot
      if (row == <usize>from) firstSlot = lastSlot
      lastGoroutine = 0
      lastThread = 0
    } else if (start != lastEnd) {
      head |= OTHER_START
      rares = longVarint(rares, zigzag(<i64>(start - base)))
    }
    lastEnd = end
    const length = wholeOf(end - start)
    ends = anyVarint(ends, length)
    if (flags != 0) {
      head |= WITH_FLAGS
      store<u8>(rares++, <u8>flags)
    }
    const before = load<u32>(at, EARLIER)
    if (before != 0) {
      head |= OTHER_BEGIN
      rares = longVarint(rares, zigzag(<i64>(start - load<f64>(earlier + ((<usize>(before - 1)) << 3)))))
    }
    const goroutine = load<u32>(at, GOROUTINE)
    if (activity == RUNNING) {
      goroutines = anyVarint(goroutines, goroutine)
    } else if (goroutine != (activity == SYSCALL ? lastGoroutine : 0)) {
      head |= OTHER_GOROUTINE
      rares = longVarint(rares, goroutine)
    }
    lastGoroutine = goroutine
    // An idle proc has no thread; the next one to take it is likely the one before.
    const thread = load<u32>(at, THREAD)
    if (thread != (activity == 0 ? 0 : lastThread)) {
      head |= OTHER_THREAD
      rares = longVarint(rares, thread)
    }
    if (thread != 0) lastThread = thread
    store<u8>(heads++, <u8>head)
  }
  setBlockTracks(firstSlot, lastSlot)
  const bytes = heads - HEADS + (ends - ENDS) + (tracks - TRACKS) + (goroutines - GOROUTINES) + (rares - RARES)
  beginPacked(28 + bytes)
  putDouble(base)
  putWord(<u32>(heads - HEADS))
  putWord(<u32>(ends - ENDS))
  putWord(<u32>(tracks - TRACKS))
  putWord(<u32>(goroutines - GOROUTINES))
  putWord(<u32>(rares - RARES))
  putStream(HEADS, heads)
  putStream(ENDS, ends)
  putStream(TRACKS, tracks)
  putStream(GOROUTINES, goroutines)
  putStream(RARES, rares)
}

export function clearProcs(): void {
  clearRows(procTracks)
  earlierLength = 0
}
