// Stricter than the reader: what every trace it gives must be, whatever the input was. States of goroutines and procs are
// followed anew, every reference must lead somewhere, unused columns must be 0.
import type {
  TraceEnd,
  TraceEvent,
  TraceEventColumns,
  TraceFamily,
  TraceGeneration,
  TraceKindSpec,
  TraceSink,
  TraceTables,
} from '../../shared/records/index.ts'
import {
  GoState,
  ProcState,
  TRACE_CHUNK_EVENTS,
  TRACE_KIND_SPECS,
  TraceKind,
  traceEventAt,
} from '../../shared/records/index.ts'

const G = GoState
const P = ProcState
/** Legal changes, by state before × 16 + after. Status events restate a state or tell of an unknown one. */
const GO_CHANGES = new Set(
  [
    [G.notExist, G.runnable],
    [G.notExist, G.waiting],
    [G.notExist, G.syscall],
    [G.runnable, G.running],
    [G.running, G.runnable],
    [G.running, G.waiting],
    [G.running, G.syscall],
    [G.running, G.notExist],
    [G.waiting, G.runnable],
    [G.syscall, G.running],
    [G.syscall, G.runnable],
    [G.syscall, G.notExist],
  ].map(([from = 0, to = 0]) => from * 16 + to),
)
const PROC_CHANGES = new Set(
  [
    [P.idle, P.running],
    [P.running, P.idle],
    [P.idle, P.idle],
  ].map(([from = 0, to = 0]) => from * 16 + to),
)
const STATUS: ReadonlySet<number> = new Set([TraceKind.GoStatus, TraceKind.GoStatusStack, TraceKind.ProcStatus])
/** Kinds whose events have a stack. */
const WITH_STACK: ReadonlySet<number> = new Set([
  TraceKind.CpuSample,
  TraceKind.ProcsChange,
  TraceKind.GoCreate,
  TraceKind.GoCreateBlocked,
  TraceKind.GoStop,
  TraceKind.GoBlock,
  TraceKind.GoUnblock,
  TraceKind.GoSyscallBegin,
  TraceKind.StwBegin,
  TraceKind.GcBegin,
  TraceKind.SweepBegin,
  TraceKind.MarkAssistBegin,
  TraceKind.TaskBegin,
  TraceKind.TaskEnd,
  TraceKind.RegionBegin,
  TraceKind.RegionEnd,
  TraceKind.UserLog,
  TraceKind.GoStatusStack,
])

/** A sink that keeps what is wrong, at most a few faults. `sink` gets everything, too. */
export class TraceValidator implements TraceSink {
  readonly faults: string[] = []
  private readonly next: TraceSink
  private tables: TraceTables | null = null
  private family: TraceFamily = 'v2'
  private current: TraceGeneration | null = null
  private ordinal = 0
  private last = -Infinity
  private events_ = 0
  private complete = 0
  private readonly counts = new Map<number, number>()
  private readonly goroutines = new Map<number, number>()
  private readonly procs = new Map<number, number>()
  private hasEnded = false

  constructor(next: TraceSink = {}) {
    this.next = next
  }

  private check(holds: boolean, fault: () => string): void {
    if (!holds && this.faults.length < 20) this.faults.push(fault())
  }

  begin(trace: Parameters<NonNullable<TraceSink['begin']>>[0]): void {
    this.check(this.tables === null, () => 'begins twice')
    this.tables = trace.tables
    this.family = trace.family
    this.next.begin?.(trace)
  }

  generation(generation: TraceGeneration): void {
    this.check(this.current === null, () => `generation ${generation.number} begins inside another`)
    this.check(generation.ordinal === this.ordinal, () => `ordinal ${generation.ordinal}, not ${this.ordinal}`)
    this.check(Number.isInteger(generation.startNs), () => `generation starts at ${generation.startNs}`)
    this.check(generation.startNs > this.last, () => `generation ${generation.number} begins before the last event`)
    this.check(generation.byteEnd > generation.byteStart, () => `generation ${generation.number} has no bytes`)
    this.last = Math.max(this.last, generation.startNs - (this.family === 'v1' ? 1 : 0))
    this.current = generation
    this.next.generation?.(generation)
  }

  events(chunk: TraceEventColumns): void {
    this.check(this.current !== null, () => 'events outside of a generation')
    this.check(chunk.length > 0 && chunk.length <= TRACE_CHUNK_EVENTS, () => `a chunk of ${chunk.length} events`)
    for (let row = 0; row < chunk.length; row++) this.event(traceEventAt(chunk, row))
    this.next.events?.(chunk)
  }

  generationEnd(generation: TraceGeneration): void {
    this.check(this.current === generation, () => 'another generation ends than the current one')
    this.current = null
    this.ordinal++
    this.complete = this.events_
    this.next.generationEnd?.(generation)
  }

  end(end: TraceEnd): void {
    this.check(!this.hasEnded, () => 'ends twice')
    this.hasEnded = true
    this.check(end.tables === this.tables, () => 'other tables at the end')
    this.check(
      (end.failure === null) === (this.current === null) || end.events === 0 || this.ordinal > 0,
      () => 'ends open',
    )
    // What a v1 trace gave before it broke is void.
    if (end.family === 'v2' || end.failure === null) {
      this.check(end.events === this.events_, () => `${end.events} events, counted ${this.events_}`)
      this.check(end.completeEvents === this.complete, () => `${end.completeEvents} complete, not ${this.complete}`)
      this.check(end.completeGenerations === this.ordinal, () => `${end.completeGenerations} complete generations`)
      for (const [kind, count] of this.counts)
        this.check(end.counts[kind] === count, () => `${end.counts[kind]} of kind ${kind}, counted ${count}`)
    }
    this.validateTables(end.tables)
    this.next.end?.(end)
  }

