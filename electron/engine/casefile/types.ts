// What a case file offers to jobs and handlers: one interface per subject. Rows, SQL and encodings stay behind them.
// Every method is synchronous unless it says otherwise and throws CodedError (see errors.ts for the codes).
import type { CaseSettings, EditsState } from '../../../shared/contract/caseCalls.ts'
import type {
  AllocEventColumns,
  AllocLog,
  AllocTables,
  Annotation,
  AnnotationDraft,
  AnnotationId,
  AuditEntry,
  CaseChecklist,
  ChecklistMark,
  DetachedAnnotation,
  ContainerState,
  BenchmarkResult,
  BenchmarkSettings,
  BenchmarkTable,
  DumpTables,
  Finding,
  FindingKey,
  FindingWithVerdict,
  GcCycle,
  GcCycleColumns,
  GoroutineDump,
  DumpRows,
  ImportIssue,
  LifeId,
  MemoryRegion,
  OomEvent,
  PointBatch,
  ProcessLife,
  ProfileColumns,
  ProfileSummary,
  RegionSnapshot,
  ReportSettings,
  RuleOutcome,
  RuntimeNumber,
  RuntimeRow,
  RuntimeRows,
  RuntimeTable,
  RuntimeText,
  SeriesAxis,
  SeriesDefinition,
  SeriesKind,
  SeriesPoints,
  SeriesSummary,
  SeriesThreshold,
  SeriesThresholdKey,
  Source,
  SourceId,
  SourceKind,
  SourcePart,
  TraceSummary,
  TraceTables,
  VerdictKind,
  WallPlacement,
  WorkLayout,
} from '../../../shared/records/index.ts'
import type { CommitPoint } from './commitPoints.ts'
import type { TraceAnswers } from './traceAnswerRows.ts'
import type { BlockColumns, TraceBlockKind } from './traceBlocks.ts'
import type { TraceResults, TraceSegment } from './traceSubject.ts'

/** Called at each named commit point; tests kill the process there. */
export type CommitPointHook = (point: CommitPoint) => void

export interface CreateOptions {
  /** Written into the settings of the case and its first audit entry. */
  author?: string
  zoneOffsetMinutes?: number
  /** Takes the place of a file that is there. Without it: `casefile/exists`. */
  overwrite?: boolean
  onCommitPoint?: CommitPointHook
}

export interface OpenOptions {
  mode: 'readWrite' | 'readOnly'
  /** The token of the process that holds the case: opens for writing beside it, as job processes do. */
  lockToken?: string | null
  /** Name for audit entries of this connection, instead of the settings' author. */
  author?: string
  onCommitPoint?: CommitPointHook
}

/** What the importing job knows of a file before it reads it. */
export interface ImportMeta {
  kind: SourceKind
  /** File name without folders. */
  name: string
  /** Path relative to what was dropped in, with forward slashes. */
  path: string
  /** True: bytes are hashed and counted, not kept. */
  isReferenceOnly?: boolean
  /** Where the bytes were left; kept for reference-only sources. */
  originalPath?: string
}

/** What the importing job knows once the file is read. */
export interface ImportSummary {
  counts: Record<string, number>
  variant: string | null
  lives: Omit<ProcessLife, 'id' | 'sourceId'>[]
  placement: WallPlacement | null
  /** Name and version of the reader, such as `gctrace/1`. */
  reader: string
  /** What the points of its series are placed by; left out where it has none. */
  seriesAxis?: SeriesAxis
}

