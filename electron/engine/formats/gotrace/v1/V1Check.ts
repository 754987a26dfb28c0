// What must hold of a v1 trace's events once they are in order (go1.21 src/internal/trace/parser.go, postProcessTrace): a proc
// runs one goroutine at a time, a goroutine is unblocked only while it waits, ranges do not overlap, …
import type { SlotTable } from '../core/SlotTable.ts'
import { V1 } from './v1Events.ts'
import { V1Fault } from './v1Faults.ts'
import type { V1FaultName } from './v1Faults.ts'
import type { V1Goroutines } from './V1Goroutines.ts'
import { ASSISTING, Life, LIFE_MASK, RECORD } from './V1Goroutines.ts'
import type { V1Streams } from './V1Streams.ts'
import { ARG_WORDS } from './V1Streams.ts'

interface Region {
  task: number
  name: number
}

export class V1Check {
  private readonly version: number
  private readonly goroutines: SlotTable
  private readonly states: V1Goroutines
  private readonly streams: V1Streams
  private readonly timers: ReadonlySet<number>
  // Procs, by stream.
  private readonly isRunning: Uint8Array
  private readonly isSweeping: Uint8Array
  private readonly isStopping: Uint8Array
  /** Slot of the goroutine a proc runs; 0: none. */
  private readonly running: Uint32Array
  private readonly regions = new Map<number, Region[]>()
  private readonly tasks = new Set<number>()
  private isCollecting = false
  private isStopped = false

  constructor(version: number, streams: V1Streams, goroutines: SlotTable, states: V1Goroutines, timers: Uint32Array) {
    this.version = version
    this.streams = streams
    this.goroutines = goroutines
    this.states = states
    this.timers = new Set(
      Array.from({ length: timers.length / 2 }, (_, at) =>
        goroutines.slotOf(timers[2 * at] as number, timers[2 * at + 1] as number),
      ),
    )
    const rows = streams.type.length
    this.isRunning = new Uint8Array(rows)
    this.isSweeping = new Uint8Array(rows)
    this.isStopping = new Uint8Array(rows)
    this.running = new Uint32Array(rows)
  }

  /** Throws TraceFault where the event in this row cannot be. */
  check(row: number, type: number): void {
    const { streams, running } = this
    const goroutine = streams.goroutine[row] as number
    switch (type) {
      case V1.ProcStart:
        if (this.isRunning[row] === 1) throw this.fault('procRunning', row)
        this.isRunning[row] = 1
        break
      case V1.ProcStop:
        if (this.isRunning[row] === 0) throw this.fault('procStopped', row)
        if (running[row] !== 0) throw this.fault('procBusy', row, type, running[row])
        this.isRunning[row] = 0
        break
      case V1.GCStart:
        if (this.isCollecting) throw new V1Fault('gcOpen')
        this.isCollecting = true
        break
      case V1.GCDone:
        if (!this.isCollecting) throw new V1Fault('gcNotOpen')
        this.isCollecting = false
        break
      case V1.STWStart:
      case V1.STWDone:
        this.stop(row, type === V1.STWStart)
        break
      case V1.GCSweepStart:
        if (this.isSweeping[row] === 1) throw new V1Fault('sweepOpen')
        this.isSweeping[row] = 1
        break
      case V1.GCSweepDone:
        if (this.isSweeping[row] === 0) throw new V1Fault('sweepNotOpen')
        this.isSweeping[row] = 0
        break
      case V1.GCMarkAssistStart:
        this.assist(goroutine)
        break
      case V1.GCMarkAssistDone: {
        // One that began before the trace ends without a start.
        const { words } = this.states
        words[goroutine * RECORD] = (words[goroutine * RECORD] as number) & ~ASSISTING
        break
      }
      case V1.GoWaiting:
      case V1.GoInSyscall:
        if (this.life(goroutine) !== Life.runnable) throw new V1Fault('notRunnable', type, this.idOf(goroutine))
        this.setLife(goroutine, Life.waiting)
        break
      case V1.GoCreate: {
        this.needRunning(row, type)
        const created = streams.another[row] as number
        if (this.life(created) !== Life.none) throw new V1Fault('exists', type, this.idOf(created))
        this.setLife(created, Life.runnable)
        break
      }
      case V1.GoStart:
      case V1.GoStartLabel:
        if (this.life(goroutine) !== Life.runnable) throw new V1Fault('startNotRunnable', type, this.idOf(goroutine))
        if (running[row] !== 0) throw this.fault('startBusy', row, type, goroutine)
        this.setLife(goroutine, Life.running)
        running[row] = goroutine
        break
      case V1.GoEnd:
      case V1.GoStop:
        this.leave(row, type, Life.dead)
        if (type === V1.GoEnd && this.regions.size > 0) this.regions.delete(goroutine)
        break
      case V1.GoSched:
      case V1.GoPreempt:
        this.leave(row, type, Life.runnable)
        break
      case V1.GoUnblock:
        this.unblock(row)
        break
      case V1.GoSysCall:
        this.needRunning(row, type)
        if (goroutine === 0) throw new V1Fault('zeroDid', type)
        break
      case V1.GoSysExit:
        if (this.life(goroutine) !== Life.waiting) throw new V1Fault('exitNotWaiting', type, this.idOf(goroutine))
        this.setLife(goroutine, Life.runnable)
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
        this.leave(row, type, Life.waiting)
        break
      case V1.UserTaskCreate: {
        const task = streams.number(row, 0)
        if (this.tasks.has(task)) throw new V1Fault('taskConflict', type, BigInt(task))
        this.tasks.add(task)
        break
      }
      case V1.UserTaskEnd:
        this.tasks.delete(streams.number(row, 0))
        break
      case V1.UserRegion:
        this.region(row)
    }
  }

