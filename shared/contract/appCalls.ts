import type { CallError } from '../lib/result.ts'
import type { Language } from '../lib/localText.ts'
import type { PreviewEntry, ReportFormat, SourceKind } from '../records/index.ts'
import type { Brand } from '../lib/brand.ts'
import type { EnvironmentId } from '../collecting/environments.ts'

/** A case that is open in this window. */
export type CaseHandle = Brand<string, 'CaseHandle'>
export type JobId = Brand<string, 'JobId'>

export interface RecentCase {
  path: string
  name: string
  openedAtMs: number
  /** Stays in the list, above the others. */
  isPinned: boolean
  /** Null where the file is no longer there. */
  bytes: number | null
  sources: number
  /** Headline of the most serious finding when it was last closed. */
  headline: Record<Language, string> | null
  findings: { critical: number; warning: number; notice: number }
  /** Live heap of its longest process life when it was last closed, bytes; empty without a log. */
  liveHeap: number[]
  /** As its report names it; '' where nobody has. */
  service: string
  /** First time of its evidence; null where nothing is placed. */
  evidenceFromMs: number | null
}

export interface OpenedCase {
  handle: CaseHandle
  name: string
  path: string
  isReadOnly: boolean
  /** The sample incident: the tour is at home here, and it can be made anew. */
  isSample: boolean
}

export interface AppInfo {
  version: string
  shell: 'desktop' | 'loopback'
  platform: string
  /** What the shell can do by itself; where false the window offers its own way (folder browser, upload). */
  hasNativeDialogs: boolean
  /** PDF export needs a Chromium; the reason where there is none. */
  pdf: { available: true } | { available: false; reason: string }
  /** Run from its sources, or asked for with `--development`: offers what only developers need (the pseudo-language). */
  isDevelopment: boolean
  defaultFolder: string
}

export interface FolderListing {
  path: string
  parent: string | null
  entries: { name: string; path: string; isFolder: boolean; bytes: number; modifiedAtMs: number }[]
}

export type JobKind = 'preview' | 'import' | 'analyse' | 'report'
export type JobState = 'running' | 'done' | 'failed' | 'cancelled'

/** How far a job is. `bytesTotal` and `secondsLeft` are null where nobody can know. */
export interface JobProgress {
  phase: string
  file: string | null
  bytesDone: number
  bytesTotal: number | null
  records: number
  bytesPerSecond: number
  secondsLeft: number | null
  /** Of an execution trace, as soon as its header is read; absent for other files. */
  trace?: TraceSoFar
}

/** What an execution trace shows, up to some moment of its reading. */
export interface TraceCounts {
  events: number
  goroutines: number
  procs: number
  /** From its start to the last event, ns. */
  spanNs: number
  gcCycles: number
  /** Stops of the world; the longest of those that are over. */
  pauses: number
  longestPauseNs: number | null
}

/** An execution trace that is being imported. */
export interface TraceSoFar extends TraceCounts {
  /** `go 1.26`: a format version, not the program's Go version. */
  header: string
  /** Those read whole. */
  generations: number
  /** What the first of them shows; null until then. */
  first: TraceCounts | null
}

export interface JobStatus {
  id: JobId
  kind: JobKind
  caseHandle: CaseHandle | null
  state: JobState
  startedAtMs: number
  endedAtMs: number | null
  progress: JobProgress
  error: CallError | null
  /** What the finished job gives: PreviewEntry[] for preview, ImportOutcome[] for import, a path for report. */
  result: JobResult | null
}

export interface ImportOutcome {
  name: string
  path: string
  sourceId: number | null
  /** Null where the file was taken. */
  error: CallError | null
}

export type JobResult =
  | { kind: 'preview'; entries: PreviewEntry[] }
  | { kind: 'import'; outcomes: ImportOutcome[] }
  | { kind: 'analyse'; findings: number }
  | { kind: 'report'; path: string; bytes: number }

