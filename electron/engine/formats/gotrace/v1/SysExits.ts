// When blocked syscalls really returned, known before the events that say so: the next return of each goroutine that is in a
// blocked syscall, earliest first.

export class SysExits {
  /** Ticks of the earliest return that is expected; Infinity: none. */
  earliest = Infinity
  /** All returns, by goroutine and time; those of slot g are from `start[g]` to `start[g + 1]`. */
  readonly ticks: Float64Array
  readonly start: Uint32Array
  /** First return of each goroutine that was not expected yet. */
  private readonly next: Uint32Array
  /** Heap of goroutines by the time of their expected return, and where each one is in it; −1: nowhere. */
  private readonly heap: number[] = []
  private readonly place: Int32Array
  private readonly time: Float64Array
  /** Returns given out, less those whose events have come. */
  private readonly ahead: Int32Array

  constructor(goroutines: Uint32Array, ticks: Float64Array) {
    const slots = goroutines.reduce((most, slot) => Math.max(most, slot), 0) + 1
    this.start = new Uint32Array(slots + 1)
    for (const slot of goroutines) this.start[slot + 1] = (this.start[slot + 1] as number) + 1
    for (let slot = 0; slot < slots; slot++)
      this.start[slot + 1] = (this.start[slot + 1] as number) + (this.start[slot] as number)
    this.ticks = new Float64Array(ticks.length)
    const fill = this.start.slice()
    for (let at = 0; at < ticks.length; at++) {
      const slot = goroutines[at] as number
      this.ticks[fill[slot] as number] = ticks[at] as number
      fill[slot] = (fill[slot] as number) + 1
    }
    // The returns of one goroutine may lie in batches of several procs.
    for (let slot = 0; slot < slots; slot++) {
      const of = this.ticks.subarray(this.start[slot], this.start[slot + 1])
      if (of.length > 1) of.sort()
    }
    this.next = this.start.slice(0, slots)
    this.place = new Int32Array(slots).fill(-1)
    this.time = new Float64Array(slots)
    this.ahead = new Int32Array(slots)
  }

  /** The goroutine blocked in a syscall at this time: its next return is expected, if one is known. */
  expect(goroutine: number, ticks: number): void {
    if (goroutine >= this.place.length || (this.place[goroutine] as number) >= 0) return
    let at = this.next[goroutine] as number
    const end = this.start[goroutine + 1] as number
    while (at < end && (this.ticks[at] as number) < ticks) at++
    this.next[goroutine] = at
    if (at === end) return
    this.next[goroutine] = at + 1
    this.time[goroutine] = this.ticks[at] as number
    this.heap.push(goroutine)
    this.place[goroutine] = this.heap.length - 1
    this.up(this.heap.length - 1)
    this.look()
  }

  isPending(goroutine: number): boolean {
    return goroutine < this.place.length && (this.place[goroutine] as number) >= 0
  }

  /** The event of a return has come: true where the return was given out before. */
  settle(goroutine: number): boolean {
    const ahead = (this.ahead[goroutine] as number) - 1
    this.ahead[goroutine] = ahead
    return ahead >= 0
  }

  /** The goroutine that returns at `earliest`. */
  takeFirst(): number {
    const first = this.heap[0] as number
    this.takeOut(first)
    return first
  }

  takeOut(goroutine: number): void {
    const at = this.place[goroutine] as number
    this.place[goroutine] = -1
    this.ahead[goroutine] = (this.ahead[goroutine] as number) + 1
    const moved = this.heap.pop() as number
    if (moved !== goroutine) {
      this.heap[at] = moved
      this.place[moved] = at
      this.up(at)
      this.down(this.place[moved])
    }
    this.look()
  }

  private look(): void {
    const first = this.heap[0]
    this.earliest = first === undefined ? Infinity : (this.time[first] as number)
  }

  private at(index: number): number {
    return this.time[this.heap[index] as number] as number
  }

  private swap(a: number, b: number): void {
    const one = this.heap[a] as number
    const other = this.heap[b] as number
    this.heap[a] = other
    this.heap[b] = one
    this.place[other] = a
    this.place[one] = b
  }

  private up(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1
      if (this.at(parent) <= this.at(at)) return
      this.swap(parent, at)
      at = parent
    }
  }

  private down(from: number): void {
    for (let at = from; ;) {
      let least = at
      const left = 2 * at + 1
      if (left < this.heap.length && this.at(left) < this.at(least)) least = left
      if (left + 1 < this.heap.length && this.at(left + 1) < this.at(least)) least = left + 1
      if (least === at) return
      this.swap(at, least)
      at = least
    }
  }
}
