// What is wrong with an event: the number of its entry in core/faults.ts, counted from 1, and the numbers its sentence is about.
// A test compares this list with that one.

export const UNKNOWN_TYPE: u32 = 1
export const NO_TIMESTAMP: u32 = 2
export const BAD_TIMESTAMP: u32 = 3
export const BAD_ARGUMENT: u32 = 4
export const TIME_RANGE: u32 = 5
export const NOT_ORDERED: u32 = 6
export const NO_THREAD: u32 = 7
export const NO_PROC: u32 = 8
export const HAS_PROC: u32 = 9
export const NO_GOROUTINE: u32 = 10
export const HAS_GOROUTINE: u32 = 11
export const BAD_PROC_STATUS: u32 = 12
export const OTHER_PROC_STATUS: u32 = 13
export const NO_SCHED_CONTEXT: u32 = 14
export const UNKNOWN_PROC: u32 = 15
export const PROC_NOT_RUNNING: u32 = 16
export const SELF_STEAL: u32 = 17
export const STEAL_NO_THREAD: u32 = 18
export const STEAL_OTHER: u32 = 19
export const BAD_GO_STATUS: u32 = 20
export const OTHER_GO_STATUS: u32 = 21
export const LATE_GO_STATUS: u32 = 22
export const SYSCALL_NO_THREAD: u32 = 23
export const SYSCALL_OTHER_THREAD: u32 = 24
export const GO_NOT_RUNNING: u32 = 25
export const GO_NOT_IN_SYSCALL: u32 = 26
export const UNKNOWN_GOROUTINE: u32 = 27
export const GO_EXISTS: u32 = 28
export const PROC_UNINITIALIZED: u32 = 29
export const SYSCALL_SEQUENCE: u32 = 30
export const PROC_NOT_IN_SYSCALL: u32 = 31
export const PROC_UNEXPECTED: u32 = 32
export const TASK_CONFLICT: u32 = 33
export const UNKNOWN_NAME: u32 = 34
export const OTHER_REGION: u32 = 35
export const GC_ACTIVE_NOT_FIRST: u32 = 36
export const GC_ACTIVE_IDLE: u32 = 37
export const GC_BEGIN_RUNNING: u32 = 38
export const GC_END_IDLE: u32 = 39
export const GC_END_UNDETERMINED: u32 = 40
export const RANGE_OPEN: u32 = 41
export const RANGE_KNOWN: u32 = 42
export const RANGE_MISSING: u32 = 43
export const RANGE_NOT_OPEN: u32 = 44
export const RANGE_NO_STATE: u32 = 45
export const ACTIVE_NO_GOROUTINE: u32 = 46
export const SWEEP_UNKNOWN_PROC: u32 = 47
export const TOO_MANY_STOPS: u32 = 48
export const UNKNOWN_STACK: u32 = 49
export const UNKNOWN_STRING: u32 = 50
export const NO_PROGRESS: u32 = 51

let code: u32 = 0
let one: u64 = 0
let two: u64 = 0
let three: u64 = 0

/** What a rule answers: the event has to wait, it was taken, it cannot be. */
export const WAIT: u32 = 0
export const TAKEN: u32 = 1
export const BROKEN: u32 = 2

/** Notes a fault; gives BROKEN, for a rule to return. */
export function fail(fault: u32, a: u64 = 0, b: u64 = 0, c: u64 = 0): u32 {
  code = fault
  one = a
  two = b
  three = c
  return BROKEN
}

export function faultCode(): u32 {
  return code
}

export function faultOperand(index: u32): u64 {
  return index == 0 ? one : index == 1 ? two : three
}
