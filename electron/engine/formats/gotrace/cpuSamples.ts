// CPU samples of a generation: { time, thread, proc, goroutine, stack }, absolute times, in no order.
import type { VarintCursor } from './VarintCursor.ts'
import { TableFault, varintReason } from './GenerationTables.ts'
import { Wire } from './wireEvents.ts'

/** Fields of a sample on the wire. */
const FIELDS = 5

export class Samples {
  count = 0
  /** Words of the five fields, sample after sample. */
  private words = new Uint32Array(1024)

  clear(): void {
    this.count = 0
  }

  add(cursor: VarintCursor, field: number): void {
    const at = 2 * (this.count * FIELDS + field)
    if (at + 2 > this.words.length) {
      const words = new Uint32Array(this.words.length * 2)
      words.set(this.words)
      this.words = words
    }
    this.words[at] = cursor.lo
    this.words[at + 1] = cursor.hi
  }

  lo(sample: number, field: number): number {
    return this.words[2 * (sample * FIELDS + field)] as number
  }

  hi(sample: number, field: number): number {
    return this.words[2 * (sample * FIELDS + field) + 1] as number
  }

  number(sample: number, field: number): number {
    return this.hi(sample, field) * 4_294_967_296 + this.lo(sample, field)
  }

  id(sample: number, field: number): bigint {
    return (BigInt(this.hi(sample, field)) << 32n) | BigInt(this.lo(sample, field))
  }
}

export function readSamples(cursor: VarintCursor, samples: Samples): void {
  cursor.at++
  while (cursor.left > 0) {
    const start = cursor.at
    const type = cursor.u8('a CPU sample')
    if (type !== Wire.CpuSample) throw new TableFault(`expected CPU sample event, got ${type}`, start)
    for (let field = 0; field < FIELDS; field++) {
      if (!cursor.tryVarint()) throw new TableFault(varintReason(cursor, 'a CPU sample'), cursor.at)
      samples.add(cursor, field)
    }
    samples.count++
  }
}
