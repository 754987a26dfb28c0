import type { AppEvent } from '../../shared/contract/appCalls.ts'
import type { TopColumn } from '../../shared/contract/tables.ts'
import type { TraceColumn } from '../../shared/contract/traceTables.ts'
import type { GcSortColumn, GoroutineMoment, LifeOnAxis } from '../../shared/contract/caseCalls.ts'
import { CodedError } from '../../shared/lib/result.ts'
import type {
  AllocEventColumns,
  Diagnosis,
  DumpTables,
  GcCycleColumns,
  LifeId,
  ProfileColumns,
  Source,
  SourceId,
} from '../../shared/records/index.ts'
import { setOfProfile } from '../engine/analysis/index.ts'
import type { GoroutineSet, ListedRows, ProfileTop } from '../engine/analysis/index.ts'
import type { CaseFile } from '../engine/casefile/CaseFile.ts'
import { BoundedCache } from '../engine/jobs/BoundedCache.ts'
import { livesOnAxis } from '../engine/jobs/caseFacts.ts'
import { caseMemory, type MemoryModel } from '../engine/jobs/caseMemory.ts'
import { goroutineSnapshots, goroutineSources } from '../engine/jobs/goroutineSnapshots.ts'
import { ProfileColumnsCache } from '../engine/jobs/ProfileColumnsCache.ts'
import type { TaskTreeListing } from '../engine/jobs/trace/taskTree.ts'
import { TraceView } from '../engine/jobs/trace/TraceView.ts'
import { Askers } from './Askers.ts'
import { DataStore } from './dataStore.ts'
import { SourceLines } from './SourceLines.ts'

export type Changed = Extract<AppEvent, { kind: 'caseChanged' }>['what']

/** Cycles of this many lives are held: charts, pages and summaries of one life ask for them again and again. */
const HELD_LIVES = 4
const HELD_TOPS = 12
/** Orders of a table: what is shown, and what was shown before the last click on a head. */
const HELD_LISTINGS = 8
/** Dumps with their goroutines: two that are compared, and the others of a short series. */
const HELD_DUMPS = 8
const HELD_TABLES = 8
const HELD_ALLOC_LOGS = 2
const HELD_LINE_INDEXES = 8
/** Traces with their tables: some tens of bytes per goroutine once its table was asked for. */
const HELD_TRACES = 2
const HELD_TRACE_LISTINGS = 16
/** Trees of tasks as they were opened: what is shown, and what was shown before the last click. */
const HELD_TREES = 2

/** What the handlers of one open case share. Everything cached is forgotten by `forget`, when rows have changed. */
export class CaseContext {
  readonly caseFile: CaseFile
  readonly data = new DataStore()
  readonly askers = new Askers()
  /** Tells the shell which rows a call has changed. */
  readonly changed: (what: Changed) => void
  readonly tops = new BoundedCache<string, ProfileTop>(HELD_TOPS)
  readonly cycleListings = new BoundedCache<string, ListedRows<GcSortColumn>>(HELD_LISTINGS)
  readonly topListings = new BoundedCache<string, ListedRows<TopColumn>>(HELD_LISTINGS)
  readonly traceListings = new BoundedCache<string, ListedRows<TraceColumn>>(HELD_TRACE_LISTINGS)
  readonly taskTops = new BoundedCache<string, Uint32Array>(HELD_TRACE_LISTINGS)
  readonly taskTrees = new BoundedCache<string, TaskTreeListing>(HELD_TREES)
  private readonly traces = new BoundedCache<SourceId, TraceView>(HELD_TRACES)
  private readonly profiles: ProfileColumnsCache
  private readonly cycles = new BoundedCache<LifeId, GcCycleColumns>(HELD_LIVES)
  private readonly lineIndexes = new BoundedCache<SourceId, SourceLines>(HELD_LINE_INDEXES)
  private readonly goroutineSets = new BoundedCache<string, GoroutineSet>(HELD_DUMPS)
  private readonly tables = new BoundedCache<SourceId, DumpTables>(HELD_TABLES)
  private readonly allocLogs = new BoundedCache<SourceId, { events: AllocEventColumns; texts: string[] }>(
    HELD_ALLOC_LOGS,
  )
  private lives: LifeOnAxis[] | null = null
  private names: string[] | null = null
  private answers: Promise<Diagnosis> | null = null
  private memoryModel: MemoryModel | null = null
  private snapshots: ReturnType<typeof goroutineSnapshots> | null = null

  constructor(caseFile: CaseFile, changed: (what: Changed) => void) {
    this.caseFile = caseFile
    this.changed = (what) => {
      this.forget()
      changed(what)
    }
    this.profiles = new ProfileColumnsCache((sourceId) => caseFile.profiles.columns(sourceId))
  }

