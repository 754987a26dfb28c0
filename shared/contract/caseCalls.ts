import type {
  Annotation,
  AnnotationDraft,
  AnnotationId,
  AuditEntry,
  Axis,
  CaseChecklist,
  ChecklistMark,
  CitedAnnotation,
  Diagnosis,
  DetachedAnnotation,
  FindingKey,
  FindingWithVerdict,
  GcCycle,
  ImportIssue,
  LifeId,
  ProcessLife,
  ProfileSummary,
  ReportDocument,
  ReportSettings,
  RuleOutcome,
  RuntimeRow,
  RuntimeTable,
  Source,
  SourceId,
  SourcePart,
  TimeRange,
  VerdictKind,
  WorkLayout,
} from '../records/index.ts'
import type { Language, LocalText } from '../lib/localText.ts'
import type { TableAnswer, TableListing, TablePage, TopColumn } from './tables.ts'
import type { MemoryCalls } from './memoryCalls.ts'
import type { SeriesCalls } from './seriesCalls.ts'
import type { AllocCalls } from './allocCalls.ts'
import type { BenchmarkCalls } from './benchmarkCalls.ts'
import type { GoroutineCalls } from './goroutineCalls.ts'

export type * from './allocCalls.ts'
export type * from './benchmarkCalls.ts'
export type * from './goroutineCalls.ts'
import type { TraceCalls } from './traceCalls.ts'

/** A large answer: fetch `/data/<id>` once for the bytes. The layout of the bytes is named where the id is given. */
export interface DataRef {
  id: string
  byteLength: number
}

/** What a case is, for the frame and the Overview. */
export interface CaseOverview {
  name: string
  path: string
  isReadOnly: boolean
  createdAtMs: number
  schemaVersion: number
  sources: number
  sourceBytes: number
  unplacedSources: number
  cycles: number
  profiles: number
  traces: number
  /** Of the dump or goroutine profile to look at first; null where the case has none. */
  goroutines: number | null
  goVersion: string | null
  /** From the first to the last placed time; null where nothing is placed. */
  range: TimeRange | null
  findings: {
    critical: number
    warning: number
    notice: number
    clear: number
    notApplicable: number
    confirmed: number
    dismissed: number
    open: number
  }
  annotations: number
  issues: { note: number; dataLoss: number; error: number }
  /** Lives of all logs, oldest first. */
  lives: LifeOnAxis[]
  /** Placed profiles as ticks of the time strip. */
  profileTicks: { sourceId: SourceId; atMs: number; type: string }[]
  analysedAtMs: number | null
  auditHead: string
}

/** A life with the axis its times are on: wall where it is placed, its own otherwise. */
export interface LifeOnAxis extends ProcessLife {
  sourceName: string
  sourcePath: string
  axis: Axis
  range: TimeRange
}

/** What one GC chart call gives: columns in one buffer of Float64 values, column after column, each `rows` long. */
export interface GcChart {
  data: DataRef
  rows: number
  /** Column names in the order of the buffer; `x` is milliseconds on the axis. NaN is a gap. */
  columns: GcChartColumn[]
  /** Cycles in the range; above the point limit each bucket keeps its lowest and highest values. */
  cycles: number
  isDecimated: boolean
}
export const GC_CHART_COLUMNS = [
  'x',
  'number',
  'heapStartBytes',
  'heapEndBytes',
  'liveHeapBytes',
  'heapGoalBytes',
  'sweepTermNs',
  'markTermNs',
  'assistCpuNs',
  'backgroundCpuNs',
  'idleCpuNs',
  'stwCpuNs',
  'gcCpuPercent',
  'trigger',
  'markNs',
  'procs',
] as const
export type GcChartColumn = (typeof GC_CHART_COLUMNS)[number]

