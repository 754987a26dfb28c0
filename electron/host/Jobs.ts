import { randomUUID } from 'node:crypto'
import type { AppEvent, CaseHandle, JobId, JobProgress, JobState, JobStatus } from '../../shared/contract/appCalls.ts'
import type { FromJobProcess, JobRequest, PrintPage } from '../../shared/contract/messages.ts'
import { assertNever } from '../../shared/lib/assertNever.ts'
import { CodedError, failed, ok, toCallError, type CallError } from '../../shared/lib/result.ts'
import { exitReason } from './CaseProcess.ts'
import type { JobPort } from './ShellServices.ts'

export interface JobLimits {
  /** A running job is told to the window at least this often, also when it has nothing new to say. */
  beatMs: number
  /** Time a job has to answer after it was asked to end; then it is ended. Cancelling takes less than 200 ms in all. */
  cancelMs: number
  /** Time a finished job process has to go. */
  leaveMs: number
  /** The same of one that was cancelled: it deletes what it has written. The next job or opening of the case would. */
  tidyMs: number
}
const LIMITS: JobLimits = { beatMs: 200, cancelMs: 180, leaveMs: 3_000, tidyMs: 60_000 }

/** Ended jobs that are kept for the job tray. Failures are let go last. */
const KEPT = 50

const NOT_STARTED: JobProgress = {
  phase: 'starting',
  file: null,
  bytesDone: 0,
  bytesTotal: null,
  records: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
}

interface RunningJob {
  status: JobStatus
  port: JobPort
  isCancelAsked: boolean
  killTimer: NodeJS.Timeout | null
  beat: NodeJS.Timeout | null
  ended: PromiseWithResolvers<JobStatus>
}

/**
 * The lives of job processes, one process per job: progress to the window, cancelling by asking and then ending, and a crash
 * told as a failed job with its reason. Nothing else depends on a job process, so nothing else is lost with it.
 */
export class Jobs {
  readonly #running = new Map<JobId, RunningJob>()
  readonly #ended: JobStatus[] = []
  readonly #spawn: () => JobPort
  readonly #print: (page: PrintPage) => Promise<Uint8Array>
  readonly #emit: (event: AppEvent) => void
  readonly #limits: JobLimits

  constructor(parts: {
    spawn: () => JobPort
    print: (page: PrintPage) => Promise<Uint8Array>
    emit: (event: AppEvent) => void
    limits?: Partial<JobLimits>
  }) {
    this.#spawn = parts.spawn
    this.#print = parts.print
    this.#emit = parts.emit
    this.#limits = { ...LIMITS, ...parts.limits }
  }

  /** Starts a job process. `ended` resolves with the last status, whatever became of it. */
  start(request: JobRequest, caseHandle: CaseHandle | null): { id: JobId; ended: Promise<JobStatus> } {
    const id = randomUUID() as string as JobId
    const port = this.#spawn()
    const job: RunningJob = {
      port,
      isCancelAsked: false,
      killTimer: null,
      beat: null,
      ended: Promise.withResolvers<JobStatus>(),
      status: {
        id,
        kind: request.kind,
        caseHandle,
        state: 'running',
        startedAtMs: Date.now(),
        endedAtMs: null,
        progress: NOT_STARTED,
        error: null,
        result: null,
      },
    }
    this.#running.set(id, job)
    job.beat = setInterval(() => this.#tell(job), this.#limits.beatMs)
    port.onMessage((message) => this.#receive(job, message))
    port.onExit((exit) => {
      if (job.killTimer) clearTimeout(job.killTimer)
      if (job.isCancelAsked) return this.#end(job, 'cancelled', null)
      this.#end(job, 'failed', {
        code: 'job/crashed',
        message: `The job process ended unexpectedly (${exitReason(exit)}). What was committed before is in the case.`,
      })
    })
    port.post({ kind: 'start', job: request })
    this.#tell(job)
    return { id, ended: job.ended.promise }
  }

  /** Running ones first, then ended ones, newest first. */
  list(): JobStatus[] {
    return [...[...this.#running.values()].map(({ status }) => status).reverse(), ...this.#ended]
  }

  isRunning(id: JobId): boolean {
    return this.#running.has(id)
  }

  /** Asks the job to end and ends it if it does not. A job that is over already is left alone. */
  async cancel(id: JobId): Promise<void> {
    const job = this.#running.get(id)
    if (!job) {
      if (this.#ended.some((status) => status.id === id)) return
      throw new CodedError('job/unknown', 'There is no such job.')
    }
    if (!job.isCancelAsked) {
      job.isCancelAsked = true
      job.port.post({ kind: 'cancel' })
      job.killTimer ??= setTimeout(() => job.port.kill(), this.#limits.cancelMs)
    }
    await job.ended.promise
  }

  /** Cancels what runs, for one case or for all. */
  async cancelAll(caseHandle?: CaseHandle): Promise<void> {
    const theirs = [...this.#running.values()].filter(
      ({ status }) => caseHandle === undefined || status.caseHandle === caseHandle,
    )
    await Promise.all(theirs.map(({ status }) => this.cancel(status.id)))
  }

  #receive(job: RunningJob, message: FromJobProcess): void {
    if (job.status.state !== 'running') return
    switch (message.kind) {
      case 'progress':
        job.status = { ...job.status, progress: message.progress }
        this.#tell(job)
        return
      case 'print':
        void this.#printFor(job, message.request, message.page)
        return
      case 'done':
        this.#leave(job)
        job.status = { ...job.status, result: message.result }
        this.#end(job, 'done', null)
        return
      case 'failed':
        this.#leave(job)
        if (job.isCancelAsked) this.#end(job, 'cancelled', null)
        else this.#end(job, 'failed', message.error)
        return
      default:
        assertNever(message)
    }
  }

  async #printFor(job: RunningJob, request: number, page: PrintPage): Promise<void> {
    const result = await this.#print(page).then(ok, (error: unknown) => failed(toCallError(error)))
    if (job.status.state === 'running') job.port.post({ kind: 'printed', request, result })
  }

  /** The process has said its last word and ends by itself; one that does not is ended. */
  #leave(job: RunningJob): void {
    if (job.killTimer) clearTimeout(job.killTimer)
    const { leaveMs, tidyMs } = this.#limits
    job.killTimer = setTimeout(() => job.port.kill(), job.isCancelAsked ? tidyMs : leaveMs)
    job.killTimer.unref()
  }

  #end(job: RunningJob, state: JobState, error: CallError | null): void {
    if (job.status.state !== 'running') return
    if (job.beat) clearInterval(job.beat)
    job.status = { ...job.status, state, error, endedAtMs: Date.now() }
    this.#running.delete(job.status.id)
    this.#ended.unshift(job.status)
    if (this.#ended.length > KEPT) {
      const oldest = this.#ended.findLastIndex((ended) => ended.state !== 'failed')
      this.#ended.splice(oldest < 0 ? KEPT : oldest, 1)
    }
    this.#tell(job)
    job.ended.resolve(job.status)
  }

  #tell(job: RunningJob): void {
    this.#emit({ kind: 'job', job: job.status })
  }
}
