// Objects of statistics in the lines of one process, which come in order. The line where an object begins and the time of that line are
// the object's; where the line has none and nothing stands before the object in it, the time of the line of text before it.
import { findByte, textOf } from '../logs/bytes.ts'
import type { LineContext, LogEnvironment } from '../logs/consumer.ts'
import type { WallTime } from '../logs/wallTime.ts'
import { wallTime } from '../logs/wallTime.ts'
import { afterBlanks, ObjectText, opensObject } from './ObjectText.ts'
import { printedMemStats } from './printedMemStats.ts'
import { hasStatistics } from './recognise.ts'
import { mayBeginTime, readTimeText } from './times.ts'

const OPEN_BRACE = 0x7b
/** A line of text speaks of an object that begins so many lines later: lines of the runtime may stand between. */
const NEAR_LINES = 8
/** A text of nothing but a time is this long at most. */
const LONGEST_TIME = 48

/** Where an object began, and when. */
export interface ObjectStart {
  line: number
  time: WallTime | null
}

/** Takes an object that has statistics; `text` is null where it has no end. */
export type ObjectSink = (text: string | null, start: ObjectStart) => void

export class ObjectLines {
  private readonly environment: LogEnvironment
  private readonly sink: ObjectSink
  private readonly object = new ObjectText()
  private hasGiven = false
  private start: ObjectStart = { line: 0, time: null }
  /** The last line of text; line 0: there is none that speaks of what comes. */
  private readonly before = {
    ...{ line: 0, wallMs: Number.NaN, resolutionMs: 0, hasYear: true, hasZone: true },
    /** Its text, where that may be a time. */
    text: new Uint8Array(LONGEST_TIME),
    length: 0,
  }

  constructor(environment: LogEnvironment, sink: ObjectSink) {
    this.environment = environment
    this.sink = sink
  }

  /** True: the line has an object of statistics or a part of one. */
  line(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    this.hasGiven = false
    if (this.object.isOpen && this.goesOn(bytes, from, to, context)) return true
    if (to === from) return false
    if (context.mayHaveBrace) this.search(bytes, from, to, context)
    if (this.object.isOpen) return true
    this.notice(bytes, from, to, context)
    return this.hasGiven
  }

  finish(): void {
    if (this.object.isOpen) this.breakOff()
  }

  /** False: the line is none of the object, which is broken off then. */
  private goesOn(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    const { object } = this
    const end = object.take(bytes, from, to)
    if (end >= 0) {
      this.complete()
      if (end < to) this.search(bytes, end, to, context)
      return true
    }
    const isOf = object.isOpen
    if (!isOf || endsMessage(context)) this.breakOff()
    return isOf
  }

  private search(bytes: Uint8Array, from: number, to: number, context: LineContext): void {
    const first = afterBlanks(bytes, from, to)
    for (let at = findByte(bytes, OPEN_BRACE, first, to); at >= 0; at = findByte(bytes, OPEN_BRACE, at, to)) {
      const printed = printedMemStats(bytes, at, to)
      if (printed !== null) {
        this.place(context, at === first)
        this.give(printed.json)
        at = printed.end
        continue
      }
      if (!opensObject(bytes, at, to)) {
        at++
        continue
      }
      this.place(context, at === first)
      this.object.begin()
      const end = this.object.take(bytes, at, to)
      if (end >= 0) {
        this.complete()
        at = end
      } else if (!this.object.isOpen) {
        this.breakOff()
        at = Math.max(at + 1, this.object.failedAt)
      } else {
        if (endsMessage(context)) this.breakOff()
        return
      }
    }
  }

  /** `isFirst`: no text stands before it in its line. */
  private place(context: LineContext, isFirst: boolean): void {
    const { before, environment } = this
    const isNear = before.line > 0 && context.line - before.line <= NEAR_LINES
    const own = wallTime(context, environment)
    this.start = { line: context.line, time: own === null && isFirst && isNear ? this.timeBefore() : own }
  }

  private timeBefore(): WallTime | null {
    const { before, environment } = this
    const time = wallTime(before, environment)
    if (time !== null || before.length === 0) return time
    return readTimeText(textOf(before.text, 0, before.length))
  }

  private complete(): void {
    if (!this.object.isLikely) return
    const { text } = this.object
    if (hasStatistics(text)) this.give(text)
  }

  private give(text: string | null): void {
    // A time speaks of one object.
    this.before.line = 0
    this.hasGiven = true
    this.sink(text, this.start)
  }

  private breakOff(): void {
    this.object.leave()
    if (this.object.isLikely && hasStatistics(this.object.text)) this.sink(null, this.start)
  }

  /** A line that may speak of an object in the lines after it: by a time of its own, or by being one. Runs for every line of text. */
  private notice(bytes: Uint8Array, from: number, to: number, context: LineContext): void {
    const { before } = this
    const isTimed = context.wallMs === context.wallMs
    before.line = 0
    if (!isTimed && (to - from > LONGEST_TIME || !mayBeginTime(bytes[from] as number))) return
    before.line = context.line
    before.wallMs = context.wallMs
    before.resolutionMs = context.resolutionMs
    before.hasYear = context.hasYear
    before.hasZone = context.hasZone
    before.length = 0
    if (isTimed) return
    for (let at = from; at < to; at++) before.text[before.length++] = bytes[at] as number
  }
}

const endsMessage = ({ part, isLastPart }: LineContext): boolean => part > 0 && isLastPart