/** One import under way. Nothing of it can be seen before `commit` returned; a process that dies leaves nothing of it. */
export interface ImportWriter {
  /** Id that the source will have. */
  readonly sourceId: SourceId
  /** Original bytes so far. */
  readonly bytes: number
  /** Original bytes of the file, in order. They are copied. */
  addRaw(bytes: Uint8Array): void
  /** Rows of one life (ordinal from 1), in order. They are copied. */
  addCycles(lifeOrdinal: number, batch: GcCycleColumns): void
  /** One file of a rotated log, oldest first. */
  addPart(part: SourcePart): void
  /** Rows of one table and one life, in order. They are copied. */
  addRuntimeRows(lifeOrdinal: number, batch: RuntimeRows): void
  /** At most once. The columns must not change until `commit`. */
  addProfile(columns: ProfileColumns): void
  /**
   * A block of a trace's segment (−1: of the whole trace): `rows` rows of the columns its kind has (traceBlocks.ts), packed but not yet
   * compressed; `bytes` are not used after this returns. Keys: what the first and the last row are ordered by.
   */
  addTraceBlock(
    segment: number,
    kind: TraceBlockKind,
    bytes: Uint8Array,
    rows: number,
    firstKey: number,
    lastKey: number,
  ): void
  /** After its blocks. */
  addTraceSegment(segment: TraceSegment): void
  /** At most once, after all blocks and segments. In steps, all of which are to be taken. */
  addTraceResults(results: TraceResults): Generator<void, void>
  /** Points under the ordinals that `addSeries` explains. They are copied. */
  addPoints(batch: PointBatch): void
  /** Once: what the series are; the index is the ordinal. */
  addSeries(definitions: readonly SeriesDefinition[]): void
  /** Mappings of one listing (ordinal from 0), in order. They are copied. */
  addRegions(snapshot: number, regions: readonly MemoryRegion[]): void
  /** Once: what the listings are; the index is the ordinal. */
  addRegionSnapshots(snapshots: readonly RegionSnapshot[]): void
  addOomEvent(event: Omit<OomEvent, 'sourceId'>): void
  addContainerState(state: Omit<ContainerState, 'sourceId'>): void
  /** Rows of one dump (ordinal from 1), in order. They are copied. */
  addGoroutines(dumpOrdinal: number, rows: DumpRows): void
  /** At most once, after all rows. The tables must not change until `commit`. */
  addDumps(tables: DumpTables): void
  /** Results in order. They must not change until `commit`. */
  addBenchmarkResults(results: readonly BenchmarkResult[]): void
  /** At most once, after all results. */
  addBenchmarks(settings: BenchmarkSettings): void
  /** Events in order. They are copied. */
  addAllocEvents(events: AllocEventColumns): void
  /** At most once, after all events. */
  addAllocTables(tables: AllocTables): void
  addIssue(issue: ImportIssue): void
  /** Makes the source visible, with its audit entry, in one transaction. `casefile/duplicate-source` when its bytes are in the case. */
  commit(summary: ImportSummary): SourceId
  /** Takes back what was written. Harmless after commit or a second time. */
  abort(): void
  /**
   * Ends it without taking anything back yet: closing the case or the next sweep does that, in a time that grows with what was written. For
   * whom somebody waits.
   */
  abandon(): void
}

export interface Imports {
  begin: (meta: ImportMeta) => ImportWriter
  /** Whether an import that was abandoned here waits for a sweep. */
  readonly hasAbandoned: boolean
  /** Deletes what imports of dead processes left behind; gives their number. Opening for writing does it, too. */
  sweep: () => number
}

export interface Sources {
  /** In the order of import. */
  list(): Source[]
  get(sourceId: SourceId): Source | null
  findBySha256(sha256: string): Source | null
  issues(sourceId: SourceId): ImportIssue[]
  /** The files of a rotated log, oldest first; none for other sources. */
  parts(sourceId: SourceId): SourcePart[]
  /** Chunks and compressed bytes in the file; zero for reference-only sources. */
  storage(sourceId: SourceId): { chunks: number; storedBytes: number }
  /** Original bytes, shorter at the end of the file. Each chunk is checked against its hash: `casefile/damaged-source`. */
  rawBytes(sourceId: SourceId, offset: number, length: number): Uint8Array
  /** Reads all bytes and compares with the SHA-256 taken at import. */
  verify(sourceId: SourceId): boolean
  /** Leaves a tombstone and an audit entry. Judgement anchored to the source stays and returns with it. */
  remove(sourceId: SourceId, reason: string): void
}

