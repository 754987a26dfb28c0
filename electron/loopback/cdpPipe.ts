// Speaks the DevTools protocol with a Chromium over two pipes (fds 3 and 4, JSON ended by NUL): no port is opened, so nothing
// else on the machine can talk to that browser.
import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

type Params = Record<string, unknown>
type Reply = Record<string, unknown>

interface Incoming {
  id?: number
  method?: string
  params?: Params
  sessionId?: string
  result?: Reply
  error?: { message: string }
}

export interface CdpBrowser {
  readonly child: ChildProcess
  /** Sends one command; rejects with Chromium's message, or when Chromium has ended. */
  send(method: string, params?: Params, sessionId?: string): Promise<Reply>
  onEvent(listener: (method: string, params: Params, sessionId: string | undefined) => void): () => void
  /** Resolves when the process has ended. */
  readonly ended: Promise<{ code: number | null; signal: string | null; lastWords: string }>
  /** Asks it to close, and ends it after two seconds. */
  close(): Promise<void>
}

const CLOSE_LIMIT_MS = 2_000
const KEPT_STDERR = 8_000

export interface CdpOptions {
  executable: string
  args: string[]
  env?: NodeJS.ProcessEnv
  /** Lines of stderr, as they come. */
  onStderr?: (text: string) => void
}

/** Starts Chromium with a DevTools pipe. A Chromium that can not start shows as the first command being rejected. */
export function startCdpBrowser({ executable, args, env, onStderr }: CdpOptions): CdpBrowser {
  const child = spawn(executable, ['--remote-debugging-pipe', ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // Without a bus address Chromium looks for one and fills stderr with complaints.
    env: { DBUS_SESSION_BUS_ADDRESS: 'disabled:', ...(env ?? process.env) },
  })
  const input = child.stdio[3] as Writable
  const output = child.stdio[4] as Readable
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void; method: string }>()
  const listeners = new Set<(method: string, params: Params, sessionId: string | undefined) => void>()
  let lastWords = ''
  let next = 0
  let isEnded = false
  let parts: Buffer[] = []

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-KEPT_STDERR)
    onStderr?.(text)
  })
  // A pipe breaks when Chromium ends; `ended` tells that, the streams need not.
  input.on('error', () => undefined)
  output.on('error', () => undefined)
  output.on('data', (chunk: Buffer) => {
    let from = 0
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, from)) {
      parts.push(chunk.subarray(from, end))
      receive(JSON.parse(Buffer.concat(parts).toString('utf8')) as Incoming)
      parts = []
      from = end + 1
    }
    if (from < chunk.length) parts.push(chunk.subarray(from))
  })

  const ended = new Promise<{ code: number | null; signal: string | null; lastWords: string }>((resolve) => {
    const finish = (code: number | null, signal: string | null): void => {
      if (isEnded) return
      isEnded = true
      const error = new Error(`Chromium has ended (${signal ?? `exit code ${code}`}): ${lastWords.trim().slice(-500)}`)
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
      resolve({ code, signal, lastWords })
    }
    child.once('error', (error) => {
      lastWords += String(error)
      finish(null, null)
    })
    child.once('close', finish)
  })

  function receive(message: Incoming): void {
    if (message.id === undefined) {
      if (message.method !== undefined)
        for (const listener of [...listeners]) listener(message.method, message.params ?? {}, message.sessionId)
      return
    }
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error) asked?.reject(new Error(`${asked.method}: ${message.error.message}`))
    else asked?.resolve(message.result ?? {})
  }

  const browser: CdpBrowser = {
    child,
    ended,
    send(method, params = {}, sessionId) {
      if (isEnded) return Promise.reject(new Error(`${method}: Chromium has ended: ${lastWords.trim().slice(-500)}`))
      const id = ++next
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject, method })
        input.write(`${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`)
      })
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      if (isEnded) return
      const limit = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT_MS)
      browser.send('Browser.close').catch(() => undefined)
      await ended
      clearTimeout(limit)
    },
  }
  return browser
}
