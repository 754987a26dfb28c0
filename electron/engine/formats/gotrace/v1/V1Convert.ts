// Events of v1 in the meaning of v2 (Go 1.22's internal/trace/tracev1.go). What v1 does not tell is left open: the thread of a
// syscall that was under way, how long a syscall took that kept its proc (1 ns), who a return from a blocked one ran on.
import { GoState, ProcState, TraceKind } from '../../../../../shared/records/index.ts'
import type { RowWriter } from '../core/RowWriter.ts'
import type { SlotTable } from '../core/SlotTable.ts'
import { ABSENT } from '../core/TraceCore.ts'
import type { IdCollector } from '../IdCollector.ts'
import type { TraceTablesBuilder } from '../TraceTablesBuilder.ts'
import { V1 } from './v1Events.ts'
import { V1Fault } from './v1Faults.ts'
import type { V1Goroutines } from './V1Goroutines.ts'
import { RECORD, SHOWN } from './V1Goroutines.ts'
import { ARG_WORDS } from './V1Streams.ts'
import type { V1Streams } from './V1Streams.ts'

/** Why goroutines block and stop, by type. */
export const V1_REASONS: Readonly<Record<number, string>> = {
  [V1.GoStop]: 'forever',
  [V1.GoSleep]: 'sleep',
  [V1.GoBlock]: '',
  [V1.GoBlockSend]: 'chan send',
  [V1.GoBlockRecv]: 'chan receive',
  [V1.GoBlockSelect]: 'select',
  [V1.GoBlockSync]: 'sync',
  [V1.GoBlockCond]: 'sync.(*Cond).Wait',
  [V1.GoBlockNet]: 'network',
  [V1.GoBlockGC]: 'GC mark assist wait for work',
  [V1.GoSched]: 'runtime.Gosched',
  [V1.GoPreempt]: 'preempted',
}

/** Kinds of stops in header 1.21; before there are the first two, counted from 0. */
export const V1_STOPS: readonly string[] = [
  '',
  'GC mark termination',
  'GC sweep termination',
  'write heap dump',
  'goroutine profile',
  'goroutine profile cleanup',
  'all goroutine stack trace',
  'read mem stats',
  'AllThreadsSyscall',
  'GOMAXPROCS',
  'start trace',
  'stop trace',
  'CountPagesInUse (test)',
  'ReadMetricsSlow (test)',
  'ReadMemStatsSlow (test)',
  'PageCachePagesLeaked (test)',
  'ResetDebugLog (test)',
]

const change = (from: number, to: number): number => (from << 4) | to

export interface V1Tables {
  goroutines: V1Goroutines
  threads: SlotTable
  procs: SlotTable
  tasks: SlotTable
  names: TraceTablesBuilder
  strings: IdCollector
  stacks: IdCollector
  /** Most of the stacks by id, ABSENT where there is none. */
  dense: Uint32Array
}

export class V1Convert {
  /** References to stacks and strings that are not there. */
  unknownStacks = 0
  unknownStrings = 0
  private readonly version: number
  private readonly streams: V1Streams
  private readonly out: RowWriter
  private readonly tables: V1Tables
  private readonly reasons = new Uint32Array(64)
  private readonly stops: number[]
  /** Until the first Gomaxprocs the trace tells what there was before it. */
  private isBefore = true
  /** Goroutines told of then, that were not said to run or wait: they are runnable. */
  private readonly created = new Set<number>()
  // By stream: whether its proc was told of, its thread while it runs, its slot.
  private readonly seen: Uint8Array
  private readonly threadOf: Uint32Array
  private readonly procSlots: Uint32Array
  private readonly tasks = new Map<number, { name: number; parent: number }>()
  private stop = 0
  // The event being converted.
  private row = 0
  private thread = 0
  private proc = 0
  private goroutine = 0

  constructor(version: number, streams: V1Streams, out: RowWriter, tables: V1Tables) {
    this.version = version
    this.streams = streams
    this.out = out
    this.tables = tables
    const { names } = tables.names
    for (const [type, reason] of Object.entries(V1_REASONS)) this.reasons[Number(type)] = names.internText(reason)
    this.stops = V1_STOPS.map((kind) => names.internText(kind))
    this.seen = new Uint8Array(streams.proc.length)
    this.threadOf = new Uint32Array(streams.proc.length)
    this.procSlots = new Uint32Array(streams.proc.length)
  }

