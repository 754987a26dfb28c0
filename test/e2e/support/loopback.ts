// The loopback shell on folders of its own, and a browser that looks at it.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, expect, test as base, type Page } from '@playwright/test'
import { findChromium } from '../../../electron/loopback/chromium.ts'
import { browserArguments, shellArguments as argumentsOf, startLink } from '../../support/loopbackShell.ts'
import { giveSample } from './givenCases.ts'
import { traced, untraced, type Traced } from './tracing.ts'
import { PageWatch } from './watch.ts'

export { expect } from '@playwright/test'
export const root = resolve(import.meta.dirname, '..', '..', '..')
/** Our own captures of the sample incident. */
export const captures = join(root, 'test', 'captures', 'data')

export interface LoopbackShell {
  /** The start link; works once. */
  link: string
  /** Where the folder browser begins and new cases go. */
  documents: string
  server: ChildProcess
  /** Ends the shell and starts it again on the same folders; gives the new start link. */
  restart: () => Promise<string>
}

interface Fixtures {
  shell: LoopbackShell
  watch: PageWatch
  /** Arguments for the shell besides its folders. */
  shellArguments: string[]
  /** Whether the sample case is there already; else the window makes it. */
  hasSample: boolean
  /** The window, open and past its start. */
  heapcase: Page
}

interface WorkerFixtures {
  /**
   * Whether the browser's sockets are traced as the shell's are. Following all its threads costs a tenth of a test's time: specs that bring
   * every view to the screen, and hostile text into each, do it for all.
   */
  tracesBrowser: boolean
  browserTrace: Traced
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  tracesBrowser: [false, { option: true, scope: 'worker' }],
  shellArguments: [[], { option: true }],
  hasSample: [true, { option: true }],
  browserTrace: [
    async ({ tracesBrowser }, use) => {
      const found = await findChromium()
      if (!found.ok) throw new Error(found.error.message)
      Object.assign(process.env, found.value.env)
      const { executable } = found.value
      await use(tracesBrowser ? traced(executable) : untraced(executable))
    },
    { scope: 'worker' },
  ],
  browser: [
    async ({ browserTrace }, use) => {
      const browser = await chromium.launch({
        executablePath: browserTrace.executable,
        args: browserArguments(),
      })
      await use(browser)
      await browser.close()
      expect(browserTrace.foreignTraffic(), 'what the browser sent to other machines').toEqual([])
    },
    { scope: 'worker' },
  ],
  shell: async ({ shellArguments, hasSample }, use, info) => {
    if (!existsSync(join(root, 'out', 'renderer', 'index.html')))
      throw new Error('build the window first: npm run build')
    const documents = info.outputPath('documents')
    mkdirSync(documents, { recursive: true })
    if (hasSample) giveSample(documents)
    const traces: Traced[] = []
    const start = (): ChildProcess => {
      const trace = traced(process.execPath)
      traces.push(trace)
      return spawn(
        trace.executable,
        [...argumentsOf({ userData: info.outputPath('user-data'), documents }), ...shellArguments],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
    }
    const end = async (server: ChildProcess): Promise<void> => {
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = new Promise<void>((done) => server.once('exit', () => done()))
      // Behind strace the signal goes to the program, not to its tracer.
      for (const pid of serverPids(server)) process.kill(pid, 'SIGTERM')
      await ended
    }
    const server = start()
    const shell: LoopbackShell = {
      link: await startLink(server),
      documents,
      server,
      restart: async () => {
        await end(shell.server)
        shell.server = start()
        shell.link = await startLink(shell.server)
        return shell.link
      },
    }
    await use(shell)
    await end(shell.server)
    for (const trace of traces) expect(trace.foreignTraffic(), 'what the shell sent to other machines').toEqual([])
  },
  watch: async ({ page }, use) => {
    const watch = new PageWatch()
    watch.watch(page)
    await use(watch)
    watch.expectSilence()
  },
  heapcase: async ({ page, shell, watch: _watch }, use) => {
    await page.goto(shell.link)
    await expect(page.getByTestId('home')).toBeVisible()
    await use(page)
  },
})

/** Children of a process, by /proc (Linux); none elsewhere. */
function childrenOf(pid: number): { pid: number; command: string }[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      if (parent !== pid) return []
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
    } catch {
      return []
    }
  })
}

/** The server itself, which is strace's child where it is traced. */
function serverPids(server: ChildProcess): number[] {
  if (server.pid === undefined || server.exitCode !== null) return []
  const own = childrenOf(server.pid).filter(({ command }) => command.includes('loopback/main.ts'))
  return own.length > 0 ? own.map(({ pid }) => pid) : [server.pid]
}

/** Job processes of the server: imports, analyses, reports under way. */
export const jobPids = (server: ChildProcess): number[] =>
  serverPids(server)
    .flatMap(childrenOf)
    .filter(({ command }) => /\bjob\.js\b/.test(command))
    .map(({ pid }) => pid)
