// Which process a gc line came from. One file often holds several lives: restarts one after another (N falls to 1, T jumps
// back), or several processes at once (`go run` prints the compiler's cycles first, `go test` runs many binaries). A line can
// continue a life only where N and T grow; among several such lives the one it fits best by number, heap, Ps and time gets it.
// SCHED and init lines have clocks that run from the same start: they continue the life whose clock they fit, and begin one where
// there is none, to which the first gc lines then belong. Other lines of the runtime say neither number nor time: they are of the
// life that spoke last on their stream.
import { MIB } from '../../../../shared/units/units.ts'
import type { LineContext } from '../logs/consumer.ts'
import type { ReaderOutput } from '../reader.ts'
import * as line from './cycleLine.ts'
import {
  CYCLES,
  LAST_BACKGROUND,
  LAST_CYCLE,
  LAST_END,
  LAST_INDEX,
  LAST_INIT,
  LAST_LINE,
  LAST_LIVE_MIB,
  LAST_MARK,
  LAST_PERCENT,
  LAST_PROCS,
  LAST_SCHED,
  LAST_START,
  MISSING,
  NO_ROWS,
  OpenLife,
  SCHED_PERIOD,
} from './OpenLife.ts'

/** Lives that may still be continued; beyond it the longest silent one is closed. */
export const MAX_OPEN_LIVES = 64
/** Lives of one file at most: further ones are dropped and counted. */
export const MAX_LIVES = 10_000
/** After so many lines of one life in a row it counts as running alone: the next number is its own. */
const ALONE_LINES = 200
/** Rows that are held before they are given to the output. */
const BATCH_ROWS = 8192
const FIRST_ROWS = 64
/** The printed start is cut to a millisecond and the clock figures to two digits. */
const CLOCK_SLACK_NS = 3e6
/** SCHED and init lines count from a moment a little later than gc lines do. */
const OTHER_CLOCK_SLACK_NS = 50e6
/** A goal above this is none: the heap trigger was off (facts/gctrace.md 1). */
const NO_GOAL_MIB = 2 ** 40
/** The runtime's two minutes, less what rounding hides. */
const PERIOD_NS = 119.9e9

/** What is known of a SCHED or init line beside its clock. */
export type ClockLine = Pick<LineContext, 'line' | 'lastLine' | 'wallMs' | 'resolutionMs' | 'hasYear' | 'hasZone'>

/** One cycle as the reader hands it over: `row` of the scanner and what stands beside it. */
export interface ScannedCycle {
  row: Float64Array
  form: number
  isForced: boolean
  isLeakCheck: boolean
  line: number
  stream: number
  /** A line `GC forced` stood between the cycle before and this one. */
  isAfterPeriodic: boolean
  /** Collector's time, ms; NaN: none. */
  ms: number
  resolutionMs: number
  hasYear: boolean
  hasZone: boolean
}

export class LifeTracker {
  /** Cycles dropped because the file has more than MAX_LIVES lives. */
  droppedCycles = 0
  /** Lines that repeat the one before, figure for figure. */
  repeatedLines = 0
  firstRepeatedLine = 0
  readonly lives: OpenLife[] = []
  private readonly output: ReaderOutput
  private open: OpenLife[] = []
  private latest: OpenLife | null = null
  private index = 0
  /** Where another life than the one before got a line. */
  private lastSwitch = 0
  /** The life that spoke last, by stream. */
  private readonly speaking = new Map<number, OpenLife>()

  constructor(output: ReaderOutput) {
    this.output = output
  }

  /** The life that the cycle was given to; null: none, it was dropped or is there already. */
  add(cycle: ScannedCycle): OpenLife | null {
    this.index++
    const life = this.lifeOf(cycle)
    if (life === null) {
      this.droppedCycles++
      return null
    }
    if (life === undefined) {
      this.repeatedLines++
      if (this.firstRepeatedLine === 0) this.firstRepeatedLine = cycle.line
      return null
    }
    this.append(life, cycle)
    return life
  }

