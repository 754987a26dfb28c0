import { join } from 'node:path'
import { app, net, type Privileges, type Session } from 'electron'
import type { AppCore } from '../host/AppCore.ts'
import { CONTENT_SECURITY_POLICY, FILE_HEADERS } from '../host/contentSecurity.ts'
import { readWebFile } from '../host/webFiles.ts'

export const APP_SCHEME = 'app'
export const APP_ORIGIN = 'app://heapcase'
export const SCHEME_PRIVILEGES: Privileges = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  stream: true,
  codeCache: true,
}

/** The address of the development server; null in a built app. */
export const developmentServer = (): string | null =>
  app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null)

/** Vite's development page has inline styles and its own socket; the built page has neither. */
function developmentPolicy(server: string): string {
  return CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", `connect-src 'self' ${server.replace(/^http/, 'ws')}`)
}

/** Answers `app://heapcase/…`: the window's files, and `/data/<id>` for large answers of a case, each once. */
export function serveWindow(session: Session, core: AppCore): void {
  const webRoot = join(import.meta.dirname, '..', 'renderer')
  session.protocol.handle(APP_SCHEME, async (request) => {
    const url = new URL(request.url)
    if (url.host !== 'heapcase' || request.method !== 'GET') return refusal(403)
    const id = /^\/data\/([\w-]+)$/.exec(url.pathname)?.[1]
    if (id !== undefined) {
      const bytes = await core.data(id)
      if (!bytes) return refusal(404)
      return new Response(bytes as Uint8Array<ArrayBuffer>, {
        headers: { ...FILE_HEADERS, 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' },
      })
    }
    const server = developmentServer()
    if (server !== null) return fromDevelopmentServer(server, url)
    const file = await readWebFile(webRoot, url.pathname)
    if (!file) return refusal(404)
    return new Response(file.bytes, { headers: { ...FILE_HEADERS, 'Content-Type': file.type } })
  })
}

const refusal = (status: number): Response => new Response(null, { status, headers: FILE_HEADERS })

async function fromDevelopmentServer(server: string, url: URL): Promise<Response> {
  const answer = await net.fetch(server + url.pathname + url.search)
  const headers = new Headers(answer.headers)
  // The body arrives decoded.
  headers.delete('content-encoding')
  headers.delete('content-length')
  headers.set('Content-Security-Policy', developmentPolicy(server))
  return new Response(answer.body, { status: answer.status, headers })
}
