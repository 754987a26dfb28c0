// Merges the procs of a v1 trace into one order, as v1/V1Merge.ts, checks the events and writes them.
import { BROKEN, fail, TAKEN } from './faults'
import { Generation } from './generation'
import { goIdOf } from './ids'
import { liveOf } from './lives'
import { allocate, enlarge } from './memory'
import { isFull } from './rows'
import { check } from './v1check'
import { convert } from './v1convert'
import { earliestExit, expectExit, isExitPending, settleExit, takeExit, takeFirstExit } from './v1exits'
import * as faults from './v1faults'
import { firstReady, popReady, pushReady, readyCount, setUpReady } from './v1ready'
import { endGoroutine, goroutineRecord, hasEnded, ORDER, ownRecord, SEQ, setUpGoroutines, V1, WAITER } from './v1state'
import {
  ANOTHER,
  blocksNext,
  blockTicks,
  decodeStream,
  GOROUTINE,
  goroutineOf,
  NEXT_WAITER,
  PROC,
  STACK,
  stream,
  streamArg,
  streamCount,
  TICKS,
  ticksOf,
  TYPE,
} from './v1streams'
import * as types from './v1types'

const CHUNK: u32 = 0
const DONE: u32 = 1
const FAULT: u32 = 2

/** Events by type. */
const raw: usize = allocate(64 << 3)
let firstTime: f64 = NaN
let lastTime: f64 = NaN

export function rawAt(): usize {
  return raw
}

export function rawTime(isLast: bool): f64 {
  return isLast ? lastTime : firstTime
}

let tickNs: f64 = NaN
let firstTicks: f64 = NaN
let lastTicks: f64 = -Infinity
let waiting: u32 = 0
let gcSeq: u64 = 0
/** First stream that waits for its GC cycle (+ 1). */
let gcWaiter: u32 = 0
/** Next CPU sample, and the one in its row. */
let sample: u32 = 0
let firstWaiting: u32 = 0
/** Ticks at which a goroutine blocked in a syscall, by number of its record; NaN: it did not. */
let blockedAt: usize = 0
let blockedCapacity: u32 = 0
/** Type of the event at fault, and of the first that has no meaning in v2. */
let faultType: u32 = 0
let unconverted: u32 = 0
export function faultTypeV1(): u32 {
  return faultType
}

export function unconvertedType(): u32 {
  return unconverted
}

export function setUpV1(version: u32, nanosPerTick: f64, timers: usize, timerCount: u32): void {
  V1.version = version
  V1.timers = timers
  V1.timerCount = timerCount
  tickNs = nanosPerTick
  setUpGoroutines()
  setUpReady(streamCount() + 1)
}

/** Slot of a goroutine, for what the caller lays down by slot. */
export function goroutineSlot(id: u64): u32 {
  return goroutineOf(id)
}

/** Decodes the first event of each stream. */
export function beginV1(): u32 {
  for (let index: u32 = 0; index < streamCount(); index++) {
    const answer = decodeStream(index)
    if (answer == BROKEN) return failed(load<u8>(stream(index), TYPE))
    if (answer == TAKEN) offer(index)
  }
  if (nextSample()) pushReady(load<f64>(stream(streamCount()), TICKS), streamCount())
  return DONE
}

function failed(type: u32): u32 {
  faultType = type
  return FAULT
}

/** Goes on until the columns are full or everything is in order. */
export function runV1(): u32 {
  const samples = streamCount()
  while (readyCount() > 0) {
    if (isFull()) return CHUNK
    const index = firstReady()
    if (index != samples) {
      if (putFirst(index) == BROKEN) return FAULT
      continue
    }
    if (putEvent(stream(samples), samples, types.CPU_SAMPLE) == BROKEN) return FAULT
    popReady()
    if (nextSample()) pushReady(load<f64>(stream(samples), TICKS), samples)
  }
  if (waiting > 0) {
    fail(faults.NO_ORDER)
    return failed(0)
  }
  return flushExits(Infinity) == BROKEN ? FAULT : DONE
}

// Keys of events: a slot, or one of these.
const UNORDERED: i32 = -1
const GC: i32 = -2

