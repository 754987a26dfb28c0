// One `gc N @…` line (runtime/mgc.go, extern.go; every form from Go 1.5 to 1.27 in facts/gctrace.md 1) as a table of steps:
// each is a literal and the number after it. The scanner runs over bytes and makes no strings; it also tells how far a
// broken line is good, which is what repairing interleaved lines rests on.

import { startsWith } from '../logs/bytes.ts'

/** Slots of a scanned row. Times in nanoseconds, sizes in MiB as printed. */
export const NUMBER = 0
export const START = 1
export const PERCENT = 2
export const SWEEP_TERM = 3
export const MARK = 4
export const MARK_TERM = 5
export const SWEEP_TERM_CPU = 6
export const ASSIST = 7
export const BACKGROUND = 8
export const IDLE = 9
export const MARK_TERM_CPU = 10
export const HEAP_START = 11
export const HEAP_END = 12
export const LIVE = 13
export const GOAL = 14
export const STACKS = 15
export const GLOBALS = 16
export const PROCS = 17
/** Only Go 1.5: scan and install-write-barrier, clock and CPU. */
const SCAN = 18
const BARRIER = 19
const SCAN_CPU = 20
const BARRIER_CPU = 21
export const ROW_LENGTH = 22

/** Which Go prints it: five clock figures; three without stacks; with stacks and globals. */
export const FORM_GO1_5 = 0
export const FORM_GO1_6 = 1
export const FORM_GO1_18 = 2

/** What a scan found. */
export const COMPLETE = 1
/** All bytes fit, but the line is not at its end. */
export const CUT = 0
/** A byte does not fit. */
export const BROKEN = -1

const WHOLE = 0
const MILLIS = 1
const SECONDS = 2
/** Nanoseconds per unit of the last printed digit, by number of decimals. */
const MILLI_SCALE = [1e6, 1e5, 1e4, 1e3, 100, 10, 1]
const SECOND_SCALE = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1]
const MAX_DIGITS = 15

interface Step {
  literal: Uint8Array
  number: 0 | 1 | 2
  slot: number
  /** Step to go to when the literal does not fit here; -1: none. */
  otherwise: number
  next: number
}

const encoder = new TextEncoder()
const step = (literal: string, number: 0 | 1 | 2, slot: number): Step => ({
  literal: encoder.encode(literal),
  number,
  slot,
  otherwise: -1,
  next: -1,
})

/** The grammar. Branches: the leak check after `U%`, the fourth clock figure (Go 1.5), stacks and globals (Go 1.18). */
const STEPS: Step[] = (() => {
  const steps = [
    step('gc ', WHOLE, NUMBER),
    step(' @', SECONDS, START),
    step('s ', WHOLE, PERCENT),
    step('%: ', MILLIS, SWEEP_TERM),
    step('+', MILLIS, MARK),
    step('+', MILLIS, MARK_TERM),
    step(' ms clock, ', MILLIS, SWEEP_TERM_CPU),
    step('+', MILLIS, ASSIST),
    step('/', MILLIS, BACKGROUND),
    step('/', MILLIS, IDLE),
    step('+', MILLIS, MARK_TERM_CPU),
    step(' ms cpu, ', WHOLE, HEAP_START),
    step('->', WHOLE, HEAP_END),
    step('->', WHOLE, LIVE),
    step(' MB, ', WHOLE, GOAL),
    step(' MB goal, ', WHOLE, PROCS),
  ]
  steps.forEach((each, index) => (each.next = index + 1))
  const add = (...more: Step[]): number => {
    const first = steps.length
    more.forEach((each, index) => (each.next = first + index + 1))
    steps.push(...more)
    return first
  }
  const end = (at: number): Step => steps[at] as Step
  // The last number is followed by ` P` (the end), or by ` MB stacks, `: it was the stacks then.
  end(15).next = -1
  const stacks = add(step(' MB stacks, ', WHOLE, GLOBALS), step(' MB globals, ', WHOLE, PROCS))
  end(stacks + 1).next = -1
  const leak = add(step('% (checking for goroutine leaks): ', MILLIS, SWEEP_TERM))
  end(leak).next = 4
  end(3).otherwise = leak
  const five = add(
    step('+', MILLIS, BARRIER), // after scan and write barrier have been read as mark and mark termination
    step('+', MILLIS, MARK_TERM),
    step(' ms clock, ', MILLIS, SWEEP_TERM_CPU),
    step('+', MILLIS, SCAN_CPU),
    step('+', MILLIS, BARRIER_CPU),
    step('+', MILLIS, ASSIST),
  )
  end(five + 5).next = 8
  end(6).otherwise = five
  return steps
})()
const STACKS_STEP = 16
const LEAK_STEP = 18
const FIVE_STEP = 19

const END = encoder.encode(' P')
const FORCED = encoder.encode(' (forced)')

/** Result of the last `scan`, reused. */
export class CycleScanner {
  readonly row = new Float64Array(ROW_LENGTH)
  /** After COMPLETE: the byte after the line. Otherwise: the first byte that does not fit (CUT: the end). */
  at = 0
  /** Where the last number that was tried begins. */
  numberStart = 0
  /** The same, but the first of the three figures that slashes part: `2026/11/20` reads as such three. */
  doubtStart = 0
  isForced = false
  isLeakCheck = false
  form = FORM_GO1_6

