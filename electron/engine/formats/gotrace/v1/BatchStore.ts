// Bytes of a v1 trace, kept until its end, since frequency and stacks come last. Each batch lies in one piece.

/** One batch of one proc: bytes of `memory` from its Batch record to the next one. */
export interface StoredBatch {
  memory: Uint8Array<ArrayBuffer>
  start: number
  end: number
  /** Byte of the file that `start` is. */
  fileStart: number
}

/** Memory is taken in pieces that grow from the one to the other. */
const FIRST_SLAB_BYTES = 256 * 1024
const MAX_SLAB_BYTES = 8 * 1024 * 1024

export class BatchStore {
  /** Bytes being scanned: those of the current batch begin at `start`. */
  memory = new Uint8Array(FIRST_SLAB_BYTES)
  start = 0
  end = 0
  private readonly base: number
  /** Byte of the file that `memory[0]` is, or would be. */
  private offset: number

  constructor(base: number) {
    this.base = base
    this.offset = base
  }

  /** Byte of the file at this place of `memory`. */
  byteOf(at: number): number {
    return this.offset + at
  }

  get bytes(): number {
    return this.offset + this.end - this.base
  }

  /** Appends bytes; gives what has to be added to places in `memory` that were kept. */
  append(chunk: Uint8Array): number {
    let moved = 0
    if (this.end + chunk.length > this.memory.length) {
      const kept = this.memory.subarray(this.start, this.end)
      const size = Math.min(MAX_SLAB_BYTES, this.memory.length * 2)
      const memory = new Uint8Array(Math.max(size, (kept.length + chunk.length) * 2))
      memory.set(kept)
      moved = -this.start
      this.offset += this.start
      this.memory = memory
      this.end = kept.length
      this.start = 0
    }
    this.memory.set(chunk, this.end)
    this.end += chunk.length
    return moved
  }

  /** Ends the current batch at `at`; the next one begins there. */
  cut(at: number): StoredBatch {
    const batch = { memory: this.memory, start: this.start, end: at, fileStart: this.byteOf(this.start) }
    this.start = at
    return batch
  }
}

/** Gives the memory of batches back as they are done with, so that what a second pass builds up takes the place of what it read. */
export class BatchRelease {
  /** Batches in each piece of memory that are not done with. */
  private readonly left = new Map<Uint8Array, number>()

  constructor(batches: Iterable<readonly StoredBatch[]>) {
    for (const ofProc of batches)
      for (const { memory } of ofProc) this.left.set(memory, (this.left.get(memory) ?? 0) + 1)
  }

  /** This batch is not read again. */
  done({ memory }: StoredBatch): void {
    const left = (this.left.get(memory) ?? 0) - 1
    this.left.set(memory, left)
    // At once, where it would stay until the next collection otherwise, which little else asks for meanwhile.
    if (left === 0) memory.buffer.transfer(0)
  }
}
