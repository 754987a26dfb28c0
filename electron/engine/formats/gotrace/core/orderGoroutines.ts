// Rules of goroutines. A handler gives false where the event has to wait for another thread's, and throws CoreFault where no
// order of events makes it right.
import { GoState, ProcState, TraceKind } from '../../../../../shared/records/index.ts'
import type { OrderState } from './OrderState.ts'
import { Go, Proc } from './OrderState.ts'
import { CoreFault } from './faults.ts'

/** By wire status. */
const SHOWN = [GoState.undetermined, GoState.runnable, GoState.running, GoState.syscall, GoState.waiting] as const

const change = (from: number, to: number): number => (from << 4) | to

export function goStatus(state: OrderState): boolean {
  const status = state.argByte(2)
  if (status >= SHOWN.length) throw new CoreFault('badGoStatus', state.argBig(0), BigInt(status))
  const goroutine = state.slot(state.goroutines, 0)
  const known = state.goStatus[goroutine] as number
  const after = SHOWN[status] as number
  let before = after
  if (known !== Go.none) {
    if (known !== status + 1) throw new CoreFault('otherGoStatus', state.argBig(0), BigInt(known - 1), BigInt(status))
    state.setGoSeq(goroutine, 0)
  } else {
    if (!state.isFirstGeneration) throw new CoreFault('lateGoStatus', state.argBig(0), BigInt(status))
    state.createGo(goroutine, status + 1)
    before = GoState.undetermined
  }
  const named = state.isNone(1) ? 0 : state.slot(state.threads, 1)
  if (status + 1 === Go.running) state.nextGoroutine = goroutine
  else if (status + 1 === Go.syscall) {
    if (named === 0) throw new CoreFault('syscallNoThread', state.argBig(0))
    bindSyscall(state, goroutine, named)
  }
  const stack = state.type === TraceKind.GoStatusStack ? state.stack(3) : 0
  state.put(change(before, after), goroutine, stack, 0, named)
  return true
}

/** A goroutine in a syscall is on the thread it names: this one, or one that sat in the syscall for the whole generation. */
function bindSyscall(state: OrderState, goroutine: number, thread: number): void {
  if (thread === state.thread) {
    if (!state.isFirstGeneration && state.goroutine !== goroutine)
      throw new CoreFault('syscallOtherThread', state.argBig(0), state.goroutines.idOf(state.goroutine))
    state.nextGoroutine = goroutine
    return
  }
  if (state.threadKnown[thread] === 1) {
    const held = state.threadGoroutine[thread] as number
    if (held !== goroutine) throw new CoreFault('syscallOtherThread', state.argBig(0), state.goroutines.idOf(held))
    state.goroutine = held
  } else {
    state.threadKnown[thread] = 1
    state.threadGoroutine[thread] = goroutine
    state.threadProc[thread] = 0
  }
  state.thread = thread
}

export function goCreate(state: OrderState): boolean {
  state.need(true, null)
  const creator = state.goStatus[state.goroutine]
  if (creator !== Go.none && creator !== Go.running) throw new CoreFault('goNotRunning')
  const created = state.slot(state.goroutines, 0)
  if (state.goStatus[created] !== Go.none) throw new CoreFault('goExists', state.argBig(0))
  const isBlocked = state.type === TraceKind.GoCreateBlocked
  state.createGo(created, isBlocked ? Go.waiting : Go.runnable)
  const after = isBlocked ? GoState.waiting : GoState.runnable
  const stack = state.stack(2)
  state.put(change(GoState.notExist, after), created, stack, 0, state.stack(1))
  return true
}

export function goCreateSyscall(state: OrderState): boolean {
  state.need(null, false)
  const created = state.slot(state.goroutines, 0)
  if (state.goStatus[created] !== Go.none) throw new CoreFault('goExists', state.argBig(0))
  state.createGo(created, Go.syscall)
  state.nextGoroutine = created
  state.put(change(GoState.notExist, GoState.syscall), created)
  return true
}

/** The current goroutine must be there and run (or be in a syscall). */
function needStatus(state: OrderState, status: number): void {
  const known = state.goStatus[state.goroutine]
  if (known === Go.none) throw new CoreFault('unknownGoroutine', state.goroutines.idOf(state.goroutine))
  if (known !== status) throw new CoreFault(status === Go.running ? 'goNotRunning' : 'goNotInSyscall')
}

export function goStopExec(state: OrderState): boolean {
  state.need(true, true)
  needStatus(state, Go.running)
  const { goroutine } = state
  state.nextGoroutine = 0
  if (state.type === TraceKind.GoDestroy) {
    state.destroyGo(goroutine)
    state.put(change(GoState.running, GoState.notExist), goroutine)
    return true
  }
  const isBlock = state.type === TraceKind.GoBlock
  state.goStatus[goroutine] = isBlock ? Go.waiting : Go.runnable
  const stack = state.stack(1)
  const after = isBlock ? GoState.waiting : GoState.runnable
  state.put(change(GoState.running, after), goroutine, stack, state.string(0))
  return true
}

