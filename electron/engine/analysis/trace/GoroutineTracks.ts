// The state each goroutine is in, and since when. Goroutines that exist have a place in a pool that is used again when they end: a trace
// tells of millions, few of which live at a time.
import { grown } from '../../../../shared/lib/grown.ts'
import type { GoroutineIntervals } from '../../../../shared/records/index.ts'
import {
  GoState,
  INTERVAL_CHUNK_ROWS,
  IntervalFlag,
  emptyGoroutineIntervals,
} from '../../../../shared/records/index.ts'
import type { CauseClocks } from './CauseClocks.ts'

/** What is known of the state a goroutine enters. */
export interface Entered {
  reason: number
  stack: number
  proc: number
  thread: number
  waker: number
  wakerStack: number
}

export class GoroutineTracks {
  /** Places taken so far, some of them free again. */
  places = 0
  private free: number[] = []
  /** Place + 1 by slot; 0: does not exist. */
  private placeOf = new Uint32Array(1024)
  /** By place. `state` of a free place is notExist. */
  slot = new Uint32Array(256)
  state = new Uint8Array(256)
  private from = new Uint8Array(256)
  private flags = new Uint8Array(256)
  /** 0 until it has run, then 1. */
  private hasRun = new Uint8Array(256)
  private begin = new Float64Array(256)
  private start = new Float64Array(256)
  private reason = new Uint32Array(256)
  private stack = new Uint32Array(256)
  private proc = new Uint32Array(256)
  private thread = new Uint32Array(256)
  private waker = new Uint32Array(256)
  private wakerStack = new Uint32Array(256)
  /** Readings of the clocks when this part began. */
  private stw = new Float64Array(256)
  private gc = new Float64Array(256)
  private full = new Float64Array(256)
  private mark = new Float64Array(256)

  private readonly clocks: CauseClocks
  private readonly give: (chunk: GoroutineIntervals) => void
  private readonly out = emptyGoroutineIntervals()

  constructor(clocks: CauseClocks, give: (chunk: GoroutineIntervals) => void) {
    this.clocks = clocks
    this.give = give
  }

  /** −1: no goroutine of this slot exists. */
  place(slot: number): number {
    return slot < this.placeOf.length ? (this.placeOf[slot] as number) - 1 : -1
  }

  stateOf(slot: number): number {
    const place = this.place(slot)
    return place < 0 ? GoState.notExist : (this.state[place] as number)
  }

  /** A goroutine appears at `begin` in a state; `flag` says whether it was created then or was there before. */
  appear(slot: number, state: number, begin: number, flag: number, entered: Entered): number {
    const place = this.take(slot)
    this.state[place] = flag === IntervalFlag.Created ? GoState.notExist : GoState.undetermined
    this.open(place, state, begin, flag, entered)
    return place
  }

  /** Its state ends at `time`; `waker` is who ended a wait. One created waiting keeps who created it. */
  change(place: number, state: number, time: number, closing: number, entered: Entered): void {
    const { waker, wakerStack } = entered
    if (this.state[place] === GoState.waiting && this.from[place] !== GoState.notExist) {
      this.waker[place] = waker
      this.wakerStack[place] = wakerStack
    }
    this.close(place, time, closing)
    this.open(place, state, time, 0, entered)
  }

  disappear(place: number, time: number): void {
    this.close(place, time, IntervalFlag.Destroyed)
    this.release(place)
  }

  /** Ends a part of every state: what follows belongs to the next segment. */
  cut(time: number): void {
    for (let place = 0; place < this.places; place++) {
      if (this.state[place] === GoState.notExist || time <= (this.start[place] as number)) continue
      this.close(place, time, IntervalFlag.Continues)
      this.flags[place] = ((this.flags[place] as number) & IntervalFlag.BeganBefore) | IntervalFlag.Continued
      this.start[place] = time
      this.readClocks(place)
    }
    this.flush()
  }

