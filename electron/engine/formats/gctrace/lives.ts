// Which process a gc line came from. One file often holds several lives: restarts one after another (N falls to 1, T jumps
// back), or several processes at once (`go run` prints the compiler's cycles first, `go test` runs many binaries). A line can
// continue a life only where N and T grow; among several such lives the one it fits best by number, heap, Ps and time gets it.
import { MIB } from '../../../../shared/units/units.ts'
import type { LifeRecord, ReaderOutput } from '../reader.ts'
import * as line from './cycleLine.ts'
import { CycleRows } from './cycleRows.ts'

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
/** A goal above this is none: the heap trigger was off (facts/gctrace.md 1). */
const NO_GOAL_MIB = 2 ** 40
/** The runtime's two minutes, less what rounding hides. */
const PERIOD_NS = 119.9e9

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

// What is known of a life's last cycle, in one typed array: object fields would box every number of the hot path.
const CYCLES = 0
const LAST_CYCLE = 1
const LAST_LINE = 2
const LAST_START = 3
const LAST_END = 4
const LAST_MARK = 5
const LAST_BACKGROUND = 6
const LAST_LIVE_MIB = 7
const LAST_PROCS = 8
const LAST_PERCENT = 9
const MISSING = 10
/** Running number of the gc line that came last, over all lives. */
const LAST_INDEX = 11
const STATE_LENGTH = 12

class OpenLife {
  readonly ordinal: number
  readonly firstLine: number
  readonly firstCycle: number
  readonly stream: number
  readonly form: number
  readonly state = new Float64Array(STATE_LENGTH)
  rows = new CycleRows(FIRST_ROWS)
  hasPeriodicLine = false
  isLeakChecked = false
  /** Smallest (collector's time − T − clock), ms: process start is not later than this plus the resolution. */
  startMs = Number.NaN
  startResolutionMs = 0
  hasYear = true
  hasZone = true

  constructor(ordinal: number, cycle: ScannedCycle) {
    this.ordinal = ordinal
    this.firstLine = cycle.line
    this.firstCycle = cycle.row[line.NUMBER] ?? 0
    this.stream = cycle.stream
    this.form = cycle.form
  }

  get(slot: number): number {
    return this.state[slot] as number
  }

  /** The life as it stands; where it began on the wall clock is for the reader to say. */
  toRecord(): LifeRecord {
    return {
      ordinal: this.ordinal,
      firstLine: this.firstLine,
      lastLine: this.get(LAST_LINE),
      cycles: this.get(CYCLES),
      firstCycle: this.firstCycle,
      lastCycle: this.get(LAST_CYCLE),
      missingCycles: this.get(MISSING),
      startMs: null,
      startErrorMs: null,
      durationNs: this.get(LAST_END),
      goVersions: this.isLeakChecked ? 'go1.26+' : (GO_VERSIONS[this.form] ?? 'go1.18+'),
    }
  }
}

const GO_VERSIONS = ['go1.5', 'go1.6-1.17', 'go1.18+']

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

  constructor(output: ReaderOutput) {
    this.output = output
  }

  add(cycle: ScannedCycle): void {
    this.index++
    const life = this.lifeOf(cycle)
    if (life === null) {
      this.droppedCycles++
      return
    }
    if (life === undefined) {
      this.repeatedLines++
      if (this.firstRepeatedLine === 0) this.firstRepeatedLine = cycle.line
      return
    }
    this.append(life, cycle)
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
    return best ?? this.begin(cycle)
  }

  private fits(life: OpenLife, cycle: ScannedCycle, number: number, startNs: number): boolean {
    return (
      number > life.get(LAST_CYCLE) &&
      life.stream === cycle.stream &&
      life.form === cycle.form &&
      startNs >= life.get(LAST_END) - CLOCK_SLACK_NS
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

  private begin(cycle: ScannedCycle): OpenLife | null {
    if (this.lives.length >= MAX_LIVES) return null
    if (this.open.length >= MAX_OPEN_LIVES) {
      const oldest = this.open.reduce((a, b) => (b.get(LAST_INDEX) < a.get(LAST_INDEX) ? b : a))
      this.flush(oldest)
      oldest.rows = new CycleRows(0)
      this.open.splice(this.open.indexOf(oldest), 1)
    }
    const life = new OpenLife(this.lives.length + 1, cycle)
    this.lives.push(life)
    this.open.push(life)
    return life
  }

  private append(life: OpenLife, cycle: ScannedCycle): void {
    const { row } = cycle
    let rows = life.rows
    if (rows.length === rows.capacity) {
      if (rows.length >= BATCH_ROWS) this.flush(life)
      else rows = life.rows = rows.grown(Math.min(BATCH_ROWS, rows.length * 4))
    }
    const at = rows.length++
    const number = row[line.NUMBER] as number
    const startNs = row[line.START] as number
    const clockNs = (row[line.SWEEP_TERM] as number) + (row[line.MARK] as number) + (row[line.MARK_TERM] as number)
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
    if ((state[CYCLES] as number) > 0)
      state[MISSING] = (state[MISSING] as number) + number - (state[LAST_CYCLE] as number) - 1
    state[CYCLES] = (state[CYCLES] as number) + 1
    state[LAST_CYCLE] = number
    state[LAST_LINE] = cycle.line
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
    if (this.latest !== life) {
      this.latest = life
      this.lastSwitch = this.index
    }
    if (cycle.ms === cycle.ms) this.placeStart(life, cycle)
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

  private placeStart(life: OpenLife, cycle: ScannedCycle): void {
    const startMs = cycle.ms - life.get(LAST_END) / 1e6
    if (life.startMs <= startMs) return
    life.startMs = startMs
    life.startResolutionMs = cycle.resolutionMs
    life.hasYear = cycle.hasYear
    life.hasZone = cycle.hasZone
  }

  private flush(life: OpenLife): void {
    if (life.rows.length > 0) this.output.cycles?.(life.ordinal, life.rows)
    life.rows.length = 0
  }
}

export type { OpenLife }