export interface Lives {
  /** Oldest source first, then by ordinal. Pins are applied: `startMs` is the pin's and `startErrorMs` 0. */
  list(): ProcessLife[]
  get(lifeId: LifeId): ProcessLife | null
  isPinned(lifeId: LifeId): boolean
  /** Puts process start on the wall clock; null takes the pin away. An edit: can be undone. */
  pin(lifeId: LifeId, startMs: number | null): void
}

export interface GcCycles {
  /** All cycles of a life, by number. */
  columns(lifeId: LifeId): GcCycleColumns
  find(lifeId: LifeId, number: number): GcCycle | null
  /** From the start of the first to the end of the last cycle printed on these lines, within the first life that has any. */
  spanOfLines(sourceId: SourceId, from: number, to: number): { lifeId: LifeId; fromNs: number; toNs: number } | null
  /** Live heap of at most `points` cycles, evenly spread by their order, the last one among them. */
  liveHeapSample(lifeId: LifeId, points: number): number[]
  /** Cycles of all sources, from the lives' own figures. */
  count(): number
}

export interface RuntimeRowPage<Table extends RuntimeTable> {
  /** Null: in the order of the log. */
  sort: RuntimeNumber<Table> | RuntimeText<Table> | null
  descending: boolean
  offset: number
  limit: number
  /** Only rows of this GC cycle; of no meaning for tables without cycles. */
  cycle: number | null
  /** Only the row of this line, or what belongs to the snapshot of this line. */
  line?: number
  /** Only rows with a time since process start in this stretch, ends included; of no meaning for tables without. */
  atNs?: { from: number; to: number }
}

/** What the runtime printed beside its GC cycles. */
export interface RuntimeRowStore {
  /** Rows per table; tables without any are left out. */
  counts(lifeId: LifeId): Partial<Record<RuntimeTable, number>>
  /** All rows of a table, in the order of the log. */
  rows<Table extends RuntimeTable>(lifeId: LifeId, table: Table): RuntimeRows<Table>
  page<Table extends RuntimeTable>(
    lifeId: LifeId,
    table: Table,
    page: RuntimeRowPage<Table>,
  ): { rows: RuntimeRow<Table>[]; total: number }
}

export interface Profiles {
  /** In the order of import. */
  list(): ProfileSummary[]
  get(sourceId: SourceId): ProfileSummary | null
  /** Exactly what `addProfile` was given. */
  columns(sourceId: SourceId): ProfileColumns
  /** Names of the functions of all profiles, dumps and traces, each once, by name. */
  functionNames(): string[]
  /** Profiles in which a function of this name occurs, in the order of import. */
  withFunction(name: string): SourceId[]
}

/** A block of a trace as the index has it. */
export interface TraceBlockRef {
  id: number
  /** −1: of the whole trace. */
  segment: number
  kind: TraceBlockKind
  ordinal: number
  rows: number
  firstKey: number
  lastKey: number
}

