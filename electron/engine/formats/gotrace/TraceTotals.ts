// Hands chunks on and counts what is in them.
import type { TraceEventColumns, TraceSink } from '../../../../shared/records/index.ts'

export class TraceTotals {
  events = 0
  readonly counts = new Float64Array(256)
  completeEvents = 0
  completeGenerations = 0
  syncs = 0
  firstNs = Number.NaN
  lastNs = Number.NaN
  private readonly inChunk = new Uint32Array(512)
  private readonly sink: TraceSink

  constructor(sink: TraceSink) {
    this.sink = sink
  }

  add(chunk: TraceEventColumns): void {
    const { length } = chunk
    if (length === 0) return
    const { kind } = chunk
    const { counts, inChunk } = this
    inChunk.fill(0)
    // Two tables by turns: equal kinds in a row do not wait for each other.
    for (let row = 0; row + 1 < length; row += 2) {
      inChunk[kind[row] as number]!++
      inChunk[256 + (kind[row + 1] as number)]!++
    }
    if (length % 2 === 1) inChunk[kind[length - 1] as number]!++
    for (let of = 0; of < 256; of++)
      counts[of] = (counts[of] as number) + (inChunk[of] as number) + (inChunk[256 + of] as number)
    if (this.events === 0) this.firstNs = chunk.time[0] as number
    this.lastNs = chunk.time[length - 1] as number
    this.events += length
    this.sink.events?.(chunk)
  }

  /** A generation was read to its end. */
  completed(): void {
    this.completeGenerations++
    this.completeEvents = this.events
  }
}
