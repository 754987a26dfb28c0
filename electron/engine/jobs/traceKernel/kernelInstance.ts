// An instance of the WebAssembly kernel (assembly/) and its exports.
import type { KernelRanges } from '../../analysis/trace/TrackKernel.ts'
import { TRACE_KERNEL_WASM } from './kernelWasm.ts'

/** What the kernel packed, before compression. */
export interface PackedBlock {
  /** A view that holds until the kernel is called again. */
  bytes: Uint8Array
  rows: number
  firstKey: number
  lastKey: number
}

/** What assembly/index.ts exports. Addresses are numbers; those of regions are to be taken as unsigned. */
export interface KernelExports extends WebAssembly.Exports {
  memory: WebAssembly.Memory
  packedAt(): number
  packedLength(): number
  // Events.
  eventColumnsAt(): number
  addEvents(from: number, to: number): void
  blockRows(): number
  blockFirstTime(): number
  blockLastTime(): number
  packEvents(): void
  // Rows looked at one by one.
  pick(length: number): number
  pickedAt(column: number): number
  hasExperiment(): number
  // Columns as blocks.
  columnsRoom(bytes: number): number
  setColumn(column: number, at: number, element: number): void
  setIndex(set: number): number
  setLevels(): void
  setCoarse(set: number): number
  wordOf(column: number, row: number): number
  beginColumns(columns: number, rows: number): void
  packColumn(column: number, rows: number, form: number): void
  // Intervals by track.
  goroutineTracks: WebAssembly.Global
  procTracks: WebAssembly.Global
  beginCounts(fromNs: number, toNs: number): void
  fillCounts(): number
  countsAt(): number
  packGoroutines(from: number, to: number, base: number): void
  packProcs(from: number, to: number, base: number): void
  clearProcs(): void
  beginBlocks(set: number, fromNs: number, toNs: number): void
  endBlocks(): void
  /** Of the block just packed. */
  firstTrack(): number
  lastTrack(): number
  clearRows(set: number): void
  rowsOf(set: number): number
  levelsAt(): number
  levelsLength(): number
  // Clocks.
  advance(time: number): void
  clock(which: number): number
  setClock(which: number, value: number): void
  // Goroutines.
  placeAt(slot: number): number
  stateAt(place: number): number
  beginAt(place: number): number
  reasonAt(place: number): number
  stackAt(place: number): number
  procAt(place: number): number
  threadAt(place: number): number
  setEntered(reason: number, stack: number, proc: number, thread: number, waker: number, wakerStack: number): void
  appear(slot: number, state: number, begin: number, flag: number): void
  change(place: number, state: number, time: number, closing: number): void
  disappear(place: number, time: number): void
  cutPlaces(time: number, isLast: number): void
  livePlaces(): number
  setWatched(slot: number, isWatched: number): void
  // What is counted of goroutines' intervals.
  goroutineColumnAt(column: number): number
  goroutineRows(): number
  clearGoroutineRows(): void
  goroutineCount(which: number): number
  lowestOf(column: number, rows: number): number
  highestOf(column: number, rows: number): number
  setGoroutineColumns(): void
  // Groups of goroutines.
  setFigureColumn(figure: number, column: number): void
  setSumColumn(sum: number, column: number): void
  countGroups(rows: number): void
  groupAt(group: number): number
  waitTable: WebAssembly.Global
  wakerTable: WebAssembly.Global
  syscallTable: WebAssembly.Global
  schedulingTable: WebAssembly.Global
  tableLength(table: number): number
  tableRowsAt(table: number): number
  tableHistogramsAt(table: number): number
  // Procs.
  procOfThreadAt(thread: number): number
  isProcKnown(proc: number): number
  goroutineOn(proc: number): number
  appearProc(proc: number, activity: number, begin: number, flag: number, thread: number): void
  setProc(proc: number, activity: number, time: number, goroutine: number, thread: number): void
  recogniseProc(proc: number, activity: number, goroutine: number, thread: number): void
  markWorker(proc: number, kind: number): void
  setAssisting(proc: number, isAssisting: number, isFromStart: number): void
  setSweeping(proc: number, isSweeping: number, isFromStart: number): void
  setStopper(goroutine: number): void
  reclassify(): void
  procCount(): number
  procRuns(proc: number): number
  procNs(proc: number, which: number): number
  hold(thread: number, proc: number): void
  letGo(proc: number): void
  cutProcs(time: number, isLast: number): void
  // Ranges.
  rangeColumnsAt(): number
  addRange: KernelRanges['add']
  flushRanges(): void
  setRangesStart(time: number): void
  endRegions(goroutine: number, time: number): void
  finishRegions(time: number): void
  // Events into states.
  setFamily(isV1: number): void
  track(from: number, to: number): number
}

let compiled: WebAssembly.Module | null = null

/** What the kernel calls: see procStates.ts, goroutineTotals.ts, groups.ts and ranges.ts. */
export interface KernelImports {
  procStates: {
    procId(proc: number): number
    onWork(proc: number, work: number, isFromStart: number): void
  }
  goroutineTotals: {
    isNamed(stack: number): number
    waitClass(reason: number): number
    giveRows(): void
  }
  groups: {
    groupOf(stack: number): number
  }
  ranges: {
    giveRanges(rows: number): void
  }
}

export function kernelInstance(imports: KernelImports): KernelExports {
  compiled ??= new WebAssembly.Module(Buffer.from(TRACE_KERNEL_WASM, 'base64'))
  const env = {
    abort(): never {
      throw new RangeError('the trace needs more than 4 GiB of memory')
    },
  }
  return new WebAssembly.Instance(compiled, { env, ...imports }).exports as KernelExports
}
