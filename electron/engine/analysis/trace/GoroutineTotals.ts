// One row per goroutine: its life and how it spent it. Rows are given when a goroutine ends, so that memory follows those alive.
import type {
  GoroutineColumn,
  GoroutineIntervals,
  GoroutineRows,
  TraceTables,
} from '../../../../shared/records/index.ts'
import { GOROUTINE_COLUMNS, GoState, IntervalFlag, WAIT_CLASSES } from '../../../../shared/records/index.ts'
import { hasNamedRoot } from './frames.ts'
import { GoroutineExtras } from './GoroutineExtras.ts'
import { waitClassOf } from './waitClass.ts'

const ROWS = 16_384
const C = Object.fromEntries(GOROUTINE_COLUMNS.map((name, index) => [name, index])) as Record<GoroutineColumn, number>
/** After the columns and the classes: the length of its last syscall. */
const LAST_SYSCALL = GOROUTINE_COLUMNS.length + WAIT_CLASSES.length
const WIDTH = LAST_SYSCALL + 1

export class GoroutineTotals {
  private readonly tables: TraceTables
  private readonly give: (rows: GoroutineRows) => void
  private readonly out: GoroutineRows
  /** Row-wise figures of living goroutines: WIDTH numbers each, at place × WIDTH. */
  private figures = new Float64Array(WIDTH * 256)
  private lastProc = new Uint32Array(256)
  /** Place + 1 by slot; 0: none. */
  private placeOf = new Uint32Array(1024)
  private alive = 0
  /** A goroutine of these has not ended. */
  readonly extras = new GoroutineExtras()
  private readonly free: number[] = []
  private places = 0
  /** Most goroutines that existed at a time. */
  peak = 0
  /** Those that were created, and that ended, in the trace. */
  created = 0
  ended = 0
  /** By stack: 2 where its root frame has a name, 1 where not, 0 not looked at. */
  private named = new Uint8Array(256)
  private classes: Int8Array = new Int8Array(256).fill(-1)

  /** The trace's tables may grow. */
  constructor(tables: TraceTables, give: (rows: GoroutineRows) => void) {
    this.tables = tables
    this.give = give
    const columns = Object.fromEntries(GOROUTINE_COLUMNS.map((name) => [name, new Float64Array(ROWS)]))
    this.out = {
      ...(columns as Record<GoroutineColumn, Float64Array>),
      length: 0,
      waits_: WAIT_CLASSES.map(() => new Float64Array(ROWS)),
    }
  }

  add(chunk: GoroutineIntervals): void {
    const { goroutine, state, flags, begin, start, end } = chunk
    for (let row = 0; row < chunk.length; row++) {
      const slot = goroutine[row] as number
      const flag = flags[row] as number
      let place = this.placeAt(slot)
      if (place < 0) place = this.enter(slot, flag, begin[row] as number, chunk, row)
      const at = place * WIDTH
      const f = this.figures
      const from = start[row] as number
      const to = end[row] as number
      const whole = to - (begin[row] as number)
      const isWhole = (flag & IntervalFlag.Continues) === 0
      f[at + C.lastNs] = to
      if (f[at + C.seenStack] === 0 && this.isNamed(chunk.stack[row] as number))
        f[at + C.seenStack] = chunk.stack[row] as number
      switch (state[row]) {
        case GoState.running: {
          f[at + C.runningNs]! += to - from
          f[at + C.pausedNs]! += chunk.stwNs[row] as number
          f[at + C.activeInMarkNs]! += chunk.markNs[row] as number
          if (!isWhole) break
          f[at + C.runs]!++
          if (f[at + C.runs] === 1 && (flag & IntervalFlag.BeganBefore) === 0)
            f[at + C.spawnWaitNs] = (begin[row] as number) - (f[at + C.createdNs] as number)
          if (whole > (f[at + C.longestRunNs] as number)) f[at + C.longestRunNs] = whole
          const proc = chunk.proc[row] as number
          if (this.lastProc[place] !== 0 && this.lastProc[place] !== proc) f[at + C.migrations]!++
          this.lastProc[place] = proc
          break
        }
        case GoState.runnable: {
          const stw = chunk.stwNs[row] as number
          const gc = chunk.gcNs[row] as number
          const full = chunk.fullNs[row] as number
          f[at + C.runnableNs]! += to - from
          f[at + C.runnableStwNs]! += stw
          f[at + C.runnableGcNs]! += gc
          f[at + C.runnableFullNs]! += full
          f[at + C.runnableOtherNs]! += to - from - stw - gc - full
          f[at + C.pausedNs]! += stw
          f[at + C.activeInMarkNs]! += chunk.markNs[row] as number
          if (!isWhole) break
          if (chunk.from[row] === GoState.running) f[at + C.stops]!++
          if (chunk.from[row] === GoState.syscall) {
            f[at + C.blockedSyscalls]!++
            f[at + C.blockedSyscallNs]! += f[at + LAST_SYSCALL] as number
          }
          if (whole > (f[at + C.longestRunnableNs] as number)) f[at + C.longestRunnableNs] = whole
          break
        }
        case GoState.waiting:
          f[at + C.waitingNs]! += to - from
          f[at + GOROUTINE_COLUMNS.length + this.classOf(chunk.reason[row] as number)]! += to - from
          if (!isWhole) break
          f[at + C.waits]!++
          if (whole > (f[at + C.longestWaitNs] as number)) f[at + C.longestWaitNs] = whole
          break
        case GoState.syscall:
          f[at + C.syscallNs]! += to - from
          f[at + C.activeInMarkNs]! += chunk.markNs[row] as number
          if (!isWhole) break
          f[at + C.syscalls]!++
          f[at + LAST_SYSCALL] = whole
          if (whole > (f[at + C.longestSyscallNs] as number)) f[at + C.longestSyscallNs] = whole
          break
        default:
          f[at + C.undeterminedNs]! += to - from
      }
      if ((flag & IntervalFlag.Destroyed) !== 0) {
        this.ended++
        this.leave(slot, place, to)
      } else if ((flag & IntervalFlag.StillOpen) !== 0) {
        f[at + C.lastState] = state[row] as number
        f[at + C.lastReason] = chunk.reason[row] as number
        f[at + C.lastStack] = chunk.stack[row] as number
      }
    }
  }

