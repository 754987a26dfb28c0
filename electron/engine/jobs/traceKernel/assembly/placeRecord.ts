// What is known of a goroutine that exists, and of the state it is in: fields of its record (places.ts).
export const BEGIN: usize = 0
export const START: usize = 8
export const STW: usize = 16
export const GC: usize = 24
export const FULL: usize = 32
export const MARK: usize = 40
export const SLOT: usize = 48
export const REASON: usize = 52
export const STACK: usize = 56
export const PROC: usize = 60
export const THREAD: usize = 64
export const WAKER: usize = 68
export const WAKER_STACK: usize = 72
/** Go state; notExist: the place is free. */
export const STATE: usize = 76
export const FROM: usize = 77
export const FLAGS: usize = 78
/** 1: its events are left to the caller, as ranges are open on it. */
export const WATCHED: usize = 79
/** 0 until it has run, then 1. */
export const HAS_RUN: usize = 80
/** Number of the place. */
export const PLACE: usize = 84
/** Nanoseconds by cause of the parts so far, where the last segment's end cut it. */
export const BEGUN_STW: usize = 88
export const BEGUN_GC: usize = 96
export const BEGUN_FULL: usize = 104
/** Number of its track in the segment (tracks.ts). */
export const TRACK: usize = 112
/** Next free place + 1. */
export const NEXT: usize = SLOT
export const RECORD: usize = 120
