/**
 * The loopback shell as pictures of the views need it: the sample case, made where the clock stands still, so that every date in it is
 * the same in every run.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = resolve(import.meta.dirname, '../../..')

export interface ViewsShell {
  /** The start link; works once. */
  link: string
  close: () => Promise<void>
}

export async function startViewsShell(): Promise<ViewsShell> {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-views-'))
  const documents = join(folder, 'documents')
  mkdirSync(documents)
  const clock = pathToFileURL(join(import.meta.dirname, 'fixedClock.ts')).href
  const server = spawn(
    process.execPath,
    [
      join(root, 'electron/loopback/main.ts'),
      '--no-open',
      `--user-data-dir=${join(folder, 'user-data')}`,
      `--documents=${documents}`,
    ],
    // By the environment, as processes of cases and jobs are to have it, too.
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TZ: 'UTC', NODE_OPTIONS: `--import=${clock}` } },
  )
  const ended = new Promise<void>((done) => server.once('exit', () => done()))
  const link = await new Promise<string>((done, fail) => {
    let text = ''
    server.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const found = /^http:\/\/\S+#token=\S+$/m.exec(text)?.[0]
      if (found !== undefined) done(found)
    })
    server.once('exit', (code) => fail(new Error(`the shell ended with ${code}: ${text}`)))
  })
  return {
    link,
    async close() {
      server.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
