// Intervals of goroutines: kept by track until their segment ends (tracks.ts), then written in blocks, as casefile/traceCodecs/goroutines.ts.
import { allocate, anyVarint, beginPacked, longVarint, putDouble, putStream, putWord, wholeOf, zigzag } from './memory'
import { countState } from './stateCounts'
import { addFurther, addRow, LAST_END, newTracks, nextRow, setFirstClass, Walk } from './tracks'
import { goToNext, hasLevel, setBlockTracks } from './walks'
import { addToLevel } from './zoom'

export const INTERVAL_BLOCK_ROWS: u32 = 32768

// A row. Most begin where the one before ended, in this segment, on a proc and thread of a small number, with no time to put down to a cause.
const END: usize = 0
const STACK: usize = 8
const REASON: usize = 12
const WAKER: usize = 16
const WAKER_STACK: usize = 20
const PROC: usize = 24
const THREAD: usize = 26
/** Its state, and over that the one before. */
const STATES: usize = 28
const FLAGS: usize = 29
/** Which further rows there are of it, in this order: of causes, and of what is not so. */
const FURTHER: usize = 30
const CAUSES: u32 = 1
const DETAIL: u32 = 2
const MOST_NARROW: u32 = 0xffff

// A row of detail. One of causes has four numbers.
const DETAIL_START: usize = 0
const DETAIL_BEGIN: usize = 8
const DETAIL_PROC: usize = 16
const DETAIL_THREAD: usize = 20

const CHUNK_BITS: u32 = 3
export const goroutineTracks = newTracks(CHUNK_BITS)

/** Causes: stw, gc, full, mark; `hasCauses`: one of them is not 0. */
export function addInterval(
  track: usize,
  start: f64,
  end: f64,
  begin: f64,
  state: u32,
  from: u32,
  flags: u32,
  reason: u32,
  stack: u32,
  proc: u32,
  thread: u32,
  waker: u32,
  wakerStack: u32,
  hasCauses: bool,
  stw: f64,
  gc: f64,
  full: f64,
  mark: f64,
): void {
  const before = load<f64>(track, LAST_END)
  const to = addRow(goroutineTracks, track)
  store<f64>(track, end, LAST_END)
  store<f64>(to, end, END)
  store<u32>(to, stack, STACK)
  store<u32>(to, reason, REASON)
  store<u32>(to, waker, WAKER)
  store<u32>(to, wakerStack, WAKER_STACK)
  store<u8>(to, <u8>(state | (from << 4)), STATES)
  store<u8>(to, <u8>flags, FLAGS)
  store<u16>(to, <u16>proc, PROC)
  store<u16>(to, <u16>thread, THREAD)
  const isPlain = start == before && begin == start && (proc | thread) <= MOST_NARROW
  store<u8>(to, <u8>((hasCauses ? CAUSES : 0) | (isPlain ? 0 : DETAIL)), FURTHER)
  if (hasCauses) {
    const more = addFurther(goroutineTracks, track)
    store<f64>(more, stw)
    store<f64>(more, gc, 8)
    store<f64>(more, full, 16)
    store<f64>(more, mark, 24)
  }
  if (isPlain) return
  const more = addFurther(goroutineTracks, track)
  store<f64>(more, start, DETAIL_START)
  store<f64>(more, begin, DETAIL_BEGIN)
  store<u32>(more, proc, DETAIL_PROC)
  store<u32>(more, thread, DETAIL_THREAD)
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
  let firstSlot: u32 = 0
  let lastSlot: u32 = 0
  let lastState: u32 = 0
  let lastEnd: f64 = base
  let lastStack: u32 = 0
  let lastReason: u32 = 0
  let lastProc: u32 = 0
  let lastThread: u32 = 0
  let lastWaker: u32 = 0
  let lastWakerStack: u32 = 0
  for (let row: usize = from; row < <usize>to; row++) {
    const isOther = <u32>row == Walk.end
    if (isOther) goToNext(goroutineTracks)
    const at = nextRow(goroutineTracks)
    const states: u32 = load<u8>(at, STATES)
    const state = states & 15
    const flags: u32 = load<u8>(at, FLAGS)
    const end = load<f64>(at, END)
    let start = Walk.time
    Walk.time = end
    let begin = start
    let proc: u32 = load<u16>(at, PROC)
    let thread: u32 = load<u16>(at, THREAD)
    const further: u32 = load<u8>(at, FURTHER)
    const causes = (further & CAUSES) != 0 ? nextRow(goroutineTracks) : 0
    if ((further & DETAIL) != 0) {
      const detail = nextRow(goroutineTracks)
      start = load<f64>(detail, DETAIL_START)
      begin = load<f64>(detail, DETAIL_BEGIN)
      proc = load<u32>(detail, DETAIL_PROC)
      thread = load<u32>(detail, DETAIL_THREAD)
    }
    if (isOther) setFirstClass(goroutineTracks, state)
    if (hasLevel) addToLevel(state, start, end)
    countState(state, start, end)

    let head = state
    const isNew = isOther || row == <usize>from
    if (isNew) {
      head |= NEW_TRACK
      tracks = anyVarint(tracks, Walk.slot - lastSlot)
      tracks = anyVarint(tracks, zigzag(<i64>(start - base)))
      lastSlot = Walk.slot
      if (row == <usize>from) firstSlot = lastSlot
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
    if (causes != 0) head |= WITH_CAUSES

    let others: u32 = 0
    const came = states >> 4
    if (begin != start) others |= OTHER_BEGIN
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
      if ((head & WITH_CAUSES) != 0) rares = putCauses(rares, causes)
    }
    if (others != 0) {
      head |= WITH_OTHERS
      store<u8>(rares++, <u8>others)
      if ((others & OTHER_FROM) != 0) store<u8>(rares++, <u8>came)
      if ((others & OTHER_BEGIN) != 0) rares = longVarint(rares, zigzag(<i64>(start - begin)))
      if ((others & OTHER_REASON) != 0) rares = longVarint(rares, reason)
      if ((others & OTHER_THREAD) != 0) rares = longVarint(rares, thread)
      if ((others & OTHER_STACK) != 0) rares = longVarint(rares, stack)
      if ((others & OTHER_PROC) != 0) rares = longVarint(rares, proc)
      if ((others & OTHER_WAKER) != 0) rares = longVarint(rares, waker)
      if ((others & OTHER_WAKER_STACK) != 0) rares = longVarint(rares, wakerStack)
    }
    store<u8>(heads++, <u8>head)
  }
  setBlockTracks(firstSlot, lastSlot)
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

function putCauses(to: usize, causes: usize): usize {
  const mask = to++
  let given: u32 = 0
  for (let cause: usize = 0; cause < 4; cause++) {
    const ns = load<f64>(causes + (cause << 3))
    if (ns == 0) continue
    given |= 1 << (<u32>cause)
    to = longVarint(to, <u64>ns)
  }
  store<u8>(mask, <u8>given)
  return to
}
