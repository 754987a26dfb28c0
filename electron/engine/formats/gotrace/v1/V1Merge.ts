// Merges the procs of a v1 trace into one order. Clocks of processors may disagree, so it is not sorted by time: an event waits
// until its goroutine is in the state it needs (v1Rules.ts), and of those that can go the earliest goes.
// Blocked syscalls say when they returned, which is before they could say so: the second pass knows these times already and
// puts each return where it belongs, so that nothing has to be sorted afterwards.
import type { SlotTable } from '../core/SlotTable.ts'
import { ReadyEvents } from './ReadyEvents.ts'
import { SysExits } from './SysExits.ts'
import { V1 } from './v1Events.ts'
import { V1Fault } from './v1Faults.ts'
import { FIRST_SEQ, GIVES, NEEDS, NEEDS_SEQ, PLAIN, Seq, STEP, WHOSE, Whose } from './v1Rules.ts'
import type { V1Goroutines } from './V1Goroutines.ts'
import { ORDER_MASK, RECORD, SEQ, WAITER } from './V1Goroutines.ts'
import type { V1Index } from './V1Index.ts'
import { sortedSamples } from './v1Samples.ts'
import type { V1Samples } from './v1Samples.ts'
import type { V1Streams } from './V1Streams.ts'
import { ARG_WORDS } from './V1Streams.ts'

/** Keys of events that wait for no goroutine. */
const UNORDERED = -1
const GC = -2

/**
 * Takes events in their order: the event in this row of the streams, its type (no Local ones) told. `blocks` is told for
 * GoSysCall only: whether the syscall turns out to block.
 */
export type V1Take = (row: number, type: number, blocks: boolean) => void

export class V1Merge {
  /** Ticks of the first event; NaN: there was none yet. */
  firstTicks = Number.NaN
  private readonly streams: V1Streams
  private readonly index: V1Index
  private readonly goroutines: SlotTable
  private readonly states: V1Goroutines
  private readonly ready: ReadyEvents
  private readonly exits: SysExits
  private readonly take: V1Take
  /** Streams that wait for the same, one after the other. */
  private readonly nextWaiter: Int32Array
  private waiting = 0
  private gcSeq = 0
  private gcWaiter = -1
  /** Ticks of the last GoSysBlock or GoInSyscall of a goroutine. */
  private readonly blockedAt = new Map<number, number>()
  private last = -Infinity
  // CPU samples by time.
  private sample = 0
  /** The one in its row. */
  private firstWaiting = 0
  private readonly samples: V1Samples

  constructor(streams: V1Streams, index: V1Index, goroutines: SlotTable, states: V1Goroutines, take: V1Take) {
    this.streams = streams
    this.index = index
    this.goroutines = goroutines
    this.states = states
    this.take = take
    this.ready = new ReadyEvents(streams.count + 1, streams.ticks)
    this.nextWaiter = new Int32Array(streams.count).fill(-1)
    const exits = index.exitGoroutine.trimmed()
    const exitSlots = Uint32Array.from({ length: exits.length / 2 }, (_, at) =>
      goroutines.slotOf(exits[2 * at] as number, exits[2 * at + 1] as number),
    )
    this.exits = new SysExits(exitSlots, index.exitTicks.trimmed())
    this.samples = sortedSamples(index)
  }

  run(): void {
    const { streams, ready } = this
    for (let stream = 0; stream < streams.count; stream++) if (streams.advance(stream)) this.offer(stream)
    if (this.nextSample()) ready.push(streams.samples)
    while (ready.length > 0) {
      const stream = ready.heap[0] as number
      if (stream !== streams.samples) this.putFirst(stream)
      else {
        this.put(stream, V1.CPUSample)
        if (this.nextSample()) ready.replace()
        else ready.pop()
      }
    }
    if (this.waiting > 0) throw new V1Fault('noOrder')
    this.flushExits(Infinity)
  }

  private putFirst(stream: number): void {
    const { streams, ready } = this
    const type = streams.type[stream] as number
    const key = this.keyOf(stream, type)
    if (!this.isReady(stream, type, key)) throw new V1Fault('impossible')
    if (key >= 0) {
      const { words } = this.states
      const record = key * RECORD
      words[record] = ((words[record] as number) & ~ORDER_MASK) | (GIVES[type] as number)
      words[record + SEQ] = (words[record + SEQ] as number) + (STEP[type] as number)
    } else if (key === GC) this.gcSeq = streams.number(stream, 0) + 1
    this.put(stream, type)
    const hasNext = streams.advance(stream)
    const isAwaited = this.waiting > 0 && this.isAwaited(key)
    if (hasNext && !isAwaited) {
      const next = streams.type[stream] as number
      if (this.isReady(stream, next, this.keyOf(stream, next))) {
        ready.replace()
        return
      }
    }
    ready.pop()
    // Those that waited are asked first, as in Go's reader.
    if (isAwaited) this.wake(key)
    if (hasNext) this.offer(stream)
  }

  private keyOf(stream: number, type: number): number {
    const whose = WHOSE[type] as number
    if (whose === Whose.own) return this.streams.goroutine[stream] as number
    if (whose === Whose.another) return this.streams.another[stream] as number
    return whose === Whose.nobody ? UNORDERED : GC
  }

