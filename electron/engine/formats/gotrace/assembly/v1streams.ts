// The next event of each proc, as v1/V1Streams.ts. Batches are fetched from the caller one after the other; a stream has a
// buffer for the one it reads.
import { fail, TAKEN, WAIT } from './faults'
import { goIdOf } from './ids'
import { slotOfGo } from './lives'
import { allocate } from './memory'
import { BAD_VARINT, WRONG_COUNT } from './v1faults'
import {
  argsOf,
  ENDS,
  GO_SYS_BLOCK,
  hasStack,
  isSkipped,
  namesAnother,
  OF_ARGUMENT,
  roleOf,
  STARTS,
  STRING,
  USER_LOG,
} from './v1types'

/**
 * Puts the batch number `index` of a stream into its buffer (`ahead`: into the buffer of another kind, for a look ahead) with
 * `batchRoom`; gives its bytes, -1: there is none.
 */
declare function loadBatch(stream: u32, index: u32, ahead: bool): i32

/** Bytes of a stream. */
const STREAM: u32 = 152
// Its fields: the next event's arguments and time; clock; what the event is on; the stream's place; its proc.
export const ARGS: usize = 0
export const TICKS: usize = 24
const CLOCK: usize = 32
/** Byte of the file that address 0 is. */
const BASE: usize = 40
export const GOROUTINE: usize = 48
export const ANOTHER: usize = 52
export const STACK: usize = 56
export const MESSAGE: usize = 60
const CURRENT: usize = 64
const AT: usize = 68
const END: usize = 72
/** Number of the next batch. */
const NEXT: usize = 80
const BUFFER: usize = 84
const CAPACITY: usize = 88
/** Messages of its logs: indexes of strings, in order. */
const MESSAGES: usize = 92
export const PROC: usize = 96
export const PROC_SLOT: usize = 100
export const THREAD: usize = 104
/** Slot of the goroutine the proc runs. */
export const RUNS: usize = 108
/** Next stream that waits for the same goroutine; -1: none. */
export const NEXT_WAITER: usize = 112
export const TYPE: usize = 116
export const IS_RUNNING: usize = 117
export const IS_SWEEPING: usize = 118
export const IS_STOPPING: usize = 119
export const IS_SEEN: usize = 120

let streams: usize = 0
/** Procs; behind them are a row for CPU samples and one for returns from blocked syscalls. */
let count: u32 = 0
let base: u64 = 0
let last: f64 = 0
/** For looking ahead. */
let aheadBuffer: usize = 0
let aheadCapacity: usize = 0

export function streamCount(): u32 {
  return count
}

export function stream(index: u32): usize {
  return streams + index * STREAM
}

/** Makes `procs` streams. `baseTicks` is what times are counted from. */
export function setUpStreams(procs: u32, baseTicks: u64): void {
  count = procs
  base = baseTicks
  streams = allocate(<usize>(procs + 2) * STREAM)
  for (let index: u32 = 0; index < procs + 2; index++) store<i32>(stream(index), -1, PROC)
}

export function setStream(index: u32, proc: i32, messages: usize): void {
  store<i32>(stream(index), proc, PROC)
  store<u32>(stream(index), <u32>messages, MESSAGES)
}

/** Where the bytes of a batch go. */
export function batchRoom(index: u32, ahead: bool, bytes: usize): usize {
  if (ahead) {
    if (bytes > aheadCapacity) {
      if (aheadBuffer != 0) heap.free(aheadBuffer)
      aheadBuffer = heap.alloc(bytes)
      aheadCapacity = bytes
    }
    return aheadBuffer
  }
  const at = stream(index)
  if (bytes > load<u32>(at, CAPACITY)) {
    if (load<u32>(at, BUFFER) != 0) heap.free(load<u32>(at, BUFFER))
    store<u32>(at, <u32>heap.alloc(bytes), BUFFER)
    store<u32>(at, <u32>bytes, CAPACITY)
  }
  return load<u32>(at, BUFFER)
}

