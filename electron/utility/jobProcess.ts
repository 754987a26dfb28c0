// A job process: runs one job, tells its progress, and ends. It opens the case beside the case process, with the lock token of
// the process that holds it, and writes in short transactions. Being killed is a legal way to cancel it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { JobProgress, JobResult } from '../../shared/contract/appCalls.ts'
import type { FromJobProcess, JobRequest, PrintPage, ToJobProcess } from '../../shared/contract/messages.ts'
import { assertNever } from '../../shared/lib/assertNever.ts'
import { CodedError, toCallError } from '../../shared/lib/result.ts'
import type { Result } from '../../shared/lib/result.ts'
import { CaseFile } from '../engine/casefile/CaseFile.ts'
import { isCancelled } from '../engine/jobs/context.ts'
import type { JobContext } from '../engine/jobs/context.ts'
import { importSources } from '../engine/jobs/importSources.ts'
import { previewSources } from '../engine/jobs/previewSources.ts'
import type { ParentPort } from './port.ts'

export type JobPort = ParentPort<FromJobProcess, ToJobProcess>

/** Answers one `start` on the port with `done` or `failed`, then calls `exit` once everything is sent. */
export function serveJob(port: JobPort, exit: () => void): void {
  const cancel = new AbortController()
  const printing = new Printing(port, cancel.signal)
  let isStarted = false

  async function start(job: JobRequest): Promise<void> {
    const context: JobContext = {
      signal: cancel.signal,
      onProgress: (progress: JobProgress) => port.post({ kind: 'progress', progress }),
    }
    let isAnswered = false
    const fail = async (thrown: unknown): Promise<void> => {
      if (isAnswered) return
      isAnswered = true
      port.post({ kind: 'failed', error: toCallError(thrown) })
      await port.flushed()
    }
    try {
      const result = await runJob(job, { ...context, print: (page) => printing.print(page), fail })
      port.post({ kind: 'done', result })
    } catch (thrown) {
      await fail(thrown)
    }
    await port.flushed()
    exit()
  }

  port.onMessage((message) => {
    switch (message.kind) {
      case 'start':
        if (isStarted) return // one process, one job
        isStarted = true
        void start(message.job)
        return
      case 'printed':
        printing.answer(message.request, message.result)
        return
      case 'cancel':
        cancel.abort()
        // Nothing was started: nothing will end it either.
        if (!isStarted) exit()
        return
      default:
        assertNever(message)
    }
  })
  // Without a shell nobody waits for the result; what is not committed is undone when the case is opened again.
  port.onClose(exit)
}

/** Asks the shell to print: only it has a browser. */
class Printing {
  private readonly waiting = new Map<number, PromiseWithResolvers<Uint8Array>>()
  private requests = 0
  private readonly port: JobPort

  constructor(port: JobPort, signal: AbortSignal) {
    this.port = port
    signal.addEventListener('abort', () => {
      for (const { reject } of this.waiting.values()) {
        reject(new CodedError('job/cancelled', 'The job was cancelled.'))
      }
      this.waiting.clear()
    })
  }

  print(page: PrintPage): Promise<Uint8Array> {
    const request = ++this.requests
    const answer = Promise.withResolvers<Uint8Array>()
    this.waiting.set(request, answer)
    this.port.post({ kind: 'print', request, page })
    return answer.promise
  }

  answer(request: number, result: Result<Uint8Array>): void {
    const asker = this.waiting.get(request)
    this.waiting.delete(request)
    if (!asker) return
    if (result.ok) asker.resolve(result.value)
    else asker.reject(new CodedError(result.error.code, result.error.message, result.error.detail))
  }
}

interface RunContext extends JobContext {
  print: (page: PrintPage) => Promise<Uint8Array>
  /** Tells why the job ends; before what is left to do then, which nobody need wait for. */
  fail: (thrown: unknown) => Promise<void>
}

/** Rules and report are loaded by the jobs that need them: reading files does not. */
async function runJob(job: JobRequest, { print, ...context }: RunContext): Promise<JobResult> {
  switch (job.kind) {
    case 'preview': {
      const preview = (caseFile: CaseFile | null) => previewSources(job.paths, { caseFile, context, as: job.as })
      const entries =
        job.casePath === null
          ? await preview(null)
          : await withCase({ casePath: job.casePath, lockToken: job.lockToken }, 'readOnly', context, preview)
      return { kind: 'preview', entries }
    }
    case 'import':
      return withCase(job, 'readWrite', context, async (caseFile) => ({
        kind: 'import',
        outcomes: await importSources(caseFile, job.entries, {
          isReferenceOnly: job.referenceOnly,
          context,
        }),
      }))
    case 'analyse':
      return withCase(job, 'readWrite', context, async (caseFile) => {
        const { runAnalysis } = await import('../engine/jobs/runAnalysis.ts')
        const { findings } = await runAnalysis(caseFile, context)
        return { kind: 'analyse', findings: findings.length }
      })
    case 'report':
      return withCase(job, 'readOnly', context, async (caseFile) => {
        const { writeReport } = await import('../engine/jobs/writeReport.ts')
        const { path, bytes } = await writeReport(caseFile, {
          format: job.format,
          language: job.language,
          path: job.path,
          print,
          ...packagedFonts(),
          context,
        })
        return { kind: 'report', path, bytes }
      })
    default:
      return assertNever(job)
  }
}

/** The report's faces lie beside a packaged app; in a checkout they are the installed packages. */
function packagedFonts(): { fontFolder?: string } {
  const { resourcesPath } = process as { resourcesPath?: string }
  const fontFolder = resourcesPath === undefined ? null : join(resourcesPath, 'fonts')
  return fontFolder !== null && existsSync(fontFolder) ? { fontFolder } : {}
}

async function withCase<T>(
  { casePath, lockToken, author = '' }: { casePath: string; lockToken: string | null; author?: string },
  mode: 'readOnly' | 'readWrite',
  { fail }: Pick<RunContext, 'fail'>,
  work: (caseFile: CaseFile) => Promise<T>,
): Promise<T> {
  const caseFile = CaseFile.open(casePath, { mode, lockToken, ...(author !== '' && { author }) })
  try {
    return await work(caseFile)
  } catch (thrown) {
    // Closing deletes what a cancelled import has written.
    if (isCancelled(thrown)) await fail(thrown)
    throw thrown
  } finally {
    caseFile.close()
  }
}
