// Rules of procs: when an event's turn has come, what makes it impossible, what it changes. A handler gives false where the event
// has to wait for another thread's, and throws CoreFault where no order of events makes it right.
import { ProcState } from '../../../../../shared/records/index.ts'
import type { OrderState } from './OrderState.ts'
import { Proc } from './OrderState.ts'
import { CoreFault } from './faults.ts'

/** By wire status: what Go's tools show of it. A proc in a syscall is running; an abandoned one idle. */
const SHOWN = [ProcState.undetermined, ProcState.running, ProcState.idle, ProcState.running, ProcState.idle] as const

export function procStatus(state: OrderState): boolean {
  const status = state.argByte(1)
  if (status >= SHOWN.length) throw new CoreFault('badProcStatus', state.argBig(0), BigInt(status))
  const proc = state.slot(state.procs, 0)
  const known = state.procStatus[proc] as number
  const told = status + 1
  let before: number = SHOWN[status] as number
  let after = before
  let isPromoted = false
  if (known !== Proc.none) {
    if (told === Proc.abandoned && known === Proc.syscall) {
      // Nothing was lost: the syscall it is in was seen to begin.
      isPromoted = true
      before = ProcState.running
      after = ProcState.running
    } else if (told !== known) {
      throw new CoreFault('otherProcStatus', state.argBig(0), BigInt(known - 1), BigInt(status))
    }
  } else {
    state.procStatus[proc] = told
    before = state.isFirstGeneration ? ProcState.undetermined : ProcState.notExist
  }
  state.setProcSeq(proc, 0)
  if (told === Proc.running || told === Proc.syscall) state.nextProc = proc
  // Written by the thread that is about to take the proc: shown in the context it is still bound to.
  if (isPromoted) {
    const holder = holderOf(state, proc)
    if (holder < 0) throw new CoreFault('noSchedContext', state.argBig(0))
    state.thread = holder
    state.proc = proc
    state.goroutine = state.threadGoroutine[holder] as number
  }
  state.put((before << 4) | after, proc)
  return true
}

/** The thread that holds a proc; mostly the one that got it last. -1: none does. */
function holderOf(state: OrderState, proc: number): number {
  const holds = (thread: number): boolean => state.threadKnown[thread] === 1 && state.threadProc[thread] === proc
  const last = state.procHolder[proc] as number
  if (holds(last)) return last
  for (let thread = 0; thread < state.threads.length; thread++) if (holds(thread)) return thread
  return -1
}

export function procStart(state: OrderState): boolean {
  const proc = state.find(state.procs, 0)
  if (proc < 0 || state.procStatus[proc] !== Proc.idle || !state.procSucceeds(proc, 1) || state.proc !== 0) return false
  state.need(false, null)
  state.procStatus[proc] = Proc.running
  state.setProcSeq(proc, state.argLo[state.at + 1] as number)
  state.nextProc = proc
  state.put((ProcState.idle << 4) | ProcState.running, proc)
  return true
}

export function procStop(state: OrderState): boolean {
  const { proc } = state
  const status = state.procStatus[proc]
  if (status === Proc.none) throw new CoreFault('unknownProc', state.procs.idOf(proc))
  if (status !== Proc.running && status !== Proc.syscall) throw new CoreFault('procNotRunning')
  state.need(true, null)
  state.procStatus[proc] = Proc.idle
  state.nextProc = 0
  state.put((ProcState.running << 4) | ProcState.idle, proc)
  return true
}

export function procSteal(state: OrderState): boolean {
  const proc = state.find(state.procs, 0)
  if (proc < 0) return false
  const status = state.procStatus[proc] as number
  if ((status !== Proc.syscall && status !== Proc.abandoned) || !state.procSucceeds(proc, 1)) return false
  state.need(null, null)
  state.procStatus[proc] = Proc.idle
  state.setProcSeq(proc, state.argLo[state.at + 1] as number)
  if (status === Proc.abandoned) {
    // The thread it was with may have gone on long ago.
    state.put((ProcState.idle << 4) | ProcState.idle, proc, 0, 0, state.slot(state.threads, 2))
    return true
  }
  const from = state.find(state.threads, 2)
  if (from === state.thread) {
    if (state.proc !== proc)
      throw new CoreFault('selfSteal', state.argBig(0), state.argBig(2), state.procs.idOf(state.proc))
    state.nextProc = 0
  } else {
    if (from < 0 || state.threadKnown[from] === 0) throw new CoreFault('stealNoThread', state.argBig(2))
    const held = state.threadProc[from] as number
    if (held !== proc) throw new CoreFault('stealOther', state.argBig(0), state.argBig(2), state.procs.idOf(held))
    state.threadProc[from] = 0
  }
  state.put((ProcState.running << 4) | ProcState.idle, proc, 0, 0, from)
  return true
}
