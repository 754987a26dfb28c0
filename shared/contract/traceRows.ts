// Rows of the tables of an execution trace. Times are nanoseconds since the trace's start; null: the trace does not show it. Goroutines,
// procs and tasks are named by slot, beside it by the runtime's id (decimal, as it may need 64 bits; '': none); stacks by index (`traces.stack`).
import type {
  GroupFigure,
  GroupSum,
  ProcTime,
  SourceId,
  SpanColumn,
  SpanCycleColumn,
  TraceFigures,
  WaitClass,
} from '../records/index.ts'

/** How long something took: those whose both ends the trace shows. Quantiles are estimates within 13 %, all else is exact. */
export interface DurationColumns {
  count: number
  totalNs: number
  meanNs: number | null
  p50Ns: number | null
  p90Ns: number | null
  p99Ns: number | null
  maxNs: number | null
  /** The goroutine of the longest, and when it began. */
  maxGoroutine: number
  maxGoroutineId: string
  maxBeginNs: number | null
  /** Cut off by the trace's start or end, and what the trace shows of them. */
  openCount: number
  openNs: number
}

/** Durations that are of no goroutine. */
export type DurationsOnly = Omit<DurationColumns, 'maxGoroutine' | 'maxGoroutineId'>

/** Where something happened: the function that says what a stack is about, and the stack. */
export interface PlaceColumns {
  place: string
  stack: number
}

export interface TraceRankingRow extends TraceFigures {
  sourceId: SourceId
  name: string
  path: string
  header: string
  events: number
  /** Reading ended early. */
  isCut: boolean
}

export interface SpreadColumns {
  /** Goroutines that have the figure. */
  count: number
  sum: number
  min: number | null
  median: number | null
  p99: number | null
  max: number | null
}
export interface TraceGroupRow {
  /** Index of the start function; 0: the trace shows no stack of them. */
  function: number
  name: string
  file: string
  /** Of the runtime itself. */
  isSystem: boolean
  goroutines: number
  created: number
  ended: number
  figures: Record<GroupFigure, SpreadColumns>
  sums: Record<GroupSum, number>
  waits: Record<WaitClass, number>
}

export interface TraceGoroutineRow {
  goroutine: number
  /** As the runtime counts; decimal, as it may need 64 bits. */
  id: string
  name: string
  isSystem: boolean
  creator: number
  creatorId: string
  creatorName: string
  /** Where it was created. */
  createPlace: string
  createStack: number
  createdNs: number | null
  endedNs: number | null
  firstNs: number
  lastNs: number
  lifeNs: number
  runningNs: number
  runnableNs: number
  waitingNs: number
  syscallNs: number
  undeterminedNs: number
  runnableStwNs: number
  runnableGcNs: number
  runnableFullNs: number
  runnableOtherNs: number
  spawnWaitNs: number | null
  activeInMarkNs: number
  pausedNs: number
  longestRunNs: number
  longestRunnableNs: number
  longestWaitNs: number
  longestSyscallNs: number
  runs: number
  waits: number
  syscalls: number
  stops: number
  migrations: number
  assistNs: number
  assists: number
  sweepNs: number
  blockedSyscalls: number
  blockedSyscallNs: number
  waitsNs: Record<WaitClass, number>
  /** How the trace leaves it: `ended`, or the state it is in then, why and where. */
  lastState: string
  lastReason: string
  lastPlace: string
  /** Labels of the runtime (GC workers) and names of the tasks it took part in, by comma; `request ×12` for several of one name. */
  labels: string
  tasks: string
}