/** Tells which byte of the file a batch begins with. */
export function setBatchStart(index: u32, byte: f64): void {
  store<f64>(stream(index), byte - <f64>load<u32>(stream(index), BUFFER), BASE)
}

/** Ticks since the first batch's. */
export function ticksOf(value: u64): f64 {
  return <f64>(<i64>(value - base))
}

/** Byte of the file of the event decoded last. */
export function lastByte(): f64 {
  return last
}

export function streamArg(at: usize, index: usize): u64 {
  return load<u64>(at + (index << 3))
}

/** 0 for the id 0, which is no goroutine. */
export function goroutineOf(id: u64): u32 {
  return id == 0 ? 0 : slotOfGo(id)
}

let behind: usize = 0

/** A varint of any length between `from` and `end`; `behind` is 0 where there is none. */
function varint(from: usize, end: usize): u64 {
  if (from < end && load<i8>(from) >= 0) {
    behind = from + 1
    return load<u8>(from)
  }
  let value: u64 = 0
  let shift: u64 = 0
  for (let at = from; at < end; shift += 7) {
    const byte: u64 = load<u8>(at++)
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) {
      if (shift == 63 && byte > 1) break
      behind = at
      return value
    }
    if (shift == 63) break
  }
  behind = 0
  return 0
}

/** The next batch of a stream: its record gives the ticks its events count from. */
function enter(index: u32, at: usize): bool {
  const number = load<u32>(at, NEXT)
  const bytes = loadBatch(index, number, false)
  if (bytes < 0) return false
  store<u32>(at, number + 1, NEXT)
  const start: usize = load<u32>(at, BUFFER)
  const end = start + bytes
  varint(start + 1, end)
  const ticks = varint(behind, end)
  store<f64>(at, ticksOf(ticks), CLOCK)
  store<u32>(at, <u32>behind, AT)
  store<u32>(at, <u32>end, END)
  return true
}

/** Behind a record that is no event; `at` is behind its type. */
function pastRecord(at: usize, end: usize, type: u32, code: u32): usize {
  if (type == STRING) {
    varint(at, end)
    const length = varint(behind, end)
    return behind + <usize>length
  }
  if (code == 3) {
    const length = varint(at, end)
    return behind + <usize>length
  }
  behind = at
  for (let left: i32 = code; left >= 0; left--) varint(behind, end)
  return behind
}

/** Decodes the next event of a stream. WAIT: there is none. */
export function decodeStream(index: u32): u32 {
  const stream_ = stream(index)
  let at: usize = load<u32>(stream_, AT)
  let end: usize = load<u32>(stream_, END)
  for (;;) {
    if (at >= end) {
      if (!enter(index, stream_)) return WAIT
      at = load<u32>(stream_, AT)
      end = load<u32>(stream_, END)
      continue
    }
    const first: u32 = load<u8>(at)
    const type = first & 63
    if (!isSkipped(type)) break
    at = pastRecord(at + 1, end, type, first >> 6)
  }
  last = load<f64>(stream_, BASE) + <f64>at
  store<u32>(stream_, <u32>at, AT)
  return decodeEvent(stream_, at, end)
}

