// The threads that have an event, as a min-heap by its time. Ties are settled as in Go's reader, so that the order is the same.

export class Frontier {
  /** Threads; the first one's event is the earliest. */
  readonly heap: Int32Array
  length = 0
  private readonly time: Float64Array

  /** `time` is the time of each thread's next event, as it is when the heap looks. */
  constructor(capacity: number, time: Float64Array) {
    this.heap = new Int32Array(capacity)
    this.time = time
  }

  insert(thread: number): void {
    this.heap[this.length++] = thread
    this.up(this.length - 1)
  }

  /** After the time of the thread at `index` has changed. */
  update(index: number): void {
    if (this.up(index) === index) this.down(index)
  }

  remove(index: number): void {
    const { heap } = this
    for (let at = index; at > 0;) {
      const parent = (at - 1) >> 1
      swap(heap, at, parent)
      at = parent
    }
    swap(heap, 0, --this.length)
    this.down(0)
  }

  /** A sorted heap is a heap. Mostly sorted already, and rarely needed: when the earliest event has to wait. */
  sort(): void {
    if (this.length > 256) for (const gap of [701, 132, 23, 4]) this.sortBy(gap)
    this.sortBy(1)
  }

  private sortBy(gap: number): void {
    const { heap, time } = this
    for (let at = gap; at < this.length; at++) {
      const thread = heap[at] as number
      const key = time[thread] as number
      let to = at
      while (to >= gap && (time[heap[to - gap] as number] as number) > key) {
        heap[to] = heap[to - gap] as number
        to -= gap
      }
      heap[to] = thread
    }
  }

  private at(index: number): number {
    return this.time[this.heap[index] as number] as number
  }

  private up(from: number): number {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!(this.at(parent) > this.at(at))) break
      swap(this.heap, at, parent)
      at = parent
    }
    return at
  }

  private down(from: number): void {
    let at = from
    for (;;) {
      let least = at
      const left = 2 * at + 1
      if (left < this.length && this.at(left) < this.at(least)) least = left
      if (left + 1 < this.length && this.at(left + 1) < this.at(least)) least = left + 1
      if (least === at) return
      swap(this.heap, at, least)
      at = least
    }
  }
}

function swap(heap: Int32Array, a: number, b: number): void {
  const kept = heap[a] as number
  heap[a] = heap[b] as number
  heap[b] = kept
}
