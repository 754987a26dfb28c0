// States of one goroutine in columns, side by side: what is shown of it are several questions, one after the other, and a busy goroutine has a
// million of them.
import { firstNot } from '../../../../shared/lib/firstNot.ts'
import { grown } from '../../../../shared/lib/grown.ts'
import type { Interval, Range } from './intervals.ts'

/** Some 80 MB. */
const MOST = 1_000_000
/** Given at a time. */
const PART = 32_768

/** Elements of a state in each of the columns. */
const BYTES = 3
const WORDS = 6
const NUMBERS = 6

export class HeldStates {
  readonly slot: number
  private length = 0
  private bytes = new Uint8Array(1024 * BYTES)
  private words = new Uint32Array(1024 * WORDS)
  private numbers = new Float64Array(1024 * NUMBERS)

  constructor(slot: number) {
    this.slot = slot
  }

  /** False: there is no room for them. */
  add(states: readonly Interval[]): boolean {
    const { length } = this
    if (length + states.length > MOST) return false
    this.makeRoom(length + states.length)
    states.forEach((state, at) => this.put(length + at, state))
    this.length += states.length
    return true
  }

  /** Which of them are in a range: `from … to`. */
  places({ fromNs, toNs }: Range): [from: number, to: number] {
    const { numbers } = this
    const from = firstNot(0, this.length, (row) => (numbers[row * NUMBERS + 1] as number) < fromNs)
    return [from, firstNot(from, this.length, (row) => (numbers[row * NUMBERS] as number) <= toNs)]
  }

  slice(from: number, to: number): Interval[] {
    return Array.from({ length: Math.max(0, to - from) }, (_, at) => this.at(from + at))
  }

  /** Those that are in a range, some at a time. */
  *in(range: Range): Generator<readonly Interval[]> {
    const [first, end] = this.places(range)
    for (let from = first; from < end; from += PART) yield this.slice(from, Math.min(end, from + PART))
  }

  private put(row: number, state: Interval): void {
    const { bytes, words, numbers } = this
    const [byte, word, number] = [row * BYTES, row * WORDS, row * NUMBERS]
    bytes[byte] = state.state
    bytes[byte + 1] = state.from
    bytes[byte + 2] = state.flags
    words[word] = state.reason
    words[word + 1] = state.stack
    words[word + 2] = state.proc
    words[word + 3] = state.thread
    words[word + 4] = state.waker
    words[word + 5] = state.wakerStack
    numbers[number] = state.startNs
    numbers[number + 1] = state.endNs
    numbers[number + 2] = state.stwNs
    numbers[number + 3] = state.gcNs
    numbers[number + 4] = state.fullNs
    numbers[number + 5] = state.markNs
  }

  private at(row: number): Interval {
    const { bytes, words, numbers } = this
    const [byte, word, number] = [row * BYTES, row * WORDS, row * NUMBERS]
    return {
      state: bytes[byte] as number,
      from: bytes[byte + 1] as number,
      flags: bytes[byte + 2] as number,
      startNs: numbers[number] as number,
      endNs: numbers[number + 1] as number,
      reason: words[word] as number,
      stack: words[word + 1] as number,
      proc: words[word + 2] as number,
      thread: words[word + 3] as number,
      waker: words[word + 4] as number,
      wakerStack: words[word + 5] as number,
      stwNs: numbers[number + 2] as number,
      gcNs: numbers[number + 3] as number,
      fullNs: numbers[number + 4] as number,
      markNs: numbers[number + 5] as number,
    }
  }

  private makeRoom(rows: number): void {
    if (rows * BYTES <= this.bytes.length) return
    this.bytes = grown(this.bytes, rows * BYTES)
    this.words = grown(this.words, rows * WORDS)
    this.numbers = grown(this.numbers, rows * NUMBERS)
  }
}
