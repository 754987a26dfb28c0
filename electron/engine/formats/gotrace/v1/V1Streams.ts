// Second pass: the next event of each proc, decoded from its batches as they were stored. Ticks are differences to the first
// batch's, so that they are exact as doubles.
import { VarintCursor } from '../VarintCursor.ts'
import type { SlotTable } from '../core/SlotTable.ts'
import type { Uint32List } from '../../grow.ts'
import type { StoredBatch } from './BatchStore.ts'
import type { V1Index } from './V1Index.ts'
import type { V1Layout } from './v1Events.ts'
import { V1 } from './v1Events.ts'
import { V1Fault } from './v1Faults.ts'

/** Words of arguments kept per stream: three arguments, and room. */
export const ARG_WORDS = 8

/** What a type's events are to the current goroutine of their proc, and whether the first argument is another one. */
const STARTS = 1
const ENDS = 2
const OF_ARGUMENT = 3
const ROLE = new Uint8Array(64)
for (const type of [V1.GoStart, V1.GoStartLocal, V1.GoStartLabel]) ROLE[type] = STARTS
for (const type of [V1.GoEnd, V1.GoStop, V1.GoSched, V1.GoPreempt, V1.GoSleep, V1.GoBlock, V1.GoBlockSend])
  ROLE[type] = ENDS
for (const type of [V1.GoBlockRecv, V1.GoBlockSelect, V1.GoBlockSync, V1.GoBlockCond, V1.GoBlockNet]) ROLE[type] = ENDS
for (const type of [V1.GoSysBlock, V1.GoBlockGC]) ROLE[type] = ENDS
for (const type of [V1.GoSysExit, V1.GoSysExitLocal, V1.GoWaiting, V1.GoInSyscall]) ROLE[type] = OF_ARGUMENT
const NAMES_ANOTHER = new Uint8Array(64)
for (const type of [V1.GoCreate, V1.GoUnblock, V1.GoUnblockLocal]) NAMES_ANOTHER[type] = 1

/** Records that are no events: read in the first pass, or framing. */
const SKIPPED = new Uint8Array(64)
for (const type of [V1.Batch, V1.Frequency, V1.Stack, V1.String, V1.TimerGoroutine, V1.CPUSample]) SKIPPED[type] = 1

/**
 * The next event of each stream, one stream per proc. Two more, behind the others, are for events that come from elsewhere:
 * CPU samples and returns from blocked syscalls.
 */
export class V1Streams {
  /** Byte of the file of the event decoded last. */
  lastByte = 0
  /** Procs. */
  readonly count: number
  readonly samples: number
  readonly exits: number
  /** Id of the proc of each stream; −1: none. */
  readonly proc: Int32Array
  readonly type: Uint8Array
  readonly ticks: Float64Array
  /** Slot of the goroutine it happened on; 0: none. */
  readonly goroutine: Uint32Array
  /** Slot of the goroutine that a GoCreate or GoUnblock is about. */
  readonly another: Uint32Array
  /** Arguments as words; of stream i from i × ARG_WORDS. The stack is not among them. */
  readonly args: Uint32Array
  /** Id of the stack, 0: none. */
  readonly stack: Uint32Array
  /** Index of a UserLog's message. */
  readonly message: Uint32Array
  /** Ticks of the event `blocksNext` found. */
  foundTicks = 0
  private readonly batches: StoredBatch[][]
  private readonly next: Int32Array
  private readonly cursors: VarintCursor[]
  private readonly base: Float64Array
  private readonly clock: Float64Array
  private readonly current: Uint32Array
  private readonly layout: V1Layout
  private readonly index: V1Index
  private readonly goroutines: SlotTable
  private readonly messages: (Uint32List | undefined)[]
  private readonly nextMessage: Uint32Array

