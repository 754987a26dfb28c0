// The scheduler's state as the ordering follows it: what Go's reader keeps in maps of goroutines, procs and threads, here in flat
// arrays by slot. Row 0 of each is the id 2^64 − 1, which stands for "none" and may carry a state of its own in odd traces.
import { RowWriter } from './RowWriter.ts'
import { SlotTable } from './SlotTable.ts'
import type { IdTable } from './TraceCore.ts'
import { ABSENT } from './TraceCore.ts'
import { CoreFault } from './faults.ts'

/** Wire statuses plus one; 0: this id has no state. */
export const Go = { none: 0, bad: 1, runnable: 2, running: 3, syscall: 4, waiting: 5 } as const
export const Proc = { none: 0, bad: 1, running: 2, idle: 3, syscall: 4, abandoned: 5 } as const
export const Gc = { undetermined: 0, notRunning: 1, running: 2 } as const

/** Stops of the world under way on one goroutine; Go has at most one. */
const MAX_OPEN_STOPS = 1000

const ASSIST = 1
const SWEEP = 1

const EMPTY_IDS: IdTable = {
  dense: new Uint32Array(1),
  sparseIds: new BigUint64Array(0),
  sparseIndexes: new Uint32Array(0),
}

/** An IdTable to look things up in. */
export class IdLookup {
  readonly dense: Uint32Array
  readonly sparse: Map<bigint, number> | null

  constructor({ dense, sparseIds, sparseIndexes }: IdTable) {
    this.dense = dense
    this.sparse = sparseIds.length === 0 ? null : new Map()
    for (let at = 0; at < sparseIds.length; at++) this.sparse?.set(sparseIds[at] as bigint, sparseIndexes[at] as number)
  }
}

/** A stop of the world that is under way on a goroutine. */
interface OpenStop {
  /** As the wire has it: Go's reader compares these, not the strings. */
  id: bigint
  name: number
}

export class OrderState {
  readonly out = new RowWriter()
  goroutines: SlotTable
  threads: SlotTable
  procs: SlotTable
  readonly tasks: SlotTable

  goStatus = new Uint8Array(0)
  goFlags = new Uint8Array(0)
  /** Sequence number within the generation `goSeqGeneration` (its ordinal + 1). */
  goSeq = new Uint32Array(0)
  goSeqGeneration = new Uint32Array(0)
  /** Innermost open region of each goroutine: node of `regions`, 0 for none. */
  goRegion = new Uint32Array(0)
  procStatus = new Uint8Array(0)
  procFlags = new Uint8Array(0)
  procSeq = new Uint32Array(0)
  procSeqGeneration = new Uint32Array(0)
  /** The thread that got a proc last. */
  procHolder = new Uint32Array(0)
  /** What a thread holds, by slot; `threadKnown`: it has a state. */
  threadProc = new Uint32Array(0)
  threadGoroutine = new Uint32Array(0)
  threadKnown = new Uint8Array(0)
  /** Of a task that has begun and not ended. */
  taskActive = new Uint8Array(0)
  taskName = new Uint32Array(0)
  taskParent = new Uint32Array(0)
  private readonly stops = new Map<number, OpenStop[]>()
  private readonly regions = { task: [0], name: [0], outer: [0], free: 0 }

  gc: number = Gc.undetermined
  gcSeq = 0n

  /** Ordinal + 1 of the generation being ordered, and of the first one that had an event. */
  generation = 0
  firstGeneration = 0
  strings = new IdLookup(EMPTY_IDS)
  stacks = new IdLookup(EMPTY_IDS)
  types = new IdLookup(EMPTY_IDS)
  unknownTypes = 0

  // The event being advanced.
  type = 0
  /** Its context: slots; 0 for none. */
  thread = 0
  proc = 0
  goroutine = 0
  /** What its thread holds afterwards. */
  nextProc = 0
  nextGoroutine = 0
  /** Arguments as words; `at` is where they begin. */
  argLo = new Uint32Array(0)
  argHi = new Uint32Array(0)
  at = 0
  /** A reference of this event that leads nowhere; Go's reader finds it only once the next event is decoded. */
  dangling: CoreFault | null = null