  finish(time: number): void {
    for (let place = 0; place < this.places; place++)
      if (this.state[place] !== GoState.notExist) this.close(place, time, IntervalFlag.StillOpen)
    this.flush()
  }

  private take(slot: number): number {
    if (slot >= this.placeOf.length) this.placeOf = grown(this.placeOf, slot + 1)
    const place = this.free.pop() ?? this.places++
    if (place >= this.slot.length) this.growPool()
    this.placeOf[slot] = place + 1
    this.slot[place] = slot
    this.hasRun[place] = 0
    return place
  }

  private release(place: number): void {
    this.placeOf[this.slot[place] as number] = 0
    this.state[place] = GoState.notExist
    this.free.push(place)
  }

  private open(place: number, state: number, time: number, flags: number, entered: Entered): void {
    this.from[place] = this.state[place] as number
    this.state[place] = state
    if (state === GoState.running) this.hasRun[place] = 1
    this.flags[place] = flags
    this.begin[place] = time
    this.start[place] = time
    this.reason[place] = entered.reason
    this.stack[place] = entered.stack
    this.proc[place] = entered.proc
    this.thread[place] = entered.thread
    this.waker[place] = entered.waker
    this.wakerStack[place] = entered.wakerStack
    this.readClocks(place)
  }

  private readClocks(place: number): void {
    const { clocks } = this
    this.stw[place] = clocks.stw
    this.gc[place] = clocks.gc
    this.full[place] = clocks.full
    this.mark[place] = clocks.mark
  }

  private close(place: number, time: number, closing: number): void {
    const { out, clocks } = this
    const row = out.length
    out.goroutine[row] = this.slot[place] as number
    out.state[row] = this.state[place] as number
    out.from[row] = this.from[place] as number
    const notRunYet = this.hasRun[place] === 0 ? IntervalFlag.NotRunYet : 0
    out.flags[row] = (this.flags[place] as number) | closing | notRunYet
    out.begin[row] = this.begin[place] as number
    out.start[row] = this.start[place] as number
    out.end[row] = time
    out.reason[row] = this.reason[place] as number
    out.stack[row] = this.stack[place] as number
    out.proc[row] = this.proc[place] as number
    out.thread[row] = this.thread[place] as number
    out.waker[row] = this.waker[place] as number
    out.wakerStack[row] = this.wakerStack[place] as number
    const state = this.state[place] as number
    const isRunnable = state === GoState.runnable
    out.stwNs[row] = isRunnable || state === GoState.running ? clocks.stw - (this.stw[place] as number) : 0
    out.gcNs[row] = isRunnable ? clocks.gc - (this.gc[place] as number) : 0
    out.fullNs[row] = isRunnable ? clocks.full - (this.full[place] as number) : 0
    out.markNs[row] = state !== GoState.waiting ? clocks.mark - (this.mark[place] as number) : 0
    if (++out.length === INTERVAL_CHUNK_ROWS) this.flush()
  }

  flush(): void {
    if (this.out.length > 0) this.give(this.out)
    this.out.length = 0
  }

  beginOf(place: number): number {
    return this.begin[place] as number
  }
  reasonOf(place: number): number {
    return this.reason[place] as number
  }
  stackOf(place: number): number {
    return this.stack[place] as number
  }
  procOf(place: number): number {
    return this.proc[place] as number
  }
  threadOf(place: number): number {
    return this.thread[place] as number
  }

  private growPool(): void {
    this.slot = grown(this.slot)
    this.state = grown(this.state)
    this.from = grown(this.from)
    this.flags = grown(this.flags)
    this.hasRun = grown(this.hasRun)
    this.begin = grown(this.begin)
    this.start = grown(this.start)
    this.reason = grown(this.reason)
    this.stack = grown(this.stack)
    this.proc = grown(this.proc)
    this.thread = grown(this.thread)
    this.waker = grown(this.waker)
    this.wakerStack = grown(this.wakerStack)
    this.stw = grown(this.stw)
    this.gc = grown(this.gc)
    this.full = grown(this.full)
    this.mark = grown(this.mark)
  }
}
