// What is wrong with a v1 event: the number of its entry in v1/v1Faults.ts, counted from 1; `fail` of faults.ts notes it. A test
// compares this list with that one.

export const BAD_VARINT: u32 = 1
export const WRONG_COUNT: u32 = 2
export const UNEXPECTED_TYPE: u32 = 3
export const NO_ORDER: u32 = 4
export const IMPOSSIBLE: u32 = 5
export const TIME_ORDER: u32 = 6
export const STRAY_EXIT: u32 = 7
export const PROC_RUNNING: u32 = 8
export const PROC_STOPPED: u32 = 9
export const PROC_BUSY: u32 = 10
export const GC_OPEN: u32 = 11
export const GC_NOT_OPEN: u32 = 12
export const STOP_OPEN: u32 = 13
export const STOP_NOT_OPEN: u32 = 14
export const SWEEP_OPEN: u32 = 15
export const SWEEP_NOT_OPEN: u32 = 16
export const ASSIST_OPEN: u32 = 17
export const NOT_RUNNABLE: u32 = 18
export const EXISTS: u32 = 19
export const START_NOT_RUNNABLE: u32 = 20
export const START_BUSY: u32 = 21
export const NOT_RUNNING: u32 = 22
export const PROC_OTHER: u32 = 23
export const ZERO_DID: u32 = 24
export const WAKER_NOT_RUNNING: u32 = 25
export const WAKER_OTHER: u32 = 26
export const NOT_WAITING: u32 = 27
export const EXIT_NOT_WAITING: u32 = 28
export const TASK_CONFLICT: u32 = 29
export const OTHER_REGION: u32 = 30
export const BAD_REGION: u32 = 31
