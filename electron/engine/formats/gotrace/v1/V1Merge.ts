// Merges the procs of a v1 trace into one order. Clocks of processors may disagree, so it is not sorted by time: an event waits
// until its goroutine is in the state it needs (go1.21 src/internal/trace/order.go), and of those that can go the earliest goes.
// Blocked syscalls say when they returned, which is before they could say so: the second pass knows these times already and
// puts each return where it belongs, so that nothing has to be sorted afterwards.
import { TraceFault } from '../TraceFault.ts'
import type { SlotTable } from '../core/SlotTable.ts'
import { ReadyEvents } from './ReadyEvents.ts'
import { SysExits } from './SysExits.ts'
import { V1 } from './v1Events.ts'
import { NO_PROC, V1Event } from './V1Event.ts'
import type { V1Index } from './V1Index.ts'
import type { V1Streams } from './V1Streams.ts'

const Status = { dead: 0, runnable: 1, running: 2, waiting: 3 } as const

/** Key of events that wait for no goroutine, and of the sequence of GC cycles. */
const UNORDERED = -1
const GC = -2
/** In `needs`: any sequence number will do. In `gives`: the same as before, and one more. */
const ANY = 2

/** By type: which goroutine is asked (1: of the event, 2: of the first argument, 3: GC), what state it needs and gets. */
const KEY = new Uint8Array(64)
const NEEDS = new Uint8Array(64)
const GIVES = new Uint8Array(64)
/** 0: sequence number as given by an argument; 1: `firstSeq`; ANY: any. */
const SEQ = new Uint8Array(64)
/** What is added to the sequence number. */
const STEP = new Uint8Array(64)
const rule = (types: number[], key: number, seq: number, needs: number, step: number, gives: number): void => {
  for (const type of types) {
    KEY[type] = key
    SEQ[type] = seq
    NEEDS[type] = needs
    STEP[type] = step
    GIVES[type] = gives
  }
}
rule([V1.GoCreate], 2, 1, Status.dead, 1, Status.runnable)
rule([V1.GoWaiting, V1.GoInSyscall], 1, 1, Status.runnable, 1, Status.waiting)
rule([V1.GoStart, V1.GoStartLabel], 1, 0, Status.runnable, 1, Status.running)
rule([V1.GoStartLocal], 1, ANY, Status.runnable, 1, Status.running)
rule(
  [
    V1.GoBlock,
    V1.GoBlockSend,
    V1.GoBlockRecv,
    V1.GoBlockSelect,
    V1.GoBlockSync,
    V1.GoBlockCond,
    V1.GoBlockNet,
    V1.GoSleep,
    V1.GoSysBlock,
    V1.GoBlockGC,
  ],
  1,
  ANY,
  Status.running,
  0,
  Status.waiting,
)
rule([V1.GoSched, V1.GoPreempt], 1, ANY, Status.running, 0, Status.runnable)
rule([V1.GoUnblock, V1.GoSysExit], 2, 0, Status.waiting, 1, Status.runnable)
rule([V1.GoUnblockLocal, V1.GoSysExitLocal], 2, ANY, Status.waiting, 1, Status.runnable)
rule([V1.GCStart], 3, 0, Status.dead, 1, Status.dead)

/** Sequence numbers a goroutine has when it is created and when tracing tells that it waits. */
const FIRST_SEQ: Record<number, number> = { [V1.GoCreate]: 0, [V1.GoWaiting]: 1, [V1.GoInSyscall]: 1 }
const LOCAL: Record<number, number> = {
  [V1.GoStartLocal]: V1.GoStart,
  [V1.GoUnblockLocal]: V1.GoUnblock,
  [V1.GoSysExitLocal]: V1.GoSysExit,
}

/** Takes events in their order. `next` is the type of the next event on the same goroutine, told for GoSysCall only. */
export type V1Take = (event: V1Event, next: number) => void

export class V1Merge {
  private readonly streams: V1Streams
  private readonly index: V1Index
  private readonly goroutines: SlotTable
  private readonly frontier: ReadyEvents
  private readonly exits: SysExits
  private readonly event = new V1Event()
  private readonly exitEvent = new V1Event(V1.GoSysExit)
  private readonly take: V1Take
  /** State of each goroutine, by slot. */
  private status = new Uint8Array(0)
  private seq = new Float64Array(0)
  /** Ticks of the last GoSysBlock or GoInSyscall; NaN: none. */
  private blockedAt = new Float64Array(0)
  /** First stream that waits for a goroutine, and the next one of each. */
  private waiter = new Int32Array(0)
  private readonly nextWaiter: Int32Array
  private gcSeq = 0
  private gcWaiter = -1
  private waiting = 0
  private order: Uint32Array = new Uint32Array(0)
  private sample = 0
  private sampleTicks = new Float64Array(0)
  private last = -Infinity