function keyOf(row: usize, type: u32): i32 {
  const whose = types.whoseOf(type)
  if (whose == types.OWN) return load<u32>(row, GOROUTINE)
  if (whose == types.ANOTHER) return load<u32>(row, ANOTHER)
  return whose == types.NOBODY ? UNORDERED : GC
}

function isReady(row: usize, type: u32, key: i32): bool {
  if (key == UNORDERED) return true
  if (key == GC) return streamArg(row, 0) == gcSeq
  const at = goroutineRecord(key)
  if (load<u8>(at, ORDER) != types.needsOf(type)) return false
  const seq = types.needsSeqOf(type)
  if (seq == types.ANY_SEQ) return true
  if (seq == types.SEQ_FIRST) return load<u32>(at, SEQ) == types.firstSeqOf(type)
  return <u64>load<u32>(at, SEQ) == streamArg(row, 1)
}

function putFirst(index: u32): u32 {
  const row = stream(index)
  const type: u32 = load<u8>(row, TYPE)
  const key = keyOf(row, type)
  if (!isReady(row, type, key)) {
    failed(0)
    return fail(faults.IMPOSSIBLE)
  }
  if (key >= 0) {
    const at = ownRecord(key)
    store<u8>(at, types.givesOf(type), ORDER)
    store<u32>(at, load<u32>(at, SEQ) + types.stepOf(type), SEQ)
  } else if (key == GC) gcSeq = streamArg(row, 0) + 1
  if (putEvent(row, index, type) == BROKEN) return BROKEN
  const next = decodeStream(index)
  if (next == BROKEN) {
    failed(load<u8>(row, TYPE))
    return BROKEN
  }
  const isAwaited = waiting > 0 && isWaitedFor(key)
  popReady()
  // Those that waited are asked first, as in Go's reader.
  if (isAwaited) wake(key)
  if (next == TAKEN) offer(index)
  return TAKEN
}

/** Enters a stream's event where its turn may have come, else among those that wait for its goroutine. */
function offer(index: u32): void {
  const row = stream(index)
  const type: u32 = load<u8>(row, TYPE)
  const key = keyOf(row, type)
  if (isReady(row, type, key)) {
    pushReady(load<f64>(row, TICKS), index)
    return
  }
  waiting++
  if (key == GC) {
    store<i32>(row, <i32>gcWaiter - 1, NEXT_WAITER)
    gcWaiter = index + 1
  } else if (!hasEnded(key)) {
    // Who waits for one that ended does so in vain.
    const at = ownRecord(key)
    store<i32>(row, load<i32>(at, WAITER) - 1, NEXT_WAITER)
    store<u32>(at, index + 1, WAITER)
  }
}

function isWaitedFor(key: i32): bool {
  if (key >= 0) return load<u32>(goroutineRecord(key), WAITER) != 0
  return key == GC && gcWaiter != 0
}

/** Those that waited for this goroutine are asked again. */
function wake(key: i32): void {
  let index: i32
  if (key == GC) {
    index = <i32>gcWaiter - 1
    gcWaiter = 0
  } else {
    const at = ownRecord(key)
    index = load<i32>(at, WAITER) - 1
    store<u32>(at, 0, WAITER)
  }
  while (index >= 0) {
    const next = load<i32>(stream(index), NEXT_WAITER)
    waiting--
    offer(index)
    index = next
  }
}

function putEvent(row: usize, index: u32, type: u32): u32 {
  const ticks = load<f64>(row, TICKS)
  if (ticks < lastTicks) {
    failed(0)
    return fail(faults.TIME_ORDER)
  }
  lastTicks = ticks
  if (isNaN(firstTicks)) firstTicks = ticks
  if (earliestExit() < ticks && flushExits(ticks) == BROKEN) return BROKEN
  const plain = types.plainOf(type)
  if (plain == types.GO_SYS_EXIT) return putExit(row, type)
  if (type == types.GO_SYS_BLOCK || type == types.GO_IN_SYSCALL) block(load<u32>(row, GOROUTINE), ticks)
  return take(row, plain, type == types.GO_SYS_CALL && blocks(index))
}