  constructor(layout: V1Layout, index: V1Index, goroutines: SlotTable) {
    this.layout = layout
    this.index = index
    this.goroutines = goroutines
    const count = index.batches.size
    const streams = count + 2
    this.count = count
    this.samples = count
    this.exits = count + 1
    this.proc = new Int32Array(streams).fill(-1)
    this.proc.set([...index.batches.keys()])
    this.batches = [...index.batches.values()]
    this.type = new Uint8Array(streams)
    this.ticks = new Float64Array(streams)
    this.goroutine = new Uint32Array(streams)
    this.another = new Uint32Array(streams)
    this.args = new Uint32Array(streams * ARG_WORDS)
    this.stack = new Uint32Array(streams)
    this.message = new Uint32Array(streams)
    this.messages = Array.from(index.batches.keys(), (proc) => index.messages.get(proc))
    this.nextMessage = new Uint32Array(count)
    this.next = new Int32Array(count)
    this.cursors = Array.from({ length: count }, () => new VarintCursor(new Uint8Array(0), 'gotrace'))
    this.base = new Float64Array(count)
    this.clock = new Float64Array(count)
    this.current = new Uint32Array(count)
    this.type[this.samples] = V1.CPUSample
    this.type[this.exits] = V1.GoSysExit
  }

  /** An argument as a number. */
  number(stream: number, arg: number): number {
    const at = stream * ARG_WORDS + 2 * arg
    return (this.args[at + 1] as number) * 4_294_967_296 + (this.args[at] as number)
  }

  /** Decodes the next event of a stream; false: there is none. Throws TraceFault. */
  advance(stream: number): boolean {
    for (;;) {
      const cursor = this.cursors[stream] as VarintCursor
      if (cursor.at >= cursor.end) {
        if (!this.enter(stream)) return false
        continue
      }
      const start = cursor.at
      const first = cursor.bytes[cursor.at++] as number
      const type = first & 63
      if (SKIPPED[type] === 0) {
        this.lastByte = (this.base[stream] as number) + start
        this.decode(stream, cursor, type, first >> 6)
        return true
      }
      pastRecord(cursor, type, first >> 6)
    }
  }

  /** The next batch of a stream: its record gives the ticks its events count from. */
  private enter(stream: number): boolean {
    const batch = this.batches[stream]?.[this.next[stream] as number]
    if (batch === undefined) return false
    this.next[stream] = (this.next[stream] as number) + 1
    const cursor = new VarintCursor(batch.memory, 'gotrace', batch.start + 1, batch.end)
    this.cursors[stream] = cursor
    // Byte of the file, by place in memory.
    this.base[stream] = batch.fileStart - batch.start
    cursor.tryVarint()
    cursor.tryVarint()
    this.clock[stream] = this.index.ticks(cursor.lo, cursor.hi)
    return true
  }

  private decode(stream: number, cursor: VarintCursor, type: number, code: number): void {
    const { layout, args } = this
    const want = layout.args[type] as number
    let end = 0
    if (code === 3) {
      if (!cursor.tryVarint()) throw new V1Fault('badVarint')
      end = cursor.at + cursor.lo
    } else if (code !== want) throw wrongCount(type, want, code)
    if (!cursor.tryVarint()) throw new V1Fault('badVarint')
    const ticks = (this.clock[stream] as number) + (cursor.hi === 0 ? cursor.lo : cursor.number)
    this.clock[stream] = ticks
    this.ticks[stream] = ticks
    this.type[stream] = type
    const hasStack = layout.hasStack[type] as number
    const from = stream * ARG_WORDS
    for (let left = want - hasStack, to = from; left > 0; left--, to += 2) {
      if (!cursor.tryVarint()) throw new V1Fault('badVarint')
      args[to] = cursor.lo
      args[to + 1] = cursor.hi
    }
    if (hasStack === 1) {
      if (!cursor.tryVarint()) throw new V1Fault('badVarint')
      this.stack[stream] = cursor.lo
    } else this.stack[stream] = 0
    if (code === 3 && cursor.at !== end) throw this.otherLength(cursor, type, want, end)
    const role = ROLE[type] as number
    if (role === 0) this.goroutine[stream] = this.current[stream] as number
    else if (role === ENDS) {
      this.goroutine[stream] = this.current[stream] as number
      this.current[stream] = 0
    } else {
      const slot = this.slotOf(args[from] as number, args[from + 1] as number)
      this.goroutine[stream] = slot
      if (role === STARTS) this.current[stream] = slot
    }
    if (NAMES_ANOTHER[type] === 1) this.another[stream] = this.slotOf(args[from] as number, args[from + 1] as number)
    else if (type === V1.UserLog) this.readMessage(stream, cursor)
  }

