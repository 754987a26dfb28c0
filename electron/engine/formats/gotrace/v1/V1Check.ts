// What must hold of a v1 trace's events once they are in order (go1.21 src/internal/trace/parser.go, postProcessTrace): a proc
// runs one goroutine at a time, a goroutine is unblocked only while it waits, ranges do not overlap, …
import { TraceFault } from '../TraceFault.ts'
import type { SlotTable } from '../core/SlotTable.ts'
import { NO_PROC } from './V1Event.ts'
import type { V1Event } from './V1Event.ts'
import { V1, v1Name } from './v1Events.ts'

const State = { none: 0, dead: 1, runnable: 2, running: 3, waiting: 4 } as const

interface ProcState {
  isRunning: boolean
  /** Slot; 0: none. */
  goroutine: number
  isSweeping: boolean
  isStopping: boolean
}

interface Region {
  task: string
  name: string
}

export class V1Check {
  private readonly version: number
  private readonly goroutines: SlotTable
  private readonly timers: ReadonlySet<number>
  private state = new Uint8Array(1024)
  private assisting = new Uint8Array(1024)
  private readonly procs = new Map<number, ProcState>()
  private readonly regions = new Map<number, Region[]>()
  private readonly tasks = new Set<string>()
  private isCollecting = false
  private isStopped = false

  constructor(version: number, goroutines: SlotTable, timers: ReadonlySet<number>) {
    this.version = version
    this.goroutines = goroutines
    this.timers = timers
    // Slot 0 is goroutine 0: the scheduler itself, which runs on every proc.
    this.state[0] = State.running
  }

  private lastProc = Number.NaN
  private lastState: ProcState | null = null

  /** Throws TraceFault where the event cannot be. */
  check(event: V1Event): void {
    const { goroutine } = event
    if (this.goroutines.length > this.state.length) this.grow()
    const proc = event.proc === this.lastProc && this.lastState !== null ? this.lastState : this.procOf(event.proc)
    const { state } = this
    switch (event.type) {
      case V1.ProcStart:
        if (proc.isRunning) throw this.fault(`p ${event.proc} is running before start`)
        proc.isRunning = true
        break
      case V1.ProcStop:
        if (!proc.isRunning) throw this.fault(`p ${event.proc} is not running before stop`)
        if (proc.goroutine !== 0)
          throw this.fault(`p ${event.proc} is running a goroutine ${this.idOf(proc.goroutine)} during stop`)
        proc.isRunning = false
        break
      case V1.GCStart:
        if (this.isCollecting) throw this.fault('previous GC is not ended before a new one')
        this.isCollecting = true
        break
      case V1.GCDone:
        if (!this.isCollecting) throw this.fault('bogus GC end')
        this.isCollecting = false
        break
      case V1.STWStart:
      case V1.STWDone:
        this.stop(proc, event.type === V1.STWStart)
        break
      case V1.GCSweepStart:
        if (proc.isSweeping) throw this.fault('previous sweeping is not ended before a new one')
        proc.isSweeping = true
        break
      case V1.GCSweepDone:
        if (!proc.isSweeping) throw this.fault('bogus sweeping end')
        proc.isSweeping = false
        break
      case V1.GCMarkAssistStart:
        if (this.assisting[goroutine] === 1) throw this.fault('previous mark assist is not ended before a new one')
        this.assisting[goroutine] = 1
        break
      case V1.GCMarkAssistDone:
        // One that began before the trace ends without a start.
        this.assisting[goroutine] = 0
        break
      case V1.GoWaiting:
      case V1.GoInSyscall:
        if (state[goroutine] !== State.runnable)
          throw this.fault(`g ${this.idOf(goroutine)} is not runnable before Ev${v1Name(event.type)}`)
        state[goroutine] = State.waiting
        break
      case V1.GoCreate: {
        this.needRunning(event, proc, true)
        const created = this.goroutines.slotOf(event.args[0] as number, event.args[1] as number)
        if (created >= state.length) this.grow()
        if (this.state[created] !== State.none) throw this.fault(`g ${this.idOf(created)} already exists`)
        this.state[created] = State.runnable
        break
      }
      case V1.GoStart:
      case V1.GoStartLabel:
        if (state[goroutine] !== State.runnable)
          throw this.fault(`g ${this.idOf(goroutine)} is not runnable before start`)
        if (proc.goroutine !== 0)
          throw this.fault(
            `p ${event.proc} is already running g ${this.idOf(proc.goroutine)} while start g ${this.idOf(goroutine)}`,
          )
        state[goroutine] = State.running
        proc.goroutine = goroutine
        break
      case V1.GoEnd:
      case V1.GoStop:
        this.needRunning(event, proc, false)
        state[goroutine] = State.dead
        proc.goroutine = 0
        if (event.type === V1.GoEnd) this.regions.delete(goroutine)
        break
      case V1.GoSched:
      case V1.GoPreempt:
        this.needRunning(event, proc, false)
        state[goroutine] = State.runnable
        proc.goroutine = 0
        break
      case V1.GoUnblock:
        this.unblock(event, proc)
        break
      case V1.GoSysCall:
        this.needRunning(event, proc, false)
        break
      case V1.GoSysExit:
        if (state[goroutine] !== State.waiting)
          throw this.fault(`g ${this.idOf(goroutine)} is not waiting during syscall exit`)
        state[goroutine] = State.runnable
        break
      case V1.GoSysBlock:
      case V1.GoSleep:
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoBlockGC:
        this.needRunning(event, proc, false)
        state[goroutine] = State.waiting
        proc.goroutine = 0
        break
      case V1.UserTaskCreate: {
        const task = `${event.args[1]}.${event.args[0]}`
        if (this.tasks.has(task)) throw this.fault(`task id conflicts (id:${event.number(0)})`)
        this.tasks.add(task)
        break
      }
      case V1.UserTaskEnd:
        this.tasks.delete(`${event.args[1]}.${event.args[0]}`)
        break
      case V1.UserRegion:
        this.region(event)
    }
  }

