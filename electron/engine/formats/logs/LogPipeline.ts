// Bytes → lines → the program's own text → consumers, in one pass. Here is what all kinds of lines share: line ends and encodings
// (lines.ts), envelopes (prefix.ts, loggers.ts), entries that a collector split, messages of several lines.
import { grown } from '../../../../shared/lib/grown.ts'
import type { ImportIssue } from '../../../../shared/records/index.ts'
import { LineSplitter } from '../lines.ts'
import type { LineSink } from '../lines.ts'
import { findByte, literal, RareByte, startsWith } from './bytes.ts'
import { CHANNELS, IN_JSON } from './channels.ts'
import type { LineConsumer, LineContext, TimeStamp } from './consumer.ts'
import { EntryBlocks } from './EntryBlocks.ts'
import { EntryOrder, isNewestFirst, MOST_TURNED_BYTES } from './EntryOrder.ts'
import { eachEntry, isJsonList } from './jsonList.ts'
import { LinePrefix } from './LinePrefix.ts'
import { unwrapLogger } from './loggers.ts'
import { ESCAPE, unwrapCollector } from './prefix.ts'
import { YEARLESS_BASE } from './timestamps.ts'
import { unwrapped } from './unwrapped.ts'

/** Text of one entry that a collector split (docker at 16 KiB, CRI's P) is joined up to this size: a crash may be one entry. */
const MAX_JOINED = 1024 * 1024
/** Split entries that may be open at a time. */
const MAX_JOINS = 64
const LF = 10
const GC = literal('gc ')
const NOTHING = new Uint8Array(0)
const BACKSLASH = 0x5c
const HASH = 0x23
const AT = 0x40
const BRACE = 0x7b
const BRACKET = 0x5b
const CR = 13
const MS_PER_DAY = 86_400_000
/** From the year YEARLESS_BASE to 2200. */
const YEARS = { first: Date.UTC(YEARLESS_BASE + 1, 0), last: Date.UTC(2200, 0) }

interface Joined {
  bytes: Uint8Array
  length: number
  line: number
}

export class LogPipeline {
  readonly splitter: LineSplitter
  private readonly consumers: readonly LineConsumer[]
  private readonly withBare: LineConsumer | undefined
  private readonly mayTurn: boolean
  private readonly order: EntryOrder
  private readonly joins = new Map<number, Joined>()
  private readonly prefix = new LinePrefix()
  private readonly blocks: EntryBlocks
  /** The line at hand is not of the chunk: it was held. */
  private isHeld = false
  private readonly context: LineContext = {
    line: 0,
    lastLine: 0,
    wallMs: Number.NaN,
    resolutionMs: 0,
    hasYear: true,
    hasZone: true,
    bootSeconds: Number.NaN,
    stream: 0,
    channel: 0,
    isTerminated: true,
    isJoined: false,
    part: 0,
    isLastPart: true,
    mayHaveAt: true,
    mayHaveBrace: true,
    fields: null,
  }
  /** Time of the first entry that has one; null: none has. */
  first: TimeStamp | null = null
  readonly last: TimeStamp = { wallMs: Number.NaN, resolutionMs: 0, hasYear: true, hasZone: true }
  /** Day of the last date with a year. */
  private lastDay = 0
  private readonly rare = [
    new RareByte(ESCAPE),
    new RareByte(BACKSLASH),
    new RareByte(HASH),
    new RareByte(AT),
    new RareByte(BRACE),
  ] as const

  /** `lineOf`: see LineSplitter. `mostTurned`: where the newest entry stands first, entries are given from the last one on, if they have no more bytes. */
  constructor(consumers: readonly LineConsumer[], lineOf?: (line: number) => number, mostTurned = 0) {
    this.consumers = consumers
    this.mayTurn = mostTurned > 0
    this.withBare = consumers.find((consumer) => 'bare' in consumer)
    const give: LineSink = (bytes, from, to, line, isTerminated) => {
      // Nothing else needs to know of a whole gc line at the beginning of its line.
      if (this.withBare?.bare?.(bytes, from, to, line) === true) return
      this.readEntries(bytes, from, to, line, isTerminated)
    }
    const order = new EntryOrder(give, mostTurned)
    this.order = order
    const blocks = new EntryBlocks((bytes, line, lastLine, isTerminated, isEntry) => {
      if (!order.isForward && !this.mayTurn) order.giveForward()
      this.isHeld = true
      if (!order.isForward) order.take(bytes, 0, bytes.length, line, isTerminated)
      else if (isEntry) this.readBlock(bytes, line, lastLine, isTerminated)
      else give(bytes, 0, bytes.length, line, isTerminated)
      this.isHeld = false
    })
    this.blocks = blocks
    this.splitter = new LineSplitter((bytes, from, to, line, isTerminated) => {
      if (blocks.mayTake(bytes, from) && blocks.take(bytes, from, to, line, isTerminated)) return
      // A gc line without anything around it is of a log without times.
      if (!order.isForward && (!this.mayTurn || startsWith(bytes, from, to, GC))) order.giveForward()
      if (order.isForward) give(bytes, from, to, line, isTerminated)
      else order.take(bytes, from, to, line, isTerminated)
    }, lineOf)
  }

