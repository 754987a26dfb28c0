// Custom schemes over loopback HTTP: Chromium serves no scheme of ours, so `app://heapcase/x` is `http://heapcase.app.localhost:port/x`
// to the page and `app://heapcase/x` to the main process. Only our own Chromium has the cookie.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setCookie } from './browser.ts'

export type SchemeHandler = (request: Request) => Response | Promise<Response>

const COOKIE = 'electron-on-chromium'
const secret = randomBytes(32).toString('base64url')
/** By `<partition>/<scheme>`; the default session's partition is empty. */
const handlers = new Map<string, SchemeHandler>()
let port = 0

export async function startSchemes(): Promise<void> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error)
      response.writeHead(500).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  port = (server.address() as AddressInfo).port
}

export function handleScheme(partition: string, scheme: string, handler: SchemeHandler): void {
  handlers.set(`${partition}/${scheme}`, handler)
}
export const isSchemeHandled = (partition: string, scheme: string): boolean => handlers.has(`${partition}/${scheme}`)

/** `app://heapcase/x` as the page's Chromium can load it; other addresses stay as they are. */
export async function toPageUrl(partition: string, url: string): Promise<string> {
  const { protocol, host, pathname, search, hash } = new URL(url)
  const scheme = protocol.slice(0, -1)
  if (!isSchemeHandled(partition, scheme)) return url
  const origin = `http://${host}${partition === '' ? '' : `.${partition}--session`}.${scheme}.localhost:${port}`
  await setCookie(origin, COOKIE, secret)
  return `${origin}${pathname}${search}${hash}`
}

/** The address as the main process knows it. */
export function toAppUrl(url: string): string {
  const match = /^http:\/\/([^/.]+)(?:\.[^/.]+--session)?\.([^/.]+)\.localhost:(\d+)(.*)$/.exec(url)
  return match && Number(match[3]) === port ? `${match[2]}://${match[1]}${match[4]}` : url
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const host = request.headers.host ?? ''
  const match = /^([^.]+)(?:\.([^.]+)--session)?\.([^.]+)\.localhost:\d+$/.exec(host)
  const handler = match && handlers.get(`${match[2] ?? ''}/${match[3]}`)
  if (!handler || !hasCookie(request.headers.cookie)) return void response.writeHead(403).end()
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (name !== 'cookie' && typeof value === 'string') headers.set(name, value)
  const method = request.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const answered = await handler(
    new Request(toAppUrl(`http://${host}${request.url}`), {
      method,
      headers,
      ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' }),
    }),
  )
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  response.end(Buffer.from(await answered.arrayBuffer()))
}

function hasCookie(header: string | undefined): boolean {
  const value = new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(header ?? '')?.[1] ?? ''
  const given = Buffer.from(value)
  const wanted = Buffer.from(secret)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
