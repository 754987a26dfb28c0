// The SQLite file of one case: opening, upgrading, closing; hands out one repository per subject. Three ways to open it:
// as holder of the lock (the case process), beside the holder with its token (job processes), read-only (everybody else).
import { basename } from 'node:path'
import { allocRepository } from './allocRepository.ts'
import { annotationRepository } from './annotationRepository.ts'
import { auditRepository } from './auditRepository.ts'
import type { AppendAudit } from './auditRepository.ts'
import { benchmarkRepository } from './benchmarkRepository.ts'
import { checkIntegrity } from './checkIntegrity.ts'
import { checklistRepository } from './checklistRepository.ts'
import { casePath, openConnection, openHolding } from './connection.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import type { Context } from './context.ts'
import { createCase } from './createCase.ts'
import { editJournal } from './editJournal.ts'
import { caseFileError, withCaseFileErrors, withCodes } from './errors.ts'
import { findingRepository } from './findingRepository.ts'
import { gcCycleRepository } from './gcCycleRepository.ts'
import { goroutineRepository } from './goroutineRepository.ts'
import { importRepository } from './importWriter.ts'
import { layoutRepository } from './layoutRepository.ts'
import { lifeRepository } from './lifeRepository.ts'
import { acquireLock, lockHolder } from './lock.ts'
import { schemaVersion } from './migrate.ts'
import { MIGRATIONS } from './migrations/index.ts'
import type { Migration } from './migrations/index.ts'
import { migrationEntry } from './migrationEntry.ts'
import { osMemoryRepository } from './osMemoryRepository.ts'
import { profileRepository } from './profileRepository.ts'
import { queryCase } from './queryCase.ts'
import type { QueryAnswer, QueryOptions } from './queryCase.ts'
import { rawChunks } from './rawChunks.ts'
import { reportRepository } from './reportRepository.ts'
import { runtimeRowRepository } from './runtimeRowRepository.ts'
import { saveCopy } from './saveCopy.ts'
import { seriesRepository } from './seriesRepository.ts'
import { settingsRepository } from './settingsRepository.ts'
import { sourceRepository } from './sourceRepository.ts'
import { stringCollector } from './stringCollector.ts'
import { sweeper } from './sweep.ts'
import { traceRepository } from './traceRepository.ts'
import { thresholdRepository } from './thresholdRepository.ts'
import type {
  AllocEvents,
  Annotations,
  Audit,
  Checklists,
  Benchmarks,
  CreateOptions,
  Edits,
  Findings,
  GcCycles,
  Goroutines,
  Imports,
  IntegrityReport,
  Layout,
  Lives,
  OpenOptions,
  OsMemory,
  Profiles,
  Report,
  RuntimeRowStore,
  SeriesStore,
  Settings,
  Sources,
  Traces,
  Thresholds,
} from './types.ts'

/** Steps of the schema other than the product's own: for tests of upgrading. */
export interface SchemaOptions {
  migrations?: readonly Migration[]
}

export class CaseFile {
  /** Makes an empty case and opens it for writing. `casefile/exists`, `casefile/not-writable`, `casefile/disk-full`. */
  static create(path: string, options: CreateOptions & SchemaOptions = {}): CaseFile {
    const at = casePath(path)
    const migrations = options.migrations ?? MIGRATIONS
    const lock = acquireLock(at)
    try {
      createCase(at, options, migrations)
      const how = connectionOptions({ mode: 'readWrite', onCommitPoint: options.onCommitPoint }, migrations)
      return CaseFile.over(openHolding(at, lock, how), options.author, migrations)
    } catch (thrown) {
      lock.release()
      throw thrown
    }
  }

  /**
   * Opens a case, upgrading it first where it is older. What is not a whole case of ours is refused with its reason, see
   * errors.ts. Takes no time that grows with the data; `checkIntegrity` does.
   */
  static open(path: string, options: OpenOptions & SchemaOptions): CaseFile {
    const at = casePath(path)
    const migrations = options.migrations ?? MIGRATIONS
    return CaseFile.over(openConnection(at, connectionOptions(options, migrations)), options.author, migrations)
  }

  /** Who holds a case open for writing; null where nobody does. */
  static holder(path: string): ReturnType<typeof lockHolder> {
    return lockHolder(casePath(path))
  }

  private static over(connection: Connection, author: string | undefined, migrations: readonly Migration[]): CaseFile {
    try {
      return withCaseFileErrors(connection.path, () => new CaseFile(connection, author, migrations))
    } catch (thrown) {
      connection.close()
      throw thrown
    }
  }

  readonly path: string
  /** File name without `.heapcase`. */
  readonly name: string
  readonly isReadOnly: boolean
  /** To be handed to job processes; null when opened read-only. */
  readonly lockToken: string | null
  readonly createdAtMs: number
  readonly schemaVersion: number

