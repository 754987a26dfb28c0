import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventEmitter } from 'node:events'

/** One instance per user-data folder, by a socket file; Electron answers at once, so it is asked before the app starts. */
export interface InstanceLock {
  /** True: we are the first. A later instance hands over its arguments with this. */
  request(): boolean
}

export async function prepareInstanceLock(userData: string, events: EventEmitter): Promise<InstanceLock> {
  const name = createHash('sha256').update(userData).digest('hex').slice(0, 24)
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\eoc-${name}` : join(tmpdir(), `eoc-${name}.sock`)
  const first = await new Promise<Socket | null>((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(null))
  })
  if (first) {
    return {
      request() {
        first.end(JSON.stringify({ argv: process.argv, workingDirectory: process.cwd() }))
        return false
      },
    }
  }
  rmSync(path, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('end', () => {
      socket.end()
      if (text === '') return
      const { argv, workingDirectory } = JSON.parse(text) as { argv: string[]; workingDirectory: string }
      events.emit('second-instance', {}, argv, workingDirectory, null)
    })
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  server.unref()
  process.once('exit', () => rmSync(path, { force: true }))
  return { request: () => true }
}
