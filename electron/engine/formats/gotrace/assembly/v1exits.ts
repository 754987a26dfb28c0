// When blocked syscalls really returned, as v1/SysExits.ts: the next return of each goroutine that is in a blocked syscall,
// earliest first. The caller lays down all returns by goroutine and time.
import { allocate } from './memory'

/** Slots that have returns. */
let slots: u32 = 0
let ticks: usize = 0
/** First return of each slot (one more entry than slots), first one not expected yet, place in the heap + 1, balance. */
let start: usize = 0
let next: usize = 0
let place: usize = 0
let ahead: usize = 0
let time: usize = 0
let heap_: usize = 0
let length: u32 = 0

export function setUpExits(slotCount: u32, starts: usize, allTicks: usize): void {
  slots = slotCount
  start = starts
  ticks = allTicks
  const bytes: usize = max(<usize>slotCount, 1) << 2
  next = allocate(bytes)
  memory.copy(next, starts, (<usize>slotCount) << 2)
  place = allocate(bytes)
  ahead = allocate(bytes)
  time = allocate(bytes << 1)
  heap_ = allocate(bytes)
  length = 0
}

function word(region: usize, slot: u32): usize {
  return region + ((<usize>slot) << 2)
}

function slotAt(index: u32): u32 {
  return load<u32>(word(heap_, index))
}

function timeAt(index: u32): f64 {
  return load<f64>(time + ((<usize>slotAt(index)) << 3))
}

/** Ticks of the earliest return that is expected; Infinity: none. */
export function earliestExit(): f64 {
  return length == 0 ? Infinity : timeAt(0)
}

/** The goroutine blocked in a syscall at this time: its next return is expected, if one is known. */
export function expectExit(goroutine: u32, at: f64): void {
  if (goroutine >= slots || load<u32>(word(place, goroutine)) != 0) return
  let exit = load<u32>(word(next, goroutine))
  const end = load<u32>(word(start, goroutine + 1))
  while (exit < end && load<f64>(ticks + ((<usize>exit) << 3)) < at) exit++
  store<u32>(word(next, goroutine), exit)
  if (exit == end) return
  store<u32>(word(next, goroutine), exit + 1)
  store<f64>(time + ((<usize>goroutine) << 3), load<f64>(ticks + ((<usize>exit) << 3)))
  store<u32>(word(heap_, length), goroutine)
  store<u32>(word(place, goroutine), ++length)
  up(length - 1)
}

export function isExitPending(goroutine: u32): bool {
  return goroutine < slots && load<u32>(word(place, goroutine)) != 0
}

/** The event of a return has come: true where the return was given out before. */
export function settleExit(goroutine: u32): bool {
  const balance = load<i32>(word(ahead, goroutine)) - 1
  store<i32>(word(ahead, goroutine), balance)
  return balance >= 0
}

/** Takes out the goroutine that returns first. */
export function takeFirstExit(): u32 {
  const first = slotAt(0)
  takeExit(first)
  return first
}

export function takeExit(goroutine: u32): void {
  const at = load<u32>(word(place, goroutine)) - 1
  store<u32>(word(place, goroutine), 0)
  store<i32>(word(ahead, goroutine), load<i32>(word(ahead, goroutine)) + 1)
  const moved = slotAt(--length)
  if (moved == goroutine) return
  store<u32>(word(heap_, at), moved)
  store<u32>(word(place, moved), at + 1)
  up(at)
  down(load<u32>(word(place, moved)) - 1)
}

function swap(a: u32, b: u32): void {
  const one = slotAt(a)
  const other = slotAt(b)
  store<u32>(word(heap_, a), other)
  store<u32>(word(heap_, b), one)
  store<u32>(word(place, other), a + 1)
  store<u32>(word(place, one), b + 1)
}

function up(from: u32): void {
  let at = from
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (timeAt(parent) <= timeAt(at)) return
    swap(parent, at)
    at = parent
  }
}

function down(from: u32): void {
  let at = from
  for (;;) {
    let least = at
    const left: u32 = 2 * at + 1
    if (left < length && timeAt(left) < timeAt(least)) least = left
    if (left + 1 < length && timeAt(left + 1) < timeAt(least)) least = left + 1
    if (least == at) return
    swap(at, least)
    at = least
  }
}
