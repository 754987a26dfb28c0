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

const SUBJECT_TABLE = { goroutine: 'goroutines', proc: 'procs', task: 'tasks' } as const

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

  // What is wrong is put into words only where something is: this runs for every event of the corpus.
  private event(event: TraceEvent): void {
    const { tables } = this
    const spec = TRACE_KIND_SPECS.get(event.kind)
    if (tables === null || spec === undefined) return this.wrong(event, 'has no such kind')
    const { time, kind } = event
    if (!Number.isSafeInteger(time) || time < 0) this.wrong(event, 'time')
    if (time <= this.last) this.wrong(event, `not after ${this.last}`)
    this.last = time
    this.events_++
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    if (event.thread >= tables.threads.length) this.wrong(event, `thread ${event.thread}`)
    if (event.proc >= tables.procs.length) this.wrong(event, `proc ${event.proc}`)
    if (event.goroutine >= tables.goroutines.length) this.wrong(event, `goroutine ${event.goroutine}`)
    if (event.string >= tables.strings.length) this.wrong(event, `string ${event.string}`)
    // Stacks are final when their generation begins (v2) or the trace does (v1).
    if (event.stack >= tables.stacks.length) this.wrong(event, `stack ${event.stack}`)
    this.columns(event, spec, tables)
    this.transition(event, spec)
  }

  private wrong(event: TraceEvent, what: string): void {
    const name = TRACE_KIND_SPECS.get(event.kind)?.name ?? event.kind
    this.check(false, () => `event ${this.events_} (${name} at ${event.time}): ${what}`)
  }

  private columns(event: TraceEvent, spec: TraceKindSpec, tables: TraceTables): void {
    if (spec.subject === undefined) {
      if (event.subject !== 0) this.wrong(event, `subject is ${event.subject}`)
    } else if (event.subject >= tables[SUBJECT_TABLE[spec.subject]].length)
      this.wrong(event, `subject ${event.subject}`)
    if (spec.extra === undefined) {
      if (event.extra !== 0) this.wrong(event, `extra is ${event.extra}`)
    } else if (spec.extra.table !== null && event.extra >= tables[spec.extra.table].length)
      this.wrong(event, `extra ${event.extra}`)
    if (spec.string === undefined && event.string !== 0) this.wrong(event, `string is ${event.string}`)
    if (spec.value === undefined && event.value !== 0) this.wrong(event, `value is ${event.value}`)
    if (spec.value2 === undefined && event.value2 !== 0) this.wrong(event, `value2 is ${event.value2}`)
    if (event.value < 0 || event.value2 < 0) this.wrong(event, 'negative number')
    if (event.stack !== 0 && !WITH_STACK.has(event.kind)) this.wrong(event, `stack is ${event.stack}`)
  }

  private transition(event: TraceEvent, spec: TraceKindSpec): void {
    const { from, to, kind, subject } = event
    if (spec.class !== 'StateTransition') {
      if (from !== 0 || to !== 0) this.wrong(event, 'is no transition')
      return
    }
    const isGo = spec.subject === 'goroutine'
    const states = isGo ? this.goroutines : this.procs
    const known = states.get(subject)
    if (STATUS.has(kind)) {
      const isNews = from === G.undetermined || (!isGo && from === P.notExist)
      if (!isNews && from !== to) this.wrong(event, `status changes ${from} to ${to}`)
      if (!isNews && known !== to) this.wrong(event, `is ${known}, said to be ${to}`)
      if (isNews && known !== undefined) this.wrong(event, 'is known already')
    } else {
      if (!(isGo ? GO_CHANGES : PROC_CHANGES).has(from * 16 + to)) this.wrong(event, `changes from ${from} to ${to}`)
      if ((known ?? G.notExist) !== from) this.wrong(event, `is ${known}, said to be ${from}`)
      if (isGo && from === G.running && event.goroutine !== subject)
        this.wrong(event, 'leaves a goroutine that is not the current one')
    }
    states.set(subject, to)
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
