import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ChildPort } from '../host/ShellServices.ts'

const KEPT_STDERR = 8_000

/**
 * The program of a case or job process: the bundle in the folder `bundles`, where one is named; else the TypeScript source in a checkout
 * (Node 24 runs it as it is, and takes two or three times as long to load it), or the bundle beside this one.
 */
export function processEntry(kind: 'case' | 'job', bundles?: string): string {
  if (bundles !== undefined) return join(bundles, `${kind}.js`)
  const source = join(import.meta.dirname, '..', 'utility', `${kind}.ts`)
  return existsSync(source) ? source : join(import.meta.dirname, `${kind}.js`)
}

/** A child process under Node; messages are structured clones, as in Electron's utility processes. `env` is added to the shell's own. */
export function forkProcess<Send, Receive>(
  entry: string,
  { args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {},
): ChildPort<Send, Receive> {
  const child = fork(entry, args, {
    env: { ...process.env, ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  })
  let lastWords = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-KEPT_STDERR)
    if (process.env['HEAPCASE_DEBUG']) process.stderr.write(text)
  })
  // Sending to a process that has just ended fails; its exit is told below.
  child.on('error', (error) => {
    lastWords += `${error.message}\n`
  })
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', () => {
      if (child.pid === undefined) resolve({ code: null, signal: null })
    })
  })
  // 'exit' may come before the last messages and the last lines of stderr have been read.
  const drained = Promise.all([
    new Promise<void>((resolve) => (child.connected ? child.once('disconnect', resolve) : resolve())),
    new Promise<void>((resolve) => (child.stderr ? child.stderr.once('close', resolve) : resolve())),
  ])
  return {
    pid: child.pid,
    post(message) {
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage(listener) {
      child.on('message', (message) => listener(message as Receive))
    },
    onExit(listener) {
      void exited.then(async (exit) => {
        await drained
        listener({ ...exit, lastWords })
      })
    },
    kill() {
      child.kill('SIGKILL')
    },
  }
}