  private isReady(stream: number, type: number, key: number): boolean {
    if (key === UNORDERED) return true
    if (key === GC) return this.streams.number(stream, 0) === this.gcSeq
    const { words } = this.states
    const record = key * RECORD
    if (((words[record] as number) & ORDER_MASK) !== NEEDS[type]) return false
    const seq = NEEDS_SEQ[type] as number
    if (seq === Seq.any) return true
    if (seq === Seq.first) return words[record + SEQ] === FIRST_SEQ[type]
    return words[record + SEQ] === this.streams.number(stream, 1)
  }

  /** Enters a stream's event where its turn may have come, else among those that wait for its goroutine. */
  private offer(stream: number): void {
    const type = this.streams.type[stream] as number
    const key = this.keyOf(stream, type)
    if (this.isReady(stream, type, key)) {
      this.ready.push(stream)
      return
    }
    this.waiting++
    if (key === GC) {
      this.nextWaiter[stream] = this.gcWaiter
      this.gcWaiter = stream
    } else {
      const { words } = this.states
      this.nextWaiter[stream] = (words[key * RECORD + WAITER] as number) - 1
      words[key * RECORD + WAITER] = stream + 1
    }
  }

  private isAwaited(key: number): boolean {
    if (key >= 0) return this.states.words[key * RECORD + WAITER] !== 0
    return key === GC && this.gcWaiter >= 0
  }

  /** Those that waited for this goroutine are asked again. */
  private wake(key: number): void {
    const { words } = this.states
    let stream = key === GC ? this.gcWaiter : (words[key * RECORD + WAITER] as number) - 1
    if (key === GC) this.gcWaiter = -1
    else words[key * RECORD + WAITER] = 0
    while (stream >= 0) {
      const next = this.nextWaiter[stream] as number
      this.waiting--
      this.offer(stream)
      stream = next
    }
  }

  private put(row: number, type: number): void {
    const ticks = this.streams.ticks[row] as number
    if (ticks < this.last) throw new V1Fault('timeOrder')
    this.last = ticks
    if (Number.isNaN(this.firstTicks)) this.firstTicks = ticks
    if (this.exits.earliest < ticks) this.flushExits(ticks)
    const plain = PLAIN[type] as number
    if (plain === V1.GoSysExit) this.putExit(row, type)
    else {
      if (type === V1.GoSysBlock || type === V1.GoInSyscall) this.block(row)
      this.take(row, plain, type === V1.GoSysCall && this.blocks(row))
    }
  }

  private block(row: number): void {
    const ticks = this.streams.ticks[row] as number
    const goroutine = this.streams.goroutine[row] as number
    this.blockedAt.set(goroutine, ticks)
    this.exits.expect(goroutine, ticks)
  }

  /** The event of a return from a blocked syscall: mostly the return itself was put before, at the time it says. */
  private putExit(row: number, type: number): void {
    const { streams, exits } = this
    const ticks = streams.ticks[row] as number
    const goroutine = streams.goroutine[row] as number
    const at = row * ARG_WORDS + (type === V1.GoSysExit ? 4 : 2)
    const lo = streams.args[at] as number
    const hi = streams.args[at + 1] as number
    let time = ticks
    if (lo !== 0 || hi !== 0) {
      const real = this.index.ticks(lo, hi)
      const blocked = this.blockedAt.get(goroutine)
      if (blocked === undefined) throw new V1Fault('strayExit')
      if (real < blocked) throw new V1Fault('timeOrder')
      if (exits.settle(goroutine)) return
      if (!exits.isPending(goroutine)) throw new V1Fault('strayExit')
      // Its time is still to come.
      if (real > ticks) return
      exits.takeOut(goroutine)
      time = real
    }
    streams.goroutine[streams.exits] = goroutine
    streams.ticks[streams.exits] = time
    this.take(streams.exits, V1.GoSysExit, false)
  }

  private flushExits(before: number): void {
    const { exits, streams } = this
    while (exits.earliest < before) {
      streams.ticks[streams.exits] = exits.earliest
      streams.goroutine[streams.exits] = exits.takeFirst()
      this.take(streams.exits, V1.GoSysExit, false)
    }
  }

  /** Whether the next thing that happens on a goroutine is that its syscall blocks; a CPU sample before that says no. */
  private blocks(stream: number): boolean {
    const { streams, samples, goroutines } = this
    if (!streams.blocksNext(stream)) return false
    const { ticks, goroutine } = samples
    for (let at = this.firstWaiting; at < ticks.length && (ticks[at] as number) < streams.foundTicks; at++) {
      const id = goroutine[at] as bigint
      const slot = goroutines.find(Number(id & 0xffff_ffffn), Number(id >> 32n))
      if (slot === streams.goroutine[stream]) return false
    }
    return true
  }

  /** Puts the next CPU sample into its row; false: there is none left. */
  private nextSample(): boolean {
    const { streams, sample, samples } = this
    this.firstWaiting = sample
    if (sample === samples.ticks.length) return false
    const row = streams.samples
    const id = samples.goroutine[sample] as bigint
    streams.ticks[row] = samples.ticks[sample] as number
    streams.proc[row] = Number(BigInt.asIntN(32, samples.proc[sample] as bigint))
    streams.goroutine[row] = id === 0n ? 0 : this.goroutines.slotOf(Number(id & 0xffff_ffffn), Number(id >> 32n))
    streams.stack[row] = samples.stack[sample] as number
    this.sample++
    return true
  }
}
