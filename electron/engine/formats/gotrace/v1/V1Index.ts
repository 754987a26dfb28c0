// First pass over a v1 trace, while its bytes come in: finds the batches of each proc, reads what holds for the whole file
// (strings, stacks, frequency) and what is needed before its turn (CPU samples, when blocked syscalls really returned).
// Faults are found in the order of Go's reader: those of framing at once, those of contents only once all is framed.
import { Float64List, Uint32List } from '../../grow.ts'
import { IdCollector } from '../IdCollector.ts'
import { PcTable } from '../PcTable.ts'
import { TraceFault } from '../TraceFault.ts'
import type { TraceTablesBuilder } from '../TraceTablesBuilder.ts'
import { VarintCursor } from '../VarintCursor.ts'
import { ABSENT } from '../core/TraceCore.ts'
import { BatchStore } from './BatchStore.ts'
import type { StoredBatch } from './BatchStore.ts'
import type { V1Layout } from './v1Events.ts'
import {
  BAD_VARINT,
  V1,
  V1_MAX_FRAMES,
  V1_MAX_RECORD_BYTES,
  V1_MAX_STRING_BYTES,
  V1_TYPES,
  v1Name,
} from './v1Events.ts'

/** Contents of records that are kept apart; others are only passed over. */
const SPECIAL = new Uint8Array(64)
for (const type of [V1.Batch, V1.Frequency, V1.Stack, V1.String, V1.TimerGoroutine]) SPECIAL[type] = 1
for (const type of [V1.GoSysExit, V1.GoSysExitLocal, V1.UserLog, V1.CPUSample]) SPECIAL[type] = 1

/** Wait for more bytes; a fault at the end of the file. */
class Cut extends Error {}

export class V1Index {
  /** Batches of each proc (−1: none), in file order. */
  readonly batches = new Map<number, StoredBatch[]>()
  /** Ticks per second; 0 without a Frequency record. */
  frequency = 0
  readonly strings = new IdCollector()
  readonly stacks = new IdCollector()
  /** CPU samples in file order: words of time, proc and goroutine, and the stack. */
  readonly samples = new Uint32List(64)
  /** Blocked syscalls that say when they returned: words of the goroutine's id, and the ticks. */
  readonly exitGoroutine = new Uint32List(64)
  readonly exitTicks = new Float64List(64)
  /** Goroutines that run timers (before Go 1.14): words of their ids. */
  readonly timerGoroutines = new Uint32List(8)
  /** Messages of UserLog, by proc in the order of its events: indexes of strings. */
  readonly messages = new Map<number, Uint32List>()
  unknownNames = 0
  readonly store: BatchStore
  private readonly layout: V1Layout
  private readonly tables: TraceTablesBuilder
  private readonly frames = new PcTable()
  private readonly rawStacks = new Map<number, number>()
  /** Slots of `frames`, after the number of them. */
  private readonly raw = new Uint32List(4096)
  private at = 0
  private inner = new VarintCursor(new Uint8Array(0), 'gotrace')
  private cursor = new VarintCursor(new Uint8Array(0), 'gotrace')
  /** Of the current batch; there is none before the first Batch record. */
  private proc = 0
  private isOpen = false
  /** Ticks of the first batch: times are kept as differences to it. */
  private baseLo = 0
  private baseHi = 0
  private hasBase = false
  /** Found in the contents of a record; thrown when all is framed. */
  private deferred: TraceFault | null = null
  private readonly args = new Uint32Array(2 * V1_MAX_RECORD_BYTES)
  private count = 0

  constructor(layout: V1Layout, tables: TraceTablesBuilder, base: number) {
    this.layout = layout
    this.tables = tables
    this.store = new BatchStore(base)
  }

  push(chunk: Uint8Array): void {
    this.at += this.store.append(chunk)
    this.scan(false)
  }

  /** After the last byte. */
  finish(): void {
    this.scan(true)
    this.endBatch(this.at)
    if (this.deferred !== null) throw this.deferred
    this.resolve()
  }

  /** Ticks of the first batch. */
  get baseTicks(): bigint {
    return (BigInt(this.baseHi) << 32n) | BigInt(this.baseLo)
  }