  constructor() {
    this.goroutines = new SlotTable(1024, (capacity) => {
      this.goStatus = grown(this.goStatus, new Uint8Array(capacity))
      this.goFlags = grown(this.goFlags, new Uint8Array(capacity))
      this.goSeq = grown(this.goSeq, new Uint32Array(capacity))
      this.goSeqGeneration = grown(this.goSeqGeneration, new Uint32Array(capacity))
      this.goRegion = grown(this.goRegion, new Uint32Array(capacity))
    })
    this.threads = new SlotTable(64, (capacity) => {
      this.threadProc = grown(this.threadProc, new Uint32Array(capacity))
      this.threadGoroutine = grown(this.threadGoroutine, new Uint32Array(capacity))
      this.threadKnown = grown(this.threadKnown, new Uint8Array(capacity))
    })
    this.procs = new SlotTable(64, (capacity) => {
      this.procStatus = grown(this.procStatus, new Uint8Array(capacity))
      this.procFlags = grown(this.procFlags, new Uint8Array(capacity))
      this.procSeq = grown(this.procSeq, new Uint32Array(capacity))
      this.procSeqGeneration = grown(this.procSeqGeneration, new Uint32Array(capacity))
      this.procHolder = grown(this.procHolder, new Uint32Array(capacity))
    })
    this.tasks = new SlotTable(256, (capacity) => {
      this.taskActive = grown(this.taskActive, new Uint8Array(capacity))
      this.taskName = grown(this.taskName, new Uint32Array(capacity))
      this.taskParent = grown(this.taskParent, new Uint32Array(capacity))
    })
    this.tasks.slotOf(0, 0) // BACKGROUND_TASK_SLOT
  }

  get isFirstGeneration(): boolean {
    return this.generation === this.firstGeneration
  }

  argNumber(index: number): number {
    return (this.argHi[this.at + index] as number) * 4_294_967_296 + (this.argLo[this.at + index] as number)
  }

  argBig(index: number): bigint {
    return (BigInt(this.argHi[this.at + index] as number) << 32n) | BigInt(this.argLo[this.at + index] as number)
  }

  /** Low byte: Go's statuses are bytes, and its reader cuts what is above. */
  argByte(index: number): number {
    return (this.argLo[this.at + index] as number) & 0xff
  }

  isNone(index: number): boolean {
    return this.argLo[this.at + index] === 0xffff_ffff && this.argHi[this.at + index] === 0xffff_ffff
  }

  find(table: SlotTable, index: number): number {
    return table.find(this.argLo[this.at + index] as number, this.argHi[this.at + index] as number)
  }

  slot(table: SlotTable, index: number): number {
    return table.slotOf(this.argLo[this.at + index] as number, this.argHi[this.at + index] as number)
  }

  /** Index of a stack or string of this generation. One that is not there is remembered in `dangling`. */
  stack(index: number): number {
    return this.reference(this.stacks, index, 'unknownStack')
  }

  string(index: number): number {
    return this.reference(this.strings, index, 'unknownString')
  }

  private reference(table: IdLookup, index: number, fault: 'unknownStack' | 'unknownString'): number {
    const found = this.lookUp(table, index)
    if (found !== ABSENT) return found
    this.dangling ??= new CoreFault(fault, this.argBig(index))
    return 0
  }

  /** ABSENT where this generation has no such id. */
  lookUp({ dense, sparse }: IdLookup, index: number): number {
    const lo = this.argLo[this.at + index] as number
    if (this.argHi[this.at + index] === 0 && lo < dense.length) return dense[lo] as number
    return sparse?.get(this.argBig(index)) ?? ABSENT
  }

  /** The event as a row, with the context it happened in. */
  put(
    transition: number,
    subject: number,
    stack?: number,
    string?: number,
    extra?: number,
    value?: number,
    value2?: number,
  ): void {
    const { out, type, thread, proc, goroutine } = this
    out.put(type, transition, thread, proc, goroutine, subject, stack, string, extra, value, value2)
  }