export function goStart(state: OrderState): boolean {
  const goroutine = state.find(state.goroutines, 0)
  if (goroutine < 0 || state.goStatus[goroutine] !== Go.runnable || !state.goSucceeds(goroutine, 1)) return false
  state.need(true, false)
  state.goStatus[goroutine] = Go.running
  state.setGoSeq(goroutine, state.argLo[state.at + 1] as number)
  state.nextGoroutine = goroutine
  state.put(change(GoState.runnable, GoState.running), goroutine)
  return true
}

export function goUnblock(state: OrderState): boolean {
  const goroutine = state.find(state.goroutines, 0)
  if (goroutine < 0 || state.goStatus[goroutine] !== Go.waiting || !state.goSucceeds(goroutine, 1)) return false
  state.goStatus[goroutine] = Go.runnable
  state.setGoSeq(goroutine, state.argLo[state.at + 1] as number)
  state.put(change(GoState.waiting, GoState.runnable), goroutine, state.stack(2))
  return true
}

/** A switch is an unblock of the other goroutine, the end of this one's turn and the start of the other's. */
export function goSwitch(state: OrderState): boolean {
  state.need(true, true)
  needStatus(state, Go.running)
  const next = state.find(state.goroutines, 0)
  if (next < 0 || state.goStatus[next] !== Go.waiting || !state.goSucceeds(next, 1)) return false
  const { goroutine, thread, proc, out } = state
  state.put(change(GoState.waiting, GoState.runnable), next)
  if (state.type === TraceKind.GoSwitch) {
    state.goStatus[goroutine] = Go.waiting
    out.put(TraceKind.GoBlock, change(GoState.running, GoState.waiting), thread, proc, goroutine, goroutine)
  } else {
    state.destroyGo(goroutine)
    out.put(TraceKind.GoDestroy, change(GoState.running, GoState.notExist), thread, proc, goroutine, goroutine)
  }
  state.goStatus[next] = Go.running
  state.setGoSeq(next, state.argLo[state.at + 1] as number)
  state.nextGoroutine = next
  out.put(TraceKind.GoStart, change(GoState.runnable, GoState.running), thread, proc, 0, next)
  return true
}

export function goSyscallBegin(state: OrderState): boolean {
  state.need(true, true)
  needStatus(state, Go.running)
  const { goroutine, proc } = state
  state.goStatus[goroutine] = Go.syscall
  if (state.procStatus[proc] === Proc.none) throw new CoreFault('procUninitialized', state.procs.idOf(proc))
  state.procStatus[proc] = Proc.syscall
  if (!state.procSucceeds(proc, 0))
    throw new CoreFault('syscallSequence', BigInt(state.procSeq[proc] as number), state.argBig(0))
  state.setProcSeq(proc, state.argLo[state.at] as number)
  state.put(change(GoState.running, GoState.syscall), goroutine, state.stack(1))
  return true
}

export function goSyscallEnd(state: OrderState): boolean {
  state.need(true, true)
  needStatus(state, Go.syscall)
  const { goroutine, proc } = state
  state.goStatus[goroutine] = Go.running
  const status = state.procStatus[proc] as number
  if (status === Proc.none) throw new CoreFault('procUninitialized', state.procs.idOf(proc))
  if (status !== Proc.syscall) throw new CoreFault('procNotInSyscall', state.procs.idOf(proc), BigInt(status - 1))
  state.procStatus[proc] = Proc.running
  state.put(change(GoState.syscall, GoState.running), goroutine)
  return true
}

/** Not before the thread's proc has left the syscall, since the event says that it did. */
export function goSyscallEndBlocked(state: OrderState): boolean {
  const { goroutine, proc } = state
  if (proc !== 0) {
    const status = state.procStatus[proc]
    if (status === Proc.none) throw new CoreFault('procUninitialized', state.procs.idOf(proc))
    if (status === Proc.syscall) return false
  }
  state.need(null, true)
  needStatus(state, Go.syscall)
  state.goStatus[goroutine] = Go.runnable
  state.nextGoroutine = 0
  state.put(change(GoState.syscall, GoState.runnable), goroutine)
  return true
}

/** A C thread leaves Go. Its id may be used by another thread at once, so the proc it has is let go first. */
export function goDestroySyscall(state: OrderState): boolean {
  state.need(null, true)
  needStatus(state, Go.syscall)
  const { goroutine, proc, thread } = state
  state.destroyGo(goroutine)
  state.nextGoroutine = 0
  if (proc !== 0) {
    const status = state.procStatus[proc] as number
    if (status === Proc.none) throw new CoreFault('procUninitialized', state.procs.idOf(proc))
    if (status !== Proc.syscall) throw new CoreFault('procUnexpected', state.procs.idOf(proc), BigInt(status - 1))
    state.procStatus[proc] = Proc.abandoned
    state.nextProc = 0
    const toIdle = change(ProcState.running, ProcState.idle)
    state.out.put(TraceKind.ProcSteal, toIdle, thread, proc, goroutine, proc, 0, 0, thread)
  }
  state.put(change(GoState.syscall, GoState.notExist), goroutine)
  return true
}
