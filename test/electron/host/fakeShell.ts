// A shell without processes: ports whose other end is the test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ChildPort, ProcessExit, ShellServices } from '../../../electron/host/ShellServices.ts'
import type {
  FromCaseProcess,
  FromJobProcess,
  PrintPage,
  ToCaseProcess,
  ToJobProcess,
} from '../../../shared/contract/messages.ts'
import { ok } from '../../../shared/lib/result.ts'

/** Both ends of a channel: `port` for the code under test, the rest for the test. */
export class FakeProcess<Send, Receive> {
  readonly sent: Send[] = []
  isKilled = false
  onSent: ((message: Send) => void) | null = null
  #messages: ((message: Receive) => void)[] = []
  #exits: ((exit: ProcessExit) => void)[] = []

  readonly port: ChildPort<Send, Receive> = {
    pid: 1,
    post: (message) => {
      this.sent.push(message)
      this.onSent?.(message)
    },
    onMessage: (listener) => this.#messages.push(listener),
    onExit: (listener) => this.#exits.push(listener),
    kill: () => {
      this.isKilled = true
      this.exit({ code: null, signal: 'SIGKILL', lastWords: '' })
    },
  }

  say(message: Receive): void {
    for (const listener of this.#messages) listener(message)
  }

  exit(exit: ProcessExit): void {
    const listeners = this.#exits
    this.#exits = []
    for (const listener of listeners) listener(exit)
  }
}

export type FakeCase = FakeProcess<ToCaseProcess, FromCaseProcess>
export type FakeJob = FakeProcess<ToJobProcess, FromJobProcess>

export interface FakeShell {
  services: ShellServices
  cases: FakeCase[]
  jobs: FakeJob[]
  /** Answers of the next calls of a case, by name; what is not named answers null. */
  answers: Record<string, unknown>
  folder: string
  prints: PrintPage[]
}

/** Case processes open whatever they are told, answer from `answers`, and close when asked. Jobs are the test's to play. */
export function fakeShell(): FakeShell {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-host-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const cases: FakeCase[] = []
  const jobs: FakeJob[] = []
  const prints: PrintPage[] = []
  const answers: Record<string, unknown> = { 'settings.get': { author: 'Ada', zoneOffsetMinutes: 0 } }
  const services: ShellServices = {
    shell: 'loopback',
    version: '1.2.3',
    isDevelopment: false,
    paths: { userData: join(folder, 'user'), documents: join(folder, 'documents'), samples: join(folder, 'samples') },
    spawnCase() {
      const fake: FakeCase = new FakeProcess()
      fake.onSent = (message) => {
        if (message.kind === 'open') {
          if (message.mode === 'create') {
            mkdirSync(dirname(message.path), { recursive: true })
            writeFileSync(message.path, 'x')
          }
          fake.say({
            kind: 'opened',
            result: ok({ name: 'Incident', isReadOnly: message.mode === 'readOnly', lockToken: 'lock-1' }),
          })
        }
        if (message.kind === 'call')
          fake.say({ kind: 'answer', request: message.request, result: ok(answers[message.name] ?? null) })
        if (message.kind === 'data')
          fake.say({ kind: 'dataAnswer', request: message.request, bytes: new TextEncoder().encode(message.id) })
        if (message.kind === 'close') {
          fake.say({
            kind: 'closed',
            summary: {
              sources: 3,
              headline: { en: 'Live heap grows', 'zh-CN': '存活堆增长' },
              findings: { critical: 1, warning: 0, notice: 0 },
              liveHeap: [1, 2, 4],
              service: 'checkout',
              evidenceFromMs: 1_790_000_000_000,
            },
          })
          fake.exit({ code: 0, signal: null, lastWords: '' })
        }
      }
      cases.push(fake)
      return fake.port
    },
    spawnJob() {
      const fake: FakeJob = new FakeProcess()
      jobs.push(fake)
      return fake.port
    },
    dialogs: null,
    listFolder: null,
    print: (page) => {
      prints.push(page)
      return Promise.resolve(new Uint8Array([1, 2, 3]))
    },
    pdfAvailability: () => Promise.resolve({ available: true }),
    reveal: () => Promise.resolve(false),
  }
  return { services, cases, jobs, answers, folder, prints }
}
