// Blocks of events, as casefile/traceCodecs/events.ts: rows are taken from columns as they come, what the rows before tell is left out.
import {
  allocate,
  anyVarint,
  beginPacked,
  longVarint,
  putNumber,
  putStream,
  putWord,
  wholeOf,
  zigzag32,
} from './memory'

/** Rows of one chunk at most; rows of one block. */
const CHUNK: usize = 16384
export const BLOCK_ROWS: u32 = 65536

// The chunk: columns one after the other, in the order of TRACE_FLOAT_COLUMNS, TRACE_UINT_COLUMNS and TRACE_BYTE_COLUMNS.
const WIDE: usize = 8 * CHUNK
const NARROW: usize = 4 * CHUNK
const columns: usize = heap.alloc(3 * WIDE + 7 * NARROW + 2 * CHUNK)
export const TIME = columns
export const VALUE = TIME + WIDE
export const VALUE2 = VALUE + WIDE
export const THREAD = VALUE2 + WIDE
export const PROC = THREAD + NARROW
export const GOROUTINE = PROC + NARROW
export const SUBJECT = GOROUTINE + NARROW
export const STACK = SUBJECT + NARROW
export const STRING = STACK + NARROW
export const EXTRA = STRING + NARROW
export const KIND = EXTRA + NARROW
export const TRANSITION = KIND + CHUNK

export function eventColumnsAt(): usize {
  return columns
}

// Streams. No row takes more than this in any of them.
const TIMES = heap.alloc(10 * BLOCK_ROWS)
const KINDS = heap.alloc(BLOCK_ROWS)
const THREADS = heap.alloc(5 * BLOCK_ROWS)
const SUBJECTS = heap.alloc(5 * BLOCK_ROWS)
const STACKS = heap.alloc(5 * BLOCK_ROWS)
const RARES = heap.alloc(48 * BLOCK_ROWS)
let times = TIMES
let kinds = KINDS
let threads = THREADS
let subjects = SUBJECTS
let stacks = STACKS
let rares = RARES

// What a row is expected to hold.
const transitionOf = allocate(256)
const procOf = allocate(4 * 1024)
const goroutineOf = allocate(4 * 1024)
const stringOf = allocate(4 * 4096)
const extraOf = allocate(4 * 4096)

let rows: u32 = 0
let before: f64 = 0
/** Row of the last one in `rares` + 1. */
let rareRow: u32 = 0
export let blockFirst: f64 = 0

export function blockRows(): u32 {
  return rows
}
export function blockFirstTime(): f64 {
  return blockFirst
}
export function blockLastTime(): f64 {
  return before
}

const TRANSITIONS: u32 = 1
const PROCS: u32 = 2
const GOROUTINES: u32 = 4
const STRINGS: u32 = 8
const EXTRAS: u32 = 16
const VALUES: u32 = 32
const VALUES2: u32 = 64

