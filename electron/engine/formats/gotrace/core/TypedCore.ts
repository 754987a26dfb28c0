// The core in TypeScript: the reference for the WebAssembly one, and what the rules are easiest to read in.
import type { TraceEventColumns, TraceIds } from '../../../../../shared/records/index.ts'
import { TraceKind } from '../../../../../shared/records/index.ts'
import { BatchCursors } from './BatchCursors.ts'
import { ByteBuffer } from './ByteBuffer.ts'
import { Frontier } from './Frontier.ts'
import { IdLookup, OrderState } from './OrderState.ts'
import { countKinds } from './countKinds.ts'
import { CoreFault } from './faults.ts'
import { advance } from './ordering.ts'
import type { CorePlace, CoreStep, GenerationSetup, TraceCore } from './TraceCore.ts'
import { MAX_EVENT_ARGS } from '../wireEvents.ts'

const MAX_TIME = Number.MAX_SAFE_INTEGER - 16

export class TypedCore implements TraceCore {
  private readonly buffer = new ByteBuffer()
  private readonly state = new OrderState()
  private setup: GenerationSetup | null = null
  private cursors: BatchCursors | null = null
  private frontier: Frontier | null = null
  private slots = new Int32Array(0)
  private sample = 0
  /** The thread whose event is tried. */
  private current = 0
  fault: CorePlace | null = null

  get bytes(): Uint8Array {
    return this.buffer.bytes
  }

  append(chunk: Uint8Array): void {
    this.buffer.append(chunk)
  }

  drop(count: number): void {
    this.buffer.drop(count)
  }

  get columns(): TraceEventColumns {
    return this.state.out.columns
  }

  countKinds(counts: Float64Array): void {
    countKinds(this.columns, counts)
  }

  clear(): void {
    this.state.out.clear()
  }

  get lastNs(): number {
    return this.state.out.last
  }

  get unknownTypes(): number {
    return this.state.unknownTypes
  }

  get goroutines(): TraceIds {
    return this.state.goroutines
  }

  get threads(): TraceIds {
    return this.state.threads
  }

  get procs(): TraceIds {
    return this.state.procs
  }

  get tasks(): TraceIds {
    return this.state.tasks
  }

  begin(setup: GenerationSetup): 'ready' | 'fault' {
    const { state } = this
    this.setup = setup
    const count = setup.threads.length
    const cursors = new BatchCursors(this.bytes, setup)
    const frontier = new Frontier(count, cursors.time)
    this.cursors = cursors
    this.frontier = frontier
    // Slots of threads are given in `run`, with the first event that is tried.
    this.slots = new Int32Array(count).fill(-1)
    this.sample = 0
    state.strings = new IdLookup(setup.strings)
    state.stacks = new IdLookup(setup.stacks)
    state.types = new IdLookup(setup.types)
    state.argLo = cursors.argLo
    state.argHi = cursors.argHi
    for (let thread = 0; thread < count; thread++) {
      try {
        if (cursors.advance(thread)) frontier.insert(thread)
      } catch (thrown) {
        return this.failed(thrown, thread)
      }
    }
    state.generation++
    state.out.mark(setup.startNs)
    return 'ready'
  }

  run(): CoreStep {
    const { state, setup, cursors, frontier } = this
    if (setup === null || cursors === null || frontier === null) throw new Error('no generation has begun')
    const { out } = state
    for (;;) {
      if (out.isFull) return 'chunk'
      const samples = this.sample < setup.samples
      if (frontier.length === 0 && !samples) return 'done'
      const first = frontier.length > 0 ? (cursors.time[frontier.heap[0] as number] as number) : Infinity
      if (samples && (setup.sampleTime[this.sample] as number) < first) {
        this.putSample(setup)
        if (out.last <= MAX_TIME) continue
        return this.failed(new CoreFault('timeRange'), -1)
      }
      try {
        if (!this.tryAdvance(0, cursors, frontier)) this.advanceAnother(cursors, frontier)
      } catch (thrown) {
        return this.failed(thrown, this.current)
      }
    }
  }

  /** The earliest event has to wait: the others are tried by time. */
  private advanceAnother(cursors: BatchCursors, frontier: Frontier): void {
    frontier.sort()
    for (let at = 1; at < frontier.length; at++) if (this.tryAdvance(at, cursors, frontier)) return
    this.current = frontier.heap[0] as number
    throw new CoreFault('noProgress')
  }

  /** The event at `at` of the frontier, if its turn has come: written, and the thread's next one decoded. */
  private tryAdvance(at: number, cursors: BatchCursors, frontier: Frontier): boolean {
    const { state } = this
    const thread = frontier.heap[at] as number
    this.current = thread
    state.type = cursors.type[thread] as number
    state.out.time = cursors.time[thread] as number
    state.at = thread * MAX_EVENT_ARGS
    if (!advance(state, this.slotOf(thread))) return false
    const { type } = state
    const start = cursors.start[thread] as number
    if (cursors.advance(thread)) frontier.update(at)
    else frontier.remove(at)
    // Only now: a fault of the event itself comes after one of the next event's bytes.
    if (state.dangling !== null || state.out.last > MAX_TIME) {
      cursors.type[thread] = type
      cursors.start[thread] = start
      throw state.dangling ?? new CoreFault('timeRange')
    }
    state.out.commit()
    return true
  }

  private slotOf(thread: number): number {
    let slot = this.slots[thread] as number
    if (slot < 0) {
      const id = this.setup?.threads[thread] ?? 0n
      slot = this.state.threads.slotOf(Number(id & 0xffff_ffffn), Number(id >> 32n))
      this.slots[thread] = slot
    }
    return slot
  }

  private putSample(setup: GenerationSetup): void {
    const { state } = this
    const at = this.sample++
    const slot = (table: OrderState['threads'], id: bigint | undefined): number =>
      id === undefined ? 0 : table.slotOf(Number(id & 0xffff_ffffn), Number(id >> 32n))
    const thread = slot(state.threads, setup.sampleThread[at])
    const proc = slot(state.procs, setup.sampleProc[at])
    const goroutine = slot(state.goroutines, setup.sampleGoroutine[at])
    state.out.time = setup.sampleTime[at] as number
    state.out.put(TraceKind.CpuSample, 0, thread, proc, goroutine, 0, setup.sampleStack[at])
    if (state.out.last <= MAX_TIME) state.out.commit()
  }

  private failed(thrown: unknown, thread: number): 'fault' {
    if (!(thrown instanceof CoreFault)) throw thrown
    const { cursors, setup, state } = this
    state.out.rollback()
    this.fault = {
      fault: thrown.fault,
      operands: thrown.operands,
      type: cursors?.type[thread] ?? 0,
      byte: cursors?.start[thread] ?? 0,
      thread: setup?.threads[thread] ?? null,
    }
    return 'fault'
  }
}