/** Figures of the GC over a range of one life: what analysis gives, for tables and the inspector. */
export interface GcSummary {
  cycles: number
  forced: number
  periodic: number
  /** From the start of the first to the end of the last cycle. */
  spanNs: number
  cyclesPerMinute: number
  pause: { medianNs: number; p95Ns: number; p99Ns: number; maxNs: number; totalNs: number; maxCycle: number }
  /** CPU of GC without idle marking ÷ (Ps × wall time), over the range. */
  gcCpuShare: number
  /** Mark assist CPU ÷ (Ps × wall time). */
  assistShare: number
  /** Mark assist CPU ÷ all GC CPU without idle marking. */
  assistOfGc: number
  /** Bytes allocated between cycles ÷ time; estimated from heap figures cut to whole MiB. */
  allocationBytesPerSecond: { value: number; errorBytesPerSecond: number } | null
  liveHeap: { firstBytes: number; lastBytes: number; minBytes: number; maxBytes: number }
  /** Theil–Sen slope with 95 % interval, bytes per minute; null under ten cycles. */
  liveHeapTrend: { perMinute: number; low: number; high: number; interceptBytes: number } | null
  goal: { minBytes: number; maxBytes: number } | null
  /** Cycles whose heap at end was above the goal. */
  overshoots: number
}

export interface GcRow extends GcCycle {
  /** ms on the life's axis. */
  x: number
  pauseNs: number
}

export type GcSortColumn = keyof GcRow

/**
 * A series of what the runtime prints beside its cycles: columns in one buffer of Float64 values, column after column, each `rows`
 * long. `x` is milliseconds on the life's axis; NaN is a gap.
 */
export interface RuntimeChart<Column extends string> {
  data: DataRef
  rows: number
  columns: Column[]
  /** Lines in the range; above the point limit each bucket keeps its lowest and highest values. */
  points: number
  isDecimated: boolean
  /** Lines left out because nothing says when they were printed. */
  unplaced: number
}

/** `waiting` is runnable goroutines in all queues; bytes and counts as in RUNTIME_TABLES. */
export const SCHED_CHART_COLUMNS = [
  'x',
  'line',
  'procs',
  'idleProcs',
  'threads',
  'idleThreads',
  'spinningThreads',
  'runQueue',
  'localRunQueue',
  'waiting',
  'longestLocalRunQueue',
  'goroutines',
] as const
export type SchedChartColumn = (typeof SCHED_CHART_COLUMNS)[number]

/** `retakenBytes`: taken again by allocation since the line before. */
export const SCAVENGE_CHART_COLUMNS = [
  'x',
  'line',
  'cycle',
  'workBytes',
  'eagerBytes',
  'releasedBytes',
  'retakenBytes',
  'utilPercent',
] as const
export type ScavengeChartColumn = (typeof SCAVENGE_CHART_COLUMNS)[number]

export const PACER_CHART_COLUMNS = [
  'x',
  'line',
  'cycle',
  'assistRatio',
  'cpuPercent',
  'expectedCpuPercent',
  'triggerBytes',
  'endBytes',
  'goalBytes',
  'consMark',
] as const
export type PacerChartColumn = (typeof PACER_CHART_COLUMNS)[number]

/** Length of each P's run queue over time: `x`, then a column per P, each `rows` long. NaN: not known. */
export interface ProcQueueChart {
  data: DataRef
  rows: number
  procs: number
  /** Snapshots in the range; above the point limit each bucket keeps the longest queue of each P. */
  points: number
}

/** A glance at the scheduler. */
export interface SchedSnapshot {
  /** ms on the life's axis. */
  x: number
  row: RuntimeRow<'schedSnapshots'>
  /** With scheddetail only: every P, and how many goroutines had which status and wait reason. */
  procs: RuntimeRow<'schedProcs'>[]
  goroutines: RuntimeRow<'schedGoroutines'>[]
}

/** Figures of the scheduler over a range of one life. Snapshots are glances: what happened between them is not known. */
export interface SchedSummary {
  snapshots: number
  spanNs: number
  procs: { min: number; max: number }
  /** Runnable goroutines that wait for a P. */
  waiting: { median: number; p95: number; max: number }
  /** Ps that had nothing to do, of all. */
  idleProcShare: number
  /** Snapshots in which no P was idle and goroutines waited. */
  saturatedShare: number
  threads: { first: number; last: number; max: number }
}

