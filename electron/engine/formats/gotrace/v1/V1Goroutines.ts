// What is known of each goroutine while a v1 trace is put in order and checked, in one record per slot so that an event touches
// one place in memory.

/** Words of a record: states and flags, sequence number, first stream that waits for it (+ 1), state it was last shown in (GoState). */
export const RECORD = 4
export const STATES = 0
export const SEQ = 1
export const WAITER = 2
export const SHOWN = 3

/** Of the merge, in the lowest byte of STATES. */
export const Order = { dead: 0, runnable: 1, running: 2, waiting: 3 } as const
export const ORDER_MASK = 0xff
/** Of the check, in the second byte. */
export const Life = { none: 0, dead: 0x100, runnable: 0x200, running: 0x300, waiting: 0x400 } as const
export const LIFE_MASK = 0xff00
/** In a mark assist. */
export const ASSISTING = 0x1_0000

export class V1Goroutines {
  words = new Int32Array(0)

  /** Makes room for this many slots. */
  reserve(slots: number): void {
    const words = new Int32Array(slots * RECORD)
    words.set(this.words)
    // Slot 0 is goroutine 0: the scheduler itself, which runs on every proc.
    words[STATES] = Life.running
    this.words = words
  }
}