  /** Scans `bytes[from … to)`, which begins with `gc `. Bytes after a complete line are left to the caller (see `at`). */
  scan(bytes: Uint8Array, from: number, to: number): number {
    const row = this.row
    let p = from
    let index = 0
    let form = FORM_GO1_6
    this.isForced = false
    this.isLeakCheck = false
    for (;;) {
      const current = STEPS[index] as Step
      const literal = current.literal
      const size = literal.length
      let matched = 0
      while (matched < size && p + matched < to && bytes[p + matched] === literal[matched]) matched++
      if (matched < size) {
        // The last number's step has two ends: ` P` is looked at below, so only ` MB stacks, ` comes here.
        if (current.otherwise >= 0) {
          const other = (STEPS[current.otherwise] as Step).literal
          let otherMatched = 0
          while (
            otherMatched < other.length &&
            p + otherMatched < to &&
            bytes[p + otherMatched] === other[otherMatched]
          )
            otherMatched++
          if (otherMatched === other.length || otherMatched > matched) {
            index = current.otherwise
            if (index === LEAK_STEP) this.isLeakCheck = true
            else if (index === FIVE_STEP) form = FORM_GO1_5
            if (otherMatched === other.length) continue
            matched = otherMatched
          }
        }
        this.at = p + matched
        return p + matched >= to ? CUT : BROKEN
      }
      p += size
      // The number.
      const start = p
      this.numberStart = start
      if (current.slot !== BACKGROUND && current.slot !== IDLE) this.doubtStart = start
      let value = 0
      let digit: number
      while (p < to && (digit = (bytes[p] as number) - 48) >= 0 && digit <= 9) {
        value = value * 10 + digit
        p++
      }
      if (p === start || p - start > MAX_DIGITS) {
        this.at = p === start ? p : start
        return p >= to && p === start ? CUT : BROKEN
      }
      if (current.number !== WHOLE) {
        const scale = current.number === MILLIS ? MILLI_SCALE : SECOND_SCALE
        let decimals = 0
        if (p < to && bytes[p] === 46) {
          p++
          const point = p
          while (p < to && (digit = (bytes[p] as number) - 48) >= 0 && digit <= 9) {
            value = value * 10 + digit
            p++
          }
          decimals = p - point
          if (decimals === 0 || decimals >= scale.length) {
            this.at = p
            return p >= to ? CUT : BROKEN
          }
        }
        value *= scale[decimals] as number
      }
      row[current.slot] = value
      if (current.next >= 0) {
        index = current.next
        if (index === FIVE_STEP + 1) {
          // Go 1.5: what was read as mark and mark termination were scan and install write barrier; this one is mark.
          row[SCAN] = row[MARK] as number
          const barrier = row[MARK_TERM] as number
          row[MARK] = row[BARRIER] as number
          row[BARRIER] = barrier
        }
        continue
      }
      // ` P`, or after the goal ` MB stacks, `.
      if (p + 1 < to && bytes[p] === END[0] && bytes[p + 1] === END[1]) {
        p += 2
        break
      }
      if (p < to && index === 15 && bytes[p] === 32 && (p + 1 >= to || bytes[p + 1] === 77)) {
        row[STACKS] = value
        form = FORM_GO1_18
        index = STACKS_STEP
        continue
      }
      const matchedEnd = p < to && bytes[p] === END[0] ? 1 : 0
      this.at = p + matchedEnd
      return p + matchedEnd >= to ? CUT : BROKEN
    }
    if (form !== FORM_GO1_18) {
      row[STACKS] = Number.NaN
      row[GLOBALS] = Number.NaN
    }
    if (form === FORM_GO1_5) {
      row[MARK] = (row[MARK] as number) + (row[SCAN] as number) + (row[BARRIER] as number)
      row[BACKGROUND] = (row[BACKGROUND] as number) + (row[SCAN_CPU] as number) + (row[BARRIER_CPU] as number)
    }
    this.form = form
    if (p < to && bytes[p] === 32 && startsWith(bytes, p, to, FORCED)) {
      this.isForced = true
      p += FORCED.length
    }
    this.at = p
    return COMPLETE
  }
}

/**
 * Checks that hold for every line the runtime prints (facts/gctrace.md 1), with room for rounding. Lines put together from
 * pieces must pass, so that no foreign digits end up as figures.
 */
export function isPlausible(row: Float64Array): boolean {
  const at = (slot: number): number => row[slot] as number
  const procs = at(PROCS)
  const within = (cpu: number, clock: number): boolean => cpu <= clock * procs * 1.15 + 2e6
  return (
    at(NUMBER) >= 1 &&
    procs >= 1 &&
    at(PERCENT) <= 100 &&
    at(LIVE) <= at(HEAP_END) + 1 &&
    at(HEAP_START) <= at(HEAP_END) + 1 &&
    within(at(SWEEP_TERM_CPU), at(SWEEP_TERM)) &&
    within(at(MARK_TERM_CPU), at(MARK_TERM)) &&
    // Mark workers may run on into the pauses, so their CPU is held against the whole cycle.
    within(at(ASSIST) + at(BACKGROUND) + at(IDLE), at(SWEEP_TERM) + at(MARK) + at(MARK_TERM))
  )
}