function take(row: usize, type: u32, isBlocking: bool): u32 {
  if (isNaN(tickNs)) return TAKEN
  const time = Math.trunc((load<f64>(row, TICKS) - firstTicks) * tickNs)
  if (check(row, type) == BROKEN) {
    failed(type)
    return BROKEN
  }
  const at = raw + ((<usize>type) << 3)
  store<f64>(at, load<f64>(at) + 1)
  if (isNaN(firstTime)) firstTime = time
  lastTime = time
  if (unconverted == 0 && convert(row, type, time, isBlocking) == BROKEN) unconverted = type
  if (type == types.GO_END) end(load<u32>(row, GOROUTINE))
  return TAKEN
}

function end(goroutine: u32): void {
  // Another goroutine gets the record.
  const number = liveOf(goroutine)
  if (number < blockedCapacity) store<f64>(blockedAt + ((<usize>number) << 3), NaN)
  endGoroutine(goroutine)
}

function block(goroutine: u32, ticks: f64): void {
  const number = liveOf(goroutine)
  if (number >= blockedCapacity) {
    const capacity = max(number + 1, 2 * blockedCapacity)
    const from = blockedCapacity
    blockedAt =
      blockedAt == 0 ? allocate((<usize>capacity) << 3) : enlarge(blockedAt, (<usize>from) << 3, (<usize>capacity) << 3)
    for (let at = from; at < capacity; at++) store<f64>(blockedAt + ((<usize>at) << 3), NaN)
    blockedCapacity = capacity
  }
  store<f64>(blockedAt + ((<usize>number) << 3), ticks)
  expectExit(goroutine, ticks)
}

/** The event of a return from a blocked syscall: mostly the return itself was put before, at the time it says. */
function putExit(row: usize, type: u32): u32 {
  const goroutine = load<u32>(row, GOROUTINE)
  const said = streamArg(row, type == types.GO_SYS_EXIT ? 2 : 1)
  let time = load<f64>(row, TICKS)
  if (said != 0) {
    const real = ticksOf(said)
    const number = liveOf(goroutine)
    const blocked = number < blockedCapacity ? load<f64>(blockedAt + ((<usize>number) << 3)) : NaN
    failed(0)
    if (isNaN(blocked)) return fail(faults.STRAY_EXIT)
    if (real < blocked) return fail(faults.TIME_ORDER)
    if (settleExit(goroutine)) return TAKEN
    if (!isExitPending(goroutine)) return fail(faults.STRAY_EXIT)
    // Its time is still to come.
    if (real > time) return TAKEN
    takeExit(goroutine)
    time = real
  }
  return exit(goroutine, time)
}

function exit(goroutine: u32, ticks: f64): u32 {
  const row = stream(streamCount() + 1)
  store<u32>(row, goroutine, GOROUTINE)
  store<f64>(row, ticks, TICKS)
  return take(row, types.GO_SYS_EXIT, false)
}

function flushExits(before: f64): u32 {
  while (earliestExit() < before) {
    const ticks = earliestExit()
    if (exit(takeFirstExit(), ticks) == BROKEN) return BROKEN
  }
  return TAKEN
}

/** Whether the next thing that happens on a goroutine is that its syscall blocks; a CPU sample before that says no. */
function blocks(index: u32): bool {
  if (!blocksNext(index)) return false
  const own = goIdOf(load<u32>(stream(index), GOROUTINE))
  const until = blockTicks()
  for (let at: usize = firstWaiting; at < Generation.sampleCount; at++) {
    if (load<f64>(Generation.sampleTime + (at << 3)) >= until) break
    if (load<u64>(Generation.sampleGoroutine + (at << 3)) == own) return false
  }
  return true
}

/** Puts the next CPU sample into its row; false: there is none left. */
function nextSample(): bool {
  firstWaiting = sample
  if (sample == Generation.sampleCount) return false
  const at: usize = sample++
  const row = stream(streamCount())
  store<f64>(row, load<f64>(Generation.sampleTime + (at << 3)), TICKS)
  store<i32>(row, <i32>load<u64>(Generation.sampleProc + (at << 3)), PROC)
  store<u32>(row, goroutineOf(load<u64>(Generation.sampleGoroutine + (at << 3))), GOROUTINE)
  store<u32>(row, load<u32>(Generation.sampleStack + (at << 2)), STACK)
  return true
}