function decodeEvent(stream_: usize, from: usize, end: usize): u32 {
  const first: u32 = load<u8>(from)
  const type = first & 63
  const code = first >> 6
  const want = argsOf(type)
  store<u8>(stream_, type, TYPE)
  let at = from + 1
  let stop: usize = 0
  if (code == 3) {
    const length = varint(at, end)
    if (behind == 0) return fail(BAD_VARINT)
    at = behind
    stop = at + <usize>length
  } else if (code != want) return fail(WRONG_COUNT, want + 1, code + 1)
  const delta = varint(at, end)
  if (behind == 0) return fail(BAD_VARINT)
  at = behind
  const ticks = load<f64>(stream_, CLOCK) + <f64>delta
  store<f64>(stream_, ticks, CLOCK)
  store<f64>(stream_, ticks, TICKS)
  const plainArgs = want - <u32>hasStack(type)
  for (let arg: u32 = 0; arg < plainArgs; arg++) {
    const value = varint(at, end)
    if (behind == 0) return fail(BAD_VARINT)
    at = behind
    store<u64>(stream_ + ((<usize>arg) << 3), value)
  }
  let stack: u32 = 0
  if (hasStack(type)) {
    stack = <u32>varint(at, end)
    if (behind == 0) return fail(BAD_VARINT)
    at = behind
  }
  store<u32>(stream_, stack, STACK)
  if (code == 3 && at != stop) return otherLength(at, stop, want, end)
  const role = roleOf(type)
  if (role == 0) store<u32>(stream_, load<u32>(stream_, CURRENT), GOROUTINE)
  else if (role == ENDS) {
    store<u32>(stream_, load<u32>(stream_, CURRENT), GOROUTINE)
    store<u32>(stream_, 0, CURRENT)
  } else {
    const slot = goroutineOf(streamArg(stream_, 0))
    store<u32>(stream_, slot, GOROUTINE)
    if (role == STARTS) store<u32>(stream_, slot, CURRENT)
  }
  if (namesAnother(type)) store<u32>(stream_, goroutineOf(streamArg(stream_, 0)), ANOTHER)
  else if (type == USER_LOG) {
    const length = varint(at, end)
    at = behind + <usize>length
    const messages: usize = load<u32>(stream_, MESSAGES)
    store<u32>(stream_, load<u32>(messages), MESSAGE)
    store<u32>(stream_, <u32>messages + 4, MESSAGES)
  }
  store<u32>(stream_, <u32>at, AT)
  return TAKEN
}

/** Go's reader counts an argument that begins before the event's end. */
function otherLength(from: usize, stop: usize, want: u32, end: usize): u32 {
  let got = want
  if (from > stop) got--
  else {
    behind = from
    while (behind < stop) {
      varint(behind, end)
      if (behind == 0) break
      got++
    }
  }
  return fail(WRONG_COUNT, want + 1, got + 1)
}

let foundTicks: f64 = 0

/** When the event is that `blocksNext` found. */
export function blockTicks(): f64 {
  return foundTicks
}

/** Whether the syscall that the current event of a stream begins is said to block by the next event of its goroutine. */
export function blocksNext(index: u32): bool {
  const stream_ = stream(index)
  let at: usize = load<u32>(stream_, AT)
  let end: usize = load<u32>(stream_, END)
  let clock = load<f64>(stream_, CLOCK)
  let number = load<u32>(stream_, NEXT)
  const own = goIdOf(load<u32>(stream_, GOROUTINE))
  let hasMore = true
  while (hasMore) {
    while (at < end) {
      const first: u32 = load<u8>(at++)
      const type = first & 63
      const code = first >> 6
      if (isSkipped(type)) {
        at = pastRecord(at, end, type, code)
        continue
      }
      let stop: usize = 0
      if (code == 3) {
        const length = varint(at, end)
        at = behind
        stop = at + <usize>length
      }
      const delta = <f64>varint(at, end)
      at = behind
      // What starts or returns on this proc is another goroutine.
      if (roleOf(type) != OF_ARGUMENT) {
        if (type != GO_SYS_BLOCK) return false
        foundTicks = clock + delta
        return true
      }
      const id = varint(at, end)
      at = behind
      if (stop != 0) at = stop
      else
        for (let left: i32 = <i32>code - 1; left > 0; left--) {
          varint(at, end)
          at = behind
        }
      if (id == own) return false
      clock += delta
    }
    const bytes = loadBatch(index, number++, true)
    hasMore = bytes >= 0
    if (hasMore) {
      end = aheadBuffer + bytes
      varint(aheadBuffer + 1, end)
      clock = ticksOf(varint(behind, end))
      at = behind
    }
  }
  return false
}
