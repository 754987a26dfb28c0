// Reads what the runtime prints beside its GC cycles into rows (shared/records/runtimeRows.ts says which, and to which cycle they
// belong). GcLines.ts hands the lines over: it must see them first, as pieces of gc lines may stand between them.
//
// Joining. A line without a number of its own is of the life that spoke last on its stream, unless a new life's first gc line comes
// next: pacer lines and `scav` lines printed before their gc line wait for it. Several processes that write to one stream without a
// prefix cannot be told apart by such lines; their rows may then be with the wrong one of them.
import type { RuntimeTable } from '../../../../shared/records/index.ts'
import type { LifeTracker } from '../gctrace/lives.ts'
import type { Neighbour } from '../gctrace/neighbours.ts'
import type { OpenLife } from '../gctrace/OpenLife.ts'
import type { LineContext, LogEnvironment } from '../logs/consumer.ts'
import { wallTime } from '../logs/wallTime.ts'
import { emptyRow } from './columns.ts'
import { FINALIZERS, INIT, readFinalizers, readInit, readScan, SCAN } from './otherLines.ts'
import { PACER, readPacer } from './pacerLine.ts'
import { RowWriter } from './RowWriter.ts'
import { readScav, readScvg, SCAVENGE, scavLine } from './scavengeLine.ts'
import { SchedLines } from './SchedLines.ts'
import { TextScan } from './TextScan.ts'

/** Rows of one stream that wait for the next gc line at most. */
const MAX_WAITING = 4096
/** Streams with a state of their own; lines of further ones share one. */
const MAX_STREAMS = 10_000
const NO_TEXTS: readonly (string | null)[] = []
interface PacerRow {
  row: Float64Array
  /** Null: its gc line has not come. */
  life: OpenLife | null
  hasEnd: boolean
}

/** What is open on one stream. */
interface StreamState {
  /** `scav` rows that were printed before their gc line. */
  waiting: Float64Array[]
  /** Cycle of the last `scav` line; 0: none in this life. */
  scavCycle: number
  scavLife: OpenLife | null
  pacer: PacerRow | null
}

export class RuntimeLines {
  /** Lines read, by what they are; and those of which only the beginning was one. */
  readonly counts: Record<Exclude<Neighbour, ''>, number> = {
    GC_forced_lines: 0,
    scav: 0,
    scvg: 0,
    freeOsMemory: 0,
    pacer: 0,
    SCHED: 0,
    detail: 0,
    init: 0,
    scan: 0,
    finalizers: 0,
    check: 0,
  }
  damaged = 0
  readonly rows: RowWriter
  private readonly environment: LogEnvironment
  private readonly tracker: LifeTracker
  private readonly scan = new TextScan()
  private readonly sched: SchedLines
  private readonly states = new Map<number, StreamState>()
  private readonly scavengeRow = emptyRow('scavenges')
  private readonly pacerRow = emptyRow('pacerCycles')
  private readonly initRow = emptyRow('packageInits')
  private readonly finalizerRow = emptyRow('finalizerQueues')
  private readonly scanRow = emptyRow('gcScans')

  constructor(environment: LogEnvironment, tracker: LifeTracker) {
    this.environment = environment
    this.tracker = tracker
    this.rows = new RowWriter(environment.output)
    this.sched = new SchedLines(environment, this.rows, (atNs, context) => this.atClock('sched', atNs, context))
  }

  /** A line of this kind. `isCut`: a gc line landed in it, `to` is where that begins. */
  line(
    kind: Exclude<Neighbour, ''>,
    bytes: Uint8Array,
    from: number,
    to: number,
    context: LineContext,
    isCut = false,
  ): void {
    this.counts[kind]++
    if (kind === 'GC_forced_lines' || kind === 'check') return
    if (!this.read(kind, this.scan.set(bytes, from, to), context, isCut)) this.damage(bytes, from, to, context, isCut)
  }

  /** A line behind something else: one only if all of it can be read. */
  lineBehind(kind: Exclude<Neighbour, ''>, bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    if (kind === 'detail' && !this.sched.isOpen(context.stream)) return false
    if (!this.read(kind, this.scan.set(bytes, from, to), context, false)) return false
    this.counts[kind]++
    return true
  }

  /** A gc line was given to a life: what waited for it on its stream is that life's. */
  cycle(life: OpenLife, number: number): void {
    if (this.states.size === 0) return
    const state = this.states.get(life.stream)
    if (state === undefined) return
    if (state.pacer !== null && state.pacer.life === null) {
      state.pacer.life = life
      state.pacer.row[PACER.cycle] = number
    }
    if (state.waiting.length === 0) return
    // One sweep per cycle: where several wait, gc lines before this one are missing.
    const first = number - state.waiting.length + 1
    state.waiting.forEach((row, index) => {
      if (first + index > 0) row[SCAVENGE.cycle] = first + index
      this.giveScavenge(life, row)
    })
    state.waiting = []
    state.scavCycle = number
    state.scavLife = life
  }

