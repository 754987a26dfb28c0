// Exports of log stores give the newest entry first (Loki, CloudWatch Insights, Datadog, Kibana, Google Cloud): what is read from such a
// log would be told backwards, and every GC cycle would be a process of its own. The times of the first entries show it; the whole log is
// then held and given from its end on. An entry is a line with a time and the lines without one that follow.
import { grown } from '../../../../shared/lib/grown.ts'
import type { LineSink } from '../lines.ts'
import { isDigit } from './bytes.ts'
import type { TimeStamp } from './consumer.ts'
import { ESCAPE, unwrapCollector } from './prefix.ts'
import { timeBefore } from './timeBefore.ts'
import { unwrapped } from './unwrapped.ts'

/** Steps back in time that show it, where there are none, or hardly any, forward. */
const SURE_STEPS = 8
/** In a file that ends before. */
const LEAST_STEPS = 2
/** A log whose times do not say anything so far is as it is. */
const MOST_ASKED = 1000
const MOST_ASKED_BYTES = 4 * 1024 * 1024
/** A larger log is given in the order in which it stands, and said to be. */
export const MOST_TURNED_BYTES = 256 * 1024 * 1024

export class EntryOrder {
  private readonly give: LineSink
  private readonly mostBytes: number
  /** The newest entry stands first, and there is too much to turn it. */
  isTooLong = false
  /** Lines are given as they come. */
  isForward = false
  private isBackward = false
  private text = new Uint8Array(4096)
  private length = 0
  /** Where each line held begins, which one it is, and whether a time stands before it. */
  private starts: number[] = []
  private lines: number[] = []
  private readonly timed = new Set<number>()
  private isLastTerminated = true
  private lastMs = Number.NaN
  private forward = 0
  private back = 0

  constructor(give: LineSink, mostBytes: number) {
    this.give = give
    this.mostBytes = mostBytes
  }

  take(bytes: Uint8Array, from: number, to: number, line: number, isTerminated: boolean): void {
    this.keep(bytes, from, to, line)
    this.isLastTerminated = isTerminated
    const ms = timeInFront(bytes, from, to)
    if (ms === ms) {
      this.timed.add(this.lines.length - 1)
      if (ms > this.lastMs) this.forward++
      else if (ms < this.lastMs) this.back++
      this.lastMs = ms
    }
    if (this.isBackward) {
      if (this.length <= this.mostBytes) return
      this.isTooLong = true
      this.giveForward()
    } else if (this.back >= SURE_STEPS && this.forward * SURE_STEPS <= this.back) this.isBackward = true
    else if (
      this.forward > this.back ||
      this.back > SURE_STEPS * 2 ||
      this.lines.length >= MOST_ASKED ||
      this.length > MOST_ASKED_BYTES
    )
      this.giveForward()
  }

  /** From now on lines are given as they come. */
  giveForward(): void {
    this.isForward = true
    this.giveHeld(0, this.lines.length)
    this.drop()
  }

  finish(): void {
    if (this.isForward) return
    if (!this.isBackward && (this.forward > 0 || this.back < LEAST_STEPS)) return this.giveForward()
    this.isForward = true
    let end = this.lines.length
    for (let index = end - 1; index >= 0; index--) {
      if (!this.timed.has(index) && index > 0) continue
      this.giveHeld(index, end)
      end = index
    }
    this.drop()
  }

  private keep(bytes: Uint8Array, from: number, to: number, line: number): void {
    const needed = this.length + to - from
    if (needed > this.text.length) this.text = grown(this.text, needed)
    this.text.set(bytes.subarray(from, to), this.length)
    this.starts.push(this.length)
    this.lines.push(line)
    this.length += to - from
  }

  private giveHeld(first: number, end: number): void {
    for (let index = first; index < end; index++) {
      const bytes = this.text.slice(this.starts[index], this.starts[index + 1] ?? this.length)
      const isTerminated = this.isLastTerminated || index < this.lines.length - 1
      this.give(bytes, 0, bytes.length, this.lines[index] as number, isTerminated)
    }
  }

  private drop(): void {
    this.text = new Uint8Array(0)
    this.length = 0
    this.starts = []
    this.lines = []
    this.timed.clear()
  }
}

const TIME_OF_LINE: TimeStamp = { wallMs: Number.NaN, resolutionMs: 0, hasYear: true, hasZone: true }
/** Bytes of a line in which its time stands, where no envelope is known. */
const TIME_BYTES = 40
const QUOTE = 0x22

/** The time of an entry: its collector's, or one that its line begins with. */
function timeInFront(bytes: Uint8Array, from: number, to: number): number {
  unwrapCollector(bytes, from, to, bytes.subarray(from, Math.min(to, from + TIME_BYTES)).includes(ESCAPE))
  if (unwrapped.ms === unwrapped.ms || unwrapped.bytes !== bytes) return unwrapped.ms
  const first = bytes[from] === QUOTE ? from + 1 : from
  TIME_OF_LINE.wallMs = Number.NaN
  if (isDigit(bytes[first])) timeBefore(bytes, first, Math.min(to, first + TIME_BYTES), TIME_OF_LINE)
  return TIME_OF_LINE.wallMs
}

/** The same for the entries of one line. */
export function isNewestFirst(bytes: Uint8Array, entries: readonly { from: number; to: number }[]): boolean {
  let balance = 0
  let before = Number.NaN
  for (const { from, to } of entries) {
    const time = timeInFront(bytes, from, to)
    if (time < before) balance++
    else if (time > before) balance--
    before = time
  }
  return balance > 0
}
