import { checkCancelled, yieldToEvents } from './context.ts'

/** Others get their turn, and a cancel is heard, once work has gone on for this long. */
const TURN_MS = 20

/** Whose turn it is while a source is read: ask between steps, and give where it is due. */
export class Turns {
  private readonly signal: AbortSignal | undefined
  private since = performance.now()

  /** Without a signal nobody cancels. */
  constructor(signal?: AbortSignal) {
    this.signal = signal
  }

  get isDue(): boolean {
    return this.signal?.aborted === true || performance.now() - this.since >= TURN_MS
  }

  /** Throws `job/cancelled`. */
  async give(): Promise<void> {
    await yieldToEvents()
    if (this.signal) checkCancelled(this.signal)
    this.since = performance.now()
  }
}

/** Runs work that comes in steps; others get their turn between them, and a cancel is heard. Throws `job/cancelled`. */
export async function inTurns<T>(steps: Generator<void, T>, signal?: AbortSignal): Promise<T> {
  if (signal) checkCancelled(signal)
  const turns = new Turns(signal)
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    if (turns.isDue) await turns.give()
  }
}