  /** Gives the rows of those that live on. */
  finish(): void {
    for (let slot = 0; slot < this.placeOf.length; slot++) {
      const place = this.placeAt(slot)
      if (place >= 0) this.leave(slot, place, Number.NaN)
    }
    this.flush()
  }

  /** −1: none. */
  private placeAt(slot: number): number {
    return (this.placeOf[slot] ?? 0) - 1
  }

  private classOf(reason: number): number {
    if (reason >= this.classes.length) {
      const larger = new Int8Array(Math.max(reason + 1, this.classes.length * 2)).fill(-1)
      larger.set(this.classes)
      this.classes = larger
    }
    let known = this.classes[reason] as number
    if (known < 0) known = this.classes[reason] = WAIT_CLASSES.indexOf(waitClassOf(this.tables.strings[reason] ?? ''))
    return known
  }

  private isNamed(stack: number): boolean {
    if (stack >= this.named.length) {
      const larger = new Uint8Array(Math.max(stack + 1, this.named.length * 2))
      larger.set(this.named)
      this.named = larger
    }
    if (this.named[stack] === 0) this.named[stack] = hasNamedRoot(this.tables, stack) ? 2 : 1
    return this.named[stack] === 2
  }

  private enter(slot: number, flag: number, begin: number, chunk: GoroutineIntervals, row: number): number {
    const place = this.free.pop() ?? this.places++
    if ((place + 1) * WIDTH > this.figures.length) {
      const figures = new Float64Array(this.figures.length * 2)
      figures.set(this.figures)
      this.figures = figures
      const lastProc = new Uint32Array(this.lastProc.length * 2)
      lastProc.set(this.lastProc)
      this.lastProc = lastProc
    }
    if (slot >= this.placeOf.length) {
      const larger = new Uint32Array(Math.max(slot + 1, this.placeOf.length * 2))
      larger.set(this.placeOf)
      this.placeOf = larger
    }
    this.placeOf[slot] = place + 1
    this.peak = Math.max(this.peak, ++this.alive)
    const at = place * WIDTH
    this.figures.fill(0, at, at + WIDTH)
    this.lastProc[place] = 0
    const isCreated = (flag & IntervalFlag.Created) !== 0
    this.figures[at + C.slot] = slot
    this.figures[at + C.firstNs] = begin
    this.figures[at + C.createdNs] = isCreated ? begin : Number.NaN
    this.figures[at + C.endedNs] = Number.NaN
    this.figures[at + C.spawnWaitNs] = Number.NaN
    this.figures[at + C.lastState] = GoState.notExist
    if (isCreated) this.created++
    if (isCreated) {
      this.figures[at + C.startStack] = chunk.stack[row] as number
      this.figures[at + C.createStack] = chunk.wakerStack[row] as number
      this.figures[at + C.creator] = chunk.waker[row] as number
    }
    return place
  }

  private leave(slot: number, place: number, endedNs: number): void {
    const { out, figures } = this
    const at = place * WIDTH
    figures[at + C.endedNs] = endedNs
    const extras = this.extras.take(slot)
    if (extras !== undefined) {
      figures[at + C.sweepNs] = extras.sweepNs
      figures[at + C.assistNs] = extras.assistNs
      figures[at + C.assists] = extras.assists
    }
    const row = out.length
    for (let column = 0; column < GOROUTINE_COLUMNS.length; column++)
      out[GOROUTINE_COLUMNS[column] as GoroutineColumn][row] = figures[at + column] as number
    for (let column = 0; column < WAIT_CLASSES.length; column++)
      (out.waits_[column] as Float64Array)[row] = figures[at + GOROUTINE_COLUMNS.length + column] as number
    this.placeOf[slot] = 0
    this.alive--
    this.free.push(place)
    if (++out.length === ROWS) this.flush()
  }

  private flush(): void {
    if (this.out.length > 0) this.give(this.out)
    this.out.length = 0
  }
}
