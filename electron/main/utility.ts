import { join } from 'node:path'
import { app, utilityProcess } from 'electron'
import { processEnvironment } from '../host/processEnvironment.ts'
import type { ChildPort } from '../host/ShellServices.ts'

const KEPT_STDERR = 8_000

/** A case or job process as an Electron utility process, from the bundle beside this one. */
export function startUtility<Send, Receive>(kind: 'case' | 'job'): ChildPort<Send, Receive> {
  const child = utilityProcess.fork(join(import.meta.dirname, `${kind}.js`), [], {
    serviceName: kind === 'case' ? 'Heapcase case' : 'Heapcase job',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...processEnvironment(app.getPath('userData')) },
  })
  let lastWords = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-KEPT_STDERR)
  })
  child.on('error', (type, location) => {
    lastWords += `\n${type} at ${location}`
  })
  return {
    get pid() {
      return child.pid
    },
    post: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', (message: unknown) => listener(message as Receive))
    },
    onExit: (listener) => {
      child.once('exit', (code) => listener({ code, signal: null, lastWords }))
    },
    kill: () => {
      child.kill()
    },
  }
}
