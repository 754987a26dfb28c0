// What the window may ask of execution traces: every table of a trace (traceTables.ts) by page, and what is no table.
import type { AllocTotals, SourceId, TraceFigures, TraceSummary } from '../records/index.ts'
import type { DataRef } from './caseCalls.ts'
import type { TableAnswer, TableListing, TablePage } from './tables.ts'
import type {
  TraceColumn,
  TraceGoroutineRow,
  TraceLogRow,
  TraceRankingRow,
  TraceTableName,
  TraceTableRows,
  TraceTaskRow,
} from './traceTables.ts'

/** How well a trace was read. */
export interface TraceQuality {
  /** Complete generations, and bytes they take of the file. */
  generations: number
  events: number
  /** Events after the last complete generation: in order and validated, but the generation breaks. */
  incompleteEvents: number
  failure: TraceSummary['failure']
  /** Goroutines without any stack, and those the trace shows no beginning of. */
  unnamedGoroutines: number
  goroutinesFromBefore: number
  /** States of goroutines that are not known, ns. */
  undeterminedNs: number
  /** Clock snapshots (Go 1.25+): how many, and from the first to the last how far the wall clock drifted from the trace's, ns. */
  clocks: number
  clockDriftNs: number | null
  /** Of GOMAXPROCS × time the share the trace tells nothing of. */
  unknownProcShare: number | null
  /** Time is too short for a figure to mean much. */
  isShort: boolean
}

export interface TraceStackFrame {
  functionName: string
  file: string
  /** 0: not known. */
  line: number
}

export interface TraceSpanShares {
  /** Of span allocations those in memory that was a span's before in the trace, and how long it had lain free on average. */
  reuseShare: number | null
  meanReuseDelayNs: number | null
  /** Overflow buckets ÷ span allocations, at most (to Go 1.23); null: the trace has no bucket maps. */
  overflowRate: number | null
}

export interface TraceOverview {
  summary: TraceSummary
  name: string
  path: string
  startNs: number
  endNs: number
  /** Null: imported before these were kept. */
  figures: TraceFigures | null
  alloc: AllocTotals | null
  /** Of the alloc/free experiment; null without it. */
  spans: TraceSpanShares | null
  quality: TraceQuality
}

/** What a trace gives as a pprof profile, by stack: count and nanoseconds; `cpu`: samples. */
export const TRACE_PPROF_KINDS = [
  'net',
  'sync',
  'syscall',
  'sched',
  'wait',
  'assist',
  'sweep',
  'region',
  'cpu',
] as const
export type TracePprofKind = (typeof TRACE_PPROF_KINDS)[number]

/** All procs together; the worst of the procs, each by itself; one goroutine: of the time it could have run. */
export type UtilizationScope = { kind: 'system' } | { kind: 'proc' } | { kind: 'goroutine'; goroutine: number }
export interface TraceUtilizationWindow {
  fromNs: number
  toNs: number
  share: number
}
/** How much of the procs' time was the program's. Of a goroutine, windows leave out the time in which it waits for
 * something, so they may be longer in the trace. */
export interface TraceUtilization {
  mean: number | null
  lengthNs: number
  /** The lowest share in any window of a length; lengths that do not fit are left out. */
  curve: { windowNs: number; share: number }[]
  /** Windows of the length asked for that do not overlap, lowest first. */
  worst: TraceUtilizationWindow[]
}

/** Live heap, its goal, GOMAXPROCS; share of the Ps left to the program; goroutines running, waiting for a P, and in syscalls. */
export const TRACE_SERIES = ['heap', 'goal', 'procs', 'utilization', 'running', 'runnable', 'syscall'] as const
export type TraceSeriesName = (typeof TRACE_SERIES)[number]
/** Float64 `rows` times, then `rows` values. A value holds until the next. */
export interface TraceSeries {
  data: DataRef
  rows: number
  /** Readings in the range before thinning. */
  readings: number
  isDecimated: boolean
}

/** One state of a goroutine, whole. */
export interface TraceIntervalRow {
  state: string
  startNs: number
  endNs: number
  lengthNs: number
  reason: string
  place: string
  stack: number
  proc: number | null
  waker: number
  wakerId: string
  wakerName: string
  wakerPlace: string
  wakerStack: number
  /** Parts of it with the world stopped; all procs busy, some for the GC; all busy with the program; a GC cycle marking. */
  stwNs: number
  gcNs: number
  fullNs: number
  markNs: number
  beganBefore: boolean
  isOpen: boolean
  /** Before Go 1.22 a syscall that kept its proc has no length. */
  isLengthUnknown: boolean
}

