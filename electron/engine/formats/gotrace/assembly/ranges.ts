// Rules of ranges, metrics, annotations and the alloc/free experiment, as core/orderRanges.ts.
import {
  ACTIVE_NO_GOROUTINE,
  fail,
  GC_ACTIVE_IDLE,
  GC_ACTIVE_NOT_FIRST,
  GC_BEGIN_RUNNING,
  GC_END_IDLE,
  GC_END_UNDETERMINED,
  OTHER_REGION,
  RANGE_KNOWN,
  RANGE_MISSING,
  RANGE_NO_STATE,
  RANGE_NOT_OPEN,
  RANGE_OPEN,
  SWEEP_UNKNOWN_PROC,
  TAKEN,
  TASK_CONFLICT,
  TOO_MANY_STOPS,
  UNKNOWN_NAME,
  WAIT,
} from './faults'
import { ABSENT, Generation, lookUp, STRINGS, TYPES } from './generation'
import { GOROUTINE_STACK, GOROUTINE_STACK_ALLOC, HEAP_OBJECT, HEAP_OBJECT_ALLOC, SPAN, SPAN_ALLOC } from './kinds'
import { findLive, liveRecord } from './lives'
import { find, PROCS, record } from './slots'
import {
  arg,
  beginStop,
  endStop,
  Event,
  goId,
  IN_RANGE,
  MAY,
  MUST,
  need,
  NONE,
  popRegion,
  procRecord,
  pushRegion,
  putEvent,
  slotIn,
  stackArg,
  STATUS,
  stringArg,
} from './state'
import { GOES_ON, NAME, PARENT, taskOf, taskRecord } from './tasks'

const UNDETERMINED: u32 = 0
const NOT_RUNNING: u32 = 1
const RUNNING: u32 = 2
let gc: u32 = UNDETERMINED
let gcSeq: u64 = 0

/** HeapObject events whose type is not in their generation. */
let unknownTypes: u32 = 0

export function unknownTypeCount(): u32 {
  return unknownTypes
}

function isFirst(): bool {
  return Generation.current == Generation.first
}

export function gcActive(): u32 {
  const seq = arg(0)
  if (isFirst()) {
    if (gc != UNDETERMINED) return fail(GC_ACTIVE_NOT_FIRST)
  } else {
    if (seq != gcSeq + 1) return WAIT
    if (gc != RUNNING) return fail(GC_ACTIVE_IDLE)
    const answer = need(MUST, MUST)
    if (answer != TAKEN) return answer
  }
  return setGc(seq, RUNNING, 0)
}

export function gcBegin(): u32 {
  const seq = arg(0)
  if (gc != UNDETERMINED) {
    if (seq != gcSeq + 1) return WAIT
    if (gc == RUNNING) return fail(GC_BEGIN_RUNNING)
    const answer = need(MUST, MUST)
    if (answer != TAKEN) return answer
  }
  return setGc(seq, RUNNING, stackArg(1))
}

export function gcEnd(): u32 {
  const seq = arg(0)
  if (seq != gcSeq + 1) return WAIT
  if (gc == NOT_RUNNING) return fail(GC_END_IDLE)
  if (gc == UNDETERMINED) return fail(GC_END_UNDETERMINED)
  const answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  return setGc(seq, NOT_RUNNING, 0)
}

function setGc(seq: u64, state: u32, stack: u32): u32 {
  gc = state
  gcSeq = seq
  return putEvent(0, 0, stack, 0, 0, <f64>seq)
}

function needGoState(): u32 {
  const answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  return load<u8>(Event.record, STATUS) == NONE ? fail(RANGE_NO_STATE) : TAKEN
}

export function stwBegin(): u32 {
  const answer = needGoState()
  if (answer != TAKEN) return answer
  const stack = stackArg(1)
  const name = stringArg(0)
  const begun = beginStop(Event.goroutine, arg(0), name)
  if (begun != 0) return fail(begun == 1 ? RANGE_OPEN : TOO_MANY_STOPS)
  return putEvent(0, Event.goroutine, stack, name)
}

export function stwEnd(): u32 {
  const answer = needGoState()
  if (answer != TAKEN) return answer
  const name = endStop(Event.goroutine)
  if (name < 0) return fail(RANGE_NOT_OPEN)
  return putEvent(0, Event.goroutine, 0, name)
}

export function assistBegin(): u32 {
  const answer = needGoState()
  if (answer != TAKEN) return answer
  const at = Event.record
  if (load<u8>(at, IN_RANGE) != 0) return fail(RANGE_OPEN)
  store<u8>(at, 1, IN_RANGE)
  return putEvent(0, Event.goroutine, stackArg(0))
}

export function assistEnd(): u32 {
  const answer = needGoState()
  if (answer != TAKEN) return answer
  const at = Event.record
  if (load<u8>(at, IN_RANGE) == 0) return fail(RANGE_NOT_OPEN)
  store<u8>(at, 0, IN_RANGE)
  return putEvent(0, Event.goroutine)
}

/** Like a status, it may be about a goroutine that does not run. */
export function assistActive(): u32 {
  const live = findLive(arg(0))
  if (live == 0) return fail(ACTIVE_NO_GOROUTINE, arg(0))
  return setActive(liveRecord(live), slotIn(liveRecord(live)))
}

