// Streams whose event's turn may have come, as a min-heap by ticks. Events of one moment leave as they do in Go's reader: which
// of them was there first mostly goes first.

export class ReadyEvents {
  /** Streams; the first one's event is the earliest. */
  readonly heap: Int32Array
  length = 0
  private readonly ticks: Float64Array

  /** `ticks` is the time of each stream's next event. */
  constructor(capacity: number, ticks: Float64Array) {
    this.heap = new Int32Array(capacity)
    this.ticks = ticks
  }

  push(stream: number): void {
    const { heap, ticks } = this
    let at = this.length++
    const time = ticks[stream] as number
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent] as number
      if ((ticks[above] as number) <= time) break
      heap[at] = above
      at = parent
    }
    heap[at] = stream
  }

  /** Takes the first stream out. */
  pop(): void {
    const { heap, ticks } = this
    const last = heap[--this.length] as number
    const end = this.length
    const time = ticks[last] as number
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= end) break
      const right = child + 1
      if (right < end && (ticks[heap[right] as number] as number) < (ticks[heap[child] as number] as number))
        child = right
      if ((ticks[heap[child] as number] as number) >= time) break
      heap[at] = heap[child] as number
      at = child
    }
    heap[at] = last
  }

  /** The first stream has another event, which is ready, too. */
  replace(): void {
    const stream = this.heap[0] as number
    this.pop()
    this.push(stream)
  }
}