  // What the context must be. Go's reader asks in this order.
  need(proc: boolean | null, goroutine: boolean | null): void {
    if (this.thread === 0) throw new CoreFault('noThread')
    if (proc === true && this.proc === 0) throw new CoreFault('noProc')
    if (proc === false && this.proc !== 0) throw new CoreFault('hasProc')
    if (goroutine === true && this.goroutine === 0) throw new CoreFault('noGoroutine')
    if (goroutine === false && this.goroutine !== 0) throw new CoreFault('hasGoroutine')
  }

  // Sequence numbers belong to a generation.
  goSucceeds(slot: number, index: number): boolean {
    return (
      this.goSeqGeneration[slot] === this.generation &&
      this.argHi[this.at + index] === 0 &&
      this.argLo[this.at + index] === (this.goSeq[slot] as number) + 1
    )
  }

  procSucceeds(slot: number, index: number): boolean {
    return (
      this.procSeqGeneration[slot] === this.generation &&
      this.argHi[this.at + index] === 0 &&
      this.argLo[this.at + index] === (this.procSeq[slot] as number) + 1
    )
  }

  setGoSeq(slot: number, seq: number): void {
    this.goSeq[slot] = seq
    this.goSeqGeneration[slot] = this.generation
  }

  setProcSeq(slot: number, seq: number): void {
    this.procSeq[slot] = seq
    this.procSeqGeneration[slot] = this.generation
  }

  createGo(slot: number, status: number): void {
    this.goStatus[slot] = status
    this.setGoSeq(slot, 0)
  }

  /** A goroutine ends: with it what it had open. */
  destroyGo(slot: number): void {
    this.goStatus[slot] = Go.none
    this.goFlags[slot] = 0
    this.stops.delete(slot)
    while (this.goRegion[slot] !== 0) this.popRegion(slot)
  }

  // Ranges on goroutines and procs.
  isAssisting(goroutine: number): boolean {
    return ((this.goFlags[goroutine] as number) & ASSIST) !== 0
  }

  setAssisting(goroutine: number, on: boolean): void {
    this.goFlags[goroutine] = on ? ASSIST : 0
  }

  isSweeping(proc: number): boolean {
    return ((this.procFlags[proc] as number) & SWEEP) !== 0
  }

  setSweeping(proc: number, on: boolean): void {
    this.procFlags[proc] = on ? SWEEP : 0
  }

  /** False: this kind of stop is under way on the goroutine. */
  beginStop(goroutine: number, id: bigint, name: number): boolean {
    const open = this.stops.get(goroutine) ?? []
    if (open.length === MAX_OPEN_STOPS) throw new CoreFault('tooManyStops')
    if (open.some((stop) => stop.id === id)) return false
    open.push({ id, name })
    this.stops.set(goroutine, open)
    return true
  }

  /** Name of the stop that ends; -1: none is under way. */
  endStop(goroutine: number): number {
    const open = this.stops.get(goroutine)
    const first = open?.[0]
    if (open === undefined || first === undefined) return -1
    const last = open.pop()
    if (last !== undefined && open.length > 0) open[0] = last
    if (open.length === 0) this.stops.delete(goroutine)
    return first.name
  }

  // Regions, innermost first.
  pushRegion(goroutine: number, task: number, name: number): void {
    const { regions } = this
    let node = regions.free
    if (node === 0) node = regions.task.length
    else regions.free = regions.outer[node] as number
    regions.task[node] = task
    regions.name[node] = name
    regions.outer[node] = this.goRegion[goroutine] as number
    this.goRegion[goroutine] = node
  }

  popRegion(goroutine: number): void {
    const { regions } = this
    const node = this.goRegion[goroutine] as number
    this.goRegion[goroutine] = regions.outer[node] as number
    regions.outer[node] = regions.free
    regions.free = node
  }

  /** True where `task` and `name` are the innermost open region, or none is known: it began before the trace. */
  isInnermost(goroutine: number, task: number, name: number): boolean {
    const node = this.goRegion[goroutine] as number
    return node === 0 || (this.regions.task[node] === task && this.regions.name[node] === name)
  }
}

function grown<Column extends Uint8Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
