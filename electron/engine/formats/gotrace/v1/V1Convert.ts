// Events of v1 in the meaning of v2 (Go 1.22's internal/trace/tracev1.go). What v1 does not tell is left open: the thread of a
// syscall that was under way, how long a syscall took that kept its proc (1 ns), who a return from a blocked one ran on.
import { GoState, ProcState, TraceKind } from '../../../../../shared/records/index.ts'
import type { RowWriter } from '../core/RowWriter.ts'
import type { SlotTable } from '../core/SlotTable.ts'
import { ABSENT } from '../core/TraceCore.ts'
import type { IdCollector } from '../IdCollector.ts'
import type { TraceTablesBuilder } from '../TraceTablesBuilder.ts'
import { TraceFault } from '../TraceFault.ts'
import type { V1Event } from './V1Event.ts'
import { V1 } from './v1Events.ts'

/** Why goroutines block and stop, by type. */
const REASONS: Record<number, string> = {
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
const STOPS = [
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
  goroutines: SlotTable
  threads: SlotTable
  procs: SlotTable
  tasks: SlotTable
  names: TraceTablesBuilder
  strings: IdCollector
  stacks: IdCollector
}

export class V1Convert {
  /** References to stacks and strings that are not there. */
  unknownStacks = 0
  unknownStrings = 0
  private readonly version: number
  private readonly out: RowWriter
  private readonly tables: V1Tables
  private readonly reasons = new Uint32Array(64)
  private readonly stops: number[]
  /** Until the first Gomaxprocs the trace tells what there was before it. */
  private isBefore = true
  /** Goroutines told of then, that were not said to run or wait: they are runnable. */
  private readonly created = new Set<number>()
  private readonly seenProcs = new Set<number>()
  /** Thread of each running proc, by id of the proc. */
  private readonly threadOf = new Map<number, number>()
  private readonly tasks = new Map<number, { name: number; parent: number }>()
  private stop = 0
  private time = 0
  private thread = 0
  private proc = 0
  private lastProc = Number.NaN
  private lastSlot = 0

  constructor(version: number, out: RowWriter, tables: V1Tables) {
    this.version = version
    this.out = out
    this.tables = tables
    const { names } = tables.names
    for (const [type, reason] of Object.entries(REASONS)) this.reasons[Number(type)] = names.internText(reason)
    this.stops = STOPS.map((kind) => names.internText(kind))
  }

  /** Writes an event at `time` as one row or more, or none. `next`: see V1Take. */
  convert(event: V1Event, time: number, next: number): void {
    const { type, goroutine } = event
    this.time = time
    this.proc = event.proc === this.lastProc ? this.lastSlot : this.procSlot(event.proc)
    this.thread = this.threadOf.get(event.proc) ?? 0
    switch (type) {
      case V1.Gomaxprocs:
        if (this.isBefore) this.began()
        else this.put(TraceKind.ProcsChange, 0, goroutine, 0, this.stack(event), 0, 0, event.number(0))
        break
      case V1.ProcStart:
        this.procStart(event)
        break
      case V1.ProcStop:
        this.procStop(event)
        break
      case V1.GCStart:
        this.put(TraceKind.GcBegin, 0, goroutine, 0, this.stack(event), 0, 0, event.number(0))
        break
      case V1.GCDone:
        this.put(TraceKind.GcEnd, 0, goroutine, 0)
        break
      case V1.STWStart:
        this.stop = this.stopOf(event.number(0))
        this.put(TraceKind.StwBegin, 0, goroutine, goroutine, 0, this.stop)
        break
      case V1.STWDone:
        this.put(TraceKind.StwEnd, 0, goroutine, goroutine, 0, this.stop)
        break
      case V1.GCSweepStart:
        this.put(TraceKind.SweepBegin, 0, goroutine, this.proc, this.stack(event))
        break
      case V1.GCSweepDone:
        this.put(TraceKind.SweepEnd, 0, goroutine, this.proc, 0, 0, 0, event.number(0), event.number(1))
        break
      case V1.GoCreate:
        this.goCreate(event)
        break
      case V1.GoStart:
        if (this.isBefore) {
          this.status(goroutine, GoState.running)
          break
        }
        this.put(TraceKind.GoStart, change(GoState.runnable, GoState.running), 0, goroutine)
        break
      case V1.GoStartLabel:
        this.put(TraceKind.GoStart, change(GoState.runnable, GoState.running), 0, goroutine)
        this.put(TraceKind.GoLabel, 0, goroutine, goroutine, 0, this.string(event, 2))
        break
      case V1.GoEnd:
        this.put(TraceKind.GoDestroy, change(GoState.running, GoState.notExist), goroutine, goroutine)
        break
      case V1.GoSched:
      case V1.GoPreempt:
        this.off(event, TraceKind.GoStop, GoState.runnable)
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
        this.off(event, TraceKind.GoBlock, GoState.waiting)
        break
      case V1.GoUnblock: {
        const woken = this.goroutine(event)
        this.put(TraceKind.GoUnblock, change(GoState.waiting, GoState.runnable), goroutine, woken, this.stack(event))
        break
      }
      case V1.GoSysCall:
        this.put(
          TraceKind.GoSyscallBegin,
          change(GoState.running, GoState.syscall),
          goroutine,
          goroutine,
          this.stack(event),
        )
        if (next === V1.GoSysBlock) break
        this.time = time + 1
        this.put(TraceKind.GoSyscallEnd, change(GoState.syscall, GoState.running), goroutine, goroutine)
        break
      case V1.GoSysBlock:
        break
      case V1.GoSysExit:
        this.put(TraceKind.GoSyscallEndBlocked, change(GoState.syscall, GoState.runnable), goroutine, goroutine)
        break
      case V1.GoWaiting:
        this.status(goroutine, GoState.waiting)
        break
      case V1.GoInSyscall:
        this.status(goroutine, GoState.syscall)
        break
      case V1.HeapAlloc:
        this.put(TraceKind.HeapAlloc, 0, goroutine, 0, 0, 0, 0, event.number(0))
        break
      case V1.HeapGoal:
        this.put(TraceKind.HeapGoal, 0, goroutine, 0, 0, 0, 0, event.number(0))
        break
      case V1.GCMarkAssistStart:
        this.put(TraceKind.MarkAssistBegin, 0, goroutine, goroutine, this.stack(event))
        break
      case V1.GCMarkAssistDone:
        this.put(TraceKind.MarkAssistEnd, 0, goroutine, goroutine)
        break
      case V1.UserTaskCreate:
        this.taskBegin(event)
        break
      case V1.UserTaskEnd:
        this.taskEnd(event)
        break
      case V1.UserRegion: {
        const kind = event.number(1) === 0 ? TraceKind.RegionBegin : TraceKind.RegionEnd
        this.put(kind, 0, goroutine, this.task(event, 0), this.stack(event), this.string(event, 2))
        break
      }
      case V1.UserLog:
        this.put(
          TraceKind.UserLog,
          0,
          goroutine,
          this.task(event, 0),
          this.stack(event),
          this.string(event, 1),
          event.message,
        )
        break
      case V1.CPUSample:
        this.thread = 0
        this.put(TraceKind.CpuSample, 0, goroutine, 0, this.stack(event))
        break
      default:
        throw new TraceFault('malformed', `unexpected event type ${type}`, { byte: 0, generation: 1 })
    }
    this.out.commit()
  }

  private put(
    kind: number,
    transition: number,
    goroutine: number,
    subject: number,
    stack?: number,
    string?: number,
    extra?: number,
    value?: number,
    value2?: number,
  ): void {
    const { out, time, thread, proc } = this
    out.put(time, kind, transition, thread, proc, goroutine, subject, stack, string, extra, value, value2)
  }

  /** What there was when tracing began is told; the rest of the goroutines are runnable. */
  private began(): void {
    this.isBefore = false
    this.thread = 0
    this.proc = 0
    for (const goroutine of this.created)
      this.put(TraceKind.GoStatus, change(GoState.undetermined, GoState.runnable), 0, goroutine)
    this.created.clear()
  }

  private status(goroutine: number, state: number): void {
    this.created.delete(goroutine)
    this.put(TraceKind.GoStatus, change(GoState.undetermined, state), 0, goroutine)
  }

  private procStart(event: V1Event): void {
    const { proc } = this
    this.thread = this.tables.threads.slotOf(event.args[0] as number, event.args[1] as number)
    this.threadOf.set(event.proc, this.thread)
    this.proc = 0
    if (this.isSeen(event.proc)) this.put(TraceKind.ProcStart, change(ProcState.idle, ProcState.running), 0, proc)
    else this.put(TraceKind.ProcStatus, change(ProcState.undetermined, ProcState.running), 0, proc)
  }

  private procStop(event: V1Event): void {
    const { proc } = this
    if (this.isSeen(event.proc))
      this.put(TraceKind.ProcStop, change(ProcState.running, ProcState.idle), event.goroutine, proc)
    else {
      this.proc = 0
      this.put(TraceKind.ProcStatus, change(ProcState.undetermined, ProcState.idle), event.goroutine, proc)
    }
    this.threadOf.delete(event.proc)
  }

  private isSeen(proc: number): boolean {
    if (this.seenProcs.has(proc)) return true
    this.seenProcs.add(proc)
    return false
  }

  private goCreate(event: V1Event): void {
    const created = this.goroutine(event)
    if (this.isBefore) {
      this.created.add(created)
      return
    }
    const start = this.stackOf(event.args[2] as number)
    const transition = change(GoState.notExist, GoState.runnable)
    this.put(TraceKind.GoCreate, transition, event.goroutine, created, this.stack(event), 0, start)
  }

  private off(event: V1Event, kind: number, after: number): void {
    const { goroutine, type } = event
    const reason = this.reasons[type]
    this.put(kind, change(GoState.running, after), goroutine, goroutine, this.stack(event), reason)
  }

  private taskBegin(event: V1Event): void {
    const task = this.task(event, 0)
    const parent = event.number(1) === 0 ? 0 : this.task(event, 1)
    const name = this.string(event, 2)
    this.tasks.set(task, { name, parent })
    this.put(TraceKind.TaskBegin, 0, event.goroutine, task, this.stack(event), name, parent)
  }

  private taskEnd(event: V1Event): void {
    const task = this.task(event, 0)
    const { name, parent } = this.tasks.get(task) ?? { name: 0, parent: 0 }
    this.tasks.delete(task)
    this.put(TraceKind.TaskEnd, 0, event.goroutine, task, this.stack(event), name, parent)
  }

  private stopOf(kind: number): number {
    const at = this.version < 21 ? (kind <= 1 ? kind + 1 : 0) : kind
    return this.stops[at] ?? (this.stops[0] as number)
  }

  private goroutine({ args }: V1Event): number {
    const lo = args[0] as number
    const hi = args[1] as number
    return lo === 0 && hi === 0 ? 0 : this.tables.goroutines.slotOf(lo, hi)
  }

  private task({ args }: V1Event, arg: number): number {
    return this.tables.tasks.slotOf(args[2 * arg] as number, args[2 * arg + 1] as number)
  }

  private procSlot(proc: number): number {
    const slot = proc < 0 ? 0 : this.tables.procs.slotOf(proc, 0)
    this.lastProc = proc
    this.lastSlot = slot
    return slot
  }

  private stack({ stack }: V1Event): number {
    return stack === 0 ? 0 : this.stackOf(stack)
  }

  private stackOf(id: number): number {
    const index = this.tables.stacks.get(id, 0)
    if (index !== ABSENT) return index
    this.unknownStacks++
    return 0
  }

  private string({ args }: V1Event, arg: number): number {
    const index = this.tables.strings.get(args[2 * arg] as number, args[2 * arg + 1] as number)
    if (index !== ABSENT) return index
    this.unknownStrings++
    return 0
  }
}
