// What must hold of a v1 trace's events once they are in order, as v1/V1Check.ts.
import { fail, TAKEN } from './faults'
import { findId, TASKS } from './ids'
import { popRegion, pushRegion, releaseRegions } from './state'
import * as faults from './v1faults'
import {
  ASSISTING,
  goroutineId,
  goroutineRecord,
  LIFE_DEAD,
  LIFE_NONE,
  LIFE_RUNNABLE,
  LIFE_RUNNING,
  LIFE_WAITING,
  lifeOf,
  setLife,
  V1,
} from './v1state'
import { ANOTHER, GOROUTINE, IS_RUNNING, IS_STOPPING, IS_SWEEPING, PROC, RUNS, streamArg } from './v1streams'
import * as types from './v1types'
import { GOES_ON, taskOf, taskRecord } from './tasks'

let isCollecting = false
let isStopped = false

function procId(row: usize): u64 {
  return <u64>(<i64>load<i32>(row, PROC))
}

/** Checks the event in this row; TAKEN where it can be. */
export function check(row: usize, type: u32): u32 {
  const goroutine = load<u32>(row, GOROUTINE)
  switch (type) {
    case types.PROC_START:
      if (load<u8>(row, IS_RUNNING) == 1) return fail(faults.PROC_RUNNING, procId(row))
      store<u8>(row, 1, IS_RUNNING)
      return TAKEN
    case types.PROC_STOP:
      if (load<u8>(row, IS_RUNNING) == 0) return fail(faults.PROC_STOPPED, procId(row))
      if (load<u32>(row, RUNS) != 0) return fail(faults.PROC_BUSY, procId(row), goroutineId(load<u32>(row, RUNS)))
      store<u8>(row, 0, IS_RUNNING)
      return TAKEN
    case types.GC_START:
      if (isCollecting) return fail(faults.GC_OPEN)
      isCollecting = true
      return TAKEN
    case types.GC_DONE:
      if (!isCollecting) return fail(faults.GC_NOT_OPEN)
      isCollecting = false
      return TAKEN
    case types.STW_START:
      return stop(row, true)
    case types.STW_DONE:
      return stop(row, false)
    case types.GC_SWEEP_START:
      if (load<u8>(row, IS_SWEEPING) == 1) return fail(faults.SWEEP_OPEN)
      store<u8>(row, 1, IS_SWEEPING)
      return TAKEN
    case types.GC_SWEEP_DONE:
      if (load<u8>(row, IS_SWEEPING) == 0) return fail(faults.SWEEP_NOT_OPEN)
      store<u8>(row, 0, IS_SWEEPING)
      return TAKEN
    case types.ASSIST_START:
      if (load<u8>(goroutineRecord(goroutine), ASSISTING) != 0) return fail(faults.ASSIST_OPEN)
      store<u8>(goroutineRecord(goroutine), 1, ASSISTING)
      return TAKEN
    case types.ASSIST_DONE:
      // One that began before the trace ends without a start.
      store<u8>(goroutineRecord(goroutine), 0, ASSISTING)
      return TAKEN
    case types.GO_WAITING:
    case types.GO_IN_SYSCALL:
      if (lifeOf(goroutine) != LIFE_RUNNABLE) return fail(faults.NOT_RUNNABLE, goroutineId(goroutine))
      setLife(goroutine, LIFE_WAITING)
      return TAKEN
    case types.GO_CREATE: {
      const answer = needRunning(row, goroutine)
      if (answer != TAKEN) return answer
      const created = load<u32>(row, ANOTHER)
      if (lifeOf(created) != LIFE_NONE) return fail(faults.EXISTS, goroutineId(created))
      setLife(created, LIFE_RUNNABLE)
      return TAKEN
    }
    case types.GO_START:
    case types.GO_START_LABEL:
      if (lifeOf(goroutine) != LIFE_RUNNABLE) return fail(faults.START_NOT_RUNNABLE, goroutineId(goroutine))
      if (load<u32>(row, RUNS) != 0) return fail(faults.START_BUSY, procId(row), goroutineId(goroutine))
      setLife(goroutine, LIFE_RUNNING)
      store<u32>(row, goroutine, RUNS)
      return TAKEN
    case types.GO_END: {
      const answer = leave(row, goroutine, LIFE_DEAD)
      if (answer == TAKEN) releaseRegions(goroutineRecord(goroutine))
      return answer
    }
    case types.GO_STOP:
      return leave(row, goroutine, LIFE_DEAD)
    case types.GO_SCHED:
    case types.GO_PREEMPT:
      return leave(row, goroutine, LIFE_RUNNABLE)
    case types.GO_UNBLOCK:
      return unblock(row, goroutine)
    case types.GO_SYS_CALL: {
      const answer = needRunning(row, goroutine)
      if (answer != TAKEN) return answer
      return goroutine == 0 ? fail(faults.ZERO_DID) : TAKEN
    }
    case types.GO_SYS_EXIT:
      if (lifeOf(goroutine) != LIFE_WAITING) return fail(faults.EXIT_NOT_WAITING, goroutineId(goroutine))
      setLife(goroutine, LIFE_RUNNABLE)
      return TAKEN
    case types.GO_SYS_BLOCK:
    case types.GO_SLEEP:
    case types.GO_BLOCK:
    case 22:
    case 23:
    case 24:
    case 25:
    case 26:
    case 27:
    case types.GO_BLOCK_GC:
      return leave(row, goroutine, LIFE_WAITING)
    case types.USER_TASK_CREATE: {
      const task = taskOf(streamArg(row, 0))
      if (load<u8>(taskRecord(task), GOES_ON) == 1) return fail(faults.TASK_CONFLICT, streamArg(row, 0))
      store<u8>(taskRecord(task), 1, GOES_ON)
      return TAKEN
    }
    case types.USER_REGION:
      return region(row, goroutine)
    default:
      return TAKEN
  }
}

