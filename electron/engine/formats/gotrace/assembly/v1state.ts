// What is known of each goroutine of a v1 trace, in its record (slots.ts), as v1/V1Goroutines.ts; and the version.
import { idOf, GOROUTINES, record } from './slots'
import { STATUS } from './state'

export const SEQ: usize = 8
/** First stream that waits for it (+ 1). */
export const WAITER: usize = 20
/** State of the order is STATUS; that of the check, mark assist, and told of before the trace began. */
export const LIFE: usize = 25
export const ASSISTING: usize = 26
export const IS_TOLD: usize = 27
/** State it was last shown in: of transitions. */
export const SHOWN: usize = 28
export const ORDER = STATUS

export const LIFE_NONE: u8 = 0
export const LIFE_DEAD: u8 = 1
export const LIFE_RUNNABLE: u8 = 2
export const LIFE_RUNNING: u8 = 3
export const LIFE_WAITING: u8 = 4

export class V1 {
  static version: u32 = 0
  static timers: usize = 0
  static timerCount: u32 = 0
}

export function goroutineRecord(slot: u32): usize {
  return record(GOROUTINES, slot)
}

export function lifeOf(slot: u32): u8 {
  return load<u8>(record(GOROUTINES, slot), LIFE)
}

export function setLife(slot: u32, life: u8): void {
  store<u8>(record(GOROUTINES, slot), life, LIFE)
}

/** Of slot 0 it is 0: goroutine 0. */
export function goroutineId(slot: u32): u64 {
  return slot == 0 ? 0 : idOf(GOROUTINES, slot)
}
