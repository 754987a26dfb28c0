// Case and job processes as the loopback shell starts them, with calls as promises.
import type { JobProgress, JobResult } from '../../shared/contract/appCalls.ts'
import type { CaseCallName, CaseParams, CaseResult } from '../../shared/contract/caseCalls.ts'
import type {
  CaseMode,
  CloseSummary,
  FromCaseProcess,
  FromJobProcess,
  JobRequest,
  PrintPage,
  ToCaseProcess,
  ToJobProcess,
} from '../../shared/contract/messages.ts'
import type { CallError, Result } from '../../shared/lib/result.ts'
import type { ProcessExit } from '../../electron/host/ShellServices.ts'
import { forkProcess, processEntry } from '../../electron/loopback/forkProcess.ts'

export class CaseChild {
  readonly changes: string[][] = []
  readonly exited: Promise<ProcessExit>
  private readonly port: ReturnType<typeof forkProcess<ToCaseProcess, FromCaseProcess>>
  private readonly waiting = new Map<number | 'opened' | 'closed', (message: FromCaseProcess) => void>()
  private requests = 0

  /** `program`: another one than that of the checkout. */
  constructor(program = processEntry('case')) {
    this.port = forkProcess(program)
    this.exited = new Promise((resolve) => this.port.onExit(resolve))
    this.port.onMessage((message) => {
      if (message.kind === 'changed') this.changes.push(message.what)
      else this.waiting.get('request' in message ? message.request : message.kind)?.(message)
    })
  }

  async open(path: string, mode: CaseMode): Promise<Extract<FromCaseProcess, { kind: 'opened' }>['result']> {
    const message = await this.ask('opened', { kind: 'open', path, mode })
    if (message.kind !== 'opened') throw new Error(`expected opened, got ${message.kind}`)
    return message.result
  }

  async result<Name extends CaseCallName>(name: Name, params: CaseParams<Name>): Promise<Result<CaseResult<Name>>> {
    const request = ++this.requests
    const message = await this.ask(request, { kind: 'call', request, name, params })
    if (message.kind !== 'answer') throw new Error(`expected an answer, got ${message.kind}`)
    return message.result as Result<CaseResult<Name>>
  }

  async call<Name extends CaseCallName>(name: Name, params: CaseParams<Name>): Promise<CaseResult<Name>> {
    const result = await this.result(name, params)
    if (result.ok) return result.value
    throw new Error(`${name}: ${result.error.code}: ${result.error.message}`)
  }

  async data(id: string): Promise<Uint8Array | null> {
    const request = ++this.requests
    const message = await this.ask(request, { kind: 'data', request, id })
    if (message.kind !== 'dataAnswer') throw new Error(`expected bytes, got ${message.kind}`)
    return message.bytes
  }

  tellChanged(): void {
    this.port.post({ kind: 'changed' })
  }

  async close(): Promise<CloseSummary> {
    const message = await this.ask('closed', { kind: 'close' })
    await this.exited
    if (message.kind !== 'closed') throw new Error(`expected closed, got ${message.kind}`)
    return message.summary
  }

  kill(): void {
    this.port.kill()
  }

  private ask(key: number | 'opened' | 'closed', message: ToCaseProcess): Promise<FromCaseProcess> {
    return Promise.race([
      new Promise<FromCaseProcess>((resolve) => {
        this.waiting.set(key, resolve)
        this.port.post(message)
      }),
      this.exited.then((exit) => {
        throw new Error(`the case process ended: ${JSON.stringify(exit)}`)
      }),
    ])
  }
}

export type JobEnd = { kind: 'done'; result: JobResult } | { kind: 'failed'; error: CallError } | { kind: 'gone' }

export class JobChild {
  readonly progress: JobProgress[] = []
  readonly exited: Promise<ProcessExit>
  /** The last word, or `gone` where the process ended without one. */
  readonly ended: Promise<JobEnd>
  private readonly port = forkProcess<ToJobProcess, FromJobProcess>(processEntry('job'))
  private readonly watchers: ((progress: JobProgress) => void)[] = []

  constructor(job: JobRequest, print?: (page: PrintPage) => Result<Uint8Array>) {
    this.exited = new Promise((resolve) => this.port.onExit(resolve))
    this.ended = new Promise((resolve) => {
      this.port.onMessage((message) => {
        switch (message.kind) {
          case 'progress':
            this.progress.push(message.progress)
            for (const watch of this.watchers) watch(message.progress)
            return
          case 'print':
            if (print) this.port.post({ kind: 'printed', request: message.request, result: print(message.page) })
            return
          default:
            resolve(message)
        }
      })
      void this.exited.then(() => resolve({ kind: 'gone' }))
    })
    this.port.post({ kind: 'start', job })
  }

  /** Resolves with the first progress that fits. */
  when(fits: (progress: JobProgress) => boolean): Promise<JobProgress> {
    return new Promise((resolve) => this.watchers.push((progress) => fits(progress) && resolve(progress)))
  }

  cancel(): void {
    this.port.post({ kind: 'cancel' })
  }

  kill(): void {
    this.port.kill()
  }
}