export interface ScavengeSummary {
  lines: number
  /** Of them after debug.FreeOSMemory. */
  forced: number
  workBytes: number
  eagerBytes: number
  /** Null before Go 1.14: the lines do not tell. */
  retakenBytes: number | null
  /** Null where no line has a time. */
  spanNs: number | null
}

/** One function of a profile. Values are of the sample type asked for. */
export interface TopRow {
  functionName: string
  /** File of the function, as the profile has it. */
  file: string
  flat: number
  cum: number
  /** With a base profile: this − base. */
  flatDelta?: number
  cumDelta?: number
}

export interface LineRow {
  functionName: string
  file: string
  line: number
  flat: number
  cum: number
}

export interface StackRow {
  /** Leaf first. */
  frames: { functionName: string; file: string; line: number; isInlined: boolean }[]
  value: number
  labels: { key: string; value: string }[]
}

/**
 * A call tree for the flame graph, root first, in one buffer of little-endian 32-bit words followed by 64-bit floats:
 * `nodes` × Uint32 function (index into names) | nodes × Uint32 parent (0 for the root's own) | nodes × Uint16 depth padded to
 * a multiple of 8 bytes | nodes × Float64 value (cum) | nodes × Float64 self | with a base: nodes × Float64 base value.
 * Node 0 is the root `all`. Children follow their parent (depth first), heaviest first.
 */
export interface FlameGraph {
  data: DataRef
  nodes: number
  maxDepth: number
  /** Function names; index 0 is the root. */
  names: string[]
  files: string[]
  total: number
  baseTotal: number | null
  unit: string
  sampleType: string
  /** Nodes lighter than this share of the total were merged into their parent's self value; 0 when none. */
  cutShare: number
}

export interface ProfileListEntry extends ProfileSummary {
  name: string
  path: string
  placementMs: number | null
  /** Profiles of one process over time share a series. */
  seriesId: string
}

/** Growth of each function over a series of profiles of one service. */
export interface GrowthRow {
  functionName: string
  /** One value per profile of the series, in time order (cum of the sample type). */
  values: number[]
  delta: number
  /** Theil–Sen per minute with 95 % interval; null with fewer than 3 profiles. */
  perMinute: { value: number; low: number; high: number } | null
}

export interface RawLine {
  line: number
  text: string
  /** True: longer than 16 KiB and cut here (not in the case). */
  isCut: boolean
}

/** Where a function is known from. */
export interface FunctionHolders {
  /** Oldest first. */
  profiles: SourceId[]
  /** Goroutine dumps with it in a stack or as what started goroutines, in the order of import. */
  dumps: { sourceId: SourceId; dump: number; isInStack: boolean }[]
  traces: SourceId[]
}

/** Everything the window may ask of an open case. A name without a handler does not compile. */
export interface CaseCalls extends SeriesCalls, MemoryCalls, GoroutineCalls, BenchmarkCalls, AllocCalls, TraceCalls {
  'case.overview': { params: Record<string, never>; result: CaseOverview }
  /** Nobody waits for the answer to this asker's last question any more. */
  'case.drop': { params: { asker: string }; result: null }
  'sources.list': { params: Record<string, never>; result: Source[] }
  'sources.get': {
    params: { sourceId: SourceId }
    result: {
      source: Source
      issues: ImportIssue[]
      /** The files of a rotated log, oldest first. */
      parts: SourcePart[]
      lives: LifeOnAxis[]
      /** Those of them that somebody pinned to a time. */
      pinned: LifeId[]
      profile: ProfileSummary | null
      chunks: number
      storedBytes: number
    }
  }
  'sources.rawLines': {
    params: { sourceId: SourceId; from: number; count: number }
    result: { lines: RawLine[]; total: number }
  }
  /** Logged tombstone; its rows go, its hash stays in the audit chain. */
  'sources.remove': { params: { sourceId: SourceId; reason: string }; result: null }
  /** Moves a life to a wall time given by the user; null takes the pin away. */
  'sources.pin': { params: { lifeId: LifeId; startMs: number | null }; result: null }

