// Nodes of a call tree that wait to be opened, the heaviest first: a binary heap over typed columns, no object per node.

export class OpenNodes {
  // The node that `take` took: weight, entries in StackWalk (end excluded), function, row of its parent, value.
  weight = 0
  from = 0
  to = 0
  fn = 0
  parent = 0
  value = 0

  #size = 0
  #capacity = 1024
  /** Slots of nodes in heap order. */
  #heap = new Uint32Array(this.#capacity)
  /** Slots that are free again. */
  readonly #free: number[] = []
  #weight = new Float64Array(this.#capacity)
  #value = new Float64Array(this.#capacity)
  #fields = new Uint32Array(this.#capacity * 4)
  /** Order of arrival: equals come out as they came in. */
  #arrival = new Uint32Array(this.#capacity)
  #arrivals = 0

  add(weight: number, from: number, to: number, fn: number, parent: number, value: number): void {
    if (this.#size === this.#capacity) this.#grow()
    const slot = this.#free.pop() ?? this.#size
    this.#weight[slot] = weight
    this.#value[slot] = value
    const at = slot * 4
    this.#fields[at] = from
    this.#fields[at + 1] = to
    this.#fields[at + 2] = fn
    this.#fields[at + 3] = parent
    this.#arrival[slot] = this.#arrivals++
    let place = this.#size++
    while (place > 0) {
      const up = (place - 1) >> 1
      const above = this.#heap[up] as number
      if (!this.#isBefore(slot, above)) break
      this.#heap[place] = above
      place = up
    }
    this.#heap[place] = slot
  }

  /** Takes out the heaviest node; false when none waits. */
  take(): boolean {
    if (this.#size === 0) return false
    const slot = this.#heap[0] as number
    const last = this.#heap[--this.#size] as number
    let place = 0
    for (;;) {
      let down = 2 * place + 1
      if (down >= this.#size) break
      if (down + 1 < this.#size && this.#isBefore(this.#heap[down + 1] as number, this.#heap[down] as number)) down++
      const below = this.#heap[down] as number
      if (!this.#isBefore(below, last)) break
      this.#heap[place] = below
      place = down
    }
    this.#heap[place] = last
    this.#free.push(slot)
    this.weight = this.#weight[slot] as number
    this.value = this.#value[slot] as number
    const at = slot * 4
    this.from = this.#fields[at] as number
    this.to = this.#fields[at + 1] as number
    this.fn = this.#fields[at + 2] as number
    this.parent = this.#fields[at + 3] as number
    return true
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#weight[a] as number) - (this.#weight[b] as number)
    return difference > 0 || (difference === 0 && (this.#arrival[a] as number) < (this.#arrival[b] as number))
  }

  #grow(): void {
    this.#capacity *= 2
    const larger = <T extends Float64Array | Uint32Array>(made: T, old: T): T => {
      made.set(old)
      return made
    }
    this.#heap = larger(new Uint32Array(this.#capacity), this.#heap)
    this.#weight = larger(new Float64Array(this.#capacity), this.#weight)
    this.#value = larger(new Float64Array(this.#capacity), this.#value)
    this.#fields = larger(new Uint32Array(this.#capacity * 4), this.#fields)
    this.#arrival = larger(new Uint32Array(this.#capacity), this.#arrival)
  }
}
