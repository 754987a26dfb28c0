// Where each thread is in its batches, and its next event decoded: type, time and arguments.
import { EVENT_ARGS, MAX_EVENT_ARGS, NO_TIMED_EVENT, UNKNOWN_EVENT } from '../wireEvents.ts'
import { VarintCursor } from '../VarintCursor.ts'
import { CoreFault } from './faults.ts'
import type { GenerationSetup } from './TraceCore.ts'

export class BatchCursors {
  /** The next event of each thread (by its place in `setup.threads`). Arguments of thread i begin at i × MAX_EVENT_ARGS. */
  readonly time: Float64Array
  readonly type: Uint8Array
  readonly argLo: Uint32Array<ArrayBuffer>
  readonly argHi: Uint32Array<ArrayBuffer>
  /** Byte of the event. */
  readonly start: Uint32Array
  private readonly cursor: VarintCursor
  private readonly setup: GenerationSetup
  /** Batches of a thread, one after the other. */
  private readonly next: Int32Array
  private readonly batch: Int32Array
  private readonly at: Uint32Array
  private readonly end: Uint32Array
  private readonly clock: Float64Array

  constructor(bytes: Uint8Array, setup: GenerationSetup) {
    const count = setup.threads.length
    this.cursor = new VarintCursor(bytes, 'gotrace')
    this.setup = setup
    this.time = new Float64Array(count)
    this.type = new Uint8Array(count)
    this.argLo = new Uint32Array(count * MAX_EVENT_ARGS)
    this.argHi = new Uint32Array(count * MAX_EVENT_ARGS)
    this.start = new Uint32Array(count)
    this.at = new Uint32Array(count)
    this.end = new Uint32Array(count)
    this.clock = new Float64Array(count)
    this.batch = new Int32Array(count).fill(-1)
    this.next = new Int32Array(setup.batches).fill(-1)
    const last = new Int32Array(count).fill(-1)
    for (let batch = 0; batch < setup.batches; batch++) {
      const thread = setup.batchThread[batch] as number
      const before = last[thread] as number
      if (before < 0) this.enter(thread, batch)
      else this.next[before] = batch
      last[thread] = batch
    }
  }

  private enter(thread: number, batch: number): void {
    this.batch[thread] = batch
    const at = this.setup.batchOffset[batch] as number
    this.at[thread] = at
    this.end[thread] = at + (this.setup.batchLength[batch] as number)
    this.clock[thread] = this.setup.batchTime[batch] as number
  }

  /** Decodes the next event of a thread. False: there is none. Throws CoreFault; `start` and `type` say where. */
  advance(thread: number): boolean {
    while (this.at[thread] === this.end[thread]) {
      const next = this.next[this.batch[thread] as number] as number
      if (next < 0) return false
      this.enter(thread, next)
    }
    const { cursor } = this
    const start = this.at[thread] as number
    this.start[thread] = start
    cursor.seek(start, this.end[thread] as number)
    const type = cursor.bytes[start] as number
    cursor.at++
    this.type[thread] = type
    const args = EVENT_ARGS[type] as number
    if (args === UNKNOWN_EVENT) throw new CoreFault('unknownType', BigInt(type))
    if (args === NO_TIMED_EVENT) throw new CoreFault('noTimestamp', BigInt(type))
    if (!cursor.tryVarint()) throw new CoreFault('badTimestamp')
    const delta = Math.trunc(cursor.number * this.setup.unitNs)
    for (let index = 0, to = thread * MAX_EVENT_ARGS; index < args; index++, to++) {
      if (!cursor.tryVarint()) throw new CoreFault('badArgument')
      this.argLo[to] = cursor.lo
      this.argHi[to] = cursor.hi
    }
    const time = (this.clock[thread] as number) + delta
    this.clock[thread] = time
    this.time[thread] = time
    this.at[thread] = cursor.at
    return true
  }
}
