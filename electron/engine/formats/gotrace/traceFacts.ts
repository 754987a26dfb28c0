// What a trace contains, under the keys of the corpus' FACTS.json: what `heapcase inspect` prints of one.
import type {
  TraceEnd,
  TraceEventColumns,
  TraceFailure,
  TraceGeneration,
  TraceSink,
  TraceTables,
} from '../../../../shared/records/index.ts'
import { TRACE_KINDS, TRACE_KIND_SPECS, TraceKind } from '../../../../shared/records/index.ts'

interface Metric {
  count: number
  first: number
  last: number
  max: number
}

interface Pauses {
  count: number
  max_ns: number
  total_ns: number
}

const METRICS: Record<number, string> = {
  [TraceKind.ProcsChange]: '/sched/gomaxprocs:threads',
  [TraceKind.HeapAlloc]: '/memory/classes/heap/objects:bytes',
  [TraceKind.HeapGoal]: '/gc/heap/goal:bytes',
}

/** Give it the calls of a sink; `facts` once the trace has ended. Ranges that began before the trace, or never end, are not counted. */
export class TraceFacts implements TraceSink {
  private tables: TraceTables | null = null
  private end_: TraceEnd | null = null
  private snapshots = 0
  private readonly byName = {
    reasons: new Counter(),
    labels: new Counter(),
    tasks: new Counter(),
    regions: new Counter(),
  }
  private readonly metrics = new Map<string, Metric>()
  private readonly stw = new Map<string, Pauses>()
  private readonly goroutines = new Set<number>()
  private readonly procs = new Set<number>()
  private readonly threads = new Set<number>()
  private readonly stops = new Map<number, number>()
  private readonly assisting = new Map<number, number>()
  private readonly sweeping = new Map<number, number>()
  private gcBegan = Number.NaN
  private readonly gc = { phases: 0, ns: 0 }
  private readonly assists = { count: 0, total_ns: 0 }
  private readonly sweeps = { bytes_reclaimed: 0, bytes_swept: 0, count: 0 }

  begin({ tables }: { tables: TraceTables }): void {
    this.tables = tables
  }

  generation({ clock }: TraceGeneration): void {
    if (clock !== null) this.snapshots++
  }

  events(chunk: TraceEventColumns): void {
    const { kind, thread, time, subject } = chunk
    for (let row = 0; row < chunk.length; row++) {
      const of = kind[row] as number
      const about = subject[row] as number
      const at = time[row] as number
      if (thread[row] !== 0) this.threads.add(thread[row] as number)
      const spec = TRACE_KIND_SPECS.get(of)
      if (spec?.class === 'StateTransition') (spec.subject === 'proc' ? this.procs : this.goroutines).add(about)
      switch (of) {
        case TraceKind.ProcsChange:
        case TraceKind.HeapAlloc:
        case TraceKind.HeapGoal:
          this.measured(METRICS[of] ?? '', chunk.value[row] as number)
          break
        case TraceKind.GoBlock:
          this.byName.reasons.add(chunk.string[row] as number)
          break
        case TraceKind.GoLabel:
          this.byName.labels.add(chunk.string[row] as number)
          break
        case TraceKind.TaskBegin:
          this.byName.tasks.add(chunk.string[row] as number)
          break
        case TraceKind.RegionBegin:
          this.byName.regions.add(chunk.string[row] as number)
          break
        case TraceKind.StwBegin:
          this.stops.set(about, at)
          break
        case TraceKind.StwEnd:
          this.stopped(about, at, chunk.string[row] as number)
          break
        case TraceKind.GcBegin:
          this.gcBegan = at
          break
        case TraceKind.GcActive:
          this.gcBegan = at
          break
        case TraceKind.MarkAssistActive:
          this.assisting.set(about, at)
          break
        case TraceKind.SweepActive:
          this.sweeping.set(about, at)
          break
        case TraceKind.GcEnd:
          if (!Number.isNaN(this.gcBegan)) {
            this.gc.phases++
            this.gc.ns += at - this.gcBegan
          }
          this.gcBegan = Number.NaN
          break
        case TraceKind.MarkAssistBegin:
          this.assisting.set(about, at)
          break
        case TraceKind.MarkAssistEnd:
          this.assists.total_ns += this.closed(this.assisting, about, at, this.assists)
          break
        case TraceKind.SweepBegin:
          this.sweeping.set(about, at)
          break
        case TraceKind.SweepEnd:
          if (this.sweeping.delete(about)) {
            this.sweeps.count++
            this.sweeps.bytes_swept += chunk.value[row] as number
            this.sweeps.bytes_reclaimed += chunk.value2[row] as number
          }
      }
    }
  }