  /** Year of the last date that had one; 0: none yet. */
  get year(): number {
    return this.lastDay === 0 ? 0 : new Date(this.lastDay * MS_PER_DAY).getUTCFullYear()
  }

  /** What is to be told of the order of the entries; null: nothing. */
  orderIssue(): ImportIssue | null {
    if (!this.order.isTooLong) return null
    return {
      severity: 'dataLoss',
      code: 'log/newest-first',
      message: `The newest entry of the log stands first, and it has more than ${MOST_TURNED_BYTES / 1_048_576} MiB: its ${this.splitter.lines} lines were read in the order in which they stand, backwards in time. Turned around (\`tac\`) or in parts it is read in the order of its times.`,
      at: { line: 1 },
      count: this.splitter.lines,
    }
  }

  push(chunk: Uint8Array): void {
    for (const byte of this.rare) byte.reset()
    this.prefix.reset()
    this.splitter.push(chunk)
  }

  /** Gives the last line and entries that were never completed. */
  finish(): void {
    for (const byte of this.rare) byte.reset()
    this.prefix.reset()
    this.splitter.finish()
    this.blocks.finish()
    this.order.finish()
    if (this.prefix.isHolding) this.giveHeld(NOTHING, 0, 0)
    for (const joined of this.joins.values()) {
      unwrapCollector(joined.bytes, 0, 0, false)
      unwrapped.to = joined.length
      unwrapped.mayHaveEscapes = true
      this.context.mayHaveAt = true
      this.context.mayHaveBrace = true
      this.giveEntry(joined.line, joined.line, false, true)
    }
    this.joins.clear()
  }

  /** The entries of a line: one, but in exports of log stores. */
  private readEntries(bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean): void {
    const first = bytes[from]
    if ((first !== BRACKET && first !== BRACE) || !isJsonList(bytes, from, to)) {
      this.readLine(bytes, from, to, line, isTerminated)
      return
    }
    const entries: { from: number; to: number }[] = []
    eachEntry(bytes, from, to, (begin, end) => entries.push({ from: begin, to: end }))
    if (entries.length === 0) entries.push({ from, to })
    const isTurned = this.mayTurn && isNewestFirst(bytes, entries)
    if (!isTurned) for (const entry of entries) this.readLine(bytes, entry.from, entry.to, line, isTerminated)
    else
      for (const entry of entries.reverse()) {
        // Rare bytes are looked for forward only.
        const own = bytes.slice(entry.from, entry.to)
        this.readLine(own, 0, own.length, line, isTerminated)
      }
  }

  /** An entry that was put together of lines. */
  private readBlock(bytes: Uint8Array, line: number, lastLine: number, isTerminated: boolean): void {
    if (this.prefix.isHolding) this.giveHeld(NOTHING, 0, 0)
    this.unwrapHeld(bytes, 0, bytes.length, false)
    this.giveEntry(line, lastLine, isTerminated, false)
  }

  private readLine(bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean): void {
    if (this.prefix.isHolding) this.giveHeld(bytes, from, to)
    if (this.isHeld) this.unwrapHeld(bytes, from, to, findByte(bytes, ESCAPE, from, to) >= 0)
    else this.unwrapInChunk(bytes, from, to)
    this.giveRead(bytes, from, to, line, isTerminated)
  }

  private unwrapInChunk(bytes: Uint8Array, from: number, to: number): void {
    const [escape, backslash, hash, at, brace] = this.rare
    unwrapCollector(bytes, from, to, escape.isIn(bytes, from, to))
    unwrapped.mayHaveEscapes = backslash.isIn(bytes, from, to) || hash.isIn(bytes, from, to)
    // In JSON the sign may be written otherwise (journald gives bytes as numbers).
    this.context.mayHaveAt = (unwrapped.channel & IN_JSON) > 0 || at.isIn(bytes, from, to)
    // The first one may be the envelope's.
    const isOwn = bytes[from] === BRACE && (unwrapped.channel & IN_JSON) === 0
    this.context.mayHaveBrace = brace.isIn(bytes, from + 1, to) || isOwn
  }

  /** Of bytes beside the chunk: rare ones are looked for in chunks, forward. */
  private unwrapHeld(bytes: Uint8Array, from: number, to: number, hasColours: boolean): void {
    unwrapCollector(bytes, from, to, hasColours)
    unwrapped.mayHaveEscapes = true
    this.context.mayHaveAt = true
    this.context.mayHaveBrace = true
  }

