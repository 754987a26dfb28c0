// Intervals of procs, as goroutines.ts; casefile/traceCodecs/procs.ts.
import { anyVarint, beginPacked, longVarint, putDouble, putStream, putWord, wholeOf, zigzag } from './memory'
import {
  clearRows,
  newTracks,
  orderOf,
  recordsOf,
  setLevel,
  sortRows,
  TOUCHED_ROWS,
  touchRows,
  trackRows,
} from './tracks'
import { addToLevel, beginLevel, beginLevels, endLevel, levelBits, levelsLength } from './zoom'

export const INTERVAL_BLOCK_ROWS: u32 = 32768

// A record.
export const END: usize = 0
export const START: usize = 8
export const BEGIN: usize = 16
export const PROC: usize = 24
export const GOROUTINE: usize = 28
export const THREAD: usize = 32
export const ACTIVITY: usize = 36
export const FLAGS: usize = 37
const RECORD: usize = 40

export const procTracks = newTracks(RECORD)

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

let track: usize = 0
let trackEnd: usize = 0
let hasLevel: bool = false

export function sortProcs(fromNs: f64, toNs: f64): void {
  sortRows(procTracks)
  beginLevels(fromNs, toNs)
  track = 0
  trackEnd = 0
  hasLevel = false
}

/** Rows `from … to` in their order as a block (memory.ts); times are told from `base` on. Blocks come one after the other. */
export function packProcs(from: u32, to: u32, base: f64): void {
  let heads = HEADS
  let ends = ENDS
  let tracks = TRACKS
  let goroutines = GOROUTINES
  let rares = RARES
  let lastTrack: u32 = 0
  let lastEnd: f64 = base
  let lastGoroutine: u32 = 0
  let lastThread: u32 = 0
  const records = recordsOf(procTracks)
  const order = orderOf(procTracks)
  for (let row: usize = from; row < <usize>to; row++) {
    if (((row - from) & (TOUCHED_ROWS - 1)) == 0) touchRows(procTracks, row, to)
    const at = records + <usize>load<u32>(order + (row << 2)) * RECORD
    const slot = load<u32>(at, PROC)
    const activity: u32 = load<u8>(at, ACTIVITY)
    const flags: u32 = load<u8>(at, FLAGS)
    const start = load<f64>(at, START)
    const end = load<f64>(at, END)
    const level = (flags & GC_WORKER) != 0 ? GC_WORKER_CLASS : activity
    if (row == trackEnd) nextTrack(level)
    if (hasLevel) addToLevel(level, start, end)

    let head = activity
    if (row == <usize>from || slot != lastTrack) {
      head |= NEW_TRACK
      tracks = longVarint(tracks, slot - lastTrack)
      tracks = longVarint(tracks, zigzag(<i64>(start - base)))
      lastTrack = slot
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
    const begin = load<f64>(at, BEGIN)
    if (begin != start) {
      head |= OTHER_BEGIN
      rares = longVarint(rares, zigzag(<i64>(start - begin)))
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

function nextTrack(firstClass: u32): void {
  if (hasLevel) endLevel()
  const rows = trackRows(procTracks, track)
  const bits = levelBits(rows)
  hasLevel = bits != 0
  setLevel(procTracks, track, hasLevel ? beginLevel(bits) : <u32>levelsLength(), bits, firstClass)
  trackEnd += rows
  track++
}

export function endProcLevels(): void {
  if (hasLevel) endLevel()
  hasLevel = false
}

export function clearProcs(): void {
  clearRows(procTracks)
}
