// Hands chunks on and counts what is in them.
import type { TraceEventColumns, TraceSink } from '../../../../shared/records/index.ts'
import type { TraceCore } from './core/TraceCore.ts'

export class TraceTotals {
  events = 0
  readonly counts = new Float64Array(256)
  completeEvents = 0
  completeGenerations = 0
  syncs = 0
  firstNs = Number.NaN
  lastNs = Number.NaN
  private readonly sink: TraceSink
  private readonly core: Pick<TraceCore, 'countKinds'>

  constructor(sink: TraceSink, core: Pick<TraceCore, 'countKinds'>) {
    this.sink = sink
    this.core = core
  }

  /** The rows the core has now. */
  add(chunk: TraceEventColumns): void {
    const { length } = chunk
    if (length === 0) return
    this.core.countKinds(this.counts)
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