  end(end: TraceEnd): void {
    this.end_ = end
  }

  private measured(name: string, value: number): void {
    const metric = this.metrics.get(name)
    if (metric === undefined) this.metrics.set(name, { count: 1, first: value, last: value, max: value })
    else {
      metric.count++
      metric.last = value
      metric.max = Math.max(metric.max, value)
    }
  }

  private stopped(goroutine: number, at: number, kind: number): void {
    const began = this.stops.get(goroutine)
    if (began === undefined) return
    this.stops.delete(goroutine)
    const name = `stop-the-world (${this.tables?.strings[kind] ?? ''})`
    const pauses = this.stw.get(name) ?? { count: 0, max_ns: 0, total_ns: 0 }
    this.stw.set(name, pauses)
    pauses.count++
    pauses.max_ns = Math.max(pauses.max_ns, at - began)
    pauses.total_ns += at - began
  }

  private closed(open: Map<number, number>, subject: number, at: number, counted: { count: number }): number {
    const began = open.get(subject)
    if (began === undefined) return 0
    open.delete(subject)
    counted.count++
    return at - began
  }

  /** Why reading ended early; null where it did not, or has not ended. */
  get failure(): TraceFailure | null {
    return this.end_?.failure ?? null
  }

  facts(): Record<string, unknown> {
    const { end_: end } = this
    if (end === null) return {}
    const result = end.failure === null ? 'ok' : `error: ${end.failure.reason}`
    // Go 1.22 and later read no headers before 1.11: of those there are the counts Go 1.21 gives.
    if (end.version < 11) return oldFacts(end, result)
    if (end.family === 'v1' && end.failure !== null) return new TraceFacts().factsOf(end, result)
    return this.factsOf(end, result)
  }

  private factsOf(end: TraceEnd, result: string): Record<string, unknown> {
    const { byName } = this
    const { tables } = end
    const named = (counter: Counter): Record<string, number> => counter.named(tables.strings)
    const byKind = new Map<string, number>(end.syncs > 0 ? [['Sync', end.syncs]] : [])
    const experimental = new Map<string, number>()
    for (const spec of TRACE_KINDS) {
      const count = end.counts[spec.kind] ?? 0
      if (count === 0) continue
      byKind.set(spec.class, (byKind.get(spec.class) ?? 0) + count)
      if (spec.class === 'Experimental') experimental.set(spec.name, count)
    }
    return {
      header: `${end.header} trace`,
      // Whose rules these figures follow: of which Go release the reader gives the same.
      reader: 'go1.27',
      result,
      events: end.events + end.syncs,
      syncs: end.syncs,
      by_kind: Object.fromEntries(byKind),
      clock_snapshots: this.snapshots,
      ...(end.events > 0 && { duration_ns: end.lastNs - end.firstNs }),
      goroutines: this.goroutines.size,
      procs: this.procs.size,
      threads: this.threads.size,
      block_reasons: named(byName.reasons),
      labels: named(byName.labels),
      tasks: named(byName.tasks),
      regions: named(byName.regions),
      metrics: Object.fromEntries(this.metrics),
      stw: Object.fromEntries(this.stw),
      gc_mark_phases_complete: this.gc.phases,
      gc_mark_phase_ns_total: this.gc.ns,
      mark_assists_complete: this.assists,
      sweeps_complete: this.sweeps,
      ...(experimental.size > 0 && { experimental: Object.fromEntries(experimental) }),
    }
  }
}

function oldFacts(end: TraceEnd, result: string): Record<string, unknown> {
  const isWhole = end.failure === null
  const counts = isWhole ? (end.v1?.counts ?? {}) : {}
  return {
    header: `${end.header} trace`,
    reader: 'go1.21',
    result: isWhole ? result : result.replace('error: ', 'error: failed to parse trace: '),
    events: Object.values(counts).reduce((sum, count) => sum + count, 0),
    by_type: counts,
    ...(isWhole && { duration_ns: end.v1?.durationNs }),
  }
}

/** Counts by index of a string. */
class Counter {
  private readonly counts: number[] = []

  add(index: number): void {
    this.counts[index] = (this.counts[index] ?? 0) + 1
  }

  named(strings: readonly string[]): Record<string, number> {
    const result: Record<string, number> = {}
    for (const [index, count] of Object.entries(this.counts)) {
      const name = strings[Number(index)] ?? ''
      result[name] = (result[name] ?? 0) + count
    }
    return result
  }
}