/** Durations by what and where, of one goroutine. */
export interface TraceGoroutineWait {
  reason: string
  place: string
  stack: number
  count: number
  totalNs: number
  maxNs: number
  /** Cut off by the trace's start or end. */
  openNs: number
}
/** Another goroutine at the other end of waits. */
export interface TraceGoroutinePeer {
  goroutine: number
  id: string
  name: string
  place: string
  count: number
  totalNs: number
}
export interface TraceGoroutineDetail {
  /** Of all its lives, where it has several. */
  row: TraceGoroutineRow
  /** How often it existed: more than once where a thread of C comes with it at each call of Go. */
  lives: number
  startFrames: TraceStackFrame[]
  createFrames: TraceStackFrame[]
  /** Longest first. */
  waits: TraceGoroutineWait[]
  syscalls: TraceGoroutineWait[]
  /** Who ended its waits, and whose waits it ended; goroutine 0: netpoller, timers, the runtime. */
  wokenBy: TraceGoroutinePeer[]
  wakes: TraceGoroutinePeer[]
  /** Whose waits it ended was looked for up to here only; null: in the whole trace. */
  wakesUntilNs: number | null
  /** Waits for a proc; the four causes add up to the total. */
  scheduling: {
    count: number
    totalNs: number
    maxNs: number
    stwNs: number
    gcNs: number
    fullNs: number
    otherNs: number
  }
  regions: { name: string; count: number; totalNs: number; maxNs: number; openCount: number }[]
  /** Time on each proc. */
  procs: { number: number; runs: number; runningNs: number }[]
}

/** What the time of a goroutine between two instants went to: its own doing, or that of those it waited for. */
export interface TracePathStep {
  fromNs: number
  toNs: number
  goroutine: number
  id: string
  name: string
  /** 0: the goroutine asked about; 1: one it waited for; … */
  depth: number
  state: string
  reason: string
  place: string
  stack: number
  /** The world stopped during it, ns. */
  stwNs: number
}
export interface TracePath {
  /** Without gaps or overlaps from begin on; the first 20,000 of `total`. */
  steps: TracePathStep[]
  total: number
  /** What the steps come to, by goroutine's start function and state; longest first. */
  summary: { name: string; state: string; reason: string; totalNs: number; steps: number }[]
  /** What is after this was not walked; null: all was. */
  cutNs: number | null
  /** Waits whose waker is not followed any deeper. */
  unfollowed: number
}

export interface TraceTaskStage {
  name: string
  count: number
  totalNs: number
  minNs: number
  maxNs: number
  goroutines: number
}
export interface TraceTaskDetail {
  row: TraceTaskRow
  parent: TraceTaskRow | null
  /** In the order of their begins; the first 10,000 of `childCount`. */
  children: TraceTaskRow[]
  childCount: number
  /** Regions in it by name, in the order of their first begin. */
  stages: TraceTaskStage[]
  /** Of its length in no region of its own. */
  uncoveredNs: number | null
  /** The first 10,000 of `logCount`. */
  logs: TraceLogRow[]
  logCount: number
  goroutines: { goroutine: number; id: string; name: string }[]
}

/** A row of the tree of tasks: a task; a stage of the task right above (its regions of one name); what is in none of these. */
export interface TraceTaskNode extends TraceTaskRow {
  kind: 'task' | 'stage' | 'rest'
  /** Tells it from all other rows. `task` of a stage is that of the task it is of; its length is that of all its regions together. */
  key: string
  depth: number
  isOpen: boolean
  /** Tasks right below it, and its regions: without either it can not be opened. */
  children: number
  regions: number
  /** How many regions of the name, and the longest. */
  count: number
  maxNs: number | null
  /** Of the length of the task above. */
  share: number | null
}
export interface TraceTaskTree {
  rows: TraceTaskNode[]
  /** Rows in sight, and tasks that there are. */
  total: number
  all: number
  /** Of the tasks that are below none. */
  longestNs: number
  /** More is open than is listed, and how many tasks are not. */
  isCut: boolean
  leftOut: number
}

/** What a timeline has tracks of. */
export const TRACE_TRACK_KINDS = ['goroutines', 'procs'] as const
export type TraceTrackKind = (typeof TRACE_TRACK_KINDS)[number]
/**
 * Track after track, `pixels` bytes each: class × 16 + how much of the pixel it fills (1 … 15); 0: nothing is known. Classes: GoState;
 * of procs ProcActivity, and 4 for GC workers.
 */
