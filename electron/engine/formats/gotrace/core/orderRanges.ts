// Rules of ranges (GC, stops of the world, sweep, assist), metrics, annotations and the alloc/free experiment.
import { TraceKind } from '../../../../../shared/records/index.ts'
import { ABSENT } from './TraceCore.ts'
import type { OrderState } from './OrderState.ts'
import { Gc, Go, Proc } from './OrderState.ts'
import { CoreFault } from './faults.ts'

/** GC begins, ends and goes on in sequence; the numbers are needed where clocks of threads disagree. */
export function gcActive(state: OrderState): boolean {
  const seq = state.argBig(0)
  if (state.isFirstGeneration) {
    if (state.gc !== Gc.undetermined) throw new CoreFault('gcActiveNotFirst')
  } else {
    if (seq !== nextSeq(state)) return false
    if (state.gc !== Gc.running) throw new CoreFault('gcActiveIdle')
    state.need(true, true)
  }
  return setGc(state, seq, Gc.running, 0)
}

export function gcBegin(state: OrderState): boolean {
  const seq = state.argBig(0)
  if (state.gc !== Gc.undetermined) {
    if (seq !== nextSeq(state)) return false
    if (state.gc === Gc.running) throw new CoreFault('gcBeginRunning')
    state.need(true, true)
  }
  return setGc(state, seq, Gc.running, state.stack(1))
}

export function gcEnd(state: OrderState): boolean {
  const seq = state.argBig(0)
  if (seq !== nextSeq(state)) return false
  if (state.gc === Gc.notRunning) throw new CoreFault('gcEndIdle')
  if (state.gc === Gc.undetermined) throw new CoreFault('gcEndUndetermined')
  state.need(true, true)
  return setGc(state, seq, Gc.notRunning, 0)
}

const nextSeq = (state: OrderState): bigint => BigInt.asUintN(64, state.gcSeq + 1n)

function setGc(state: OrderState, seq: bigint, gc: number, stack: number): boolean {
  state.gc = gc
  state.gcSeq = seq
  state.put(0, 0, stack, 0, 0, state.argNumber(0))
  return true
}

function needGoState(state: OrderState): void {
  state.need(true, true)
  if (state.goStatus[state.goroutine] === Go.none) throw new CoreFault('rangeNoState')
}

export function stwBegin(state: OrderState): boolean {
  needGoState(state)
  const stack = state.stack(1)
  const name = state.string(0)
  if (!state.beginStop(state.goroutine, state.argBig(0), name)) throw new CoreFault('rangeOpen')
  state.put(0, state.goroutine, stack, name)
  return true
}

export function stwEnd(state: OrderState): boolean {
  needGoState(state)
  const name = state.endStop(state.goroutine)
  if (name < 0) throw new CoreFault('rangeNotOpen')
  state.put(0, state.goroutine, 0, name)
  return true
}

export function assistBegin(state: OrderState): boolean {
  needGoState(state)
  if (state.isAssisting(state.goroutine)) throw new CoreFault('rangeOpen')
  state.setAssisting(state.goroutine, true)
  state.put(0, state.goroutine, state.stack(0))
  return true
}

export function assistEnd(state: OrderState): boolean {
  needGoState(state)
  if (!state.isAssisting(state.goroutine)) throw new CoreFault('rangeNotOpen')
  state.setAssisting(state.goroutine, false)
  state.put(0, state.goroutine)
  return true
}

/** Like a status, it may be about a goroutine that does not run. */
export function assistActive(state: OrderState): boolean {
  const goroutine = state.find(state.goroutines, 0)
  if (goroutine < 0 || state.goStatus[goroutine] === Go.none) throw new CoreFault('activeNoGoroutine', state.argBig(0))
  needActive(state, state.isAssisting(goroutine))
  state.setAssisting(goroutine, true)
  state.put(0, goroutine)
  return true
}

export function sweepBegin(state: OrderState): boolean {
  state.need(true, null)
  if (state.isSweeping(state.proc)) throw new CoreFault('rangeOpen')
  state.setSweeping(state.proc, true)
  state.put(0, state.proc, state.stack(0))
  return true
}

export function sweepEnd(state: OrderState): boolean {
  state.need(true, null)
  if (!state.isSweeping(state.proc)) throw new CoreFault('rangeNotOpen')
  state.setSweeping(state.proc, false)
  state.put(0, state.proc, 0, 0, 0, state.argNumber(0), state.argNumber(1))
  return true
}

