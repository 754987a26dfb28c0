// Second pass: the next event of each proc, decoded from its batches as they were stored. Ticks are differences to the first
// batch's, so that they are exact as doubles.
import { TraceFault } from '../TraceFault.ts'
import type { TraceTablesBuilder } from '../TraceTablesBuilder.ts'
import { VarintCursor } from '../VarintCursor.ts'
import type { SlotTable } from '../core/SlotTable.ts'
import type { StoredBatch } from './BatchStore.ts'
import { BAD_VARINT } from './V1Index.ts'
import type { V1Index } from './V1Index.ts'
import type { V1Layout } from './v1Events.ts'
import { V1, v1Name } from './v1Events.ts'

/** Words of arguments kept per stream: three arguments and the stack. */
const ARG_WORDS = 8

/** What a type's events are to the current goroutine of their proc. */
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

/** Records that are no events: read in the first pass, or framing. */
const SKIPPED = new Uint8Array(64)
for (const type of [V1.Batch, V1.Frequency, V1.Stack, V1.String, V1.TimerGoroutine, V1.CPUSample]) SKIPPED[type] = 1

export class V1Streams {
  readonly count: number
  /** Proc of each stream; −1: none. */
  readonly proc: Int32Array
  // The next event of each stream.
  readonly type: Uint8Array
  /** One more, behind the last: for the CPU samples, which the merge keeps. */
  readonly ticks: Float64Array
  /** Slot of the goroutine it happened on; 0: none. */
  readonly goroutine: Uint32Array
  /** Arguments as words; of stream i from i × 8. The stack is not among them. */
  readonly args: Uint32Array
  readonly stack: Uint32Array
  /** Index of a UserLog's message. */
  readonly message: Uint32Array
  private readonly batches: StoredBatch[][]
  private readonly next: Int32Array
  private readonly cursors: VarintCursor[]
  private readonly base: Float64Array
  private readonly clock: Float64Array
  private readonly current: Uint32Array
  private readonly layout: V1Layout
  private readonly index: V1Index
  private readonly goroutines: SlotTable
  private readonly tables: TraceTablesBuilder
  private start = 0
  private last = 0

  constructor(layout: V1Layout, index: V1Index, goroutines: SlotTable, tables: TraceTablesBuilder) {
    this.layout = layout
    this.index = index
    this.goroutines = goroutines
    this.tables = tables
    const count = index.batches.size
    this.count = count
    this.proc = Int32Array.from(index.batches.keys())
    this.batches = [...index.batches.values()]
    this.type = new Uint8Array(count)
    this.ticks = new Float64Array(count + 1)
    this.goroutine = new Uint32Array(count)
    this.args = new Uint32Array(count * ARG_WORDS)
    this.stack = new Uint32Array(count)
    this.message = new Uint32Array(count)
    this.next = new Int32Array(count)
    this.cursors = Array.from({ length: count }, () => new VarintCursor(new Uint8Array(0), 'gotrace'))
    this.base = new Float64Array(count)
    this.clock = new Float64Array(count)
    this.current = new Uint32Array(count)
  }