  constructor(streams: V1Streams, index: V1Index, goroutines: SlotTable, take: V1Take) {
    this.streams = streams
    this.index = index
    this.goroutines = goroutines
    this.take = take
    this.frontier = new ReadyEvents(streams.count + 1, streams.ticks)
    this.nextWaiter = new Int32Array(streams.count).fill(-1)
    this.exits = new SysExits(index.exitGoroutine.trimmed(), index.exitTicks.trimmed())
    this.sortSamples()
  }

  /** Ticks of the first event; NaN: there is none. */
  firstTicks = Number.NaN

  run(): void {
    const { streams, frontier } = this
    for (let stream = 0; stream < streams.count; stream++) if (streams.advance(stream)) this.offer(stream)
    if (this.nextSample()) frontier.push(streams.count)
    while (frontier.length > 0) {
      const stream = frontier.heap[0] as number
      if (stream !== streams.count) this.putFirst(stream)
      else {
        this.putSample()
        if (this.nextSample()) frontier.replace()
        else frontier.pop()
      }
    }
    if (this.waiting > 0) throw this.inconsistent('no consistent ordering of events possible')
    this.flushExits(Infinity)
  }

  /** Enters a stream's event where its turn may have come, else among those that wait for its goroutine. */
  private offer(stream: number): boolean {
    const { streams } = this
    const type = streams.type[stream] as number
    const key = this.keyOf(stream, type)
    if (this.isReady(stream, type, key)) {
      this.frontier.push(stream)
      return true
    }
    this.waiting++
    if (key === GC) {
      this.nextWaiter[stream] = this.gcWaiter
      this.gcWaiter = stream
    } else {
      this.nextWaiter[stream] = this.waiter[key] as number
      this.waiter[key] = stream
    }
    return false
  }

  private keyOf(stream: number, type: number): number {
    const of = KEY[type] as number
    if (of === 0) return UNORDERED
    if (of === 3) return GC
    const slot = of === 1 ? (this.streams.goroutine[stream] as number) : this.streams.argSlot(stream, 0)
    if (slot >= this.status.length) this.grow()
    return slot
  }

  private isReady(stream: number, type: number, key: number): boolean {
    if (key === UNORDERED) return true
    if (key === GC) return this.seqOf(stream, 0) === this.gcSeq
    if (this.status[key] !== NEEDS[type]) return false
    const seq = SEQ[type]
    if (seq === ANY) return true
    return this.seq[key] === (seq === 1 ? FIRST_SEQ[type] : this.seqOf(stream, 1))
  }

  private seqOf(stream: number, arg: number): number {
    const { args } = this.streams
    const at = stream * 8 + 2 * arg
    return (args[at + 1] as number) * 4_294_967_296 + (args[at] as number)
  }

  private putFirst(stream: number): void {
    const { streams, frontier, event } = this
    const type = streams.type[stream] as number
    const key = this.keyOf(stream, type)
    if (!this.isReady(stream, type, key)) throw this.inconsistent('encountered impossible goroutine state transition')
    const ticks = streams.ticks[stream] as number
    event.type = LOCAL[type] ?? type
    event.ticks = ticks
    event.proc = streams.proc[stream] as number
    event.goroutine = streams.goroutine[stream] as number
    event.stack = streams.stack[stream] as number
    event.message = streams.message[stream] as number
    const from = stream * 8
    for (let word = 0; word < 6; word++) event.args[word] = streams.args[from + word] as number
    this.transit(stream, type, key)
    const hasNext = streams.advance(stream)
    const isAwaited = this.isAwaited(key)
    if (hasNext && !isAwaited && this.isNextReady(stream)) frontier.replace()
    else {
      frontier.pop()
      // Those that waited are asked first, as in Go's reader.
      if (isAwaited) this.wake(key)
      if (hasNext) this.offer(stream)
    }
    this.put(type, ticks, stream)
  }

  private transit(stream: number, type: number, key: number): void {
    if (key === UNORDERED) return
    if (key === GC) {
      this.gcSeq = this.seqOf(stream, 0) + 1
      return
    }
    this.status[key] = GIVES[type] as number
    this.seq[key] = (this.seq[key] as number) + (STEP[type] as number)
  }

  private isNextReady(stream: number): boolean {
    const type = this.streams.type[stream] as number
    return this.isReady(stream, type, this.keyOf(stream, type))
  }

  private isAwaited(key: number): boolean {
    if (key === UNORDERED || this.waiting === 0) return false
    return key === GC ? this.gcWaiter >= 0 : (this.waiter[key] as number) >= 0
  }

  /** Those that waited for this goroutine are asked again. */
  private wake(key: number): void {
    let stream = key === GC ? this.gcWaiter : (this.waiter[key] as number)
    if (key === GC) this.gcWaiter = -1
    else this.waiter[key] = -1
    while (stream >= 0) {
      const next = this.nextWaiter[stream] as number
      this.waiting--
      this.offer(stream)
      stream = next
    }
  }

