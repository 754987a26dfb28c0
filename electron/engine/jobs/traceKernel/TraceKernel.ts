// The kernel of an import: what touches every event and every interval, in WebAssembly (assembly/). It keeps the events and intervals of one
// segment and gives them in blocks as casefile/traceCodecs packs them; the classes of analysis/trace are what it is tested against.
import { COUNTED_STATES } from '../../analysis/trace/StateCounts.ts'
import type { PickedRows, RowPicker } from '../../analysis/trace/RowPicker.ts'
import type { Clocks, GoroutineStates, ProcStates, TrackKernel } from '../../analysis/trace/TrackKernel.ts'
import type {
  GoroutineRows,
  ProcTotals,
  TraceEventColumns,
  TraceFamily,
  TraceTables,
} from '../../../../shared/records/index.ts'
import { PROC_TIMES, TRACE_CHUNK_EVENTS, traceEventColumnsAt } from '../../../../shared/records/index.ts'
import { copyColumns } from '../copyColumns.ts'
import { kernelInstance } from './kernelInstance.ts'
import type { KernelExports, PackedBlock } from './kernelInstance.ts'
import { RangesInKernel } from './kernelRanges.ts'
import { KernelPacker } from './KernelPacker.ts'
import { KernelTotals } from './KernelTotals.ts'
import type { PackedRows as PackedGoroutineRows } from './KernelTotals.ts'

/** Rows of a block: see assembly/events.ts and goroutines.ts. */
const EVENT_BLOCK_ROWS = 65_536
export const INTERVAL_BLOCK_ROWS = 32_768

/** Begin, length, and a time for each of COUNTED_STATES. */
const COUNT_COLUMNS = 2 + COUNTED_STATES.length

const CLOCK = { now: 0, procs: 1, stops: 2, isMarking: 3 } as const

/** Takes a segment: blocks of intervals by track, then its index of tracks, their zoom levels, and coarse ones where there are finer ones. */
export interface SegmentSink {
  intervals(block: PackedBlock): void
  tracks(block: PackedBlock): void
  levels(block: PackedBlock): void
  coarse(block: PackedBlock): void
}

export interface KernelSink {
  /** Rows of goroutines that ended. Reused. */
  goroutines: (rows: GoroutineRows, packed: PackedGoroutineRows) => void
  events: (block: PackedBlock) => void
}

export class TraceKernel implements TrackKernel, RowPicker {
  readonly goroutines: GoroutineStates
  readonly procs: ProcStates
  readonly clocks: Clocks
  readonly ranges: RangesInKernel
  /** What is counted of goroutines' intervals. */
  readonly totals: KernelTotals
  /** Packs other columns. */
  readonly packer: KernelPacker
  private readonly wasm: KernelExports
  private readonly sink: KernelSink
  private readonly input: TraceEventColumns
  private readonly goroutineSet: number
  private readonly procSet: number
  private readonly picked: PickedRows = {
    length: 0,
    row: new Uint32Array(TRACE_CHUNK_EVENTS),
    leftGoroutine: new Uint32Array(TRACE_CHUNK_EVENTS),
    leftStack: new Uint32Array(TRACE_CHUNK_EVENTS),
    hasExperiment: false,
  }

  private idOf: (proc: number) => number = () => 0
  private onWork: (proc: number, work: number, isFromStart: boolean) => void = () => undefined

  constructor(family: TraceFamily, tables: TraceTables, sink: KernelSink) {
    this.ranges = new RangesInKernel(() => this.wasm)
    const wasm = kernelInstance({
      procStates: {
        procId: (proc) => this.idOf(proc >>> 0),
        onWork: (proc, work, isFromStart) => this.onWork(proc >>> 0, work, isFromStart !== 0),
      },
      goroutineTotals: {
        isNamed: (stack) => this.totals.isNamed(stack >>> 0),
        waitClass: (reason) => this.totals.waitClass(reason >>> 0),
        giveRows: () => this.totals.giveRows(),
      },
      groups: { groupOf: (stack) => this.totals.groupOf(stack >>> 0) },
      ranges: { giveRanges: (rows) => this.ranges.give(rows) },
    })
    this.wasm = wasm
    this.packer = new KernelPacker(wasm)
    this.totals = new KernelTotals(this.packer, wasm, tables, sink.goroutines)
    this.sink = sink
    wasm.setFamily(family === 'v1' ? 1 : 0)
    this.input = eventColumns(wasm)
    this.goroutineSet = Number(wasm.goroutineTracks.value)
    this.procSet = Number(wasm.procTracks.value)
    this.clocks = kernelClocks(wasm)
    this.goroutines = kernelGoroutines(wasm)
    this.procs = kernelProcs(wasm)
  }

