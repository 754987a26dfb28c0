// Who asks the case, and whether the answer is still wanted: each has one question at a time, and gives up the one before with the next.

export class Askers {
  private readonly asking = new Map<string, AbortController>()

  /** A question begins. Its signal aborts when the same asker asks again, or drops it; one that nobody asks is always wanted. */
  begin(asker: string | undefined): AbortSignal | undefined {
    if (asker === undefined) return undefined
    this.drop(asker)
    const controller = new AbortController()
    this.asking.set(asker, controller)
    return controller.signal
  }

  /** The question of this signal is answered. */
  end(asker: string | undefined, signal: AbortSignal | undefined): void {
    if (asker !== undefined && this.asking.get(asker)?.signal === signal) this.asking.delete(asker)
  }

  drop(asker: string): void {
    this.asking.get(asker)?.abort()
    this.asking.delete(asker)
  }

  /** The case closes. */
  dropAll(): void {
    for (const asker of [...this.asking.keys()]) this.drop(asker)
  }
}
