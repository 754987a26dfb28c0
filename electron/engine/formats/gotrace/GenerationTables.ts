// What a v2 generation says about itself beside its events: strings, stacks, clock, CPU samples, types of heap objects. Batches
// are read in file order and faults come in the order Go's reader finds them; stacks are resolved once all strings are known.
// Frames are taken by PC, the first definition in the generation counts (as in Go's reader).
import { IdCollector } from './IdCollector.ts'
import { Uint32List } from '../grow.ts'
import type { TraceTablesBuilder } from './TraceTablesBuilder.ts'
import { ABSENT } from './core/TraceCore.ts'
import { PcTable } from './PcTable.ts'
import { VarintCursor } from './VarintCursor.ts'
import { readSamples, Samples } from './cpuSamples.ts'
import { readTypes } from './allocFreeTables.ts'
import { ALLOC_FREE, MAX_STACK_FRAMES, MAX_STRING_BYTES, Wire } from './wireEvents.ts'

/** One batch of a generation: where its bytes are in the buffer. */
export interface BatchPlace {
  offset: number
  length: number
  /** Base time in units of the trace clock, as words. */
  timeLo: number
  timeHi: number
  thread: bigint
  /** Number of an experiment, 0 for none. */
  experiment: number
}

/** Found while reading tables; the caller knows the generation and makes a TraceFault of it. */
export class TableFault extends Error {
  readonly byte: number
  constructor(reason: string, byte: number) {
    super(reason)
    this.byte = byte
  }
}

/** A snapshot as it is on the wire. */
export interface RawSnapshot {
  units: bigint
  monoNs: bigint
  wallSeconds: bigint
  wallNanos: bigint
}

export class GenerationTables {
  readonly strings = new IdCollector()
  readonly stacks = new IdCollector()
  readonly types = new IdCollector()
  readonly samples = new Samples()
  /** Units of the trace clock per second; 0 until the Frequency record is read. */
  frequency = 0
  snapshot: RawSnapshot | null = null
  private readonly tables: TraceTablesBuilder
  /** Raw stacks: words of the id and number of frames; then per frame words of PC, function id, file id, line. */
  private readonly raw = new Uint32List(4096)
  /** Frames of this generation by PC: slots of `pcLo`, … */
  private readonly frames = new PcTable()
  private hasFrequency = false

  constructor(tables: TraceTablesBuilder) {
    this.tables = tables
  }

  clear(): void {
    this.strings.clear()
    this.stacks.clear()
    this.types.clear()
    this.samples.clear()
    this.raw.length = 0
    this.frames.clear()
    this.frequency = 0
    this.hasFrequency = false
    this.snapshot = null
  }

  /** Reads a batch that holds tables; false: it holds events. */
  read(bytes: Uint8Array, batch: BatchPlace, version: number): boolean {
    const cursor = new VarintCursor(bytes, 'gotrace', batch.offset, batch.offset + batch.length)
    if (batch.experiment !== 0) {
      if (batch.experiment === ALLOC_FREE) readTypes(cursor, this.types, this.tables)
      return true
    }
    if (batch.length === 0) return false
    switch (bytes[batch.offset]) {
      case Wire.Strings:
        this.readStrings(cursor)
        return true
      case Wire.Stacks:
        this.readStacks(cursor)
        return true
      case Wire.CpuSamples:
        readSamples(cursor, this.samples)
        return true
      case Wire.Frequency:
        if (version >= 25) return false
        this.readSync(cursor, batch, false)
        return true
      case Wire.Sync:
        if (version < 25) return false
        cursor.at++
        this.readSync(cursor, batch, true)
        return true
      default:
        return false
    }
  }

  /** Once all batches are read: what is missing is a fault, stacks get their indexes. */
  finish(version: number, end: number): void {
    if (!this.hasFrequency) throw new TableFault('no frequency event found', end)
    if (version >= 25 && this.snapshot === null) throw new TableFault('no clock snapshot event found', end)
    this.resolveStacks(end)
  }

  private readStrings(cursor: VarintCursor): void {
    cursor.at++
    while (cursor.left > 0) {
      const start = cursor.at
      const type = cursor.u8('a string')
      if (type !== Wire.String) throw new TableFault(`expected string event, got ${type}`, start)
      this.next(cursor, 'a string id')
      const { lo, hi } = cursor
      this.next(cursor, 'the length of a string')
      const length = cursor.number
      if (length > MAX_STRING_BYTES)
        throw new TableFault(`invalid string size ${length}, maximum is ${MAX_STRING_BYTES}`, start)
      if (length > cursor.left)
        throw new TableFault(`failed to read full string: read ${cursor.left} but wanted ${length}`, start)
      const index = this.tables.names.intern(cursor.bytes, cursor.at, cursor.at + length)
      cursor.at += length
      if (!this.strings.add(lo, hi, index))
        throw new TableFault(`multiple strings with the same ID: id=${big({ lo, hi })}`, start)
    }
  }