  /** Takes a chunk in: events go into blocks; `track` then makes states of them. */
  take(chunk: TraceEventColumns): void {
    const { wasm, input } = this
    const { length } = chunk
    this.refresh()
    copyColumns(chunk, input, length)
    for (let from = 0; from < length;) {
      const to = Math.min(length, from + EVENT_BLOCK_ROWS - wasm.blockRows())
      wasm.addEvents(from, to)
      if (wasm.blockRows() === EVENT_BLOCK_ROWS) this.flushEvents()
      from = to
    }
  }

  /** Of the chunk just taken. */
  pick({ length }: TraceEventColumns): PickedRows {
    const { wasm, picked } = this
    picked.length = wasm.pick(length)
    picked.hasExperiment = wasm.hasExperiment() !== 0
    // Copies: the kernel is called while they are gone through, and its memory may grow.
    const column = (at: number): Uint32Array =>
      new Uint32Array(wasm.memory.buffer, wasm.pickedAt(at) >>> 0, picked.length)
    picked.row.set(column(0))
    picked.leftGoroutine.set(column(1))
    picked.leftStack.set(column(2))
    return picked
  }

  track({ length }: TraceEventColumns, from: number): number {
    return this.wasm.track(from, length)
  }

  connect(idOf: (proc: number) => number, onWork: (proc: number, work: number, isFromStart: boolean) => void): void {
    this.idOf = idOf
    this.onWork = onWork
  }

  watch(slot: number, isWatched: boolean): void {
    this.wasm.setWatched(slot, isWatched ? 1 : 0)
  }

  /** Gives the rows of the last block that is not full. */
  flushEvents(): void {
    const { wasm } = this
    const rows = wasm.blockRows()
    if (rows === 0) return
    const firstKey = wasm.blockFirstTime()
    const lastKey = wasm.blockLastTime()
    wasm.packEvents()
    this.sink.events({ bytes: this.packed(), rows, firstKey, lastKey })
  }

  /**
   * Gives the segment's intervals of goroutines in blocks, each of them a step, then what is known of its tracks, and forgets them. In between
   * no events may be given.
   */
  *goroutineSegment(fromNs: number, toNs: number, sink: SegmentSink): Generator<void, void> {
    const { wasm, goroutineSet } = this
    wasm.beginCounts(fromNs, toNs)
    yield* this.segment(goroutineSet, [fromNs, toNs], (from, to) => wasm.packGoroutines(from, to, fromNs), sink)
    wasm.clearRows(goroutineSet)
  }

  /** The same of procs. */
  *procSegment(fromNs: number, toNs: number, sink: SegmentSink): Generator<void, void> {
    const { wasm, procSet } = this
    yield* this.segment(procSet, [fromNs, toNs], (from, to) => wasm.packProcs(from, to, fromNs), sink)
    wasm.clearProcs()
  }

  /** How many goroutines were in each state, as StateCounts gives it; of the last segment whose intervals were given. */
  stateCounts(take: (row: Float64Array) => void): void {
    const { wasm } = this
    const rows = wasm.fillCounts()
    const all = new Float64Array(wasm.memory.buffer, wasm.countsAt() >>> 0, rows * COUNT_COLUMNS)
    for (let row = 0; row < rows; row++) take(all.subarray(row * COUNT_COLUMNS, (row + 1) * COUNT_COLUMNS))
  }

  get goroutineRows(): number {
    return this.wasm.rowsOf(this.goroutineSet)
  }
  get procRows(): number {
    return this.wasm.rowsOf(this.procSet)
  }
  /** Goroutines that exist, and places of those that did. */
  get livePlaces(): number {
    return this.wasm.livePlaces()
  }

  private *segment(
    set: number,
    [fromNs, toNs]: readonly [number, number],
    pack: (from: number, to: number) => void,
    sink: SegmentSink,
  ): Generator<void, void> {
    const { wasm } = this
    const rows = wasm.rowsOf(set)
    if (rows === 0) return
    wasm.beginBlocks(set, fromNs, toNs)
    yield
    for (let from = 0; from < rows; from += INTERVAL_BLOCK_ROWS) {
      const to = Math.min(rows, from + INTERVAL_BLOCK_ROWS)
      pack(from, to)
      const [firstKey, lastKey] = [wasm.firstTrack() >>> 0, wasm.lastTrack() >>> 0]
      sink.intervals({ bytes: this.packed(), rows: to - from, firstKey, lastKey })
      yield
    }
    wasm.endBlocks()
    this.tracks(set, sink)
  }

  private tracks(set: number, sink: SegmentSink): void {
    const { packer } = this
    sink.tracks(packer.tracks(set))
    const levels = packer.levels()
    if (levels !== null) sink.levels(levels)
    const coarse = packer.coarse(set)
    if (coarse !== null) sink.coarse(coarse)
  }

  private packed(): Uint8Array {
    const { wasm } = this
    return new Uint8Array(wasm.memory.buffer, wasm.packedAt() >>> 0, wasm.packedLength())
  }