  readonly sources: Sources
  readonly imports: Imports
  readonly lives: Lives
  readonly gcCycles: GcCycles
  readonly runtimeRows: RuntimeRowStore
  readonly profiles: Profiles
  readonly traces: Traces
  readonly series: SeriesStore
  readonly osMemory: OsMemory
  readonly thresholds: Thresholds
  readonly goroutines: Goroutines
  readonly benchmarks: Benchmarks
  readonly allocEvents: AllocEvents
  readonly findings: Findings
  readonly annotations: Annotations
  readonly checklists: Checklists
  readonly report: Report
  readonly edits: Edits
  readonly audit: Audit
  readonly settings: Settings
  readonly layout: Layout

  private readonly connection: Connection
  private readonly migrations: readonly Migration[]
  private readonly append: AppendAudit
  private readonly flush: () => void
  private isOpen = true

  private constructor(connection: Connection, givenAuthor: string | undefined, migrations: readonly Migration[]) {
    const { path, isReadOnly, db, lock } = connection
    const coded = <Repository extends object>(repository: Repository): Repository => withCodes(path, repository)
    this.connection = connection
    this.migrations = migrations
    this.path = path
    this.name = basename(path).replace(/\.heapcase$/i, '')
    this.isReadOnly = isReadOnly
    this.lockToken = lock?.token ?? null
    this.schemaVersion = schemaVersion(db)
    this.createdAtMs = db.prepare<[], number>('SELECT created_at_ms FROM case_info').pluck().get() ?? 0

    const author = (): string => givenAuthor ?? this.settings.get().author
    const audit = auditRepository(connection, author)
    this.settings = coded(settingsRepository(connection, (...entry) => this.append(...entry)))
    const journal = editJournal(connection, author, audit.append)
    this.append = (...entry) =>
      connection.write(() => {
        journal.flushAudit()
        return audit.append(...entry)
      })
    this.flush = () => connection.write(journal.flushAudit)
    const context: Context = { ...connection, author, append: this.append, change: journal.change }
    const raw = rawChunks(connection)
    const { abandon, sweep } = sweeper(connection, stringCollector(connection))

    this.audit = coded({ ...audit, append: (action, detail) => this.append(action, detail) })
    this.edits = coded(journal.edits)
    this.sources = coded(sourceRepository(context, raw, sweep))
    const imports = importRepository(context, raw, { abandon, sweep })
    this.imports = coded({
      get hasAbandoned() {
        return imports.hasAbandoned
      },
      sweep: imports.sweep,
      begin: (meta) => coded(imports.begin(meta)),
    })
    this.lives = coded(lifeRepository(context))
    this.gcCycles = coded(gcCycleRepository(connection))
    this.runtimeRows = coded(runtimeRowRepository(connection))
    this.profiles = coded(profileRepository(connection))
    this.traces = coded(traceRepository(connection))
    this.series = coded(seriesRepository(connection))
    this.osMemory = coded(osMemoryRepository(connection))
    this.thresholds = coded(thresholdRepository(context))
    this.goroutines = coded(goroutineRepository(connection))
    this.benchmarks = coded(benchmarkRepository(connection))
    this.allocEvents = coded(allocRepository(connection))
    this.findings = coded(findingRepository(context))
    this.annotations = coded(annotationRepository(context))
    this.checklists = coded(checklistRepository(context))
    this.report = coded(reportRepository(context))
    this.layout = coded(layoutRepository(connection))
    // What imports of dead processes left; a job beside the holder finds the holder has done it.
    if (!isReadOnly) sweep()
  }

  /** Copy through SQLite's online backup: written beside, checked, synced, then renamed. Replaces a file of that name. */
  async saveCopy(path: string): Promise<{ bytes: number }> {
    const copy = await saveCopy(this.connection, path, this.migrations)
    if (!this.isReadOnly) this.append('case.copy', { path: copy.path, bytes: copy.bytes })
    return { bytes: copy.bytes }
  }

  /** One read in SQL over the documented tables and views; `casefile/query`. Meant for a case opened read-only. */
  query(sql: string, options: QueryOptions): QueryAnswer {
    return queryCase(this.connection, sql, options)
  }

  /** SQLite's own check, all hashes, the audit chain. Work proportional to the file; yields between sources. */
  checkIntegrity(onProgress?: (done: number, total: number) => void): Promise<IntegrityReport> {
    return checkIntegrity(this.connection, this, onProgress)
  }

  /** Leaves one file at rest (holder of the lock); harmless a second time. */
  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    try {
      if (!this.isReadOnly) this.flush()
      if (this.imports.hasAbandoned) this.imports.sweep()
    } catch (thrown) {
      // On a full disk the entries of the last edits and rows of no source stay in the file; the next opening sees to them.
      if (!(thrown instanceof Error)) throw thrown
    }
    try {
      this.connection.close()
    } catch (thrown) {
      throw caseFileError(thrown, this.path)
    }
  }
}

function connectionOptions(options: OpenOptions, migrations: readonly Migration[]): ConnectionOptions {
  return {
    mode: options.mode,
    lockToken: options.lockToken ?? null,
    onCommitPoint: options.onCommitPoint,
    migrations,
    onMigrated: migrationEntry,
  }
}