export interface TracePixels {
  data: DataRef
  tracks: number
  pixels: number
  /** From zoom levels, which keep the class that fills most of a stretch. */
  isEstimated: boolean
  /** These tracks change in more places than are read: some stretches are taken to be like those after them. */
  isSampled: boolean
}
/**
 * Heap spans over time. Float64 per column: bytes held, bytes in use (each span as full as it was on average); Float64 per lane: its first
 * page, lowest first. Then bytes, lane after lane, column by column: how much of the cell is held (0 … 255), and how full that is.
 */
export interface TraceSpanMap {
  data: DataRef
  columns: number
  lanes: number
  /** In the range, and pages these had: other pages take no room. */
  spans: number
  pages: number
}
/** Columns one after the other, each `rows` long. */
export interface TraceWindow {
  data: DataRef
  rows: number
  isCut: boolean
}
/** Of `traces.parts`: parts of states, by track, then time. `partner`: the proc of a goroutine, the goroutine of a proc. */
export const TRACE_PART_COLUMNS = {
  f64: ['start', 'end'],
  u32: ['track', 'partner', 'reason', 'stack'],
  u8: ['class', 'flags'],
} as const

/** One call per table of a trace. */
export type TraceTableCalls = {
  [Name in TraceTableName as `traces.${Name}`]: {
    params: { sourceId: SourceId } & TableListing<TraceColumn> & TablePage
    result: TableAnswer<TraceTableRows[Name], TraceColumn>
  }
}

export interface TraceCalls extends TraceTableCalls {
  /** All traces of the case by their figures: to be ranked. */
  'traces.list': {
    params: TableListing<TraceColumn> & TablePage
    result: TableAnswer<TraceRankingRow, TraceColumn>
  }
  'traces.get': { params: { sourceId: SourceId }; result: TraceOverview }
  'traces.utilization': {
    params: { sourceId: SourceId; scope: UtilizationScope; windowNs: number }
    result: TraceUtilization
  }
  'traces.series': {
    params: { sourceId: SourceId; series: TraceSeriesName; fromNs: number; toNs: number; maxPoints: number }
    result: TraceSeries
  }
  /** Null: no goroutine of this slot has a row. */
  'traces.goroutine': { params: { sourceId: SourceId; goroutine: number }; result: TraceGoroutineDetail | null }
  /** States of a goroutine in a range, in order. */
  'traces.intervals': {
    params: { sourceId: SourceId; goroutine: number; fromNs: number; toNs: number; offset: number; limit: number }
    result: { rows: TraceIntervalRow[]; total: number }
  }
  'traces.path': {
    params: { sourceId: SourceId; goroutine: number; fromNs: number; toNs: number }
    result: TracePath
  }
  'traces.pixels': {
    params: { sourceId: SourceId; kind: TraceTrackKind; tracks: number[]; fromNs: number; toNs: number; pixels: number }
    result: TracePixels
  }
  'traces.spanMap': {
    params: { sourceId: SourceId; filter: string; fromNs: number; toNs: number; columns: number; lanes: number }
    result: TraceSpanMap
  }
  'traces.parts': {
    params: { sourceId: SourceId; kind: TraceTrackKind; tracks: number[]; fromNs: number; toNs: number; limit: number }
    result: TraceWindow
  }
  /** Columns of shared/records/traceEvents.ts: those of 8 bytes, of 4, of 1. */
  'traces.events': { params: { sourceId: SourceId; fromNs: number; toNs: number; limit: number }; result: TraceWindow }
  /**
   * Tasks that pass the filter and lie below none that does; below those that are open (`whole`: with all that is below them, but for what is `closed`) their tasks
   * and stages in the order of time.
   */
  'traces.taskTree': {
    params: { sourceId: SourceId; open: number[]; whole: number[]; closed: number[] } & TableListing<TraceColumn> &
      TablePage
    result: TraceTaskTree
  }
  'traces.task': { params: { sourceId: SourceId; task: number }; result: TraceTaskDetail | null }
  /** A gzipped profile.proto. */
  'traces.pprof': { params: { sourceId: SourceId; kind: TracePprofKind }; result: { data: DataRef } }
  /** Leaf first. */
  'traces.stack': { params: { sourceId: SourceId; stack: number }; result: TraceStackFrame[] }
}
