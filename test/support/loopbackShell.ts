// The loopback shell as a program of its own, for tests and benchmarks that look at it with a browser; and how that browser is started.
import { spawn, type ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import { quietChromiumArgs } from '../../electron/loopback/chromium.ts'

const MAIN = resolve(import.meta.dirname, '../../electron/loopback/main.ts')
/** As `npm start` runs it; whoever runs it builds first. */
const BUNDLES = resolve(import.meta.dirname, '../../out/main')

export interface ShellFolders {
  userData: string
  documents: string
}

/** Arguments of Node that run it, without a browser of its own. */
export const shellArguments = ({ userData, documents }: ShellFolders): string[] => [
  MAIN,
  '--no-open',
  `--user-data-dir=${userData}`,
  `--documents=${documents}`,
  `--bundles=${BUNDLES}`,
]

/** The link that a shell prints when it is ready; works once. Fails when it ends before. */
export function startLink(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = ''
    server.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const link = /^http:\/\/\S+#token=\S+$/m.exec(text)?.[0]
      if (link !== undefined) done(link)
    })
    server.once('exit', (code) => fail(new Error(`the shell ended with ${code}: ${text}`)))
  })
}

export interface RunningShell {
  /** The start link; works once. */
  link: string
  close: () => Promise<void>
}

/** Starts a shell with its user data below a folder. */
export async function startShell(
  folder: string,
  documents: string,
  { args = [], env = process.env }: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<RunningShell> {
  const folders = { userData: join(folder, 'user-data'), documents }
  const server = spawn(process.execPath, [...shellArguments(folders), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
  const ended = new Promise<void>((done) => server.once('exit', () => done()))
  return {
    link: await startLink(server),
    async close() {
      server.kill('SIGTERM')
      await ended
    },
  }
}

/** Of a Chromium under Playwright, which switches its own list of features off: the last such switch wins. */
export const browserArguments = (): string[] =>
  quietChromiumArgs({ allowLoopback: true }).filter((arg) => !arg.startsWith('--disable-features='))
