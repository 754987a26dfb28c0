// One row per goroutine: its life and how it spent it. Rows are given when a goroutine ends, so that memory follows those alive.
import type { GoroutineColumn, GoroutineIntervals, GoroutineRows } from '../../../../shared/records/index.ts'
import { GOROUTINE_COLUMNS, GoState, IntervalFlag, WAIT_CLASSES } from '../../../../shared/records/index.ts'
import { waitClassOf } from './waitClass.ts'

const ROWS = 16_384
const C = Object.fromEntries(GOROUTINE_COLUMNS.map((name, index) => [name, index])) as Record<GoroutineColumn, number>
const WIDTH = GOROUTINE_COLUMNS.length + WAIT_CLASSES.length

export class GoroutineTotals {
  private readonly strings: readonly string[]
  private readonly give: (rows: GoroutineRows) => void
  private readonly out: GoroutineRows
  /** Row-wise figures of living goroutines: WIDTH numbers each, at place × WIDTH. */
  private figures = new Float64Array(WIDTH * 256)
  private lastProc = new Uint32Array(256)
  private readonly placeOf = new Map<number, number>()
  private readonly free: number[] = []
  private places = 0
  private classes: Int8Array = new Int8Array(256).fill(-1)

  /** `strings` is the trace's table: it may grow. */
  constructor(strings: readonly string[], give: (rows: GoroutineRows) => void) {
    this.strings = strings
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
      let place = this.placeOf.get(slot)
      if (place === undefined) place = this.enter(slot, flag, begin[row] as number, chunk, row)
      const at = place * WIDTH
      const f = this.figures
      const from = start[row] as number
      const to = end[row] as number
      const whole = to - (begin[row] as number)
      const isWhole = (flag & IntervalFlag.Continues) === 0
      f[at + C.lastNs] = to
      if (f[at + C.seenStack] === 0) f[at + C.seenStack] = chunk.stack[row] as number
      switch (state[row]) {
        case GoState.running: {
          f[at + C.runningNs]! += to - from
          f[at + C.pausedNs]! += chunk.stwNs[row] as number
          f[at + C.activeInMarkNs]! += chunk.markNs[row] as number
          if (!isWhole) break
          f[at + C.runs]!++
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
          if (whole > (f[at + C.longestSyscallNs] as number)) f[at + C.longestSyscallNs] = whole
          break
        default:
          f[at + C.undeterminedNs]! += to - from
      }
      if ((flag & IntervalFlag.Destroyed) !== 0) this.leave(slot, place, to)
    }
  }

  /** A mark assist of a living goroutine. */
  addAssist(slot: number, ns: number): void {
    const place = this.placeOf.get(slot)
    if (place === undefined) return
    const at = place * WIDTH
    this.figures[at + C.assistNs]! += ns
    this.figures[at + C.assists]!++
  }

  /** Gives the rows of those that live on. */
  finish(): void {
    for (const [slot, place] of [...this.placeOf]) this.leave(slot, place, Number.NaN)
    this.flush()
  }

  private classOf(reason: number): number {
    if (reason >= this.classes.length) {
      const larger = new Int8Array(Math.max(reason + 1, this.classes.length * 2)).fill(-1)
      larger.set(this.classes)
      this.classes = larger
    }
    let known = this.classes[reason] as number
    if (known < 0) known = this.classes[reason] = WAIT_CLASSES.indexOf(waitClassOf(this.strings[reason] ?? ''))
    return known
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
    this.placeOf.set(slot, place)
    const at = place * WIDTH
    this.figures.fill(0, at, at + WIDTH)
    this.lastProc[place] = 0
    const isCreated = (flag & IntervalFlag.Created) !== 0
    this.figures[at + C.slot] = slot
    this.figures[at + C.firstNs] = begin
    this.figures[at + C.createdNs] = isCreated ? begin : Number.NaN
    this.figures[at + C.endedNs] = Number.NaN
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
    const row = out.length
    for (let column = 0; column < GOROUTINE_COLUMNS.length; column++)
      out[GOROUTINE_COLUMNS[column] as GoroutineColumn][row] = figures[at + column] as number
    for (let column = 0; column < WAIT_CLASSES.length; column++)
      (out.waits_[column] as Float64Array)[row] = figures[at + GOROUTINE_COLUMNS.length + column] as number
    this.placeOf.delete(slot)
    this.free.push(place)
    if (++out.length === ROWS) this.flush()
  }

  private flush(): void {
    if (this.out.length > 0) this.give(this.out)
    this.out.length = 0
  }
}
