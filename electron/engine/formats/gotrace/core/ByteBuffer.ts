// Bytes of a stream that are still needed: appended at one end, dropped at the other.
export class ByteBuffer {
  private memory = new Uint8Array(1 << 20)
  private start = 0
  private end = 0

  get bytes(): Uint8Array {
    return this.memory.subarray(this.start, this.end)
  }

  append(chunk: Uint8Array): void {
    const length = this.end - this.start
    if (this.end + chunk.length > this.memory.length) {
      const needed = length + chunk.length
      // Moving within the memory is enough where much was dropped.
      if (needed * 2 <= this.memory.length) this.memory.copyWithin(0, this.start, this.end)
      else {
        const larger = new Uint8Array(Math.max(needed * 2, this.memory.length))
        larger.set(this.bytes)
        this.memory = larger
      }
      this.start = 0
      this.end = length
    }
    this.memory.set(chunk, this.end)
    this.end += chunk.length
  }

  drop(count: number): void {
    this.start += count
    if (this.start === this.end) {
      this.start = 0
      this.end = 0
    }
  }
}
