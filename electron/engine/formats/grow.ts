/** A list of unsigned 32-bit numbers that grows by doubling; `trimmed` gives exactly what was pushed. */
export class Uint32List {
  items: Uint32Array
  length = 0

  constructor(capacity = 64) {
    this.items = new Uint32Array(capacity)
  }

  push(value: number): void {
    if (this.length === this.items.length) this.reserve(1)
    this.items[this.length++] = value
  }

  /** Makes room for `count` more. */
  reserve(count: number): void {
    if (this.length + count <= this.items.length) return
    const larger = new Uint32Array(Math.max(this.length + count, this.items.length * 2))
    larger.set(this.items.subarray(0, this.length))
    this.items = larger
  }

  trimmed(): Uint32Array {
    return this.items.slice(0, this.length)
  }
}

/** The same for numbers of any kind. */
export class Float64List {
  items: Float64Array
  length = 0

  constructor(capacity = 64) {
    this.items = new Float64Array(capacity)
  }

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Float64Array(this.items.length * 2)
      larger.set(this.items)
      this.items = larger
    }
    this.items[this.length++] = value
  }

  trimmed(): Float64Array {
    return this.items.slice(0, this.length)
  }
}