export interface Traces extends TraceAnswers {
  /** In the order of import. */
  list(): TraceSummary[]
  get(sourceId: SourceId): TraceSummary | null
  /** Traces in which a function of this name occurs, in the order of import. */
  withFunction(name: string): SourceId[]
  segments(sourceId: SourceId): TraceSegment[]
  /** Blocks of a kind, those whose keys meet [from, to]; by segment and order. */
  blocks(
    sourceId: SourceId,
    kind: TraceBlockKind,
    where?: { segment?: number | null; from?: number; to?: number },
  ): TraceBlockRef[]
  /**
   * Columns of one block, new ones or those given, which have room for its rows; of kinds without a form of their own these may be some
   * (`columnsFor`). `casefile/damaged-source`.
   */
  read(block: TraceBlockRef, into?: BlockColumns): BlockColumns
  /**
   * Fills columns of goroutines' intervals, which have room for the block's rows. False where none of its waits was ended by this goroutine, which
   * is known without reading all of it. `casefile/damaged-source`.
   */
  readWaitsEndedBy(waker: number, block: TraceBlockRef, into: BlockColumns): boolean
  /**
   * Fills columns of goroutines' intervals, which have room for the block's rows, with those of goroutines up to this one, and gives how many
   * rows these are: what comes behind them is not read. `casefile/damaged-source`.
   */
  readUpTo(goroutine: number, block: TraceBlockRef, into: BlockColumns): number
  /** A table of the whole trace, all its blocks together. */
  table(sourceId: SourceId, kind: TraceBlockKind): { rows: number; columns: BlockColumns }
  /** What events and rows refer to, as the reader gave it. */
  tables(sourceId: SourceId): TraceTables
}

/** Which series; what is left out does not narrow the list. */
export interface SeriesFilter {
  /** Part of name, labels or canonical name, without regard to case. */
  search?: string
  sourceId?: SourceId | null
  kind?: SeriesKind | null
  /** The whole name. */
  name?: string | null
  /** Only figures of the common vocabulary. */
  isCanonical?: boolean
  /** Histogram buckets as well. */
  withBuckets?: boolean
  offset: number
  limit: number
}

export interface SeriesStore {
  /** By name, then labels, then source. */
  list(filter: SeriesFilter): { rows: SeriesSummary[]; total: number }
  find(sourceId: SourceId, ordinal: number): SeriesSummary | null
  /** Every series that is a figure of the common vocabulary, source by source. */
  canonical(): SeriesSummary[]
  /** In order of time. Each block is checked against its hash: `casefile/damaged-source`. */
  points(sourceId: SourceId, ordinal: number): SeriesPoints
  /** Of several series of one source, each block read once. */
  pointsOf(sourceId: SourceId, ordinals: readonly number[]): Map<number, SeriesPoints>
  /** Reads all blocks of a source; throws where one is damaged. */
  verify(sourceId: SourceId): void
}

export interface OsMemory {
  /** In the order of import. */
  snapshots(): (RegionSnapshot & { sourceId: SourceId })[]
  regions(sourceId: SourceId, snapshot: number): MemoryRegion[]
  oomEvents(): OomEvent[]
  containers(): ContainerState[]
}

export interface Thresholds {
  list(): SeriesThreshold[]
  /** Null takes the threshold away. An edit: can be undone. */
  set(key: SeriesThresholdKey, given: Pick<SeriesThreshold, 'value' | 'note'> | null): void
}

export interface Goroutines {
  /** In the order of import, then as in their source. */
  dumps(): GoroutineDump[]
  dump(sourceId: SourceId, ordinal: number): GoroutineDump | null
  /** `casefile/no-such-dump`. */
  rows(sourceId: SourceId, ordinal: number): DumpRows
  /** What the rows of a source refer to. */
  tables(sourceId: SourceId): DumpTables
  /** Dumps with a function of this name in a stack, or else as what started goroutines; in the order of import. */
  withFunction(name: string): { sourceId: SourceId; dump: number; isInStack: boolean }[]
}

export interface Benchmarks {
  /** Sources that hold results, in the order of import. */
  sources(): SourceId[]
  /** Exactly what `addBenchmarkResults` and `addBenchmarks` were given; without results for a source that has none. */
  table(sourceId: SourceId): BenchmarkTable
}

export interface AllocEvents {
  /** In the order of import. */
  list(): AllocLog[]
  /** What the events add up to; at most so many goroutines, the heaviest. `casefile/no-such-source`. */
  totals(sourceId: SourceId, maxGoroutines?: number): AllocTables
  /** All events, as the reader gave them. `casefile/no-such-source`. */
  events(sourceId: SourceId): AllocEventColumns
}