export interface TraceWaitRow extends DurationColumns, PlaceColumns {
  reason: string
  class: WaitClass
  /** Who ended most of that time: a place, or `runtime` for netpoller, timers and the runtime; its share. */
  waker: string
  wakerShare: number | null
}
export type TraceSyscallRow = DurationColumns & PlaceColumns
export interface TraceWakerRow extends PlaceColumns {
  reason: string
  wakerPlace: string
  wakerStack: number
  isRuntime: boolean
  count: number
  totalNs: number
  maxNs: number
}
export interface TraceSchedulingRow extends DurationColumns, PlaceColumns {
  reason: string
  /** What it did before: created, was stopped, waited, came back from a syscall. */
  from: 'new' | 'stopped' | 'waited' | 'syscall' | 'unknown'
  /** It had not run before in the trace. */
  isFirstRun: boolean
  wakerPlace: string
  wakerStack: number
  /** Of the total: the world stopped; all procs busy, some for the GC; all busy with the program; none of these. */
  stwNs: number
  gcNs: number
  fullNs: number
  otherNs: number
}
export interface TraceRegionRow extends DurationColumns {
  name: string
  /** Places it begins at. */
  sites: number
}
/** Regions of a name by where they begin. */
export interface TraceRegionSiteRow extends DurationColumns, PlaceColumns {
  name: string
}
/** What goroutines do for the GC. */
export interface TraceRangeRow extends DurationColumns, PlaceColumns {
  kind: 'sweep' | 'assist' | 'worker'
  name: string
  sweptBytes: number
  reclaimedBytes: number
}
export interface TracePauseRow extends PlaceColumns {
  ordinal: number
  kind: string
  /** A GC cycle asked for it. */
  isGc: boolean
  beginNs: number
  /** Until everything stood; while it stood; both. */
  toStopNs: number
  stoppedNs: number | null
  pauseNs: number | null
  goroutine: number
  goroutineId: string
  stoppedProcs: number
  /** Who was last to stop: number of the proc, goroutine, where; null and 0 where nothing had to. */
  lastProc: number | null
  lastGoroutine: number
  lastGoroutineId: string
  lastPlace: string
  lastStack: number
  isLastSyscall: boolean
}
export interface TraceGcCycleRow extends PlaceColumns {
  /** Its place among those that begin in the trace, from 1, as spans count them; 0: it began before the trace. */
  cycle: number
  beginNs: number | null
  endNs: number | null
  markNs: number | null
  sweepTermNs: number | null
  markTermNs: number | null
  /** Until the next one begins. */
  untilNextNs: number | null
  heapBeginBytes: number | null
  heapEndBytes: number | null
  heapPeakBytes: number | null
  goalBytes: number | null
  dedicatedNs: number
  fractionalNs: number
  idleNs: number
  assistNs: number
  assists: number
  sweepNs: number
  sweptBytes: number
  reclaimedBytes: number
}
export interface TraceProcRow extends Record<`${ProcTime}Ns`, number> {
  proc: number
  number: number
  runs: number
  /** Of the trace: a goroutine on it. */
  busyShare: number
  shownNs: number
}
export interface TraceTaskRow extends PlaceColumns {
  task: number
  id: string
  parent: number
  parentId: string
  name: string
  beginNs: number | null
  endNs: number | null
  lengthNs: number | null
  goroutine: number
  goroutineId: string
  endGoroutine: number
}
/** Tasks of one name; quantiles are exact. */
export interface TraceTaskKindRow extends DurationsOnly {
  name: string
}
/** Tasks of one name below those they belong to, or regions of one name in such tasks; quantiles are exact. */
export interface TraceStageRow extends DurationsOnly {
  /** Those of a task in the order they begin in, on average, right below it. */
  ordinal: number
  /** Names from the topmost task on, with ` › ` between. */
  path: string
  name: string
  kind: 'task' | 'region'
  /** 0: a task that is below none. */
  depth: number
  /** Of it in a task above it; its time ÷ theirs, more than 1 where several run at a time. Null: none is above. */
  perTask: number | null
  share: number | null
  /** From the begin of that task to its own, on average. */
  afterNs: number | null
}
export interface TraceLogRow extends PlaceColumns {
  timeNs: number
  task: number
  taskId: string
  goroutine: number
  goroutineId: string
  category: string
  message: string
}
export interface TraceSpanRow extends Record<SpanColumn, number | null> {
  /** Who allocated it. */
  goroutineId: string
  /** `24 B`, `24 B noscan`, `large`, `not heap`. */
  class: string
  bytes: number
  lifeNs: number | null
  occupancy: number | null
}
/** Spans of one class over the trace. */
export interface TraceSpanClassRow {
  kindClass: number
  class: string
  slotBytes: number
  spans: number
  allocated: number
  freed: number
  live: number
  /** Of allocations: in memory that was a span's before; how long it had lain free on average. */
  reuses: number
  reuseShare: number | null
  meanReuseDelayNs: number | null
  meanLifeNs: number | null
  objects: number
  slotReuses: number
  /** Mean share of slots in use over the spans' lives; objects left in spans at the end ÷ slots. */
  occupancy: number | null
  /** Bytes of slots in use and of whole spans at the end of the trace, and what is lost between. */
  usedBytes: number
  heldBytes: number
  fragmentation: number | null
}
export interface TraceSpanCycleRow extends Record<SpanCycleColumn, number> {
  class: string
  reuseShare: number | null
  meanReuseDelayNs: number | null
  occupancy: number | null
  survivorsPerSpan: number | null
}
export interface TraceObjectRow extends DurationsOnly {
  type: string
  site: string
  allocated: number
  freed: number
  existing: number
  live: number
  allocatedBytes: number
  liveBytes: number
  survived: number
}
export interface TraceGenerationRow {
  ordinal: number
  number: number
  startNs: number
  endNs: number
  byteStart: number
  byteEnd: number
  frequency: number
  clockNs: number | null
  clockMonoNs: string | null
  clockWallMs: number | null
}

export interface TraceTableRows {
  generations: TraceGenerationRow
  groups: TraceGroupRow
  goroutines: TraceGoroutineRow
  waits: TraceWaitRow
  syscalls: TraceSyscallRow
  wakers: TraceWakerRow
  scheduling: TraceSchedulingRow
  regions: TraceRegionRow
  regionSites: TraceRegionSiteRow
  ranges: TraceRangeRow
  pauses: TracePauseRow
  gcCycles: TraceGcCycleRow
  procs: TraceProcRow
  tasks: TraceTaskRow
  taskKinds: TraceTaskKindRow
  stages: TraceStageRow
  logs: TraceLogRow
  spans: TraceSpanRow
  spanClasses: TraceSpanClassRow
  spanCycles: TraceSpanCycleRow
  objects: TraceObjectRow
}
export type TraceTableName = keyof TraceTableRows