  finish(): void {
    for (const [stream, state] of this.states) {
      this.release(stream, state)
      this.endPacer(stream, state)
    }
    this.sched.finish()
    this.rows.finish()
  }

  private read(kind: Neighbour, scan: TextScan, context: LineContext, isCut: boolean): boolean {
    switch (kind) {
      case 'scav':
        return this.readScav(scan, context)
      case 'scvg':
      case 'freeOsMemory':
        return this.readScvg(scan, context)
      case 'pacer':
        return this.readPacer(scan, context)
      case 'SCHED':
        return this.sched.read(scan, context, isCut)
      case 'detail':
        return this.sched.readDetail(scan, context)
      case 'init':
        return this.readInit(scan, context)
      case 'scan':
        if (!readScan(scan, this.scanRow)) return false
        return this.addAfterCycle('gcScans', this.scanRow, SCAN, context)
      case 'finalizers':
        if (!readFinalizers(scan, this.finalizerRow)) return false
        this.finalizerRow[FINALIZERS.wallMs] = this.wallMs(context)
        return this.addAfterCycle('finalizerQueues', this.finalizerRow, FINALIZERS, context)
      default:
        return true
    }
  }

  private readScav(scan: TextScan, context: LineContext): boolean {
    const row = this.scavengeRow
    if (!readScav(scan, row)) return false
    row[SCAVENGE.line] = context.line
    row[SCAVENGE.wallMs] = this.wallMs(context)
    const { stream } = context
    const state = this.stateOf(stream)
    const life = this.tracker.speaker(stream)
    const last = life?.lastCycle ?? 0
    if (row[SCAVENGE.isForced] === 1) {
      // debug.FreeOSMemory: its collection is over, and so is the waiting for its gc line.
      return this.addScavenge(row, stream, life, last)
    }
    const before = state.scavLife === life ? state.scavCycle : 0
    // Lines of 1.15 to 1.18 number the sweeps from 0; others follow one another.
    const generation = scavLine.generation
    const expected = Number.isNaN(generation) ? (before > 0 ? before + 1 : last) : generation + 1
    if (life !== null && last > 0 && expected <= last) return this.addScavenge(row, stream, life, last)
    if (state.waiting.length >= MAX_WAITING) this.release(stream, state)
    state.waiting.push(row.slice())
    return true
  }

  private addScavenge(row: Float64Array, stream: number, life: OpenLife | null, cycle: number): boolean {
    const owner = life ?? this.tracker.beginSilent(stream, row[SCAVENGE.line] as number)
    if (owner === null) return true
    row[SCAVENGE.cycle] = cycle > 0 ? cycle : Number.NaN
    this.giveScavenge(owner, row)
    if (row[SCAVENGE.isForced] !== 1) {
      const state = this.stateOf(stream)
      state.scavCycle = cycle
      state.scavLife = owner
    }
    return true
  }

  private giveScavenge(life: OpenLife, row: Float64Array): void {
    if (life.otherVersions === '') life.otherVersions = Number.isNaN(row[SCAVENGE.eagerBytes]) ? 'go1.14+' : 'go1.21+'
    this.rows.add('scavenges', life.ordinal, row, NO_TEXTS)
  }

  private readScvg(scan: TextScan, context: LineContext): boolean {
    const row = this.scavengeRow
    if (!readScvg(scan, row)) return false
    row[SCAVENGE.wallMs] = this.wallMs(context)
    return this.addAfterCycle('scavenges', row, SCAVENGE, context)
  }

  /** A row of the last cycle of the life that spoke last. */
  private addAfterCycle(
    table: RuntimeTable,
    row: Float64Array,
    places: { line: number; cycle: number },
    context: LineContext,
  ): boolean {
    const life = this.speaker(context)
    if (life === null) return true
    row[places.line] = context.line
    row[places.cycle] = life.lastCycle > 0 ? life.lastCycle : Number.NaN
    this.rows.add(table, life.ordinal, row, NO_TEXTS)
    return true
  }