  private event(event: TraceEvent): void {
    const { tables } = this
    const spec = TRACE_KIND_SPECS.get(event.kind)
    if (tables === null || spec === undefined) {
      this.check(false, () => `event of kind ${event.kind}`)
      return
    }
    const at = (): string => `event ${this.events_} (${spec.name} at ${event.time})`
    this.check(Number.isSafeInteger(event.time) && event.time >= 0, () => `${at()}: time`)
    this.check(event.time > this.last, () => `${at()}: not after ${this.last}`)
    this.last = event.time
    this.events_++
    this.counts.set(event.kind, (this.counts.get(event.kind) ?? 0) + 1)
    const isIn = (index: number, { length }: { length: number }, what: string): void => {
      this.check(index < length, () => `${at()}: ${what} ${index} of ${length}`)
    }
    isIn(event.thread, tables.threads, 'thread')
    isIn(event.proc, tables.procs, 'proc')
    isIn(event.goroutine, tables.goroutines, 'goroutine')
    isIn(event.string, tables.strings, 'string')
    // Stacks are final when their generation begins (v2) or the trace does (v1).
    isIn(event.stack, tables.stacks, 'stack')
    this.columns(event, spec, tables, at)
    this.transition(event, spec, at)
  }

  private columns(event: TraceEvent, spec: TraceKindSpec, tables: TraceTables, at: () => string): void {
    const none = (value: number, name: string): void => this.check(value === 0, () => `${at()}: ${name} is ${value}`)
    if (spec.subject === undefined) none(event.subject, 'subject')
    else {
      const table = { goroutine: tables.goroutines, proc: tables.procs, task: tables.tasks }[spec.subject]
      this.check(event.subject < table.length, () => `${at()}: subject ${event.subject} of ${table.length}`)
    }
    if (spec.extra === undefined) none(event.extra, 'extra')
    else if (spec.extra.table !== null) {
      const { length } = tables[spec.extra.table]
      this.check(event.extra < length, () => `${at()}: extra ${event.extra} of ${length}`)
    }
    if (spec.string === undefined) none(event.string, 'string')
    if (spec.value === undefined) none(event.value, 'value')
    if (spec.value2 === undefined) none(event.value2, 'value2')
    this.check(event.value >= 0 && event.value2 >= 0, () => `${at()}: negative number`)
    if (!WITH_STACK.has(event.kind)) none(event.stack, 'stack')
  }

  private transition(event: TraceEvent, spec: TraceKindSpec, at: () => string): void {
    if (spec.class !== 'StateTransition') {
      this.check(event.from === 0 && event.to === 0, () => `${at()}: is no transition`)
      return
    }
    const isGo = spec.subject === 'goroutine'
    const states = isGo ? this.goroutines : this.procs
    const known = states.get(event.subject)
    const { from, to } = event
    if (STATUS.has(event.kind)) {
      const isNews = from === G.undetermined || (!isGo && from === P.notExist)
      this.check(isNews || from === to, () => `${at()}: status changes ${from} to ${to}`)
      this.check(isNews || known === to, () => `${at()}: is ${known}, said to be ${to}`)
      this.check(!isNews || known === undefined, () => `${at()}: is known already`)
    } else {
      const legal = (isGo ? GO_CHANGES : PROC_CHANGES).has(from * 16 + to)
      this.check(legal, () => `${at()}: changes from ${from} to ${to}`)
      const before = known ?? G.notExist
      this.check(before === from, () => `${at()}: is ${known}, said to be ${from}`)
    }
    states.set(event.subject, to)
    if (isGo && event.kind !== TraceKind.GoStatus && event.kind !== TraceKind.GoStatusStack && from === G.running)
      this.check(event.goroutine === event.subject, () => `${at()}: leaves a goroutine that is not the current one`)
  }

  private validateTables(tables: TraceTables): void {
    const { strings, functions, frames, stacks, goroutines, threads, procs, tasks, types } = tables
    const below = (column: Uint32Array, from: number, to: number, limit: number, what: string): void => {
      for (let row = from; row < to; row++)
        this.check((column[row] as number) < limit, () => `${what} ${row} leads to ${column[row]} of ${limit}`)
    }
    this.check(strings[0] === '', () => 'string 0 is not empty')
    below(functions.name, 0, functions.length, strings.length, 'name of function')
    below(functions.file, 0, functions.length, strings.length, 'file of function')
    below(frames.function, 0, frames.length, functions.length, 'function of frame')
    below(types.name, 0, types.length, strings.length, 'name of type')
    this.check(stacks.start[0] === 0 && stacks.start[1] === 0, () => 'stack 0 is not empty')
    for (let stack = 0; stack < stacks.length; stack++) {
      const length = (stacks.start[stack + 1] as number) - (stacks.start[stack] as number)
      this.check(length >= 0 && length <= 1000, () => `stack ${stack} has ${length} frames`)
    }
    below(stacks.frame, 0, stacks.start[stacks.length] ?? 0, frames.length, 'frame')
    for (const ids of [goroutines, threads, procs, tasks]) {
      this.check(ids.id[0] === 0xffff_ffff_ffff_ffffn, () => 'slot 0 is not none')
      this.check(new Set(ids.id.subarray(0, ids.length)).size === ids.length, () => 'an id has two slots')
    }
    this.check(tasks.id[1] === 0n, () => 'task slot 1 is not the background task')
  }
}