export interface AnalysisState {
  /** Null: never analysed. */
  analysedAtMs: number | null
  analyser: string | null
  /** Sources, pins or limits have changed since. */
  isOutOfDate: boolean
}

export interface Findings {
  /** Replaces all findings and outcomes in one transaction. `analyser`: name and version, such as `rules/1`. */
  replaceAll(findings: readonly Finding[], outcomes: readonly RuleOutcome[], analyser?: string): void
  /** In the order given to `replaceAll`, then the stale ones that a verdict keeps. */
  list(): FindingWithVerdict[]
  outcomes(): RuleOutcome[]
  /** An edit: can be undone. `casefile/no-such-finding`. */
  setVerdict(key: FindingKey, kind: VerdictKind, reason: string): FindingWithVerdict
  /** Limits of this case that differ from the rules' own: rule id → name → value. */
  limits(): Record<string, Record<string, number>>
  /** Null restores the rule's own. An edit: can be undone. */
  setLimit(ruleId: string, name: string, value: number | null): void
  state(): AnalysisState
}

export interface Annotations {
  /** Oldest first; those whose source was removed are left out until it is imported again. */
  list(): Annotation[]
  get(id: AnnotationId): Annotation | null
  create(draft: AnnotationDraft): Annotation
  update(id: AnnotationId, change: Pick<Annotation, 'text' | 'tags' | 'colour'>): Annotation
  /** Adds and removes tags of several as one edit. */
  retag(ids: readonly AnnotationId[], tags: { add: readonly string[]; remove: readonly string[] }): void
  /** One or several, as one edit. */
  delete(ids: AnnotationId | readonly AnnotationId[]): void
  /** Those that are left out of `list` because their source is not in the case. */
  detached(): DetachedAnnotation[]
}

/** What the investigators set out to collect, and what they ticked by hand. */
export interface Checklists {
  list(): CaseChecklist[]
  /** An edit: can be undone. Adding one that is there, or removing one that is not, changes nothing. */
  add(template: string): void
  remove(template: string): void
  /** `null` takes the mark away. An edit: can be undone. `casefile/no-such-checklist`. */
  mark(template: string, item: string, mark: ChecklistMark | null): void
}

export interface Report {
  get(): ReportSettings
  /** An edit: can be undone; quick successive edits of the same fields are one. */
  update(change: Partial<ReportSettings>): ReportSettings
}

/** Undo and redo of judgement: annotations, verdicts, report, pins, limits, checklists. Kept in the file. */
export interface Edits {
  state(): EditsState
  undo(): EditsState
  redo(): EditsState
  /** What changed with the last undo or redo, for the window's refresh. */
  lastTouched(): EditSubject | null
}
export type EditSubject = 'annotations' | 'findings' | 'report' | 'lives' | 'limits' | 'checklists'

export interface AuditVerdict {
  isIntact: boolean
  entries: number
  /** Sequence of the first entry that does not fit, and why; null where the chain holds. */
  fault: { sequence: number; reason: string } | null
}

export interface Audit {
  append: (action: string, detail: Record<string, unknown>) => AuditEntry
  /** Oldest first. */
  list(offset: number, limit: number): AuditEntry[]
  count(): number
  /** Recomputes the whole chain and compares it with the sources. */
  verify(): AuditVerdict
  /** Hash of the newest entry, lower-case hex. */
  head(): string
}

export interface Settings {
  get(): CaseSettings
  update(change: Partial<CaseSettings>): CaseSettings
}

/** How the window's panes were arranged. Not judgement: no undo, no audit entry. */
export interface Layout {
  /** Null: nothing kept, or nothing that this version can show. */
  get(): WorkLayout | null
  set(layout: WorkLayout | null): void
}

export interface IntegrityReport {
  isIntact: boolean
  /** What is wrong, one sentence each, English; empty where nothing is. */
  faults: string[]
  sourcesChecked: number
}