  /** Writes the event in this row, at the time the columns' writer has, as one row of the columns or more, or none. `blocks`: see V1Take. */
  convert(row: number, type: number, blocks: boolean): void {
    const { streams } = this
    const goroutine = streams.goroutine[row] as number
    this.row = row
    this.goroutine = goroutine
    this.proc = this.procSlots[row] as number
    this.thread = this.threadOf[row] as number
    if (this.proc === 0) this.proc = this.procSlot(row)
    switch (type) {
      case V1.Gomaxprocs:
        if (this.isBefore) this.began()
        else this.put(TraceKind.ProcsChange, 0, 0, this.stack(), 0, 0, streams.number(row, 0))
        break
      case V1.ProcStart:
        this.procStart()
        break
      case V1.ProcStop:
        this.procStop()
        break
      case V1.GCStart:
        this.put(TraceKind.GcBegin, 0, 0, this.stack(), 0, 0, streams.number(row, 0))
        break
      case V1.GCDone:
        this.put(TraceKind.GcEnd, 0, 0)
        break
      case V1.STWStart:
        this.stop = this.stopOf(this.version < 10 ? 0 : streams.number(row, 0))
        this.put(TraceKind.StwBegin, 0, goroutine, 0, this.stop)
        break
      case V1.STWDone:
        this.put(TraceKind.StwEnd, 0, goroutine, 0, this.stop)
        break
      case V1.GCSweepStart:
        this.put(TraceKind.SweepBegin, 0, this.proc, this.stack())
        break
      case V1.GCSweepDone:
        this.put(TraceKind.SweepEnd, 0, this.proc, 0, 0, 0, ...this.swept())
        break
      case V1.GoCreate:
        this.goCreate()
        break
      case V1.GoStart:
        if (this.isBefore && this.shown(goroutine) === 0) this.status(GoState.running, type)
        else this.start()
        break
      case V1.GoStartLabel:
        this.start()
        this.goroutine = goroutine
        this.put(TraceKind.GoLabel, 0, goroutine, 0, this.string(2))
        break
      case V1.GoEnd:
        this.put(TraceKind.GoDestroy, change(GoState.running, GoState.notExist), goroutine)
        break
      case V1.GoSched:
      case V1.GoPreempt:
        this.put(
          TraceKind.GoStop,
          change(GoState.running, GoState.runnable),
          goroutine,
          this.stack(),
          this.reasons[type],
        )
        break
      case V1.GoStop:
      case V1.GoSleep:
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoBlockGC:
        this.put(
          TraceKind.GoBlock,
          change(GoState.running, GoState.waiting),
          goroutine,
          this.stack(),
          this.reasons[type],
        )
        break
      case V1.GoUnblock: {
        const woken = streams.another[row] as number
        const from = this.shown(woken) === GoState.syscall ? GoState.syscall : GoState.waiting
        this.put(TraceKind.GoUnblock, change(from, GoState.runnable), woken, this.stack())
        break
      }
      case V1.GoSysCall:
        this.put(TraceKind.GoSyscallBegin, change(GoState.running, GoState.syscall), goroutine, this.stack())
        if (blocks) break
        this.out.time++
        this.put(TraceKind.GoSyscallEnd, change(GoState.syscall, GoState.running), goroutine)
        break
      case V1.GoSysBlock:
        break
      case V1.GoSysExit:
        // Go's reader lets any goroutine that is off its proc return from a syscall.
        this.put(TraceKind.GoSyscallEndBlocked, change(this.shown(goroutine), GoState.runnable), goroutine)
        break
      case V1.GoWaiting:
        this.status(GoState.waiting, type)
        break
      case V1.GoInSyscall:
        this.status(GoState.syscall, type)
        break
      case V1.HeapAlloc:
        this.put(TraceKind.HeapAlloc, 0, 0, 0, 0, 0, streams.number(row, 0))
        break
      case V1.HeapGoal:
        this.put(TraceKind.HeapGoal, 0, 0, 0, 0, 0, streams.number(row, 0))
        break
      case V1.GCMarkAssistStart:
        this.put(TraceKind.MarkAssistBegin, 0, goroutine, this.stack())
        break
      case V1.GCMarkAssistDone:
        this.put(TraceKind.MarkAssistEnd, 0, goroutine)
        break
      case V1.UserTaskCreate:
        this.taskBegin()
        break
      case V1.UserTaskEnd:
        this.taskEnd()
        break
      case V1.UserRegion: {
        const kind = streams.number(row, 1) === 0 ? TraceKind.RegionBegin : TraceKind.RegionEnd
        this.put(kind, 0, this.task(0), this.stack(), this.string(2))
        break
      }
      case V1.UserLog:
        this.put(TraceKind.UserLog, 0, this.task(0), this.stack(), this.string(1), streams.message[row])
        break
      case V1.CPUSample:
        this.thread = 0
        this.put(TraceKind.CpuSample, 0, 0, this.stack())
        break
      default:
        throw new V1Fault('unexpectedType', type)
    }
    this.out.commit()
  }

  private put(
    kind: number,
    transition: number,
    subject: number,
    stack?: number,
    string?: number,
    extra?: number,
    value?: number,
    value2?: number,
  ): void {
    const { out, thread, proc, goroutine } = this
    if (transition !== 0 && kind >= TraceKind.GoCreate)
      this.tables.goroutines.words[subject * RECORD + SHOWN] = transition & 15
    out.put(kind, transition, thread, proc, goroutine, subject, stack, string, extra, value, value2)
  }

