// Which process a gc line came from. One file often holds several lives: restarts one after another (N falls to 1, T jumps
// back), or several processes at once (`go run` prints the compiler's cycles first, `go test` runs many binaries). A line can
// continue a life only where N and T grow; among several such lives the one it fits best by number, heap, Ps and time gets it.
import { appendGcCycles, emptyGcCycleColumns } from '../../../../shared/records/index.ts'
import type { GcCycleColumns } from '../../../../shared/records/index.ts'
import { MIB } from '../../../../shared/units/units.ts'
import type { LifeRecord, ReaderOutput } from '../reader.ts'
import * as line from './cycleLine.ts'

/** Lives that may still be continued; beyond it the longest silent one is closed. */
export const MAX_OPEN_LIVES = 64
/** Lives of one file at most: further ones are dropped and counted. */
export const MAX_LIVES = 10_000
/** Rows that are held before they are given to the output. */
const BATCH_ROWS = 16_384
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

class OpenLife {
  readonly record: LifeRecord
  readonly stream: number
  readonly form: number
  rows: GcCycleColumns = emptyGcCycleColumns(FIRST_ROWS)
  lastEndNs = 0
  lastLiveMiB = 0
  lastProcs = 0
  lastPercent = 0
  lastStartNs = 0
  lastMarkNs = 0
  lastBackgroundNs = 0
  /** Running number of the gc line that came last, over all lives. */
  lastIndex = 0
  hasPeriodicLine = false
  isLeakChecked = false
  /** Smallest (collector's time − T − clock), ms: process start is not later than this plus the resolution. */
  startMs = Number.NaN
  startResolutionMs = 0
  hasYear = true
  hasZone = true

