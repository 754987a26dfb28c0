// What a tracker keeps of goroutines, procs and clocks, and who may keep it instead: the import has a kernel in WebAssembly that does so and takes
// most events alone (jobs/traceKernel). The classes here are the reference it is tested against.
import type { TraceEventColumns } from '../../../../shared/records/index.ts'
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

/** Nothing; the end of the goroutine, which ends its regions; all of them. */
export const Watch = { none: 0, end: 1, all: 2 } as const
export type Watch = (typeof Watch)[keyof typeof Watch]

export interface TrackKernel {
  readonly goroutines: GoroutineStates
  readonly procs: ProcStates
  readonly clocks: Clocks
  /**
   * Takes events from row `from` on, as long as they are of the kinds it knows and of goroutines that are not watched. Gives the first row it
   * leaves to the tracker, the number of rows where there is none.
   */
  track(chunk: TraceEventColumns, from: number): number
  /** What ProcTracks is told of: the procs' own numbers, and whom to tell of the collector's work on them. */
  connect(idOf: (proc: number) => number, onWork: (proc: number, work: number, isFromStart: boolean) => void): void
  /** What the kernel leaves to the tracker of a goroutine's events, as ranges are open on it. */
  watch(slot: number, watch: Watch): void
}
