// What crosses between a shell and its case and job processes, over one tiny port (utilityProcess in Electron, fork in the
// loopback shell; both structured clone), and between the window and a shell.
import type { CallError, Result } from '../lib/result.ts'
import type { Language } from '../lib/localText.ts'
import type { ReportFormat, SourceKind } from '../records/index.ts'
import type { AppCallName, AppEvent, CaseHandle, JobProgress, JobResult } from './appCalls.ts'
import type { CaseCallName } from './caseCalls.ts'

/** Variable of a process's environment: the folder where it keeps what it has compiled of its program. */
export const COMPILED_VARIABLE = 'HEAPCASE_COMPILED'

/** One end of a channel to another process. Messages arrive in order; `onClose` comes once, with the reason where there is one. */
export interface Port<Send, Receive> {
  /** The message is copied before this returns. */
  post(message: Send): void
  onMessage(listener: (message: Receive) => void): void
  onClose(listener: (reason: string) => void): void
}

export type CaseMode = 'create' | 'readWrite' | 'readOnly'

export type ToCaseProcess =
  | { kind: 'open'; path: string; mode: CaseMode }
  | { kind: 'call'; request: number; name: CaseCallName; params: unknown; asker?: string }
  | { kind: 'data'; request: number; id: string }
  /** A job has written to the case: forget what was cached. */
  | { kind: 'changed' }
  | { kind: 'close' }

export type FromCaseProcess =
  | { kind: 'opened'; result: Result<{ name: string; isReadOnly: boolean; lockToken: string | null }> }
  | { kind: 'answer'; request: number; result: Result<unknown> }
  | { kind: 'dataAnswer'; request: number; bytes: Uint8Array | null }
  | { kind: 'changed'; what: Extract<AppEvent, { kind: 'caseChanged' }>['what'] }
  | { kind: 'closed'; summary: CloseSummary }

/** What the recent list says of a case until it is opened again. */
export interface CloseSummary {
  sources: number
  headline: Record<Language, string> | null
  findings: { critical: number; warning: number; notice: number }
  /** Live heap of the longest process life, bytes, evenly spread; at most SPARK_POINTS. Empty without a log. */
  liveHeap: number[]
  /** As the report names it; '' where nobody has. */
  service: string
  /** First placed time of the evidence, ms since 1970 UTC; null where nothing is placed. */
  evidenceFromMs: number | null
}
/** Enough for a line of 70 pixels. */
export const SPARK_POINTS = 48

export type JobRequest =
  | { kind: 'preview'; casePath: string | null; lockToken: string | null; paths: string[]; as: SourceKind | null }
  | {
      kind: 'import'
      casePath: string
      lockToken: string | null
      entries: { file: string; path: string; kind: SourceKind }[]
      referenceOnly: boolean
      author: string
    }
  | { kind: 'analyse'; casePath: string; lockToken: string | null }
  | {
      kind: 'report'
      casePath: string
      lockToken: string | null
      format: ReportFormat
      language: Language
      path: string
    }

export type ToJobProcess =
  | { kind: 'start'; job: JobRequest }
  /** The shell has printed the page the job asked for. */
  | { kind: 'printed'; request: number; result: Result<Uint8Array> }
  | { kind: 'cancel' }

export type FromJobProcess =
  | { kind: 'progress'; progress: JobProgress }
  /** Print this page to PDF: A4, tagged, with outline, JavaScript off. */
  | { kind: 'print'; request: number; page: PrintPage }
  | { kind: 'done'; result: JobResult }
  | { kind: 'failed'; error: CallError }

export interface PrintPage {
  /** A whole document, nothing in it is fetched. */
  html: string
  headerTemplate: string
  footerTemplate: string
  /** Inches. */
  margins: { top: number; bottom: number; left: number; right: number }
}

/**
 * Window → shell, one call. `handle` is set for the calls of a case. An `asker` wants one answer at a time: its question before is given up where
 * that takes long.
 */
export type WindowCall =
  | { to: 'app'; name: AppCallName; params: unknown }
  | { to: 'case'; handle: CaseHandle; name: CaseCallName; params: unknown; asker?: string }

/** What the preload script (desktop) or the loopback client gives the window: nothing else crosses. */
export interface Bridge {
  call(call: WindowCall): Promise<Result<unknown>>
  /** Bytes of `/data/<id>`, valid once. */
  data(id: string): Promise<ArrayBuffer>
  onEvent(listener: (event: AppEvent) => void): () => void
  /** Paths of dropped files: their own (desktop), or handles of uploads (loopback). */
  acceptDrop(files: File[]): Promise<string[]>
}
/** The browser's File, without naming the DOM here. */
interface File {
  readonly name: string
  readonly size: number
}