  /** A line whose collector's envelope was taken off. */
  private giveRead(bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean): void {
    if (!unwrapped.isPartial && this.joins.size === 0) {
      this.giveLine(bytes, from, to, line, isTerminated)
      return
    }
    const entry = unwrapped.stream * CHANNELS + unwrapped.channel
    if (!unwrapped.isPartial && !this.joins.has(entry)) {
      this.giveEntry(line, line, isTerminated, false)
      return
    }
    const whole = this.join(entry, line)
    if (whole === null) return
    unwrapped.mayHaveEscapes = true
    this.context.mayHaveAt = true
    this.context.mayHaveBrace = true
    unwrapped.bytes = whole.bytes
    unwrapped.from = 0
    unwrapped.to = whole.length
    unwrapped.hasBreaks = whole.bytes.subarray(0, whole.length).includes(LF)
    this.giveEntry(whole.line, line, isTerminated, whole.line !== line)
  }

  /** A line that is an entry of its own: what is left of it behind its envelopes may have a prefix that only its neighbours tell. */
  private giveLine(bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean): void {
    unwrapLogger(unwrapped)
    const isPlain = unwrapped.bytes === bytes
    if (isPlain) {
      const { prefix } = this
      const text = prefix.skip(bytes, from, to, unwrapped.from, line, isTerminated)
      if (text < 0) return
      unwrapped.from = text
      if (prefix.stream !== 0) unwrapped.stream = prefix.stream
    }
    const isTaken = this.giveUnwrapped(line, line, isTerminated, false)
    if (isPlain && !isTaken) this.prefix.keep(bytes, from, to, line)
  }

  /** A header was held for the line that is there now. */
  private giveHeld(bytes: Uint8Array, from: number, to: number): void {
    this.context.mayHaveAt = true
    this.context.mayHaveBrace = true
    for (const { bytes: held, line, isTerminated, text, stream } of this.prefix.release(bytes, from, to)) {
      unwrapCollector(held, 0, held.length, false)
      unwrapLogger(unwrapped)
      unwrapped.bytes = held
      unwrapped.from = text
      unwrapped.to = held.length
      unwrapped.hasBreaks = false
      if (stream !== 0) unwrapped.stream = stream
      this.giveUnwrapped(line, line, isTerminated, false)
    }
  }

  /** Puts split entries together; null while the entry goes on. */
  private join(entry: number, line: number): Joined | null {
    const { bytes, from, to } = unwrapped
    const held = this.joins.get(entry)
    const joined = held ?? { bytes: new Uint8Array(1024), length: 0, line }
    const wanted = Math.min(to - from, MAX_JOINED - joined.length)
    const needed = joined.length + wanted
    if (needed > joined.bytes.length) joined.bytes = grown(joined.bytes, needed)
    joined.bytes.set(bytes.subarray(from, from + wanted), joined.length)
    joined.length += wanted
    if (unwrapped.isPartial) {
      if (held === undefined && this.joins.size < MAX_JOINS) this.joins.set(entry, joined)
      return null
    }
    this.joins.delete(entry)
    return joined
  }

  /** One entry of a collector, which `unwrapped` holds: one line of text, or a message of several. */
  private giveEntry(line: number, lastLine: number, isTerminated: boolean, isJoined: boolean): void {
    unwrapLogger(unwrapped)
    this.giveUnwrapped(line, lastLine, isTerminated, isJoined)
  }

  /** True: a consumer took it, or one of its lines. */
  private giveUnwrapped(line: number, lastLine: number, isTerminated: boolean, isJoined: boolean): boolean {
    const { context } = this
    const { bytes, from, to, ms } = unwrapped
    context.line = line
    context.lastLine = lastLine
    context.wallMs = ms
    context.resolutionMs = unwrapped.resolutionMs
    context.hasYear = unwrapped.hasYear
    context.hasZone = unwrapped.hasZone
    context.bootSeconds = unwrapped.bootSeconds
    context.stream = unwrapped.stream
    context.channel = unwrapped.channel
    context.isTerminated = isTerminated
    context.isJoined = isJoined
    context.part = 0
    context.isLastPart = true
    context.fields = unwrapped.fields
    if (ms === ms) this.noteTime()
    const { datedMs } = unwrapped
    if (datedMs > YEARS.first && datedMs < YEARS.last) this.lastDay = Math.floor(datedMs / MS_PER_DAY)
    if (!unwrapped.hasBreaks) return this.give(bytes, from, to)
    context.isLastPart = false
    let isTaken = false
    for (let start = from; start <= to;) {
      let end = bytes.indexOf(LF, start)
      if (end < 0 || end > to) end = to
      context.part++
      context.isLastPart = end >= to
      context.isTerminated = isTerminated || end < to
      if (this.give(bytes, start, end > start && bytes[end - 1] === CR ? end - 1 : end)) isTaken = true
      context.fields = null
      start = end + 1
    }
    return isTaken
  }

  /** Time stamps of the first and the last entry that have one. */
  private noteTime(): void {
    const { context, last } = this
    this.first ??= { ...context }
    last.wallMs = context.wallMs
    last.resolutionMs = context.resolutionMs
    last.hasYear = context.hasYear
    last.hasZone = context.hasZone
  }

  private give(bytes: Uint8Array, from: number, to: number): boolean {
    const { consumers, context } = this
    for (const consumer of consumers) if (consumer.line(bytes, from, to, context)) return true
    return false
  }
}