  /** range null: the whole life. maxPoints bounds rows (each bucket keeps extremes). */
  'gcCycles.chart': { params: { lifeId: LifeId; range: TimeRange | null; maxPoints: number }; result: GcChart }
  'gcCycles.page': {
    params: { lifeId: LifeId; range: TimeRange | null } & TableListing<GcSortColumn> & TablePage
    result: TableAnswer<GcRow, GcSortColumn>
  }
  /** Where in this listing a cycle stands, from 0; null where it is not in it. */
  'gcCycles.place': {
    params: { lifeId: LifeId; range: TimeRange | null; number: number } & TableListing<GcSortColumn>
    result: number | null
  }
  'gcCycles.summary': { params: { lifeId: LifeId; range: TimeRange | null }; result: GcSummary | null }
  'gcCycles.get': { params: { lifeId: LifeId; number: number }; result: { row: GcRow; raw: RawLine } | null }

  /** What the runtime printed beside its cycles in this life: rows by table, tables without any left out. */
  'runtime.counts': { params: { lifeId: LifeId }; result: Partial<Record<RuntimeTable, number>> }
  /** `sort` is a column of the table, null the order of the log; `cycle` picks the rows of one GC cycle, `range` snapshots of the scheduler. */
  'runtime.page': {
    params: {
      lifeId: LifeId
      table: RuntimeTable
      sort: string | null
      descending: boolean
      offset: number
      limit: number
      cycle: number | null
      range: TimeRange | null
    }
    result: { rows: Record<string, number | string | null>[]; total: number }
  }
  'scheduler.chart': {
    params: { lifeId: LifeId; range: TimeRange | null; maxPoints: number }
    result: RuntimeChart<SchedChartColumn>
  }
  'scheduler.procs': {
    params: { lifeId: LifeId; range: TimeRange | null; maxPoints: number }
    result: ProcQueueChart
  }
  /** One SCHED line by its place in the source, what scheddetail printed below it, and when it was; null where there is none. */
  'scheduler.snapshot': { params: { lifeId: LifeId; line: number }; result: SchedSnapshot | null }
  'scheduler.summary': { params: { lifeId: LifeId; range: TimeRange | null }; result: SchedSummary | null }
  'scavenging.chart': {
    params: { lifeId: LifeId; range: TimeRange | null; maxPoints: number }
    result: RuntimeChart<ScavengeChartColumn>
  }
  'scavenging.summary': { params: { lifeId: LifeId }; result: ScavengeSummary | null }
  'pacer.chart': {
    params: { lifeId: LifeId; range: TimeRange | null; maxPoints: number }
    result: RuntimeChart<PacerChartColumn>
  }

  'profiles.list': { params: Record<string, never>; result: ProfileListEntry[] }
  /** Differences are sorted by their size, whatever their sign. */
  'profiles.top': {
    params: { sourceId: SourceId; sampleType: string; baseSourceId: SourceId | null } & TableListing<TopColumn> &
      TablePage
    result: TableAnswer<TopRow, TopColumn> & {
      /** Of the whole profile, also where a filter leaves less. */
      profileTotal: number
      baseTotal: number | null
      unit: string
    }
  }
  /** Functions of all profiles, dumps and traces whose names hold the letters of the query, best first. */
  'profiles.findFunctions': { params: { query: string; limit: number }; result: string[] }
  /** What a function occurs in. */
  'profiles.withFunction': { params: { functionName: string }; result: FunctionHolders }
  'profiles.lines': { params: { sourceId: SourceId; sampleType: string; functionName: string }; result: LineRow[] }
  'profiles.stacks': {
    params: { sourceId: SourceId; sampleType: string; functionName: string | null; limit: number }
    result: StackRow[]
  }
  'profiles.flame': {
    params: { sourceId: SourceId; sampleType: string; baseSourceId: SourceId | null }
    result: FlameGraph
  }
  'profiles.growth': {
    params: { seriesId: string; sampleType: string; limit: number }
    result: { profiles: ProfileListEntry[]; rows: GrowthRow[]; totals: number[]; unit: string }
  }