  private life(goroutine: number): number {
    return (this.states.words[goroutine * RECORD] as number) & LIFE_MASK
  }

  private setLife(goroutine: number, life: number): void {
    const { words } = this.states
    words[goroutine * RECORD] = ((words[goroutine * RECORD] as number) & ~LIFE_MASK) | life
  }

  private assist(goroutine: number): void {
    const { words } = this.states
    const word = words[goroutine * RECORD] as number
    if ((word & ASSISTING) !== 0) throw new V1Fault('assistOpen')
    words[goroutine * RECORD] = word | ASSISTING
  }

  /** The current goroutine of the proc goes off it. */
  private leave(row: number, type: number, life: number): void {
    this.needRunning(row, type)
    const goroutine = this.streams.goroutine[row] as number
    if (goroutine === 0) throw new V1Fault('zeroDid', type)
    this.setLife(goroutine, life)
    this.running[row] = 0
  }

  private stop(row: number, isBegin: boolean): void {
    // Before 1.10 each proc has stops of its own.
    const isOwn = this.version < 10
    const isOpen = isOwn ? this.isStopping[row] === 1 : this.isStopped
    if (isBegin && isOpen) throw new V1Fault('stopOpen')
    if (!isBegin && !isOpen) throw new V1Fault('stopNotOpen')
    if (isOwn) this.isStopping[row] = Number(isBegin)
    else this.isStopped = isBegin
  }

  private unblock(row: number): void {
    const { streams } = this
    const goroutine = streams.goroutine[row] as number
    if (this.life(goroutine) !== Life.running) throw new V1Fault('wakerNotRunning', 0, this.idOf(goroutine))
    if (this.running[row] !== goroutine && !this.timers.has(goroutine))
      throw this.fault('wakerOther', row, 0, goroutine)
    const woken = streams.another[row] as number
    if (this.life(woken) !== Life.waiting) throw new V1Fault('notWaiting', 0, this.idOf(woken))
    this.setLife(woken, Life.runnable)
  }

  private region(row: number): void {
    const { streams, regions } = this
    const goroutine = streams.goroutine[row] as number
    const mode = streams.number(row, 1)
    const task = streams.number(row, 0)
    const name = streams.args[row * ARG_WORDS + 4] as number
    const open = regions.get(goroutine)
    if (mode === 0) {
      if (open === undefined) regions.set(goroutine, [{ task, name }])
      else open.push({ task, name })
    } else if (mode === 1) {
      const inner = open?.at(-1)
      if (open === undefined || inner === undefined) return
      if (inner.task !== task || inner.name !== name) throw new V1Fault('otherRegion', 0, this.idOf(goroutine))
      open.pop()
      if (open.length === 0) regions.delete(goroutine)
    } else throw new V1Fault('badRegion', 0, BigInt(mode))
  }

  private needRunning(row: number, type: number): void {
    const goroutine = this.streams.goroutine[row] as number
    if (this.life(goroutine) !== Life.running) throw new V1Fault('notRunning', type, this.idOf(goroutine))
    if (this.running[row] !== goroutine) throw this.fault('procOther', row, type, goroutine)
  }

  private idOf(slot: number): bigint {
    return slot === 0 ? 0n : this.goroutines.idOf(slot)
  }

  /** A fault of a proc; the goroutine by its slot. */
  private fault(fault: V1FaultName, row: number, type = 0, goroutine = 0): V1Fault {
    return new V1Fault(fault, type, BigInt(this.streams.proc[row] as number), this.idOf(goroutine))
  }
}