  /** The state that the last event of a goroutine led to. */
  private shown(goroutine: number): number {
    return this.tables.goroutines.words[goroutine * RECORD + SHOWN] as number
  }

  /** What there was when tracing began is told; the rest of the goroutines are runnable. */
  private began(): void {
    this.isBefore = false
    this.thread = 0
    this.proc = 0
    this.goroutine = 0
    for (const goroutine of this.created)
      this.put(TraceKind.GoStatus, change(GoState.undetermined, GoState.runnable), goroutine)
    this.created.clear()
  }

  private status(state: number, type: number): void {
    const { goroutine } = this
    // What it was when tracing began is told once.
    if (this.shown(goroutine) !== 0) throw new V1Fault('unexpectedType', type)
    this.created.delete(goroutine)
    this.goroutine = 0
    this.put(TraceKind.GoStatus, change(GoState.undetermined, state), goroutine)
  }

  private start(): void {
    const { goroutine } = this
    this.goroutine = 0
    this.put(TraceKind.GoStart, change(GoState.runnable, GoState.running), goroutine)
  }

  private procStart(): void {
    const { row, proc } = this
    const { args } = this.streams
    this.thread = this.tables.threads.slotOf(args[row * ARG_WORDS] as number, args[row * ARG_WORDS + 1] as number)
    this.threadOf[row] = this.thread
    this.proc = 0
    if (this.seen[row] === 1) this.put(TraceKind.ProcStart, change(ProcState.idle, ProcState.running), proc)
    else this.put(TraceKind.ProcStatus, change(ProcState.undetermined, ProcState.running), proc)
    this.seen[row] = 1
  }

  private procStop(): void {
    const { row, proc } = this
    if (this.seen[row] === 1) this.put(TraceKind.ProcStop, change(ProcState.running, ProcState.idle), proc)
    else {
      this.proc = 0
      this.put(TraceKind.ProcStatus, change(ProcState.undetermined, ProcState.idle), proc)
    }
    this.seen[row] = 1
    this.threadOf[row] = 0
  }

  private goCreate(): void {
    const { streams, row } = this
    const created = streams.another[row] as number
    if (this.isBefore) this.created.add(created)
    else {
      const start = this.stackOf(streams.args[row * ARG_WORDS + 2] as number)
      this.put(TraceKind.GoCreate, change(GoState.notExist, GoState.runnable), created, this.stack(), 0, start)
    }
  }

  private taskBegin(): void {
    const task = this.task(0)
    const parent = this.streams.number(this.row, 1) === 0 ? 0 : this.task(1)
    const name = this.string(2)
    this.tasks.set(task, { name, parent })
    this.put(TraceKind.TaskBegin, 0, task, this.stack(), name, parent)
  }

  private taskEnd(): void {
    const task = this.task(0)
    const { name, parent } = this.tasks.get(task) ?? { name: 0, parent: 0 }
    this.tasks.delete(task)
    this.put(TraceKind.TaskEnd, 0, task, this.stack(), name, parent)
  }

  /** Bytes swept and reclaimed; not told before 1.9. */
  private swept(): [number, number] {
    return this.version < 9 ? [0, 0] : [this.streams.number(this.row, 0), this.streams.number(this.row, 1)]
  }

  private stopOf(kind: number): number {
    const at = this.version < 21 ? (kind <= 1 ? kind + 1 : 0) : kind
    return this.stops[at] ?? (this.stops[0] as number)
  }

  private task(arg: number): number {
    const at = this.row * ARG_WORDS + 2 * arg
    return this.tables.tasks.slotOf(this.streams.args[at] as number, this.streams.args[at + 1] as number)
  }

  /** Procs of streams are always the same; a CPU sample's is its own. */
  private procSlot(row: number): number {
    const proc = this.streams.proc[row] as number
    if (proc < 0) return 0
    const slot = this.tables.procs.slotOf(proc, 0)
    if (row !== this.streams.samples) this.procSlots[row] = slot
    return slot
  }

  private stack(): number {
    const id = this.streams.stack[this.row] as number
    return id === 0 ? 0 : this.stackOf(id)
  }

  private stackOf(id: number): number {
    const { dense } = this.tables
    if (id < dense.length && dense[id] !== ABSENT) return dense[id] as number
    const index = this.tables.stacks.get(id, 0)
    if (index !== ABSENT) return index
    this.unknownStacks++
    return 0
  }

  private string(arg: number): number {
    const at = this.row * ARG_WORDS + 2 * arg
    const index = this.tables.strings.get(this.streams.args[at] as number, this.streams.args[at + 1] as number)
    if (index !== ABSENT) return index
    this.unknownStrings++
    return 0
  }
}