  /** The three questions of the Overview, answered from everything in the case. */
  'diagnosis.get': { params: Record<string, never>; result: Diagnosis }
  'findings.list': {
    params: Record<string, never>
    result: { findings: FindingWithVerdict[]; outcomes: RuleOutcome[] }
  }
  'findings.setVerdict': { params: { key: FindingKey; kind: VerdictKind; reason: string }; result: FindingWithVerdict }
  /** Sets a limit of this case and marks findings as out of date; analysis runs as a job. null restores the default. */
  'findings.setLimit': { params: { ruleId: string; name: string; value: number | null }; result: null }

  /** Oldest first, each with its place in time and what refers to it. */
  'annotations.list': { params: Record<string, never>; result: CitedAnnotation[] }
  /** Those whose source is not in the case at present. */
  'annotations.detached': { params: Record<string, never>; result: DetachedAnnotation[] }
  'annotations.create': { params: AnnotationDraft; result: Annotation }
  'annotations.update': {
    params: { id: AnnotationId; text: string; tags: string[]; colour: Annotation['colour'] }
    result: Annotation
  }
  'annotations.delete': { params: { id: AnnotationId }; result: null }
  /** Several as one edit: undo brings all of them back. */
  'annotations.deleteAll': { params: { ids: AnnotationId[] }; result: null }
  /** Adds and removes tags of several as one edit. */
  'annotations.retag': { params: { ids: AnnotationId[]; add: string[]; remove: string[] }; result: null }

  /** Which captures the investigators set out to collect; what the sources show of them is worked out by the window. */
  'checklists.list': { params: Record<string, never>; result: CaseChecklist[] }
  'checklists.add': { params: { template: string }; result: null }
  'checklists.remove': { params: { template: string }; result: null }
  /** null takes the mark away. */
  'checklists.mark': { params: { template: string; item: string; mark: ChecklistMark | null }; result: null }

  /** Edits of judgement (annotations, verdicts, report, checklists) can be taken back, also after a restart. */
  'edits.state': { params: Record<string, never>; result: EditsState }
  'edits.undo': { params: Record<string, never>; result: EditsState }
  'edits.redo': { params: Record<string, never>; result: EditsState }

  'report.get': { params: Record<string, never>; result: ReportSettings }
  'report.update': { params: Partial<ReportSettings>; result: ReportSettings }
  'report.document': { params: { language: Language | null }; result: ReportDocument }

  'audit.list': {
    params: { offset: number; limit: number }
    result: { entries: AuditEntry[]; total: number; isIntact: boolean }
  }
  /** Backup copy through SQLite's online backup. The shell asks for the path. */
  'case.saveCopy': { params: { path: string }; result: { bytes: number } }
  'settings.get': { params: Record<string, never>; result: CaseSettings }
  'settings.update': { params: Partial<CaseSettings>; result: CaseSettings }
  /** How the window's panes were arranged; null where nothing is kept or what is kept cannot be shown by this version. */
  'layout.get': { params: Record<string, never>; result: WorkLayout | null }
  /** Not an edit: no undo, no audit entry, nothing that rests on the case becomes older. null forgets it. */
  'layout.set': { params: { layout: WorkLayout | null }; result: null }
}

export interface EditsState {
  /** What undo would take back and redo bring again, in words; null where there is nothing. */
  undo: LocalText | null
  redo: LocalText | null
}

export interface CaseSettings {
  /** Name written into verdicts, annotations and the audit chain. */
  author: string
  /** Minutes east of UTC for display. */
  zoneOffsetMinutes: number
}

export type CaseCallName = keyof CaseCalls
export type CaseParams<Name extends CaseCallName> = CaseCalls[Name]['params']
export type CaseResult<Name extends CaseCallName> = CaseCalls[Name]['result']