  /** The message itself was read in the first pass. */
  private readMessage(stream: number, cursor: VarintCursor): void {
    cursor.tryVarint()
    cursor.at += cursor.number
    const at = this.nextMessage[stream] as number
    this.nextMessage[stream] = at + 1
    this.message[stream] = this.messages[stream]?.items[at] ?? 0
  }

  /** 0 for the id 0, which is no goroutine. */
  private slotOf(lo: number, hi: number): number {
    return lo === 0 && hi === 0 ? 0 : this.goroutines.slotOf(lo, hi)
  }

  /**
   * Whether the syscall that the current event of a stream begins is said to block by the next event of its goroutine;
   * `foundTicks` is when.
   */
  blocksNext(stream: number): boolean {
    const { bytes, at, end } = this.cursors[stream] as VarintCursor
    let cursor = new VarintCursor(bytes, 'gotrace', at, end)
    let clock = this.clock[stream] as number
    for (let next = this.next[stream] as number; ; next++) {
      while (cursor.at < cursor.end) {
        const first = cursor.bytes[cursor.at++] as number
        const type = first & 63
        if (SKIPPED[type] === 1) {
          pastRecord(cursor, type, first >> 6)
          continue
        }
        // What starts or returns on this proc is another goroutine.
        if (ROLE[type] !== OF_ARGUMENT) {
          if (type !== V1.GoSysBlock) return false
          if (first >> 6 === 3) cursor.tryVarint()
          cursor.tryVarint()
          this.foundTicks = clock + cursor.number
          return true
        }
        if (this.isOfArgument(stream, cursor, first >> 6)) return false
        clock += this.delta
      }
      const batch = this.batches[stream]?.[next]
      if (batch === undefined) return false
      cursor = new VarintCursor(batch.memory, 'gotrace', batch.start + 1, batch.end)
      cursor.tryVarint()
      cursor.tryVarint()
      clock = this.index.ticks(cursor.lo, cursor.hi)
    }
  }

  private delta = 0

  /** Whether the event the cursor stands in is about the current goroutine of its stream; passes it. */
  private isOfArgument(stream: number, cursor: VarintCursor, code: number): boolean {
    let end = -1
    if (code === 3) {
      cursor.tryVarint()
      end = cursor.at + cursor.lo
    }
    cursor.tryVarint()
    this.delta = cursor.number
    cursor.tryVarint()
    const { lo, hi } = cursor
    if (end >= 0) cursor.at = end
    else for (let left = code - 1; left > 0; left--) cursor.tryVarint()
    return this.goroutines.find(lo, hi) === this.goroutine[stream]
  }

  private otherLength(cursor: VarintCursor, type: number, want: number, end: number): V1Fault {
    let got = want
    if (cursor.at > end) got--
    else while (cursor.at < end && cursor.tryVarint()) got++
    return wrongCount(type, want, got)
  }
}

/** Both counts without the time delta. */
const wrongCount = (type: number, want: number, got: number): V1Fault =>
  new V1Fault('wrongCount', type, BigInt(want + 1), BigInt(got + 1))

/** Behind a record that is no event; the cursor stands behind its type. */
function pastRecord(cursor: VarintCursor, type: number, code: number): void {
  if (type === V1.String) {
    cursor.tryVarint()
    cursor.tryVarint()
    cursor.at += cursor.number
  } else if (code === 3) {
    cursor.tryVarint()
    cursor.at += cursor.number
  } else for (let left = code; left >= 0; left--) cursor.tryVarint()
}
