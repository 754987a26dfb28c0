// Where each thread is in its batches, and its next event decoded, as core/BatchCursors.ts.
import { bytesStart } from './buffer'
import { BAD_ARGUMENT, BAD_TIMESTAMP, fail, NO_TIMESTAMP, TAKEN, UNKNOWN_TYPE, WAIT } from './faults'
import { Generation } from './generation'
import { allocate } from './memory'

/** Bytes of a cursor. */
const CURSOR: usize = 80
// Its fields: arguments and time of the next event, clock, slot of its thread (-1: none yet), batch, place, type.
export const ARGS: usize = 0
export const TIME: usize = 32
const CLOCK: usize = 40
export const SLOT: usize = 48
const BATCH: usize = 52
const AT: usize = 56
const END: usize = 60
export const START: usize = 64
export const TYPE: usize = 68

const NO_TIMED_EVENT: u8 = 254
const UNKNOWN_EVENT: u8 = 255
/** Arguments by type byte; the caller fills it from its tables. */
const eventArgs: usize = allocate(256)

export function eventArgsAt(): usize {
  return eventArgs
}

let cursors: usize = 0
/** Next batch of the same thread, by batch; -1: none. */
let nextBatch: usize = 0

export function cursorOf(thread: u32): usize {
  return cursors + <usize>thread * CURSOR
}

/** Puts every thread before its first batch. */
export function setUpCursors(): void {
  const count: usize = Generation.threadCount
  if (cursors != 0) heap.free(cursors)
  cursors = allocate(max(count, 1) * CURSOR)
  if (nextBatch != 0) heap.free(nextBatch)
  const batches: usize = Generation.batchCount
  nextBatch = heap.alloc(max(batches, 1) << 2)
  memory.fill(nextBatch, 0xff, batches << 2)
  const last = heap.alloc(max(count, 1) << 2)
  memory.fill(last, 0xff, count << 2)
  for (let thread: u32 = 0; thread < <u32>count; thread++) {
    store<i32>(cursorOf(thread), -1, SLOT)
    store<i32>(cursorOf(thread), -1, BATCH)
  }
  for (let batch: u32 = 0; batch < <u32>batches; batch++) {
    const thread = load<u32>(Generation.batchThread + ((<usize>batch) << 2))
    const before = load<i32>(last + ((<usize>thread) << 2))
    if (before < 0) enter(cursorOf(thread), batch)
    else store<u32>(nextBatch + ((<usize>before) << 2), batch)
    store<u32>(last + ((<usize>thread) << 2), batch)
  }
  heap.free(last)
}

function enter(cursor: usize, batch: u32): void {
  const at = bytesStart() + load<u32>(Generation.batchOffset + ((<usize>batch) << 2))
  store<u32>(cursor, batch, BATCH)
  store<u32>(cursor, <u32>at, AT)
  store<u32>(cursor, <u32>at + load<u32>(Generation.batchLength + ((<usize>batch) << 2)), END)
  store<f64>(cursor, load<f64>(Generation.batchTime + ((<usize>batch) << 3)), CLOCK)
}

/** Behind the varint `varint` read; 0: there was none. */
let behind: usize = 0

/** A varint of any length between `from` and `end`. */
function varint(from: usize, end: usize): u64 {
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

/** Decodes the next event of a thread. WAIT: there is none. */
export function decode(cursor: usize): u32 {
  let at: usize = load<u32>(cursor, AT)
  let end: usize = load<u32>(cursor, END)
  while (at == end) {
    const next = load<i32>(nextBatch + ((<usize>load<i32>(cursor, BATCH)) << 2))
    if (next < 0) return WAIT
    enter(cursor, next)
    at = load<u32>(cursor, AT)
    end = load<u32>(cursor, END)
  }
  store<u32>(cursor, <u32>at, START)
  const type = load<u8>(at++)
  store<u8>(cursor, type, TYPE)
  const count = load<u8>(eventArgs + type)
  if (count >= NO_TIMED_EVENT) return fail(count == UNKNOWN_EVENT ? UNKNOWN_TYPE : NO_TIMESTAMP, type)
  // Most varints have one byte or two.
  let value: u64
  if (at + 1 < end && load<i8>(at) >= 0) value = load<u8>(at++)
  else if (at + 1 < end && load<i8>(at, 1) >= 0) {
    value = (<u64>(load<u8>(at) & 0x7f)) | ((<u64>load<u8>(at, 1)) << 7)
    at += 2
  } else {
    value = varint(at, end)
    at = behind
    if (at == 0) return fail(BAD_TIMESTAMP)
  }
  const time = load<f64>(cursor, CLOCK) + Math.trunc(<f64>value * Generation.unitNs)
  const stop = cursor + ((<usize>count) << 3)
  for (let to = cursor; to < stop; to += 8) {
    if (at + 1 < end && load<i8>(at) >= 0) value = load<u8>(at++)
    else if (at + 1 < end && load<i8>(at, 1) >= 0) {
      value = (<u64>(load<u8>(at) & 0x7f)) | ((<u64>load<u8>(at, 1)) << 7)
      at += 2
    } else {
      value = varint(at, end)
      at = behind
      if (at == 0) return fail(BAD_ARGUMENT)
    }
    store<u64>(to, value, ARGS)
  }
  store<f64>(cursor, time, CLOCK)
  store<f64>(cursor, time, TIME)
  store<u32>(cursor, <u32>at, AT)
  return TAKEN
}