  /** Ticks since the first batch's, as a double. */
  ticks(lo: number, hi: number): number {
    return (hi - this.baseHi) * 4_294_967_296 + (lo - this.baseLo)
  }

  private scan(isLast: boolean): void {
    const { store, layout } = this
    const { memory: bytes, end } = store
    if (this.cursor.bytes !== bytes) this.cursor = new VarintCursor(bytes, 'gotrace')
    const extra = layout.version < 7 ? 2 : 1
    try {
      for (let at = this.at; at < end; this.at = at) {
        const first = bytes[at] as number
        const type = first & 63
        const code = first >> 6
        if (type >= V1_TYPES || layout.isKnown[type] === 0) throw this.fault(`unknown event type ${type}`, at)
        if (SPECIAL[type] === 1) {
          at = this.special(this.cursor.seek(at + 1, end), type, code, at)
          continue
        }
        const from = at + 1
        at =
          code === 3 ? this.pastLength(bytes, from, end, type) : this.pastVarints(bytes, from, end, code + extra, type)
        if (!this.isOpen) throw this.noBatch(type)
      }
    } catch (thrown) {
      if (!(thrown instanceof Cut)) throw thrown
      if (isLast) throw this.fault(thrown.message, this.at, 'truncated')
    }
  }

  private noBatch(type: number): TraceFault {
    return this.fault(`read event ${type} with current P of 0, but P has no batches yet`, this.at)
  }

  private pastVarints(bytes: Uint8Array, from: number, end: number, count: number, type: number): number {
    const reason = (): string => `failed to read event ${type} argument: ${BAD_VARINT}`
    let at = from
    for (let left = count; left > 0; left--) {
      const start = at
      for (;;) {
        if (at >= end) throw new Cut(reason())
        const byte = bytes[at++] as number
        if (byte < 0x80) {
          if (at - start === 10 && byte > 1) throw this.fault(reason(), this.at)
          break
        }
        if (at - start === 10) throw this.fault(reason(), this.at)
      }
    }
    return at
  }

  private pastLength(bytes: Uint8Array, from: number, end: number, type: number): number {
    const first = bytes[from] as number
    let length = first
    let at = from + 1
    if (from >= end || first >= 0x80) {
      const cursor = new VarintCursor(bytes, 'gotrace', from, end)
      length = this.lengthOf(cursor, type)
      at = cursor.at
    }
    if (length > end - at) throw new Cut('failed to read trace: EOF')
    return at + length
  }

  private lengthOf(cursor: VarintCursor, type: number): number {
    this.next(cursor, `failed to read event ${type} argument: ${BAD_VARINT}`)
    const length = cursor.number
    if (length > V1_MAX_RECORD_BYTES)
      throw this.fault(
        `failed to read event ${type} argument: length-prefixed argument too big: ${length} bytes, limit is ${V1_MAX_RECORD_BYTES}`,
        this.at,
      )
    return length
  }

  private next(cursor: VarintCursor, reason: string): void {
    if (cursor.tryVarint()) return
    if (cursor.fault === 'cut') throw new Cut(reason)
    throw this.fault(reason, this.at)
  }

  /** A record whose contents matter here; gives the place behind it. */
  private special(cursor: VarintCursor, type: number, code: number, at: number): number {
    if (type === V1.String) return this.string(cursor, at)
    if (type === V1.Batch) return this.batch(cursor, code, at)
    this.readArgs(cursor, type, code)
    if (type === V1.UserLog && code === 3) {
      this.next(cursor, BAD_VARINT)
      if (cursor.number > cursor.left) throw new Cut('failed to read trace: unexpected EOF')
      const length = cursor.number
      if (length > V1_MAX_STRING_BYTES) this.deferred ??= this.fault(`string is too large (len=${length})`, at)
      else this.message(cursor.bytes, cursor.at, cursor.at + length)
      cursor.at += length
    }
    if (!this.isOpen) throw this.noBatch(type)
    switch (type) {
      case V1.CPUSample:
        this.sample(code)
        break
      case V1.Frequency:
        this.readFrequency()
        break
      case V1.Stack:
        this.stack()
        break
      case V1.TimerGoroutine:
        this.timer()
        break
      case V1.GoSysExit:
        if (this.count === 4) this.exit(2, 6)
        break
      case V1.GoSysExitLocal:
        if (this.count === 3) this.exit(2, 4)
    }
    return cursor.at
  }