  private stop(proc: ProcState, isBegin: boolean): void {
    // Before 1.10 each proc has stops of its own.
    const isOpen = this.version < 10 ? proc.isStopping : this.isStopped
    if (isBegin && isOpen) throw this.fault('previous STW is not ended before a new one')
    if (!isBegin && !isOpen) throw this.fault('bogus STW end')
    if (this.version < 10) proc.isStopping = isBegin
    else this.isStopped = isBegin
  }

  private unblock(event: V1Event, proc: ProcState): void {
    const { goroutine } = event
    if (this.state[goroutine] !== State.running)
      throw this.fault(`g ${this.idOf(goroutine)} is not running while unpark`)
    if (!this.timers.has(goroutine) && proc.goroutine !== goroutine)
      throw this.fault(`p ${event.proc} is not running g ${this.idOf(goroutine)} while unpark`)
    const woken = this.goroutines.find(event.args[0] as number, event.args[1] as number)
    if (woken < 0 || this.state[woken] !== State.waiting)
      throw this.fault(`g ${event.number(0)} is not waiting before unpark`)
    this.state[woken] = State.runnable
  }

  private region(event: V1Event): void {
    const { goroutine, args } = event
    const mode = event.number(1)
    const of = { task: `${args[1]}.${args[0]}`, name: `${args[5]}.${args[4]}` }
    if (mode === 0) {
      const open = this.regions.get(goroutine)
      if (open === undefined) this.regions.set(goroutine, [of])
      else open.push(of)
    } else if (mode === 1) {
      const open = this.regions.get(goroutine)
      const inner = open?.at(-1)
      if (open === undefined || inner === undefined) return
      if (inner.task !== of.task || inner.name !== of.name)
        throw this.fault(
          `misuse of region in goroutine ${this.idOf(goroutine)}: the region that ends is not the inner-most active one`,
        )
      open.pop()
      if (open.length === 0) this.regions.delete(goroutine)
    } else throw this.fault(`invalid user region mode: ${mode}`)
  }

  private needRunning(event: V1Event, proc: ProcState, isZeroAllowed: boolean): void {
    const { goroutine } = event
    if (this.state[goroutine] !== State.running)
      throw this.fault(`g ${this.idOf(goroutine)} is not running while ${v1Name(event.type)}`)
    if (proc.goroutine !== goroutine)
      throw this.fault(`p ${event.proc} is not running g ${this.idOf(goroutine)} while ${v1Name(event.type)}`)
    if (!isZeroAllowed && goroutine === 0) throw this.fault(`g 0 did ${v1Name(event.type)}`)
  }

  private procOf(id: number): ProcState {
    let proc = this.procs.get(id)
    if (proc === undefined) {
      proc = { isRunning: false, goroutine: 0, isSweeping: false, isStopping: false }
      this.procs.set(id, proc)
    }
    if (id !== NO_PROC) {
      this.lastProc = id
      this.lastState = proc
    }
    return proc
  }

  private idOf = (slot: number): bigint => (slot === 0 ? 0n : this.goroutines.idOf(slot))

  private grow(): void {
    const state = new Uint8Array(this.goroutines.id.length * 2)
    state.set(this.state)
    this.state = state
    const assisting = new Uint8Array(state.length)
    assisting.set(this.assisting)
    this.assisting = assisting
  }

  private fault(reason: string): TraceFault {
    return new TraceFault('inconsistent', reason, { byte: this.byte, generation: 1 })
  }

  /** Byte of the file the merge has come to. */
  byte = 0
}