export function sweepActive(state: OrderState): boolean {
  const proc = state.find(state.procs, 0)
  if (proc < 0 || state.procStatus[proc] === Proc.none) throw new CoreFault('sweepUnknownProc', state.argBig(0))
  needActive(state, state.isSweeping(proc))
  state.setSweeping(proc, true)
  state.put(0, proc)
  return true
}

/** In the first generation an active range is news, later it confirms what is known. */
function needActive(state: OrderState, isOpen: boolean): void {
  if (state.isFirstGeneration && isOpen) throw new CoreFault('rangeKnown')
  if (!state.isFirstGeneration && !isOpen) throw new CoreFault('rangeMissing')
}

export function procsChange(state: OrderState): boolean {
  state.need(true, true)
  state.put(0, 0, state.stack(1), 0, 0, state.argNumber(0))
  return true
}

export function heapMetric(state: OrderState): boolean {
  state.need(true, null)
  state.put(0, 0, 0, 0, 0, state.argNumber(0))
  return true
}

export function goLabel(state: OrderState): boolean {
  state.need(true, true)
  state.put(0, state.goroutine, 0, state.string(0))
  return true
}

/** Tasks may end without a begin and end again; only a begin of what has begun is wrong. Ids may be used again. */
export function taskBegin(state: OrderState): boolean {
  const task = state.slot(state.tasks, 0)
  if (state.taskActive[task] === 1) throw new CoreFault('taskConflict', state.argBig(0))
  const name = nameOf(state, 2)
  // 0 on the wire is no parent here, not the background task.
  const hasParent = state.argNumber(1) !== 0 && !state.isNone(1)
  const parent = hasParent ? state.slot(state.tasks, 1) : 0
  state.taskActive[task] = 1
  state.taskName[task] = name
  state.taskParent[task] = parent
  state.need(true, true)
  state.put(0, task, state.stack(3), name, parent)
  return true
}

export function taskEnd(state: OrderState): boolean {
  const task = state.slot(state.tasks, 0)
  const isKnown = state.taskActive[task] === 1
  state.taskActive[task] = 0
  state.need(true, true)
  const name = isKnown ? (state.taskName[task] as number) : 0
  state.put(0, task, state.stack(1), name, isKnown ? state.taskParent[task] : 0)
  return true
}

function nameOf(state: OrderState, index: number): number {
  const name = state.lookUp(state.strings, index)
  if (name === ABSENT) throw new CoreFault('unknownName', state.argBig(index))
  return name
}

export function regionBegin(state: OrderState): boolean {
  state.need(true, true)
  const name = nameOf(state, 1)
  if (state.goStatus[state.goroutine] === Go.none) throw new CoreFault('rangeNoState')
  const task = state.slot(state.tasks, 0)
  state.pushRegion(state.goroutine, task, name)
  state.put(0, task, state.stack(2), name)
  return true
}

export function regionEnd(state: OrderState): boolean {
  state.need(true, true)
  const name = nameOf(state, 1)
  const { goroutine } = state
  if (state.goStatus[goroutine] === Go.none) throw new CoreFault('rangeNoState')
  const task = state.slot(state.tasks, 0)
  if (!state.isInnermost(goroutine, task, name)) throw new CoreFault('otherRegion', state.goroutines.idOf(goroutine))
  if (state.goRegion[goroutine] !== 0) state.popRegion(goroutine)
  state.put(0, task, state.stack(2), name)
  return true
}

export function userLog(state: OrderState): boolean {
  state.need(true, true)
  const stack = state.stack(3)
  const category = state.string(1)
  state.put(0, state.slot(state.tasks, 0), stack, category, state.string(2))
  return true
}

export function allocFree(state: OrderState): boolean {
  state.need(null, null)
  const { type } = state
  const id = state.argNumber(0)
  if (type === TraceKind.Span || type === TraceKind.SpanAlloc)
    state.put(0, 0, 0, 0, state.argLo[state.at + 2], id, state.argNumber(1))
  else if (type === TraceKind.HeapObject || type === TraceKind.HeapObjectAlloc) {
    let of = state.lookUp(state.types, 1)
    if (of === ABSENT) {
      state.unknownTypes++
      of = 0
    }
    state.put(0, 0, 0, 0, of, id)
  } else if (type === TraceKind.GoroutineStack || type === TraceKind.GoroutineStackAlloc)
    state.put(0, 0, 0, 0, 0, id, state.argNumber(1))
  else state.put(0, 0, 0, 0, 0, id)
  return true
}