  private message(bytes: Uint8Array, from: number, to: number): void {
    let messages = this.messages.get(this.proc)
    if (messages === undefined) this.messages.set(this.proc, (messages = new Uint32List(64)))
    messages.push(this.tables.names.intern(bytes, from, to))
  }

  /** All varints of a record into `args`, as words; `count` of them. */
  private readArgs(cursor: VarintCursor, type: number, code: number): void {
    const reason = `failed to read event ${type} argument: ${BAD_VARINT}`
    const { args } = this
    this.count = 0
    if (code < 3) {
      for (let left = code + (this.layout.version < 7 ? 2 : 1); left > 0; left--) {
        this.next(cursor, reason)
        this.keep(cursor)
      }
      return
    }
    const length = this.lengthOf(cursor, type)
    if (length > cursor.left) throw new Cut('failed to read trace: EOF')
    const end = cursor.at + length
    if (this.inner.bytes !== cursor.bytes) this.inner = new VarintCursor(cursor.bytes, 'gotrace')
    const inner = this.inner.seek(cursor.at, end)
    cursor.at = end
    while (inner.left > 0 && 2 * this.count < args.length) {
      if (!inner.tryVarint()) {
        const fault = this.fault(BAD_VARINT, this.at)
        if (type === V1.CPUSample) throw fault
        this.deferred ??= fault
        this.count = -1
        return
      }
      this.keep(inner)
    }
  }

  private keep({ lo, hi }: VarintCursor): void {
    this.args[2 * this.count] = lo
    this.args[2 * this.count + 1] = hi
    this.count++
  }

  private string(cursor: VarintCursor, at: number): number {
    this.next(cursor, BAD_VARINT)
    const { lo, hi } = cursor
    this.next(cursor, BAD_VARINT)
    const length = cursor.number
    if (length > cursor.left) throw new Cut('failed to read trace: EOF')
    const from = cursor.at
    const fail = (reason: string): void => {
      this.deferred ??= this.fault(reason, at)
    }
    if (lo === 0 && hi === 0) fail('string has invalid id 0')
    else if (length === 0) fail('string has invalid length 0')
    else if (length > V1_MAX_STRING_BYTES) fail(`string has too large length ${length}`)
    else if (!this.strings.add(lo, hi, this.tables.names.intern(cursor.bytes, from, from + length)))
      fail(`string has duplicate id ${(BigInt(hi) << 32n) | BigInt(lo)}`)
    return from + length
  }

  private batch(cursor: VarintCursor, code: number, at: number): number {
    const args = this.layout.version < 7 ? 3 : 2
    if (code !== 1) throw this.fault(`EvBatch has wrong number of arguments: got ${code + 1}, want 2`, at)
    this.next(cursor, BAD_VARINT)
    const { lo, hi } = cursor
    const isNone = lo === 0xffff_ffff && hi === 0xffff_ffff
    if (!isNone && (hi !== 0 || lo > 0x7fff_ffff))
      throw this.fault(`processor ID ${(BigInt(hi) << 32n) | BigInt(lo)} is larger than maximum of 2147483647`, at)
    for (let arg = 1; arg < args; arg++) this.next(cursor, BAD_VARINT)
    if (!this.hasBase) {
      this.hasBase = true
      this.baseLo = cursor.lo
      this.baseHi = cursor.hi
    }
    this.endBatch(at)
    this.proc = isNone ? -1 : lo
    this.isOpen = true
    const known = this.batches.get(this.proc)
    if (known === undefined) this.batches.set(this.proc, [])
    return cursor.at
  }

  private endBatch(at: number): void {
    const batch = this.store.cut(at)
    if (this.isOpen) this.batches.get(this.proc)?.push(batch)
  }

