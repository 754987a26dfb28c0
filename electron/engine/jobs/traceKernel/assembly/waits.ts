// What goroutines wait for, who ends it, their syscalls and their waits for a proc, as analysis/trace/BlockingTotals.ts and SchedulingTotals.ts.
import { addSums, count, countOpen, newTable, rowOf } from './durations'
import * as place from './placeRecord'

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

/** The state of a goroutine ends (placeRecord.ts). The causes are those of all its parts. */
export function countWait(at: usize, end: f64, flags: u32, stw: f64, gc: f64, full: f64): void {
  const state: u32 = load<u8>(at, place.STATE)
  // Its last part has the whole length.
  if ((flags & CONTINUES) != 0) return
  if (state == WAITING) countWaiting(at, end, flags)
  else if (state == RUNNABLE) countScheduling(at, end, flags, stw, gc, full)
  else if (state == SYSCALL) countSyscall(at, end, flags)
}

function countWaiting(at: usize, end: f64, flags: u32): void {
  const reason = load<u32>(at, place.REASON)
  const stack = load<u32>(at, place.STACK)
  const to = rowOf(waitTable, reason, stack, 0, 0)
  const begin = load<f64>(at, place.BEGIN)
  const ns = end - begin
  if ((flags & OPEN) != 0) {
    countOpen(waitTable, to, ns)
    return
  }
  if ((flags & LENGTH_UNKNOWN) != 0) return
  count(waitTable, to, ns, load<u32>(at, place.SLOT), begin)
  const waker = load<u32>(at, place.WAKER)
  const by = rowOf(wakerTable, reason, stack, load<u32>(at, place.WAKER_STACK), waker == 0 ? 1 : 0)
  count(wakerTable, by, ns, waker, begin)
}

function countSyscall(at: usize, end: f64, flags: u32): void {
  const to = rowOf(syscallTable, load<u32>(at, place.REASON), load<u32>(at, place.STACK), 0, 0)
  const begin = load<f64>(at, place.BEGIN)
  const ns = end - begin
  if ((flags & OPEN) != 0) countOpen(syscallTable, to, ns)
  else if ((flags & LENGTH_UNKNOWN) == 0) count(syscallTable, to, ns, load<u32>(at, place.SLOT), begin)
}

function countScheduling(at: usize, end: f64, flags: u32, stw: f64, gc: f64, full: f64): void {
  const origin = load<u8>(at, place.FROM) | ((flags & NOT_RUN_YET) != 0 ? FIRST_RUN : 0)
  const reason = load<u32>(at, place.REASON)
  const to = rowOf(schedulingTable, reason, load<u32>(at, place.STACK), load<u32>(at, place.WAKER_STACK), origin)
  const begin = load<f64>(at, place.BEGIN)
  const ns = end - begin
  if ((flags & OPEN) != 0) {
    countOpen(schedulingTable, to, ns)
    return
  }
  count(schedulingTable, to, ns, load<u32>(at, place.SLOT), begin)
  addSums(schedulingTable, to, stw, gc, full)
}
