// An execution trace as text, one event a line, in the words of `go tool trace -d=parsed` where it has some: for `.expected` files
// and for looking at traces (`npm run inspect`).
import type {
  TraceEvent,
  TraceEventColumns,
  TraceGeneration,
  TraceSink,
  TraceTables,
} from '../../shared/records/index.ts'
import { TRACE_KIND_SPECS, TraceKind, traceEventAt } from '../../shared/records/index.ts'

const GO_STATES = ['Undetermined', 'NotExist', 'Runnable', 'Running', 'Waiting', 'Syscall']
const PROC_STATES = ['Undetermined', 'NotExist', 'Running', 'Idle']

/** Kinds whose value is worth printing, with what it is. */
const VALUES: Record<number, string[]> = {
  [TraceKind.ProcsChange]: ['procs'],
  [TraceKind.GcActive]: ['seq'],
  [TraceKind.GcBegin]: ['seq'],
  [TraceKind.GcEnd]: ['seq'],
  [TraceKind.SweepEnd]: ['swept', 'reclaimed'],
  [TraceKind.HeapAlloc]: ['bytes'],
  [TraceKind.HeapGoal]: ['bytes'],
  [TraceKind.Span]: ['id', 'pages'],
  [TraceKind.SpanAlloc]: ['id', 'pages'],
  [TraceKind.SpanFree]: ['id'],
  [TraceKind.HeapObject]: ['id'],
  [TraceKind.HeapObjectAlloc]: ['id'],
  [TraceKind.HeapObjectFree]: ['id'],
  [TraceKind.GoroutineStack]: ['id', 'order'],
  [TraceKind.GoroutineStackAlloc]: ['id', 'order'],
  [TraceKind.GoroutineStackFree]: ['id'],
}

/** Collects lines; give it to a reader as its sink. */
export class TraceDump implements TraceSink {
  readonly lines: string[] = []
  private tables!: TraceTables
  private frames: TraceTables['frames'] | null = null

  begin({ header, tables }: { header: string; tables: TraceTables }): void {
    this.tables = tables
    this.lines.push(`${header} trace`)
  }

  generation({ number, startNs, byteStart, byteEnd, clock }: TraceGeneration): void {
    this.frames = null
    const wall =
      clock === null ? '' : `, ${clock.timeNs} is ${clock.wallSeconds}.${String(clock.wallNanos).padStart(9, '0')}`
    this.lines.push(`generation ${number} from ${startNs}, bytes ${byteStart} to ${byteEnd}${wall}`)
  }

  events(chunk: TraceEventColumns): void {
    for (let row = 0; row < chunk.length; row++) this.lines.push(this.event(traceEventAt(chunk, row)))
  }

  generationEnd({ number }: TraceGeneration): void {
    this.lines.push(`end of generation ${number}`)
  }

  private id(table: { id: BigUint64Array }, slot: number): string {
    return slot === 0 ? '-' : String(table.id[slot])
  }

  private event(event: TraceEvent): string {
    const { tables } = this
    const spec = TRACE_KIND_SPECS.get(event.kind)
    const { goroutines, procs, threads, tasks, strings, types } = tables
    const on = `m=${this.id(threads, event.thread)} p=${this.id(procs, event.proc)} g=${this.id(goroutines, event.goroutine)}`
    const parts = [`${event.time} ${on} ${spec?.name ?? event.kind}`]
    if (spec?.subject === 'goroutine') parts.push(`G${this.id(goroutines, event.subject)}`)
    if (spec?.subject === 'proc') parts.push(`P${this.id(procs, event.subject)}`)
    if (spec?.subject === 'task') parts.push(`task ${this.id(tasks, event.subject)}`)
    if (spec?.class === 'StateTransition') {
      const states = spec.subject === 'proc' ? PROC_STATES : GO_STATES
      parts.push(`${states[event.from]}->${states[event.to]}`)
    }
    if (spec?.string !== undefined) parts.push(JSON.stringify(strings[event.string]))
    for (const [at, name] of (VALUES[event.kind] ?? []).entries())
      parts.push(`${name}=${at === 0 ? event.value : event.value2}`)
    switch (spec?.extra?.table) {
      case 'stacks':
        parts.push(`starts ${this.stack(event.extra, 1)}`)
        break
      case 'threads':
        parts.push(`thread ${this.id(threads, event.extra)}`)
        break
      case 'tasks':
        parts.push(`parent ${this.id(tasks, event.extra)}`)
        break
      case 'strings':
        parts.push(JSON.stringify(strings[event.extra]))
        break
      case 'types':
        parts.push(`type ${strings[types.name[event.extra] ?? 0]}`)
        break
      default:
        if (spec?.extra !== undefined) parts.push(`extra=${event.extra}`)
    }
    if (event.stack !== 0) parts.push(`at ${this.stack(event.stack, 2)}`)
    return parts.join(' ')
  }

  /** The first frames of a stack. */
  private stack(stack: number, most: number): string {
    const { stacks, functions, strings } = this.tables
    const frames = (this.frames ??= this.tables.frames)
    const start = stacks.start[stack] ?? 0
    const count = (stacks.start[stack + 1] ?? 0) - start
    const shown = Array.from({ length: Math.min(most, count) }, (_, at) => {
      const frame = stacks.frame[start + at] ?? 0
      return `${strings[functions.name[frames.function[frame] ?? 0] ?? 0]}:${frames.line[frame]}`
    })
    return [...shown, ...(count > most ? [`+${count - most}`] : [])].join(' < ')
  }
}
