import { mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type {
  AppCallName,
  AppEvent,
  AppHandlers,
  AppInfo,
  AppParams,
  CaseHandle,
  JobStatus,
  OpenedCase,
} from '../../shared/contract/appCalls.ts'
import type { JobRequest } from '../../shared/contract/messages.ts'
import { CodedError, failed, ok, toCallError, type Result } from '../../shared/lib/result.ts'
import { SAMPLE_NAME } from '../../shared/records/index.ts'
import { assertSample, findSampleCaptures } from './sampleCaptures.ts'
import { Jobs, type JobLimits } from './Jobs.ts'
import { OpenCases, type OpenCase } from './OpenCases.ts'
import { PreferenceStore } from './preferences.ts'
import { RecentCases, caseName } from './recentCases.ts'
import { parseCall } from './schemas.ts'
import type { ShellServices } from './ShellServices.ts'

const REPORT_EXTENSION = { pdf: 'pdf', html: 'html', markdown: 'md' } as const
/** Calls that answer with an open case, or null. */
const GIVES_CASE: ReadonlySet<AppCallName> = new Set(['case.create', 'case.open', 'case.openSample', 'case.initial'])
/** What an import or an analysis may have changed. */
const AFTER_JOB = ['sources', 'findings', 'edits'] as const

/**
 * What both shells answer in the same way: calls of the app, calls of cases (passed on to their processes), jobs, recent cases
 * and preferences. A shell gives it its services and carries calls, bytes and events.
 */
export class AppCore {
  readonly #services: ShellServices
  readonly #cases: OpenCases
  readonly #jobs: Jobs
  readonly #recent: RecentCases
  readonly #preferences: PreferenceStore
  readonly #listeners = new Set<(event: AppEvent) => void>()
  readonly #handlers: AppHandlers
  /** The analysis that runs for a case, where one does. */
  readonly #analyses = new Map<CaseHandle, JobStatus['id']>()
  #initialPath: string | null = null

  constructor(services: ShellServices, limits?: Partial<JobLimits>) {
    this.#services = services
    this.#recent = new RecentCases(services.paths.userData)
    this.#preferences = new PreferenceStore(services.paths.userData)
    this.#cases = new OpenCases({
      spawn: () => services.spawnCase(),
      recent: this.#recent,
      emit: (event) => this.emit(event),
      samplePath: this.#samplePath(),
    })
    this.#jobs = new Jobs({
      spawn: () => services.spawnJob(),
      print: (page) => services.print(page),
      emit: (event) => this.emit(event),
      ...(limits && { limits }),
    })
    this.#handlers = this.#makeHandlers()
  }

  /**
   * Answers a call as it came from a window: checked first, never throws. `page` tells windows apart where there may be several of
   * them (tabs of a browser): a case is closed when the last that shows it has closed it.
   */
  async call(raw: unknown, page = ''): Promise<Result<unknown>> {
    try {
      const call = parseCall(raw)
      if (call.to === 'case') {
        // The first that a page asks of its case, also where it was loaded again.
        if (call.name === 'case.overview') this.#cases.hold(call.handle, page)
        return await this.#cases.call(call.handle, call)
      }
      if (call.name === 'case.close') {
        const { handle } = call.params as AppParams<'case.close'>
        this.#cases.get(handle)
        if (!this.#cases.letGo(handle, page)) return ok(null)
      }
      const answer = await this.#answer(call.name, call.params)
      if (GIVES_CASE.has(call.name) && answer !== null) this.#cases.hold((answer as OpenedCase).handle, page)
      return ok(answer)
    } catch (error) {
      return failed(toCallError(error))
    }
  }

  /** Bytes of `/data/<id>`, once; null where the id is unknown or was read already. */
  data(id: string): Promise<Uint8Array | null> {
    return this.#cases.data(id)
  }

  /** A page that called is gone. */
  leave(page: string): void {
    this.#cases.leave(page)
  }

  onEvent(listener: (event: AppEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** For a listener that joins late, or again after its connection broke: jobs as they are now. Without these it could wait
   * forever for the end of a job that ended unheard. */
  currentEvents(): AppEvent[] {
    return this.#jobs.list().map((job) => ({ kind: 'job', job }))
  }

  emit(event: AppEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }

  /** The case the window shows first, from the command line or a double click before there was a window. */
  setInitialCase(path: string): void {
    this.#initialPath = resolve(path)
  }

  /** How the window is to look and speak, for a shell's own menus. */
  preferences(): ReturnType<PreferenceStore['get']> {
    return this.#preferences.get()
  }

  recentCases(): ReturnType<RecentCases['list']> {
    return this.#recent.list()
  }

  /** Ends jobs and cases, each asked first. */
  async close(): Promise<void> {
    await this.#jobs.cancelAll()
    await this.#cases.closeAll()
  }

  #answer(name: AppCallName, params: unknown): unknown {
    // parseCall has checked params against the schema of exactly this name.
    return (this.#handlers[name] as (params: unknown) => unknown)(params)
  }

  #makeHandlers(): AppHandlers {
    const { paths } = this.#services
    return {
      'app.info': () => this.#info(),
      'app.getPreferences': () => this.#preferences.get(),
      'app.setPreferences': (change) => this.#preferences.set(change),
      'recent.list': () => this.#recent.list(),
      'recent.remove': async ({ path }) => {
        await this.#recent.remove(path)
        return null
      },
      'recent.pin': async ({ path, isPinned }) => {
        await this.#recent.pin(path, isPinned)
        return null
      },
      'case.create': async ({ path }) => {
        const chosen =
          path ?? (await this.#needDialogs().chooseNewCase(join(paths.documents, 'Investigation.heapcase')))
        return chosen === null ? null : this.#open(withExtension(chosen, 'heapcase'), 'create')
      },
      'case.open': async ({ path, readOnly }) => {
        const chosen = path ?? (await this.#needDialogs().chooseCase())
        return chosen === null ? null : this.#open(chosen, readOnly ? 'readOnly' : 'readWrite')
      },
      'case.openSample': ({ reset }) => this.#openSample(reset),
      'case.close': async ({ handle }) => {
        await this.#jobs.cancelAll(handle)
        await this.#cases.close(handle)
        return null
      },
      'case.initial': async () => {
        const path = this.#initialPath
        // Once: after a reload the window comes back to what it showed.
        this.#initialPath = null
        return path === null ? null : this.#open(path, 'readWrite')
      },
      // What it means is the shell's: see electron/main/calls.ts. A browser is told nothing from outside.
      'app.ready': () => null,
      'app.disabledCommands': () => null,
      'case.saveAs': async ({ handle, path }) => {
        const source = this.#cases.get(handle)
        const chosen = path ?? (await this.#needDialogs().chooseCopy(withSuffix(source.info.path, ' copy')))
        if (chosen === null) return null
        const target = withExtension(chosen, 'heapcase')
        const { bytes } = await source.process.ask('case.saveCopy', { path: target })
        return { path: target, bytes }
      },
      'dialog.chooseSources': ({ folders }) => this.#needDialogs().chooseSources(folders),
      'folder.list': ({ path }) => {
        if (!this.#services.listFolder)
          throw new CodedError('shell/not-here', 'This shell has dialogs of its own for choosing files.')
        return this.#services.listFolder(path)
      },
      'import.preview': ({ handle, paths: files, as }) => {
        const { info, lockToken } = this.#cases.get(handle)
        return this.#jobs.start({ kind: 'preview', casePath: info.path, lockToken, paths: files, as }, handle).id
      },
      'import.start': async ({ handle, entries, referenceOnly }) => {
        const open = this.#cases.getWritable(handle)
        const { author } = await open.process.ask('settings.get', {})
        return this.#startImport(open, entries, referenceOnly, author)
      },
      'analysis.start': ({ handle }) => this.#startAnalysis(this.#cases.getWritable(handle)),
      'report.export': async ({ handle, format, language, path }) => {
        const { info, lockToken } = this.#cases.get(handle)
        const extension = REPORT_EXTENSION[format]
        if (format === 'pdf') {
          const pdf = await this.#services.pdfAvailability()
          if (!pdf.available) throw new CodedError('report/no-pdf', pdf.reason)
        }
        const suggested = join(paths.documents, `${info.name}.${extension}`)
        const chosen = path ?? (await this.#needDialogs().chooseReport(suggested, format))
        if (chosen === null) return null
        const target = withExtension(chosen, extension)
        return this.#jobs.start(
          { kind: 'report', casePath: info.path, lockToken, format, language, path: target },
          handle,
        ).id
      },
      'jobs.list': () => this.#jobs.list(),
      'jobs.cancel': async ({ id }) => {
        await this.#jobs.cancel(id)
        return null
      },
      'shell.reveal': ({ path }) => this.#services.reveal(path),
    }
  }

  async #info(): Promise<AppInfo> {
    const { shell, version, dialogs, paths, isDevelopment } = this.#services
    return {
      version,
      shell,
      platform: process.platform,
      hasNativeDialogs: dialogs !== null,
      pdf: await this.#services.pdfAvailability(),
      isDevelopment,
      defaultFolder: paths.documents,
    }
  }

  #needDialogs(): NonNullable<ShellServices['dialogs']> {
    if (this.#services.dialogs) return this.#services.dialogs
    throw new CodedError('shell/needs-path', 'This shell has no dialogs of its own: give a path.')
  }

  async #open(path: string, mode: 'create' | 'readWrite' | 'readOnly'): Promise<OpenedCase> {
    const { info } = await this.#cases.open(resolve(path), mode)
    this.#services.noteRecent?.(info.path)
    return info
  }

  #samplePath(): string {
    return join(this.#services.paths.documents, `${SAMPLE_NAME}.heapcase`)
  }

  /**
   * The sample case lies beside the user's own; the first time, and after a reset, it is made by importing the sample's
   * captures.
   */
  async #openSample(reset: boolean): Promise<OpenedCase> {
    const path = this.#samplePath()
    const hasFile = (): Promise<boolean> =>
      stat(path).then(
        (file) => file.size > 0,
        () => false,
      )
    await mkdir(this.#services.paths.documents, { recursive: true })
    if (reset && (await hasFile())) await this.#removeSample(path)
    const isThere = await hasFile()
    const info = await this.#open(path, isThere ? 'readWrite' : 'create')
    const { process: answers } = this.#cases.get(info.handle)
    const isBeingMade = this.#jobs.list().some((job) => job.state === 'running' && job.caseHandle === info.handle)
    if (info.isReadOnly || isBeingMade || (await answers.ask('sources.list', {})).length > 0) return info
    // New, or its first import was cut off.
    const captures = await findSampleCaptures(this.#services.paths.samples)
    const { author } = await answers.ask('settings.get', {})
    this.#startImport(this.#cases.get(info.handle), captures, false, author)
    return info
  }

  /** Only what is nothing but the sample is deleted: a case of the user's own may carry its name. */
  async #removeSample(path: string): Promise<void> {
    const { handle } = await this.#open(path, 'readWrite')
    const { process: answers } = this.#cases.getWritable(handle)
    const captures = await findSampleCaptures(this.#services.paths.samples)
    await assertSample(captures, await answers.ask('sources.list', {}))
    await this.#jobs.cancelAll(handle)
    await this.#cases.close(handle)
    await rm(path)
  }

  #startImport(
    open: OpenCase,
    entries: Extract<JobRequest, { kind: 'import' }>['entries'],
    referenceOnly: boolean,
    author: string,
  ): JobStatus['id'] {
    const { info, lockToken } = open
    const { id, ended } = this.#jobs.start(
      { kind: 'import', casePath: info.path, lockToken, entries, referenceOnly, author },
      info.handle,
    )
    void ended.then((status) => {
      // Files imported before a cancel or a crash are in the case, so it is looked at again in any case.
      this.#changedByJob(info.handle)
      const isAllRefused =
        status.result?.kind === 'import' && status.result.outcomes.every(({ sourceId }) => sourceId === null)
      if (!isAllRefused && this.#cases.has(info.handle)) this.#startAnalysis(open)
    })
    return id
  }

  /** One analysis per case: a newer one replaces the one that runs, as it reads the same evidence and more. */
  #startAnalysis({ info, lockToken }: OpenCase): JobStatus['id'] {
    const running = this.#analyses.get(info.handle)
    if (running !== undefined && this.#jobs.isRunning(running)) void this.#jobs.cancel(running)
    const { id, ended } = this.#jobs.start({ kind: 'analyse', casePath: info.path, lockToken }, info.handle)
    this.#analyses.set(info.handle, id)
    void ended.then(() => {
      if (this.#analyses.get(info.handle) === id) this.#analyses.delete(info.handle)
      this.#changedByJob(info.handle)
    })
    return id
  }

  #changedByJob(handle: CaseHandle): void {
    if (!this.#cases.has(handle)) return
    this.#cases.get(handle).process.tellChanged()
    this.emit({ kind: 'caseChanged', handle, what: [...AFTER_JOB] })
  }
}

/** `path` with the extension, unless it has it already. */
export const withExtension = (path: string, extension: string): string =>
  path.toLowerCase().endsWith(`.${extension}`) ? path : `${path}.${extension}`

const withSuffix = (path: string, suffix: string): string => join(dirname(path), `${caseName(path)}${suffix}.heapcase`)