export function sweepBegin(): u32 {
  const answer = need(MUST, MAY)
  if (answer != TAKEN) return answer
  const at = procRecord(Event.proc)
  if (load<u8>(at, IN_RANGE) != 0) return fail(RANGE_OPEN)
  store<u8>(at, 1, IN_RANGE)
  return putEvent(0, Event.proc, stackArg(0))
}

export function sweepEnd(): u32 {
  const answer = need(MUST, MAY)
  if (answer != TAKEN) return answer
  const at = procRecord(Event.proc)
  if (load<u8>(at, IN_RANGE) == 0) return fail(RANGE_NOT_OPEN)
  store<u8>(at, 0, IN_RANGE)
  return putEvent(0, Event.proc, 0, 0, 0, <f64>arg(0), <f64>arg(1))
}

export function sweepActive(): u32 {
  const proc = find(PROCS, arg(0))
  if (proc < 0 || load<u8>(procRecord(proc), STATUS) == NONE) return fail(SWEEP_UNKNOWN_PROC, arg(0))
  return setActive(procRecord(proc), proc)
}

/** In the first generation an active range is news, later it confirms what is known. */
function setActive(at: usize, subject: u32): u32 {
  const isOpen = load<u8>(at, IN_RANGE) != 0
  if (isFirst() && isOpen) return fail(RANGE_KNOWN)
  if (!isFirst() && !isOpen) return fail(RANGE_MISSING)
  store<u8>(at, 1, IN_RANGE)
  return putEvent(0, subject)
}

export function procsChange(): u32 {
  const answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  return putEvent(0, 0, stackArg(1), 0, 0, <f64>arg(0))
}

export function heapMetric(): u32 {
  const answer = need(MUST, MAY)
  if (answer != TAKEN) return answer
  return putEvent(0, 0, 0, 0, 0, <f64>arg(0))
}

export function goLabel(): u32 {
  const answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  return putEvent(0, Event.goroutine, 0, stringArg(0))
}

/** Tasks may end without a begin and end again; only a begin of what has begun is wrong. Ids may be used again. */
export function taskBegin(): u32 {
  const task = taskOf(arg(0))
  if (load<u8>(taskRecord(task), GOES_ON) == 1) return fail(TASK_CONFLICT, arg(0))
  const name = lookUp(STRINGS, arg(2))
  if (name == ABSENT) return fail(UNKNOWN_NAME, arg(2))
  // 0 on the wire is no parent here, not the background task.
  const parent = arg(1) == 0 ? 0 : taskOf(arg(1))
  const at = taskRecord(task)
  store<u8>(at, 1, GOES_ON)
  store<u32>(at, name, NAME)
  store<u32>(at, parent, PARENT)
  const answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  return putEvent(0, task, stackArg(3), name, parent)
}

export function taskEnd(): u32 {
  const task = taskOf(arg(0))
  const at = taskRecord(task)
  const isKnown = load<u8>(at, GOES_ON) == 1
  store<u8>(at, 0, GOES_ON)
  const answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  return putEvent(0, task, stackArg(1), isKnown ? load<u32>(at, NAME) : 0, isKnown ? load<u32>(at, PARENT) : 0)
}

export function regionBegin(): u32 {
  return region(true)
}

export function regionEnd(): u32 {
  return region(false)
}

function region(isBegin: bool): u32 {
  const answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  const name = lookUp(STRINGS, arg(1))
  if (name == ABSENT) return fail(UNKNOWN_NAME, arg(1))
  const goroutine = Event.goroutine
  if (load<u8>(Event.record, STATUS) == NONE) return fail(RANGE_NO_STATE)
  const task = taskOf(arg(0))
  if (isBegin) pushRegion(Event.record, task, name)
  else if (!popRegion(Event.record, task, name)) return fail(OTHER_REGION, goId(goroutine))
  return putEvent(0, task, stackArg(2), name)
}

export function userLog(): u32 {
  const answer = need(MUST, MUST)
  if (answer != TAKEN) return answer
  const stack = stackArg(3)
  const category = stringArg(1)
  return putEvent(0, taskOf(arg(0)), stack, category, stringArg(2))
}

export function allocFree(): u32 {
  const answer = need(MAY, MAY)
  if (answer != TAKEN) return answer
  const id = <f64>arg(0)
  switch (Event.type) {
    case SPAN:
    case SPAN_ALLOC:
      return putEvent(0, 0, 0, 0, <u32>arg(2), id, <f64>arg(1))
    case HEAP_OBJECT:
    case HEAP_OBJECT_ALLOC: {
      let type = lookUp(TYPES, arg(1))
      if (type == ABSENT) {
        unknownTypes++
        type = 0
      }
      return putEvent(0, 0, 0, 0, type, id)
    }
    case GOROUTINE_STACK:
    case GOROUTINE_STACK_ALLOC:
      return putEvent(0, 0, 0, 0, 0, id, <f64>arg(1))
    default:
      return putEvent(0, 0, 0, 0, 0, id)
  }
}