  /** The life that lines without a number or a clock belong to, as far as the lines so far tell; null: none has spoken yet. */
  speaker(stream: number): OpenLife | null {
    return this.latest !== null && this.latest.stream === stream ? this.latest : (this.speaking.get(stream) ?? null)
  }

  /** A life that has no gc line yet; null: no room for another one. */
  beginSilent(stream: number, firstLine: number): OpenLife | null {
    const life = this.begin(stream, firstLine)
    if (life !== null) this.switchTo(life)
    return life
  }

  /** The life of a SCHED or init line that was printed `atNs` after its process began; begins one where none fits. */
  atClock(kind: 'sched' | 'init', stream: number, atNs: number, context: ClockLine): OpenLife | null {
    let best: OpenLife | null = null
    let bestCost = Number.POSITIVE_INFINITY
    for (const life of this.open) {
      if (life.stream !== stream || life.clockNs - OTHER_CLOCK_SLACK_NS > atNs) continue
      const last = life.get(kind === 'sched' ? LAST_SCHED : LAST_INIT)
      // SCHED lines come once per tick; packages may be initialised at the same moment, but one after the other.
      if (kind === 'sched' ? last >= atNs : last > atNs) continue
      const period = life.get(SCHED_PERIOD)
      const wanted = kind === 'sched' && last >= 0 && period > 0 ? last + period : life.clockNs
      const cost = Math.abs(atNs - wanted) / 1e9 + (life === this.speaking.get(stream) ? 0 : 0.01)
      if (cost < bestCost) {
        best = life
        bestCost = cost
      }
    }
    const life = best ?? this.begin(stream, context.line)
    if (life === null) return null
    const { state } = life
    if (kind === 'sched') {
      if ((state[LAST_SCHED] as number) >= 0) state[SCHED_PERIOD] = atNs - (state[LAST_SCHED] as number)
      state[LAST_SCHED] = atNs
    } else state[LAST_INIT] = atNs
    state[LAST_LINE] = Math.max(state[LAST_LINE] as number, context.lastLine)
    life.firstLine = Math.min(life.firstLine, context.line)
    if (context.wallMs === context.wallMs) placeStart(life, context.wallMs - atNs / 1e6, context)
    this.switchTo(life)
    return life
  }

  /** Gives the last batches. */
  finish(): void {
    for (const life of this.open) this.flush(life)
    this.open = []
  }

  /** Null: no room for another life. Undefined: the line is a copy of the last one of its life. */
  private lifeOf(cycle: ScannedCycle): OpenLife | null | undefined {
    const { row } = cycle
    const number = row[line.NUMBER] as number
    const startNs = row[line.START] as number
    const latest = this.latest
    // The common case: one process, the next number, and no other life that could be meant.
    if (
      latest !== null &&
      (this.open.length === 1 ||
        (this.index - this.lastSwitch > ALONE_LINES && number === latest.get(LAST_CYCLE) + 1)) &&
      this.fits(latest, cycle, number, startNs)
    )
      return latest
    let best: OpenLife | null = null
    let bestCost = Number.POSITIVE_INFINITY
    for (const life of this.open) {
      if (this.isCopy(life, cycle, number)) return undefined
      if (!this.fits(life, cycle, number, startNs)) continue
      const cost = this.cost(life, row, number, startNs)
      if (cost < bestCost || (cost === bestCost && best !== null && life.get(LAST_INDEX) > best.get(LAST_INDEX))) {
        best = life
        bestCost = cost
      }
    }
    return best ?? this.begin(cycle.stream, cycle.line)
  }

  private fits(life: OpenLife, cycle: ScannedCycle, number: number, startNs: number): boolean {
    return (
      number > life.get(LAST_CYCLE) &&
      life.stream === cycle.stream &&
      (life.form === cycle.form || life.form < 0) &&
      startNs >= life.get(LAST_END) - CLOCK_SLACK_NS &&
      // Printed when the cycle is over, so not before the last SCHED line.
      (life.get(LAST_SCHED) < 0 || startNs + clockOf(cycle.row) >= life.get(LAST_SCHED) - OTHER_CLOCK_SLACK_NS)
    )
  }