  private readPacer(scan: TextScan, context: LineContext): boolean {
    const { stream } = context
    const state = this.stateOf(stream)
    const row = this.pacerRow.fill(Number.NaN)
    const part = readPacer(scan, row)
    if (part === null) return false
    const open = state.pacer
    const continues =
      open !== null && (part === 'sweep' ? Number.isNaN(open.row[PACER.sweptPages]) : part === 'end' && !open.hasEnd)
    if (continues) {
      for (let at = 0; at < row.length; at++) if (!Number.isNaN(row[at])) open.row[at] = row[at] as number
      if (part === 'end') open.hasEnd = true
      return true
    }
    this.endPacer(stream, state)
    row[PACER.line] = context.line
    row[PACER.wallMs] = this.wallMs(context)
    // A sweep without its cycle is of the one that was printed last.
    const life = part === 'sweep' ? this.tracker.speaker(stream) : null
    if (life !== null && life.lastCycle > 0) row[PACER.cycle] = life.lastCycle
    // The row just given is free again.
    const kept = open?.row ?? emptyRow('pacerCycles')
    kept.set(row)
    state.pacer = { row: kept, life, hasEnd: part !== 'start' }
    return true
  }

  /** Gives the open row of the pacer. Its gc line may never have come: then it is of the cycle after the last one. */
  private endPacer(stream: number, state: StreamState): void {
    const { pacer } = state
    if (pacer === null) return
    state.pacer = null
    const line = pacer.row[PACER.line] as number
    const life = pacer.life ?? this.tracker.speaker(stream) ?? this.tracker.beginSilent(stream, line)
    if (life === null) return
    if (pacer.life === null && life.lastCycle > 0) pacer.row[PACER.cycle] = life.lastCycle + 1
    if (life.otherVersions === '' && pacer.hasEnd)
      life.otherVersions = pacer.row[PACER.form] === 0 ? 'go1.5-1.18' : 'go1.18+'
    this.rows.add('pacerCycles', life.ordinal, pacer.row, NO_TEXTS)
  }

  private readInit(scan: TextScan, context: LineContext): boolean {
    const row = this.initRow
    const name = readInit(scan, row)
    if (name === null) return false
    const life = this.atClock('init', row[INIT.atNs] as number, context)
    if (life === null) return true
    if (life.cycles === 0 && life.otherVersions === '') life.otherVersions = 'go1.16+'
    row[INIT.line] = context.line
    row[INIT.wallMs] = this.wallMs(context)
    this.rows.add('packageInits', life.ordinal, row, [name])
    return true
  }

  /** The life of a line with a clock. Where that is another than the one that spoke, what waits is still the old one's. */
  private atClock(kind: 'sched' | 'init', atNs: number, context: LineContext): OpenLife | null {
    const state = this.stateOf(context.stream)
    const before = this.tracker.speaker(context.stream)
    const life = this.tracker.atClock(kind, context.stream, atNs, context)
    if (before !== null && life !== before) {
      this.release(context.stream, state, before)
      if (state.pacer !== null && state.pacer.life === null) {
        state.pacer.life = before
        if (before.lastCycle > 0) state.pacer.row[PACER.cycle] = before.lastCycle + 1
      }
    }
    return life
  }

  /** Gives what waits for a gc line that did not come: it would have been the next one. */
  private release(stream: number, state: StreamState, owner?: OpenLife): void {
    if (state.waiting.length === 0) return
    const rows = state.waiting
    state.waiting = []
    const first = rows[0]?.[SCAVENGE.line] ?? 1
    const life = owner ?? this.tracker.speaker(stream) ?? this.tracker.beginSilent(stream, first)
    if (life === null) return
    for (const row of rows) {
      if (life.lastCycle > 0 && rows.length === 1) row[SCAVENGE.cycle] = life.lastCycle + 1
      this.giveScavenge(life, row)
    }
  }

  private speaker({ stream, line }: LineContext): OpenLife | null {
    return this.tracker.speaker(stream) ?? this.tracker.beginSilent(stream, line)
  }

  private stateOf(stream: number): StreamState {
    const key = this.states.size < MAX_STREAMS || this.states.has(stream) ? stream : 0
    let state = this.states.get(key)
    if (state === undefined) {
      state = { waiting: [], scavCycle: 0, scavLife: null, pacer: null }
      this.states.set(key, state)
    }
    return state
  }

  private wallMs(context: LineContext): number {
    return context.wallMs === context.wallMs ? (wallTime(context, this.environment)?.ms ?? Number.NaN) : Number.NaN
  }

  private damage(bytes: Uint8Array, from: number, to: number, context: LineContext, isCut: boolean): void {
    this.damaged++
    const code = context.isTerminated || isCut ? 'runtime/damaged-line' : 'runtime/cut-line'
    const { issues } = this.environment
    if (issues.again(code)) return
    const found = Buffer.from(bytes.subarray(from, Math.min(to, from + 100))).toString('utf8')
    const why =
      code === 'runtime/cut-line'
        ? 'The file ends inside a line of the runtime'
        : 'A line of the runtime is cut or mixed with foreign text; it is left out'
    issues.note('dataLoss', code, context.line, `${why}: "${found.trimEnd()}".`)
  }
}