  private readFrequency(): void {
    const { args, count, layout } = this
    if (count !== (layout.version < 7 ? 2 : 1)) {
      this.wrongCount(V1.Frequency, layout.version < 7 ? 2 : 1)
      return
    }
    this.frequency = (args[1] as number) * 4_294_967_296 + (args[0] as number)
    if (this.frequency === 0 || (args[1] as number) >= 0x8000_0000)
      this.deferred ??= this.fault('time stamps out of order', this.at)
  }

  private timer(): void {
    const want = this.layout.version < 7 ? 2 : 1
    if (this.count !== want) this.wrongCount(V1.TimerGoroutine, want)
    else {
      this.timerGoroutines.push(this.args[0] as number)
      this.timerGoroutines.push(this.args[1] as number)
    }
  }

  private wrongCount(type: number, want: number): void {
    if (this.count >= 0)
      this.deferred ??= this.fault(
        `${v1Name(type)} has wrong number of arguments: want ${want}, got ${this.count}`,
        this.at,
      )
  }

  private sample(code: number): void {
    const { args, samples } = this
    // Go's reader looks into a sample only where its length is given.
    const count = code < 3 ? 0 : this.count
    if (count !== 5) throw this.fault(`CPU sample has wrong number of arguments: want 5, got ${count}`, this.at)
    samples.reserve(7)
    for (let word = 2; word < 9; word++) samples.push(args[word] as number)
  }

  /** `goroutine` and `ticks`: places of their words in `args`. */
  private exit(goroutine: number, ticks: number): void {
    const { args } = this
    const lo = args[ticks] as number
    const hi = args[ticks + 1] as number
    if (lo === 0 && hi === 0) return
    this.exitGoroutine.push(args[goroutine] as number)
    this.exitGoroutine.push(args[goroutine + 1] as number)
    this.exitTicks.push(this.ticks(lo, hi))
  }

  private stack(): void {
    const { args, count, layout, raw } = this
    if (count < 0) return
    const fail = (reason: string): void => {
      this.deferred ??= this.fault(reason, this.at)
    }
    if (count < 2) return fail(`EvStack has wrong number of arguments: want at least 2, got ${count}`)
    const size = (args[3] as number) * 4_294_967_296 + (args[2] as number)
    if (size > V1_MAX_FRAMES) return fail(`EvStack has bad number of frames: ${size}`)
    const width = layout.version < 7 ? 1 : 4
    if (count !== 2 + width * size)
      return fail(`EvStack has wrong number of arguments: want ${2 + width * size}, got ${count}`)
    const id = args[0] as number
    if (id === 0 || size === 0) return
    this.rawStacks.set(id, raw.length)
    raw.reserve(size + 1)
    raw.push(size)
    for (let frame = 0, at = 4; frame < size; frame++, at += 2 * width) {
      const { index, isNew } = this.frames.slotOf(args[at] as number, args[at + 1] as number)
      raw.push(index)
      if (!isNew || width === 1) continue
      this.frames.setFunction(args[at + 2] as number, args[at + 3] as number)
      this.frames.setFile(args[at + 4] as number, args[at + 5] as number)
      this.frames.setLine(args[at + 7] === 0 ? (args[at + 6] as number) : 0xffff_ffff)
    }
  }

  private resolve(): void {
    const { raw, tables } = this
    const indexes = this.frames.resolve(tables, (lo, hi) => {
      const index = this.strings.get(lo, hi)
      if (index !== ABSENT) return index
      this.unknownNames++
      return 0
    })
    const stack = new Uint32Array(V1_MAX_FRAMES)
    for (const [id, at] of this.rawStacks) {
      const size = raw.items[at] as number
      for (let frame = 0; frame < size; frame++) stack[frame] = indexes[raw.items[at + 1 + frame] as number] as number
      this.stacks.add(id, 0, tables.stack(stack, size))
    }
  }

  private fault(reason: string, at: number, kind: 'malformed' | 'truncated' = 'malformed'): TraceFault {
    return new TraceFault(kind, reason, { byte: this.store.byteOf(at) })
  }
}
