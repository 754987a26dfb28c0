import { checkCancelled, yieldToEvents } from './context.ts'

/** Others get their turn, and a cancel is heard, once work has gone on for this long. */
const TURN_MS = 20

/** Whose turn it is while a source is read: ask between steps, and give where it is due. */
export class Turns {
  private readonly signal: AbortSignal
  private since = performance.now()

  constructor(signal: AbortSignal) {
    this.signal = signal
  }

  get isDue(): boolean {
    return this.signal.aborted || performance.now() - this.since >= TURN_MS
  }

  /** Throws `job/cancelled`. */
  async give(): Promise<void> {
    await yieldToEvents()
    checkCancelled(this.signal)
    this.since = performance.now()
  }
}
