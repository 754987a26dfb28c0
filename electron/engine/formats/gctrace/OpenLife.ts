// A process life as far as a log has told of it.
import type { LifeRecord } from '../reader.ts'
import { CycleRows } from './cycleRows.ts'

// What is known of a life's last cycle, in one typed array: object fields would box every number of the hot path.
export const CYCLES = 0
export const LAST_CYCLE = 1
export const LAST_LINE = 2
export const LAST_START = 3
export const LAST_END = 4
export const LAST_MARK = 5
export const LAST_BACKGROUND = 6
export const LAST_LIVE_MIB = 7
export const LAST_PROCS = 8
export const LAST_PERCENT = 9
export const MISSING = 10
/** Running number of the gc line that came last, over all lives. */
export const LAST_INDEX = 11
/** Clock of the last SCHED line and how long after the one before it came, ns; of the last init line. −1: none yet. */
export const LAST_SCHED = 12
export const SCHED_PERIOD = 13
export const LAST_INIT = 14
const STATE_LENGTH = 15

/** Shared by all lives without rows: never written. */
export const NO_ROWS = new CycleRows(0)

export class OpenLife {
  readonly ordinal: number
  /** Where entries are read from the last one on, later ones stand before it. */
  firstLine: number
  readonly stream: number
  /** Of its gc lines; −1: it has none yet. */
  form = -1
  firstCycle = 0
  readonly state = new Float64Array(STATE_LENGTH)
  rows = NO_ROWS
  /** Go versions by its other lines, where it has no gc line. */
  otherVersions = ''
  hasPeriodicLine = false
  isLeakChecked = false
  /** Smallest (collector's time − T − clock), ms: process start is not later than this plus the resolution. */
  startMs = Number.NaN
  startResolutionMs = 0
  hasYear = true
  hasZone = true

  constructor(ordinal: number, stream: number, firstLine: number) {
    this.ordinal = ordinal
    this.firstLine = firstLine
    this.stream = stream
    this.state[LAST_SCHED] = -1
    this.state[LAST_INIT] = -1
    this.state[LAST_LINE] = firstLine
  }

  get cycles(): number {
    return this.get(CYCLES)
  }

  /** Number of its last gc line; 0: none. */
  get lastCycle(): number {
    return this.get(LAST_CYCLE)
  }

  /** How far its clock has run for sure, ns since its start. */
  get clockNs(): number {
    return Math.max(this.get(LAST_END), this.get(LAST_SCHED), this.get(LAST_INIT))
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
      durationNs: this.clockNs,
      goVersions: this.isLeakChecked ? 'go1.26+' : (GO_VERSIONS[this.form] ?? this.otherVersions),
    }
  }
}

const GO_VERSIONS = ['go1.5', 'go1.6-1.17', 'go1.18+']