  /** Decodes the next event of a stream; false: there is none. Throws TraceFault. */
  advance(stream: number): boolean {
    const { layout } = this
    for (;;) {
      let cursor = this.cursors[stream] as VarintCursor
      if (cursor.at >= cursor.end) {
        if (!this.enter(stream)) return false
        cursor = this.cursors[stream] as VarintCursor
      }
      const first = cursor.bytes[cursor.at] as number
      this.start = cursor.at
      this.last = stream
      const type = first & 63
      if (SKIPPED[type] === 1) {
        this.skip(cursor, type, first >> 6)
        continue
      }
      this.decode(stream, cursor, type, first >> 6, layout)
      return true
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

  private skip(cursor: VarintCursor, type: number, code: number): void {
    cursor.at++
    if (type === V1.String) {
      cursor.tryVarint()
      cursor.tryVarint()
      cursor.at += cursor.number
    } else if (code === 3) {
      cursor.tryVarint()
      cursor.at += cursor.number
    } else for (let left = code; left >= 0; left--) cursor.tryVarint()
  }

  private decode(stream: number, cursor: VarintCursor, type: number, code: number, layout: V1Layout): void {
    cursor.at++
    const want = layout.args[type] as number
    let end = 0
    if (code === 3) {
      if (!cursor.tryVarint()) throw this.fault(stream, BAD_VARINT)
      end = cursor.at + cursor.lo
    } else if (code !== want) throw this.wrongCount(stream, type, want, code)
    if (!cursor.tryVarint()) throw this.fault(stream, BAD_VARINT)
    const ticks = (this.clock[stream] as number) + cursor.number
    this.clock[stream] = ticks
    this.ticks[stream] = ticks
    this.type[stream] = type
    const { args } = this
    const hasStack = layout.hasStack[type] as number
    let to = stream * ARG_WORDS
    for (let left = want - hasStack; left > 0; left--, to += 2) {
      if (!cursor.tryVarint()) throw this.fault(stream, BAD_VARINT)
      args[to] = cursor.lo
      args[to + 1] = cursor.hi
    }
    if (hasStack === 1) {
      if (!cursor.tryVarint()) throw this.fault(stream, BAD_VARINT)
      this.stack[stream] = cursor.lo
    } else this.stack[stream] = 0
    if (code === 3 && cursor.at !== end) {
      let got = want
      if (cursor.at > end) got--
      else while (cursor.at < end && cursor.tryVarint()) got++
      throw this.wrongCount(stream, type, want, got)
    }
    const role = ROLE[type] as number
    const current = this.current[stream] as number
    if (role === 0) this.goroutine[stream] = current
    else if (role === ENDS) {
      this.goroutine[stream] = current
      this.current[stream] = 0
    } else {
      const slot = this.argSlot(stream, 0)
      this.goroutine[stream] = slot
      if (role === STARTS) this.current[stream] = slot
    }
    if (type === V1.UserLog) this.readMessage(stream, cursor)
  }

  private readMessage(stream: number, cursor: VarintCursor): void {
    cursor.tryVarint()
    const from = cursor.at
    cursor.at += cursor.number
    this.message[stream] = this.tables.names.intern(cursor.bytes, from, cursor.at)
  }

  /** Slot of the goroutine an argument names; 0 for the id 0. */
  argSlot(stream: number, arg: number): number {
    const at = stream * ARG_WORDS + 2 * arg
    const lo = this.args[at] as number
    const hi = this.args[at + 1] as number
    return lo === 0 && hi === 0 ? 0 : this.goroutines.slotOf(lo, hi)
  }

  /** Type of the next event on this goroutine behind the current one of its stream; 0: there is none. Its ticks are `foundTicks`. */
  peek(stream: number, goroutine: number): number {
    if (this.goroutine[stream] === goroutine) {
      this.foundTicks = this.ticks[stream] as number
      return this.type[stream] as number
    }
    // Rare: looks ahead in a copy of the stream.
    const { cursors, next, base, clock, current, type, ticks, goroutine: on, stack, message } = this
    const kept = (cursors[stream] as VarintCursor).at
    const keptCursor = cursors[stream] as VarintCursor
    const columns = [next, base, clock, current, type, ticks, on, stack, message]
    const values = columns.map((column) => column[stream] as number)
    const args = this.args.slice(stream * ARG_WORDS, (stream + 1) * ARG_WORDS)
    let found = 0
    while (this.advance(stream))
      if (on[stream] === goroutine) {
        found = type[stream] as number
        this.foundTicks = ticks[stream] as number
        break
      }
    cursors[stream] = keptCursor
    keptCursor.at = kept
    for (const [at, column] of columns.entries()) column[stream] = values[at] as number
    this.args.set(args, stream * ARG_WORDS)
    return found
  }

  foundTicks = 0

  fault(stream: number, reason: string): TraceFault {
    return new TraceFault('malformed', reason, { byte: (this.base[stream] as number) + this.start, generation: 1 })
  }

  /** Byte of the file of the event decoded last. */
  get lastByte(): number {
    return (this.base[this.last] as number) + this.start
  }

  private wrongCount(stream: number, type: number, want: number, got: number): TraceFault {
    return this.fault(stream, `${v1Name(type)} has wrong number of arguments: want ${want + 1}, got ${got + 1}`)
  }
}