  /** How badly a line continues a life: lost cycles, a heap below what was live, another number of Ps, a long silence. */
  private cost(life: OpenLife, row: Float64Array, number: number, startNs: number): number {
    const missing = number - life.get(LAST_CYCLE) - 1
    const silence = this.index - life.get(LAST_INDEX)
    const live = Math.max(4, life.get(LAST_LIVE_MIB) * 2)
    const goal = Math.min(row[line.GOAL] as number, NO_GOAL_MIB)
    return (
      (missing === 0 ? 0 : 2 + Math.log2(missing + 1)) +
      // What was marked is still counted at the next start, so a lower figure is another process'.
      (missing === 0 && (row[line.HEAP_START] as number) < life.get(LAST_LIVE_MIB) ? 4 : 0) +
      ((row[line.PROCS] as number) === life.get(LAST_PROCS) ? 0 : 3) +
      Math.min(2, Math.abs(Math.log2((goal + 2) / (live + 2))) / 2) +
      Math.min(2, Math.abs((row[line.PERCENT] as number) - life.get(LAST_PERCENT)) / 10) +
      Math.min(3, Math.log10(1 + Math.max(0, startNs - life.get(LAST_END)) / 1e8)) +
      Math.min(3, Math.log2(silence) * 0.3)
    )
  }

  private isCopy(life: OpenLife, { row, stream }: ScannedCycle, number: number): boolean {
    return (
      number === life.get(LAST_CYCLE) &&
      stream === life.stream &&
      life.get(LAST_START) === row[line.START] &&
      life.get(LAST_MARK) === row[line.MARK] &&
      life.get(LAST_BACKGROUND) === row[line.BACKGROUND] &&
      life.get(LAST_LIVE_MIB) === row[line.LIVE]
    )
  }

  private begin(stream: number, firstLine: number): OpenLife | null {
    if (this.lives.length >= MAX_LIVES) return null
    if (this.open.length >= MAX_OPEN_LIVES) {
      const oldest = this.open.reduce((a, b) => (b.get(LAST_INDEX) < a.get(LAST_INDEX) ? b : a))
      this.flush(oldest)
      oldest.rows = NO_ROWS
      this.open.splice(this.open.indexOf(oldest), 1)
    }
    const life = new OpenLife(this.lives.length + 1, stream, firstLine)
    this.lives.push(life)
    this.open.push(life)
    return life
  }

