import type { CaseCallName, CaseParams, CaseResult } from '../../shared/contract/caseCalls.ts'
import type { AppEvent } from '../../shared/contract/appCalls.ts'
import type { CaseMode, CloseSummary, FromCaseProcess } from '../../shared/contract/messages.ts'
import { assertNever } from '../../shared/lib/assertNever.ts'
import { CodedError, failed, type CallError, type Result } from '../../shared/lib/result.ts'
import type { CasePort, ProcessExit } from './ShellServices.ts'

/** How long a case process may take for its clean close (checkpoint of the file) before it is ended. */
const CLOSE_LIMIT_MS = 10_000

type Changed = Extract<AppEvent, { kind: 'caseChanged' }>['what']

export interface CaseProcessEvents {
  onChanged(what: Changed): void
  /** The process ended without being asked: what was committed is in the file, open answers are lost. */
  onLost(error: CallError): void
}

interface Opened {
  name: string
  isReadOnly: boolean
  lockToken: string | null
}

/** As WindowCall has it. */
export interface CaseCall {
  name: CaseCallName
  params: unknown
  asker?: string
}

/** The life of one case process: open, calls, bytes, close. It is asked to end, waited for, and then ended. */
export class CaseProcess {
  readonly #port: CasePort
  readonly #events: CaseProcessEvents
  readonly #answers = new Map<number, (result: Result<unknown>) => void>()
  readonly #bytes = new Map<number, (bytes: Uint8Array | null) => void>()
  readonly #gone = Promise.withResolvers<void>()
  #opening: ((result: Result<Opened>) => void) | null = null
  #summary: CloseSummary | null = null
  #state: 'running' | 'closing' | 'gone' = 'running'
  #request = 0

  constructor(port: CasePort, events: CaseProcessEvents) {
    this.#port = port
    this.#events = events
    port.onMessage((message) => this.#receive(message))
    port.onExit((exit) => this.#ended(exit))
  }

  open(path: string, mode: CaseMode): Promise<Result<Opened>> {
    return new Promise((resolve) => {
      if (this.#state !== 'running') return resolve(failed(lost()))
      this.#opening = resolve
      this.#port.post({ kind: 'open', path, mode })
    })
  }

  /** Params must have been checked. Always answers; a process that ends meanwhile answers `case/lost`. */
  call({ name, params, asker }: CaseCall): Promise<Result<unknown>> {
    return new Promise((resolve) => {
      if (this.#state !== 'running') return resolve(failed(lost()))
      const request = ++this.#request
      this.#answers.set(request, resolve)
      this.#port.post({ kind: 'call', request, name, params, ...(asker !== undefined && { asker }) })
    })
  }

  /** `call` for the shell's own questions. */
  async ask<Name extends CaseCallName>(name: Name, params: CaseParams<Name>): Promise<CaseResult<Name>> {
    const result = await this.call({ name, params })
    if (!result.ok) throw new CodedError(result.error.code, result.error.message, result.error.detail)
    return result.value as CaseResult<Name>
  }

  /** Bytes of an id the process gave; null where it does not know the id (any more). */
  data(id: string): Promise<Uint8Array | null> {
    return new Promise((resolve) => {
      if (this.#state !== 'running') return resolve(null)
      const request = ++this.#request
      this.#bytes.set(request, resolve)
      this.#port.post({ kind: 'data', request, id })
    })
  }

  /** A job has written to the file. Messages keep their order, so questions asked after this see the new rows. */
  tellChanged(): void {
    if (this.#state === 'running') this.#port.post({ kind: 'changed' })
  }

  /** Resolves when the process has ended, with what it said of the case; null where it could not say. */
  async close(): Promise<CloseSummary | null> {
    if (this.#state === 'running') {
      this.#state = 'closing'
      this.#port.post({ kind: 'close' })
    }
    const limit = setTimeout(() => this.#port.kill(), CLOSE_LIMIT_MS)
    await this.#gone.promise
    clearTimeout(limit)
    return this.#summary
  }

  #receive(message: FromCaseProcess): void {
    switch (message.kind) {
      case 'opened':
        this.#opening?.(message.result)
        this.#opening = null
        return
      case 'answer':
        this.#answers.get(message.request)?.(message.result)
        this.#answers.delete(message.request)
        return
      case 'dataAnswer':
        this.#bytes.get(message.request)?.(message.bytes)
        this.#bytes.delete(message.request)
        return
      case 'changed':
        this.#events.onChanged(message.what)
        return
      case 'closed':
        this.#summary = message.summary
        return
      default:
        assertNever(message)
    }
  }

  #ended(exit: ProcessExit): void {
    const wasAsked = this.#state === 'closing'
    this.#state = 'gone'
    const error = lost(exit)
    const wasOpening = this.#opening !== null
    this.#opening?.(failed(error))
    this.#opening = null
    for (const resolve of this.#answers.values()) resolve(failed(error))
    this.#answers.clear()
    for (const resolve of this.#bytes.values()) resolve(null)
    this.#bytes.clear()
    this.#gone.resolve()
    if (!wasAsked && !wasOpening) this.#events.onLost(error)
  }
}

/** `exit code 3`, `signal SIGKILL`, and what the process said last: a crash and an exit read differently. */
export function exitReason(exit: ProcessExit): string {
  const how = exit.signal === null ? `exit code ${exit.code ?? 'unknown'}` : `signal ${exit.signal}`
  const lastLine = exit.lastWords
    .trim()
    .split('\n')
    .findLast((line) => /\S/.test(line) && !/^\s+at |^Node\.js v/.test(line))
  return lastLine === undefined ? how : `${how}: ${lastLine.trim().slice(0, 400)}`
}

function lost(exit?: ProcessExit): CallError {
  return {
    code: 'case/lost',
    message: exit
      ? `The case process ended unexpectedly (${exitReason(exit)}). Everything committed is in the file; open it again.`
      : 'The case is closed.',
  }
}
