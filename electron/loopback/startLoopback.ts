import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { AppCore } from '../host/AppCore.ts'
import { processEnvironment } from '../host/processEnvironment.ts'
import type { ShellPaths, ShellServices } from '../host/ShellServices.ts'
import { CodedError } from '../../shared/lib/result.ts'
import { findChromium } from './chromium.ts'
import { listFolder } from './folderBrowser.ts'
import { forkProcess, processEntry } from './forkProcess.ts'
import { LazyPrinter } from './LazyPrinter.ts'
import { startServer, type LoopbackServer } from './server.ts'

const root = resolve(import.meta.dirname, '..', '..')

export interface LoopbackOptions {
  /** Preferences and recent cases; by default the folder the desktop shell uses, too. */
  userData?: string
  /** Where new cases are offered to be saved. */
  documents?: string
  /** 0: any free port. */
  port?: number
  /** A case the window opens first. */
  casePath?: string
  /** Folder of the built window. */
  webRoot?: string
  /** Folder of the built programs of case and job processes; without it they run from their sources where those are. */
  bundles?: string
  /** Offers what only developers need. */
  isDevelopment?: boolean
}

export interface LoopbackShell extends LoopbackServer {
  core: AppCore
}

/** Where this user's settings of the app lie, as Electron would choose it. */
export function defaultUserData(): string {
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Heapcase')
    case 'win32':
      return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Heapcase')
    default:
      return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Heapcase')
  }
}

function defaultDocuments(): string {
  const documents = join(homedir(), 'Documents')
  return existsSync(documents) ? documents : homedir()
}

/**
 * Starts the loopback shell: the same core as the desktop app behind a server on 127.0.0.1. `newLink()` gives what a browser
 * opens. Throws `loopback/not-built` where the window was not built. Close it at the end: it owns processes and uploads.
 */
export async function startLoopback(options: LoopbackOptions = {}): Promise<LoopbackShell> {
  const webRoot = options.webRoot ?? join(root, 'out', 'renderer')
  if (!existsSync(join(webRoot, 'index.html')))
    throw new CodedError('loopback/not-built', 'The window is not built yet: run npm run build.')
  const printer = new LazyPrinter()
  const core = new AppCore(await loopbackServices(options, printer))
  if (options.casePath !== undefined) core.setInitialCase(options.casePath)
  const server = await startServer({ core, webRoot, ...(options.port !== undefined && { port: options.port }) })
  return {
    ...server,
    core,
    async close() {
      await Promise.all([server.close(), core.close()])
      await printer.close()
    },
  }
}

async function loopbackServices(options: LoopbackOptions, printer: LazyPrinter): Promise<ShellServices> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const paths: ShellPaths = {
    userData: options.userData ?? defaultUserData(),
    documents: options.documents ?? defaultDocuments(),
    samples: join(root, 'test', 'captures', 'data'),
  }
  const env = processEnvironment(paths.userData)
  return {
    shell: 'loopback',
    version,
    isDevelopment: options.isDevelopment ?? false,
    paths,
    spawnCase: () => forkProcess(processEntry('case', options.bundles), { env }),
    spawnJob: () => forkProcess(processEntry('job', options.bundles), { env }),
    dialogs: null,
    listFolder: (path) => listFolder(path ?? paths.documents),
    print: (page) => printer.print(page),
    async pdfAvailability() {
      const found = await findChromium()
      return found.ok ? { available: true } : { available: false, reason: found.error.message }
    },
    reveal: () => Promise.resolve(false),
  }
}
