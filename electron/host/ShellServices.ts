import type { AppInfo } from '../../shared/contract/appCalls.ts'
import type {
  FromCaseProcess,
  FromJobProcess,
  PrintPage,
  ToCaseProcess,
  ToJobProcess,
} from '../../shared/contract/messages.ts'
import type { FolderListing } from '../../shared/contract/appCalls.ts'
import type { ReportFormat } from '../../shared/records/index.ts'

/** How a child process ended. `code` is null after a signal, `signal` null after an exit. */
export interface ProcessExit {
  code: number | null
  signal: string | null
  /** The last lines the process wrote to stderr: what a crash says of itself. Empty where there are none. */
  lastWords: string
}

/** The shell's end of the channel to one child process. Messages arrive in order; `onExit` comes once, after the last one. */
export interface ChildPort<Send, Receive> {
  readonly pid: number | undefined
  post(message: Send): void
  onMessage(listener: (message: Receive) => void): void
  onExit(listener: (exit: ProcessExit) => void): void
  /** Ends the process at once; asking first is the caller's part. */
  kill(): void
}

export type CasePort = ChildPort<ToCaseProcess, FromCaseProcess>
export type JobPort = ChildPort<ToJobProcess, FromJobProcess>

export interface ShellPaths {
  /** Preferences, recent cases, window state. */
  userData: string
  /** Where new cases are offered to be saved. */
  documents: string
  /** The captures of the sample incident. */
  samples: string
}

/** Native dialogs. Each answers null (or nothing) when the user cancels. */
export interface ShellDialogs {
  /** Where to create a case: a path ending in `.heapcase`. */
  chooseNewCase(suggested: string): Promise<string | null>
  chooseCase(): Promise<string | null>
  chooseCopy(suggested: string): Promise<string | null>
  chooseSources(folders: boolean): Promise<string[]>
  chooseReport(suggested: string, format: ReportFormat): Promise<string | null>
}

/**
 * What a shell gives the core, and the only things the two shells do differently. The desktop shell answers with Electron,
 * the loopback shell with Node alone.
 */
export interface ShellServices {
  readonly shell: AppInfo['shell']
  readonly version: string
  readonly isDevelopment: boolean
  readonly paths: ShellPaths
  spawnCase(): CasePort
  spawnJob(): JobPort
  /** Null where the shell has none: the window then asks in its own way. */
  readonly dialogs: ShellDialogs | null
  /** Lists a folder for the window's folder browser; null where native dialogs do that. */
  readonly listFolder: ((path: string | null) => Promise<FolderListing>) | null
  /** Bytes of a tagged A4 PDF with outline; JavaScript off, nothing fetched. Throws a CodedError with the reason. */
  print(page: PrintPage): Promise<Uint8Array>
  pdfAvailability(): Promise<AppInfo['pdf']>
  /** Shows a file in its folder; false where the shell can not. */
  reveal(path: string): Promise<boolean>
  /** Tells the operating system of an opened case, where it keeps such a list. */
  noteRecent?(path: string): void
}