  /** Views of memory that has grown since. */
  private refresh(): void {
    const { wasm } = this
    if (this.input.time.buffer === wasm.memory.buffer) return
    Object.assign(this.input, eventColumns(wasm))
  }
}

function kernelClocks(wasm: KernelExports): Clocks {
  let procNs = 0
  let procsSince = 0
  return {
    get now() {
      return wasm.clock(CLOCK.now)
    },
    set now(time) {
      wasm.setClock(CLOCK.now, time)
    },
    get procs() {
      return wasm.clock(CLOCK.procs)
    },
    set procs(count) {
      wasm.setClock(CLOCK.procs, count)
    },
    get stops() {
      return wasm.clock(CLOCK.stops)
    },
    set stops(count) {
      wasm.setClock(CLOCK.stops, count)
    },
    get isMarking() {
      return wasm.clock(CLOCK.isMarking) !== 0
    },
    set isMarking(isMarking) {
      wasm.setClock(CLOCK.isMarking, isMarking ? 1 : 0)
    },
    advance: (time) => wasm.advance(time),
    setProcs(procs, startNs) {
      procNs = this.procs === 0 ? 0 : this.allProcsNs()
      procsSince = this.procs === 0 ? startNs : this.now
      this.procs = procs
    },
    allProcsNs() {
      return procNs + this.procs * (this.now - procsSince)
    },
  }
}

/** A place is where its record is; −1: none. */
const kernelGoroutines = (wasm: KernelExports): GoroutineStates => {
  const enter: (entered: Parameters<GoroutineStates['appear']>[4]) => void = ({
    reason,
    stack,
    proc,
    thread,
    waker,
    wakerStack,
  }) => wasm.setEntered(reason, stack, proc, thread, waker, wakerStack)
  const place = (slot: number): number => wasm.placeAt(slot) >>> 0 || -1
  return {
    place,
    stateOf: (slot) => (place(slot) < 0 ? 1 : wasm.stateAt(place(slot))),
    appear(slot, state, begin, flag, entered) {
      enter(entered)
      wasm.appear(slot, state, begin, flag)
      return place(slot)
    },
    change(at, state, time, closing, entered) {
      enter(entered)
      wasm.change(at, state, time, closing)
    },
    disappear: (at, time) => wasm.disappear(at, time),
    cut: (time) => wasm.cutPlaces(time, 0),
    finish: (time) => wasm.cutPlaces(time, 1),
    beginOf: (at) => wasm.beginAt(at),
    reasonOf: (at) => wasm.reasonAt(at) >>> 0,
    stackOf: (at) => wasm.stackAt(at) >>> 0,
    procOf: (at) => wasm.procAt(at) >>> 0,
    threadOf: (at) => wasm.threadAt(at) >>> 0,
  }
}

const kernelProcs = (wasm: KernelExports): ProcStates => ({
  ofThread: (thread) => wasm.procOfThreadAt(thread) >>> 0,
  isKnown: (proc) => wasm.isProcKnown(proc) !== 0,
  goroutineOn: (proc) => wasm.goroutineOn(proc) >>> 0,
  appear: (proc, activity, begin, flag, thread) => wasm.appearProc(proc, activity, begin, flag, thread),
  set: (proc, activity, time, goroutine, thread) => wasm.setProc(proc, activity, time, goroutine, thread),
  recognise: (proc, activity, goroutine, thread) => wasm.recogniseProc(proc, activity, goroutine, thread),
  markWorker: (proc, kind) => wasm.markWorker(proc, kind),
  setAssisting: (proc, isAssisting, isFromStart = false) =>
    wasm.setAssisting(proc, isAssisting ? 1 : 0, isFromStart ? 1 : 0),
  setSweeping: (proc, isSweeping, isFromStart = false) =>
    wasm.setSweeping(proc, isSweeping ? 1 : 0, isFromStart ? 1 : 0),
  setStopper: (goroutine) => wasm.setStopper(goroutine),
  reclassify: () => wasm.reclassify(),
  totals: () =>
    Array.from({ length: wasm.procCount() }, (_, proc) => ({
      proc,
      ns: Object.fromEntries(PROC_TIMES.map((name, which) => [name, wasm.procNs(proc, which)])) as ProcTotals['ns'],
      runs: wasm.procRuns(proc),
    })).filter(({ proc }) => wasm.isProcKnown(proc) !== 0),
  hold: (thread, proc) => wasm.hold(thread, proc),
  letGo: (proc) => wasm.letGo(proc),
  cut: (time) => wasm.cutProcs(time, 0),
  finish: (time) => wasm.cutProcs(time, 1),
})

const eventColumns = (wasm: KernelExports): TraceEventColumns =>
  traceEventColumnsAt(wasm.memory.buffer, wasm.eventColumnsAt() >>> 0)
