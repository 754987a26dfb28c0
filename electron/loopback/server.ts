// The window's shell over HTTP on 127.0.0.1. Files are public; calls, events, bytes and uploads need a session.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FILE_HEADERS } from '../host/contentSecurity.ts'
import { readWebFile } from '../host/webFiles.ts'
import type { AppCore } from '../host/AppCore.ts'
import { CodedError, failed, toCallError, type Result } from '../../shared/lib/result.ts'
import { Sessions, isOwnHost, isOwnOrigin } from './sessions.ts'
import { Uploads, type UploadLimits } from './uploads.ts'

/** Longest call: a report's prose with room. */
const MAX_BODY = 32 << 20
/** An event stream that is read too slowly gets no more progress, only what matters. */
const MAX_UNSENT = 1 << 20
const KEEP_ALIVE_MS = 15_000
/** A random name a page gives itself when it is loaded; a tab that was duplicated has the session of the first. */
const PAGE_HEADER = 'x-heapcase-page'

export interface LoopbackServer {
  port: number
  /** A new start link; each is good for one browser tab. */
  newLink(): string
  close(): Promise<void>
}

export interface ServerOptions {
  core: AppCore
  /** Folder of the built window. */
  webRoot: string
  /** 0: any free port. */
  port?: number
  uploadLimits?: Partial<UploadLimits>
}

/** An answer that is not 200: status and the error that says why. */
class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export async function startServer({ core, webRoot, port = 0, uploadLimits }: ServerOptions): Promise<LoopbackServer> {
  const sessions = new Sessions()
  const uploads = new Uploads(uploadLimits)
  const streams = new Set<ServerResponse>()
  /** How many a page listens to: none any more where it is gone. */
  const streamsOf = new Map<string, number>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOwnHost(request.headers.host))
      throw new Refusal(403, 'http/host', 'This server answers on this machine only.')
    if (!isOwnOrigin(request.headers.origin, request.headers.host))
      throw new Refusal(403, 'http/origin', 'Another page may not talk to this server.')
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const [, area = '', ...rest] = url.pathname.split('/')
    switch (area) {
      case 'session':
        return trade(request, response)
      case 'rpc':
        allow(request, 'POST')
        return call(request, response, rest.join('/'))
      case 'events':
        allow(request, 'GET')
        return streamEvents(response, pageOf(request))
      case 'data':
        allow(request, 'GET')
        return sendData(response, rest.join('/'))
      case 'uploads':
        allow(request, rest.length === 0 ? 'POST' : 'PUT')
        return upload(request, response, rest[0], url.searchParams.get('path'))
      default:
        return sendFile(request, response, url.pathname)
    }
  }

  function allow(request: IncomingMessage, method: string): void {
    if (!sessions.isAllowed(request.headers.authorization))
      throw new Refusal(401, 'http/session', 'Open Heapcase with its start link.')
    if (request.method !== method) throw new Refusal(405, 'http/method', `Only ${method} is answered here.`)
  }

  async function trade(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') throw new Refusal(405, 'http/method', 'Only POST is answered here.')
    const body = await readJsonBody(request)
    const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : null
    const session = typeof token === 'string' ? sessions.trade(token) : null
    if (session === null)
      throw new Refusal(401, 'http/token', 'This start link was used or is wrong. Start Heapcase again.')
    sendJson(response, 200, { session })
  }

  async function call(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const body = await readJsonBody(request)
    const named = typeof body === 'object' && body !== null && 'name' in body ? body.name : null
    if (named !== decodeURIComponent(name)) throw new Refusal(400, 'http/name', 'The address names another call.')
    const result = await core.call(body, pageOf(request))
    sendJson(response, 200, result)
  }

  function streamEvents(response: ServerResponse, page: string): void {
    response.writeHead(200, { ...FILE_HEADERS, 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' })
    response.write('\n')
    for (const event of core.currentEvents()) response.write(`${JSON.stringify(event)}\n`)
    streams.add(response)
    streamsOf.set(page, (streamsOf.get(page) ?? 0) + 1)
    const stop = core.onEvent((event) => {
      const isProgress = event.kind === 'job' && event.job.state === 'running'
      if (isProgress && response.writableLength > MAX_UNSENT) return
      response.write(`${JSON.stringify(event)}\n`)
    })
    const alive = setInterval(() => response.write('\n'), KEEP_ALIVE_MS)
    response.once('close', () => {
      stop()
      clearInterval(alive)
      streams.delete(response)
      const left = (streamsOf.get(page) ?? 1) - 1
      if (left > 0) return void streamsOf.set(page, left)
      streamsOf.delete(page)
      core.leave(page)
    })
  }

  async function sendData(response: ServerResponse, id: string): Promise<void> {
    const bytes = await core.data(id)
    if (!bytes) throw new Refusal(404, 'data/unknown', 'These bytes were read already, or their case is closed.')
    response.writeHead(200, {
      ...FILE_HEADERS,
      'Content-Type': 'application/octet-stream',
      'Content-Length': bytes.byteLength,
      'Cache-Control': 'no-store',
    })
    response.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  async function upload(
    request: IncomingMessage,
    response: ServerResponse,
    batch: string | undefined,
    path: string | null,
  ): Promise<void> {
    if (batch === undefined) return sendJson(response, 200, { batch: uploads.newBatch() })
    if (path === null) throw new Refusal(400, 'upload/bad-name', 'An upload needs a name.')
    sendJson(response, 200, { path: await uploads.store(batch, path, request) })
  }

  async function sendFile(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new Refusal(405, 'http/method', 'Files can only be read.')
    const file = await readWebFile(webRoot, path)
    if (!file) throw new Refusal(404, 'http/no-file', 'There is no such file.')
    response.writeHead(200, {
      ...FILE_HEADERS,
      'Content-Type': file.type,
      'Content-Length': file.bytes.byteLength,
      'Cache-Control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
    response.end(request.method === 'HEAD' ? undefined : file.bytes)
  }

  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy()
      const refusal = error instanceof Refusal ? error : null
      const status = refusal?.status ?? (error instanceof CodedError ? 400 : 500)
      const reason = refusal ? { code: refusal.code, message: refusal.message } : toCallError(error)
      // A body that was not read would be taken for the next request.
      if (!request.complete) response.setHeader('Connection', 'close')
      sendJson(response, status, failed(reason))
    })
  })
  // Uploads may take as long as they take; headers may not.
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const removeUploads = (): void => uploads.removeAll()
  process.once('exit', removeUploads)
  const bound = (server.address() as AddressInfo).port

  return {
    port: bound,
    newLink: () => `http://127.0.0.1:${bound}/#token=${sessions.newToken()}`,
    async close() {
      for (const stream of streams) stream.end()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      removeUploads()
      process.removeListener('exit', removeUploads)
    },
  }
}

function pageOf(request: IncomingMessage): string {
  const page = request.headers[PAGE_HEADER]
  return typeof page === 'string' && /^[\w-]{1,64}$/.test(page) ? page : ''
}

async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  // A page of another origin can not send this type without being asked first, and is refused then.
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json')
    throw new Refusal(415, 'http/type', 'Calls are JSON.')
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MAX_BODY) throw new Refusal(413, 'http/too-large', 'This call is too large.')
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown
  } catch {
    throw new Refusal(400, 'http/json', 'This is no JSON.')
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  let text: string
  try {
    text = JSON.stringify(value)
  } catch (error) {
    const unsendable: Result<never> = failed({ code: 'call/unsendable', message: String(error) })
    text = JSON.stringify(unsendable)
  }
  response.writeHead(status, {
    ...FILE_HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  })
  response.end(text)
}