/** Answered by the shell. A shell holds no feature: these open, choose, start and print. */
export interface AppCalls {
  'app.info': { params: Record<string, never>; result: AppInfo }
  'app.getPreferences': { params: Record<string, never>; result: Preferences }
  'app.setPreferences': { params: Partial<Preferences>; result: Preferences }
  'recent.list': { params: Record<string, never>; result: RecentCase[] }
  'recent.remove': { params: { path: string }; result: null }
  'recent.pin': { params: { path: string; isPinned: boolean }; result: null }
  /** path null: the shell asks (native dialogs) or answers `shell/needs-path` (the window then shows its folder browser). */
  'case.create': { params: { path: string | null }; result: OpenedCase | null }
  'case.open': { params: { path: string | null; readOnly: boolean }; result: OpenedCase | null }
  /** `reset`: made anew from its captures; everything written into it is lost. `sample/not-the-sample` for any other file there. */
  'case.openSample': { params: { reset: boolean }; result: OpenedCase }
  'case.close': { params: { handle: CaseHandle }; result: null }
  /** Case to show at start, from the command line or a double click. */
  'case.initial': { params: Record<string, never>; result: OpenedCase | null }
  /** The window listens to events now: files given before (command line, double click) are told to it. */
  'app.ready': { params: Record<string, never>; result: null }
  /** Commands that are not possible now, for menus of the shell's own. */
  'app.disabledCommands': { params: { ids: string[] }; result: null }
  /** Backup copy; path null as above. */
  'case.saveAs': { params: { handle: CaseHandle; path: string | null }; result: { path: string; bytes: number } | null }
  /** Files or folders to import; empty when cancelled. Only with native dialogs. */
  'dialog.chooseSources': { params: { folders: boolean }; result: string[] }
  /** Loopback shell only: the folder browser. */
  'folder.list': { params: { path: string | null }; result: FolderListing }
  /**
   * Says what every file is, and every entry of a container among them. `paths` may also be `file`s of an earlier preview, to have one
   * read as another kind: `as` is for the files named alone, not for those in folders and containers.
   */
  'import.preview': { params: { handle: CaseHandle; paths: string[]; as: SourceKind | null }; result: JobId }
  'import.start': {
    params: { handle: CaseHandle; entries: { file: string; path: string; kind: SourceKind }[]; referenceOnly: boolean }
    result: JobId
  }
  'analysis.start': { params: { handle: CaseHandle }; result: JobId }
  'report.export': {
    params: { handle: CaseHandle; format: ReportFormat; language: Language; path: string | null }
    result: JobId | null
  }
  'jobs.list': { params: Record<string, never>; result: JobStatus[] }
  'jobs.cancel': { params: { id: JobId }; result: null }
  /** Shows a written file in its folder, where the shell can. */
  'shell.reveal': { params: { path: string }; result: boolean }
}

export interface Preferences {
  /** `pseudo`: English drawn out and marked, to find texts that do not fit or were never translated. */
  language: Language | 'system' | 'pseudo'
  theme: 'system' | 'light' | 'dark' | 'contrast'
  density: 'compact' | 'comfortable'
  /** Keys the user gave commands instead of their default ones, by command id; an empty list takes all away. */
  bindings: Readonly<Record<string, readonly string[]>>
  /** Entries of the palette chosen lately, last one first. */
  recentChoices: readonly string[]
  /** Name for the judgement in cases that have none yet; '' until somebody gave one. */
  author: string
  /** Where the services run that commands are shown for. */
  environment: EnvironmentId
  tour: TourState
}

/** How far the tour of the sample case is. */
export interface TourState {
  /** From 0; where it goes on. */
  step: number
  /** `left` half way, `finished` at its end. */
  state: 'new' | 'running' | 'left' | 'finished'
}

export type AppCallName = keyof AppCalls
export type AppParams<Name extends AppCallName> = AppCalls[Name]['params']
export type AppResult<Name extends AppCallName> = AppCalls[Name]['result']
export type AppHandlers = {
  [Name in AppCallName]: (params: AppParams<Name>) => AppResult<Name> | Promise<AppResult<Name>>
}

/** What the shell tells the window without being asked. */
export type AppEvent =
  | { kind: 'job'; job: JobStatus }
  /** Rows of the case changed: ask again what is shown. */
  | {
      kind: 'caseChanged'
      handle: CaseHandle
      what: ('sources' | 'findings' | 'annotations' | 'checklists' | 'report' | 'settings' | 'edits')[]
    }
  | { kind: 'caseLost'; handle: CaseHandle; error: CallError }
  /** A menu entry or a file association asks the window to run a command. */
  | { kind: 'command'; id: string }
  | { kind: 'openCase'; path: string }
  /** Files dropped on the app's icon or given on the command line. */
  | { kind: 'importPaths'; paths: string[] }
