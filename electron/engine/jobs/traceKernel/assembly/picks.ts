// Rows that collectors look at one by one, as analysis/trace/RowPicker.ts.
import { GOROUTINE, KIND, STACK, SUBJECT, THREAD } from './events'
import { allocate, enlarge } from './memory'

/** Rows of one chunk at most. */
const CHUNK: usize = 16384
const WIDTH: usize = 4 * CHUNK
const ROW = heap.alloc(3 * WIDTH)
const LEFT_GOROUTINE = ROW + WIDTH
const LEFT_STACK = LEFT_GOROUTINE + WIDTH
let picked: u32 = 0
let hasAny: bool = false

// What a kind means here.
const LEAVES: u8 = 1
const STARTS: u8 = 2
const LOOKED_AT: u8 = 3
const PROC_STOPS: u8 = 4
const PROC_STOLEN: u8 = 5
const STOP_BEGINS: u8 = 6
const STOP_ENDS: u8 = 7
const EXPERIMENT: u8 = 8
const roles = allocate(256)
memory.fill(roles + 128, EXPERIMENT, 128)
store<u8>(roles, LOOKED_AT, 7) // CpuSample
store<u8>(roles, LOOKED_AT, 9) // ProcsChange
store<u8>(roles, PROC_STOPS, 11)
store<u8>(roles, PROC_STOLEN, 12)
store<u8>(roles, STARTS, 16) // GoStart
store<u8>(roles, LEAVES, 17) // GoDestroy
store<u8>(roles, LEAVES, 19) // GoStop
store<u8>(roles, LEAVES, 20) // GoBlock
store<u8>(roles, STOP_BEGINS, 26)
store<u8>(roles, STOP_ENDS, 27)
memory.fill(roles + 28, LOOKED_AT, 3) // GcActive, GcBegin, GcEnd
memory.fill(roles + 37, LOOKED_AT, 2) // HeapAlloc, HeapGoal
memory.fill(roles + 40, LOOKED_AT, 2) // TaskBegin, TaskEnd
store<u8>(roles, LOOKED_AT, 44) // UserLog

/** Goroutine and stack that last left each thread: 8 bytes. */
let left: usize = allocate(64 * 8)
let threads: u32 = 64

/** Goroutines that stop the world. */
let stoppers: usize = allocate(16 * 4)
let stoppersCapacity: u32 = 16
let stopping: u32 = 0

export function pickedAt(column: u32): usize {
  return ROW + <usize>column * WIDTH
}
export function hasExperiment(): u32 {
  return hasAny ? 1 : 0
}

/** Picks out of the chunk's first rows; gives how many. */
export function pick(length: u32): u32 {
  picked = 0
  hasAny = false
  for (let row: usize = 0; row < <usize>length; row++) {
    const role = load<u8>(roles + load<u8>(KIND + row))
    if (role == 0) continue
    if (role <= STARTS) {
      const at = leftBy(load<u32>(THREAD + (row << 2)))
      const leaves = role == LEAVES
      store<u32>(at, leaves ? load<u32>(GOROUTINE + (row << 2)) : 0)
      store<u32>(at, leaves ? load<u32>(STACK + (row << 2)) : 0, 4)
    } else if (role == LOOKED_AT) put(row, 0, 0)
    else other(role, row)
  }
  return picked
}

function other(role: u8, row: usize): void {
  if (role == EXPERIMENT) {
    hasAny = true
    return
  }
  if (role == PROC_STOPS || role == PROC_STOLEN) {
    if (stopping == 0) return
    const at = role == PROC_STOPS ? leftBy(load<u32>(THREAD + (row << 2))) : 0
    if (at == 0) put(row, 0, 0)
    else put(row, load<u32>(at), load<u32>(at, 4))
    return
  }
  const goroutine = load<u32>(SUBJECT + (row << 2))
  if (role == STOP_BEGINS) begins(goroutine)
  else ends(goroutine)
  put(row, 0, 0)
}

function put(row: usize, goroutine: u32, stack: u32): void {
  const at = (<usize>picked) << 2
  picked++
  store<u32>(ROW + at, <u32>row)
  store<u32>(LEFT_GOROUTINE + at, goroutine)
  store<u32>(LEFT_STACK + at, stack)
}

function leftBy(thread: u32): usize {
  if (thread >= threads) {
    const larger = max(thread + 1, threads * 2)
    left = enlarge(left, (<usize>threads) << 3, (<usize>larger) << 3)
    threads = larger
  }
  return left + ((<usize>thread) << 3)
}

function placeOf(goroutine: u32): i32 {
  for (let at: u32 = 0; at < stopping; at++) if (load<u32>(stoppers + ((<usize>at) << 2)) == goroutine) return <i32>at
  return -1
}

function begins(goroutine: u32): void {
  if (placeOf(goroutine) >= 0) return
  if (stopping == stoppersCapacity) {
    stoppers = enlarge(stoppers, (<usize>stoppersCapacity) << 2, (<usize>stoppersCapacity) << 3)
    stoppersCapacity *= 2
  }
  store<u32>(stoppers + ((<usize>stopping) << 2), goroutine)
  stopping++
}

function ends(goroutine: u32): void {
  const place = placeOf(goroutine)
  if (place < 0) return
  stopping--
  store<u32>(stoppers + ((<usize>place) << 2), load<u32>(stoppers + ((<usize>stopping) << 2)))
}
