// What goroutines wait for, who ends it, their syscalls and their waits for a proc, as analysis/trace/BlockingTotals.ts and SchedulingTotals.ts.
import { addSums, count, countOpen, newTable, rowOf } from './durations'
import * as row from './goroutines'

const RUNNABLE: u32 = 2
const WAITING: u32 = 4
const SYSCALL: u32 = 5
const BEGAN_BEFORE: u32 = 4
const STILL_OPEN: u32 = 8
const CONTINUES: u32 = 32
const LENGTH_UNKNOWN: u32 = 64
const NOT_RUN_YET: u32 = 128
const OPEN = BEGAN_BEFORE | STILL_OPEN
/** In the key beside the state before. */
const FIRST_RUN: u32 = 16

export const waitTable = newTable()
export const wakerTable = newTable()
export const syscallTable = newTable()
export const schedulingTable = newTable()

/** An interval that ended. The causes are those of all its parts. */
export function countWait(at: usize, stw: f64, gc: f64, full: f64): void {
  const state: u32 = load<u8>(at, row.STATE)
  const flags: u32 = load<u8>(at, row.FLAGS)
  // Its last part has the whole length.
  if ((flags & CONTINUES) != 0) return
  if (state == WAITING) countWaiting(at, flags)
  else if (state == RUNNABLE) countScheduling(at, flags, stw, gc, full)
  else if (state == SYSCALL) countSyscall(at, flags)
}

function countWaiting(at: usize, flags: u32): void {
  const reason = load<u32>(at, row.REASON)
  const stack = load<u32>(at, row.STACK)
  const to = rowOf(waitTable, reason, stack, 0, 0)
  const begin = load<f64>(at, row.BEGIN)
  const ns = load<f64>(at, row.END) - begin
  if ((flags & OPEN) != 0) {
    countOpen(waitTable, to, ns)
    return
  }
  if ((flags & LENGTH_UNKNOWN) != 0) return
  count(waitTable, to, ns, load<u32>(at, row.GOROUTINE), begin)
  const waker = load<u32>(at, row.WAKER)
  const by = rowOf(wakerTable, reason, stack, load<u32>(at, row.WAKER_STACK), waker == 0 ? 1 : 0)
  count(wakerTable, by, ns, waker, begin)
}

function countSyscall(at: usize, flags: u32): void {
  const to = rowOf(syscallTable, load<u32>(at, row.REASON), load<u32>(at, row.STACK), 0, 0)
  const begin = load<f64>(at, row.BEGIN)
  const ns = load<f64>(at, row.END) - begin
  if ((flags & OPEN) != 0) countOpen(syscallTable, to, ns)
  else if ((flags & LENGTH_UNKNOWN) == 0) count(syscallTable, to, ns, load<u32>(at, row.GOROUTINE), begin)
}

function countScheduling(at: usize, flags: u32, stw: f64, gc: f64, full: f64): void {
  const origin = load<u8>(at, row.FROM) | ((flags & NOT_RUN_YET) != 0 ? FIRST_RUN : 0)
  const reason = load<u32>(at, row.REASON)
  const to = rowOf(schedulingTable, reason, load<u32>(at, row.STACK), load<u32>(at, row.WAKER_STACK), origin)
  const begin = load<f64>(at, row.BEGIN)
  const ns = load<f64>(at, row.END) - begin
  if ((flags & OPEN) != 0) {
    countOpen(schedulingTable, to, ns)
    return
  }
  count(schedulingTable, to, ns, load<u32>(at, row.GOROUTINE), begin)
  addSums(schedulingTable, to, stw, gc, full)
}