function needRunning(row: usize, goroutine: u32): u32 {
  if (lifeOf(goroutine) != LIFE_RUNNING) return fail(faults.NOT_RUNNING, goroutineId(goroutine))
  if (load<u32>(row, RUNS) != goroutine) return fail(faults.PROC_OTHER, procId(row), goroutineId(goroutine))
  return TAKEN
}

/** The current goroutine of the proc goes off it. */
function leave(row: usize, goroutine: u32, life: u8): u32 {
  const answer = needRunning(row, goroutine)
  if (answer != TAKEN) return answer
  if (goroutine == 0) return fail(faults.ZERO_DID)
  setLife(goroutine, life)
  store<u32>(row, 0, RUNS)
  return TAKEN
}

function stop(row: usize, isBegin: bool): u32 {
  // Before 1.10 each proc has stops of its own.
  const isOwn = V1.version < 10
  const isOpen = isOwn ? load<u8>(row, IS_STOPPING) == 1 : isStopped
  if (isBegin && isOpen) return fail(faults.STOP_OPEN)
  if (!isBegin && !isOpen) return fail(faults.STOP_NOT_OPEN)
  if (isOwn) store<u8>(row, u8(isBegin), IS_STOPPING)
  else isStopped = isBegin
  return TAKEN
}

function unblock(row: usize, goroutine: u32): u32 {
  if (lifeOf(goroutine) != LIFE_RUNNING) return fail(faults.WAKER_NOT_RUNNING, goroutineId(goroutine))
  if (load<u32>(row, RUNS) != goroutine && !isTimer(goroutine))
    return fail(faults.WAKER_OTHER, procId(row), goroutineId(goroutine))
  const woken = load<u32>(row, ANOTHER)
  if (lifeOf(woken) != LIFE_WAITING) return fail(faults.NOT_WAITING, goroutineId(woken))
  setLife(woken, LIFE_RUNNABLE)
  return TAKEN
}

/** Goroutines that run timers (before Go 1.14); there are at most a few. */
function isTimer(goroutine: u32): bool {
  for (let index: usize = 0; index < V1.timerCount; index++)
    if (load<u32>(V1.timers + (index << 2)) == goroutine) return true
  return false
}

function region(row: usize, goroutine: u32): u32 {
  const mode = streamArg(row, 1)
  if (mode > 1) return fail(faults.BAD_REGION, mode)
  const name = <u32>streamArg(row, 2)
  if (mode == 0) {
    pushRegion(goroutineRecord(goroutine), taskOf(streamArg(row, 0)), name)
    return TAKEN
  }
  // No slot is given to the task of an event that cannot be.
  const task = findId(TASKS, streamArg(row, 0))
  if (!popRegion(goroutineRecord(goroutine), task, name)) return fail(faults.OTHER_REGION, goroutineId(goroutine))
  return TAKEN
}