  private append(life: OpenLife, cycle: ScannedCycle): void {
    const { row } = cycle
    let rows = life.rows
    if (rows.length === rows.capacity) {
      if (rows.length >= BATCH_ROWS) this.flush(life)
      else rows = life.rows = rows.grown(Math.min(BATCH_ROWS, Math.max(FIRST_ROWS, rows.length * 4)))
    }
    const at = rows.length++
    const number = row[line.NUMBER] as number
    const startNs = row[line.START] as number
    const clockNs = clockOf(row)
    const goal = row[line.GOAL] as number
    rows.number[at] = number
    rows.line[at] = cycle.line
    rows.startNs[at] = startNs
    rows.gcCpuPercent[at] = row[line.PERCENT] as number
    rows.sweepTermNs[at] = row[line.SWEEP_TERM] as number
    rows.markNs[at] = row[line.MARK] as number
    rows.markTermNs[at] = row[line.MARK_TERM] as number
    rows.sweepTermCpuNs[at] = row[line.SWEEP_TERM_CPU] as number
    rows.assistCpuNs[at] = row[line.ASSIST] as number
    rows.backgroundCpuNs[at] = row[line.BACKGROUND] as number
    rows.idleCpuNs[at] = row[line.IDLE] as number
    rows.markTermCpuNs[at] = row[line.MARK_TERM_CPU] as number
    rows.heapStartBytes[at] = (row[line.HEAP_START] as number) * MIB
    rows.heapEndBytes[at] = (row[line.HEAP_END] as number) * MIB
    rows.liveHeapBytes[at] = (row[line.LIVE] as number) * MIB
    rows.heapGoalBytes[at] = goal > NO_GOAL_MIB ? Number.NaN : goal * MIB
    rows.stacksBytes[at] = (row[line.STACKS] as number) * MIB
    rows.globalsBytes[at] = (row[line.GLOBALS] as number) * MIB
    rows.procs[at] = row[line.PROCS] as number
    rows.trigger[at] = cycle.isForced ? 1 : this.isPeriodic(life, cycle, number, startNs) ? 2 : 0
    rows.isLeakCheck[at] = cycle.isLeakCheck ? 1 : 0

    const { state } = life
    if ((state[CYCLES] as number) === 0) {
      life.form = cycle.form
      life.firstCycle = number
    } else state[MISSING] = (state[MISSING] as number) + number - (state[LAST_CYCLE] as number) - 1
    state[CYCLES] = (state[CYCLES] as number) + 1
    state[LAST_CYCLE] = number
    state[LAST_LINE] = Math.max(state[LAST_LINE] as number, cycle.line)
    life.firstLine = Math.min(life.firstLine, cycle.line)
    state[LAST_START] = startNs
    state[LAST_END] = startNs + clockNs
    state[LAST_MARK] = row[line.MARK] as number
    state[LAST_BACKGROUND] = row[line.BACKGROUND] as number
    state[LAST_LIVE_MIB] = row[line.LIVE] as number
    state[LAST_PROCS] = row[line.PROCS] as number
    state[LAST_PERCENT] = row[line.PERCENT] as number
    state[LAST_INDEX] = this.index
    if (cycle.isLeakCheck) life.isLeakChecked = true
    if (cycle.isAfterPeriodic) life.hasPeriodicLine = true
    if (this.latest !== life) this.switchTo(life)
    if (cycle.ms === cycle.ms) placeStart(life, cycle.ms - life.get(LAST_END) / 1e6, cycle)
  }

  private switchTo(life: OpenLife): void {
    if (this.latest === life) return
    this.latest = life
    this.lastSwitch = this.index
    this.speaking.set(life.stream, life)
  }

  /**
   * `GC forced` says only that the two-minute goroutine woke, so a cycle is called periodic where two minutes had passed since
   * the one before. Logs filtered to gc lines have no such line: there the whole picture must fit (heap far below the goal, no
   * assist, no lost cycle between).
   */
  private isPeriodic(life: OpenLife, cycle: ScannedCycle, number: number, startNs: number): boolean {
    if (life.get(CYCLES) === 0 || startNs - life.get(LAST_END) < PERIOD_NS) return false
    const { row } = cycle
    const isNext = number === life.get(LAST_CYCLE) + 1
    const looksIdle =
      (row[line.HEAP_START] as number) <= 0.9 * (row[line.GOAL] as number) && (row[line.ASSIST] as number) < 1e6
    if (cycle.isAfterPeriodic) return isNext || looksIdle
    return isNext && looksIdle && !life.hasPeriodicLine
  }

  private flush(life: OpenLife): void {
    if (life.rows.length > 0) this.output.cycles?.(life.ordinal, life.rows)
    life.rows.length = 0
  }
}

/** How long the three phases of a cycle took together. */
const clockOf = (row: Float64Array): number =>
  (row[line.SWEEP_TERM] as number) + (row[line.MARK] as number) + (row[line.MARK_TERM] as number)

/** A line was printed no later than its time, so its process began no later than `startMs`. */
function placeStart(
  life: OpenLife,
  startMs: number,
  { resolutionMs, hasYear, hasZone }: Pick<ScannedCycle, 'resolutionMs' | 'hasYear' | 'hasZone'>,
): void {
  if (life.startMs <= startMs) return
  life.startMs = startMs
  life.startResolutionMs = resolutionMs
  life.hasYear = hasYear
  life.hasZone = hasZone
}