  private put(type: number, ticks: number, stream: number): void {
    const { event, exits } = this
    this.checkTime(ticks)
    if (Number.isNaN(this.firstTicks)) this.firstTicks = ticks
    this.flushExits(ticks)
    if (type === V1.GoSysExit || type === V1.GoSysExitLocal) {
      const at = type === V1.GoSysExit ? 2 : 1
      const goroutine = event.goroutine
      if (event.args[2 * at] !== 0 || event.args[2 * at + 1] !== 0) {
        const real = this.index.ticks(event.args[2 * at] as number, event.args[2 * at + 1] as number)
        const blocked = this.blockedAt[goroutine] as number
        if (Number.isNaN(blocked)) throw this.inconsistent('stray syscall exit')
        if (real < blocked) throw this.inconsistent('time stamps out of order')
        if (exits.settle(goroutine)) return
        if (!exits.isPending(goroutine)) throw this.inconsistent('stray syscall exit')
        // Its time is still to come.
        if (real > ticks) return
        exits.takeOut(goroutine)
        event.ticks = real
      }
      event.proc = NO_PROC
    } else if (type === V1.GoSysBlock || type === V1.GoInSyscall) {
      this.blockedAt[event.goroutine] = ticks
      exits.expect(event.goroutine, ticks)
    }
    this.take(event, type === V1.GoSysCall ? this.nextOn(stream, event.goroutine) : 0)
  }

  /** Type of what happens next on the goroutine that just entered a syscall; a CPU sample counts. */
  private nextOn(stream: number, goroutine: number): number {
    const { streams, sampleTicks } = this
    const next = streams.peek(stream, goroutine)
    const until = next === 0 ? Infinity : streams.foundTicks
    for (let at = this.sample; at < sampleTicks.length && (sampleTicks[at] as number) < until; at++)
      if (this.sampleGoroutine(at) === goroutine) return V1.CPUSample
    return next
  }

  private flushExits(before: number): void {
    const { exits, exitEvent } = this
    while (exits.earliest < before) {
      exitEvent.ticks = exits.earliest
      exitEvent.goroutine = exits.takeFirst()
      this.take(exitEvent, 0)
    }
  }

  private checkTime(ticks: number): void {
    if (ticks < this.last) throw this.inconsistent('time stamps out of order')
    this.last = ticks
  }

  /** False: there is no sample left. */
  private nextSample(): boolean {
    if (this.sample === this.sampleTicks.length) return false
    this.streams.ticks[this.streams.count] = this.sampleTicks[this.sample] as number
    return true
  }

  private putSample(): void {
    const { event } = this
    const ticks = this.sampleTicks[this.sample] as number
    this.checkTime(ticks)
    if (Number.isNaN(this.firstTicks)) this.firstTicks = ticks
    this.flushExits(ticks)
    const { samples } = this.index
    const at = 7 * (this.order[this.sample] as number)
    event.type = V1.CPUSample
    event.ticks = ticks
    event.proc = (samples.items[at + 2] as number) | 0
    event.goroutine = this.sampleGoroutine(this.sample)
    event.stack = samples.items[at + 6] as number
    this.sample++
    this.take(event, 0)
  }

  private sampleGoroutine(sample: number): number {
    const { samples } = this.index
    const at = 7 * (this.order[sample] as number)
    const lo = samples.items[at + 4] as number
    const hi = samples.items[at + 5] as number
    return lo === 0 && hi === 0 ? 0 : this.goroutines.slotOf(lo, hi)
  }

  private sortSamples(): void {
    const { samples } = this.index
    const count = samples.length / 7
    const ticks = Float64Array.from({ length: count }, (_, at) =>
      this.index.ticks(samples.items[7 * at] as number, samples.items[7 * at + 1] as number),
    )
    this.order = Uint32Array.from({ length: count }, (_, at) => at).sort(
      (a, b) => (ticks[a] as number) - (ticks[b] as number) || a - b,
    )
    this.sampleTicks = ticks.map((_, at) => ticks[this.order[at] as number] as number)
  }

  private grow(): void {
    const capacity = Math.max(1024, this.goroutines.id.length * 2)
    const status = new Uint8Array(capacity)
    status.set(this.status)
    this.status = status
    const seq = new Float64Array(capacity)
    seq.set(this.seq)
    this.seq = seq
    const blockedAt = new Float64Array(capacity).fill(Number.NaN)
    blockedAt.set(this.blockedAt)
    this.blockedAt = blockedAt
    const waiter = new Int32Array(capacity).fill(-1)
    waiter.set(this.waiter)
    this.waiter = waiter
  }

  private inconsistent(reason: string): TraceFault {
    return new TraceFault('inconsistent', reason, { byte: this.streams.lastByte, generation: 1 })
  }
}