  constructor(ordinal: number, cycle: ScannedCycle) {
    this.stream = cycle.stream
    this.form = cycle.form
    this.record = {
      ordinal,
      firstLine: cycle.line,
      lastLine: cycle.line,
      cycles: 0,
      firstCycle: cycle.row[line.NUMBER] ?? 0,
      lastCycle: 0,
      missingCycles: 0,
      startMs: null,
      startErrorMs: null,
      durationNs: 0,
      goVersions: '',
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

  /** Gives the last batches; after it the records are complete but for their start. */
  finish(): void {
    for (const life of this.open) this.flush(life)
    this.open = []
    for (const { record, form, isLeakChecked } of this.lives)
      record.goVersions = isLeakChecked ? 'go1.26+' : (GO_VERSIONS[form] ?? 'go1.18+')
  }

  /** Null: no room for another life. Undefined: the line is a copy of the last one of its life. */
  private lifeOf(cycle: ScannedCycle): OpenLife | null | undefined {
    const { row } = cycle
    const number = row[line.NUMBER] as number
    const startNs = row[line.START] as number
    const latest = this.latest
    // The common case: one process, the next number, and no other life that could be meant.
    if (latest !== null && this.open.length === 1 && this.fits(latest, cycle, number, startNs)) return latest
    let best: OpenLife | null = null
    let bestCost = Number.POSITIVE_INFINITY
    for (const life of this.open) {
      if (this.isCopy(life, cycle, number)) return undefined
      if (!this.fits(life, cycle, number, startNs)) continue
      const cost = this.cost(life, row, number, startNs)
      if (cost < bestCost || (cost === bestCost && best !== null && life.lastIndex > best.lastIndex)) {
        best = life
        bestCost = cost
      }
    }
    return best ?? this.begin(cycle)
  }

  private fits(life: OpenLife, cycle: ScannedCycle, number: number, startNs: number): boolean {
    return (
      number > life.record.lastCycle &&
      life.stream === cycle.stream &&
      life.form === cycle.form &&
      startNs >= life.lastEndNs - CLOCK_SLACK_NS
    )
  }

  /** How badly a line continues a life: lost cycles, a heap below what was live, another number of Ps, a long silence. */
  private cost(life: OpenLife, row: Float64Array, number: number, startNs: number): number {
    const missing = number - life.record.lastCycle - 1
    const silence = this.index - life.lastIndex
    const live = Math.max(4, life.lastLiveMiB * 2)
    const goal = Math.min(row[line.GOAL] as number, NO_GOAL_MIB)
    return (
      (missing === 0 ? 0 : 2 + Math.log2(missing + 1)) +
      // What was marked is still counted at the next start, so a lower figure is another process'.
      (missing === 0 && (row[line.HEAP_START] as number) < life.lastLiveMiB ? 4 : 0) +
      ((row[line.PROCS] as number) === life.lastProcs ? 0 : 3) +
      Math.min(2, Math.abs(Math.log2((goal + 2) / (live + 2))) / 2) +
      Math.min(2, Math.abs((row[line.PERCENT] as number) - life.lastPercent) / 10) +
      Math.min(3, Math.log10(1 + Math.max(0, startNs - life.lastEndNs) / 1e8)) +
      Math.min(3, Math.log2(silence) * 0.3)
    )
  }

  private isCopy(life: OpenLife, { row, stream }: ScannedCycle, number: number): boolean {
    return (
      number === life.record.lastCycle &&
      stream === life.stream &&
      life.lastStartNs === row[line.START] &&
      life.lastMarkNs === row[line.MARK] &&
      life.lastBackgroundNs === row[line.BACKGROUND] &&
      life.lastLiveMiB === row[line.LIVE]
    )
  }

  private begin(cycle: ScannedCycle): OpenLife | null {
    if (this.lives.length >= MAX_LIVES) return null
    if (this.open.length >= MAX_OPEN_LIVES) {
      const oldest = this.open.reduce((a, b) => (b.lastIndex < a.lastIndex ? b : a))
      this.flush(oldest)
      oldest.rows = emptyGcCycleColumns(0)
      this.open.splice(this.open.indexOf(oldest), 1)
    }
    const life = new OpenLife(this.lives.length + 1, cycle)
    this.lives.push(life)
    this.open.push(life)
    return life
  }

  private append(life: OpenLife, cycle: ScannedCycle): void {
    const { row } = cycle
    const { record } = life
    let rows = life.rows
    if (rows.length === rows.number.length) {
      if (rows.length >= BATCH_ROWS) this.flush(life)
      else {
        const larger = emptyGcCycleColumns(rows.length * 4)
        rows = life.rows = appendGcCycles(larger, rows)
      }
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

    if (record.cycles > 0) record.missingCycles += number - record.lastCycle - 1
    record.cycles++
    record.lastCycle = number
    record.lastLine = cycle.line
    record.durationNs = startNs + clockNs
    life.lastStartNs = startNs
    life.lastEndNs = startNs + clockNs
    life.lastMarkNs = row[line.MARK] as number
    life.lastBackgroundNs = row[line.BACKGROUND] as number
    life.lastLiveMiB = row[line.LIVE] as number
    life.lastProcs = row[line.PROCS] as number
    life.lastPercent = row[line.PERCENT] as number
    life.lastIndex = this.index
    if (cycle.isLeakCheck) life.isLeakChecked = true
    if (cycle.isAfterPeriodic) life.hasPeriodicLine = true
    this.latest = life
    if (cycle.ms === cycle.ms) this.placeStart(life, cycle)
  }

  /**
   * `GC forced` says only that the two-minute goroutine woke, so a cycle is called periodic where two minutes had passed since
   * the one before. Logs filtered to gc lines have no such line: there the whole picture must fit (heap far below the goal, no
   * assist, no lost cycle between).
   */
  private isPeriodic(life: OpenLife, cycle: ScannedCycle, number: number, startNs: number): boolean {
    if (life.record.cycles === 0 || startNs - life.lastEndNs < PERIOD_NS) return false
    const { row } = cycle
    const isNext = number === life.record.lastCycle + 1
    const looksIdle =
      (row[line.HEAP_START] as number) <= 0.9 * (row[line.GOAL] as number) && (row[line.ASSIST] as number) < 1e6
    if (cycle.isAfterPeriodic) return isNext || looksIdle
    return isNext && looksIdle && !life.hasPeriodicLine
  }

  private placeStart(life: OpenLife, cycle: ScannedCycle): void {
    const startMs = cycle.ms - life.lastEndNs / 1e6
    if (life.startMs <= startMs) return
    life.startMs = startMs
    life.startResolutionMs = cycle.resolutionMs
    life.hasYear = cycle.hasYear
    life.hasZone = cycle.hasZone
  }

  private flush(life: OpenLife): void {
    if (life.rows.length > 0) this.output.cycles?.(life.record.ordinal, life.rows)
    life.rows.length = 0
  }
}

export type { OpenLife }
