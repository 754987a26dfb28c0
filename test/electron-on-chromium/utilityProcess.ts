import { fork as forkChild, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { guard } from './guard.ts'

interface ForkOptions {
  serviceName?: string
  stdio?: ('ignore' | 'pipe' | 'inherit')[]
  env?: NodeJS.ProcessEnv
}

/** A Node process in which `process.parentPort` is what Electron gives a utility process. */
export class UtilityProcess extends EventEmitter {
  private readonly child: ChildProcess

  constructor(entry: string, args: string[], { stdio = [], env = process.env }: ForkOptions) {
    super()
    const [, out = 'inherit', error = 'inherit'] = stdio
    this.child = forkChild(entry, args, {
      serialization: 'advanced',
      env,
      stdio: ['ignore', out, error, 'ipc'],
      execArgv: ['--import', new URL('./parentPort.ts', import.meta.url).href],
    })
    this.child.on('message', (message) => this.emit('message', message))
    this.child.once('spawn', () => this.emit('spawn'))
    this.child.on('error', (fault) => this.emit('error', 'FatalError', String(fault), ''))
    const drained = new Promise<void>((resolve) => this.child.once('disconnect', resolve))
    this.child.once('exit', (code, signal) => {
      void drained.then(() => this.emit('exit', code ?? constants.signals[signal ?? 'SIGKILL']))
    })
    return guard('UtilityProcess', this)
  }

  get pid(): number | undefined {
    return this.child.pid
  }
  get stderr(): Readable | null {
    return this.child.stderr
  }
  get stdout(): Readable | null {
    return this.child.stdout
  }
  postMessage(message: unknown): void {
    if (this.child.connected) this.child.send(message as object, () => undefined)
  }
  kill(): boolean {
    return this.child.kill()
  }
}

export const utilityProcess = guard('utilityProcess', {
  fork: (entry: string, args: string[] = [], options: ForkOptions = {}): UtilityProcess =>
    new UtilityProcess(entry, args, options),
})
