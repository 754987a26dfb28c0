// What goroutines did for the collector, until their rows are given: told as each range ends, while their intervals may come later.

export interface Extras {
  sweepNs: number
  assistNs: number
  assists: number
}

export class GoroutineExtras {
  private readonly bySlot = new Map<number, Extras>()

  /** Spans were swept for a goroutine. */
  addSweep(slot: number, ns: number): void {
    this.of(slot).sweepNs += ns
  }

  /** A mark assist of a goroutine. */
  addAssist(slot: number, ns: number): void {
    const extras = this.of(slot)
    extras.assistNs += ns
    extras.assists++
  }

  /** Hands over what is known of a goroutine, once. */
  take(slot: number): Extras | undefined {
    if (this.bySlot.size === 0) return undefined
    const extras = this.bySlot.get(slot)
    if (extras !== undefined) this.bySlot.delete(slot)
    return extras
  }

  private of(slot: number): Extras {
    let extras = this.bySlot.get(slot)
    if (extras === undefined) this.bySlot.set(slot, (extras = { sweepNs: 0, assistNs: 0, assists: 0 }))
    return extras
  }
}
