import type { JobProgress } from '../../../shared/contract/appCalls.ts'
import { CodedError } from '../../../shared/lib/result.ts'

/** What every job gets from whoever runs it: a job process, the command line, a test. */
export interface JobContext {
  /** Cancels at the next chunk; the job then throws a CodedError `job/cancelled`. */
  signal: AbortSignal
  /** Called at least four times a second while something moves. */
  onProgress: (progress: JobProgress) => void
}

/** A context for callers that neither watch nor cancel. */
export const quietContext = (): JobContext => ({ signal: new AbortController().signal, onProgress: () => {} })

export const CANCELLED = 'job/cancelled'

export const isCancelled = (thrown: unknown): boolean => thrown instanceof CodedError && thrown.code === CANCELLED

/** Throws when the job was cancelled. Call it between chunks. */
export function checkCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CodedError(CANCELLED, 'The job was cancelled.')
}

/** Lets messages (a cancel, a call) in between two pieces of work. */
export const yieldToEvents = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
