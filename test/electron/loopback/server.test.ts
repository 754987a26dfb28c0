import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AppCore } from '../../../electron/host/AppCore.ts'
import { startServer, type LoopbackServer, type ServerOptions } from '../../../electron/loopback/server.ts'
import { fakeShell } from '../host/fakeShell.ts'

interface Answer {
  status: number
  headers: Record<string, unknown>
  body: string
}

async function started(options: Partial<ServerOptions> = {}): Promise<{ server: LoopbackServer; core: AppCore }> {
  const webRoot = mkdtempSync(join(tmpdir(), 'heapcase-web-'))
  mkdirSync(join(webRoot, 'assets'))
  writeFileSync(join(webRoot, 'index.html'), '<title>Heapcase</title>')
  writeFileSync(join(webRoot, 'assets', 'index-abc.js'), 'export {}')
  writeFileSync(join(webRoot, 'secret.key'), 'not for pages')
  const core = new AppCore(fakeShell().services)
  const server = await startServer({ core, webRoot, ...options })
  onTestFinished(async () => {
    await server.close()
    await core.close()
    rmSync(webRoot, { recursive: true, force: true })
  })
  return { server, core }
}

/** A request with exactly these headers: `fetch` would not let a test lie about Host and Origin. */
function ask(
  { port }: LoopbackServer,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const JSON_TYPE = { 'Content-Type': 'application/json' }
const tokenOf = (link: string): string => link.slice(link.indexOf('#token=') + '#token='.length)

async function sessionOf(server: LoopbackServer): Promise<{ Authorization: string }> {
  const { body } = await ask(
    server,
    'POST',
    '/session',
    JSON_TYPE,
    JSON.stringify({ token: tokenOf(server.newLink()) }),
  )
  return { Authorization: `Bearer ${(JSON.parse(body) as { session: string }).session}` }
}

const info = JSON.stringify({ to: 'app', name: 'app.info', params: {} })

describe('loopback server', () => {
  it('trades a start token once', async () => {
    const { server } = await started()
    const link = server.newLink()
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/)
    const body = JSON.stringify({ token: tokenOf(link) })
    expect((await ask(server, 'POST', '/session', JSON_TYPE, body)).status).toBe(200)
    expect(await ask(server, 'POST', '/session', JSON_TYPE, body)).toMatchObject({ status: 401 })
  })

  it('answers a call with a session, and says what is wrong without one', async () => {
    const { server } = await started()
    const session = await sessionOf(server)
    const answer = await ask(server, 'POST', '/rpc/app.info', { ...session, ...JSON_TYPE }, info)
    expect(JSON.parse(answer.body)).toMatchObject({ ok: true, value: { version: '1.2.3', shell: 'loopback' } })
    for (const authorization of ['', 'Bearer', 'Bearer wrong-wrong-wrong-wrong-wrong', `${session.Authorization}x`]) {
      const refused = await ask(server, 'POST', '/rpc/app.info', { ...JSON_TYPE, Authorization: authorization }, info)
      expect({ authorization, status: refused.status }).toEqual({ authorization, status: 401 })
    }
  })

  it.each([
    ['GET', '/events'],
    ['GET', '/data/abc'],
    ['POST', '/uploads'],
    ['PUT', '/uploads/abc?path=x'],
  ])('refuses %s %s without a session', async (method, path) => {
    const { server } = await started()
    expect((await ask(server, method, path)).status).toBe(401)
  })

  it.each([
    ['example.com', 403],
    ['127.0.0.1.example.com', 403],
    ['localhost.example.com:80', 403],
    ['10.0.0.1', 403],
    ['localhost:9999', 200],
    ['127.0.0.1', 200],
    ['[::1]:80', 200],
  ])('answers Host %s with %i', async (host, status) => {
    const { server } = await started()
    expect((await ask(server, 'GET', '/', { Host: host })).status).toBe(status)
  })

  it.each([
    ['http://example.com', 403],
    ['null', 403],
    ['https://127.0.0.1:7000', 403],
    ['http://127.0.0.1:7001', 403],
    ['http://127.0.0.1:7000', 200],
  ])('answers Origin %s with %i', async (origin, status) => {
    const { server } = await started()
    const session = await sessionOf(server)
    const headers = { ...session, ...JSON_TYPE, Host: '127.0.0.1:7000', Origin: origin }
    expect((await ask(server, 'POST', '/rpc/app.info', headers, info)).status).toBe(status)
  })

  it('sends files with the whole list of headers, and nothing outside the window', async () => {
    const { server } = await started()
    const page = await ask(server, 'GET', '/')
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|\*/)
    expect((await ask(server, 'GET', '/assets/index-abc.js')).headers['cache-control']).toContain('immutable')
    for (const path of [
      '/secret.key',
      '/../package.json',
      '/%2e%2e/%2e%2e/etc/x.json',
      '/..%5c..%5cx.js',
      '/%00.js',
      '/%E0.js',
    ])
      expect({ path, status: (await ask(server, 'GET', path)).status }).toEqual({ path, status: 404 })
    expect((await ask(server, 'DELETE', '/')).status).toBe(405)
  })

  it.each([
    ['no JSON type', {}, info, 415],
    ['broken JSON', JSON_TYPE, '{', 400],
    ['a body that names another call', JSON_TYPE, info.replace('app.info', 'recent.list'), 400],
    ['a body that is too large', JSON_TYPE, JSON.stringify('x'.repeat(33 << 20)), 413],
  ])('refuses %s', async (_what, headers, body, status) => {
    const { server } = await started()
    const session = await sessionOf(server)
    const answer = await ask(server, 'POST', '/rpc/app.info', { ...session, ...headers }, body)
    expect(answer.status).toBe(status)
  })

  it('streams events as lines', async () => {
    const { server, core } = await started()
    const session = await sessionOf(server)
    const response = await fetch(`http://127.0.0.1:${server.port}/events`, { headers: session })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect(await reader?.read()).toMatchObject({ value: '\n' })
    core.emit({ kind: 'command', id: 'a' })
    expect(await reader?.read()).toMatchObject({ value: '{"kind":"command","id":"a"}\n' })
    await reader?.cancel()
  })

  it('keeps uploads together until it closes', async () => {
    const { server } = await started()
    const session = await sessionOf(server)
    const { batch } = JSON.parse((await ask(server, 'POST', '/uploads', session)).body) as { batch: string }
    const put = (path: string, body: string): Promise<Answer> =>
      ask(server, 'PUT', `/uploads/${batch}?path=${encodeURIComponent(path)}`, session, body)
    const first = JSON.parse((await put('logs/a.log', 'gc 1')).body) as { path: string }
    const second = JSON.parse((await put('logs/b/c.log', 'gc 2')).body) as { path: string }
    expect(second.path).toBe(first.path)
    expect(readFileSync(join(first.path, 'b', 'c.log'), 'utf8')).toBe('gc 2')
    for (const path of ['../x', '/', 'a/../../x', 'a\\b', 'c:d', 'x'.repeat(300)])
      expect({ path, status: (await put(path, '')).status }).toEqual({ path, status: 400 })
    expect((await put('logs/a.log', 'again')).status).toBe(400)
    expect(readFileSync(join(first.path, 'a.log'), 'utf8')).toBe('gc 1')
    await server.close()
    expect(existsSync(first.path)).toBe(false)
  })

  it('ends an upload that is larger than allowed and keeps none of it', async () => {
    const { server } = await started({ uploadLimits: { fileBytes: 1_000 } })
    const session = await sessionOf(server)
    const { batch } = JSON.parse((await ask(server, 'POST', '/uploads', session)).body) as { batch: string }
    const answer = await ask(server, 'PUT', `/uploads/${batch}?path=big`, session, 'x'.repeat(5_000))
    expect(answer).toMatchObject({ status: 400 })
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'upload/too-large' } })
    const small = JSON.parse((await ask(server, 'PUT', `/uploads/${batch}?path=big`, session, 'y')).body) as {
      path: string
    }
    expect(readFileSync(small.path, 'utf8')).toBe('y')
  })
})