  forget(): void {
    this.lives = null
    this.names = null
    this.answers = null
    this.memoryModel = null
    this.snapshots = null
    this.tops.clear()
    this.cycleListings.clear()
    this.topListings.clear()
    this.goroutineSets.clear()
    this.tables.clear()
    this.allocLogs.clear()
    this.traceListings.clear()
    this.taskTops.clear()
    this.taskTrees.clear()
    this.traces.clear()
    this.cycles.clear()
    this.profiles.clear()
    this.lineIndexes.clear()
  }

  allLives(): LifeOnAxis[] {
    return (this.lives ??= livesOnAxis(this.caseFile))
  }

  /** Functions of all profiles, for a search that asks at every key. */
  functionNames(): string[] {
    return (this.names ??= this.caseFile.profiles.functionNames())
  }

  /** The three-step diagnosis. Its code is loaded when asked for: a case opens faster without the rules. */
  async diagnosis(): Promise<Diagnosis> {
    const asked = (this.answers ??= import('../engine/jobs/caseDiagnosis.ts').then(({ caseDiagnosis }) =>
      caseDiagnosis(this.caseFile, (lifeId) => this.cyclesOf(lifeId)),
    ))
    // A failure is not kept: the next question asks again.
    asked.catch(() => {
      if (this.answers === asked) this.answers = null
    })
    return asked
  }

  /** Statistics, mappings, cycles and heap profiles by process; points are read as they are asked for and held. */
  memory(): MemoryModel {
    return (this.memoryModel ??= caseMemory(
      this.caseFile,
      this.allLives(),
      (lifeId) => this.cyclesOf(lifeId),
      (sourceId) => this.profile(sourceId),
    ))
  }

  /** Throws `casefile/no-such-life`. */
  life(lifeId: LifeId): LifeOnAxis {
    const life = this.allLives().find(({ id }) => id === lifeId)
    if (!life)
      throw new CodedError('casefile/no-such-life', 'The case has no such process life (any more).', { lifeId })
    return life
  }

  /** Throws `casefile/no-such-source`. */
  source(sourceId: SourceId): Source {
    const source = this.caseFile.sources.get(sourceId)
    if (source) return source
    throw new CodedError('casefile/no-such-source', 'The case has no such source (any more).', { sourceId })
  }

  cyclesOf(lifeId: LifeId): GcCycleColumns {
    return this.cycles.get(lifeId, () => this.caseFile.gcCycles.columns(lifeId))
  }

  /** Throws `casefile/no-such-source`, also for a source that is no profile. */
  profile(sourceId: SourceId): ProfileColumns {
    if (this.source(sourceId).kind === 'profile') return this.profiles.get(sourceId)
    throw new CodedError('casefile/no-such-source', 'This source is not a profile.', { sourceId })
  }

  /** All moments at which goroutines were seen, and which belong together. */
  goroutineSnapshots(): ReturnType<typeof goroutineSnapshots> {
    return (this.snapshots ??= goroutineSnapshots(goroutineSources(this.caseFile), this.allLives()))
  }

  /** Goroutines of one moment. Throws `casefile/no-such-source` and `casefile/no-such-dump`. */
  goroutines({ sourceId, dump }: GoroutineMoment): GoroutineSet {
    return this.goroutineSets.get(`${sourceId}.${dump ?? 'profile'}`, () => {
      if (dump === null) return setOfProfile(this.goroutineProfile(sourceId))
      return { rows: this.caseFile.goroutines.rows(sourceId, dump), tables: this.goroutineTables(sourceId) }
    })
  }

  /** What the goroutines of a source refer to. */
  goroutineTables(sourceId: SourceId): DumpTables {
    return this.tables.get(sourceId, () => this.caseFile.goroutines.tables(this.source(sourceId).id))
  }

  private goroutineProfile(sourceId: SourceId): ProfileColumns {
    const columns = this.profile(sourceId)
    if (columns.type === 'goroutine' || columns.type === 'goroutineleak') return columns
    throw new CodedError('casefile/no-such-source', 'This profile is none of goroutines.', { sourceId })
  }

  allocEvents(sourceId: SourceId): { events: AllocEventColumns; texts: string[] } {
    return this.allocLogs.get(sourceId, () => ({
      events: this.caseFile.allocEvents.events(sourceId),
      texts: this.caseFile.allocEvents.totals(sourceId, 0).texts,
    }))
  }

  /** Throws `casefile/no-such-source`, also for a source that is no execution trace. */
  trace(sourceId: SourceId): TraceView {
    return this.traces.get(sourceId, () => new TraceView(this.caseFile.traces, sourceId))
  }

  lines(source: Source): SourceLines {
    return this.lineIndexes.get(
      source.id,
      () =>
        new SourceLines(
          (offset, length) => this.caseFile.sources.rawBytes(source.id, offset, length),
          source.bytes,
          source.counts.lines ?? null,
        ),
    )
  }
}
