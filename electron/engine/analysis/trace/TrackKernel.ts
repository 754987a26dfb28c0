// What a tracker keeps of goroutines, procs and clocks, and who may keep it instead: the import has a kernel in WebAssembly that does so and takes
// most events alone (jobs/traceKernel). The classes here are the reference it is tested against.
import type { TraceEventColumns, TraceRanges } from '../../../../shared/records/index.ts'
import type { CauseClocks } from './CauseClocks.ts'
import type { GoroutineTracks } from './GoroutineTracks.ts'
import type { ProcTracks } from './ProcTracks.ts'

type PublicOf<Class> = Pick<Class, keyof Class>

export type GoroutineStates = Pick<
  PublicOf<GoroutineTracks>,
  | 'place'
  | 'stateOf'
  | 'appear'
  | 'change'
  | 'disappear'
  | 'cut'
  | 'finish'
  | 'beginOf'
  | 'reasonOf'
  | 'stackOf'
  | 'procOf'
  | 'threadOf'
>
export type ProcStates = PublicOf<ProcTracks>
export type Clocks = Pick<
  PublicOf<CauseClocks>,
  'now' | 'advance' | 'procs' | 'setProcs' | 'allProcsNs' | 'stops' | 'isMarking'
>

/** Rows of ranges, and user regions altogether: what RangeTracks leaves to a kernel. */
export interface KernelRanges {
  /** Who takes the rows, in chunks that are used again. */
  connect(take: (chunk: TraceRanges) => void): void
  /** Where the trace begins. */
  start(time: number): void
  /** A range that ended. */
  add(
    kind: number,
    flags: number,
    begin: number,
    end: number,
    goroutine: number,
    proc: number,
    string: number,
    stack: number,
    value: number,
    value2: number,
  ): void
  flush(): void
  /** The goroutine ends, and with it its regions. */
  endRegions(goroutine: number, time: number): void
  finishRegions(time: number): void
}

export interface TrackKernel {
  readonly goroutines: GoroutineStates
  readonly procs: ProcStates
  readonly clocks: Clocks
  readonly ranges: KernelRanges
  /**
   * Takes events from row `from` on, as long as they are of the kinds it knows and of goroutines that are not watched. Gives the first row it
   * leaves to the tracker, the number of rows where there is none.
   */
  track(chunk: TraceEventColumns, from: number): number
  /** What ProcTracks is told of: the procs' own numbers, and whom to tell of the collector's work on them. */
  connect(idOf: (proc: number) => number, onWork: (proc: number, work: number, isFromStart: boolean) => void): void
  /** Whether the kernel leaves a goroutine's events to the tracker, as ranges are open on it. */
  watch(slot: number, isWatched: boolean): void
}
