// What is known of each goroutine of a v1 trace, in its record (lives.ts), as v1/V1Goroutines.ts; and the version. A goroutine
// that ended needs none: its id is never started again, since nothing makes it runnable.
import { goIdOf } from './ids'
import { bear, end, ENDED, liveOf, liveRecord } from './lives'
import { STATUS } from './state'
import { RUNNING } from './v1types'

export const SEQ: usize = 8
/** State it was last shown in: of transitions. */
export const SHOWN: usize = 12
/** First stream that waits for it (+ 1). */
export const WAITER: usize = 20
/** State of the order is STATUS; that of the check, mark assist, and told of before the trace began. */
export const LIFE: usize = 25
export const ASSISTING: usize = 26
export const IS_TOLD: usize = 27
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

export function setUpGoroutines(): void {
  // Slot 0 is goroutine 0: the scheduler itself, which runs on every proc.
  store<u8>(bear(0), LIFE_RUNNING, LIFE)
  // The order does not hear of an end: what ended was running.
  store<u8>(liveRecord(ENDED), LIFE_DEAD, LIFE)
  store<u8>(liveRecord(ENDED), RUNNING, ORDER)
}

/** The record of a goroutine, not to be written where it was never ordered (an empty one) or has ended. */
export function goroutineRecord(slot: u32): usize {
  return liveRecord(liveOf(slot))
}

/** The record of a goroutine that has not ended, to be written. */
export function ownRecord(slot: u32): usize {
  const number = liveOf(slot)
  return number == 0 ? bear(slot) : liveRecord(number)
}

export function hasEnded(slot: u32): bool {
  return liveOf(slot) == ENDED
}

/** A goroutine ended. One that is still to be told of keeps its record. */
export function endGoroutine(slot: u32): void {
  if (load<u8>(goroutineRecord(slot), IS_TOLD) == 0) end(slot)
}

export function lifeOf(slot: u32): u8 {
  return load<u8>(goroutineRecord(slot), LIFE)
}

export function setLife(slot: u32, life: u8): void {
  store<u8>(goroutineRecord(slot), life, LIFE)
}

/** Of slot 0 it is 0: goroutine 0. */
export function goroutineId(slot: u32): u64 {
  return slot == 0 ? 0 : goIdOf(slot)
}
