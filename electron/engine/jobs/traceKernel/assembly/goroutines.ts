// Intervals of goroutines: kept as records until their segment ends, then written track by track in blocks, as
// casefile/traceCodecs/goroutines.ts.
import {
  allocate,
  anyVarint,
  beginPacked,
  enlarge,
  longVarint,
  putDouble,
  putStream,
  putWord,
  wholeOf,
  zigzag,
} from './memory'
import { countState } from './stateCounts'
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
export const GOROUTINE: usize = 24
export const STACK: usize = 28
export const REASON: usize = 32
export const PROC: usize = 36
export const THREAD: usize = 40
export const WAKER: usize = 44
export const WAKER_STACK: usize = 48
export const STATE: usize = 52
export const FROM: usize = 53
export const FLAGS: usize = 54
/** Place of its causes + 1; 0: all of them are 0. */
export const CAUSES: usize = 56
const RECORD: usize = 64

export const goroutineTracks = newTracks(RECORD)

/** Nanoseconds by cause: four numbers each. */
const CAUSE: usize = 32
let causes: usize = allocate(4096 * CAUSE)
let causesCapacity: u32 = 4096
let causesLength: u32 = 0

/** Room for the causes of one interval: its place + 1. */
export function addCauses(stw: f64, gc: f64, full: f64, mark: f64): u32 {
  if (causesLength == causesCapacity) {
    causes = enlarge(causes, <usize>causesCapacity * CAUSE, 2 * <usize>causesCapacity * CAUSE)
    causesCapacity *= 2
  }
  const at = causes + <usize>causesLength * CAUSE
  store<f64>(at, stw)
  store<f64>(at, gc, 8)
  store<f64>(at, full, 16)
  store<f64>(at, mark, 24)
  return ++causesLength
}

// Streams of a block.
const HEADS = heap.alloc(INTERVAL_BLOCK_ROWS)
const ENDS = heap.alloc(10 * INTERVAL_BLOCK_ROWS)
const TRACKS = heap.alloc(16 * INTERVAL_BLOCK_ROWS)
const STACKS = heap.alloc(5 * INTERVAL_BLOCK_ROWS)
const PROCS = heap.alloc(5 * INTERVAL_BLOCK_ROWS)
const WAKERS = heap.alloc(5 * INTERVAL_BLOCK_ROWS)
const WAKER_STACKS = heap.alloc(5 * INTERVAL_BLOCK_ROWS)
const RARES = heap.alloc(96 * INTERVAL_BLOCK_ROWS)

const reasonOf = allocate(4 * 4096)
const threadOf = allocate(4 * 256)

const WAITING: u32 = 4
const RUNNABLE: u32 = 2
const RUNNING: u32 = 3
const CREATED: u32 = 1
const CONTINUED: u32 = 16

// In the head of a row, over its state.
const NEW_TRACK: u32 = 8
const OTHER_START: u32 = 16
const WITH_FLAGS: u32 = 32
const WITH_CAUSES: u32 = 64
const WITH_OTHERS: u32 = 128

const OTHER_FROM: u32 = 1
const OTHER_BEGIN: u32 = 2
const OTHER_REASON: u32 = 4
const OTHER_THREAD: u32 = 8
const OTHER_STACK: u32 = 16
const OTHER_PROC: u32 = 32
const OTHER_WAKER: u32 = 64
const OTHER_WAKER_STACK: u32 = 128

/** Where in the tracks the rows under way are. */
let track: usize = 0
let trackEnd: usize = 0
let hasLevel: bool = false

/** Puts the segment's rows in order; blocks can be taken then. */
export function sortGoroutines(fromNs: f64, toNs: f64): void {
  sortRows(goroutineTracks)
  beginLevels(fromNs, toNs)
  track = 0
  trackEnd = 0
  hasLevel = false
}