/** Takes rows `from … to` of the chunk; the caller sees that they fit. */
export function addEvents(from: u32, to: u32): void {
  if (rows == 0 && from < to) blockFirst = load<f64>(TIME + ((<usize>from) << 3))
  let last = before
  let timesTo = times
  let threadsTo = threads
  let subjectsTo = subjects
  let stacksTo = stacks
  let kindsTo = kinds
  let row = rows
  for (let at: usize = from; at < <usize>to; at++) {
    const time = load<f64>(TIME + (at << 3))
    const step = wholeOf(time - last)
    last = time
    timesTo = anyVarint(timesTo, step)

    const kind: u32 = load<u8>(KIND + at)
    store<u8>(kindsTo++, <u8>kind)
    const thread = load<u32>(THREAD + (at << 2))
    if (thread < 0x80) store<u8>(threadsTo++, <u8>thread)
    else threadsTo = longVarint(threadsTo, thread)

    const goroutine = load<u32>(GOROUTINE + (at << 2))
    const subject = load<u32>(SUBJECT + (at << 2))
    const off = zigzag32(<i32>subject - <i32>goroutine)
    if (off < 0x80) store<u8>(subjectsTo++, <u8>off)
    else subjectsTo = longVarint(subjectsTo, off)
    const stack = load<u32>(STACK + (at << 2))
    if (stack < 0x80) store<u8>(stacksTo++, <u8>stack)
    else stacksTo = longVarint(stacksTo, stack)

    const transition: u32 = load<u8>(TRANSITION + at)
    const proc = load<u32>(PROC + (at << 2))
    const string = load<u32>(STRING + (at << 2))
    const extra = load<u32>(EXTRA + (at << 2))
    const value = load<f64>(VALUE + (at << 3))
    const value2 = load<f64>(VALUE2 + (at << 3))
    const ofThread: usize = (thread & 1023) << 2
    const ofStack: usize = ((stack * 31 + kind) & 4095) << 2
    let rare: u32 = 0
    if (transition != load<u8>(transitionOf + kind)) rare |= TRANSITIONS
    if (proc != load<u32>(procOf + ofThread)) rare |= PROCS
    if (goroutine != load<u32>(goroutineOf + ofThread)) rare |= GOROUTINES
    if (string != load<u32>(stringOf + ofStack)) rare |= STRINGS
    if (extra != load<u32>(extraOf + ofStack)) rare |= EXTRAS
    if (value != 0) rare |= VALUES
    if (value2 != 0) rare |= VALUES2
    if (rare != 0) {
      let to = longVarint(rares, row + 1 - rareRow)
      rareRow = row + 1
      store<u8>(to++, <u8>rare)
      if ((rare & TRANSITIONS) != 0) {
        store<u8>(to++, <u8>transition)
        store<u8>(transitionOf + kind, <u8>transition)
      }
      if ((rare & PROCS) != 0) {
        to = longVarint(to, proc)
        store<u32>(procOf + ofThread, proc)
      }
      if ((rare & GOROUTINES) != 0) {
        to = longVarint(to, goroutine)
        store<u32>(goroutineOf + ofThread, goroutine)
      }
      if ((rare & STRINGS) != 0) {
        to = longVarint(to, string)
        store<u32>(stringOf + ofStack, string)
      }
      if ((rare & EXTRAS) != 0) {
        to = longVarint(to, extra)
        store<u32>(extraOf + ofStack, extra)
      }
      if ((rare & VALUES) != 0) to = putNumber(to, value)
      if ((rare & VALUES2) != 0) to = putNumber(to, value2)
      rares = to
    }
    row++

    // What the thread holds afterwards.
    if (kind >= 14 && (kind <= 25 || (kind >= 45 && kind <= 48))) {
      const after = transition & 15
      if (after == 3) store<u32>(goroutineOf + ofThread, subject)
      else if (transition >> 4 == 3 && after != 5) store<u32>(goroutineOf + ofThread, 0)
    } else if (kind == 10) store<u32>(procOf + ofThread, subject)
    else if (kind == 11) store<u32>(procOf + ofThread, 0)
  }
  before = last
  times = timesTo
  threads = threadsTo
  subjects = subjectsTo
  stacks = stacksTo
  kinds = kindsTo
  rows = row
}

/** Joins the streams of the block (memory.ts) and begins the next one. */
export function packEvents(): void {
  const lengths = times - TIMES + (kinds - KINDS) + (threads - THREADS) + (subjects - SUBJECTS) + (stacks - STACKS)
  beginPacked(24 + lengths + (rares - RARES))
  putWord(<u32>(times - TIMES))
  putWord(<u32>(kinds - KINDS))
  putWord(<u32>(threads - THREADS))
  putWord(<u32>(subjects - SUBJECTS))
  putWord(<u32>(stacks - STACKS))
  putWord(<u32>(rares - RARES))
  putStream(TIMES, times)
  putStream(KINDS, kinds)
  putStream(THREADS, threads)
  putStream(SUBJECTS, subjects)
  putStream(STACKS, stacks)
  putStream(RARES, rares)
  times = TIMES
  kinds = KINDS
  threads = THREADS
  subjects = SUBJECTS
  stacks = STACKS
  rares = RARES
  rows = 0
  before = 0
  rareRow = 0
  memory.fill(transitionOf, 0, 256)
  memory.fill(procOf, 0, 4096)
  memory.fill(goroutineOf, 0, 4096)
  memory.fill(stringOf, 0, 16384)
  memory.fill(extraOf, 0, 16384)
}
