// The core in WebAssembly: one generation after the other is decoded, ordered and validated, as core/TypedCore.ts. Built by
// build/traceCore.ts into core/traceCoreWasm.ts.
import { bytesStart } from './buffer'
import { ARGS, cursorOf, decode, setUpCursors, SLOT, START, TIME, TYPE } from './cursors'
import { BROKEN, fail, NO_PROGRESS, TAKEN, TIME_RANGE, WAIT } from './faults'
import { cursorAt, frontierLength, insert, remove, setUpFrontier, sort, timeAt, update } from './frontier'
import { Generation } from './generation'
import { CPU_SAMPLE } from './kinds'
import { advance } from './ordering'
import { commit, isFull, lastTime, mark, put, rollback } from './rows'
import { slotOfGo } from './lives'
import { PROCS, slotOf, THREADS } from './slots'
import { Event } from './state'

export { appended, bytesEnd, bytesStart, drop, room } from './buffer'
export { eventArgsAt } from './cursors'
export { faultCode, faultOperand } from './faults'
export { setBatches, setSamples, setTable, setThreads, setupRoom } from './generation'
export { unknownTypeCount } from './ranges'
export { idCount, idPage } from './ids'
export { clearRows, columnsAt, countKinds, lastTime, rowCount } from './rows'
export { lengthOf, rowsOf } from './slots'
export { beginV1, faultTypeV1, goroutineSlot, rawAt, rawTime, runV1, setUpV1, unconvertedType } from './v1'
export { setReason, setStop, unknownStackCount, unknownStringCount } from './v1convert'
export { setUpExits } from './v1exits'
export { batchRoom, lastByte, setBatchStart, setStream, setUpStreams } from './v1streams'
export { setLayout } from './v1types'

const MAX_TIME: f64 = 9007199254740991 - 16

/** What `run` answers. */
const CHUNK: u32 = 0
const DONE: u32 = 1
const FAULT: u32 = 2

/** Next CPU sample. */
let sample: u32 = 0
/** Cursor of the event that is tried; 0: none. */
let current: usize = 0

/** Byte of the event at fault from the start of the bytes, its type, and the place of its thread in the setup; -1: none. */
let faultByte: u32 = 0
let faultType: u32 = 0
let faultThread: i32 = -1

export function faultPlace(field: u32): i32 {
  return field == 0 ? faultByte : field == 1 ? faultType : faultThread
}

function failed(): u32 {
  rollback()
  faultThread = -1
  if (current != 0) {
    faultByte = load<u32>(current, START) - <u32>bytesStart()
    faultType = load<u8>(current, TYPE)
    faultThread = <i32>((current - cursorOf(0)) / (cursorOf(1) - cursorOf(0)))
  } else {
    faultByte = 0
    faultType = 0
  }
  return FAULT
}

/** Prepares the generation that was laid down; FAULT: the first event of a thread is none. */
export function begin(unitNs: f64, startNs: f64): u32 {
  Generation.unitNs = unitNs
  setUpCursors()
  setUpFrontier(Generation.threadCount)
  sample = 0
  for (let thread: u32 = 0; thread < Generation.threadCount; thread++) {
    current = cursorOf(thread)
    const answer = decode(current)
    if (answer == BROKEN) return failed()
    if (answer == TAKEN) insert(load<f64>(current, TIME), current)
  }
  Generation.current++
  mark(startNs)
  return DONE
}

/** Goes on until the columns are full or the generation is done. */
export function run(): u32 {
  while (!isFull()) {
    const isEmpty = frontierLength() == 0
    if (sample < Generation.sampleCount) {
      if (isEmpty || load<f64>(Generation.sampleTime + ((<usize>sample) << 3)) < timeAt(0)) {
        if (!putSample()) return failed()
        continue
      }
    } else if (isEmpty) return DONE
    let answer = tryAdvance(0)
    if (answer == WAIT) answer = advanceAnother()
    if (answer == BROKEN) return failed()
  }
  return CHUNK
}

/** The earliest event has to wait: the others are tried by time. */
function advanceAnother(): u32 {
  sort()
  const length = frontierLength()
  for (let index: u32 = 1; index < length; index++) {
    const answer = tryAdvance(index)
    if (answer != WAIT) return answer
  }
  current = cursorAt(0)
  return fail(NO_PROGRESS)
}

/** The event at `index` of the frontier, if its turn has come: written, and the thread's next one decoded. */
function tryAdvance(index: u32): u32 {
  const cursor = cursorAt(index)
  current = cursor
  Event.type = load<u8>(cursor, TYPE)
  Event.time = load<f64>(cursor, TIME)
  Event.args = cursor + ARGS
  let slot = load<i32>(cursor, SLOT)
  if (slot < 0) {
    const thread = (cursor - cursorOf(0)) / (cursorOf(1) - cursorOf(0))
    slot = slotOf(THREADS, load<u64>(Generation.threads + (thread << 3)))
    store<i32>(cursor, slot, SLOT)
  }
  const answer = advance(slot)
  if (answer != TAKEN) return answer
  const start = load<u32>(cursor, START)
  const type = load<u8>(cursor, TYPE)
  const next = decode(cursor)
  if (next == BROKEN) return BROKEN
  // Only now: a fault of the event itself comes after one of the next event's bytes.
  if (Event.dangling != 0 || lastTime() > MAX_TIME) {
    store<u32>(cursor, start, START)
    store<u8>(cursor, type, TYPE)
    return Event.dangling != 0 ? fail(Event.dangling, Event.danglingId) : fail(TIME_RANGE)
  }
  if (next == TAKEN) update(index, load<f64>(cursor, TIME))
  else remove(index)
  commit()
  return TAKEN
}

function putSample(): bool {
  const at: usize = sample++
  const thread = slotOf(THREADS, load<u64>(Generation.sampleThread + (at << 3)))
  const proc = slotOf(PROCS, load<u64>(Generation.sampleProc + (at << 3)))
  const goroutine = slotOfGo(load<u64>(Generation.sampleGoroutine + (at << 3)))
  const time = load<f64>(Generation.sampleTime + (at << 3))
  const stack = load<u32>(Generation.sampleStack + (at << 2))
  put(time, CPU_SAMPLE, 0, thread, proc, goroutine, 0, stack, 0, 0, 0, 0)
  if (lastTime() <= MAX_TIME) {
    commit()
    return true
  }
  current = 0
  fail(TIME_RANGE)
  return false
}