/** Rows `from … to` in their order as a block (memory.ts); times are told from `base` on. Blocks come one after the other. */
export function packGoroutines(from: u32, to: u32, base: f64): void {
  memory.fill(reasonOf, 0, 4 * 4096)
  memory.fill(threadOf, 0, 4 * 256)
  let heads = HEADS
  let ends = ENDS
  let tracks = TRACKS
  let stacks = STACKS
  let procs = PROCS
  let wakers = WAKERS
  let wakerStacks = WAKER_STACKS
  let rares = RARES
  let lastTrack: u32 = 0
  let lastState: u32 = 0
  let lastEnd: f64 = base
  let lastStack: u32 = 0
  let lastReason: u32 = 0
  let lastProc: u32 = 0
  let lastThread: u32 = 0
  let lastWaker: u32 = 0
  let lastWakerStack: u32 = 0
  const records = recordsOf(goroutineTracks)
  const order = orderOf(goroutineTracks)
  for (let row: usize = from; row < <usize>to; row++) {
    if (((row - from) & (TOUCHED_ROWS - 1)) == 0) touchRows(goroutineTracks, row, to)
    const at = records + <usize>load<u32>(order + (row << 2)) * RECORD
    const slot = load<u32>(at, GOROUTINE)
    const state: u32 = load<u8>(at, STATE)
    const flags: u32 = load<u8>(at, FLAGS)
    const start = load<f64>(at, START)
    const end = load<f64>(at, END)
    if (row == trackEnd) nextTrack(state)
    if (hasLevel) addToLevel(state, start, end)
    countState(state, start, end)

    let head = state
    const isNew = row == <usize>from || slot != lastTrack
    if (isNew) {
      head |= NEW_TRACK
      tracks = anyVarint(tracks, slot - lastTrack)
      tracks = anyVarint(tracks, zigzag(<i64>(start - base)))
      lastTrack = slot
      lastStack = 0
      lastReason = 0
      lastProc = 0
      lastThread = 0
      lastWaker = 0
      lastWakerStack = 0
    } else if (start != lastEnd) head |= OTHER_START
    const length = wholeOf(end - start)
    lastEnd = end
    ends = anyVarint(ends, length)
    if (flags != 0) head |= WITH_FLAGS
    const causesAt = load<u32>(at, CAUSES)
    if (causesAt != 0) head |= WITH_CAUSES

    let others: u32 = 0
    const before = load<f64>(at, BEGIN)
    const came: u32 = load<u8>(at, FROM)
    if (before != start) others |= OTHER_BEGIN
    if (came != (isNew ? flags & CREATED : lastState)) others |= OTHER_FROM
    const isCarried =
      !isNew && ((state == RUNNABLE && lastState == WAITING) || (state == RUNNING && lastState == RUNNABLE))
    lastState = state
    const stack = load<u32>(at, STACK)
    const reason = load<u32>(at, REASON)
    if (isCarried) {
      if (stack != lastStack) others |= OTHER_STACK
      if (reason != lastReason) others |= OTHER_REASON
    } else {
      if (stack < 0x80) store<u8>(stacks++, <u8>stack)
      else stacks = longVarint(stacks, stack)
      const expected = reasonOf + (((<usize>stack) & 4095) << 2)
      if (reason != load<u32>(expected)) {
        others |= OTHER_REASON
        store<u32>(expected, reason)
      }
    }
    lastStack = stack
    lastReason = reason
    const proc = load<u32>(at, PROC)
    const thread = load<u32>(at, THREAD)
    if (state == RUNNING) {
      if (proc < 0x80) store<u8>(procs++, <u8>proc)
      else procs = longVarint(procs, proc)
      const expected = threadOf + (((<usize>proc) & 255) << 2)
      if (thread != load<u32>(expected)) {
        others |= OTHER_THREAD
        store<u32>(expected, thread)
      }
    } else {
      if (proc != lastProc) others |= OTHER_PROC
      if (thread != lastThread) others |= OTHER_THREAD
    }
    lastProc = proc
    lastThread = thread
    const waker = load<u32>(at, WAKER)
    const wakerStack = load<u32>(at, WAKER_STACK)
    if (state == WAITING || (isNew && (flags & CREATED) != 0)) {
      wakers = anyVarint(wakers, waker)
      if (wakerStack < 0x80) store<u8>(wakerStacks++, <u8>wakerStack)
      else wakerStacks = longVarint(wakerStacks, wakerStack)
    } else if (state == RUNNABLE && isCarried) {
      if (waker != lastWaker) others |= OTHER_WAKER
      if (wakerStack != lastWakerStack) others |= OTHER_WAKER_STACK
    } else {
      if (waker != 0) others |= OTHER_WAKER
      if (wakerStack != 0) others |= OTHER_WAKER_STACK
    }
    lastWaker = waker
    lastWakerStack = wakerStack

    if ((head & (OTHER_START | WITH_FLAGS | WITH_CAUSES)) != 0) {
      if ((head & OTHER_START) != 0) rares = longVarint(rares, zigzag(<i64>(start - base)))
      if ((head & WITH_FLAGS) != 0) store<u8>(rares++, <u8>flags)
      if ((head & WITH_CAUSES) != 0) rares = putCauses(rares, causesAt)
    }
    if (others != 0) {
      head |= WITH_OTHERS
      store<u8>(rares++, <u8>others)
      if ((others & OTHER_FROM) != 0) store<u8>(rares++, <u8>came)
      if ((others & OTHER_BEGIN) != 0) rares = longVarint(rares, zigzag(<i64>(start - before)))
      if ((others & OTHER_REASON) != 0) rares = longVarint(rares, reason)
      if ((others & OTHER_THREAD) != 0) rares = longVarint(rares, thread)
      if ((others & OTHER_STACK) != 0) rares = longVarint(rares, stack)
      if ((others & OTHER_PROC) != 0) rares = longVarint(rares, proc)
      if ((others & OTHER_WAKER) != 0) rares = longVarint(rares, waker)
      if ((others & OTHER_WAKER_STACK) != 0) rares = longVarint(rares, wakerStack)
    }
    store<u8>(heads++, <u8>head)
  }
  const bytes = heads - HEADS + (ends - ENDS) + (tracks - TRACKS) + (stacks - STACKS) + (procs - PROCS)
  beginPacked(40 + bytes + (wakers - WAKERS) + (wakerStacks - WAKER_STACKS) + (rares - RARES))
  putDouble(base)
  putWord(<u32>(heads - HEADS))
  putWord(<u32>(ends - ENDS))
  putWord(<u32>(tracks - TRACKS))
  putWord(<u32>(stacks - STACKS))
  putWord(<u32>(procs - PROCS))
  putWord(<u32>(wakers - WAKERS))
  putWord(<u32>(wakerStacks - WAKER_STACKS))
  putWord(<u32>(rares - RARES))
  putStream(HEADS, heads)
  putStream(ENDS, ends)
  putStream(TRACKS, tracks)
  putStream(STACKS, stacks)
  putStream(PROCS, procs)
  putStream(WAKERS, wakers)
  putStream(WAKER_STACKS, wakerStacks)
  putStream(RARES, rares)
}

/** The row at `trackEnd` is the first of the next track. */
function nextTrack(firstClass: u32): void {
  if (hasLevel) endLevel()
  const rows = trackRows(goroutineTracks, track)
  const bits = levelBits(rows)
  hasLevel = bits != 0
  setLevel(goroutineTracks, track, hasLevel ? beginLevel(bits) : <u32>levelsLength(), bits, firstClass)
  trackEnd += rows
  track++
}

function putCauses(to: usize, place: u32): usize {
  const at = causes + <usize>(place - 1) * CAUSE
  const mask = to++
  let given: u32 = 0
  for (let cause: usize = 0; cause < 4; cause++) {
    const ns = load<f64>(at + (cause << 3))
    if (ns == 0) continue
    given |= 1 << (<u32>cause)
    to = longVarint(to, <u64>ns)
  }
  store<u8>(mask, <u8>given)
  return to
}

export function endGoroutineLevels(): void {
  if (hasLevel) endLevel()
  hasLevel = false
}

/** Forgets the segment's rows. */
export function clearGoroutines(): void {
  clearRows(goroutineTracks)
  causesLength = 0
}