  private readStacks(cursor: VarintCursor): void {
    cursor.at++
    const { raw } = this
    while (cursor.left > 0) {
      const start = cursor.at
      const type = cursor.u8('a stack')
      if (type !== Wire.Stack) throw new TableFault(`expected stack event, got ${type}`, start)
      const id = this.word(cursor, 'a stack id')
      const count = this.word(cursor, 'the number of frames').number
      if (count > MAX_STACK_FRAMES)
        throw new TableFault(`invalid stack size ${count}, maximum is ${MAX_STACK_FRAMES}`, start)
      raw.reserve(3 + count)
      const at = raw.length
      raw.items[at] = id.lo
      raw.items[at + 1] = id.hi
      raw.items[at + 2] = count
      for (let frame = 0; frame < count; frame++) raw.items[at + 3 + frame] = this.readFrame(cursor)
      raw.length = at + 3 + count
      if (!this.stacks.add(id.lo, id.hi, 0))
        throw new TableFault(`multiple stacks with the same ID: id=${big(id)}`, start)
    }
  }

  /** Reads a frame; its slot in `frames`. */
  private readFrame(cursor: VarintCursor): number {
    const { frames } = this
    this.next(cursor, "a frame's PC")
    const slot = frames.slotOf(cursor.lo, cursor.hi)
    const isNew = slot.isNew
    this.next(cursor, "a frame's function")
    if (isNew) frames.setFunction(cursor.lo, cursor.hi)
    this.next(cursor, "a frame's file")
    if (isNew) frames.setFile(cursor.lo, cursor.hi)
    this.next(cursor, "a frame's line")
    if (isNew) frames.setLine(cursor.hi === 0 ? cursor.lo : 0xffff_ffff)
    return slot.index
  }

  private readSync(cursor: VarintCursor, batch: BatchPlace, hasSnapshots: boolean): void {
    while (cursor.left > 0) {
      const start = cursor.at
      const type = cursor.u8('a sync record')
      if (type === Wire.Frequency) {
        if (this.hasFrequency) throw new TableFault('found multiple frequency events', start)
        this.next(cursor, 'the frequency')
        if (cursor.number === 0) throw new TableFault('the frequency is 0', start)
        this.frequency = cursor.number
        this.hasFrequency = true
      } else if (type === Wire.ClockSnapshot && hasSnapshots) {
        if (this.snapshot !== null) throw new TableFault('found multiple clock snapshot events', start)
        const delta = big(this.word(cursor, 'the time of a snapshot'))
        const monoNs = big(this.word(cursor, 'the monotonic clock'))
        const wallSeconds = big(this.word(cursor, 'the wall clock'))
        const wallNanos = big(this.word(cursor, 'the wall clock'))
        const base = (BigInt(batch.timeHi) << 32n) | BigInt(batch.timeLo)
        this.snapshot = { units: base + delta, monoNs, wallSeconds, wallNanos }
      } else throw new TableFault(`expected frequency or clock snapshot event, got ${type}`, start)
    }
  }

  private resolveStacks(end: number): void {
    const { raw, frames, tables } = this
    const indexes = frames.resolve(tables, (lo, hi, what) => {
      const index = this.strings.get(lo, hi)
      if (index === ABSENT) throw new TableFault(`found invalid ${what} string ID ${big({ lo, hi })} for a stack`, end)
      return index
    })
    const stack = new Uint32Array(MAX_STACK_FRAMES)
    for (let at = 0; at < raw.length;) {
      const lo = raw.items[at] as number
      const hi = raw.items[at + 1] as number
      const count = raw.items[at + 2] as number
      for (let frame = 0; frame < count; frame++) stack[frame] = indexes[raw.items[at + 3 + frame] as number] as number
      this.stacks.set(lo, hi, tables.stack(stack, count))
      at += 3 + count
    }
  }

  private next(cursor: VarintCursor, what: string): void {
    if (!cursor.tryVarint()) throw new TableFault(varintReason(cursor, what), cursor.at)
  }

  private word(cursor: VarintCursor, what: string): { lo: number; hi: number; number: number } {
    this.next(cursor, what)
    return { lo: cursor.lo, hi: cursor.hi, number: cursor.number }
  }
}

export const varintReason = (cursor: VarintCursor, what: string): string =>
  cursor.fault === 'overflow' ? `${what} has more than 64 bits` : `the batch ends inside ${what}`

const big = ({ lo, hi }: { lo: number; hi: number }): bigint => (BigInt(hi) << 32n) | BigInt(lo)
